package catalogueview_test

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var page strings.Builder
	if err := c.Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

var (
	light = catalogueview.Brief{ID: "felanmal-gatubelysning", Title: "Felanmäl gatubelysning", Kind: catalogueview.KindEService, Login: catalogueview.LoginNone}
	place = catalogueview.Brief{ID: "ansok-om-plats", Title: "Ansök om plats", Kind: catalogueview.KindEService, Login: catalogueview.LoginBankID}
)

func TestResultsPage(t *testing.T) {
	shell := layout.Shell{Query: "lampa"}
	areas := []catalogueview.Category{{ID: "trafik", Name: "Trafik och gator"}}
	tests := []struct {
		name   string
		page   catalogueview.Results
		checks []htmlcheck.Check
	}{
		{"hits", catalogueview.Results{Shell: shell, Hits: []catalogueview.Brief{light, place}, Total: 2, BestGuess: true}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("2 tjänster för ”lampa”")),
			htmlcheck.In(".hits li:first-child a", htmlcheck.HasAttr("href", "/tjanst/felanmal-gatubelysning"), htmlcheck.HasText("Felanmäl gatubelysning")),
			htmlcheck.In(".hits li:first-child .tag", htmlcheck.HasText("Utan inloggning")),
			htmlcheck.In(".hits li:last-child .tag", htmlcheck.HasText("BankID")),
			htmlcheck.NotIn(".note"),
		}},
		{"what is done by phone, and what is only read", catalogueview.Results{Shell: shell, Total: 2, BestGuess: true, Hits: []catalogueview.Brief{
			{ID: "a", Kind: catalogueview.KindInformation, Login: catalogueview.LoginBankID, ByHand: true}, {ID: "b", Kind: catalogueview.KindInformation},
		}}, []htmlcheck.Check{
			htmlcheck.In(".hits li:first-child .tag", htmlcheck.HasText("Telefon eller besök"), htmlcheck.HasNoText("BankID")),
			htmlcheck.In(".hits li:last-child .tag", htmlcheck.HasText("Information")),
		}},
		{"near misses", catalogueview.Results{Shell: shell, Hits: []catalogueview.Brief{light}, Total: 1}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("En tjänst för")),
			htmlcheck.In(".note", htmlcheck.HasText("inte säkra")),
		}},
		{"no hit is no dead end", catalogueview.Results{Shell: shell, Suggestions: []catalogueview.Brief{place}, Categories: areas}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Ingen tjänst för ”lampa”")),
			htmlcheck.In("main .hits a", htmlcheck.HasText("Ansök om plats")),
			htmlcheck.In("main .areas a", htmlcheck.HasAttr("href", "/omrade/trafik")),
			htmlcheck.In("main .ways .phone"),
			htmlcheck.In("header input[name=q]", htmlcheck.HasAttr("value", "lampa")),
		}},
		{"no query", catalogueview.Results{}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Vad vill du ha hjälp med?")),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { htmlcheck.Run(t, render(t, catalogueview.ResultsPage(tt.page)), tt.checks...) })
	}
}

// TestServicePage is about the one next action: there is always one, and it is
// an honest one.
func TestServicePage(t *testing.T) {
	shell := layout.Shell{Title: "Tjänsten", CSRF: "t"}
	draft := &catalogueview.Draft{ID: "d1", Step: "plats", SavedAt: "i går", KeptUntil: "i morgon"}
	tests := []struct {
		name   string
		page   catalogueview.Service
		checks []htmlcheck.Check
	}{
		{"one can begin", catalogueview.Service{Shell: shell, ID: "x", Kind: catalogueview.KindEService, HasForm: true}, []htmlcheck.Check{
			htmlcheck.In("form[action='/tjanst/x/borja'] button", htmlcheck.HasText("Börja")),
			htmlcheck.In("main form input[name=csrf]", htmlcheck.HasAttr("value", "t")),
			htmlcheck.In(".facts", htmlcheck.HasText("Okänd. Fråga oss.")),
			htmlcheck.NotIn(".note"),
		}},
		{"one has begun", catalogueview.Service{Shell: shell, ID: "x", Kind: catalogueview.KindEService, HasForm: true, Draft: draft}, []htmlcheck.Check{
			htmlcheck.In(".note a", htmlcheck.HasAttr("href", "/ansok/d1/plats"), htmlcheck.HasText("Fortsätt")),
			htmlcheck.In(".note", htmlcheck.HasText("inte skickat")),
			htmlcheck.In("main form button", htmlcheck.HasText("Börja om"), htmlcheck.HasAttr("data-variant", "secondary")),
		}},
		{"no form yet", catalogueview.Service{Shell: shell, ID: "x", Kind: catalogueview.KindEService, Login: catalogueview.LoginBankID, Phone: "0300-1"}, []htmlcheck.Check{
			htmlcheck.In(".begin", htmlcheck.HasText("inte göra det här på webben än"), htmlcheck.In("a[href='tel:03001']")),
			htmlcheck.In(".facts", htmlcheck.HasText("Du loggar in med BankID")),
			htmlcheck.NotIn("main form"),
		}},
		{"somebody else does it", catalogueview.Service{Shell: shell, ID: "x", Kind: catalogueview.KindSignpost, Link: &catalogueview.Link{URL: "https://polisen.se/pass", Label: "Till Polisen"}}, []htmlcheck.Check{
			htmlcheck.In(".begin a", htmlcheck.HasAttr("href", "https://polisen.se/pass"), htmlcheck.HasText("Till Polisen")),
			htmlcheck.In(".begin", htmlcheck.HasText("en annan webbplats")),
			htmlcheck.In(".facts", htmlcheck.HasText("Du loggar in hos dem som svarar för tjänsten"), htmlcheck.HasText("Okänd. Fråga dem")),
			htmlcheck.In("#responsible + p", htmlcheck.HasText("Någon annan än kommunen svarar")),
			htmlcheck.NotIn("main form"),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { htmlcheck.Run(t, render(t, catalogueview.ServicePage(tt.page)), tt.checks...) })
	}
}

// TestServicePageOfInformation: what is done by phone has the phone as its next
// action, and what is only read has none.
func TestServicePageOfInformation(t *testing.T) {
	v := catalogueview.Service{
		Shell: layout.Shell{Title: "Tjänsten"}, ID: "x", Kind: catalogueview.KindInformation, Login: catalogueview.LoginBankID, Handled: true,
		Phone: "0300-1", Hours: "Vardagar", Visit: "Torget", LegalBasis: []string{"Lagen (2010:1)"}, Authority: "Nämnden", Registrar: "0300-2",
		Offline: []catalogueview.Way{catalogueview.WayForm, catalogueview.WayVisit},
		Privacy: catalogueview.Privacy{Said: true, Basis: "consent", Sensitive: "social-care", Rights: []string{"withdrawal"}, KeptBy: "Planen"},
	}
	htmlcheck.Run(t, render(t, catalogueview.ServicePage(v)),
		htmlcheck.In(".begin > a.ds-button", htmlcheck.HasAttr("href", "tel:03001")), htmlcheck.In(".begin a[href='#offline']"),
		htmlcheck.In(".facts", htmlcheck.HasText("InloggningBehövs inte"), htmlcheck.HasText("TidOkänd. Fråga oss.")),
		htmlcheck.In("#way-form"), htmlcheck.In("#way-visit", htmlcheck.HasText("Torget")), htmlcheck.NotIn("#way-phone"),
		htmlcheck.In("ul[lang=sv] li", htmlcheck.HasText("Lagen (2010:1)")),
		htmlcheck.In("details", htmlcheck.HasText("samtycke"), htmlcheck.HasText("artikel 9.2 h"), htmlcheck.HasText("Okänd tid"), htmlcheck.HasText("Planen")),
		htmlcheck.In("main", htmlcheck.HasText("0300-2")))
	v.Handled, v.Privacy = false, catalogueview.Privacy{Said: true, None: true}
	htmlcheck.Run(t, render(t, catalogueview.ServicePage(v)),
		htmlcheck.NotIn(".begin a"), htmlcheck.In(".facts", htmlcheck.HasNoText("Tid")), htmlcheck.NotIn("details"),
		htmlcheck.In("#privacy + p", htmlcheck.HasText("inga personuppgifter")))
}

func TestServicesPageLeavesOutEmptyAreas(t *testing.T) {
	htmlcheck.Run(t, render(t, catalogueview.ServicesPage(catalogueview.Services{Total: 1, Categories: []catalogueview.Category{
		{ID: "trafik", Name: "Trafik och gator", Services: []catalogueview.Brief{light}}, {ID: "kultur", Name: "Kultur"},
	}})),
		htmlcheck.In("h2#trafik"), htmlcheck.In("a[href='#trafik']"),
		htmlcheck.NotIn("#kultur"), htmlcheck.NotIn("a[href='#kultur']"))
}

func TestHomePageLeavesOutWhatIsEmpty(t *testing.T) {
	htmlcheck.Run(t, render(t, catalogueview.HomePage(catalogueview.Home{Examples: []string{"bygga altan"}})),
		htmlcheck.In("h1", htmlcheck.HasText("Vad vill du ha hjälp med?")),
		htmlcheck.In(".hero__tries a", htmlcheck.HasAttr("href", "/sok?q=bygga+altan")),
		htmlcheck.In(".own a", htmlcheck.HasAttr("href", "/arende")),
		htmlcheck.NotIn("#popular"), htmlcheck.NotIn("#life"), htmlcheck.NotIn("#areas"))
}
