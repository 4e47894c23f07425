package forms

import "time"

// Validate returns everything to mend before the answers can be submitted, in
// the order of the form: none when they are complete. Hidden questions do not
// count. now decides what day it is. Where the form ends in an Exit nothing can
// be submitted, and a problem says so.
func (d *Definition) Validate(a Answers, now time.Time) []Problem {
	var problems []Problem
	for _, s := range d.Visible(a) {
		problems = append(problems, ValidateStep(s, a, now)...)
		if s.Exit != nil {
			problems = append(problems, Problem{Step: s.ID, Message: message("forms.ends_here")})
		}
	}
	return problems
}

// ValidateStep returns what to mend in the step's own questions; step is as
// Visible returns it for these answers.
func ValidateStep(step Step, a Answers, now time.Time) []Problem {
	return judge(step.Questions, a, today(now))
}

func judge(questions []Question, a Answers, today time.Time) []Problem {
	var problems []Problem
	for _, q := range questions {
		answer := a[q.ID]
		switch {
		case !answer.IsZero():
			problems = append(problems, kinds[q.Type].problems(q, answer, today)...)
		case q.Required:
			problems = append(problems, q.missing())
		}
	}
	return problems
}

// missing is the problem of a required question without an answer. It points to
// the part of the answer to begin with.
func (q Question) missing() Problem {
	if !q.Missing.IsZero() {
		return Problem{Question: q.ID, Part: q.begins(), Message: q.Missing}
	}
	return q.problem(q.begins(), "forms.missing", "Label", q.Label)
}
