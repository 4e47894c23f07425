package byggr

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/delivery"
)

const maxFileName = 200 // bytes

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
	b.WriteString("\nÄrendenummer: " + e.Reference)
	return b.String()
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

// ofFile is the ending of a file's name.
var ofFile = regexp.MustCompile(`\.[\pL\pN]{1,12}$`)

// fileName makes a name on one line, not too long, without what another system
// might take for a path, and says its ending: ".pdf".
func fileName(name string) (whole, ending string) {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Trim(name, " .")
	if at := ofFile.FindStringIndex(name); at != nil && at[0] > 0 {
		name, ending = name[:at[0]], name[at[0]:]
	}
	for len(name)+len(ending) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name = strings.Trim(name, " ."); name == "" {
		name = "namnlös"
	}
	return name + ending, strings.ToLower(ending)
}
