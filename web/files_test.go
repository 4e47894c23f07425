package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/formview"
)

var upload = []string{formview.FieldDo, formview.DoUpload}

// toFiles fills in a draft until the step that takes files.
func (v *visitor) toFiles() *citizen.Page {
	v.t.Helper()
	place := v.send(v.begin(), map[string]string{"fel": "slackt"}, next...)
	return v.send(place, map[string]string{"plats.text": "Storgatan 12"}, next...)
}

func TestUploads(t *testing.T) {
	large := bytes.Repeat([]byte("x"), 1<<20+1)
	tests := []struct {
		name    string
		button  []string
		files   map[string][]byte // by name
		limits  Limits
		status  int
		ends    string // of the address
		kept    []string
		message string
	}{
		{"one, and stay", upload, map[string][]byte{"lampa.jpg": jpeg}, limits, 200, "/bild", []string{"lampa.jpg"}, ""},
		{"one, and go on", next, map[string][]byte{"lampa.jpg": jpeg}, limits, 200, "/kontakt", []string{"lampa.jpg"}, ""},
		{"a name that is a path", upload, map[string][]byte{"../../lampa.jpg": jpeg}, limits, 200, "/bild", []string{"lampa.jpg"}, ""},
		{"too large for the question", next, map[string][]byte{"lampa.jpg": large}, limits, 422, "/bild", nil, "lampa.jpg"},
		{"too large for the question, while leaving", []string{formview.FieldDo, formview.DoLeave}, map[string][]byte{"lampa.jpg": large}, limits, 422, "/bild", nil, "lampa.jpg"},
		{"too large for the portal", next, map[string][]byte{"lampa.jpg": bytes.Repeat([]byte("x"), 3<<20+1)}, limits, 422, "/bild", nil, "lampa.jpg"},
		{"too much together", next, map[string][]byte{"lampa.jpg": jpeg}, Limits{Form: 10_000, Upload: 5, Memory: 1000}, 422, "/bild", nil, "tillsammans är för stora"},
		{"no memory left", next, map[string][]byte{"lampa.jpg": jpeg}, Limits{Form: 10_000, Upload: 1000, Memory: 5}, 422, "/bild", nil, "många laddar upp filer just nu"},
		{"HTML that says it is a picture", next, map[string][]byte{"lampa.jpg": []byte("<!DOCTYPE html><script>alert(1)</script>")}, limits, 422, "/bild", nil, "lampa.jpg"},
		{"empty", next, map[string][]byte{"lampa.jpg": {}}, limits, 422, "/bild", nil, "lampa.jpg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, func(c *Config) { c.Limits = tt.limits })
			anna := p.citizen()
			step := anna.toFiles()
			form := anna.form(step)
			for name, content := range tt.files {
				form.Attach("bild", name, "image/jpeg", content)
			}
			form.Set("ovrigt", "skrivet ändå")
			page := anna.press(form, tt.button...)
			if page.Status != tt.status || !strings.HasSuffix(page.URL.Path, tt.ends) {
				t.Fatalf("came to %s (%d)", page.URL.Path, page.Status)
			}
			if tt.message != "" {
				htmlcheck.Run(t, page.Body, htmlcheck.In(".ds-error-summary", htmlcheck.HasText(tt.message)))
			}
			var kept []string
			for _, a := range p.memory.attachments {
				kept = append(kept, a.Name)
			}
			if strings.Join(kept, ",") != strings.Join(tt.kept, ",") {
				t.Errorf("kept %q, want %q", kept, tt.kept)
			}
			if again := anna.get(step.URL.Path); !strings.Contains(again.Body, "skrivet ändå") {
				t.Error("what was typed beside the file is lost")
			}
		})
	}
}

func TestARequestWithoutEnd(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	form := anna.form(anna.toFiles())
	form.Attach("bild", "lampa.jpg", "image/jpeg", bytes.Repeat([]byte("x"), int(4*(limits.Form+limits.Upload))))
	page := anna.press(form, next...)
	if page.Status != http.StatusRequestEntityTooLarge || len(p.memory.attachments) != 0 {
		t.Errorf("status %d, %d files", page.Status, len(p.memory.attachments))
	}
	htmlcheck.Run(t, page.Body, htmlcheck.In("h1", htmlcheck.HasText("Det blev för mycket på en gång")))
}

// endless is a body that tells how much of it was read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

// TestNothingOfAStrangersIsRead: bytes are held for nobody but the draft's
// owner.
func TestNothingOfAStrangersIsRead(t *testing.T) {
	p := open(t)
	p.server.cfg.Metrics = prometheus.NewRegistry()
	portal, err := p.server.echo()
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimSuffix(p.citizen().begin().URL.Path, "/fel")
	tests := []struct {
		name, cookie, path string
		status             int
	}{
		{"a step, of nobody's", "", path + "/fel", http.StatusNotFound},
		{"a submission, of nobody's", "", path + "/skicka", http.StatusNotFound},
		{"a step of somebody else's draft", strings.Repeat("A", 43), path + "/fel", http.StatusNotFound},
		{"a submission of somebody else's draft", strings.Repeat("A", 43), path + "/skicka", http.StatusNotFound},
		{"a draft that is none", strings.Repeat("A", 43), "/ansok/0/fel", http.StatusNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := &endless{}
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, body)
			req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			if tt.cookie != "" {
				req.AddCookie(&http.Cookie{Name: "entre", Value: tt.cookie})
			}
			rec := httptest.NewRecorder()
			portal.ServeHTTP(rec, req)
			if rec.Code != tt.status || body.read > 0 || rec.Header().Get("Connection") != "close" {
				t.Errorf("status %d after %d bytes, and the connection is kept: %q", rec.Code, body.read, rec.Header().Get("Connection"))
			}
		})
	}
}

func TestAnonymousFormsAreSmall(t *testing.T) {
	limits := limits
	limits.Form = 1 << 20
	p := open(t, func(c *Config) { c.Limits = limits })
	body := "a=" + strings.Repeat("x", smallForm)
	for _, path := range []string{"/arende", "/tjanst/lampa/borja"} {
		if page := p.citizen().do(http.MethodPost, path, body); page.Status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status %d", path, page.Status)
		}
	}
}

func TestOpeningAndRemovingAFile(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	form := anna.form(anna.toFiles())
	form.Attach("bild", "lampa.jpg", "text/html", jpeg)
	step := anna.press(form, upload...)
	var id string
	for _, a := range p.memory.attachments {
		id = a.ID
	}
	link := strings.TrimSuffix(step.URL.Path, "/bild") + "/fil/" + id
	htmlcheck.Run(t, step.Body, htmlcheck.In("a[href='"+link+"']"))
	file := anna.get(link)
	if file.Body != string(jpeg) || file.Header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(file.Header.Get("Content-Security-Policy"), "sandbox;") {
		t.Errorf("sent %q as %s", file.Body, file.Header.Get("Content-Type"))
	}
	if got := bo.get(link); got.Status != http.StatusNotFound {
		t.Errorf("somebody else's file: %d", got.Status)
	}
	for range 2 { // the button was pressed twice
		step = anna.send(step, map[string]string{"ovrigt": "kvar"}, formview.FieldRemove, id)
		if step.Status != http.StatusOK || !strings.HasSuffix(step.URL.Path, "/bild") || len(p.memory.attachments) != 0 {
			t.Errorf("came to %s (%d), %d files", step.URL.Path, step.Status, len(p.memory.attachments))
		}
		htmlcheck.Run(t, step.Body, htmlcheck.NotIn("a[href='"+link+"']"), htmlcheck.In("input[name=ovrigt][value=kvar]"))
	}
}
