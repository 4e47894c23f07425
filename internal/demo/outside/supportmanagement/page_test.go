package supportmanagement_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

func open(t *testing.T, dir string) *supportmanagement.Server {
	t.Helper()
	s, err := supportmanagement.New(supportmanagement.Config{
		ClientID: "entre", ClientSecret: "x", Municipality: "0599", Namespace: "KC", Clock: clock.System{}, Title: "Kontaktcenter", Prefix: "/kc/", Dir: dir,
		Categories: map[string][]string{"WEBB": {"BRIST"}}, Statuses: []string{"NEW", "ONGOING", "SOLVED"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func do(s *supportmanagement.Server, method, path, mediaType, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/kc"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", mediaType)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// send makes an errand as a client does, with a conversation.
func send(t *testing.T, s *supportmanagement.Server) (id string) {
	t.Helper()
	w := do(s, http.MethodPost, supportmanagement.TokenPath, "application/x-www-form-urlencoded",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {"entre"}, "client_secret": {"x"}}.Encode())
	_, token, _ := strings.Cut(w.Body.String(), `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	post := func(path, body string) string {
		t.Helper()
		w := do(s, http.MethodPost, path, "application/json", body, "Authorization", "Bearer "+token, "X-Sent-By", "entre01; type=adAccount")
		if w.Code != http.StatusCreated || !strings.HasPrefix(w.Header().Get("Location"), "/kc"+path) {
			t.Fatalf("%s: %d %s %v", path, w.Code, w.Body, w.Header())
		}
		return strings.TrimPrefix(w.Header().Get("Location"), "/kc")
	}
	where := post(supportmanagement.APIPath+"/0599/KC/errands",
		`{"title":"<b>Brist</b>","description":"Sidan går inte att läsa","status":"NEW","classification":{"category":"WEBB","type":"BRIST"},"externalTags":[{"key":"caseid","value":"MK-1"}]}`)
	post(where+"/communication/conversations", `{"topic":"x","type":"EXTERNAL"}`)
	return where[strings.LastIndexByte(where, '/')+1:]
}

func answer(t *testing.T, s *supportmanagement.Server, id, text, status, file string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("text", text)
	_ = form.WriteField("status", status)
	if file != "" {
		w, err := form.CreateFormFile("file", file)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte("<script>"))
	}
	_ = form.Close()
	return do(s, http.MethodPost, "/arende/"+id, form.FormDataContentType(), body.String())
}

func TestPages(t *testing.T) {
	s := open(t, "")
	htmlcheck.Run(t, do(s, http.MethodGet, "/", "", "").Body.String(), htmlcheck.In("main", htmlcheck.HasText("Inga ärenden än")))
	id := send(t, s)
	htmlcheck.Run(t, do(s, http.MethodGet, "/", "", "").Body.String(),
		htmlcheck.In("a[href='/kc/arende/"+id+"']", htmlcheck.HasText("<b>Brist</b>")), htmlcheck.In(".chip", htmlcheck.HasText("Nytt")))
	if w := answer(t, s, id, " ", "NEW", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing: %d", w.Code)
	}
	if w := answer(t, s, id, "Vi rättar det.", "ONGOING", "a.html"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/kc/arende/"+id+"?sparat" {
		t.Errorf("an answer: %d %v", w.Code, w.Header())
	}
	htmlcheck.Run(t, do(s, http.MethodGet, "/arende/"+id+"?sparat", "", "").Body.String(),
		htmlcheck.In("[role=status]", htmlcheck.HasText("Det är sparat.")), htmlcheck.In(".chip", htmlcheck.HasText("Pågår")),
		htmlcheck.In("[aria-labelledby=talk]", htmlcheck.HasText("Vi rättar det.")), htmlcheck.In("[aria-labelledby=facts]", htmlcheck.HasText("MK-1")))
	file := s.Errands()[0].Conversations[0].Messages[0].Attachments[0]
	if w := do(s, http.MethodGet, "/arende/"+id+"/fil/"+file.ID, "", ""); w.Body.String() != "<script>" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %d %v", w.Code, w.Header())
	}
	for _, nowhere := range []string{"/arende/x", "/arende/" + id + "/fil/x", "/arende/x/fil/x"} {
		if w := do(s, http.MethodGet, nowhere, "", ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", nowhere, w.Code)
		}
	}
}

// TestStateIsKept over a restart.
func TestStateIsKept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	id := send(t, s)
	answer(t, s, id, "Hej", "SOLVED", "a.txt")
	before := s.Errands()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if diff := cmp.Diff(before, s.Errands()); diff != "" || before[0].Body.Status != "SOLVED" {
		t.Errorf("after the restart:\n%s", diff)
	}
	if second := send(t, s); second == id || len(s.Errands()) != 2 {
		t.Errorf("the second is %s", second)
	}
}

func TestOnlyWhoHasATokenIsLetIn(t *testing.T) {
	s := open(t, "")
	path := supportmanagement.APIPath + "/0599/KC/errands"
	for _, token := range []string{"", "Bearer ", "Bearer 99999999999.00", "Basic eDp4"} {
		if w := do(s, http.MethodGet, path, "", "", "Authorization", token); w.Code != http.StatusUnauthorized {
			t.Errorf("%q: %d", token, w.Code)
		}
	}
	if _, err := supportmanagement.New(supportmanagement.Config{}); !errs.Is(err, errs.Invalid) {
		t.Errorf("without credentials: %v", err)
	}
}
