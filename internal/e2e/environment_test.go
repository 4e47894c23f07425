package e2e

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/ecos"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
)

const heatPump = "anmal-installation-av-varmepump"

// TestHeatPump is a citizen who notifies the environment office of a heat pump while the
// office's Ecos loses its answers: there is one case with the citizen as its party, the
// property, the facility with its boreholes and the map; what the office asks for and
// decides stands on the case's page, with the decision itself; and in the end it is done.
func TestHeatPump(t *testing.T) {
	d := startDemo(t)
	d.environmentMode(t, "lost")
	v := newVisit(t, d)
	v.logIn("2")
	form := mittkopingsForm(t, heatPump)
	reference := v.fillForm(heatPump, form, ground(t, form))

	long, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	if !waitFor(long, func() bool { return len(d.office.Cases()) > 0 }) {
		t.Fatal("no case came")
	}
	d.environmentMode(t, "well")
	if !waitFor(long, func() bool { return strings.Contains(v.get("/arende/"+reference).Body, "MIL-") }) {
		t.Fatalf("the case's page never has the office's number:\n%s", v.get("/arende/"+reference).Body)
	}
	d.owesNothing(t)
	k := wantInEcos(t, d.office, reference)

	occur := func(kind, words string, files ...ecos.Document) {
		t.Helper()
		if err := d.office.Occur(k.ID, kind, words, files...); err != nil {
			t.Fatal(err)
		}
	}
	waitOn := func(words string) string {
		t.Helper()
		if !waitFor(deadline(t), func() bool { return strings.Contains(v.get("/arende/"+reference).Body, words) }) {
			t.Fatalf("the page never says %q:\n%s", words, v.get("/arende/"+reference).Body)
		}
		return v.get("/arende/" + reference).Body
	}
	occur(outside.EnvironmentNote, "Ringde borrfirman, de är sena.")
	occur(outside.EnvironmentAsked, "Var tar ni hand om borrslammet?")
	waitOn("Var tar ni hand om borrslammet?")
	occur(outside.EnvironmentDecision, "Du får installera värmepumpen.", ecos.Document{Filename: "beslut.pdf", ContentType: "application/pdf", Data: []byte("%PDF-1.7\nbeslut")})
	if body := waitOn("beslut.pdf"); strings.Contains(body, "Ringde borrfirman") {
		t.Error("a note between staff is told")
	}
	occur(outside.EnvironmentClosed, "")
	waitOn("Klart")
	d.namesNobody(t)
}

// wantInEcos asserts that the case is in Ecos once and whole.
func wantInEcos(t *testing.T, office *ecos.Server, reference string) ecos.Case {
	t.Helper()
	cases, parties, facilities := office.Cases(), office.Parties(), office.Facilities()
	if len(cases) != 1 || len(parties) != 1 || len(facilities) != 1 {
		t.Fatalf("there are %d cases, %d parties and %d facilities, want one of each", len(cases), len(parties), len(facilities))
	}
	k := cases[0]
	if k.SubtitleFree != reference+" Bergvärme, Söderby 4:17" || len(k.Roles) != 1 || k.Roles[0].PartyID != parties[0].ID || len(k.Properties) != 1 {
		t.Errorf("the case is %+v", k)
	}
	if parties[0].Number == "" || parties[0].Name == "" {
		t.Errorf("the party is %+v", parties[0])
	}
	if facilities[0].Kind != "CreateGeothermalHeatingFacilitySvcDto" || !slices.Contains(facilities[0].Details, "Borrhål 2: 180 m") {
		t.Errorf("the facility is %+v", facilities[0])
	}
	var files []string
	for _, o := range k.Occurrences {
		for _, doc := range o.Documents {
			files = append(files, doc.Filename)
		}
	}
	slices.Sort(files)
	if want := []string{"karta-bilaga.pdf", "Ärende " + reference + ".txt"}; !slices.Equal(files, want) {
		t.Errorf("the documents are %q", files)
	}
	return k
}

// ground are answers of somebody who drills two holes at Söderby 4:17.
func ground(t *testing.T, form *forms.Definition) forms.Answers {
	t.Helper()
	branches := formtest.Branches(t, form, clock.System{}.Now())
	at := slices.IndexFunc(branches, func(a forms.Answers) bool { return a["kalla"].Text == "berg" })
	if at < 0 {
		t.Fatal("no branch of the form is about a borehole")
	}
	answers := branches[at]
	answers["fastighet"] = forms.Answer{Text: "Söderby 4:17"}
	answers["antal_hal"], answers["djup"] = forms.Answer{Text: "2"}, forms.Answer{Text: "180"}
	return answers
}

func mittkopingsForm(t *testing.T, service string) *forms.Definition {
	t.Helper()
	for _, f := range mittkopingsForms(t) {
		if f.ID == service {
			form, err := forms.Parse(f.Form)
			if err != nil {
				t.Fatal(err)
			}
			return form
		}
	}
	t.Fatalf("%s has no form", service)
	return nil
}

// environmentMode presses a button for the environment office's Ecos in the world outside.
func (d *demo) environmentMode(t *testing.T, mode string) {
	t.Helper()
	staff := openCitizen(t, d.outside)
	page, err := staff.Get(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	form, err := page.Form("form[action='/environment-mode']")
	if err != nil {
		t.Fatal(err)
	}
	if done, err := staff.Submit(t.Context(), form, "mode", mode); err != nil || done.Status != http.StatusOK {
		t.Fatal(done, err)
	}
}
