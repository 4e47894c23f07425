package casetext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/delivery"
)

// ReferenceLabel stands before a reference, or before a step's key.
const ReferenceLabel = "Ärendenummer: "

// Subject is what staff see in lists: the service and the reference, in at most so
// many characters.
func Subject(e delivery.Envelope, most int) string {
	title, end := []rune(OneLine(e.Title)), " "+e.Reference
	if most -= utf8.RuneCountInString(end); len(title) > most {
		title = title[:max(most, 0)]
	}
	return strings.TrimSpace(string(title) + end)
}

// Answers writes the case for the person who works it: everything that the citizen
// answered, as they saw it. It ends with a line break, and says no reference.
func Answers(e delivery.Envelope) string {
	var b strings.Builder
	Line(&b, "", e.Title)
	b.WriteString(Body(e))
	return b.String()
}

// Body is Answers without the service's title.
func Body(e delivery.Envelope) string {
	var b strings.Builder
	for _, s := range e.Sections {
		b.WriteByte('\n')
		Line(&b, "", s.Title)
		for _, r := range s.Rows {
			Line(&b, "", r.Label)
			for _, l := range r.Lines {
				Line(&b, "  ", l)
			}
		}
	}
	if p := e.Place; p != nil && p.HasPoint {
		fmt.Fprintf(&b, "\nLäge (WGS 84): %.6f, %.6f\n", p.Lat, p.Long)
	}
	if n := len(e.Files); n > 0 {
		fmt.Fprintf(&b, "\nBilagor: %d\n", n)
	}
	return b.String()
}

// Message writes what the citizen says.
func Message(m delivery.EnvelopeMessage) string {
	return words("Meddelande från den som skickade in ärendet:", m.Text)
}

// Withdrawal writes that the citizen takes the case back, and why.
func Withdrawal(m delivery.EnvelopeMessage) string {
	return words("Den som skickade in ärendet har återkallat det.", m.Text)
}

func words(heading, text string) string {
	return strings.TrimSpace(heading + "\n\n" + Tidy(text))
}

// Line writes s with an indent before each of its lines, and nothing for "".
func Line(b *strings.Builder, indent, s string) {
	for part := range strings.Lines(Clean(s)) {
		if part = strings.TrimRightFunc(part, unicode.IsSpace); part != "" {
			b.WriteString(indent + part + "\n")
		}
	}
}
