package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/outside/requesttracker"
)

// committee is the building committee at work in its Request Tracker.
type committee interface {
	// find returns the ticket of a case with the names of its files, and 0 as
	// long as there is none.
	find(t *testing.T, reference string) (ticket int, files []string)
	// said returns what the ticket says, from everybody.
	said(t *testing.T, ticket int) string
	reply(t *testing.T, ticket int, words, fileName, file string)
	resolve(t *testing.T, ticket int)
}

// TestBuildingPermit is a citizen who applies for a building permit with a login
// and drawings: the case is a ticket in Request Tracker with its files, what is
// answered there stands on Mina sidor with its document, what the citizen
// answers stands in the ticket, and a ticket that is resolved is a case that is
// closed.
func TestBuildingPermit(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	permit(t, d, b, simulated{d.building}, b.look)
}

// TestRealBuildingPermit is the same with Debian's Request Tracker, which
// .ci/backends starts.
func TestRealBuildingPermit(t *testing.T) {
	debians := product{url: os.Getenv("ENTRE_TEST_RT_URL"), staff: os.Getenv("ENTRE_TEST_RT_STAFF_TOKEN")}
	if debians.url == "" {
		if os.Getenv("ENTRE_BACKENDS_REQUIRED") != "" {
			t.Fatal("ENTRE_TEST_RT_URL is not set")
		}
		t.Skip("make test-backends starts a Request Tracker for this test")
	}
	d := startDemo(t, func(dc *app.DemoConfig) {
		dc.Connectors = map[string]config.Connector{"byggnadsnamnden": {Type: "requesttracker", Options: map[string]any{
			"base_url": debians.url, "token": os.Getenv("ENTRE_TEST_RT_TOKEN"), "queue": "Bygglov",
		}}}
	})
	permit(t, d, openBrowser(t, true), debians, func(string) {})
}

func permit(t *testing.T, d *demo, b *browser, office committee, look func(string)) {
	t.Helper()
	b.open(d.url + "/tjanst/ansok-om-bygglov-for-tillbyggnad")
	b.do(chromedp.Click("main form[action$='/borja'] button, main a[href^='/logga-in']", chromedp.ByQuery))
	b.arrive("/logga-in")
	b.logIn("Elsa Lindqvist", func(string) {})
	b.do(chromedp.Click("main form[action$='/borja'] button", chromedp.ByQuery))
	b.arrive("/start")
	reference := b.applyForPermit(t)

	var ticket int
	var files []string
	if !waitFor(deadline(t), func() bool {
		ticket, files = office.find(t, reference)
		return ticket > 0 && len(files) == 3
	}) {
		t.Fatalf("%s is ticket %d with the files %q in Request Tracker", reference, ticket, files)
	}
	wantIn(t, strings.Join(files, " "), "fasad.jpg", "plan.jpg", "karta.jpg")
	wantIn(t, office.said(t, ticket), "Söderby 4:17", "Uterum mot söder")

	office.reply(t, ticket, "Vi behöver en sektion i skala 1:100.", "mall.txt", "Så här ritar du en sektion.")
	b.waitOn(t, d.url+"/arende/"+reference, "Vi behöver en sektion i skala 1:100.")
	wantIn(t, b.text("main"), "RT #"+strconv.Itoa(ticket), "mall.txt")
	b.do(chromedp.Click("details.write summary", chromedp.ByQuery), chromedp.Poll(`(() => { // it opens by and by
		const words = document.querySelector("main textarea[name=text]")
		words.focus()
		return document.activeElement === words
	})()`, nil))
	b.fill("main textarea[name=text]", "Här kommer sektionen.")
	b.do(chromedp.SetUploadFiles("main input[name=files]", []string{b.drawing(t, "sektion.jpg")}, chromedp.ByQuery))
	b.do(chromedp.Click("details.write form .actions button", chromedp.ByQuery), chromedp.WaitVisible(".message--own", chromedp.ByQuery))
	b.waitOn(t, d.url+"/arende/"+reference, "Här kommer sektionen.")
	look("arende-bygglov")
	if !waitFor(deadline(t), func() bool {
		_, files = office.find(t, reference)
		return strings.Contains(office.said(t, ticket), "Här kommer sektionen.") && strings.Contains(strings.Join(files, " "), "sektion.jpg")
	}) {
		t.Fatalf("the answer is not in the ticket:\n%s\n%q", office.said(t, ticket), files)
	}

	office.resolve(t, ticket)
	b.waitOn(t, d.url+"/mina-sidor", "Klart")
	wantIn(t, b.text("main"), reference)
	b.quiet()
	d.namesNobody(t)
}

// applyForPermit fills the form in and returns the reference on its receipt.
func (b *browser) applyForPermit(t *testing.T) string {
	t.Helper()
	const next = "main form .actions button[value=next]"
	tick := func(name, value string) {
		b.do(chromedp.Click("main input[name='"+name+"'][value='"+value+"']", chromedp.ByQuery))
	}
	tick("i_kommunen", "yes")
	tick("roll", "agare")
	b.click(next, "/fastighet")
	b.fill("main input[name=fastighet]", "Söderby 4:17")
	b.fill("main input[name='adress.text']", "Ängsvägen 3")
	tick("hustyp", "enbostadshus")
	b.click(next, "/bygget")
	tick("delar", "uterum")
	b.fill("main input[name=area]", "18,5")
	b.fill("main textarea[name=beskrivning]", "Uterum mot söder, med glas i tre väggar.")
	tick("vatten", "no")
	tick("eldstad", "no")
	b.click(next, "/grannar")
	b.fill("main input[name=avstand]", "6")
	b.click(next, "/ritningar")
	for name, file := range map[string]string{"fasader": "fasad.jpg", "plan_sektion": "plan.jpg", "karta": "karta.jpg"} {
		b.do(chromedp.SetUploadFiles("main input[type=file][name='"+name+"']", []string{b.drawing(t, file)}, chromedp.ByQuery))
	}
	b.click(next, "/sokande")
	if got := b.value("main input[name=namn]"); got == "" {
		b.fill("main input[name=namn]", "Elsa Lindqvist")
	}
	tick("foretag", "no")
	b.fill("main input[name='postadress.street']", "Ängsvägen 3")
	b.fill("main input[name='postadress.postcode']", "123 45")
	b.fill("main input[name='postadress.city']", "Mittköping")
	b.fill("main input[name='kontakt.phone']", "070-174 06 05")
	b.click(next, "/intyg")
	tick("rostamt", "yes")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	reference := referencePattern.FindString(b.text("main"))
	if reference == "" {
		t.Fatal("no reference on the receipt")
	}
	return reference
}

func (b *browser) value(selector string) string {
	b.t.Helper()
	var value string
	b.do(chromedp.Value(selector, &value, chromedp.ByQuery))
	return value
}

// waitOn opens an address until its page says the words.
func (b *browser) waitOn(t *testing.T, address, words string) {
	t.Helper()
	if !waitFor(deadline(t), func() bool {
		b.open(address)
		return strings.Contains(b.text("main"), words)
	}) {
		t.Fatalf("%s never said %q:\n%s", address, words, b.text("main"))
	}
}

// drawing writes a picture under the name.
func (b *browser) drawing(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, photos(1, uint64(len(name)))[0], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// simulated is the committee at the demo's Request Tracker.
type simulated struct{ *requesttracker.Server }

func (s simulated) find(_ *testing.T, reference string) (ticket int, files []string) {
	for _, k := range s.Tickets() {
		if !strings.Contains(k.Subject, reference) {
			continue
		}
		for _, x := range k.Transactions {
			for _, p := range x.Parts {
				if p.Name != "" {
					files = append(files, p.Name)
				}
			}
		}
		return k.ID, files
	}
	return 0, nil
}

func (s simulated) said(_ *testing.T, ticket int) string {
	var b strings.Builder
	for _, k := range s.Tickets() {
		if k.ID == ticket {
			for _, x := range k.Transactions {
				for _, p := range x.Parts {
					b.Write(p.Content)
				}
			}
		}
	}
	return b.String()
}

func (s simulated) reply(t *testing.T, ticket int, words, fileName, file string) {
	t.Helper()
	if err := s.Correspond(ticket, "handlaggare", words, requesttracker.Part{Name: fileName, MediaType: "text/plain", Content: []byte(file)}); err != nil {
		t.Fatal(err)
	}
}

func (s simulated) resolve(t *testing.T, ticket int) {
	t.Helper()
	if err := s.SetStatus(ticket, "handlaggare", "resolved"); err != nil {
		t.Fatal(err)
	}
}

// product is the committee at Debian's Request Tracker, by REST 2 as its staff.
type product struct{ url, staff string }

func (p product) do(t *testing.T, method, resource string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, p.url+"/REST/2.0/"+resource, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "token "+p.staff)
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("%s %s: %s", method, resource, res.Status)
	}
	if out == nil {
		return
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		t.Fatalf("%s %s: %v", method, resource, err)
	}
}

type listed struct {
	Items []struct {
		ID       json.Number
		Filename string
		Content  string
	}
}

func (p product) find(t *testing.T, reference string) (ticket int, files []string) {
	t.Helper()
	var found listed
	p.do(t, http.MethodGet, "tickets?query="+url.QueryEscape("Subject LIKE '"+reference+"'"), nil, &found)
	if len(found.Items) == 0 {
		return 0, nil
	}
	id, err := found.Items[0].ID.Int64()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range p.attachments(t, int(id)).Items {
		if a.Filename != "" {
			files = append(files, a.Filename)
		}
	}
	return int(id), files
}

func (p product) attachments(t *testing.T, ticket int) listed {
	t.Helper()
	var found listed
	p.do(t, http.MethodGet, "ticket/"+strconv.Itoa(ticket)+"/attachments?per_page=100&fields=Filename,Content", nil, &found)
	return found
}

func (p product) said(t *testing.T, ticket int) string {
	t.Helper()
	var b strings.Builder
	for _, a := range p.attachments(t, ticket).Items {
		if content, err := base64.StdEncoding.DecodeString(a.Content); err == nil {
			b.Write(content)
		} else {
			b.WriteString(a.Content)
		}
	}
	return b.String()
}

func (p product) reply(t *testing.T, ticket int, words, fileName, file string) {
	t.Helper()
	p.do(t, http.MethodPost, "ticket/"+strconv.Itoa(ticket)+"/correspond", map[string]any{
		"Content": words, "ContentType": "text/plain",
		"Attachments": []map[string]string{{"FileName": fileName, "FileType": "text/plain", "FileContent": base64.StdEncoding.EncodeToString([]byte(file))}},
	}, nil)
}

func (p product) resolve(t *testing.T, ticket int) {
	t.Helper()
	p.do(t, http.MethodPut, "ticket/"+strconv.Itoa(ticket), map[string]string{"Status": "resolved"}, nil)
}
