package byggr

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// office is a ByggR with one case, and its staff at the page.
type office struct {
	*Server
	t *testing.T
}

func open(t *testing.T, dir string) *office {
	t.Helper()
	s, err := New(Config{
		Username: "entre", Password: "sesam", Signatures: []string{"ENTRE", "HAD"}, Grupper: []string{"LOV"}, Typer: []string{"BL"},
		Handelsetyper: []string{"ANM"}, Handlingstyper: []Code{{Code: "BIL", Name: "Bilaga"}}, Roller: []Code{{Code: "SOK", Name: "Sökande"}},
		Clock: clock.NewFake(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)), Title: "ByggR", Prefix: "/byggr/", Dir: dir,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &office{s, t}
}

func (o *office) registered() string {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	a, err := o.register(Arende{
		Codes: Codes{Grupp: "LOV", Typ: "BL"}, AnkomstDag: "2026-03-02", Handlaggare: "ENTRE", ExternRef: "MK-2026-7F3K-9Q2C",
		Intressenter: []Intressent{{PersOrgNr: "19790104-9283", Fornamn: "Bo", Efternamn: "<b>Ek</b>", Roller: []string{"SOK"}}},
		Fastigheter:  []Fastighet{{Trakt: "EKEN", FbetNr: "4", Huvud: true}},
	}, Handelse{Riktning: "In", Typ: "ANM", Rubrik: "Ansökan", Start: o.cfg.Clock.Now(), Anteckning: "<script>x</script>", Handlingar: []Handling{
		{Typ: "BIL", Status: "Inkommen", Dag: "2026-03-02", Namn: "karta.html", Content: []byte("<script>x</script>")},
	}})
	if err != nil {
		o.t.Fatal(err)
	}
	return a.Dnr
}

func (o *office) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func (o *office) get(path string) *httptest.ResponseRecorder {
	return o.do(httptest.NewRequest(http.MethodGet, "/byggr"+path, nil))
}

func (o *office) write(id, typ, text, name, content string) *httptest.ResponseRecorder {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := errors.Join(form.WriteField("text", text), form.WriteField("typ", typ))
	if name != "" {
		part, partErr := form.CreateFormFile("file", name)
		if partErr == nil {
			_, partErr = part.Write([]byte(content))
		}
		err = errors.Join(err, partErr)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/byggr/arende/"+id+"/handelse", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.do(r)
}

func (o *office) setTo(id, status string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/byggr/arende/"+id+"/status", strings.NewReader(url.Values{"status": {status}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.do(r)
}

func TestPages(t *testing.T) {
	o := open(t, "")
	htmlcheck.Run(t, o.get("/").Body.String(), htmlcheck.In("main", htmlcheck.HasText("Inga ärenden än")))
	dnr := o.registered()
	htmlcheck.Run(t, o.get("/").Body.String(),
		htmlcheck.In("main", htmlcheck.HasText("1 väntar")), htmlcheck.In("article h2 a", htmlcheck.HasText(dnr), htmlcheck.HasAttr("href", "/byggr/arende/233601")))
	htmlcheck.Run(t, o.get("/arende/233601").Body.String(),
		htmlcheck.In("h1", htmlcheck.HasText("Ansökan")), htmlcheck.In("#main", htmlcheck.HasText("EKEN 4"), htmlcheck.HasText("Bo <b>Ek</b>"),
			htmlcheck.HasText("<script>x</script>")), htmlcheck.Count("script", 0))
	for _, path := range []string{"/arende/1", "/arende/x", "/dokument/1", "/annat"} {
		if got := o.get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	document := o.get("/dokument/250324701")
	if document.Code != http.StatusOK || !strings.HasPrefix(document.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("a page that a stranger sent: %d, %v", document.Code, document.Header())
	}
}

// TestStaff presses each button of a case.
func TestStaff(t *testing.T) {
	o := open(t, "")
	o.registered()
	const id = "233601"
	for _, step := range []struct {
		answer *httptest.ResponseRecorder
		want   int
	}{
		{o.setTo(id, "begin"), http.StatusSeeOther},
		{o.write(id, TypMeddelande, "Hej!", "", ""), http.StatusSeeOther},
		{o.write(id, TypKomplettering, "Skicka en karta.", "", ""), http.StatusSeeOther},
		{o.write(id, TypBeslut, "Beviljas.", "Beslut.PDF", "%PDF"), http.StatusSeeOther},
		{o.setTo(id, "end"), http.StatusSeeOther},
		{o.write(id, TypMeddelande, " ", "", ""), http.StatusUnprocessableEntity},
		{o.write(id, "INTERN", "x", "", ""), http.StatusBadRequest},
		{o.setTo(id, "burn"), http.StatusBadRequest},
		{o.setTo("1", "begin"), http.StatusNotFound},
		{o.write("1", TypMeddelande, "x", "", ""), http.StatusNotFound},
	} {
		if step.answer.Code != step.want {
			t.Errorf("got %d, want %d: %s", step.answer.Code, step.want, step.answer.Body)
		}
	}
	a := o.Arenden()[0]
	if a.Status != "Avslutat" || a.SlutDag != "2026-03-02" || a.Handlaggare != "HAD" {
		t.Errorf("the case is %+v", a)
	}
	var got []string
	for _, h := range a.Handelser[1:] {
		got = append(got, h.Riktning+" "+h.Typ+" "+h.Anteckning+h.Beslutstext+" "+h.Till[0].PersOrgNr)
	}
	want := []string{"Ut MEDD Hej! 19790104-9283", "Ut KOMP Skicka en karta. 19790104-9283", "Okänd BESLUT Beviljas. 19790104-9283"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("händelser (-want +got):\n%s", diff)
	}
	if d := a.Handelser[3].Handlingar[0]; d.Status != "Expedierad" || d.Andelse != ".pdf" || string(d.Content) != "%PDF" {
		t.Errorf("the document is %+v", d)
	}
	r := httptest.NewRequest(http.MethodPost, "/byggr/arende/"+id+"/status", strings.NewReader("status=begin"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := o.do(r).Code; got != http.StatusForbidden {
		t.Errorf("from another site: %d", got)
	}
}

// TestJournal: all is there again when it is opened again, and goes on from there.
func TestJournal(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	dnr := o.registered()
	if err := errors.Join(o.Begin(dnr), o.Say(dnr, TypMeddelande, "Hej!", Handling{Namn: "a.txt", Content: []byte("a")}), o.Close()); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	if diff := cmp.Diff(o.Arenden(), again.Arenden()); diff != "" {
		t.Errorf("cases (-before +after):\n%s", diff)
	}
	if err := again.Say(dnr, TypMeddelande, "Hej igen!", Handling{Namn: "b.txt"}); err != nil {
		t.Fatal(err)
	}
	a := again.Arenden()[0]
	ids := map[int]bool{}
	for _, h := range a.Handelser {
		ids[h.ID] = true
		for _, d := range h.Handlingar {
			ids[d.ID] = true
		}
	}
	if len(a.Handelser) != 3 || len(ids) != 6 {
		t.Errorf("the händelser are %+v", a.Handelser)
	}
	if second := again.registered(); second != "BYGG 2026-000002" {
		t.Errorf("the next case is %s", second)
	}
}
