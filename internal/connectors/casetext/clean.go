package casetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes valid UTF-8 without control characters, with \n alone between
// lines.
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

// FileName makes a name on one line, of at most so many bytes, without what another
// system might take for a path, and without quotation marks, which not all
// systems read well in a form.
func FileName(name string, most int) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		if r == '"' {
			return '\''
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Trim(shorten(strings.Trim(name, " ."), most), " .")
	if name == "" {
		return "namnlös"
	}
	return name
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
