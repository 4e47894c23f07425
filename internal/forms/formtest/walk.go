package formtest

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/forms"
)

// maxWalks is how many combinations of deciding answers are tried. A form that
// needs more is more than a person can have thought through.
const maxWalks = 200_000

// walk finds the branches of a form: it gives every answer that a condition
// looks at every value that may matter, in the order in which they are asked.
type walk struct {
	t        *testing.T
	d        *forms.Definition
	now      time.Time
	known    known
	deciding map[string]bool // by question: a condition looks at it
	branches map[string]forms.Answers
	order    []string // of the branches' names
	walks    int
	right    map[string][]forms.Answer // samples, by question
}

func explore(t *testing.T, d *forms.Definition, now time.Time) *walk {
	t.Helper()
	w := &walk{t: t, d: d, now: now, known: literals(d), deciding: deciding(d), branches: map[string]forms.Answers{}, right: map[string][]forms.Answer{}}
	w.find(forms.Answers{}, map[string]bool{})
	return w
}

// find goes on from deciding answers that have been given.
func (w *walk) find(a forms.Answers, given map[string]bool) {
	if w.walks++; w.walks > maxWalks {
		if w.walks == maxWalks+1 {
			w.t.Errorf("the form has more than %d combinations of answers that decide what is asked", maxWalks)
		}
		return
	}
	for _, s := range w.d.Visible(a) {
		for _, q := range s.Questions {
			if !w.deciding[q.ID] || given[q.ID] {
				continue
			}
			given = maps.Clone(given)
			given[q.ID] = true
			for _, answer := range w.choices(q) {
				next := maps.Clone(a)
				next[q.ID] = answer
				if answer.IsZero() {
					delete(next, q.ID)
				}
				w.find(next, given)
			}
			return
		}
	}
	w.keep(a)
}

// choices are the answers to a deciding question that may matter.
func (w *walk) choices(q forms.Question) []forms.Answer {
	answers := w.samples(q)
	if !q.Required {
		answers = append(answers, forms.Answer{})
	}
	return answers
}

// keep notes a branch that was not known, with an answer to everything.
func (w *walk) keep(a forms.Answers) {
	full := maps.Clone(a)
	var shown []string
	for _, s := range w.d.Visible(a) {
		if s.Exit != nil {
			shown = append(shown, "exit:"+s.ID)
		}
		for _, q := range s.Questions {
			shown = append(shown, q.ID)
			if q.Asks() && !w.deciding[q.ID] {
				full[q.ID] = w.samples(q)[0]
			}
		}
	}
	name := strings.Join(shown, " ")
	if _, ok := w.branches[name]; !ok {
		w.branches[name] = full
		w.order = append(w.order, name)
	}
}

// samples are right answers to a question, the plainest first.
func (w *walk) samples(q forms.Question) []forms.Answer {
	key := q.ID + "/" + q.Label.SV // within a group an id may be that of another question
	if known, ok := w.right[key]; ok {
		return known
	}
	var right []forms.Answer
	for _, a := range w.candidates(q) {
		if len(w.problems(q, a)) == 0 && !a.IsZero() {
			right = append(right, a)
		}
	}
	if len(right) == 0 {
		w.t.Fatalf("%s (%s) has rules that no answer of formtest fulfils", q.ID, q.Type)
	}
	w.right[key] = right
	return right
}

func (w *walk) problems(q forms.Question, a forms.Answer) []forms.Problem {
	return forms.ValidateStep(forms.Step{Questions: []forms.Question{q}}, forms.Answers{q.ID: a}, w.now)
}

// checkConditions holds every condition to being true in one branch and false
// in another, and every question to being asked.
func (w *walk) checkConditions() {
	shown, hidden := map[string]bool{}, map[string]bool{}
	for name := range w.branches {
		asked := strings.Fields(name)
		for _, s := range w.d.Steps {
			for _, q := range s.Questions {
				shown[q.ID] = shown[q.ID] || slices.Contains(asked, q.ID)
				hidden[q.ID] = hidden[q.ID] || !slices.Contains(asked, q.ID)
			}
			if slices.Contains(asked, "exit:"+s.ID) {
				shown["exit:"+s.ID] = true
				break // an exit hides all that follows, whatever their conditions
			}
		}
	}
	for _, s := range w.d.Steps {
		if s.Exit != nil && !shown["exit:"+s.ID] {
			w.t.Errorf("no answers lead to the exit %s", s.ID)
		}
		for _, q := range s.Questions {
			switch {
			case !shown[q.ID]:
				w.t.Errorf("no answers show the question %s", q.ID)
			case (q.If != "" || s.If != "") && !hidden[q.ID]:
				w.t.Errorf("the question %s has a condition, and no answers hide it", q.ID)
			}
		}
	}
}

var namesInConditions = regexp.MustCompile(`\b(?:answers|answered)\.([a-z][a-z0-9_]*)`)

// deciding are the questions that a condition looks at.
func deciding(d *forms.Definition) map[string]bool {
	ids := map[string]bool{}
	for _, expr := range conditions(d) {
		for _, m := range namesInConditions.FindAllStringSubmatch(expr, -1) {
			ids[m[1]] = true
		}
	}
	return ids
}

func conditions(d *forms.Definition) []string {
	var all []string
	for _, s := range d.Steps {
		all = append(all, s.If)
		for _, q := range s.Questions {
			all = append(all, q.If)
		}
	}
	return all
}

// known is what conditions compare answers with.
type known struct {
	texts   []string
	numbers []float64
	days    []time.Time
}

var (
	textsInConditions   = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)
	numbersInConditions = regexp.MustCompile(`\b[0-9]+(?:\.[0-9]+)?\b`)
)

func literals(d *forms.Definition) known {
	var k known
	for _, expr := range conditions(d) {
		for _, m := range textsInConditions.FindAllStringSubmatch(expr, -1) {
			s := m[1] + m[2]
			k.texts = append(k.texts, s)
			if day, err := time.Parse("2006-01-02", s); err == nil {
				k.days = append(k.days, day)
			}
		}
		for _, m := range numbersInConditions.FindAllString(textsInConditions.ReplaceAllString(expr, ""), -1) {
			if n, err := strconv.ParseFloat(m, 64); err == nil {
				k.numbers = append(k.numbers, n)
			}
		}
	}
	return k
}

func itoa(n int) string { return strconv.Itoa(n) }
