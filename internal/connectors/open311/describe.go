package open311

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	// maxDescription is GeoReport's limit on free text, in characters.
	maxDescription = 4000

	// referenceLabel begins the line by which Find knows what is ours.
	referenceLabel = casetext.ReferenceLabel

	// shortened says that the description is not the whole case.
	shortened = "\n[Förkortat här. Hela texten finns i kommunens e-tjänstportal, under ärendenumret nedan.]\n"
)

// describe writes the case for the person who works it, ending with the
// reference line. The citizen's own words are indented, so that none of them
// can pass for that line. What is too long for the server ends early and says
// so: the citizen has been given a receipt, so it is sent in any case.
//
// Contact details are left out: they have fields of their own, and many
// servers publish descriptions.
func describe(e delivery.Envelope) string {
	var b strings.Builder
	casetext.Line(&b, "", e.Title)
	for _, s := range e.Sections {
		var rows []delivery.Row
		for _, r := range s.Rows {
			if !isContact(r, e.Contact) && len(r.Lines) > 0 {
				rows = append(rows, r)
			}
		}
		if len(rows) == 0 {
			continue
		}
		b.WriteByte('\n')
		casetext.Line(&b, "", s.Title)
		for _, r := range rows {
			casetext.Line(&b, "", r.Label)
			for _, l := range r.Lines {
				casetext.Line(&b, "  ", l)
			}
		}
	}
	end := "\n" + referenceLabel + e.Reference
	if n := len(e.Files); n > 0 {
		end = fmt.Sprintf("\nBilagor: %d\n", n) + end
	}
	return fit(b.String(), end)
}

// fit joins a text and its end, and shortens the text when both are too long.
func fit(s, end string) string {
	if most := maxDescription - utf8.RuneCountInString(end); utf8.RuneCountInString(s) > most {
		return shorten(s, most-utf8.RuneCountInString(shortened)) + shortened + end
	}
	return s + end
}

// shorten returns the beginning of s, at most so many characters, as whole
// lines; when the line that does not fit is long, as much of it as whole words.
func shorten(s string, most int) string {
	const longLine = 200 // bytes that are not given up for the sake of whole lines
	s = string([]rune(s)[:most-1])
	cut := strings.LastIndexByte(s, '\n')
	if len(s)-cut <= longLine {
		return s[:cut+1]
	}
	if space := strings.LastIndexByte(s, ' '); len(s)-space <= longLine {
		s = s[:space]
	}
	return s + "\n"
}

// isContact reports whether the row is the contact once more.
func isContact(r delivery.Row, c *delivery.Contact) bool {
	if c == nil {
		return false
	}
	parts := slices.DeleteFunc([]string{c.Name, c.Email, c.Phone}, func(s string) bool { return s == "" })
	return len(parts) > 0 && slices.Equal(r.Lines, parts)
}

// How our own updates begin.
const (
	fileHeading       = "Bilaga: "
	messageHeading    = "Meddelande från den som skickade in ärendet:"
	withdrawalHeading = "Den som skickade in ärendet har återkallat det."
)

// describeFile says what an update with a file is.
func describeFile(key string, f delivery.EnvelopeFile) string {
	return fileHeading + casetext.Name(f.Name) + "\n" + referenceLabel + key
}

// describeMessage writes what the citizen says, with the step's key at the end.
// As in describe, their own lines are indented and what is too long ends early.
func describeMessage(key string, m delivery.EnvelopeMessage) string {
	return describeWords(messageHeading, key, m)
}

// describeWithdrawal writes that the citizen takes the case back, and why.
func describeWithdrawal(key string, m delivery.EnvelopeMessage) string {
	return describeWords(withdrawalHeading, key, m)
}

func describeWords(heading, key string, m delivery.EnvelopeMessage) string {
	var b strings.Builder
	casetext.Line(&b, "", heading)
	casetext.Line(&b, "  ", m.Text)
	return fit(b.String(), "\n"+referenceLabel+key)
}

// isOurs reports whether an update is one that describeFile, describeMessage or
// describeWithdrawal wrote.
func isOurs(description string) bool {
	lines := strings.Split(strings.TrimSpace(description), "\n")
	first := strings.TrimSpace(lines[0])
	return strings.HasPrefix(lines[len(lines)-1], referenceLabel) &&
		(strings.HasPrefix(first, fileHeading) || first == messageHeading || first == withdrawalHeading)
}

// mentions reports whether one of the description's lines is the reference
// line of key. Servers change the ends of lines, and may add lines of their
// own, but an indented line is the citizen's.
func mentions(description text, key string) bool {
	for l := range strings.Lines(string(description)) {
		if strings.TrimRightFunc(l, unicode.IsSpace) == referenceLabel+key {
			return true
		}
	}
	return false
}
