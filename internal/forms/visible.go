package forms

import (
	"slices"
	"time"
)

// Visible returns the steps that these answers lead through, in order, each
// with only the questions that are shown. A step without a question to show is
// left out, and none comes after one with an Exit.
//
// A condition that asks about a hidden question sees no answer there, whatever
// was answered while it was shown. Conditions look backwards only (Parse), so
// one pass settles them.
func (d *Definition) Visible(a Answers) []Step {
	sc := &scope{variables: d.language.variables, answers: a}
	steps := make([]Step, 0, len(d.Steps))
	for _, s := range d.Steps {
		if s.Exit != nil && sc.holds(s.shown) {
			return append(steps, s)
		}
		if s.Questions = sc.shown(s); len(s.Questions) > 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// shown returns the step's questions that are shown, and hides the others from
// the conditions that follow.
func (s *scope) shown(step Step) []Question {
	stepShown := s.holds(step.shown)
	questions := make([]Question, 0, len(step.Questions))
	for _, q := range step.Questions {
		if stepShown && s.holds(q.shown) {
			questions = append(questions, q)
		} else {
			s.hide(q.ID)
		}
	}
	return questions
}

// Next returns the visible step that follows the one with the id, which itself
// need not be visible any more. It returns false when none follows: next is the
// review.
func (d *Definition) Next(a Answers, stepID string) (Step, bool) {
	here := d.position(stepID)
	for _, s := range d.Visible(a) {
		if d.position(s.ID) > here {
			return s, true
		}
	}
	return Step{}, false
}

// Previous returns the visible step before the one with the id, and false when
// there is none. An id that is no step's counts as coming after the last, as
// the review does.
func (d *Definition) Previous(a Answers, stepID string) (Step, bool) {
	here := d.position(stepID)
	steps := d.Visible(a)
	for i := len(steps) - 1; i >= 0; i-- {
		if d.position(steps[i].ID) < here {
			return steps[i], true
		}
	}
	return Step{}, false
}

// Prune returns the answers to visible questions alone: what is frozen when a
// draft is submitted.
func (d *Definition) Prune(a Answers) Answers {
	kept := make(Answers, len(a))
	for _, s := range d.Visible(a) {
		for _, q := range s.Questions {
			answer := a[q.ID]
			if k, ok := kinds[q.Type].(pruner); ok {
				answer = k.prune(answer)
			}
			if !answer.IsZero() && q.Asks() {
				kept[q.ID] = answer
			}
		}
	}
	return kept
}

// Exit returns the step in which the form ends without being submitted, and
// false when these answers lead to none.
func (d *Definition) Exit(a Answers) (Step, bool) {
	steps := d.Visible(a)
	if len(steps) == 0 || steps[len(steps)-1].Exit == nil {
		return Step{}, false
	}
	return steps[len(steps)-1], true
}

// Resume returns the id of the step to go on from: the first with something to
// mend, or the first where nothing is answered, or the last.
func (d *Definition) Resume(a Answers, now time.Time) string {
	steps := d.Visible(a)
	for _, s := range steps {
		if len(ValidateStep(s, a, now)) > 0 {
			return s.ID
		}
	}
	for _, s := range steps {
		if s.Asks() && !s.isAnswered(a) {
			return s.ID
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1].ID
}

func (s Step) isAnswered(a Answers) bool {
	return slices.ContainsFunc(s.Questions, func(q Question) bool { return !a[q.ID].IsZero() })
}

// FirstOf returns the first answer to a visible question of the type, and false
// when there is none.
func (d *Definition) FirstOf(t Type, a Answers) (Answer, bool) {
	for _, s := range d.Visible(a) {
		for _, q := range s.Questions {
			if answer := a[q.ID]; q.Type == t && !answer.IsZero() {
				return answer, true
			}
		}
	}
	return Answer{}, false
}
