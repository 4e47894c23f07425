package forms

import (
	"strings"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// consentKind is a box that one ticks to agree. The words that one agreed to are
// kept in the answer, in both languages, as they stood.
type consentKind struct{}

func (consentKind) traits() traits { return traits{keys: []string{"text"}} }

func (consentKind) read(p posted, q Question, _ Answer) Answer {
	for _, v := range p.values("") {
		if v == Yes {
			return Answer{Text: Yes, Parts: map[string]string{string(i18n.SV): q.Text.SV, string(i18n.EN): q.Text.EN}}
		}
	}
	return Answer{}
}

func (consentKind) typed(_ Question, a Answer) map[string][]string {
	return map[string][]string{"": {"", a.Text}}
}

func (consentKind) problems(Question, Answer, time.Time) []Problem { return nil }

func (consentKind) lines(_ Question, lang i18n.Lang, a Answer) []string {
	words := i18n.Text{SV: a.Parts[string(i18n.SV)], EN: a.Parts[string(i18n.EN)]}
	return strings.Split(words.In(lang), "\n")
}

func (consentKind) variables(Question) []variable { return []variable{{is: cel.BoolType}} }

func (consentKind) value(_ Question, a Answer, _ string) any { return a.Text == Yes }
