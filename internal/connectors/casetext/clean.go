package casetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes valid UTF-8 that XML can carry, without control characters and with
// \n alone between lines.
func Clean(s string) string {
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

// OneLine is s with single spaces between its words.
func OneLine(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// Tidy makes text for a page: no control characters, no space at the ends of
// lines, and at most one empty line at a time.
func Tidy(s string) string {
	var lines []string
	for l := range strings.Lines(Clean(s)) {
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		if l != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, l)
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// Name makes a file's name on one line, without what another system might take for
// a path.
func Name(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	if name = strings.Trim(name, " ."); name == "" {
		return "namnlös"
	}
	return name
}

// FileName is Name in at most so many bytes, and without quotation marks, which not
// all systems read well in a form.
func FileName(name string, most int) string {
	return Name(shorten(strings.ReplaceAll(Name(name), `"`, "'"), most))
}

// shorten cuts a long name in front of its ending.
func shorten(name string, most int) string {
	if len(name) <= most {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 20 {
		ending = name[dot:]
	}
	cut := most - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}
