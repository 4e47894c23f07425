package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// told is the case's news from its back end.
func (p *portal) told(c cases.Case, progress cases.Progress) {
	p.t.Helper()
	progress.Connector = c.Connector
	if err := p.server.cfg.Cases.(*cases.Service).Progress(p.t.Context(), c.ID, progress); err != nil {
		p.t.Fatal(err)
	}
}

// written is the page's message form with the words.
func (v *visitor) written(page *citizen.Page, text string) *citizen.Form {
	v.t.Helper()
	f, err := page.Form("form[action$='/meddelande']")
	if err != nil {
		v.t.Fatal(err)
	}
	f.Set("text", text)
	return f
}

// myCase sends a case as a new citizen and returns its page.
func (p *portal) myCase() (*visitor, *citizen.Page) {
	p.t.Helper()
	anna := p.citizen()
	anna.toReceipt()
	return anna, anna.get("/arende/" + p.onlyCase().Reference)
}

func TestWriteMessage(t *testing.T) {
	p := open(t)
	anna, page := p.myCase()
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("section[aria-labelledby=messages]", htmlcheck.HasText("Ingen har skrivit något än.")),
		htmlcheck.In("details.write form", htmlcheck.HasAttr("method", "post"), htmlcheck.HasAttr("enctype", "multipart/form-data")),
		htmlcheck.In("textarea[name=text]"), htmlcheck.In("input[type=file][name=files]"), htmlcheck.NotIn(".message"))
	form := anna.written(page, "Den lyser <b>igen</b>.\nIbland.")
	form.Attach("files", "kväll.jpg", "image/jpeg", jpeg)
	var after *citizen.Page
	for range 2 { // a double click
		after = anna.press(form)
		if after.Status != http.StatusOK || after.URL.Path != page.URL.Path {
			t.Fatalf("came to %s (%d)", after.URL, after.Status)
		}
	}
	htmlcheck.Run(t, after.Body,
		htmlcheck.In(".note", htmlcheck.HasText("Ditt meddelande är skickat")),
		htmlcheck.Count(".message", 1),
		htmlcheck.In(".message--own .message__text", htmlcheck.HasText("Den lyser <b>igen</b>. Ibland.")),
		htmlcheck.In(".message--own .message__head", htmlcheck.HasText("Du")),
		htmlcheck.In(".message--own .files a", htmlcheck.HasText("kväll.jpg")),
		htmlcheck.In("textarea[name=text]", htmlcheck.HasNoText("Den lyser")))
	if len(p.memory.more) != 1 || len(p.memory.messages) != 1 {
		t.Errorf("owed %v, said %v", p.memory.more, p.memory.messages)
	}
	file := htmlcheck.Attr(htmlcheck.Find(after.Doc, ".message--own .files a"), "href")
	if got := anna.get(file); got.Body != string(jpeg) {
		t.Errorf("its file: %d", got.Status)
	}
	if page := anna.get(page.URL.Path); strings.Contains(page.Body, "Ditt meddelande är skickat") {
		t.Error("it is said again when the case is opened")
	}
	p.clock.Advance(11 * time.Minute)
	if page := anna.get(page.URL.Path + "?skickat"); strings.Contains(page.Body, "Ditt meddelande är skickat") {
		t.Error("it is said for ever, to whoever follows a link")
	}
	for _, stage := range p.memory.attachments {
		if stage.CaseID == "" {
			t.Errorf("left waiting: %s", stage.ID)
		}
	}
}

// TestMessagesWithSomethingToMend says what is wrong and has all that was written.
func TestMessagesWithSomethingToMend(t *testing.T) {
	long := strings.Repeat("å", 10_001)
	tests := []struct {
		name, text string
		files      map[string][]byte
		says       string
		kept       int
	}{
		{"empty", " ", nil, "Skriv ett meddelande eller välj en fil", 0},
		{"too long", long, map[string][]byte{"a.jpg": jpeg}, "Texten är 1 tecken för lång", 1},
		{"of the wrong type", "Se bilden", map[string][]byte{"bild.jpg": []byte("<!DOCTYPE html><script>1</script>"), "a.jpg": jpeg}, "Filen ”bild.jpg” är av en typ", 1},
		{"too large", "Se bilden", map[string][]byte{"stor.jpg": append(jpeg[:len(jpeg):len(jpeg)], make([]byte, 10<<20)...), "a.jpg": jpeg}, "Välj en fil på högst 10 MB", 1},
		{"too much together", "Se bilderna", map[string][]byte{
			"1.jpg": append(jpeg[:len(jpeg):len(jpeg)], make([]byte, 8<<20)...), "2.jpg": append(jpeg[:len(jpeg):len(jpeg)], make([]byte, 8<<20)...),
		}, "tillsammans är för stora", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, func(c *Config) { c.Limits.Form, c.Limits.Upload, c.Limits.Memory = 1<<20, 12<<20, 64<<20 })
			anna, page := p.myCase()
			form := anna.written(page, tt.text)
			for name, content := range tt.files {
				form.Attach("files", name, "image/jpeg", content)
			}
			again := anna.press(form)
			if again.Status != http.StatusUnprocessableEntity {
				t.Fatalf("status %d", again.Status)
			}
			htmlcheck.Run(t, again.Body,
				htmlcheck.In("title", htmlcheck.HasText("Fel:")),
				htmlcheck.In(".ds-error-summary", htmlcheck.HasText(tt.says)),
				htmlcheck.In("details.write[open]"),
				htmlcheck.In("textarea[name=text]", htmlcheck.HasText(strings.TrimSpace(tt.text))),
				htmlcheck.Count("input[name=kept]", tt.kept),
				htmlcheck.In("link[hreflang=en], a[hreflang=en]"),
				htmlcheck.NotIn(".message"))
			if len(p.memory.messages) > 0 || len(p.memory.more) > 0 {
				t.Fatal("it was sent all the same")
			}
			after := anna.press(anna.written(again, "Rätt nu"))
			htmlcheck.Run(t, after.Body, htmlcheck.Count(".message--own", 1), htmlcheck.Count(".message--own .files a", tt.kept))
		})
	}
}

func TestTakeAwayAKeptFile(t *testing.T) {
	p := open(t)
	anna, page := p.myCase()
	form := anna.written(page, "")
	form.Attach("files", "a.jpg", "image/jpeg", jpeg)
	form.Attach("files", "b.txt", "image/jpeg", []byte("text"))
	page = anna.press(form)
	file := htmlcheck.Attr(htmlcheck.Find(page.Doc, "input[name=kept]"), "value")
	page = anna.press(anna.written(page, "Halva mening"), "remove", file)
	if page.Status != http.StatusOK || p.memory.contents[file] != nil {
		t.Errorf("status %d, and the content is there: %t", page.Status, p.memory.contents[file] != nil)
	}
	htmlcheck.Run(t, page.Body, htmlcheck.NotIn("input[name=kept]"), htmlcheck.NotIn(".ds-error-summary"),
		htmlcheck.In("textarea[name=text]", htmlcheck.HasText("Halva mening")))
}

// TestTenThousandCharacters sends and shows as much as one may write.
func TestTenThousandCharacters(t *testing.T) {
	p := open(t, func(c *Config) { c.Limits.Form = 1 << 20 })
	anna, page := p.myCase()
	text := strings.Repeat("å", 10_000)
	htmlcheck.Run(t, anna.press(anna.written(page, text)).Body, htmlcheck.In(".message--own", htmlcheck.HasText(text)))
}

// TestAsked shows what is asked and till when, first, and takes the answer.
func TestAsked(t *testing.T) {
	p := open(t)
	anna, _ := p.myCase()
	sent := p.onlyCase()
	p.told(sent, cases.Progress{At: noon, Kind: cases.EventAsked, Note: "Skicka en bild på stolpen", Until: noon.Add(19 * 24 * time.Hour), Number: "TN 2026-00417"})
	page := anna.get("/arende/" + sent.Reference)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main .tag", htmlcheck.HasText("Vi väntar på dig")),
		htmlcheck.In(".ask", htmlcheck.HasText("Skicka en bild på stolpen"), htmlcheck.HasText("12 december 2026")),
		htmlcheck.In(".facts", htmlcheck.HasText("Diarienr"), htmlcheck.HasText("TN 2026-00417"), htmlcheck.HasText(sent.Reference)),
		htmlcheck.Count("form[action$='/meddelande']", 1))
	if ask, course := strings.Index(page.Body, `id="ask"`), strings.Index(page.Body, `id="course"`); ask < 0 || ask > course {
		t.Error("what is asked does not stand first")
	}
	form := anna.written(page, "")
	form.Attach("files", "stolpe.jpg", "image/jpeg", jpeg)
	htmlcheck.Run(t, anna.press(form).Body,
		htmlcheck.In("main .tag", htmlcheck.HasText("Vi läser ditt svar")),
		htmlcheck.In(".ask", htmlcheck.HasText("Du svarade 23 november 2026")),
		htmlcheck.In(".message--own", htmlcheck.HasText("Svar"), htmlcheck.HasText("stolpe.jpg")))
	p.clock.Advance(20 * 24 * time.Hour)
	anna = p.citizen()
	anna.send(anna.get("/arende"), map[string]string{"reference": sent.Reference, "code": sent.FollowUpCode})
	p.told(sent, cases.Progress{Kind: cases.EventAsked, Note: "En till", Until: p.clock.Now().Add(-24 * time.Hour)})
	htmlcheck.Run(t, anna.get("/arende/"+sent.Reference).Body, htmlcheck.In(".ask", htmlcheck.HasText("skulle ha kommit senast 12 december 2026")))
}

// TestDocuments shows a decision with its file, which is saved and never shown.
func TestDocuments(t *testing.T) {
	p := open(t)
	anna, _ := p.myCase()
	sent := p.onlyCase()
	service := p.server.cfg.Cases.(*cases.Service)
	const id = "5f0c8a2e6a535d0e9d555f8f6c1d3b7a"
	if err := service.KeepDocument(t.Context(), sent.ID, id, "karta över\r\nstolpar.exe", jpeg); err != nil {
		t.Fatal(err)
	}
	path := "/arende/" + sent.Reference + "/fil/" + id
	if got := anna.get(path); got.Status != http.StatusNotFound {
		t.Errorf("before it is told of: %d", got.Status)
	}
	p.told(sent, cases.Progress{At: noon, Kind: cases.EventClosed, Decision: true, Note: "Vi byter stolpen.", Files: []cases.ReceivedFile{{ID: id}, {Name: "x.dwg", IsMissing: true}}})
	page := anna.get("/arende/" + sent.Reference)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In(".lead", htmlcheck.HasText("23 november 2026")),
		htmlcheck.In("aside a[href='#documents']", htmlcheck.HasText("Dokument (1)")),
		htmlcheck.In("section[aria-labelledby=documents] a", htmlcheck.HasAttr("href", path), htmlcheck.HasText("stolpar.exe.jpg")),
		htmlcheck.In(".message", htmlcheck.HasText("Beslut"), htmlcheck.HasText("Vi byter stolpen."), htmlcheck.HasText("x.dwg")))
	got := anna.get(path)
	if got.Body != string(jpeg) || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment;") ||
		got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Content-Type") != "image/jpeg" ||
		!strings.HasPrefix(got.Header.Get("Content-Security-Policy"), "sandbox;") || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d with %v", got.Status, got.Header)
	}
	if bo := p.citizen().get(path); bo.Status != http.StatusNotFound || strings.Contains(bo.Body, "stolpar") {
		t.Errorf("somebody else: %d", bo.Status)
	}
}

// TestOthersCasesAreNone looks the same as no case, wherever one tries.
func TestOthersCasesAreNone(t *testing.T) {
	p := open(t)
	anna, page := p.myCase()
	sent := p.onlyCase()
	anna.press(anna.written(page, "Hemligt"))
	bo := p.citizen()
	bo.begin() // who has a cookie of their own
	token := bo.form(bo.get("/tjanst/lampa")).Values.Get("csrf")
	for _, try := range []struct{ method, path, body string }{
		{http.MethodPost, "/meddelande", "token=0123456789abcdef0123456789abcdef&text=Hej&csrf=" + token},
		{http.MethodGet, "/meddelande", ""},
		{http.MethodGet, "/dra-tillbaka", ""},
		{http.MethodPost, "/dra-tillbaka", "csrf=" + token},
		{http.MethodGet, "", ""},
		{http.MethodGet, "/fil/finns-inte", ""},
	} {
		t.Run(try.method+" "+try.path, func(t *testing.T) {
			look := func(reference string) string {
				got := bo.do(try.method, "/arende/"+reference+try.path, try.body, "Sec-Fetch-Site: same-origin")
				if got.Status != http.StatusNotFound || strings.Contains(got.Body, "Hemligt") || strings.Contains(got.Body, "Felanmäl") {
					t.Errorf("status %d", got.Status)
				}
				return htmlcheck.Text(htmlcheck.Find(got.Doc, "main"))
			}
			theirs, none := look(sent.Reference), look(otherReference(t))
			if theirs != none {
				t.Errorf("another's case reads\n%s\nand none reads\n%s", theirs, none)
			}
		})
	}
	if len(p.memory.messages) != 1 || p.onlyCase().IsClosed() {
		t.Error("something was done to it")
	}
}

func TestWithdrawCase(t *testing.T) {
	p := open(t)
	anna, page := p.myCase()
	sent := p.onlyCase()
	page = anna.get(htmlcheck.Attr(htmlcheck.Find(page.Doc, "aside a[href$='/dra-tillbaka']"), "href"))
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Vill du dra tillbaka ärendet?")),
		htmlcheck.In("main", htmlcheck.HasText("Ingenting tas bort"), htmlcheck.HasText(sent.Reference)))
	long := anna.send(page, map[string]string{"reason": strings.Repeat("x", 2001)})
	htmlcheck.Run(t, long.Body,
		htmlcheck.In(".ds-error-summary a[href='#f-reason']"), htmlcheck.In("textarea[name=reason]", htmlcheck.HasText("xxx")))
	if long.Status != http.StatusUnprocessableEntity || p.onlyCase().IsClosed() {
		t.Errorf("a reason that is too long: %d", long.Status)
	}
	form := anna.form(page)
	form.Set("reason", "Den lyser igen")
	for range 2 {
		page = anna.press(form)
		if page.Status != http.StatusOK || page.URL.Path != "/arende/"+sent.Reference {
			t.Fatalf("came to %s (%d)", page.URL, page.Status)
		}
	}
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main .tag", htmlcheck.HasText("Tillbakadraget")),
		htmlcheck.In(".message--own", htmlcheck.HasText("Den lyser igen")),
		htmlcheck.In("main", htmlcheck.HasText("Storgatan 12")),
		htmlcheck.NotIn("a[href$='/dra-tillbaka']"))
	if len(p.memory.more) != 1 || !p.memory.more[0].IsWithdrawal {
		t.Errorf("owed %+v", p.memory.more)
	}
	if page = anna.get("/arende/" + sent.Reference + "/dra-tillbaka"); page.URL.Path != "/arende/"+sent.Reference {
		t.Errorf("asked again at %s", page.URL.Path)
	}
}

// TestWhoHasRead tells the function that has opened the case, where that is noted.
func TestWhoHasRead(t *testing.T) {
	p := open(t)
	anna, page := p.myCase()
	htmlcheck.Run(t, page.Body, htmlcheck.In("aside", htmlcheck.HasNoText("Vem har läst")))
	p.memory.readings = []cases.Reading{{Function: i18n.Text{SV: "Registrator", EN: "Registrar"}, At: noon}}
	htmlcheck.Run(t, anna.get(page.URL.Path).Body, htmlcheck.In(".readings", htmlcheck.HasText("Registrator, 23 november 2026")))
	htmlcheck.Run(t, anna.get("/en"+page.URL.Path).Body, htmlcheck.In(".readings", htmlcheck.HasText("Registrar, 23 November 2026")))
}

// TestMessagesAreSlowedDown lets nobody write as fast as a program.
func TestMessagesAreSlowedDown(t *testing.T) {
	p := open(t, func(c *Config) { c.Limits.Submissions = 2 })
	anna, page := p.myCase()
	var statuses []int
	for range 3 {
		page = anna.get(page.URL.Path)
		statuses = append(statuses, anna.press(anna.written(page, "Hej")).Status)
	}
	if statuses[1] != http.StatusOK || statuses[2] != http.StatusTooManyRequests {
		t.Errorf("statuses %v", statuses)
	}
}
