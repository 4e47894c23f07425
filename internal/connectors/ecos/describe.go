package ecos

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	maxSubtitle = 200 // characters; the contract does not say how many fit
	maxFileName = 200 // bytes
)

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
	casetext.Line(&b, "", e.Title)
	casetext.Line(&b, "", "Inkom: "+e.ReceivedAt.In(sweden()).Format("2006-01-02 15:04"))
	b.WriteString(casetext.Body(e) + "\n" + casetext.ReferenceLabel + e.Reference + "\n")
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
	casetext.Line(&b, "", heading)
	if !m.At.IsZero() {
		casetext.Line(&b, "", m.At.In(sweden()).Format("2006-01-02 15:04"))
	}
	casetext.Line(&b, "  ", m.Text)
	b.WriteString("\n" + casetext.ReferenceLabel + key + "\n")
	return b.String()
}

// textFile is a text as the programs of an office open it: with the mark of UTF-8
// and with both characters at the ends of lines.
func textFile(text string) soap.Bytes {
	return soap.Bytes("\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n"))
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
	return casetext.FileName(name, maxFileName)
}
