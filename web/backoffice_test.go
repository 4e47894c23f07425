package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// arrive registers a case with the function, as its connector does; days is the
// service's handling time.
func (p *portal) arrive(function identity.FunctionID, days int) caseroom.Case {
	p.t.Helper()
	a, _ := town().Authority(function.Authority())
	n := len(p.room.worked) + 1
	arrival := caseroom.Arrival{
		Key: fmt.Sprintf("MK-2026-AAAA-%04d/1", n), Reference: fmt.Sprintf("MK-2026-AAAA-%04d", n), ServiceID: "bygglov",
		Title: "Ansök om bygglov", Authority: a.Name, Function: function, HandlingDays: days, Lang: "sv", ReceivedAt: p.clock.Now(),
		Dossier: caseroom.Dossier{Sections: []caseroom.Section{{Title: "Bygget", Rows: []caseroom.Row{{Label: "Vad vill du bygga?", Lines: []string{"Ett hemligt lusthus"}}}}}},
	}
	r, err := p.caseroom.Register(p.t.Context(), arrival)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.worked(r.ID)
}

func (p *portal) worked(id string) caseroom.Case {
	p.t.Helper()
	c, err := p.room.FindCaseByID(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// handler is somebody at work who holds the function; colleagues at it know them.
func (p *portal) handler(number string, functions ...string) *visitor {
	p.t.Helper()
	v := p.citizen()
	v.work(number, "", functions...)
	who := p.memory.persons[number]
	for _, f := range functions {
		id := identity.FunctionID(f)
		p.room.holders[id] = append(p.room.holders[id], identity.Colleague{ID: who.ID, Name: who.Name})
	}
	return v
}

// deed opens the form of a deed and does it with the answers.
func (v *visitor) deed(c caseroom.Case, deed string, answers map[string]string) *citizen.Page {
	v.t.Helper()
	return v.answer(v.get("/handlaggning/arende/"+c.Reference+"/"+deed), deed, answers)
}

// answer sends the form of the deed that is on the page.
func (v *visitor) answer(page *citizen.Page, deed string, answers map[string]string) *citizen.Page {
	v.t.Helper()
	f, err := page.Form(`main form[method=post][action*="/` + deed + `"]`)
	if err != nil {
		v.t.Fatal(err)
	}
	for name, value := range answers {
		f.Set(name, value)
	}
	return v.press(f)
}

// refs are the references in the table, from above.
func refs(page *citizen.Page) []string {
	var out []string
	for _, n := range htmlcheck.FindAll(page.Doc, "tbody tr .code--light") {
		out = append(out, htmlcheck.Text(n))
	}
	return out
}

const (
	permits = identity.FunctionID("BN/bygglov")
	inspect = identity.FunctionID("BN/tillsyn")
)

func TestInbox(t *testing.T) {
	p := open(t)
	late, plain := p.arrive(permits, 1), p.arrive(permits, 0)
	p.clock.Advance(48 * time.Hour)
	anna := p.handler(annas, "BN/bygglov", "BN/tillsyn")
	bo := p.handler(bos, "BN/bygglov")
	mine, waiting, closed, other := p.arrive(permits, 30), p.arrive(inspect, 30), p.arrive(permits, 30), p.arrive(permits, 3)
	p.arrive("TN/gata", 1) // another authority's
	anna.answer(anna.get("/handlaggning/arende/"+mine.Reference), "ta", nil)
	bo.answer(bo.get("/handlaggning/arende/"+other.Reference), "ta", nil)
	anna.deed(waiting, "komplettera", map[string]string{"text": "Vi behöver en ritning.", "dag": "2026-12-20"})
	anna.deed(closed, "avsluta", map[string]string{"text": "Klart."})

	page := anna.get("/handlaggning")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Inkorg")), htmlcheck.Count("tbody tr", 5), htmlcheck.Count("tr[data-overdue]", 1),
		htmlcheck.In("tr[data-overdue]", htmlcheck.HasText("En dag försenat"), htmlcheck.HasText(late.Diary.String())),
		htmlcheck.In(`a[aria-current="page"]`, htmlcheck.HasText("Alla i mina funktioner")),
		htmlcheck.In("body", htmlcheck.HasNoText("Gatuhandläggare"), htmlcheck.HasNoText("lusthus"), htmlcheck.HasNoText(closed.Reference)))
	if got := refs(page); got[0] != late.Reference || got[1] != other.Reference || got[4] != plain.Reference {
		t.Errorf("order %v, want the overdue first, then by the last day, and what has none last", got)
	}
	want := map[string][]string{
		"Alla i mina funktioner": {late.Reference, other.Reference, waiting.Reference, mine.Reference, plain.Reference},
		"Mina":                   {mine.Reference}, "Otilldelade": {late.Reference, plain.Reference, waiting.Reference},
		"Försenade": {late.Reference}, "Väntar på sökande": {waiting.Reference}, "Avslutade": {closed.Reference},
	}
	for _, lang := range []string{"", "/en"} {
		for _, address := range []string{"/handlaggning", "/handlaggning?funktion=BN%2Fbygglov", "/handlaggning?funktion=BN%2Ftillsyn"} {
			p.countsAreRows(anna, lang+address)
		}
	}
	for _, n := range htmlcheck.FindAll(page.Doc, ".filters__link") {
		name, _, _ := strings.Cut(htmlcheck.Text(n), "\n")
		name = strings.TrimRight(name, "0123456789 ")
		got := refs(anna.get(htmlcheck.Attr(n, "href")))
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want[name]))) {
			t.Errorf("%q shows %v, want %v", name, got, want[name])
		}
	}

	t.Run("by function, in another order", func(t *testing.T) {
		if got := refs(anna.get("/handlaggning?funktion=BN%2Ftillsyn")); !slices.Equal(got, []string{waiting.Reference}) {
			t.Errorf("of one function: %v", got)
		}
		if got := refs(anna.get("/handlaggning?ordning=nyast")); len(got) != 5 || slices.Equal(got, refs(page)) {
			t.Errorf("newest first: %v", got)
		}
		htmlcheck.Run(t, anna.get("/handlaggning?ordning=aldst&funktion=BN%2Ftillsyn").Body,
			htmlcheck.In(`select[name=ordning] option[selected]`, htmlcheck.HasAttr("value", "aldst")),
			htmlcheck.In(`select[name=funktion] option[selected]`, htmlcheck.HasAttr("value", "BN/tillsyn")))
		has(t, anna.get("/handlaggning?funktion=TN%2Fgata"), 404)
	})
	t.Run("nothing", func(t *testing.T) {
		has(t, bo.get("/handlaggning?visa=vantar"), 200, "Inget ärende väntar på den sökande.")
		has(t, bo.get("/en/handlaggning?visa=vantar"), 200, "No case is waiting for the applicant.", `href="/handlaggning?visa=vantar"`)
		has(t, bo.get("/handlaggning?visa=nonsens&ordning=nonsens&sida=nonsens"), 200, "Inkorg")
	})
}

// countsAreRows follows each filter of the page and holds what it shows against
// what it promised.
func (p *portal) countsAreRows(v *visitor, address string) {
	p.t.Helper()
	links := htmlcheck.FindAll(v.get(address).Doc, ".filters__link")
	if len(links) != 6 {
		p.t.Errorf("%s: %d filters", address, len(links))
	}
	for _, n := range links {
		promised, err := strconv.Atoi(htmlcheck.Text(htmlcheck.Find(n, ".filters__count")))
		to := v.get(htmlcheck.Attr(n, "href"))
		if rows := len(refs(to)); err != nil || rows != promised {
			p.t.Errorf("%s promises %d and shows %d", to.URL, promised, rows)
		}
		for _, again := range htmlcheck.FindAll(to.Doc, ".filters__link") { // and the same on every page
			if htmlcheck.Attr(again, "href") == htmlcheck.Attr(n, "href") && htmlcheck.Text(again) != htmlcheck.Text(n) {
				p.t.Errorf("%s: %q became %q", to.URL, htmlcheck.Text(n), htmlcheck.Text(again))
			}
		}
	}
}

func TestInboxHasPages(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	for range caseroom.PageSize + 1 {
		p.arrive(permits, 0)
		p.clock.Advance(time.Second)
	}
	first := anna.get("/handlaggning?ordning=aldst")
	htmlcheck.Run(t, first.Body, htmlcheck.Count("tbody tr", caseroom.PageSize), htmlcheck.In(".pager__at", htmlcheck.HasText("1–50 av 51")), htmlcheck.NotIn("[rel=prev]"))
	second := anna.get(htmlcheck.Attr(htmlcheck.Find(first.Doc, "[rel=next]"), "href"))
	htmlcheck.Run(t, second.Body, htmlcheck.Count("tbody tr", 1), htmlcheck.In(".pager__at", htmlcheck.HasText("51–51 av 51")), htmlcheck.NotIn("[rel=next]"),
		htmlcheck.In(`.nav__link[lang=en]`, htmlcheck.HasAttr("href", "/en/handlaggning?ordning=aldst&sida=2")))
	if slices.Contains(refs(first), refs(second)[0]) {
		t.Error("a case is on both pages")
	}
	has(t, anna.get("/handlaggning?sida=99"), 200, "51–51 av 51")
}

func TestFindACase(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c, others := p.arrive(permits, 0), p.arrive("TN/gata", 0)
	for _, words := range []string{c.Reference, strings.ToLower(c.Reference), c.Diary.String(), "bn 2026-1", "BN2026-00001"} {
		if page := anna.get("/handlaggning?q=" + strings.ReplaceAll(words, " ", "+")); page.URL.Path != "/handlaggning/arende/"+c.Reference {
			t.Errorf("%q leads to %s", words, page.URL)
		}
	}
	part := anna.get("/handlaggning?q=2026")
	htmlcheck.Run(t, part.Body, htmlcheck.In("h1", htmlcheck.HasText("Ärenden med numret ”2026”")), htmlcheck.Count("tbody tr", 1), htmlcheck.In("#q", htmlcheck.HasAttr("value", "2026")))
	for _, words := range []string{others.Reference, others.Diary.String(), "finns+inte"} {
		page := anna.get("/handlaggning?q=" + strings.ReplaceAll(words, " ", "+"))
		has(t, page, 200, "Inget ärende i dina funktioner har det numret")
		htmlcheck.Run(t, page.Body, htmlcheck.NotIn("tbody"))
	}
	shown := anna.get("/handlaggning?q=%3Cscript%3E")
	htmlcheck.Run(t, shown.Body, htmlcheck.In("h1", htmlcheck.HasText("<script>")), htmlcheck.NotIn("script:not([src])"))
}

func TestCasePage(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c := p.arrive(permits, 30)
	file, err := p.caseroom.AddFile(t.Context(), caseroom.ArrivingFile{Key: c.Reference + "/2", CaseID: c.ID, Name: "ritning.jpg", Content: jpeg})
	if err != nil {
		t.Fatal(err)
	}
	page := anna.get("/handlaggning/arende/" + c.Reference)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Ansök om bygglov")), htmlcheck.In("main", htmlcheck.HasText("Ett hemligt lusthus"), htmlcheck.HasText(c.Diary.String()), htmlcheck.HasText(c.Reference)),
		htmlcheck.In("aside", htmlcheck.HasText("Byggnadsnämnden"), htmlcheck.HasText("Bygglovshandläggare"), htmlcheck.HasText("23 december 2026")),
		htmlcheck.In(".readers", htmlcheck.HasText("Bygglovshandläggare")),
		htmlcheck.In(`form[action$="/ta"] button:not([data-variant])`, htmlcheck.HasText("Ta ärendet")), // the one next action
		htmlcheck.Count(".deeds .ds-button:not([data-variant])", 1),
		htmlcheck.In(`.files a[href="/handlaggning/arende/`+c.Reference+`/fil/`+file+`"]`, htmlcheck.HasText("ritning.jpg")))
	if got := anna.get("/handlaggning/arende/" + c.Reference + "/fil/" + file); got.Status != 200 || got.Body != string(jpeg) {
		t.Errorf("the file: %d", got.Status)
	}
	if want := []audit.Action{audit.CaseroomOpened, audit.AttachmentRead}; !slices.Equal(p.memory.audited[len(p.memory.audited)-2:], want) {
		t.Errorf("audited %v, want %v at the end", p.memory.audited, want)
	}
	has(t, anna.get("/en/handlaggning/arende/"+c.Reference), 200, "Take the case", "What the applicant sent")

	forbidden := map[string]*visitor{
		"another function":  p.handler(bos, "BN/tillsyn"),
		"another authority": p.handler("198402179298", "TN/gata"),
		"the operator":      p.handler("201501262388", "KS/drift"),
	}
	for who, v := range forbidden {
		for _, path := range []string{"", "/skriv", "/fil/" + file} {
			page := v.get("/handlaggning/arende/" + c.Reference + path)
			has(t, page, 404)
			lacks(t, page, "lusthus", "ritning.jpg", c.Diary.String())
			if t.Failed() {
				t.Errorf("%s, at %q", who, path)
			}
		}
	}
	for _, path := range []string{"/arende/" + c.Reference, "/arende/" + c.Reference + "/fil/" + file} {
		lacks(t, p.citizen().get(path), "lusthus", "ritning")
	}

	t.Run("the registrar", func(t *testing.T) {
		page := p.handler("201201252382", "BN/registrator").get("/handlaggning/arende/" + c.Reference + "/skriv")
		htmlcheck.Run(t, page.Body, htmlcheck.In("main", htmlcheck.HasText("lusthus")), htmlcheck.NotIn(".deed"),
			htmlcheck.Count(".deeds__list a", 1), htmlcheck.In(".deeds__list a", htmlcheck.HasText("Skicka vidare")), htmlcheck.NotIn(".deeds form"))
	})
}

// TestNobodyWorksTheirOwnCase: it is not there, in the list or by its address.
func TestNobodyWorksTheirOwnCase(t *testing.T) {
	p := openWith(t, withLogin())
	anna := p.handler(annas, "BN/bygglov")
	own := p.arrive(permits, 0)
	own.Citizen = p.memory.persons[annas].ID
	if err := p.room.SaveCase(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "/ta", "/anteckna"} {
		has(t, anna.get("/handlaggning/arende/"+own.Reference+path), 404)
	}
	has(t, anna.get("/handlaggning"), 200, "Det finns inga öppna ärenden")
	has(t, anna.get("/handlaggning?q="+own.Reference), 200, "Inget ärende i dina funktioner har det numret")
	has(t, p.handler(bos, "BN/bygglov").get("/handlaggning/arende/"+own.Reference), 200, "lusthus")
}

func TestWorkingACase(t *testing.T) {
	p := open(t)
	anna, bo := p.handler(annas, "BN/bygglov"), p.handler(bos, "BN/bygglov")
	c := p.arrive(permits, 30)
	at := "/handlaggning/arende/" + c.Reference

	page := anna.answer(anna.get(at), "ta", nil)
	has(t, page, 200, "Ärendet är ditt.")
	htmlcheck.Run(t, page.Body, htmlcheck.In("[role=status]", htmlcheck.HasText("Ärendet är ditt.")), htmlcheck.NotIn(`form[action$="/ta"]`),
		htmlcheck.In(".deeds .ds-button:not([data-variant])", htmlcheck.HasText("Skriv till den sökande")))

	f, err := anna.get(at + "/skriv").Form("main .deed form")
	if err != nil {
		t.Fatal(err)
	}
	f.Set("text", "Hej! Vi har fått din ansökan.")
	f.Attach("filer", "karta.jpg", "image/jpeg", jpeg)
	page = anna.press(f)
	htmlcheck.Run(t, page.Body, htmlcheck.In("[role=status]", htmlcheck.HasText("Meddelandet är skickat.")),
		htmlcheck.In("article.message", htmlcheck.HasText("Hej! Vi har fått din ansökan."), htmlcheck.HasText("Anna Öst, Bygglovshandläggare"), htmlcheck.HasText("karta.jpg")))

	page = anna.deed(c, "anteckna", map[string]string{"text": "Grannen har ringt."})
	htmlcheck.Run(t, page.Body, htmlcheck.In(".message--note", htmlcheck.HasText("Grannen har ringt.")), htmlcheck.In("[role=status]", htmlcheck.HasText("sparad")))

	page = anna.deed(c, "komplettera", map[string]string{"text": "Vi saknar en fasadritning.", "dag": "2026-12-12"})
	htmlcheck.Run(t, page.Body, htmlcheck.In("main", htmlcheck.HasText("Sista dag att svara: 12 december 2026")), htmlcheck.In(".office__tags", htmlcheck.HasText("Väntar på sökande")))
	if _, err := p.caseroom.AddMessage(t.Context(), caseroom.Word{Key: c.Reference + "/2", CaseID: c.ID, Text: "Här är den. <b>Hej</b>"}); err != nil {
		t.Fatal(err)
	}
	htmlcheck.Run(t, anna.get("/handlaggning").Body, htmlcheck.In("tbody tr", htmlcheck.HasText("Nytt från den sökande")))
	page = anna.get(at)
	htmlcheck.Run(t, page.Body, htmlcheck.In(".message--in", htmlcheck.HasText("Här är den. <b>Hej</b>"), htmlcheck.HasText("Den sökande")),
		htmlcheck.In(".deeds .ds-button:not([data-variant])", htmlcheck.HasText("Skriv till den sökande")))

	page = anna.deed(c, "lamna-over", map[string]string{"till": string(p.memory.persons[bos].ID)})
	has(t, page, 200, "Ärendet är överlämnat.", "Till Bo Väst.")
	htmlcheck.Run(t, page.Body, htmlcheck.In("aside", htmlcheck.HasText("Bo Väst")), htmlcheck.In(`form[action$="/ta"]`, htmlcheck.HasText("Ta över ärendet")))

	page = bo.deed(c, "besluta", map[string]string{"utfall": "rejected", "text": "Nej, av dessa skäl.", "overklaga": "Till länsstyrelsen inom tre veckor."})
	htmlcheck.Run(t, page.Body, htmlcheck.In("[aria-labelledby=decision]", htmlcheck.HasText("Avslag"), htmlcheck.HasText("Nej, av dessa skäl."), htmlcheck.HasText("Till länsstyrelsen")),
		htmlcheck.In(".office__tags", htmlcheck.HasText("Beslutat")), htmlcheck.In(".deeds .ds-button:not([data-variant])", htmlcheck.HasText("Avsluta")))
	page = bo.deed(c, "avsluta", nil)
	has(t, page, 200, "Ärendet är avslutat.")
	page = bo.deed(c, "oppna-igen", map[string]string{"text": "Beslutet överklagas."})
	has(t, page, 200, "Ärendet är öppet igen.", "Beslutet överklagas.")

	page = bo.deed(c, "skicka-vidare", map[string]string{"till": "BN/tillsyn", "text": "Hör hemma hos er."})
	has(t, page, 200, "Ärendet är skickat vidare.")
	if page.URL.Path != "/handlaggning" || p.worked(c.ID).Function != inspect {
		t.Errorf("forwarded to %s, at %s", p.worked(c.ID).Function, page.URL)
	}
	has(t, bo.get(at), 404)
	inspector := p.handler("198402179298", "BN/tillsyn")
	has(t, inspector.get(at), 200, "Hör hemma hos er.", "Grannen har ringt.", "Till Byggnadsinspektör.")
	if strings.Contains(p.log.String(), "Grannen") || strings.Contains(p.log.String(), "fasadritning") {
		t.Error("the log holds what was said")
	}
}

func TestFaultsInDeeds(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c := p.arrive(permits, 30)
	for name, tt := range map[string]struct {
		deed    string
		answers map[string]string
		faults  map[string]string // by field
	}{
		"nothing written":            {"skriv", map[string]string{"text": " "}, map[string]string{"text": "Skriv ett meddelande"}},
		"nothing asked":              {"komplettera", map[string]string{"dag": "2026-12-12"}, map[string]string{"text": "Skriv vad som saknas"}},
		"no day":                     {"komplettera", map[string]string{"text": "Ritning"}, map[string]string{"dag": "till exempel 2026-12-07"}},
		"a day as people write it":   {"komplettera", map[string]string{"text": "Ritning", "dag": "12/12"}, map[string]string{"dag": "till exempel 2026-12-07"}},
		"a day that has passed":      {"komplettera", map[string]string{"text": "Ritning", "dag": "2026-11-22"}, map[string]string{"dag": "i dag eller senare"}},
		"an empty note":              {"anteckna", nil, map[string]string{"text": "Skriv en anteckning"}},
		"no outcome":                 {"besluta", map[string]string{"text": "Ja", "overklaga": "Så"}, map[string]string{"utfall": "Välj vad beslutet blev"}},
		"an outcome that is none":    {"besluta", map[string]string{"text": "Ja", "utfall": "kanske"}, map[string]string{"utfall": "Välj vad beslutet blev"}},
		"no reasons":                 {"besluta", map[string]string{"utfall": "rejected", "overklaga": "Så"}, map[string]string{"text": "Skriv beslutet och skälen"}},
		"no way to appeal":           {"besluta", map[string]string{"utfall": "rejected", "text": "Nej"}, map[string]string{"overklaga": "Skriv hur man överklagar"}},
		"closed without a word":      {"avsluta", nil, map[string]string{"text": "varför det avslutas"}},
		"forwarded to nobody":        {"skicka-vidare", map[string]string{"text": "Er"}, map[string]string{"till": "Välj en annan funktion"}},
		"forwarded for no reason":    {"skicka-vidare", map[string]string{"till": "BN/tillsyn"}, map[string]string{"text": "Skriv varför"}},
		"forwarded to others":        {"skicka-vidare", map[string]string{"till": "TN/gata", "text": "Er"}, map[string]string{"till": "inom samma myndighet"}},
		"handed over to a stranger":  {"lamna-over", map[string]string{"till": "someone"}, map[string]string{"till": "Välj en kollega"}},
		"handed over without choice": {"lamna-over", nil, map[string]string{"till": "Välj en kollega"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.deed == "lamna-over" { // somebody must be there to hand it to
				p.room.holders[permits] = append(p.room.holders[permits], identity.Colleague{ID: "x", Name: "Xerxes"})
			}
			before := p.worked(c.ID)
			page := anna.deed(c, tt.deed, tt.answers)
			if page.Status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", page.Status)
			}
			for field, message := range tt.faults {
				htmlcheck.Run(t, page.Body, htmlcheck.In(".ds-error-summary", htmlcheck.HasText(message)),
					htmlcheck.In(`.ds-error-summary a[href="#f-`+field+`"]`), htmlcheck.In(`[id="f-`+field+`"]`, htmlcheck.HasAttr("aria-invalid", "true")))
			}
			htmlcheck.Run(t, page.Body, htmlcheck.In("title", htmlcheck.HasText("Fel:")))
			if text := strings.TrimSpace(tt.answers["text"]); text != "" {
				htmlcheck.Run(t, page.Body, htmlcheck.In(".deed textarea[name=text]", htmlcheck.HasText(text)))
			}
			if p.worked(c.ID) != before {
				t.Error("the case was changed all the same")
			}
		})
	}
	t.Run("files", func(t *testing.T) {
		f, err := anna.get("/handlaggning/arende/" + c.Reference + "/skriv").Form("main .deed form")
		if err != nil {
			t.Fatal(err)
		}
		f.Set("text", "Hej")
		f.Attach("filer", "stor.jpg", "image/jpeg", append(slices.Clone(jpeg), make([]byte, limits.Upload)...))
		htmlcheck.Run(t, anna.press(f).Body, htmlcheck.In(".ds-error-summary", htmlcheck.HasText("högst 3,0 MB")), htmlcheck.In(".deed textarea", htmlcheck.HasText("Hej")))
	})
}

// TestSomebodyWasQuicker: what is done to a case that has changed since one saw
// it is not done, and nothing that was typed is lost.
func TestSomebodyWasQuicker(t *testing.T) {
	p := open(t)
	anna, bo := p.handler(annas, "BN/bygglov"), p.handler(bos, "BN/bygglov")
	c := p.arrive(permits, 30)
	at := "/handlaggning/arende/" + c.Reference
	typing, taking := anna.get(at+"/skriv"), anna.get(at)
	bo.answer(bo.get(at), "ta", nil)

	page := anna.answer(typing, "skriv", map[string]string{"text": "Hej! Jag tar hand om det."})
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("[role=alert]", htmlcheck.HasText("Någon annan hann före"), htmlcheck.HasText("Bo Väst, Bygglovshandläggare har ändrat ärendet 23 november 2026")),
		htmlcheck.In(".deed textarea", htmlcheck.HasText("Hej! Jag tar hand om det.")),
		htmlcheck.In("aside", htmlcheck.HasText("Bo Väst")), htmlcheck.NotIn("article.message"))
	if page.Status != http.StatusConflict {
		t.Errorf("status %d", page.Status)
	}
	has(t, anna.answer(page, "skriv", nil), 200, "Meddelandet är skickat.", "Hej! Jag tar hand om det.")

	again := anna.answer(taking, "ta", nil)
	has(t, again, 409, "Någon annan hann före")
	htmlcheck.Run(t, again.Body, htmlcheck.NotIn(".deed"), htmlcheck.In(`form[action$="/ta"]`))
	if p.worked(c.ID).Handler.Name != "Bo Väst" {
		t.Error("it was taken all the same")
	}
	has(t, anna.answer(again, "ta", nil), 200, "Ärendet är ditt.")

	t.Run("a note is never too late", func(t *testing.T) {
		typing := anna.get(at + "/anteckna")
		bo.answer(bo.get(at), "ta", nil)
		has(t, anna.answer(typing, "anteckna", map[string]string{"text": "Ändå."}), 200, "Anteckningen är sparad.")
	})
	t.Run("it went elsewhere", func(t *testing.T) {
		typing, empty := anna.get(at+"/skriv"), anna.get(at)
		bo.deed(c, "skicka-vidare", map[string]string{"till": "BN/tillsyn", "text": "Er."})
		page := anna.answer(typing, "skriv", map[string]string{"text": "Mitt långa svar."})
		has(t, page, 404, "Du kan inte längre öppna ärendet", "Mitt långa svar.")
		lacks(t, page, "lusthus", c.Diary.String())
		lacks(t, anna.answer(empty, "ta", nil), "lusthus", "Du kan inte längre")
	})
}

// TestTypedTooLongAtWork: what was typed while one was logged out is there after
// the login.
func TestTypedTooLongAtWork(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c := p.arrive(permits, 30)
	typing := anna.get("/handlaggning/arende/" + c.Reference + "/skriv")
	p.clock.Advance(31 * time.Minute)
	asked := anna.answer(typing, "skriv", map[string]string{"text": "Mitt långa svar."})
	if asked.URL.Path != "/handlaggning/logga-in" {
		t.Fatalf("leads to %s", asked.URL)
	}
	lacks(t, asked, "Mitt långa svar.")
	back := anna.work(annas, asked.URL.Query().Get("till"), "BN/bygglov")
	htmlcheck.Run(t, back.Body, htmlcheck.In(".deed [role=status]", htmlcheck.HasText("Det du skrev finns kvar")),
		htmlcheck.In(".deed textarea", htmlcheck.HasText("Mitt långa svar.")), htmlcheck.NotIn("article.message"))
	has(t, anna.answer(back, "skriv", nil), 200, "Meddelandet är skickat.", "Mitt långa svar.")
}

// TestDeedsOfOthers: a form that somebody else was given does nothing.
func TestDeedsOfOthers(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c := p.arrive(permits, 30)
	registrar, street := p.handler("201201252382", "BN/registrator"), p.handler(bos, "TN/gata")
	before := p.worked(c.ID)
	for _, deed := range []string{"ta", "fortsatt", "skriv", "komplettera", "anteckna", "besluta", "avsluta", "oppna-igen", "lamna-over", "skicka-vidare"} {
		for who, v := range map[string]*visitor{"registrar": registrar, "street": street} {
			if who == "registrar" && deed == "skicka-vidare" {
				continue
			}
			out, err := v.get("/handlaggning").Form("header form[method=post]")
			if err != nil {
				t.Fatal(err)
			}
			body := "csrf=" + out.Values.Get("csrf") + "&version=" + strconv.Itoa(before.Revision) + "&text=Hej&till=BN%2Ftillsyn&utfall=approved&dag=2026-12-12"
			page := v.do(http.MethodPost, "/handlaggning/arende/"+c.Reference+"/"+deed, body, "Sec-Fetch-Site: same-origin")
			has(t, page, 404)
			lacks(t, page, "lusthus")
		}
	}
	if p.worked(c.ID) != before {
		t.Errorf("%+v", p.worked(c.ID))
	}
	has(t, anna.get("/handlaggning/arende/"+c.Reference), 200)
}

func TestEveryDoneIsTold(t *testing.T) {
	p := open(t)
	anna := p.handler(annas, "BN/bygglov")
	c := p.arrive(permits, 30)
	at := "/handlaggning/arende/" + c.Reference
	told := map[string]bool{}
	for _, deed := range []string{"ta", "fortsatt", "skriv", "komplettera", "anteckna", "besluta", "avsluta", "oppna-igen", "lamna-over", "skicka-vidare", "leverans"} {
		n := htmlcheck.Find(anna.get(at+"?klart="+deed).Doc, "[role=status]")
		if n == nil || strings.Contains(htmlcheck.Text(n), "office.") {
			t.Errorf("nothing is told of %s", deed)
			continue
		}
		told[htmlcheck.Text(n)] = true
	}
	if len(told) != 11 {
		t.Errorf("told %v", slices.Sorted(maps.Keys(told)))
	}
	htmlcheck.Run(t, anna.get(at+"?klart=%3Cb%3E").Body, htmlcheck.NotIn("[role=status]"))
}
