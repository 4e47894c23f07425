package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
)

// openEverything starts a portal whose form has every type of question.
func openEverything(t *testing.T, change ...func(*Config)) *portal {
	t.Helper()
	return openForm(t, withLogin(), formtest.Everything, change...)
}

// fill answers the page's form, each name with any number of values, and goes on.
func (v *visitor) fill(page *citizen.Page, answers url.Values, button ...string) *citizen.Page {
	v.t.Helper()
	f := v.form(page)
	for name, values := range answers {
		f.Values[name] = values
	}
	if len(button) == 0 {
		button = next
	}
	return v.press(f, button...)
}

var (
	startAnswers = url.Values{"ager": {"yes"}, "hus": {"radhus"}}
	buildAnswers = url.Values{
		"delar": {"", "altan", "kallare"}, "area": {"24,5 m²"}, "kostnad": {"350 000:-"},
		"borjar.day": {"3"}, "borjar.month": {"5"}, "borjar.year": {"2027"},
	}
	whereAnswers = url.Values{"fastighet": {"Norrby 1:23"}, "plats.text": {"Storgatan 1"}}
	yourAnswers  = url.Values{
		"namn": {"Anna Öst"}, "personnummer": {"19790104-9283"}, "adress.street": {"Storgatan 1"}, "adress.postcode": {"12345"}, "adress.city": {"Mittköping"},
		"epost": {"anna@exempel.se"}, "samtycke": {"", "yes"},
	}
)

// toGroup goes to the step with the group.
func (v *visitor) toGroup() *citizen.Page {
	v.t.Helper()
	page := v.begin()
	for _, answers := range []url.Values{startAnswers, buildAnswers, whereAnswers} {
		page = v.fill(page, answers)
	}
	v.at(page, "/grannar")
	return page
}

// at checks where one has come.
func (v *visitor) at(page *citizen.Page, end string) {
	v.t.Helper()
	if page.Status != http.StatusOK || !strings.HasSuffix(page.URL.Path, end) {
		v.t.Fatalf("came to %s (%d), want %s:\n%v", page.URL.Path, page.Status, end, htmlcheck.Find(page.Doc, ".ds-error-summary"))
	}
}

func TestEveryTypeFromStartToReceipt(t *testing.T) {
	p := openEverything(t)
	anna := p.citizen()
	page := anna.fill(anna.toGroup(), url.Values{"granne.1.namn": {"Bo Väst"}, "granne.1.fodd.day": {"6"}, "granne.1.fodd.month": {"2"}, "granne.1.fodd.year": {"1979"}})
	anna.at(page, "/du")
	page = anna.fill(page, yourAnswers)
	anna.at(page, "/granska")
	for _, text := range []string{
		"24,5\u00A0m²", "350\u00A0000\u00A0kr", "3 maj 2027", "Altan", "Källare", "Radhus", "Norrby 1:23", "Granne 1: Namn", "Bo Väst", "6 februari 1979",
		"19790104-9283", "123 45 Mittköping", "Jag går med på att ni hämtar uppgifter från Lantmäteriet.",
	} {
		if !strings.Contains(page.Body, text) {
			t.Errorf("the review does not say %q", text)
		}
	}
	receipt := anna.send(page, nil)
	anna.at(receipt, "/kvitto")
	if !strings.Contains(receipt.Body, "Granne 1: Namn") {
		t.Error("the receipt does not say who the neighbour is")
	}
	for _, c := range p.memory.cases {
		if got := c.Answers["borjar"].Text; got != "2027-05-03" {
			t.Errorf("the date is kept as %q", got)
		}
		if got := c.Answers["delar"].Values; !slices.Equal(got, []string{"altan", "kallare"}) {
			t.Errorf("what was chosen is kept as %v", got)
		}
		if got := c.Answers["samtycke"].Parts["en"]; got != "I agree that you fetch data from Lantmäteriet." {
			t.Errorf("the words agreed to are kept as %q", got)
		}
	}
	p.close()
	for _, secret := range []string{"19790104", "9283", "Bo Väst", "Storgatan"} {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestWhatIsWrongIsShownAsTyped: every wrong answer is there to be mended, with
// what is wrong beside it and a link to it on top.
func TestWhatIsWrongIsShownAsTyped(t *testing.T) {
	anna := openEverything(t).citizen()
	page := anna.fill(anna.begin(), startAnswers)
	page = anna.fill(page, url.Values{
		"delar": {"", "altan", "inget"}, "area": {"ganska stor"}, "vaningar": {"1,5"}, "kostnad": {"1.250"},
		"borjar.day": {"31"}, "borjar.month": {"2"}, "borjar.year": {"27"},
	})
	if page.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", page.Status)
	}
	checks := []htmlcheck.Check{
		htmlcheck.In("title", htmlcheck.HasText("Fel:")),
		htmlcheck.In("input[value=altan][checked]"), htmlcheck.In("input[value=inget][checked]"), htmlcheck.NotIn("input[value=vind][checked]"),
	}
	for name, value := range map[string]string{"area": "ganska stor", "vaningar": "1,5", "kostnad": "1.250", "borjar.day": "31", "borjar.month": "2", "borjar.year": "27"} {
		checks = append(checks, htmlcheck.In(fmt.Sprintf("input[name='%s']", name), htmlcheck.HasAttr("value", value)))
	}
	for _, name := range []string{"delar", "area", "vaningar", "kostnad", "borjar.year"} {
		checks = append(checks, htmlcheck.In(fmt.Sprintf(".ds-error-summary a[href='#f-%s']", name)), htmlcheck.In(fmt.Sprintf("[id='f-%s'][aria-invalid=true]", name)))
	}
	htmlcheck.Run(t, page.Body, checks...)
	htmlcheck.Run(t, anna.get(page.URL.Path).Body, htmlcheck.In("input[name='borjar.year']", htmlcheck.HasAttr("value", "27")))
}

// TestGroup adds and takes away with the buttons alone, as without JavaScript.
func TestGroup(t *testing.T) {
	anna := openEverything(t).citizen()
	page := anna.toGroup()
	htmlcheck.Run(t, page.Body, htmlcheck.In("input[name='granne.1.namn']"), htmlcheck.NotIn("input[name='granne.2.namn']"), htmlcheck.NotIn("button[name='granne.remove']"))

	page = anna.fill(page, url.Values{"granne.1.namn": {"Bo"}, "granne.1.fodd.day": {"31"}}, "granne.add", "1")
	anna.at(page, "/grannar")
	if page.URL.Fragment != "f-granne.2.namn" {
		t.Errorf("one goes on at %q", page.URL.Fragment)
	}
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("input[name='granne.1.namn']", htmlcheck.HasAttr("value", "Bo")),
		htmlcheck.In("input[name='granne.1.fodd.day']", htmlcheck.HasAttr("value", "31")),
		htmlcheck.In("input[name='granne.2.namn']", htmlcheck.HasAttr("value", "")),
		htmlcheck.NotIn(".ds-error-summary")) // nobody is scolded for adding

	page = anna.fill(page, url.Values{"granne.2.namn": {"Eva"}}, "granne.add", "1")
	htmlcheck.Run(t, page.Body, htmlcheck.In("input[name='granne.3.namn']"), htmlcheck.NotIn("button[name='granne.add']")) // three are the most

	page = anna.fill(page, url.Values{"granne.3.namn": {"Ulla"}}, "granne.remove", "2")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("input[name='granne.1.namn']", htmlcheck.HasAttr("value", "Bo")),
		htmlcheck.In("input[name='granne.2.namn']", htmlcheck.HasAttr("value", "Ulla")),
		htmlcheck.NotIn("input[name='granne.3.namn']"))

	page = anna.fill(page, url.Values{"granne.2.namn": {""}, "granne.2.kontakt.email": {"ulla@"}})
	if page.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", page.Status)
	}
	htmlcheck.Run(t, page.Body,
		htmlcheck.In(".ds-error-summary a[href='#f-granne.1.fodd.month']", htmlcheck.HasText("Granne 1: Skriv dag, månad och år")),
		htmlcheck.In(".ds-error-summary a[href='#f-granne.2.namn']", htmlcheck.HasText("Granne 2: Skriv grannens namn")),
		htmlcheck.In("input[name='granne.2.kontakt.email']", htmlcheck.HasAttr("value", "ulla@"), htmlcheck.HasAttr("aria-invalid", "true")))

	review := anna.get(strings.TrimSuffix(page.URL.Path, "/grannar") + "/granska")
	htmlcheck.Run(t, review.Body, htmlcheck.In(".ds-error-summary a[href='"+page.URL.Path+"?andra#f-granne.2.namn']", htmlcheck.HasText("Granne 2: Skriv grannens namn")))
}

// TestExit leads to where the form ends: nothing can be sent from there, and one
// can go back.
func TestExit(t *testing.T) {
	p := openEverything(t)
	anna := p.citizen()
	start := anna.begin()
	page := anna.fill(start, url.Values{"ager": {"no"}, "hus": {"villa"}})
	anna.at(page, "/stopp")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Ägaren ska ansöka")),
		htmlcheck.In("a[href='/tjanst/stall-en-fraga-till-kommunen']"),
		htmlcheck.In("a[href='tel:0300123456']"),
		htmlcheck.NotIn("main form[method=post]"))
	draft := strings.TrimSuffix(start.URL.Path, "/start")
	if got := anna.get(draft + "/granska"); got.URL.Path != draft+"/stopp" {
		t.Errorf("the review leads to %s", got.URL.Path)
	}
	if got := anna.get("/en" + draft + "/stopp"); !strings.Contains(got.Body, "/en/tjanst/stall-en-fraga-till-kommunen") {
		t.Error("in English the link does not lead to the English page")
	}
	csrf := anna.form(start).Values.Get("csrf")
	for _, path := range []string{"/bygget", "/du"} {
		if got := anna.get(draft + path); got.Status != http.StatusNotFound {
			t.Errorf("%s beyond the exit: %d", path, got.Status)
		}
	}
	sent := anna.do(http.MethodPost, draft+"/skicka", "csrf="+csrf+"&token="+p.onlyToken())
	if sent.Status != http.StatusUnprocessableEntity || len(p.memory.cases) != 0 {
		t.Errorf("sent all the same: %d, %d cases", sent.Status, len(p.memory.cases))
	}
	htmlcheck.Run(t, sent.Body, htmlcheck.In(".ds-error-summary a[href='"+draft+"/stopp?andra']"), htmlcheck.NotIn("form[action$='/skicka']"))
	anna.at(anna.fill(anna.get(draft+"/start"), startAnswers), "/bygget")
}

// TestPreviewLeavesOutWhatIsNotAsked: the service's page lists questions only.
func TestPreviewLeavesOutWhatIsNotAsked(t *testing.T) {
	page := openEverything(t).citizen().get("/tjanst/lampa")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main", htmlcheck.HasText("Vad ska du bygga?"), htmlcheck.HasNoText("Ägaren ska ansöka"), htmlcheck.HasNoText("Är det akut?")))
}

// TestMuchOfEverything: far more than a browser sends is told of or refused, and
// what was there is still there.
func TestMuchOfEverything(t *testing.T) {
	p := openEverything(t, func(c *Config) { c.Limits.Form = 4 << 20 })
	anna := p.citizen()
	page := anna.toGroup()
	f := anna.form(page)
	for n := range 9_000 {
		f.Set(fmt.Sprintf("granne.%d.namn", n+1), "Bo")
	}
	many := anna.press(f, next...)
	if many.Status != http.StatusUnprocessableEntity {
		t.Fatalf("nine thousand neighbours: status %d", many.Status)
	}
	htmlcheck.Run(t, many.Body, htmlcheck.In(".ds-error-summary", htmlcheck.HasText("Det är för många. Ta bort 1, så att det blir högst 3.")))
	if n := strings.Count(many.Body, ".namn\""); n > 20 {
		t.Errorf("the page asks %d times", n)
	}
	for n := range 10_000 {
		f.Set(fmt.Sprintf("granne.%d.namn", n+1), "Bo")
	}
	if got := anna.press(f, next...); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("ten thousand neighbours: status %d", got.Status)
	}
	long := anna.fill(many, url.Values{"granne.1.namn": {strings.Repeat("å", 1<<19)}})
	if long.Status != http.StatusUnprocessableEntity || !strings.Contains(long.Body, "524228 tecken för lång") {
		t.Errorf("a name of a megabyte: status %d", long.Status)
	}
	if again := anna.get(long.URL.Path); again.Status != http.StatusOK || !strings.Contains(again.Body, strings.Repeat("å", 1000)) {
		t.Error("it is not there to be shortened")
	}
	tooMuch := anna.fill(long, url.Values{"granne.1.namn": {strings.Repeat("å", 5<<20)}})
	if tooMuch.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("ten megabytes: status %d", tooMuch.Status)
	}
}

// TestPrefill: the name of whoever is logged in is there, to be changed, and
// nobody's for somebody who is not.
func TestPrefill(t *testing.T) {
	p := openEverything(t)
	anna := p.citizen()
	page := anna.send(anna.logIn(annas, "/tjanst/bygglov"), nil)
	draft := strings.TrimSuffix(page.URL.Path, "/start")
	for _, answers := range []url.Values{{"ager": {"yes"}, "hus": {"villa"}}, buildAnswers, whereAnswers} {
		page = anna.fill(page, answers)
	}
	anna.at(page, "/du")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("input[name=namn]", htmlcheck.HasAttr("value", "Anna Öst"), htmlcheck.HasAttr("autocomplete", "name")),
		htmlcheck.In("input[name='kontakt.name']", htmlcheck.HasAttr("value", "Anna Öst")))
	anna.fill(page, url.Values{"namn": {"Anna Berg"}}, formview.FieldDo, formview.DoLeave)
	htmlcheck.Run(t, anna.get(draft+"/du").Body, htmlcheck.In("input[name=namn]", htmlcheck.HasAttr("value", "Anna Berg")))
	for _, d := range p.memory.drafts {
		if p.citizen(); d.Owner.Person == "" {
			t.Error("the draft is nobody's")
		}
	}
	stranger := p.citizen()
	begun := stranger.begin()
	for _, d := range p.memory.drafts {
		if strings.Contains(begun.URL.Path, d.ID) && len(d.Answers) != 0 {
			t.Errorf("a stranger's form begins with %v", d.Answers)
		}
	}
}

// TestReservedFields holds the names that questions may not have to those that
// the pages use.
func TestReservedFields(t *testing.T) {
	used := []string{ui.FieldCSRF, formview.FieldToken, formview.FieldDo, formview.FieldRemove, formview.FieldChanging}
	if got := forms.ReservedFields(); !slices.Equal(got, used) {
		t.Errorf("reserved are %v, used are %v", got, used)
	}
}
