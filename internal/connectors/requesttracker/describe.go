package requesttracker

import (
	"strings"
	"unicode"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	maxSubject  = 200 // characters, of Request Tracker's database
	maxFileName = 200 // bytes; its database has 255 characters
)

// describe writes the case, with its reference at the end.
func describe(e delivery.Envelope) string {
	return casetext.Answers(e) + "\n" + casetext.ReferenceLabel + e.Reference
}

// describeFile says what a comment with a file is.
func describeFile(key string, f delivery.EnvelopeFile) string {
	return "Bilaga: " + fileName(f.Name) + "\n" + casetext.ReferenceLabel + key
}

// fileName is a file's name as Request Tracker takes it.
func fileName(name string) string {
	name = casetext.FileName(name, maxFileName)
	if name == "0" { // which Request Tracker takes for no name
		return "_0"
	}
	return name
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
