package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
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
	if page := registrar.get(list + "/hus/skicka"); page.URL.Path != list {
		t.Errorf("after a login one comes to %s", page.URL)
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
