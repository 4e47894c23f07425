package open311_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

func TestPageShowsReports(t *testing.T) {
	o := open(t, nil)
	o.report("Äldst")
	id := o.report("Lyktan\nblinkar")
	o.postFiles(updateForm(id), media("hål.jpg", "bild"), upload{`form-data; name="media_1"; filename="plan.pdf"`, "application/pdf", "pdf"})
	w := o.get("/")
	htmlcheck.Run(t, w.Body.String(),
		htmlcheck.In("html", htmlcheck.HasAttr("lang", "sv")),
		htmlcheck.In("header", htmlcheck.HasText("Demo: världen utanför portalen")),
		htmlcheck.Count("h1", 1),
		htmlcheck.Count("article", 2),
		htmlcheck.In("article", htmlcheck.HasAttr("id", id), htmlcheck.HasText("Storgatan 12 · 58.41000, 15.62000"),
			htmlcheck.HasText("Lyser inte"), htmlcheck.HasText("Lyktan blinkar"), htmlcheck.HasText("Den blinkar nu")),
		htmlcheck.In("article .files img", htmlcheck.HasAttr("src", "/open311/files/U-10001/0")),
		htmlcheck.Count("article .files img", 1),
		htmlcheck.Count("article .files a", 2),
		htmlcheck.In("button[aria-pressed=true]", htmlcheck.HasText("Öppet")),
		htmlcheck.In("label[for=GK-10001-note]"), htmlcheck.In("textarea#GK-10001-note"),
		htmlcheck.NotIn("script"), htmlcheck.NotIn("[style]"),
	)
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("content security policy: %s", policy)
	}
}

func TestPageWithoutReports(t *testing.T) {
	htmlcheck.Run(t, open(t, nil).get("/").Body.String(),
		htmlcheck.In("main", htmlcheck.HasText("Inga anmälningar än")),
		htmlcheck.NotIn("article"), htmlcheck.NotIn("form"))
}

func TestPageEscapesWhatStrangersSend(t *testing.T) {
	o := open(t, nil)
	form := reportForm()
	for _, name := range []string{"description", "address_string", "first_name", "email", "attribute[ref]"} {
		form.Set(name, hostile)
	}
	o.post("/v2/requests.json", form)
	update := updateForm("GK-10001")
	update.Set("description", hostile)
	o.postFiles(update, media(strings.ReplaceAll(hostile, `"`, `\"`), "x"))
	if err := o.SetStatus("GK-10001", open311.StatusOpen, hostile); err != nil {
		t.Fatal(err)
	}
	page := o.get("/?saved=" + url.QueryEscape(hostile)).Body.String()
	htmlcheck.Run(t, page,
		htmlcheck.NotIn("script"), htmlcheck.NotIn("[onerror]"), htmlcheck.NotIn("img[src=x]"),
		htmlcheck.Count(".files img", 1),
		htmlcheck.In("article > .said", htmlcheck.HasText(hostile)),
		htmlcheck.In("ol .said", htmlcheck.HasText(hostile)),
		htmlcheck.In("dl", htmlcheck.HasText("Plats"+hostile)),
	)
}

func TestPagesOfReports(t *testing.T) {
	o := open(t, nil)
	for range 26 {
		o.report("En till")
	}
	htmlcheck.Run(t, o.get("/").Body.String(),
		htmlcheck.Count("article", 25), htmlcheck.In("nav", htmlcheck.HasText("26 anmälningar")),
		htmlcheck.In("a[rel=next]", htmlcheck.HasAttr("href", "/open311/?page=2")), htmlcheck.NotIn("a[rel=prev]"))
	for _, page := range []string{"2", "99"} {
		htmlcheck.Run(t, o.get("/?page="+page).Body.String(),
			htmlcheck.Count("article", 1), htmlcheck.In("article", htmlcheck.HasAttr("id", "GK-10001")),
			htmlcheck.In("a[rel=prev]"), htmlcheck.NotIn("a[rel=next]"),
			htmlcheck.In("input[name=page]", htmlcheck.HasAttr("value", "2")))
	}
}

func TestStaffSetsStatus(t *testing.T) {
	o := open(t, nil)
	id := o.report("Släckt")
	w := o.post("/reports/"+id+"/status", url.Values{"status": {"fixed"}, "note": {"Ny lampa"}, "page": {"1"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/open311/?page=1&saved=GK-10001#GK-10001" {
		t.Fatalf("answered %d to %s", w.Code, w.Header().Get("Location"))
	}
	want := []open311.Update{{
		ID: "U-10001", RequestID: id, FromDepartment: true, Status: open311.StatusFixed, Description: "Ny lampa", At: start,
	}}
	if diff := cmp.Diff(want, o.Requests()[0].Updates); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
	htmlcheck.Run(t, o.get("/?saved="+id).Body.String(),
		htmlcheck.In("[role=status]", htmlcheck.HasText("GK-10001 är sparad: Åtgärdat.")),
		htmlcheck.In("article .chip", htmlcheck.HasText("Åtgärdat")))
	if body := o.get("/v2/requests.json?status=closed").Body.String(); !strings.Contains(body, `"status":"closed"`) {
		t.Errorf("a fixed request is %s", body)
	}
}

// What the portal says later is read by the department, and decided by it.
func TestWordsFromThePortal(t *testing.T) {
	o := open(t, nil)
	id := o.report("Släckt")
	form := updateForm(id)
	o.post("/v2/servicerequestupdates.json", form)
	form.Set("status", "CLOSED")
	form.Set("description", "Återkallat: den lyser igen")
	o.post("/v2/servicerequestupdates.json", form)
	htmlcheck.Run(t, o.get("/").Body.String(),
		htmlcheck.Count("ol > li", 2),
		htmlcheck.In("ol > li:first-child", htmlcheck.HasText("Från portalen")),
		htmlcheck.In("ol > li:first-child .said", htmlcheck.HasText("Den blinkar nu")),
		htmlcheck.In("ol > li:last-child", htmlcheck.HasText("vill att det avslutas")),
		htmlcheck.In("ol > li:last-child .said", htmlcheck.HasText("Återkallat: den lyser igen")),
		htmlcheck.In("article .chip", htmlcheck.HasText("Öppet")))
}

func TestStaffFormRefusals(t *testing.T) {
	tests := []struct {
		name, id, status string
		header           [2]string
		want             int
	}{
		{"unknown report", "GK-1", "fixed", [2]string{}, 404},
		{"unknown status", "GK-10001", "glad", [2]string{}, 400},
		{"from another site", "GK-10001", "fixed", [2]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from another origin", "GK-10001", "fixed", [2]string{"Origin", "http://127.0.0.1:8080"}, 403},
		{"from its own page", "GK-10001", "fixed", [2]string{"Origin", "http://example.com"}, 303},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t, nil)
			o.report("Släckt")
			r := httptest.NewRequest(http.MethodPost, "/open311/reports/"+tt.id+"/status", strings.NewReader("status="+tt.status))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(tt.header[0], tt.header[1])
			if w := o.do(r); w.Code != tt.want {
				t.Errorf("answered %d, want %d", w.Code, tt.want)
			}
			if changed := len(o.Requests()[0].Updates) > 0; changed != (tt.want == http.StatusSeeOther) {
				t.Errorf("changed: %t", changed)
			}
		})
	}
}

func TestFilesAreSentSafely(t *testing.T) {
	o := open(t, nil)
	o.postFiles(updateForm(o.report("Släckt")),
		media("hål \\\".jpg", "bild"),
		upload{`form-data; name="media_1"; filename="sida.html"`, "text/html", "<script>alert(1)</script>"},
		upload{`form-data; name="media_2"; filename="bild.svg"`, "image/svg+xml", "<svg/>"})
	tests := []struct {
		path, mediaType, disposition, content string
	}{
		{"U-10001/0", "image/jpeg", "inline; filename*=utf-8''h%C3%A5l%20%22.jpg", "bild"},
		{"U-10001/1", "application/octet-stream", "attachment; filename=sida.html", "<script>alert(1)</script>"},
		{"U-10001/2", "application/octet-stream", "attachment; filename=bild.svg", "<svg/>"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			w := o.get("/files/" + tt.path)
			got := []string{w.Header().Get("Content-Type"), w.Header().Get("Content-Disposition"), w.Header().Get("X-Content-Type-Options"), w.Body.String()}
			if diff := cmp.Diff([]string{tt.mediaType, tt.disposition, "nosniff", tt.content}, got); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
		})
	}
	for _, path := range []string{"U-10001/3", "U-10001/-1", "U-10001/x", "U-1/0"} {
		if w := o.get("/files/" + path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
