package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
	"github.com/mittkoping/entre/internal/testing/citizen"
)

// TestEveryFormArrives fills in every form of Mittköping, in its shortest and its
// longest branch, with files where it asks for them, and waits until whoever
// works the case has it.
func TestEveryFormArrives(t *testing.T) {
	d := startDemo(t)
	for _, f := range mittkopingsForms(t) {
		t.Run(f.ID, func(t *testing.T) {
			form, err := forms.Parse(f.Form)
			if err != nil {
				t.Fatal(err)
			}
			branches := formtest.Branches(t, form, clock.System{}.Now())
			for _, answers := range []forms.Answers{branches[0], branches[len(branches)-1]} {
				v := newVisit(t, d)
				if f.NeedsLogin() {
					v.logIn("2")
				}
				reference := v.fillForm(f.ID, form, answers)
				if f.NoFollowUp {
					if got := v.get("/arende/" + reference).Status; got != http.StatusNotFound {
						t.Errorf("who sent it can follow it: %d", got)
					}
					continue
				}
				v.arrives(reference)
			}
		})
	}
	d.owesNothing(t)
	d.namesNobody(t)
}

// owed are the lines of the metrics that say what has not arrived.
var owed = regexp.MustCompile(`(?m)^entre_deliveries_(?:owed|refused)\{[^}]*\} (.*)$`)

// owesNothing waits until all that was sent has arrived, and nothing was refused.
func (d *demo) owesNothing(t *testing.T) {
	t.Helper()
	v, said := newVisit(t, d), ""
	ok := waitFor(deadline(t), func() bool {
		page := v.get("/metrics")
		lines := owed.FindAllStringSubmatch(page.Body, -1) // none: there is nothing
		said = fmt.Sprint(page.Status, lines)
		return page.Status == http.StatusOK && !slices.ContainsFunc(lines, func(l []string) bool { return l[1] != "0" })
	})
	if !ok {
		t.Errorf("not all has arrived: %s", said)
	}
}

// logIn logs in over HTTP alone, as the person with the number in the provider's
// list: the citizen's browser waits while a phone says who it is.
func (v visit) logIn(person string) {
	v.t.Helper()
	order := v.get("/logga-in/bankid-demo?till=%2F").URL
	phone := openCitizen(v.t, v.d.outside)
	confirm, err := phone.Get(v.t.Context(), order.Path+"/app/"+person)
	if err != nil {
		v.t.Fatal(err)
	}
	form, err := confirm.Form("form[action*='/app/']")
	if err != nil {
		v.t.Fatal(err)
	}
	if _, err := phone.Submit(v.t.Context(), form, "", ""); err != nil {
		v.t.Fatal(err)
	}
	if back := v.get(order.String() + "/kod"); back.URL.Path != "/" || back.Status != http.StatusOK {
		v.t.Fatalf("after the login one comes to %s (%d)", back.URL, back.Status)
	}
}

// fillForm gives the answers page by page, sends them, and returns the case's
// reference.
func (v visit) fillForm(service string, form *forms.Definition, want forms.Answers) string {
	v.t.Helper()
	page := v.submit(v.form(v.get("/tjanst/"+service)), "", "")
	for range 2 * len(form.Steps) {
		id := page.URL.Path[strings.LastIndexByte(page.URL.Path, '/')+1:]
		if id == "granska" {
			break
		}
		step, ok := form.StepByID(id)
		if !ok || page.Status != http.StatusOK {
			v.t.Fatalf("came to %s (%d):\n%s", page.URL.Path, page.Status, page.Body)
		}
		page = v.answer(page, step, want)
	}
	receipt := v.submit(v.form(page), "", "")
	reference := referencePattern.FindString(receipt.Body)
	if !strings.HasSuffix(receipt.URL.Path, "/kvitto") || reference == "" {
		v.t.Fatalf("came to %s (%d)", receipt.URL.Path, receipt.Status)
	}
	return reference
}

// answer fills in a page with what it shows and goes on.
func (v visit) answer(page *citizen.Page, step forms.Step, want forms.Answers) *citizen.Page {
	v.t.Helper()
	f := v.form(page)
	for name, values := range forms.Typed(step, want) {
		question, _, _ := strings.Cut(name, ".")
		if strings.Contains(page.Body, `name="`+question+`"`) || strings.Contains(page.Body, `name="`+question+`.`) {
			f.Values[name] = values
		}
	}
	for _, q := range step.Questions {
		if q.Type != forms.TypeFile || !strings.Contains(page.Body, `name="`+q.ID+`"`) || strings.Contains(page.Body, q.ID+"-bilaga") {
			continue
		}
		if slices.Contains(q.Limits().Accept, "application/pdf") {
			f.Attach(q.ID, q.ID+"-bilaga.pdf", "application/pdf", []byte("%PDF-1.7\nen ritning"))
		} else {
			f.Attach(q.ID, q.ID+"-bilaga.jpg", "image/jpeg", photos(1, 1)[0])
		}
	}
	next := v.submit(f, "do", "next")
	if next.URL.Path == page.URL.Path && next.Status == http.StatusOK { // it shows more questions now
		return next
	}
	if next.URL.Path == page.URL.Path {
		v.t.Fatalf("%s: right answers are refused (%d):\n%s", page.URL.Path, next.Status, next.Body)
	}
	return next
}

// arrives waits until the case's page says that whoever works it has it.
func (v visit) arrives(reference string) {
	v.t.Helper()
	ok := waitFor(deadline(v.t), func() bool {
		return strings.Contains(v.get("/arende/"+reference).Body, "Ärendet finns hos")
	})
	if !ok {
		v.t.Errorf("%s never arrived", reference)
	}
}
