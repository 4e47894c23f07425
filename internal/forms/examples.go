package forms

import (
	"maps"
	"strconv"
)

// Example is answers that nobody has given, to show what becomes of them.
type Example struct {
	Question string // the question that sets it apart; "" of the first
	Value    string // … and what it is answered with
	Answers  Answers
}

// maxExamples bounds how many there are of one form.
const maxExamples = 200

// Examples returns examples of the form's answers, pruned: everything answered
// plainly, and then one for each further option of a question that has options.
// They are of the right shape, but need not fulfil every rule. Personal numbers
// are from the tax agency's list for tests.
func (d *Definition) Examples() []Example {
	base := Answers{}
	var asked []Question
	for _, s := range d.Steps {
		for _, q := range s.Questions {
			if q.Asks() {
				base[q.ID] = exampleOf(q)
				asked = append(asked, q)
			}
		}
	}
	whole := []Answers{base} // with those that are hidden
	out := []Example{{Answers: d.Prune(base)}}
	for _, q := range asked {
		for _, answer := range otherAnswers(q) {
			if len(out) == maxExamples {
				return out
			}
			next := maps.Clone(d.showing(q.ID, whole))
			next[q.ID] = answer
			whole = append(whole, next)
			out = append(out, Example{Question: q.ID, Value: wordOf(answer), Answers: d.Prune(next)})
		}
	}
	return out
}

// showing returns the first of the answers that let a question be asked, or the
// very first.
func (d *Definition) showing(question string, all []Answers) Answers {
	for _, a := range all {
		if _, ok := d.Prune(a)[question]; ok {
			return a
		}
	}
	return all[0]
}

// otherAnswers are those to a question with options, beside its example.
func otherAnswers(q Question) []Answer {
	var out []Answer
	switch q.Type {
	case TypeYesNo:
		return []Answer{{Text: No}}
	case TypeChoice:
		for _, o := range q.Options[1:] {
			out = append(out, Answer{Text: o.Value})
		}
	case TypeChoices:
		for _, o := range q.Options[1:] {
			out = append(out, Answer{Values: []string{o.Value}})
		}
	default:
	}
	return out
}

func wordOf(a Answer) string {
	if len(a.Values) > 0 {
		return a.Values[0]
	}
	return a.Text
}

// exampleOf is a plain answer to a question.
func exampleOf(q Question) Answer {
	switch q.Type {
	case TypeText, TypeLongText:
		return Answer{Text: "Exempel"}
	case TypeNumber, TypeMoney:
		return Answer{Text: exampleNumber(q)}
	case TypeDate:
		return Answer{Text: "2026-09-01"}
	case TypeYesNo:
		return Answer{Text: Yes}
	case TypeChoice:
		return Answer{Text: q.Options[0].Value}
	case TypeChoices:
		return Answer{Values: []string{q.Options[0].Value}}
	case TypeEmail:
		return Answer{Text: "exempel@exempel.se"}
	case TypePhone:
		return Answer{Text: "070-174 06 35"} // set aside for fiction by PTS
	case TypePersonalNumber:
		return Answer{Text: "19790104-9283"} // of Skatteverket's list for tests
	case TypeOrganisationNumber:
		return Answer{Text: "556677-8899"}
	case TypeContact:
		return Answer{Parts: map[string]string{PartName: "Exempel Exempelsson", PartEmail: "exempel@exempel.se", PartPhone: "070-174 06 35"}}
	case TypeAddress:
		return Answer{Parts: map[string]string{PartStreet: "Exempelgatan 1", PartPostcode: "123 45", PartCity: "Exempelstad"}}
	case TypePlace:
		return Answer{Parts: map[string]string{PartText: "Exempelgatan 1", PartLat: "58.41086", PartLon: "15.62157"}}
	case TypeFile:
		return Answer{Files: []File{{ID: "exempel", Name: "exempel.pdf", MediaType: "application/pdf", Size: 1000}}}
	case TypeConsent:
		return Answer{Text: Yes, Parts: map[string]string{"sv": q.Text.SV, "en": q.Text.EN}}
	case TypeGroup:
		item := Item{}
		for _, sub := range q.Questions {
			item[sub.ID] = exampleOf(sub)
		}
		return Answer{Items: []Item{item}}
	default:
		return Answer{}
	}
}

func exampleNumber(q Question) string {
	n := 12.0
	if q.Rules.Min != nil {
		n = max(n, *q.Rules.Min)
	}
	if q.Rules.Max != nil {
		n = min(n, *q.Rules.Max)
	}
	return strconv.Itoa(int(n))
}
