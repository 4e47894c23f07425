package posted_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/posted"
)

// post sends a body through Read and returns what Of gave the handler.
func post(t *testing.T, limits posted.Limits, contentType string, body io.Reader) (form posted.Form, err error) {
	t.Helper()
	if limits.Texts == nil {
		limits.Texts = budget.New(1<<20, 1<<20)
	}
	if limits.Memory == nil {
		limits.Memory = budget.New(0, 0)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", body)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	err = posted.Read(limits)(func(c echo.Context) error {
		form = posted.Of(c.Request().Context())
		return nil
	})(echo.New().NewContext(req, httptest.NewRecorder()))
	return form, err
}

// part is one part of a multipart body; with a file name it is a file.
type part struct{ name, file, content string }

func multi(t *testing.T, parts ...part) (contentType string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		disposition := `form-data; name="` + p.name + `"`
		if p.file != "" {
			disposition += `; filename="` + p.file + `"`
		}
		pw, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(pw, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

const plain = "application/x-www-form-urlencoded"

func TestValues(t *testing.T) {
	limits := posted.Limits{Values: 1000}
	fromMulti := func(parts ...part) func() (posted.Form, error) {
		return func() (posted.Form, error) {
			contentType, body := multi(t, parts...)
			return post(t, limits, contentType, body)
		}
	}
	fromPlain := func(body string) func() (posted.Form, error) {
		return func() (posted.Form, error) { return post(t, limits, plain, strings.NewReader(body)) }
	}
	tests := []struct {
		name string
		form func() (posted.Form, error)
		want url.Values
	}{
		{"plain", fromPlain("plats.text=Storgatan+12&do=next"), url.Values{"plats.text": {"Storgatan 12"}, "do": {"next"}}},
		{"several of a name", fromPlain("a=1&a=2"), url.Values{"a": {"1", "2"}}},
		{"bytes that are not UTF-8", fromPlain("a=x%ffy"), url.Values{"a": {"x\uFFFDy"}}},
		{"NUL", fromPlain("a=x%00y"), url.Values{"a": {"xy"}}},
		{"nothing", func() (posted.Form, error) { return post(t, limits, "", nil) }, url.Values{}},
		{"multipart", fromMulti(part{"a", "", "å"}, part{"b", "", "x\xff\x00y"}), url.Values{"a": {"å"}, "b": {"x\uFFFDy"}}},
		{"as much as one may", fromPlain("a=" + strings.Repeat("x", 998)), url.Values{"a": {strings.Repeat("x", 998)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.form()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Values); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	many := make([]part, 20)
	for i := range many {
		many[i] = part{name: "a"}
	}
	tests := []struct {
		name        string
		contentType string
		body        io.Reader
		parts       []part
		want        errs.Kind
	}{
		{"more plain values than one may", plain, strings.NewReader("a=" + strings.Repeat("x", 999)), nil, errs.TooLarge},
		{"a longer value than one may", "", nil, []part{{"a", "", strings.Repeat("x", 1000)}}, errs.TooLarge},
		{"too many empty values", "", nil, many, errs.TooLarge},
		{"a header without end", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nX: " + strings.Repeat("x", 21<<10)), nil, errs.TooLarge},
		{"a header line after another", "multipart/form-data; boundary=x", strings.NewReader("--x\r\n" + strings.Repeat("X: y\r\n", 5<<10)), nil, errs.TooLarge},
		{"a file without end", "", nil, []part{{"f", "x.bin", strings.Repeat("x", 50_000)}}, errs.TooLarge},
		{"escapes that are none", plain, strings.NewReader("a=%zz"), nil, errs.Invalid},
		{"JSON", "application/json", strings.NewReader("{}"), nil, errs.Invalid},
		{"a media type that is none", ";;", strings.NewReader("a=1"), nil, errs.Invalid},
		{"a body that breaks off", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf"), nil, errs.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			contentType, body := tt.contentType, tt.body
			if tt.parts != nil {
				contentType, body = multi(t, tt.parts...)
			}
			_, err := post(t, posted.Limits{Values: 1000, Files: 9000}, contentType, body)
			if !errs.Is(err, tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// TestTenThousandValues: more than net/url reads is too much, and not a form
// that is none.
func TestTenThousandValues(t *testing.T) {
	limits := posted.Limits{Values: 1 << 20}
	if _, err := post(t, limits, plain, strings.NewReader("a"+strings.Repeat("&a", 9_999))); err != nil {
		t.Errorf("as many as may be: %v", err)
	}
	if _, err := post(t, limits, plain, strings.NewReader("a"+strings.Repeat("&a", 10_000))); !errs.Is(err, errs.TooLarge) {
		t.Errorf("one more: %v", err)
	}
}

// TestAHeaderIsReadNoFurther is why no hundred connections hold a gigabyte.
func TestAHeaderIsReadNoFurther(t *testing.T) {
	body := strings.NewReader("--x\r\nX: " + strings.Repeat("x", 1<<20))
	if _, err := post(t, posted.Limits{Values: 1 << 20}, "multipart/form-data; boundary=x", body); !errs.Is(err, errs.TooLarge) {
		t.Errorf("error %v", err)
	}
	if read := 1<<20 - body.Len(); read > 32<<10 {
		t.Errorf("%d bytes were read", read)
	}
}

func TestErrorsQuoteNothing(t *testing.T) {
	bodies := map[string][2]string{ // media type and body
		"a header that is none":     {"multipart/form-data; boundary=x", "--x\r\nhemligt 8501011234\r\n\r\n"},
		"an escape that is none":    {plain, "namn=hemligt%zz"},
		"a media type of one's own": {"text/hemligt", "a"},
	}
	for name, b := range bodies {
		t.Run(name, func(t *testing.T) {
			_, err := post(t, posted.Limits{Values: 1000}, b[0], strings.NewReader(b[1]))
			if err == nil || strings.Contains(err.Error(), "hemligt") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestABodyThatStalls(t *testing.T) {
	for _, contentType := range []string{plain, "multipart/form-data; boundary=x"} {
		_, err := post(t, posted.Limits{Values: 1000}, contentType, iotest.ErrReader(os.ErrDeadlineExceeded))
		if !errs.Is(err, errs.Invalid) || errs.TextOf(err) != "error.stalled" {
			t.Errorf("%s: error %v", contentType, err)
		}
	}
}

func TestValuesTakeRoom(t *testing.T) {
	texts := budget.New(posted.ValueCost*100, posted.ValueCost*100)
	limits := posted.Limits{Values: 1000, Texts: texts}
	for _, contentType := range []string{plain, "multipart/form-data; boundary=x"} {
		body := "a=" + strings.Repeat("x", 99)
		if contentType != plain {
			body = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + strings.Repeat("x", 99) + "\r\n--x--"
		}
		if _, err := post(t, limits, contentType, strings.NewReader(body)); !errs.Is(err, errs.Unavailable) {
			t.Errorf("%s: error %v", contentType, err)
		}
	}
	if _, err := post(t, limits, plain, strings.NewReader("a="+strings.Repeat("x", 98))); err != nil {
		t.Errorf("with room, and with what was held given back: %v", err)
	}
}

// TestAFileGivesItsRoomBack: what follows a file that was too much is read.
func TestAFileGivesItsRoomBack(t *testing.T) {
	files := budget.New(100_000, 100_000)
	contentType, body := multi(t, part{"a", "a", strings.Repeat("a", 100_001)}, part{"b", "b", strings.Repeat("b", 100_000)})
	form, err := post(t, posted.Limits{Values: 1000, Files: 1 << 20, Memory: files}, contentType, body)
	if err != nil {
		t.Fatal(err)
	}
	if form.Files[0].Lack != posted.LackTurn || form.Files[1].Lack != posted.LackNothing {
		t.Errorf("files lack %q and %q", form.Files[0].Lack, form.Files[1].Lack)
	}
	checkContents(t, []part{{}, {content: strings.Repeat("b", 100_000)}}, form.Files)
}

// TestManyFiles: ten thousand empty files take no room, but what is said of each
// does. One beyond those that are read is told of, so that none is lost silently.
func TestManyFiles(t *testing.T) {
	parts := make([]part, 10_000)
	for i := range parts {
		parts[i] = part{"f", "a", ""}
	}
	contentType, body := multi(t, append(parts, part{"after", "", "1"})...)
	form, err := post(t, posted.Limits{Values: 1 << 20, Files: 100, Texts: budget.New(1<<30, 1<<30)}, contentType, body)
	if err != nil {
		t.Fatal(err)
	}
	if len(form.Files) != 101 || form.Files[99].Lack != posted.LackNothing || form.Files[100].Lack != posted.LackSpace {
		t.Errorf("%d files", len(form.Files))
	}
	if form.Values.Get("after") != "1" {
		t.Error("the value after them is lost")
	}
}

func TestFiles(t *testing.T) {
	before, after := part{"before", "", "1"}, part{"after", "", "2"}
	tests := []struct {
		name   string
		memory int64
		parts  []part
		want   []posted.File
	}{
		{"one", 100, []part{{"bild", "lampa.jpg", "jpeg"}}, []posted.File{{Field: "bild", Name: "lampa.jpg", Size: 4}}},
		{"an empty choice is no file", 100, []part{{"bild", "", ""}}, nil},
		{"a name that is a path", 100, []part{{"bild", "../../x", "1"}}, []posted.File{{Field: "bild", Name: "x", Size: 1}}},
		{"a name that is not text", 100, []part{{"bild", "l\xffmpa", "1"}}, []posted.File{{Field: "bild", Name: "l\uFFFDmpa", Size: 1}}},
		{
			"too much is left out and the rest is kept", 100,
			[]part{{"bild", "a", "12345"}, {"bild", "b", "123456"}, {"bild", "c", "12345"}},
			[]posted.File{{Field: "bild", Name: "a", Size: 5}, {Field: "bild", Name: "b", Size: 6, Lack: posted.LackSpace}, {Field: "bild", Name: "c", Size: 5}},
		},
		{"no memory left", 3, []part{{"bild", "a", "1234"}}, []posted.File{{Field: "bild", Name: "a", Size: 4, Lack: posted.LackTurn}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			memory := budget.New(tt.memory, tt.memory)
			limits := posted.Limits{Values: 2000, Files: 10, Memory: memory}
			for range 2 { // the second time too: what was held is given back
				contentType, body := multi(t, append(append([]part{before}, tt.parts...), after)...)
				got, err := post(t, limits, contentType, body)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got.Files, cmpopts.IgnoreUnexported(posted.File{})); diff != "" {
					t.Errorf("files (-want +got):\n%s", diff)
				}
				if got.Values.Get("before") != "1" || got.Values.Get("after") != "2" {
					t.Errorf("values beside the files are %v", got.Values)
				}
				checkContents(t, tt.parts, got.Files)
			}
		})
	}
}

func checkContents(t *testing.T, parts []part, files []posted.File) {
	t.Helper()
	for i, f := range files {
		r, err := f.Open()
		if f.Lack != posted.LackNothing {
			if err == nil {
				t.Errorf("%s can be opened", f.Name)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || string(content) != parts[i].content {
			t.Errorf("%s holds %q (%v), want %q", f.Name, content, err, parts[i].content)
		}
	}
}

func TestLine(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"trimmed", " trasig lampa ", "trasig lampa"},
		{"no breaks", "a\r\nb\tc", "a  b c"},
		{"not UTF-8", "sn\xf6", "sn\uFFFD"},
		{"NUL", "a\x00b", "ab"},
		{"too long", strings.Repeat("å", 201), strings.Repeat("å", 200)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := posted.Line(tt.got); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
