package formtest

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

// Everything is a definition with every type of question, conditions, a group
// and an exit.
//
//go:embed everything.json
var Everything []byte

// Run fills in every branch of the form as a browser would, with all answers
// and with as few as may be, and breaks every rule of every question once.
//
// A branch is a set of questions that are shown together. Each must lead to
// answers that can be submitted, or to an exit; come back from JSON as they
// were; and be read out in every language. Each broken rule must be told of,
// where it is, in every language, with what was typed still there. A condition
// that nothing makes true, or nothing makes false, is a fault too.
func Run(t *testing.T, d *forms.Definition, now time.Time) {
	t.Helper()
	w := explore(t, d, now)
	w.checkConditions()
	for i, name := range w.order {
		t.Run("branch "+itoa(i+1), func(t *testing.T) { checkBranch(t, d, now, w.branches[name]) })
	}
	for _, s := range d.Steps {
		for _, q := range s.Questions {
			if q.Asks() {
				w.breakRules(s, q)
			}
		}
	}
	t.Run("rubbish", func(t *testing.T) { checkRubbish(t, d, now) })
}

// Branches returns right answers for each branch of the form that can be
// submitted, the shortest first.
func Branches(t *testing.T, d *forms.Definition, now time.Time) []forms.Answers {
	t.Helper()
	w := explore(t, d, now)
	var all []forms.Answers
	for _, name := range w.order {
		if _, ends := d.Exit(w.branches[name]); !ends {
			all = append(all, w.branches[name])
		}
	}
	slices.SortStableFunc(all, func(a, b forms.Answers) int { return len(a) - len(b) })
	return all
}

// checkBranch fills in the form with the answers, all of them and those that
// must be there.
func checkBranch(t *testing.T, d *forms.Definition, now time.Time, all forms.Answers) {
	t.Helper()
	for _, answers := range []forms.Answers{all, least(d, all)} {
		got := fillIn(t, d, now, answers)
		want := d.Prune(answers)
		if diff := cmp.Diff(want, d.Prune(got)); diff != "" {
			t.Fatalf("filled in step by step, the answers differ (-want +got):\n%s", diff)
		}
		checkEnd(t, d, now, got)
		checkStored(t, want)
		checkSummary(t, d, want)
	}
}

// fillIn goes through the form as one does, page by page, each sent again for
// as long as it shows more questions, and returns the answers.
func fillIn(t *testing.T, d *forms.Definition, now time.Time, want forms.Answers) forms.Answers {
	t.Helper()
	got := forms.Answers{}
	steps := d.Visible(got)
	for step, ok := steps[0], true; ok && step.Exit == nil; step, ok = d.Next(got, step.ID) {
		for shown := -1; shown < len(step.Questions); step = visible(t, d, got, step.ID) {
			shown = len(step.Questions)
			got = forms.Read(step, forms.Typed(step, want), got)
			for _, q := range step.Questions {
				if files := want[q.ID].Files; len(files) > 0 {
					got[q.ID] = forms.Answer{Files: files} // they come by an upload
				}
			}
			if next := visible(t, d, got, step.ID); len(next.Questions) == shown {
				break
			}
		}
		if problems := forms.ValidateStep(visible(t, d, got, step.ID), got, now); len(problems) > 0 {
			t.Fatalf("step %s: right answers are told to be wrong: %v", step.ID, told(problems))
		}
	}
	return got
}

// visible returns the step as the answers show it.
func visible(t *testing.T, d *forms.Definition, a forms.Answers, id string) forms.Step {
	t.Helper()
	for _, s := range d.Visible(a) {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("step %s is not shown any more after it was answered", id)
	return forms.Step{}
}

func checkEnd(t *testing.T, d *forms.Definition, now time.Time, a forms.Answers) {
	t.Helper()
	problems := d.Validate(a, now)
	exit, ends := d.Exit(a)
	switch {
	case !ends && len(problems) > 0:
		t.Errorf("complete answers cannot be submitted: %v", told(problems))
	case ends && (len(problems) == 0 || problems[len(problems)-1].Step != exit.ID):
		t.Errorf("answers that lead to the exit %s can be submitted", exit.ID)
	}
}

func checkStored(t *testing.T, a forms.Answers) {
	t.Helper()
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var back forms.Answers
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, back); diff != "" {
		t.Errorf("stored and found again (-stored +found):\n%s", diff)
	}
}

func checkSummary(t *testing.T, d *forms.Definition, a forms.Answers) {
	t.Helper()
	answered := map[string]bool{}
	for _, lang := range i18n.Langs {
		for _, section := range d.Summary(lang, a) {
			for _, row := range section.Rows {
				question, _, _ := strings.Cut(row.Question, ".")
				answered[question] = answered[question] || row.Answered
				if row.Label == "" || row.Answered && strings.TrimSpace(strings.Join(row.Lines, "")) == "" && len(row.Files) == 0 {
					t.Errorf("in %s the answer to %s cannot be read: %+v", lang, row.Question, row)
				}
			}
		}
	}
	for id := range a {
		if !answered[id] {
			t.Errorf("the answer to %s is not in the summary", id)
		}
	}
}

// least returns the answers without those that need not be there and that
// nothing depends on.
func least(d *forms.Definition, all forms.Answers) forms.Answers {
	kept, decides := forms.Answers{}, deciding(d)
	for id, a := range all {
		step, _ := d.StepOf(id)
		q, _ := step.Question(id)
		if q.Required || decides[id] {
			kept[id] = leastOf(q, a)
		}
	}
	return kept
}

// leastOf leaves out of a group's answer what need not be there; who answers
// nothing about an item answers something.
func leastOf(q forms.Question, a forms.Answer) forms.Answer {
	if len(a.Items) == 0 || !slices.ContainsFunc(q.Questions, func(sub forms.Question) bool { return sub.Required }) {
		return a
	}
	items := make([]forms.Item, len(a.Items))
	for i, item := range a.Items {
		items[i] = forms.Item{}
		for _, sub := range q.Questions {
			if answer, ok := item[sub.ID]; ok && sub.Required {
				items[i][sub.ID] = answer
			}
		}
	}
	a.Items = items
	return a
}

func told(problems []forms.Problem) []string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.Field() + ": " + p.Message.SV
	}
	return lines
}

// checkRubbish posts to every step what no browser would: nothing breaks, and
// nothing grows.
func checkRubbish(t *testing.T, d *forms.Definition, now time.Time) {
	t.Helper()
	rubbish := []string{
		"", " \u00A0 ", "\x00\x1b", "\xff\xfe", "<script>alert(1)</script>", "NaN", "1e400", "-0", "9999-99-99", "\u202Exyz", "A\u030A",
		strings.Repeat("lång ", 5000), strings.Repeat("9", 400), "'; DROP TABLE drafts; --", "${7*7}", "../../etc/passwd",
	}
	for _, step := range d.Steps {
		names := inputs(step)
		for i, s := range rubbish {
			if i > 0 {
				names = names[:min(len(names), 60)] // ten thousand items once are enough
			}
			form := url.Values{}
			for _, name := range names {
				form[name] = []string{s, s + "x", "yes"}
			}
			a := forms.Read(step, form, forms.Answers{})
			for _, q := range step.Questions {
				if most := q.Limits().MaxCount + 1; q.Type == forms.TypeGroup && len(a[q.ID].Items) > most {
					t.Errorf("%s has %d items, more than %d", q.ID, len(a[q.ID].Items), most)
				}
			}
			again := forms.Read(step, forms.Typed(step, a), a)
			if diff := cmp.Diff(a, again); diff != "" {
				t.Errorf("step %s, sent as it was shown, changes (-before +after):\n%s", step.ID, diff)
			}
			d.Validate(a, now)
			d.Summary(i18n.SV, a)
			checkStored(t, a)
		}
	}
}

// inputs are the names of all inputs that the step can have, and of far too
// many items of its groups.
func inputs(step forms.Step) []string {
	var names, repeats []string
	for _, q := range step.Questions {
		for part := range q.Typed(forms.Answer{}) {
			names = append(names, nameOf(q.ID, part))
		}
		for n := range 10_000 {
			for _, sub := range q.Questions {
				repeats = append(repeats, nameOf(q.ID, nameOf(itoa(n), sub.ID)))
			}
		}
	}
	return append(names, repeats...)
}

func nameOf(question, part string) string {
	return forms.Problem{Question: question, Part: part}.Field()
}
