package byggr

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const maxFileName = 200 // bytes

// describe writes the case for the person who works it: everything that the
// citizen answered, as they saw it.
func describe(e delivery.Envelope) string {
	return casetext.Answers(e) + "\n" + casetext.ReferenceLabel + e.Reference
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
