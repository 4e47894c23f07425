package web

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// lyseKey names the one group of synonyms of the desk.
var lyseKey = vocabulary.GroupKey("sv", catalogue.SynonymGroup{From: []string{"lyse"}, To: []string{"lampa"}, Weight: 0.8})

// editor is somebody at work who looks after the words of search.
func (p *portal) editor() *visitor {
	p.t.Helper()
	return p.handler(bos, "KS/kommunikation")
}

// TestAdministration: who may edit finds the administration from the back office,
// and nobody else is told that there is one.
func TestAdministration(t *testing.T) {
	p := open(t)
	editor := p.editor()
	if page := editor.get("/handlaggning"); page.URL.Path != "/admin" {
		t.Errorf("who only edits is led to %s", page.URL)
	}
	htmlcheck.Run(t, editor.get("/admin").Body,
		htmlcheck.In("main h1", htmlcheck.HasText("Administration")),
		htmlcheck.In(".who", htmlcheck.HasText("Kommunikatör, Kommunstyrelsen")),
		htmlcheck.In("nav a[aria-current]", htmlcheck.HasText("Administration")))
	htmlcheck.Run(t, editor.get("/en/admin").Body, htmlcheck.In("main", htmlcheck.HasText("look after how services are found")))

	other := p.handler("198402179298", "BN/bygglov")
	htmlcheck.Run(t, other.get("/handlaggning").Body, htmlcheck.NotIn("a[href='/admin']"))
	has(t, other.get("/admin"), 404)

	both := p.handler("201501262388", "BN/bygglov", "KS/kommunikation")
	htmlcheck.Run(t, both.get("/handlaggning").Body, htmlcheck.In("nav a[href='/admin']", htmlcheck.HasText("Administration")))

	asked := p.citizen().get("/admin")
	if asked.URL.Path != "/handlaggning/logga-in" || asked.URL.Query().Get("till") != "/admin" {
		t.Errorf("who is not in is led to %s", asked.URL)
	}
	if page := p.citizen().work("201201252382", "/admin", "KS/kommunikation"); page.URL.Path != "/admin" {
		t.Errorf("the login leads back to %s", page.URL)
	}
}

// submit fills the form of a page about words and presses the button.
func (v *visitor) submit(page *citizen.Page, do string, values map[string]string) *citizen.Page {
	v.t.Helper()
	selector := "main form[method=post]"
	if do == "publicera" || do == "kasta" {
		selector = "main form.publish"
	}
	form, err := page.Form(selector)
	if err != nil {
		v.t.Fatal(err)
	}
	for name, value := range values {
		form.Set(name, value)
	}
	return v.press(form, "gor", do)
}

// TestFromNoHitToAHit goes the whole way without scripts: a search finds nothing,
// an editor adds a word, sees what it would do, publishes, and the search finds.
func TestFromNoHitToAHit(t *testing.T) {
	p := open(t)
	editor, citizen := p.editor(), p.citizen()
	const asked = "/sok?q=lyra"
	htmlcheck.Run(t, citizen.get(asked).Body, htmlcheck.In("#suggestions"))

	why := editor.get("/admin/sok/varfor?q=lyra")
	htmlcheck.Run(t, why.Body, htmlcheck.NotIn(".why-hit"), htmlcheck.In("a[href='/admin/sok/ord/nytt?ord=lyra']", htmlcheck.HasText("Lägg till sökord")))
	form := editor.get("/admin/sok/ord/nytt?ord=lyra")
	htmlcheck.Run(t, form.Body, htmlcheck.In("textarea[name=ord]", htmlcheck.HasText("lyra")), htmlcheck.In("select[name=sprak] option[selected]", htmlcheck.HasText("svenska")))
	draft := editor.submit(form, "spara", map[string]string{"ord": "lyra\n lyra ", "tjanst": "lampa"})
	if draft.URL.Path != "/admin/sok/utkast" {
		t.Fatalf("led to %s", draft.URL)
	}
	htmlcheck.Run(t, draft.Body,
		htmlcheck.In(".done", htmlcheck.HasText("sparad i ditt utkast")),
		htmlcheck.Count(".change", 1), htmlcheck.In(".change", htmlcheck.HasText("Sökord: Felanmäl lampa, svenska")), htmlcheck.In(".change [lang=sv]", htmlcheck.HasText("lyra")),
		htmlcheck.In("section[aria-labelledby=said] tbody tr", htmlcheck.HasText("lyra"), htmlcheck.HasText("Ingen träff"), htmlcheck.HasText("Felanmäl lampa")),
		htmlcheck.In("section[aria-labelledby=judged]", htmlcheck.HasText("50,0"), htmlcheck.HasText("100,0"), htmlcheck.HasText("En fråga får andra träffar"), htmlcheck.HasText("Rätt svar: Felanmäl lampa")),
		htmlcheck.NotIn("section[aria-labelledby=judged] tbody tr a[href*='q=pass']"))
	htmlcheck.Run(t, citizen.get(asked).Body, htmlcheck.In("#suggestions"))
	htmlcheck.Run(t, editor.get("/admin").Body, htmlcheck.In(".note a[href='/admin/sok/utkast']"), htmlcheck.In(".note", htmlcheck.HasText("en ändring som inte är publicerad")))

	published := editor.submit(draft, "publicera", nil)
	htmlcheck.Run(t, published.Body, htmlcheck.In(".done", htmlcheck.HasText("Ändringarna är publicerade")), htmlcheck.NotIn(".change"))
	htmlcheck.Run(t, citizen.get(asked).Body, htmlcheck.In(".hits a[href='/tjanst/lampa']"), htmlcheck.NotIn("#suggestions"))
	htmlcheck.Run(t, editor.get("/admin/sok/historik").Body,
		htmlcheck.In(".change", htmlcheck.HasText("lyra"), htmlcheck.HasText("23 november 2026"), htmlcheck.HasText("du (Kommunikatör, Kommunstyrelsen)")), htmlcheck.NotIn(".change form"))
	htmlcheck.Run(t, editor.get("/admin/sok/varfor?q=lyra").Body,
		htmlcheck.In(".why-hit h3", htmlcheck.HasText("Felanmäl lampa")), htmlcheck.In(".why-hit tbody", htmlcheck.HasText("Ordet ”lyra”.")))
	htmlcheck.Run(t, editor.get("/en/admin/sok/varfor?q=lyra").Body, htmlcheck.In(".why-hit tbody", htmlcheck.HasText("The word “lyra”.")))

	late := editor.submit(draft, "publicera", nil) // from a page that is old by now
	if late.Status != 409 {
		t.Errorf("an old page publishes: %d", late.Status)
	}
}

// TestWordsThatWillNotDo: what is wrong is said in plain Swedish, and nothing of
// what was typed is lost.
func TestWordsThatWillNotDo(t *testing.T) {
	p := open(t)
	editor := p.editor()
	long := strings.Repeat("x", 61)
	for name, c := range map[string]struct {
		path   string
		values map[string]string
		checks []htmlcheck.Check
	}{
		"another script": {"/admin/sok/ord/nytt", map[string]string{"ord": "lampa\nмир", "tjanst": "lampa", "sprak": "ar"}, []htmlcheck.Check{
			htmlcheck.In(".error-summary", htmlcheck.HasText("”lampa” har ingen bokstav på språket")),
		}},
		"no service": {"/admin/sok/ord/nytt", map[string]string{"ord": long}, []htmlcheck.Check{
			htmlcheck.In(".error-summary a[href='#f-tjanst']", htmlcheck.HasText("Välj en tjänst.")), htmlcheck.In("#f-ord-error", htmlcheck.HasText("är för långt")),
			htmlcheck.In("textarea[name=ord][aria-invalid]", htmlcheck.HasText(long)),
		}},
		"a synonym of itself": {"/admin/sok/synonymer/ny", map[string]string{"fran": "bling", "till": "Bling", "vikt": "1", "bada": "1"}, []htmlcheck.Check{
			htmlcheck.In("#f-fran-error", htmlcheck.HasText("står för sig självt")), htmlcheck.In("textarea[name=till]", htmlcheck.HasText("Bling")), htmlcheck.In("input[name=bada][checked]"),
		}},
		"no weight": {"/admin/sok/synonymer/sv/KEY", map[string]string{"vikt": "mycket"}, []htmlcheck.Check{
			htmlcheck.In("#f-vikt-error", htmlcheck.HasText("till exempel 0,8")), htmlcheck.In("input[name=vikt][value=mycket]"), htmlcheck.In("textarea[name=fran]", htmlcheck.HasText("lyse")),
		}},
		"a bet without an end": {"/admin/sok/rekommenderade/ny?ord=mörkt+ute&tjanst=lampa", map[string]string{"skal": "Vinter & snö"}, []htmlcheck.Check{
			htmlcheck.In("#f-sista-error", htmlcheck.HasText("Skriv en dag som finns")), htmlcheck.In("textarea[name=skal]", htmlcheck.HasText("Vinter & snö")),
			htmlcheck.In("select[name=tjanst] option[selected][value=lampa]"), htmlcheck.In("input[name=ansvarig][value='Kommunikatör, Kommunstyrelsen']"), htmlcheck.In("input[name=forsta][value='2026-11-23']"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			path := strings.ReplaceAll(c.path, "KEY", lyseKey)
			page := editor.submit(editor.get(path), "spara", c.values)
			if page.Status != 422 || !strings.HasPrefix(htmlcheck.Text(htmlcheck.Find(page.Doc, "title")), "Fel:") {
				t.Errorf("status %d", page.Status)
			}
			htmlcheck.Run(t, page.Body, c.checks...)
		})
	}
	htmlcheck.Run(t, editor.get("/admin/sok/utkast").Body, htmlcheck.NotIn(".change"), htmlcheck.In(".office__empty"))
}

// TestListsOfWords: each list shows what there is, whose it is, and leads to its
// form; words are marked with their language.
func TestListsOfWords(t *testing.T) {
	p := open(t)
	editor := p.editor()
	htmlcheck.Run(t, editor.get("/admin").Body, htmlcheck.In(".note a[href='/admin/sok/rekommenderade']"), htmlcheck.Count(".link-card", 9), htmlcheck.In("a[href='/admin/vagar']"), htmlcheck.In("a[href='/admin/sok/sokningar']"), htmlcheck.In("a[href='/admin/sok/anvandning']"))
	htmlcheck.Run(t, editor.get("/admin/sok/ord?q=lamp&sprak=ar").Body,
		htmlcheck.Count("tbody tr", 1), htmlcheck.In("tbody a[href='/admin/sok/ord/ar/lampa']"), htmlcheck.In("tbody [lang=ar][dir=rtl]", htmlcheck.HasText("مصباح")))
	htmlcheck.Run(t, editor.get("/admin/sok/ord?q=finns-inte").Body, htmlcheck.NotIn("tbody tr"), htmlcheck.In(".office__empty"), htmlcheck.NotIn("nav a[href*='finns-inte']"))
	htmlcheck.Run(t, editor.get("/admin/sok/ord/sv/lampa").Body,
		htmlcheck.In("textarea", htmlcheck.HasText("lyktstolpe")), htmlcheck.In("dl", htmlcheck.HasText("Kansliet")), htmlcheck.In("section", htmlcheck.HasText("lampan är trasig")))
	htmlcheck.Run(t, editor.get("/admin/sok/synonymer").Body, htmlcheck.Count("tbody tr", 1),
		htmlcheck.In("tbody tr", htmlcheck.HasText("lyse"), htmlcheck.HasText("0,8"), htmlcheck.HasText("Kansliet")), htmlcheck.In("tbody a[href='/admin/sok/synonymer/sv/"+lyseKey+"']"))
	htmlcheck.Run(t, editor.get("/en/admin/sok/synonymer").Body, htmlcheck.In("tbody tr", htmlcheck.HasText("0.8")))
	htmlcheck.Run(t, editor.get("/admin/sok/rekommenderade").Body,
		htmlcheck.In("tr[data-overdue]", htmlcheck.HasText("Har gått ut"), htmlcheck.HasText("Din funktion"), htmlcheck.HasText("31 okt 2026"), htmlcheck.HasText("Mörkt.")))
	for _, path := range []string{"/admin/sok/ord/de/lampa", "/admin/sok/ord/sv/finns-inte", "/admin/sok/synonymer/sv/0000", "/admin/sok/rekommenderade/finns-inte"} {
		has(t, editor.get(path), 404)
	}
	lacks(t, editor.get("/admin/sok/varfor?q=HEMLIGT"), "HEMLIGTSYSTEM", "HEMLIGKOD")
}

// TestColleaguesMeet: what somebody else has changed meanwhile is told, and what
// was typed can be saved all the same.
func TestColleaguesMeet(t *testing.T) {
	p := open(t)
	editor, colleague := p.editor(), p.handler("201501262388", "KS/kommunikation")
	synonym := editor.get("/admin/sok/synonymer/sv/" + lyseKey)
	bet := editor.get("/admin/sok/rekommenderade/hostmorker")
	draft := colleague.submit(colleague.get("/admin/sok/synonymer/sv/"+lyseKey), "ta-bort", nil)
	htmlcheck.Run(t, draft.Body, htmlcheck.In(".change", htmlcheck.HasText("Borttagen synonym, svenska"), htmlcheck.HasText("lyse står för lampa, vikt 0,8")), htmlcheck.NotIn(".change a"))
	colleague.submit(colleague.get("/admin/sok/rekommenderade/hostmorker"), "ta-bort", nil)
	colleague.submit(colleague.get("/admin/sok/utkast"), "publicera", nil)

	page := editor.submit(synonym, "spara", map[string]string{"fran": "lyse\nljus", "vikt": "0,7"})
	if page.Status != 409 {
		t.Errorf("status %d", page.Status)
	}
	htmlcheck.Run(t, page.Body, htmlcheck.In(".error-summary", htmlcheck.HasText("Någon annan har ändrat")), htmlcheck.In("textarea[name=fran]", htmlcheck.HasText("ljus")), htmlcheck.In("input[name=vikt][value='0,7']"))
	page = editor.submit(page, "spara", nil)
	htmlcheck.Run(t, page.Body, htmlcheck.In(".change", htmlcheck.HasText("Ny synonym, svenska"), htmlcheck.HasText("lyse, ljus står för lampa, vikt 0,7")))
	page = editor.submit(bet, "spara", map[string]string{"sista": "2026-12-31"})
	htmlcheck.Run(t, page.Body, htmlcheck.In(".error-summary"), htmlcheck.In("input[name=sista][value='2026-12-31']"))
	page = editor.submit(page, "spara", nil)
	htmlcheck.Run(t, page.Body, htmlcheck.Count(".change", 2), htmlcheck.In(".changes", htmlcheck.HasText("1 okt 2026 till 31 dec 2026")))
	page = editor.submit(page, "angra", nil)
	htmlcheck.Run(t, page.Body, htmlcheck.In(".done", htmlcheck.HasText("ångrad")), htmlcheck.Count(".change", 1))
	page = editor.submit(page, "kasta", nil)
	htmlcheck.Run(t, page.Body, htmlcheck.In(".done", htmlcheck.HasText("kastat")), htmlcheck.NotIn(".change"))
	htmlcheck.Run(t, editor.get("/admin/sok/historik").Body, htmlcheck.Count(".change", 2), htmlcheck.In(".changes", htmlcheck.HasText("Kommunikatör, Kommunstyrelsen")), htmlcheck.HasNoText("du ("))
}
