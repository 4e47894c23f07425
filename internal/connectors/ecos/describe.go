package ecos

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	maxSubtitle = 200 // characters; the contract does not say how many fit
	maxFileName = 200 // bytes
)

const referenceLabel = "Ärendenummer: "

// subtitle is what staff see in lists, and what a search goes by: the reference, and
// what the case is about.
func subtitle(reference, about string) string {
	s := []rune(strings.TrimSpace(reference + " " + about))
	if len(s) > maxSubtitle {
		s = s[:maxSubtitle]
	}
	return strings.TrimSpace(string(s))
}

// references are what a subtitle of ours begins with.
var references = regexp.MustCompile(`^\s*([A-ZÅÄÖ]+-[0-9]{4}-[0-9A-Z]+-[0-9A-Z]+)(?:[^0-9A-Za-zÅÄÖåäö-]|$)`)

// reference is that of a subtitle, and "" when it has none. What a citizen wrote
// stands behind ours, and never passes for one.
func reference(subtitle string) string {
	found := references.FindStringSubmatch(subtitle)
	if found == nil {
		return ""
	}
	return found[1]
}

// describe writes the case for the person who works it: everything that the citizen
// answered, as they saw it.
func describe(e delivery.Envelope) string {
	var b strings.Builder
	line(&b, "", e.Title)
	line(&b, "", "Inkom: "+e.ReceivedAt.In(sweden()).Format("2006-01-02 15:04"))
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
	b.WriteString("\n" + referenceLabel + e.Reference + "\n")
	return b.String()
}

// describeMessage writes what the citizen says.
func describeMessage(key string, m delivery.EnvelopeMessage) string {
	return describeWords("Meddelande från den som skickade in ärendet:", key, m)
}

// describeWithdrawal writes that the citizen takes the case back, and why.
func describeWithdrawal(key string, m delivery.EnvelopeMessage) string {
	return describeWords("Den som skickade in ärendet har återkallat det.", key, m)
}

func describeWords(heading, key string, m delivery.EnvelopeMessage) string {
	var b strings.Builder
	line(&b, "", heading)
	if !m.At.IsZero() {
		line(&b, "", m.At.In(sweden()).Format("2006-01-02 15:04"))
	}
	line(&b, "  ", m.Text)
	b.WriteString("\n" + referenceLabel + key + "\n")
	return b.String()
}

// textFile is a text as the programs of an office open it: with the mark of UTF-8
// and with both characters at the ends of lines.
func textFile(text string) soap.Bytes {
	return soap.Bytes("\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n"))
}

// line writes s with an indent before each of its lines, and nothing for "".
func line(b *strings.Builder, indent, s string) {
	for part := range strings.Lines(clean(s)) {
		if part = strings.TrimRightFunc(part, unicode.IsSpace); part != "" {
			b.WriteString(indent + part + "\n")
		}
	}
}

// clean makes valid UTF-8 that XML can carry, with \n alone between lines.
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
		case r == '\uFFFE', r == '\uFFFF': // no XML character
			return '\uFFFD'
		}
		return r
	}, s)
}

// oneLine is s with single spaces between its words.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// tidy makes text for a page: no control characters, no space at the ends of lines,
// and at most one empty line at a time.
func tidy(s string) string {
	var lines []string
	for l := range strings.Lines(clean(s)) {
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		if l != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, l)
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// fileName makes a name on one line, not too long, without what another system might
// take for a path. Its ending stays: Ecos shows a file by that.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/', r == '\\', r == ':', r == '*', r == '?', r == '"', r == '<', r == '>', r == '|', // not on Windows
			unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\uFFFE', r == '\uFFFF':
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Trim(shorten(strings.Trim(name, " .")), " .")
	if name == "" {
		return "namnlös"
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
