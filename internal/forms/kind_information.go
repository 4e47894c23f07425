package forms

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// informationKind is words between questions: nothing is asked or answered.
type informationKind struct{}

func (informationKind) traits() traits {
	return traits{keys: []string{"text", "important", "links"}, silent: true, alone: true}
}

func (informationKind) read(posted, Question, Answer) Answer { return Answer{} }

func (informationKind) typed(Question, Answer) map[string][]string { return nil }

func (informationKind) problems(Question, Answer, time.Time) []Problem { return nil }

func (informationKind) lines(Question, i18n.Lang, Answer) []string { return nil }

func (informationKind) variables(Question) []variable { return nil }

func (informationKind) value(Question, Answer, string) any { return nil }
