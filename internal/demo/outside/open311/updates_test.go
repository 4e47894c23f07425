package open311_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/errs"
)

func TestUpdatesComeBack(t *testing.T) {
	o := open(t, nil)
	id := o.report("Släckt")
	o.clock.Advance(time.Minute)
	if w := o.post("/v2/servicerequestupdates.json", updateForm(id)); w.Body.String() != `[{"update_id":"U-10001"}]` {
		t.Fatalf("answered %d %s", w.Code, w.Body)
	}
	o.clock.Advance(time.Minute)
	if err := o.SetStatus(id, open311.StatusInProgress, "Vi är på väg"); err != nil {
		t.Fatal(err)
	}
	want := xml.Header + `<service_request_updates>` +
		`<request_update><update_id>U-10001</update_id><service_request_id>GK-10001</service_request_id><status>open</status>` +
		`<updated_datetime>2026-03-02T08:01:00Z</updated_datetime><description>Den blinkar nu</description><media_url></media_url></request_update>` +
		`<request_update><update_id>U-10002</update_id><service_request_id>GK-10001</service_request_id><status>in_progress</status>` +
		`<updated_datetime>2026-03-02T08:02:00Z</updated_datetime><description>Vi är på väg</description><media_url></media_url></request_update>` +
		`</service_request_updates>`
	if diff := cmp.Diff(want, o.get("/v2/servicerequestupdates.xml").Body.String()); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
	request := o.get("/v2/requests/" + id + ".json").Body.String()
	for _, part := range []string{`"status":"open"`, `"status_notes":"Vi är på väg"`, `"updated_datetime":"2026-03-02T08:02:00Z"`} {
		if !strings.Contains(request, part) {
			t.Errorf("%s not in %s", part, request)
		}
	}
}

func TestUpdateWindow(t *testing.T) {
	o := open(t, nil)
	first, second := o.report("Ett"), o.report("Två")
	for _, id := range []string{second, first, second} { // at 08:00:00, 08:00:10 and 08:00:20
		if err := o.SetStatus(id, open311.StatusInProgress, ""); err != nil {
			t.Fatal(err)
		}
		o.clock.Advance(10 * time.Second)
	}
	o.clock.Advance(900 * time.Millisecond)
	if err := o.SetStatus(first, open311.StatusFixed, ""); err != nil { // at 08:00:30.9, told as 08:00:30
		t.Fatal(err)
	}
	tests := []struct {
		name, query string
		want        []string
	}{
		{"all, oldest first", "", []string{"U-10001", "U-10002", "U-10003", "U-10004"}},
		{"from", "start_date=2026-03-02T08:00:10Z", []string{"U-10002", "U-10003", "U-10004"}},
		{"to", "end_date=2026-03-02T08:00:10Z", []string{"U-10001", "U-10002"}},
		{"between", "start_date=2026-03-02T08:00:05Z&end_date=2026-03-02T08:00:15Z", []string{"U-10002"}},
		{"the second that was told", "start_date=2026-03-02T08:00:30Z&end_date=2026-03-02T08:00:30Z", []string{"U-10004"}},
		{"nothing", "start_date=2026-03-02T08:00:31Z", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, o.ids("/v2/servicerequestupdates.json?"+tt.query, "update_id")); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPostUpdateRefusals(t *testing.T) {
	tests := []struct {
		name   string
		change func(url.Values)
		status int
		says   string
	}{
		{"no key", func(f url.Values) { f.Del("api_key") }, 403, "api_key"},
		{"unknown request", func(f url.Values) { f.Set("service_request_id", "GK-1") }, 404, "service_request_id was not found"},
		{"no request", func(f url.Values) { f.Del("service_request_id") }, 400, "service_request_id"},
		{"no update_id", func(f url.Values) { f.Del("update_id") }, 400, "update_id"},
		{"no status", func(f url.Values) { f.Del("status") }, 400, "status was not provided"},
		{"unknown status", func(f url.Values) { f.Set("status", "GLAD") }, 400, "status must be"},
		{"no time", func(f url.Values) { f.Del("updated_datetime") }, 400, "updated_datetime"},
		{"time without zone", func(f url.Values) { f.Set("updated_datetime", "2026-03-02") }, 400, "updated_datetime"},
		{"no description", func(f url.Values) { f.Del("description") }, 400, "description"},
		{"too long", func(f url.Values) { f.Set("description", strings.Repeat("å", 4001)) }, 400, "4,000"},
		{"not UTF-8", func(f url.Values) { f.Set("description", "\xff") }, 400, "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t, nil)
			form := updateForm(o.report("Släckt"))
			tt.change(form)
			for kind, w := range map[string]interface{ Result() *http.Response }{
				"form":      o.post("/v2/servicerequestupdates.json", form),
				"multipart": o.postFiles(form),
			} {
				if got := w.Result().StatusCode; got != tt.status {
					t.Errorf("%s: answered %d, want %d", kind, got, tt.status)
				}
			}
			if body := o.post("/v2/servicerequestupdates.json", form).Body.String(); !strings.Contains(body, tt.says) {
				t.Errorf("answered %s, want %q", body, tt.says)
			}
			if got := o.Requests()[0].Updates; len(got) != 0 {
				t.Errorf("kept %+v", got)
			}
		})
	}
}

func TestClientsStatusIsNotTheDepartments(t *testing.T) {
	o := open(t, nil)
	id := o.report("Släckt")
	if err := o.SetStatus(id, open311.StatusInProgress, "På väg"); err != nil {
		t.Fatal(err)
	}
	form := updateForm(id)
	form.Set("status", "CLOSED")
	o.post("/v2/servicerequestupdates.json", form)
	got := o.Requests()[0]
	if got.Status != open311.StatusInProgress || got.StatusNote != "På väg" || got.Updates[1].Status != open311.StatusInProgress {
		t.Errorf("request is %s %q, the client's update %s", got.Status, got.StatusNote, got.Updates[1].Status)
	}
}

func TestUploads(t *testing.T) {
	tests := []struct {
		name   string
		upload upload
		want   open311.File // without size and checksum
	}{
		{"plain", media("hål.jpg", "bild"), open311.File{Name: "hål.jpg", MediaType: "image/jpeg"}},
		{"out of the folder", media("../../etc/passwd", "x"), open311.File{Name: "passwd", MediaType: "image/jpeg"}},
		{"nothing but dots", media("..", "x"), open311.File{Name: "..", MediaType: "image/jpeg"}},
		{"quotes", media(`a\"b.jpg`, "x"), open311.File{Name: `a"b.jpg`, MediaType: "image/jpeg"}},
		{"markup", media("<script>.jpg", "x"), open311.File{Name: "<script>.jpg", MediaType: "image/jpeg"}},
		{
			"RFC 5987",
			upload{`form-data; name="media_1"; filename*=UTF-8''h%C3%A5l%20%F0%9F%9A%B2.png`, "image/png", "x"},
			open311.File{Name: "hål 🚲.png", MediaType: "image/png"},
		},
		{"not UTF-8", media("h\xe5l.jpg", "x"), open311.File{Name: "h\uFFFDl.jpg", MediaType: "image/jpeg"}},
		{"very long", media(strings.Repeat("å", 300), "x"), open311.File{Name: strings.Repeat("å", 255), MediaType: "image/jpeg"}},
		{"no name", upload{`form-data; name="media_2"`, "image/gif", "x"}, open311.File{Name: "namnlös", MediaType: "image/gif"}},
		{"no type", upload{`form-data; name="media"; filename="a"`, "", "x"}, open311.File{Name: "a", MediaType: "application/octet-stream"}},
		{"a type that is none", upload{`form-data; name="media"; filename="a"`, "bild/", "x"}, open311.File{Name: "a", MediaType: "application/octet-stream"}},
		{"a type with parameters", upload{`form-data; name="media"; filename="a"`, "text/HTML; charset=utf-8", "x"}, open311.File{Name: "a", MediaType: "text/html"}},
		{"empty", media("tom.jpg", ""), open311.File{Name: "tom.jpg", MediaType: "image/jpeg"}},
		{"all bytes", media("b.jpg", "\x00\r\n--x\xff"), open311.File{Name: "b.jpg", MediaType: "image/jpeg"}},
	}
	for _, dir := range []bool{false, true} {
		o := open(t, func(c *open311.Config) {
			if dir {
				c.Dir = t.TempDir()
			}
		})
		id := o.report("Släckt")
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%s, on disk %t", tt.name, dir), func(t *testing.T) {
				if w := o.postFiles(updateForm(id), tt.upload); w.Code != http.StatusOK {
					t.Fatalf("answered %d %s", w.Code, w.Body)
				}
				files := o.Requests()[0].Files()
				got := files[len(files)-1]
				tt.want.Size = int64(len(tt.upload.content))
				tt.want.SHA256 = sumOf(tt.upload.content)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("file (-want +got):\n%s", diff)
				}
				content, err := o.Content(got.SHA256)
				if err != nil || string(content) != tt.upload.content {
					t.Errorf("content %q, %v", content, err)
				}
			})
		}
	}
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func TestSeveralFilesOfAnUpdateWithoutWords(t *testing.T) {
	o := open(t, nil)
	form := updateForm(o.report("Släckt"))
	form.Del("description")
	form.Set("media_url", "https://example.se/bild")
	w := o.postFiles(form, media("a.jpg", "ett"), upload{`form-data; name="media_1"; filename="b.jpg"`, "image/jpeg", "två"})
	if w.Code != http.StatusOK {
		t.Fatalf("answered %d %s", w.Code, w.Body)
	}
	update := o.Requests()[0].Updates[0]
	if len(update.Files) != 2 || update.Files[1].Name != "b.jpg" || update.MediaURL != "https://example.se/bild" {
		t.Errorf("update %+v", update)
	}
}

func TestUploadRefusals(t *testing.T) {
	tests := []struct {
		name    string
		uploads []upload
		says    string
	}{
		{"a field nobody reads", []upload{{`form-data; name="bild"; filename="a.jpg"`, "image/jpeg", "x"}}, "media"},
		{"a part without a name", []upload{{`form-data; filename="a.jpg"`, "image/jpeg", "x"}}, "no name"},
		{"a very long field", []upload{{`form-data; name="email"`, "", strings.Repeat("x", 70_000)}}, "too long"},
		{"too many parts", make([]upload, 200), "more than 200 parts"},
	}
	for i := range tests[3].uploads {
		tests[3].uploads[i] = media("a", "x")
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t, nil)
			w := o.postFiles(updateForm(o.report("Släckt")), tt.uploads...)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("answered %d %s, want 400 with %q", w.Code, w.Body, tt.says)
			}
			if got := o.Requests()[0].Updates; len(got) != 0 {
				t.Errorf("kept %+v", got)
			}
		})
	}
}

func TestSetStatusErrors(t *testing.T) {
	o := open(t, nil)
	id := o.report("Släckt")
	if err := o.SetStatus("GK-1", open311.StatusFixed, ""); !errs.Is(err, errs.NotFound) {
		t.Errorf("unknown id: %v", err)
	}
	if err := o.SetStatus(id, "glad", ""); !errs.Is(err, errs.Invalid) {
		t.Errorf("unknown status: %v", err)
	}
}

func TestContentErrors(t *testing.T) {
	for _, sum := range []string{"", "../journal.jsonl", sumOf("något annat")} {
		for _, dir := range []string{"", t.TempDir()} {
			o := open(t, func(c *open311.Config) { c.Dir = dir })
			if _, err := o.Content(sum); !errs.Is(err, errs.NotFound) {
				t.Errorf("%q: %v, want not found", sum, err)
			}
		}
	}
}
