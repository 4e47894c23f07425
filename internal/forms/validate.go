package forms

// Validate returns everything to mend before the answers can be submitted, in
// the order of the form: none when they are complete. Hidden questions do not
// count.
func (d *Definition) Validate(a Answers) []Problem {
	var problems []Problem
	for _, s := range d.Visible(a) {
		problems = append(problems, ValidateStep(s, a)...)
	}
	return problems
}

// ValidateStep returns what to mend in the step's own questions; step is as
// Visible returns it for these answers.
func ValidateStep(step Step, a Answers) []Problem {
	var problems []Problem
	for _, q := range step.Questions {
		answer := a[q.ID]
		switch {
		case !answer.IsZero():
			problems = append(problems, kinds[q.Type].problems(q, answer)...)
		case q.Required:
			problems = append(problems, q.missing())
		}
	}
	return problems
}

// missing is the problem of a required question without an answer. It points to
// the part of the answer to begin with.
func (q Question) missing() Problem {
	part := kinds[q.Type].traits().inputs()[0]
	if len(q.Rules.NeedOne) > 0 {
		part = q.Rules.NeedOne[0]
	}
	if !q.Missing.IsZero() {
		return Problem{Question: q.ID, Part: part, Message: q.Missing}
	}
	return q.problem(part, "forms.missing", "Label", q.Label)
}
