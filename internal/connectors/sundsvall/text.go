package sundsvall

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxFileName = 150 // bytes, beside the step's key

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

// tidy makes text for a page: no control characters, no space at the ends of
// lines, and at most one empty line at a time.
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

// fileName makes a name on one line, not too long, without what another system
// might take for a path.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		if r == '"' { // whose escape in a form not every server reads
			return '\''
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
