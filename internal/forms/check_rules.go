package forms

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// rules checks the rules of a question: that they mean something to its type
// and can be fulfilled.
func (c *checker) rules(path []string, t traits, q *Question) {
	for _, name := range q.Rules.set() {
		if !slices.Contains(t.rules, name) {
			c.add(at(path, name), "'%s' means nothing to the type %s; %s", name, q.Type, takes(t.rules))
		}
	}
	c.lengths(path, q.Rules, q.Limits())
	c.pattern(path, q)
	c.fileRules(path, q.Rules)
	c.needOne(at(path, "need_one"), t, q.Rules.NeedOne)
}

// set returns the rules that are written, by their names in a definition.
func (r Rules) set() []string {
	var names []string
	v := reflect.ValueOf(r)
	for field := range v.Type().Fields() {
		if !v.FieldByIndex(field.Index).IsZero() {
			names = append(names, keyOf(field))
		}
	}
	return names
}

func takes(rules []string) string {
	if len(rules) == 0 {
		return "take it away: the type has no rules"
	}
	return "write one of " + strings.Join(rules, ", ")
}

func (c *checker) lengths(path []string, r, limits Rules) {
	if r.MinLength < 0 || r.MinLength == 1 {
		c.add(at(path, "min_length"), "'min_length' is %d; write at least 2, or required: true for any answer", r.MinLength)
	}
	if r.MaxLength < 0 {
		c.add(at(path, "max_length"), "'max_length' is %d; write at least 1", r.MaxLength)
	}
	if r.MaxLength >= 0 && r.MinLength > limits.MaxLength {
		c.add(at(path, "min_length"), "'min_length' is %d; write at most %d, the longest allowed", r.MinLength, limits.MaxLength)
	}
}

func (c *checker) pattern(path []string, q *Question) {
	rule := at(path, "pattern_error")
	c.optionalText(rule, q.Rules.PatternError)
	if q.Rules.Pattern == "" {
		if !q.Rules.PatternError.IsZero() {
			c.add(rule, "'pattern_error' is never said; write a pattern, or take it away")
		}
		return
	}
	if q.Rules.PatternError.IsZero() {
		c.add(rule, "'pattern_error' is missing; write under sv and en how to write the answer")
	}
	if _, err := regexp.Compile(q.Rules.Pattern); err != nil {
		c.add(at(path, "pattern"), "'pattern' cannot be used: %v; write a regular expression as RE2 has them", err)
		return
	}
	q.pattern = regexp.MustCompile(`\A(?:` + q.Rules.Pattern + `)\z`)
}

// minMaxBytes is the lowest limit for a file that makes sense: a photo is
// seldom smaller.
const minMaxBytes = 1 << 20

func (c *checker) fileRules(path []string, r Rules) {
	if r.MaxFiles < 0 {
		c.add(at(path, "max_files"), "'max_files' is %d; write at least 1", r.MaxFiles)
	}
	if r.MaxBytes != 0 && r.MaxBytes < minMaxBytes {
		c.add(at(path, "max_bytes"), "'max_bytes' is %d; write at least %d (1 MB)", r.MaxBytes, minMaxBytes)
	}
	for i, mediaType := range r.Accept {
		if !slices.Contains(knownMediaTypes(), mediaType) {
			c.add(at(path, "accept", i), "'%s' is no type of file that we take; write one of %s", mediaType, oneOf(knownMediaTypes()))
		}
	}
}

func (c *checker) needOne(path []string, t traits, parts []string) {
	for i, part := range parts {
		if !slices.Contains(t.parts, part) {
			c.add(at(path, i), "'%s' is no part of the answer; write one of %s", part, oneOf(t.parts))
		}
	}
}
