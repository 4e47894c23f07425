package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// estate is what the words of somebody who wants to die find too.
func estate() []catalogue.Entry {
	more := entries()
	s := more[0].Service
	s.ID, s.Title, s.Keywords = "dodsbo", i18n.Text{SV: "Gör en dödsboanmälan"}, []i18n.Text{{SV: "dö"}, {SV: "någon har dött"}}
	c := more[0].Service
	c.ID, c.Title, c.Category = "anmal-oro-for-ett-barn", i18n.Text{SV: "Anmäl oro för ett barn"}, "omsorg-och-stod"
	c.Keywords = []i18n.Text{{SV: "barn slår"}, {SV: "vill inte leva"}}
	c.Contact.Phone = "0300-99 88 77"
	return append(more, catalogue.Entry{Service: s, Revision: 1}, catalogue.Entry{Service: c, Revision: 1})
}

// TestCrisisPage: who may be in a crisis gets help above all hits, in their
// language, and a way out; nothing of what they wrote stays.
func TestCrisisPage(t *testing.T) {
	p := openWith(t, estate())
	anna := p.citizen()
	first := func(number string) htmlcheck.Check {
		return htmlcheck.In(".crisis .crisis__ways li:first-child a", htmlcheck.HasAttr("href", "tel:"+number))
	}
	tests := []struct {
		query  string
		checks []htmlcheck.Check
	}{
		{"min man slår mig", []htmlcheck.Check{
			first("112"), htmlcheck.In(".crisis a[href='tel:020505050']"), htmlcheck.In(".crisis a[href='tel:116111']"), htmlcheck.In(".crisis[lang=sv][dir=ltr]"),
			htmlcheck.In(".crisis .crisis__exit a[data-exit][rel~=noreferrer][href^='https://']", htmlcheck.HasText("Lämna sidan snabbt")),
			htmlcheck.NotIn(".crisis a[href='tel:90101']"), htmlcheck.Count("h1", 1), htmlcheck.In("h1", htmlcheck.HasNoText("slår")),
			htmlcheck.In("title", htmlcheck.HasNoText("slår")), htmlcheck.NotIn(".urgent"), htmlcheck.NotIn(".filters"),
		}},
		{"pappa slår mig", []htmlcheck.Check{
			first("112"), htmlcheck.In(".crisis a[href='tel:116111']"), htmlcheck.In(".crisis a[href='tel:0300998877']"), htmlcheck.In("main .hits a[href$='oro-for-ett-barn']"),
		}},
		{"jag vill dö", []htmlcheck.Check{
			first("112"), htmlcheck.In(".crisis a[href='tel:90101']"), htmlcheck.In(".crisis a[href='tel:1177']"),
			htmlcheck.NotIn("main a[href='/tjanst/dodsbo']"), htmlcheck.NotIn("main a[href='/tjanst/lampa']"), htmlcheck.NotIn(".note"),
			htmlcheck.In("main a[href$='visa=alla']"),
		}},
		{"det brinner i köket", []htmlcheck.Check{first("112"), htmlcheck.NotIn("main a[href='/tjanst/lampa']")}},
		{"زوجي يضربني", []htmlcheck.Check{first("112"), htmlcheck.In(".crisis[lang=ar][dir=rtl] h1", htmlcheck.HasText(i18n.In("ar", "tongue.crisis.title")))}},
		{"my husband beats me", []htmlcheck.Check{htmlcheck.In(".crisis[lang=en] a[data-exit]", htmlcheck.HasText("Leave this page quickly"))}},
		{"trasig lampa", []htmlcheck.Check{htmlcheck.NotIn(".crisis"), htmlcheck.NotIn("[data-exit]"), htmlcheck.In(".hits a[href='/tjanst/lampa']")}},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			page := anna.get("/sok?q=" + url.QueryEscape(tt.query))
			htmlcheck.Run(t, page.Body, tt.checks...)
			isCrisis := strings.Contains(page.Body, `class="crisis"`)
			if kept := page.Header.Get("Cache-Control"); isCrisis != (kept == "no-store") {
				t.Errorf("a crisis: %v, kept: %q", isCrisis, kept)
			}
		})
	}
	htmlcheck.Run(t, anna.get("/en/sok?q="+url.QueryEscape("ring ambulans")).Body, htmlcheck.In(".crisis[lang=en]"))
	htmlcheck.Run(t, anna.get("/sok?visa=alla&q="+url.QueryEscape("jag vill dö")).Body, htmlcheck.In(".crisis"), htmlcheck.In("main a[href='/tjanst/dodsbo']"))
	anna.get("/sok/forslag?q=" + url.QueryEscape("min man slår mig"))
	p.close()
	for _, word := range []string{"slår", "sl%C3%A5r", "husband", "brinner", "lampa+", "vill+d", "violence", "suicide", "q="} {
		if strings.Contains(p.log.String(), word) {
			t.Errorf("the log has %q in it", word)
		}
	}
}

// TestDidYouMean: what is mended is said, and who meant what they wrote has it.
func TestDidYouMean(t *testing.T) {
	anna := open(t).citizen()
	htmlcheck.Run(t, anna.get("/sok?q=lyktstople").Body,
		htmlcheck.In(".corrected", htmlcheck.HasText("Menade du ”lyktstolpe”?")), htmlcheck.In(".hits a[href='/tjanst/lampa']"),
		htmlcheck.In(".corrected a[href='/sok?q=lyktstople&ordagrant=1']", htmlcheck.HasText("lyktstople")))
	htmlcheck.Run(t, anna.get("/sok?q=lyktstople&ordagrant=1").Body, htmlcheck.NotIn(".corrected"), htmlcheck.In("h1", htmlcheck.HasText("Ingen tjänst")))
	htmlcheck.Run(t, anna.get("/sok?q=lyktstolpe").Body, htmlcheck.NotIn(".corrected"))
	htmlcheck.Run(t, anna.get("/sok?q="+url.QueryEscape("<b>lyktstople")).Body, htmlcheck.NotIn("main b"))
}

// TestAnswerInTheLanguageOfTheQuery says what there is in another language than
// the page's, and nothing to who writes the page's.
func TestAnswerInTheLanguageOfTheQuery(t *testing.T) {
	anna := open(t).citizen()
	tests := []struct {
		path   string
		checks []htmlcheck.Check
	}{
		{"/sok?q=" + url.QueryEscape("مصباح الشارع"), []htmlcheck.Check{
			htmlcheck.In(".answer [lang=ar][dir=rtl]", htmlcheck.HasText("0300-12 34 56")), htmlcheck.In(".answer a[hreflang=en][href^='/en/sok?q=']"),
		}},
		{"/sok?q=" + url.QueryEscape("چراغ خیابان"), []htmlcheck.Check{htmlcheck.In(".answer [lang=fa][dir=rtl]")}},
		{"/en/sok?q=" + url.QueryEscape("вуличний ліхтар"), []htmlcheck.Check{htmlcheck.In(".answer [lang=uk][dir=ltr]"), htmlcheck.NotIn(".answer a")}},
		{"/sok?q=broken+lamp", []htmlcheck.Check{htmlcheck.In(".answer [lang=en]"), htmlcheck.In(".answer a[href='/en/sok?q=broken+lamp']")}},
		{"/en/sok?q=broken+lamp", []htmlcheck.Check{htmlcheck.NotIn(".answer")}},
		{"/sok?q=trasig+lampa", []htmlcheck.Check{htmlcheck.NotIn(".answer")}},
		{"/sok", []htmlcheck.Check{htmlcheck.NotIn(".answer")}},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) { htmlcheck.Run(t, anna.get(tt.path).Body, tt.checks...) })
	}
}

func TestSuggestions(t *testing.T) {
	anna := open(t).citizen()
	ask := func(path string) []struct{ Text, URL string } {
		t.Helper()
		page := anna.get(path)
		var found []struct{ Text, URL string }
		if err := json.Unmarshal([]byte(page.Body), &found); err != nil || page.Status != http.StatusOK || found == nil {
			t.Fatalf("%s: %d %v %s", path, page.Status, err, page.Body)
		}
		if kept, cookies := page.Header.Get("Cache-Control"), page.Header.Values("Set-Cookie"); kept != "no-store" || len(cookies) > 0 {
			t.Errorf("%s: kept %q, cookies %v", path, kept, cookies)
		}
		return found
	}
	for path, want := range map[string]struct{ Text, URL string }{
		"/sok/forslag?q=lykt":       {"lyktstolpe", "/sok?q=lyktstolpe"},
		"/sok/forslag?q=felanm":     {"Felanmäl lampa", "/tjanst/lampa"},
		"/en/sok/forslag?q=lamp":    {"lamp post", "/en/sok?q=lamp+post"},
		"/en/sok/forslag?q=broken+": {"Report a lamp", "/en/tjanst/lampa"},
	} {
		if found := ask(path); !slices.Contains(found, want) || len(found) > 8 {
			t.Errorf("%s: %+v lacks %+v", path, found, want)
		}
	}
	for _, path := range []string{"/sok/forslag", "/sok/forslag?q=", "/sok/forslag?q=x", "/sok/forslag?q=pappa+sl%C3%A5r+mig", "/sok/forslag?q=%zz"} {
		if found := ask(path); len(found) > 0 {
			t.Errorf("%s: %+v", path, found)
		}
	}
	htmlcheck.Run(t, anna.get("/en").Body, htmlcheck.In("form.search[data-suggest='/en/sok/forslag']"), htmlcheck.NotIn("[role=combobox]"))
}
