package forms_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
)

func TestVisible(t *testing.T) {
	tests := []struct {
		name    string
		answers forms.Answers
		want    string
	}{
		{"without answers", nil, "vad(fault post) var(place photo) kontakt(me)"},
		{"a question that an answer shows", forms.Answers{"fault": text("broken")}, "vad(fault cables post) var(place photo) kontakt(me)"},
		{
			"a step that an answer shows",
			forms.Answers{"fault": text("broken"), "cables": text("yes")},
			"vad(fault cables post) fara(danger) var(place photo) kontakt(me)",
		},
		{
			"what a hidden question was answered with hides the step too",
			forms.Answers{"fault": text("dark"), "cables": text("yes")},
			"vad(fault post) var(place photo) kontakt(me)",
		},
		{"the number of files", forms.Answers{"photo": files(1)}, "vad(fault post) var(place photo shows) kontakt(me)"},
		{
			"a visible answer that hides",
			forms.Answers{"photo": files(1), "fault": text("broken"), "cables": text("yes"), "danger": text("sparks")},
			"vad(fault cables post) fara(danger) var(place photo) kontakt(me)",
		},
		{
			"the same answer does nothing when it is hidden itself",
			forms.Answers{"photo": files(1), "fault": text("dark"), "cables": text("yes"), "danger": text("sparks")},
			"vad(fault post) var(place photo shows) kontakt(me)",
		},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shown(d.Visible(tt.answers))); diff != "" {
				t.Errorf("visible (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVisibleLeavesOutAStepWithoutQuestions(t *testing.T) {
	raw := lightsJSON(t)
	d := parse(t, strings.Replace(raw, `"type": "contact"`, `"type": "contact", "if": "answers.fault == 'other'"`, 1))
	if got, want := shown(d.Visible(nil)), "vad(fault post) var(place photo)"; got != want {
		t.Errorf("visible: %s, want %s", got, want)
	}
}

func TestVisibleDoesNotChangeTheForm(t *testing.T) {
	d := lights(t)
	broken := forms.Answers{"fault": text("broken")}
	want := shown(d.Visible(broken))
	d.Visible(nil)
	if got := shown(d.Visible(broken)); got != want {
		t.Errorf("visible at first %s, then %s", want, got)
	}
}

func TestConditionThatFailsShows(t *testing.T) {
	const condition = `"if": "answers.danger.contains('never')"`
	d := parse(t, strings.Replace(lightsJSON(t), `"id": "place",`, `"id": "place", `+condition+`,`, 1))
	asked := func(danger string) bool {
		a := forms.Answers{"fault": text("broken"), "cables": text("yes"), "danger": text(danger)}
		return strings.Contains(shown(d.Visible(a)), "place")
	}
	if asked("sparks") {
		t.Error("a condition that is false shows its question")
	}
	if !asked(strings.Repeat("sparks ", 1_000_000)) {
		t.Error("a condition that costs more than it may hides its question")
	}
}

func TestNextAndPrevious(t *testing.T) {
	broken := forms.Answers{"fault": text("broken"), "cables": text("yes")}
	tests := []struct {
		name           string
		answers        forms.Answers
		step           string
		next, previous string // "": none
	}{
		{"the first", nil, "vad", "var", ""},
		{"a conditional step follows", broken, "vad", "fara", ""},
		{"the last", nil, "kontakt", "", "var"},
		{"a step that has become hidden", nil, "fara", "var", "vad"},
		{"the review", nil, "granska", "", "kontakt"},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			next, hasNext := d.Next(tt.answers, tt.step)
			previous, hasPrevious := d.Previous(tt.answers, tt.step)
			if next.ID != tt.next || previous.ID != tt.previous {
				t.Errorf("next %q, previous %q; want %q, %q", next.ID, previous.ID, tt.next, tt.previous)
			}
			if hasNext != (tt.next != "") || hasPrevious != (tt.previous != "") {
				t.Errorf("next %t, previous %t", hasNext, hasPrevious)
			}
		})
	}
}

func TestPrune(t *testing.T) {
	d := lights(t)
	a := forms.Answers{
		"fault":  text("dark"),
		"cables": text("yes"),    // hidden by fault
		"danger": text("sparks"), // hidden by the hidden cables
		"photo":  files(1),
		"shows":  text("A lamp"), // shown, since danger does not count
		"me":     parts("name", ""),
		"forged": text("x"),
	}
	want := forms.Answers{"fault": text("dark"), "photo": files(1), "shows": text("A lamp")}
	got := d.Prune(a)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pruned (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, d.Prune(got)); diff != "" {
		t.Errorf("pruned twice (-once +twice):\n%s", diff)
	}
	if _, ok := a["danger"]; !ok {
		t.Error("the draft's own answers were pruned")
	}
}

func TestFirstOf(t *testing.T) {
	d := lights(t)
	a := forms.Answers{"place": parts("text", "Storgatan 1"), "fault": text("dark"), "cables": text("yes"), "danger": text("sparks")}
	tests := []struct {
		of   forms.Type
		want forms.Answer
		ok   bool
	}{
		{forms.TypePlace, parts("text", "Storgatan 1"), true},
		{forms.TypeChoice, text("dark"), true},
		{forms.TypeContact, forms.Answer{}, false},
		{forms.TypeLongText, forms.Answer{}, false}, // hidden
	}
	for _, tt := range tests {
		t.Run(string(tt.of), func(t *testing.T) {
			got, ok := d.FirstOf(tt.of, a)
			if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
				t.Errorf("found %t (-want +got):\n%s", ok, diff)
			}
		})
	}
}

func TestStepOf(t *testing.T) {
	d := lights(t)
	tests := []struct{ question, want string }{{"danger", "fara"}, {"me", "kontakt"}, {"nobody", ""}}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			step, ok := d.StepOf(tt.question)
			if step.ID != tt.want || ok != (tt.want != "") {
				t.Errorf("step %q, %t; want %q", step.ID, ok, tt.want)
			}
		})
	}
	if s, ok := d.StepByID("fara"); !ok || len(s.Questions) != 1 {
		t.Errorf("the hidden step fara: %t, %d questions", ok, len(s.Questions))
	}
	if _, ok := d.StepByID("granska"); ok {
		t.Error("the review is a step")
	}
}
