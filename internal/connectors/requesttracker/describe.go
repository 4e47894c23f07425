package requesttracker

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/delivery"
)

const (
	maxSubject  = 200 // characters, of Request Tracker's database
	maxFileName = 200 // bytes; its database has 255 characters
)

const referenceLabel = "Ärendenummer: "

// subject is what staff see in lists: the service and the reference.
func subject(e delivery.Envelope) string {
	title, end := []rune(oneLine(e.Title)), " "+e.Reference
	if most := maxSubject - utf8.RuneCountInString(end); len(title) > most {
		title = title[:max(most, 0)]
	}
	return strings.TrimSpace(string(title) + end)
}

// describe writes the case for the person who works it: everything that the
// citizen answered, as they saw it.
func describe(e delivery.Envelope) string {
	var b strings.Builder
	line(&b, "", e.Title)
	for _, s := range e.Sections {
		b.WriteByte('\n')
		line(&b, "", s.Title)
		for _, r := range s.Rows {
			line(&b, "", r.Label)
			for _, l := range r.Lines {
				line(&b, "  ", l)
			}
		}
	}
	if p := e.Place; p != nil && p.HasPoint {
		fmt.Fprintf(&b, "\nLäge (WGS 84): %.6f, %.6f\n", p.Lat, p.Long)
	}
	if n := len(e.Files); n > 0 {
		fmt.Fprintf(&b, "\nBilagor: %d\n", n)
	}
	b.WriteString("\n" + referenceLabel + e.Reference)
	return b.String()
}

// describeMessage writes what the citizen says.
func describeMessage(m delivery.EnvelopeMessage) string {
	return describeWords("Meddelande från den som skickade in ärendet:", m.Text)
}

// describeWithdrawal writes that the citizen takes the case back, and why.
func describeWithdrawal(m delivery.EnvelopeMessage) string {
	return describeWords("Den som skickade in ärendet har återkallat det.", m.Text)
}

func describeWords(heading, text string) string {
	return strings.TrimSpace(heading + "\n\n" + tidy(text))
}

// describeFile says what a comment with a file is.
func describeFile(key string, f delivery.EnvelopeFile) string {
	return "Bilaga: " + fileName(f.Name) + "\n" + referenceLabel + key
}

// line writes s with an indent before each of its lines, and nothing for "".
func line(b *strings.Builder, indent, s string) {
	for part := range strings.Lines(clean(s)) {
		if part = strings.TrimRightFunc(part, unicode.IsSpace); part != "" {
			b.WriteString(indent + part + "\n")
		}
	}
}

// clean makes valid UTF-8 without control characters, with \n alone between
// lines.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
}

// oneLine is s with single spaces between its words.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// fileName makes a name on one line, not too long, without what another system
// might take for a path, and without quotation marks: Request Tracker keeps the
// backslashes that those need in a form.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		if r == '"' {
			return '\''
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Trim(shorten(strings.Trim(name, " .")), " .")
	switch name {
	case "":
		return "namnlös"
	case "0": // which Request Tracker takes for no name
		return "_0"
	}
	return name
}

// shorten cuts a long name in front of its ending.
func shorten(name string) string {
	if len(name) <= maxFileName {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 20 {
		ending = name[dot:]
	}
	cut := maxFileName - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}

// asciiName is a file's name without letters that are not in ASCII.
func asciiName(name string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, fileName(name))
}
