package forms

import (
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// Problem is one thing to mend in the answers, told to the citizen.
type Problem struct {
	Step     string    // the step, when it is about no question
	Question string    // its id
	Part     string    // the part of the question that is wrong; "" for the whole
	Item     i18n.Text // of a group: which one it is about, "Barn 2"
	Message  i18n.Text // plain, and says how to mend it
}

// Field returns the name of the input that the problem is about: the question's
// id, or "id.part".
func (p Problem) Field() string { return field(p.Question, p.Part) }

// field names the input for a part of a question, or for the whole of it.
func field(question, part string) string {
	if part == "" {
		return question
	}
	return question + "." + part
}

// message is a text of the interface in every language. args are as for
// i18n.T; one that is an i18n.Text is put in each language's own words.
func message(key string, args ...any) i18n.Text {
	return inEach(func(lang i18n.Lang) string {
		own := make([]any, len(args))
		for i, arg := range args {
			if t, ok := arg.(i18n.Text); ok {
				arg = t.In(lang)
			}
			own[i] = arg
		}
		return i18n.In(lang, key, own...)
	})
}

// either puts the texts in a row with "or" before the last.
func either(texts []i18n.Text) i18n.Text {
	return inEach(func(lang i18n.Lang) string {
		words := make([]string, len(texts))
		for i, t := range texts {
			words[i] = t.In(lang)
		}
		last := len(words) - 1
		if last == 0 {
			return words[0]
		}
		return strings.Join(words[:last], ", ") + " " + i18n.In(lang, "forms.or") + " " + words[last]
	})
}

func inEach(say func(i18n.Lang) string) i18n.Text {
	return i18n.Text{SV: say(i18n.SV), EN: say(i18n.EN)}
}
