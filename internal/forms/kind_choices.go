package forms

import (
	"slices"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// maxValues is more than any page offers to choose from.
const maxValues = 100

// choicesKind is several of a list of options. The answer is their values. A
// page posts an empty value beside those that are ticked, so that none ticked
// is told from not asked.
type choicesKind struct{}

func (choicesKind) traits() traits {
	return traits{keys: []string{"options"}, rules: []string{"min_count", "max_count"}}
}

func (choicesKind) read(p posted, _ Question, _ Answer) Answer {
	var a Answer
	for _, v := range p.values("") {
		if v != "" && len(a.Values) < maxValues && !slices.Contains(a.Values, v) {
			a.Values = append(a.Values, v)
		}
	}
	return a
}

func (choicesKind) typed(_ Question, a Answer) map[string][]string {
	return map[string][]string{"": append([]string{""}, a.Values...)}
}

func (choicesKind) problems(q Question, a Answer, _ time.Time) []Problem {
	for _, v := range a.Values {
		o, ok := q.option(v)
		if !ok {
			return []Problem{q.problem("", "forms.no_such_option", "Label", q.Label)}
		}
		if o.Exclusive {
			if len(a.Values) > 1 {
				return []Problem{q.problem("", "forms.exclusive", "Option", o.Label)}
			}
			return nil // none of these is one whole answer
		}
	}
	r, n := q.Rules, len(a.Values)
	switch {
	case n < r.MinCount:
		return []Problem{q.problem("", "forms.too_few_chosen", "Min", r.MinCount, "Count", n)}
	case r.MaxCount > 0 && n > r.MaxCount:
		return []Problem{q.problem("", "forms.too_many_chosen", "Max", r.MaxCount, "Count", n)}
	}
	return nil
}

func (choicesKind) lines(q Question, lang i18n.Lang, a Answer) []string {
	lines := make([]string, len(a.Values))
	for i, v := range a.Values {
		lines[i] = q.optionLabel(lang, v)
	}
	return lines
}

func (choicesKind) variables(Question) []variable {
	return []variable{{is: cel.ListType(cel.StringType)}}
}

func (choicesKind) value(_ Question, a Answer, _ string) any {
	return append([]string{}, a.Values...)
}
