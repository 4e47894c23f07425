package forms

import (
	"encoding/json"
	"fmt"
)

// Parse reads a form's definition from JSON and checks all of it: that it has
// the shape of Definition and nothing besides, and that it means something. An
// *InvalidDefinitionError tells every fault that was found; another error is a
// fault of the program.
//
// Drafts and cases keep to their version of a form for life, so what Parse has
// once accepted it must go on accepting.
func Parse(raw []byte) (*Definition, error) {
	var f faults
	if !checkShape(&f, raw) {
		return nil, f.err()
	}
	d := &Definition{}
	// What has the wrong type stays empty here, and the shape has told of it.
	if err := json.Unmarshal(raw, d); err != nil && len(f.found) == 0 {
		return nil, fmt.Errorf("forms.Parse: %w", err)
	}
	c := checker{faults: &f, steps: map[string]bool{}, asked: map[string]bool{}}
	c.form(d)
	var err error
	if d.language, err = newLanguage(c.nameable); err != nil {
		return nil, fmt.Errorf("forms.Parse: %w", err)
	}
	c.conditions(d)
	if err := f.err(); err != nil {
		return nil, err
	}
	return d, nil
}
