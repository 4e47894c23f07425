package casetext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

func TestAnswers(t *testing.T) {
	got := casetext.Answers(delivery.Envelope{
		Reference: "MK-1", Title: "Felanmälan",
		Sections: []delivery.Section{
			{Title: "Vad?", Rows: []delivery.Row{{Label: "Beskriv", Lines: []string{"Rad ett\r\nrad två  ", "", "rad\x00tre"}}}},
			{Title: "Var?", Rows: []delivery.Row{{Label: "Plats", Lines: []string{"Storgatan 1"}}}},
		},
		Place: &delivery.Place{HasPoint: true, Lat: 58.41086, Long: 15.62157},
		Files: []delivery.EnvelopeFile{{}, {}},
	})
	want := "Felanmälan\n\nVad?\nBeskriv\n  Rad ett\n  rad två\n  rad tre\n\nVar?\nPlats\n  Storgatan 1\n\nLäge (WGS 84): 58.410860, 15.621570\n\nBilagor: 2\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		casetext.Message(delivery.EnvelopeMessage{Text: "\n\nHej  \r\n\r\n\r\n\r\nDå\x00\n\n"}): "Meddelande från den som skickade in ärendet:\n\nHej\n\nDå",
		casetext.Withdrawal(delivery.EnvelopeMessage{}):                                         "Den som skickade in ärendet har återkallat det.",
		casetext.Withdrawal(delivery.EnvelopeMessage{Text: "Vi flyttar."}):                      "Den som skickade in ärendet har återkallat det.\n\nVi flyttar.",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSubject(t *testing.T) {
	for title, want := range map[string]string{
		"Felanmälan":    "Felanmälan MK-1",
		"Två\nrader  x": "Två rader x MK-1",
		"":              "MK-1",
	} {
		if got := casetext.Subject(delivery.Envelope{Title: title, Reference: "MK-1"}, 200); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
	long := casetext.Subject(delivery.Envelope{Title: strings.Repeat("å", 300), Reference: "MK-1"}, 200)
	if utf8.RuneCountInString(long) != 200 || !strings.HasSuffix(long, "å MK-1") {
		t.Errorf("a long one becomes %q", long)
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"a/b\\c.png": "a_b_c.png", "": "namnlös", "...": "namnlös", `"x".png`: "'x'.png", "rad\r\nX: y": "rad__X: y", "b\xff.png": "b\uFFFD.png",
		strings.Repeat("å", 200) + ".png": strings.Repeat("å", 98) + ".png",
		strings.Repeat("x", 250):          strings.Repeat("x", 200),
	} {
		if got := casetext.FileName(name, 200); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"a/b\\c.png": "a_b_c.png", " .. ": "namnlös", `"x".png`: `"x".png`, "rad\r\nX: y": "rad__X: y",
		strings.Repeat("x", 250): strings.Repeat("x", 250),
	} {
		if got := casetext.Name(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// TestClean: what stands in an answer is what XML and databases can carry.
func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"a\r\nb\rc\u2028d\u0085e": "a\nb\nc\nd\ne", "a\tb": "a\tb", "a\x00b\x07c": "a b c", "a\uFFFEb\uFFFF": "a\uFFFDb\uFFFD", "b\xff": "b\uFFFD",
	} {
		if got := casetext.Clean(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
