package forms_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/forms"
)

// lights is a form with every type of question, conditions that hang on each
// other and rules.
func lights(tb testing.TB) *forms.Definition {
	tb.Helper()
	return parse(tb, lightsJSON(tb))
}

func lightsJSON(tb testing.TB) string {
	tb.Helper()
	raw, err := os.ReadFile("testdata/lights.json")
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

func parse(tb testing.TB, raw string) *forms.Definition {
	tb.Helper()
	d, err := forms.Parse([]byte(raw))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// one parses a form with a single question, given as the rest of its JSON.
func one(tb testing.TB, question string) *forms.Definition {
	tb.Helper()
	return parse(tb, `{"steps":[{"id":"s","title":{"sv":"S","en":"S"},"questions":[{"id":"q","label":{"sv":"Fråga","en":"Question"},`+question+`}]}]}`)
}

// shown writes visible steps as "step(question question) step(…)".
func shown(steps []forms.Step) string {
	var b strings.Builder
	for i, s := range steps {
		if i > 0 {
			b.WriteString(" ")
		}
		ids := make([]string, len(s.Questions))
		for j, q := range s.Questions {
			ids[j] = q.ID
		}
		b.WriteString(s.ID + "(" + strings.Join(ids, " ") + ")")
	}
	return b.String()
}

func text(s string) forms.Answer { return forms.Answer{Text: s} }

func parts(pairs ...string) forms.Answer {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return forms.Answer{Parts: m}
}

func files(n int) forms.Answer {
	return forms.Answer{Files: make([]forms.File, n)}
}
