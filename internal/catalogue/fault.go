package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong in a file of the catalogue, told to the person who
// wrote it: where, what, and what to write instead.
type Fault struct {
	File    string
	Line    int // from 1
	Column  int // from 1, in characters
	Message string
}

// String returns the fault as compilers write theirs, so that editors can jump
// to the place: file:line:column: message.
func (f Fault) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
}

// InvalidFilesError is all that is wrong in a folder.
type InvalidFilesError struct {
	Faults []Fault // by file and line; never empty
}

// Error returns the faults, one a line.
func (e *InvalidFilesError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, fault := range e.Faults {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
