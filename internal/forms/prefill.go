package forms

// Known is what is known of whoever fills in, from their login.
type Known struct {
	Name string
}

// Prefill returns the answers that a form begins with for somebody of whom so
// much is known: to the questions with a prefill, to be changed as any answer.
func (d *Definition) Prefill(known Known) Answers {
	answers := Answers{}
	name := cleanLine(known.Name)
	for _, s := range d.Steps {
		for _, q := range s.Questions {
			switch {
			case q.Prefill != PrefillName || name == "":
			case q.Type == TypeContact:
				answers[q.ID] = Answer{Parts: map[string]string{PartName: name}}
			default:
				answers[q.ID] = Answer{Text: name}
			}
		}
	}
	return answers
}
