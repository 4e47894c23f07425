package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

const (
	registrars = "201201252382"
	operators  = "201501262388"
)

// problems are all that the domain may say of why something waits.
var problems = []delivery.Problem{
	delivery.NoProblem, delivery.BackEndDown, delivery.AnswerLost, delivery.NotYetConfirmed, delivery.BackEndRefused, delivery.NotReady, delivery.NoConnector,
}

// TestDeliveriesInPlainWords: for each problem and each sort of step it says what
// happened, what it means and what to do, in both languages.
func TestDeliveriesInPlainWords(t *testing.T) {
	p := open(t)
	kinds := []delivery.Kind{delivery.KindCreate, delivery.KindAttachment, delivery.KindMessage, delivery.KindWithdrawal, delivery.KindSettled}
	for _, problem := range problems {
		for _, kind := range kinds {
			d := delivery.Delivery{Kind: kind, LastProblem: problem, Detail: "418 a teapot", DueAt: noon.Add(time.Minute)}
			switch problem {
			case delivery.BackEndRefused:
				d.RefusedAt = noon
			case delivery.NotYetConfirmed:
				d.Ticket, d.Tries = "t", 1
			case delivery.AnswerLost:
				d.Tries = 2
			}
			p.owed.wait(string(problem)+"-"+string(kind), "Byggnadsnämnden", d)
		}
	}
	operator := p.handler(operators, "KS/drift")
	for lang, address := range map[i18n.Lang]string{i18n.SV: "/handlaggning/leveranser", i18n.EN: "/en/handlaggning/leveranser"} {
		page := operator.get(address)
		htmlcheck.Run(t, page.Body, htmlcheck.Count("tbody tr", len(problems)*len(kinds)), htmlcheck.In("tbody", htmlcheck.HasText("418 a teapot")))
		lacks(t, page, "office.")
		said := map[string]bool{}
		for _, n := range htmlcheck.FindAll(page.Doc, ".why strong") {
			said[htmlcheck.Text(n)] = true
		}
		if len(said) != len(problems) {
			t.Errorf("%s: %d explanations of %d problems", lang, len(said), len(problems))
		}
	}
	htmlcheck.Run(t, operator.get("/handlaggning/leveranser").Body,
		htmlcheck.In("tbody", htmlcheck.HasText("Systemet svarar inte"), htmlcheck.HasText("Skickat 2 gånger"), htmlcheck.HasText("Försöks igen 13.01")))
}

func TestWhoSeesDeliveries(t *testing.T) {
	p := open(t)
	p.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{})
	p.owed.wait("gata", "Tekniska nämnden", delivery.Delivery{RefusedAt: noon, LastProblem: delivery.BackEndRefused})
	p.owed.items[0].IsLate = true
	const list = "/handlaggning/leveranser"

	registrar := p.handler(registrars, "BN/registrator")
	page := registrar.get(list)
	htmlcheck.Run(t, page.Body, htmlcheck.In(".pager__at", htmlcheck.HasText("En leverans")), htmlcheck.In("tbody", htmlcheck.HasText("Mindre än en minut")))
	htmlcheck.Run(t, page.Body, htmlcheck.Count("tbody tr", 1), htmlcheck.In("tbody", htmlcheck.HasText("MK-hus")), htmlcheck.In("body", htmlcheck.HasNoText("MK-gata")))
	for address, rows := range map[string]int{list: 1, list + "?visa=forsenade": 1, list + "?visa=nekade": 0, list + "?visa=nonsens&sida=nonsens": 1} {
		htmlcheck.Run(t, registrar.get(address).Body, htmlcheck.Count("tbody tr", rows))
	}
	has(t, registrar.get(list+"?visa=nekade"), 200, "Inget har nekats.")
	alarm := registrar.get("/handlaggning")
	htmlcheck.Run(t, alarm.Body, htmlcheck.In(".office__alarm", htmlcheck.HasText("En leverans har väntat för länge."), htmlcheck.HasNoText("nekats")),
		htmlcheck.In(`.nav a[href="/handlaggning/leveranser"]`))

	operator := p.handler(operators, "KS/drift")
	first := operator.get("/handlaggning") // who has no inbox is led to the deliveries
	htmlcheck.Run(t, first.Body, htmlcheck.Count("tbody tr", 2), htmlcheck.NotIn(`.nav a[href="/handlaggning"]`))
	if first.URL.Path != list {
		t.Errorf("the operator comes to %s", first.URL)
	}

	handler := p.handler(annas, "BN/bygglov")
	has(t, handler.get(list), 404)
	inbox := handler.get("/handlaggning")
	htmlcheck.Run(t, inbox.Body, htmlcheck.NotIn(".office__alarm"), htmlcheck.NotIn(`.nav a[href="/handlaggning/leveranser"]`))
	if page := p.citizen().get(list); page.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("nobody comes to %s", page.URL)
	}
}

func TestSendingAgain(t *testing.T) {
	p := open(t)
	p.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{LastProblem: delivery.BackEndDown})
	p.owed.wait("fel", "Byggnadsnämnden", delivery.Delivery{RefusedAt: noon, LastProblem: delivery.BackEndRefused})
	p.owed.wait("gata", "Tekniska nämnden", delivery.Delivery{})
	registrar := p.handler(registrars, "BN/registrator")
	const list = "/handlaggning/leveranser"
	press := func(id string) (status int, body string) {
		t.Helper()
		f, err := registrar.get(list + "?visa=nonsens").Form(`main form[action$="/` + id + `/skicka"]`)
		if err != nil {
			t.Fatal(err)
		}
		page := registrar.press(f)
		if page.URL.Path != list && page.Status == 200 {
			t.Errorf("came to %s", page.URL)
		}
		return page.Status, page.Body
	}
	if status, body := press("hus"); status != 200 || !strings.Contains(body, "Leveransen görs nu.") {
		t.Errorf("send now: %d", status)
	}
	if status, _ := press("fel"); status != 200 {
		t.Errorf("try again: %d", status)
	}
	who := "staff:" + string(p.memory.persons[registrars].ID)
	if diff := cmp.Diff([]string{"send hus " + who, "retry fel " + who}, p.owed.told); diff != "" {
		t.Errorf("the engine was told (-want +got):\n%s", diff)
	}

	for kind, text := range map[errs.Kind]string{errs.Conflict: "Det gick inte att skicka just nu.", errs.Unavailable: "Det finns ingen koppling att skicka med."} {
		p.owed.fails = errs.New(kind, "engine")
		if status, body := press("hus"); status != http.StatusConflict || !strings.Contains(body, text) || strings.Contains(body, "Leveransen görs nu") {
			t.Errorf("%v: %d", kind, status)
		}
	}
	p.owed.fails = nil

	told := len(p.owed.told)
	out, err := registrar.get(list).Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"gata", "finns-inte"} {
		has(t, registrar.do(http.MethodPost, list+"/"+id+"/skicka", "csrf="+out.Values.Get("csrf"), "Sec-Fetch-Site: same-origin"), 404)
	}
	if len(p.owed.told) != told {
		t.Errorf("the engine was told %v", p.owed.told[told:])
	}
	htmlcheck.Run(t, registrar.get(list+"/hus/skicka").Body, htmlcheck.In(`form[action="/handlaggning/leveranser/hus/skicka"]`)) // after a login
}

// The deeds of one delivery: each page says what it is, keeps what was typed, and
// says in plain words why something was not done.
func TestOneDelivery(t *testing.T) {
	p := open(t)
	p.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{LastProblem: delivery.BackEndDown, Detail: "503", Tries: 2, DueAt: noon.Add(time.Minute)})
	p.owed.items[0].Behind, p.owed.items[0].CreatedAt = 2, noon.Add(-2*time.Hour)
	p.owed.wait("fel", "Byggnadsnämnden", delivery.Delivery{LastProblem: delivery.BackEndRefused, RefusedAt: noon})
	p.owed.wait("stopp", "Byggnadsnämnden", delivery.Delivery{HeldAt: noon})
	p.owed.wait("klar", "Byggnadsnämnden", delivery.Delivery{DeliveredAt: noon, RemoteID: "4711", Number: "BN 2026-00017"})
	p.owed.wait("flyttad", "Byggnadsnämnden", delivery.Delivery{MovedAt: noon, RefusedAt: noon})
	registrar := p.handler(registrars, "BN/registrator")
	who := "staff:" + string(p.memory.persons[registrars].ID)
	p.owed.past = []delivery.HistoryLine{
		{At: noon, LastAt: noon.Add(time.Hour), Times: 7, Outcome: delivery.Outcome(delivery.BackEndDown), Detail: "503 Service Unavailable", Took: 1200 * time.Millisecond},
		{At: noon, LastAt: noon, Times: 1, Outcome: delivery.DeedHeld, Actor: who, Reason: "Systemet byts i natt."},
		{At: noon, LastAt: noon, Times: 1, Outcome: delivery.DeedReleased, Actor: "staff:another"},
		{At: noon, LastAt: noon, Times: 1, Outcome: delivery.OutcomeMissing, Actor: "reconciliation"}, // nobody's deed
	}
	const list = "/handlaggning/leveranser/"

	for id, deeds := range map[string][]string{
		"hus": {"skicka", "stoppa", "annan-vag", "bekrafta"}, "fel": {"skicka", "annan-vag", "bekrafta"}, "stopp": {"slapp", "annan-vag", "bekrafta"},
		"klar": {"annan-vag"}, "flyttad": nil,
	} {
		page := registrar.get(list + id)
		lacks(t, page, "office.")
		var got []string
		for _, n := range htmlcheck.FindAll(page.Doc, ".deeds form, .deeds a") {
			address, _, _ := strings.Cut(htmlcheck.Attr(n, "action")+htmlcheck.Attr(n, "href"), "#")
			got = append(got, strings.TrimPrefix(address, list+id+"/"))
		}
		if diff := cmp.Diff(deeds, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		lacks(t, registrar.get("/en"+list+id), "office.")
	}
	htmlcheck.Run(t, registrar.get(list+"hus").Body,
		htmlcheck.In("main", htmlcheck.HasText("Leverans av MK-hus"), htmlcheck.HasText("Systemet svarar inte"), htmlcheck.HasText("2 saker till"), htmlcheck.HasText("för länge")),
		htmlcheck.In(".past", htmlcheck.HasText("7 försök i rad. Det senaste tog 1,2 s."), htmlcheck.HasText("503 Service Unavailable"),
			htmlcheck.HasText("Systemet byts i natt."), htmlcheck.HasText("Av dig."), htmlcheck.HasText("Av en kollega.")),
		htmlcheck.Count(".past__line--fault", 2), htmlcheck.Count(".past__line--deed", 2))
	htmlcheck.Run(t, registrar.get(list+"klar").Body, htmlcheck.In(".facts", htmlcheck.HasText("BN 2026-00017"), htmlcheck.HasText("4711")))
	has(t, registrar.get(list+"klar/stoppa"), 200, "Det här har kommit fram.") // and no form
	htmlcheck.Run(t, registrar.get(list+"klar/stoppa").Body, htmlcheck.NotIn(".deed"))
	has(t, p.handler(annas, "BN/bygglov").get(list+"hus"), 404)
}

func TestDeedsOfADelivery(t *testing.T) {
	p := open(t)
	p.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{})
	p.owed.wait("stopp", "Byggnadsnämnden", delivery.Delivery{HeldAt: noon})
	registrar := p.handler(registrars, "BN/registrator")
	who := "staff:" + string(p.memory.persons[registrars].ID)
	const list = "/handlaggning/leveranser/"
	press := func(address string, typed map[string]string) *citizen.Page {
		t.Helper()
		f, err := registrar.get(address).Form(`main form[action="` + address + `"]`)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		for name, value := range typed {
			f.Values.Set(name, value)
		}
		return registrar.press(f)
	}
	// What is missing is said beside it, and the rest is still there.
	for address, c := range map[string]struct {
		typed map[string]string
		fault string
	}{
		"hus/stoppa":    {map[string]string{"skal": " "}, "Skriv varför. Det du skriver sparas med leveransen."},
		"hus/bekrafta":  {map[string]string{"diarienummer": "BN 17"}, "Skriv varför. Det du skriver sparas med leveransen."},
		"hus/annan-vag": {map[string]string{"skal": "Fel nämnd"}, "Välj vart ärendet ska skickas."},
	} {
		page := press(list+address, c.typed)
		htmlcheck.Run(t, page.Body, htmlcheck.In(".deed .field__error", htmlcheck.HasText(c.fault)))
		if page.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, page.Status)
		}
		for _, value := range c.typed {
			has(t, page, page.Status, value)
		}
	}
	page := press(list+"hus/annan-vag", map[string]string{"skal": "Fel nämnd", "till": "room:TN/gata"})
	htmlcheck.Run(t, page.Body, htmlcheck.In(".deed .field__error", htmlcheck.HasText("Välj vilken grund det har.")),
		htmlcheck.In(`input[value="room:TN/gata"]`, htmlcheck.HasAttr("checked", "")), htmlcheck.In("textarea", htmlcheck.HasText("Fel nämnd")),
		htmlcheck.Count(".targets", 2), htmlcheck.In(".targets__title", htmlcheck.HasText("Byggnadsnämnden (samma myndighet)")))
	if len(p.owed.told) > 0 {
		t.Errorf("done all the same: %v", p.owed.told)
	}

	// When it has gone on meanwhile, the page says so and has what was typed.
	p.owed.fails = errs.New(errs.Conflict, "engine")
	for address, c := range map[string]struct {
		typed map[string]string
		text  string
	}{
		"hus/stoppa":    {map[string]string{"skal": "Byts i natt"}, "Det gick inte att stoppa leveransen."},
		"hus/bekrafta":  {map[string]string{"skal": "Har sett det", "id": "4711"}, "Det gick inte att bekräfta."},
		"hus/annan-vag": {map[string]string{"skal": "Fel enhet", "till": "park:"}, "Det gick inte att skicka ärendet den vägen."},
		"stopp/slapp":   {nil, "Leveransen är inte stoppad längre."},
		"hus/skicka":    {nil, "Det gick inte att skicka just nu."},
	} {
		page := press(list+address, c.typed)
		htmlcheck.Run(t, page.Body, htmlcheck.In("[role=alert]", htmlcheck.HasText(c.text)), htmlcheck.NotIn(".done"))
		if page.Status != http.StatusConflict {
			t.Errorf("%s: %d", address, page.Status)
		}
		for _, value := range c.typed {
			has(t, page, page.Status, value)
		}
	}
	p.owed.fails = nil

	for _, c := range []struct {
		address, ends, says string
		typed               map[string]string
	}{
		{"hus/stoppa", "hus", "Leveransen är stoppad.", map[string]string{"skal": "Byts i natt"}},
		{"stopp/slapp", "stopp", "Leveransen är släppt", nil},
		{"hus/skicka", "hus", "Leveransen görs nu.", nil},
		{"hus/bekrafta", "hus", "Leveransen är bekräftad.", map[string]string{"skal": "Har sett det", "id": " 4711 "}},
		{"hus/annan-vag", "", "Ärendet är skickat en annan väg.", map[string]string{"skal": "Fel nämnd", "till": "room:TN/gata", "grund": "open"}},
	} {
		page := press(list+c.address, c.typed)
		htmlcheck.Run(t, page.Body, htmlcheck.In(".done", htmlcheck.HasText(c.says)))
		if want := strings.TrimSuffix(list+c.ends, "/"); page.URL.Path != want {
			t.Errorf("%s ends at %s, want %s", c.address, page.URL.Path, want)
		}
	}
	if diff := cmp.Diff([]string{
		"hold hus Byts i natt " + who, "release stopp " + who, "send hus " + who, "confirm hus 4711 Har sett det " + who,
		"reroute case-hus room:TN/gata open Fel nämnd " + who,
	}, p.owed.told); diff != "" {
		t.Errorf("the engine was told (-want +got):\n%s", diff)
	}
}

// How it goes with the back ends stands first, and all that waits at one can be
// sent at once.
func TestHealthOfBackEnds(t *testing.T) {
	p := open(t)
	p.owed.wait("hus", "Byggnadsnämnden", delivery.Delivery{LastProblem: delivery.BackEndDown, Detail: "503"})
	p.owed.wait("fel", "Byggnadsnämnden", delivery.Delivery{LastProblem: delivery.BackEndRefused, RefusedAt: noon})
	p.owed.wait("gata", "Tekniska nämnden", delivery.Delivery{LastProblem: delivery.BackEndDown})
	p.owed.loads = map[string]watch.Load{"gata": {LastFailure: noon, LastDone: noon.Add(-3 * time.Hour), Hours: [watch.TrendHours]watch.Hour{20: {Done: 214}, 23: {Waiting: 3}}}}
	registrar := p.handler(registrars, "BN/registrator")
	const list = "/handlaggning/leveranser"
	page := registrar.get(list)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In(".health", htmlcheck.HasText("Svarar inte"), htmlcheck.HasText("3, i 3 ärenden"), htmlcheck.HasText("503"),
			htmlcheck.HasText("214 leveranser har kommit fram. Ingen de senaste 3 timmarna. 3 som kom in under tiden väntar än.")),
		htmlcheck.Count("svg rect", 2*2*watch.TrendHours), htmlcheck.In("details", htmlcheck.HasText("park"), htmlcheck.HasText("Inte använt än")),
		htmlcheck.In("body", htmlcheck.HasNoText("MK-gata")), htmlcheck.NotIn("[style]"))
	lacks(t, registrar.get("/en"+list), "office.")

	for address, want := range map[string]string{"?system=gata": "MK-hus MK-fel", "?fel=refused": "MK-fel", "?system=park": "", "?fel=nonsens": "MK-hus MK-fel", "?nummer=MK-fel": "MK-fel", "?nummer=MK-gata": ""} {
		var got []string
		for _, n := range htmlcheck.FindAll(registrar.get(list+address).Doc, "tbody .table__link") {
			got = append(got, htmlcheck.Text(n))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", address, got, want)
		}
	}
	has(t, registrar.get(list+"?nummer=MK-gata"), 200, "Inget har det numret.")

	send := func(address, selector string) *citizen.Page {
		t.Helper()
		f, err := registrar.get(address).Form(selector)
		if err != nil {
			t.Fatal(err)
		}
		return registrar.press(f)
	}
	has(t, send(list, `.health form[action$="/skicka"]`), 200, "En leverans görs nu.")
	has(t, send(list+"?fel=refused", `#waiting ~ form[action$="/leveranser/skicka"]`), 200, "En leverans görs nu.")
	who := "staff:" + string(p.memory.persons[registrars].ID)
	if diff := cmp.Diff([]string{"send hus " + who, "retry fel " + who}, p.owed.told); diff != "" {
		t.Errorf("the engine was told (-want +got):\n%s", diff)
	}
	htmlcheck.Run(t, registrar.get(list+"?klart=leverans&antal=400&fler=1&system=gata").Body, htmlcheck.In(".done", htmlcheck.HasText("400 leveranser görs nu."), htmlcheck.HasText("Det finns fler.")),
		htmlcheck.In("main", htmlcheck.HasText("Fortsätt med resten")))

	operator := p.handler(operators, "KS/drift")
	if page := operator.get("/handlaggning?q=MK-gata"); page.URL.RawQuery != "nummer=MK-gata" {
		t.Errorf("the operator's search leads to %s", page.URL)
	}
}

func TestDeliveriesHavePages(t *testing.T) {
	p := open(t)
	for i := range 51 {
		p.owed.wait(string(rune('a'+i%26))+string(rune('a'+i/26)), "Byggnadsnämnden", delivery.Delivery{})
	}
	registrar := p.handler(registrars, "BN/registrator")
	first := registrar.get("/handlaggning/leveranser")
	htmlcheck.Run(t, first.Body, htmlcheck.Count("tbody tr", 50), htmlcheck.In(".pager__at", htmlcheck.HasText("1–50 av 51")))
	htmlcheck.Run(t, registrar.get(htmlcheck.Attr(htmlcheck.Find(first.Doc, "[rel=next]"), "href")).Body,
		htmlcheck.Count("tbody tr", 1), htmlcheck.In(`.nav__link[lang=en]`, htmlcheck.HasAttr("href", "/en/handlaggning/leveranser?sida=2")))
}
