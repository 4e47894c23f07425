package forms_test

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
)

func everything(t *testing.T) *forms.Definition {
	t.Helper()
	return parse(t, string(formtest.Everything))
}

// TestTypedValues: what conditions and routes see of each type.
func TestTypedValues(t *testing.T) {
	d := everything(t)
	a := forms.Answers{
		"ager": text("yes"), "delar": {Values: []string{"vind", "altan"}}, "area": text("1 250,5 m²"), "vaningar": text("2"),
		"kostnad": text("10 000 kr"), "borjar": {Text: "2026-12-01"}, "personnummer": text("19790104-9283"), "foretag": text("165566778899"),
		"adress": parts("street", "Storgatan 1"), "samtycke": text("yes"), "ritningar": files(2),
		"granne": items(
			forms.Item{"namn": text("Bo"), "fodd": {Text: "1979-01-04"}, "sagtill": text("yes"), "kontakt": parts("email", "bo@exempel.se")},
			forms.Item{"namn": text("Eva"), "sida": {Values: []string{"norr", "soder"}}}),
	}
	tests := []struct {
		expr, want, without string // without: when nothing is answered
	}{
		{`answers.area`, "1250.5", "0"},
		{`answers.area > 30`, "true", "false"},
		{`answers.vaningar`, "2", "0"},
		{`answers.vaningar + 1`, "3", "1"},
		{`answers.vaningar == 2 && answers.vaningar < 2.5`, "true", "false"},
		{`answers.kostnad >= 10000`, "true", "false"},
		{`answers.borjar`, "2026-12-01", ""},
		{`answers.borjar > date('2026-11-30') && answers.borjar.getFullYear() == 2026`, "true", "false"},
		{`answers.ager`, "true", "false"},
		{`answered.ager`, "true", "false"},
		{`answered.granne`, "true", "false"},
		{`answers.delar`, "vind, altan", ""},
		{`'altan' in answers.delar`, "true", "false"},
		{`size(answers.delar)`, "2", "0"},
		{`answers.personnummer`, "197901049283", ""},
		{`answers.foretag`, "5566778899", ""},
		{`answers.adress.street + answers.adress.city`, "Storgatan 1", ""},
		{`answers.samtycke`, "true", "false"},
		{`answers.ritningar`, "2", "0"},
		{`answers.granne`, "2", "0"},
		{`answers.granne.namn`, "Bo, Eva", ""},
		{`answers.granne.kontakt.email`, "bo@exempel.se, ", ""},
		{`answers.granne.namn.exists(n, n == 'Eva')`, "true", "false"},
		{`answers.granne.fodd.filter(f, f > date('1900-01-01'))`, "1979-01-04", ""},
		{`answers.granne.sagtill.all(s, s)`, "false", "true"},
		{`answers.granne.sida.exists(s, 'soder' in s)`, "true", "false"},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			if err := d.Expressions(nil).Check(tt.expr); err != nil {
				t.Fatal(err)
			}
			if got, err := d.Expressions(nil).Eval(tt.expr, a); got != tt.want || err != nil {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
			if got, err := d.Expressions(nil).Eval(tt.expr, nil); got != tt.without || err != nil {
				t.Errorf("without answers %q, %v; want %q", got, err, tt.without)
			}
		})
	}
}

// TestWrongAnswersInConditions: what is no number or date counts as none.
func TestWrongAnswersInConditions(t *testing.T) {
	d := everything(t)
	a := forms.Answers{"area": text("stor"), "borjar": parts("day", "31"), "ager": text("kanske"), "kostnad": text("1.250")}
	for _, expr := range []string{"answers.area == 0.0", "answers.borjar < date('1900-01-01')", "!answers.ager", "answers.kostnad < 1", "answered.area"} {
		if got, err := d.Expressions(nil).Eval(expr, a); got != "true" || err != nil {
			t.Errorf("%s: %q, %v", expr, got, err)
		}
	}
}

// TestTypeErrors: a condition that cannot be meant is refused.
func TestTypeErrors(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"answers.area > 'stor'", "found no matching overload for '_>_' applied to '(double, string)'"},
		{"answers.area == 30", "found no matching overload for '_==_' applied to '(double, int)'"},
		{"answers.borjar > '2026-01-01'", "found no matching overload"},
		{"answers.borjar > date('2026-02-31')", "'2026-02-31' is no date; write one as 2026-09-01"},
		{"answers.borjar > date(2026)", "found no matching overload"},
		{"answers.ager == 'yes'", "found no matching overload"},
		{"answers.delar == 'vind'", "found no matching overload"},
		{"answers.granne.namn == 'Bo'", "found no matching overload"},
		{"answers.granne.alder", "does not support field selection"},
		{"answers.viktigt", "undeclared reference"},
		{"answered.viktigt", "undeclared reference"},
		{"today", "undeclared reference"},
	}
	d := everything(t)
	for _, tt := range tests {
		if err := d.Expressions(nil).Check(tt.expr); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.expr, err, tt.want)
		}
	}
}

func TestExit(t *testing.T) {
	d := everything(t)
	a := forms.Answers{"ager": text("no"), "hus": text("villa")}
	if got, want := shown(d.Visible(a)), "start(viktigt ager hus) stopp()"; got != want {
		t.Errorf("visible: %s, want %s", got, want)
	}
	exit, ok := d.Exit(a)
	if !ok || exit.ID != "stopp" || exit.Asks() {
		t.Errorf("exit %s, %t", exit.ID, ok)
	}
	if next, ok := d.Next(a, "start"); !ok || next.ID != "stopp" {
		t.Errorf("next is %s, %t", next.ID, ok)
	}
	if _, ok := d.Next(a, "stopp"); ok {
		t.Error("something follows the exit")
	}
	problems := d.Validate(a, noon)
	if len(problems) != 1 || problems[0].Step != "stopp" {
		t.Fatalf("%v", told(problems))
	}
	if step, ok := d.StepFor(problems[0]); !ok || step.ID != "stopp" {
		t.Errorf("it is mended in %s", step.ID)
	}
	if got := d.Resume(a, noon); got != "stopp" {
		t.Errorf("one goes on from %s", got)
	}
	if sections := d.Summary("sv", a); len(sections) != 1 {
		t.Errorf("%d sections", len(sections))
	}
	a["ager"] = text("yes")
	if _, ok := d.Exit(a); ok || d.Resume(a, noon) != "bygget" {
		t.Errorf("the way is not open: %s", d.Resume(a, noon))
	}
}
