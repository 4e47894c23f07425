package redmine

import (
	"regexp"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	maxSubject  = 200 // characters, of 255
	maxFileName = 200 // bytes, of 255 characters
)

// formats show a text as it is, in each way in which Redmine may be set to format
// texts. Otherwise what a citizen writes would become headings, links to other
// issues, or pictures that staff's browsers fetch from where the citizen says.
var formats = map[string]func(text string) string{
	"textile":  func(text string) string { return "<pre>\n" + preEnd.ReplaceAllString(text, "<\u200b/pre") + "\n</pre>" },
	"markdown": fenced,
	"none":     func(text string) string { return text },
}

var (
	preEnd  = regexp.MustCompile(`(?i)</pre`)
	tildes  = regexp.MustCompile(`~{3,}`)
	mention = regexp.MustCompile(`(^|[^\pL\pN_])@`)
)

// fenced puts text between fences that are longer than any in it.
func fenced(text string) string {
	fence := "~~~"
	for _, t := range tildes.FindAllString(text, -1) {
		if len(t) >= len(fence) {
			fence = t + "~"
		}
	}
	return fence + "\n" + text + "\n" + fence
}

// show writes a text, and after it what it is about: the case's reference, or the
// step's key. Redmine mails whoever is mentioned as @login, and reads that in its own
// way: an invisible character after the @ ends it.
func (c *connector) show(text, about string) string {
	text = mention.ReplaceAllString(text, "$1@\u200b")
	return c.format(strings.TrimRight(text, "\n")) + "\n\n" + casetext.ReferenceLabel + about
}

// isAbout reports whether a note ends as show ends it. What stands before that is the
// citizen's own, who may write what they like.
func isAbout(note, about string) bool {
	note = casetext.Tidy(note)
	return note[strings.LastIndexByte(note, '\n')+1:] == casetext.ReferenceLabel+about
}

// isAnyStepOf reports whether a note ends as that of any step of a case.
func isAnyStepOf(note, reference string) bool {
	note = casetext.Tidy(note)
	seq, ok := strings.CutPrefix(note[strings.LastIndexByte(note, '\n')+1:], casetext.ReferenceLabel+reference+"/")
	return ok && strings.Trim(seq, "0123456789") == ""
}

// fileName is a file's name as Redmine keeps it.
func fileName(f delivery.EnvelopeFile) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`?%*:|"'<>`, r) { // which Redmine replaces
			return '_'
		}
		return r
	}, casetext.FileName(f.Name, maxFileName))
}
