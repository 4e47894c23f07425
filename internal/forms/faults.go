package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// DefinitionError is one thing wrong in a form's definition, told to the
// person who wrote it.
type DefinitionError struct {
	Path    []string // where, from the form's root: steps, 0, questions, 1, type; its last part may be what is missing
	Message string   // what to write instead
}

// InvalidDefinitionError is everything that is wrong in a form's definition.
type InvalidDefinitionError struct {
	Faults []DefinitionError
}

// Error returns the faults, one a line.
func (e *InvalidDefinitionError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = strings.TrimPrefix(strings.Join(f.Path, ".")+": "+f.Message, ": ")
	}
	return strings.Join(lines, "\n")
}

// faults gathers what is wrong in a definition.
type faults struct {
	found []DefinitionError
}

// add tells of a fault, unless one is known there or around it: what follows
// from a fault is no news.
func (f *faults) add(path []string, format string, args ...any) {
	for _, known := range f.found {
		if len(known.Path) <= len(path) && slices.Equal(known.Path, path[:len(known.Path)]) {
			return
		}
	}
	f.found = append(f.found, DefinitionError{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) err() error {
	if len(f.found) == 0 {
		return nil
	}
	return &InvalidDefinitionError{Faults: f.found}
}

// at returns a path below another.
func at(path []string, below ...any) []string {
	path = slices.Clone(path)
	for _, b := range below {
		path = append(path, fmt.Sprint(b))
	}
	return path
}

// called returns what to call the place that a path leads to.
func called(path []string) string {
	if len(path) == 0 {
		return "the form"
	}
	last := path[len(path)-1]
	if i, err := strconv.Atoi(last); err == nil {
		return "number " + strconv.Itoa(i+1) + " of " + called(path[:len(path)-1])
	}
	return "'" + last + "'"
}
