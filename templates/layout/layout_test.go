package layout_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/layout"
)

func TestErrorPage(t *testing.T) {
	shell := layout.Shell{
		Site: layout.Site{Name: "Mittköping", Phone: "0300-12 34 56", Base: "https://entre.test"}, Path: "/sok?q=sn%C3%B6", Query: "snö", Title: "Rubrik", Nonce: "n1", Drafts: 2,
		Notices: []layout.Notice{{Title: "Vattnet är avstängt", Text: "Norrby, i dag.", URL: "/driftinformation#vatten"}, {Title: "B"}, {Title: "C"}, {Title: "D"}},
	}
	tests := []struct {
		name   string
		lang   i18n.Lang
		page   layout.Error
		checks []htmlcheck.Check
	}{
		{"every page", i18n.SV, layout.Error{Shell: shell}, []htmlcheck.Check{
			htmlcheck.In("title", htmlcheck.HasText("Rubrik – Mittköping")),
			htmlcheck.In("header a[hreflang=en]", htmlcheck.HasAttr("href", "/en/sok?q=sn%C3%B6"), htmlcheck.HasAttr("lang", "en"), htmlcheck.HasText("English")),
			htmlcheck.In("header input[name=q]", htmlcheck.HasAttr("value", "snö")),
			htmlcheck.In(".nav__button", htmlcheck.HasText("Mina sidor 2 påbörjade ärenden")),
			htmlcheck.In(".notice", htmlcheck.HasText("Vattnet är avstängt Norrby, i dag."), htmlcheck.HasText("2 störningar till"), htmlcheck.HasNoText("D")),
			htmlcheck.In(".notice a[href='/driftinformation#vatten']"),
			htmlcheck.In("link[rel=canonical]", htmlcheck.HasAttr("href", "https://entre.test/sok?q=sn%C3%B6")),
			htmlcheck.In("link[rel=alternate][hreflang=en]", htmlcheck.HasAttr("href", "https://entre.test/en/sok?q=sn%C3%B6")),
			htmlcheck.In("meta[name=description]", htmlcheck.HasAttr("content", "Allt som du kan ansöka om, anmäla och fråga hos Mittköping. Sök med dina egna ord.")),
			htmlcheck.In("script", htmlcheck.HasAttr("nonce", "n1")),
			htmlcheck.In("a[href='tel:0300123456']"),
		}},
		{"in English", i18n.EN, layout.Error{Shell: shell}, []htmlcheck.Check{
			htmlcheck.In("header a[hreflang=sv]", htmlcheck.HasAttr("href", "/sok?q=sn%C3%B6"), htmlcheck.HasText("Svenska")),
			htmlcheck.In("header form", htmlcheck.HasAttr("action", "/en/sok")),
		}},
		{"a missing page can be searched for", i18n.SV, layout.Error{Shell: shell, Status: http.StatusNotFound}, []htmlcheck.Check{
			htmlcheck.In("main input[name=q]"), htmlcheck.NotIn("main .code"),
		}},
		{"our fault has a number", i18n.SV, layout.Error{Shell: shell, Status: http.StatusInternalServerError, RequestID: "r1"}, []htmlcheck.Check{
			htmlcheck.In("main .code", htmlcheck.HasText("r1")), htmlcheck.NotIn("main input[name=q]"),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var page strings.Builder
			if err := layout.ErrorPage(tt.page).Render(i18n.WithLang(context.Background(), tt.lang), &page); err != nil {
				t.Fatal(err)
			}
			htmlcheck.Run(t, page.String(), tt.checks...)
		})
	}
}
