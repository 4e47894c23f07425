package forms

import (
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// rules checks the rules of a question: that they mean something to its type
// and can be fulfilled.
func (c *checker) rules(path []string, t traits, q *Question) {
	for _, name := range written(q.Rules) {
		if !slices.Contains(t.rules, name) {
			c.add(at(path, name), "'%s' means nothing to the type %s; %s", name, q.Type, takes(t.rules))
		}
	}
	c.lengths(path, q.Rules, q.Limits())
	c.pattern(path, q)
	c.numbers(path, q.Rules)
	c.days(path, q.Rules)
	c.counts(path, q)
	c.fileRules(path, q.Rules)
	c.needOne(at(path, "need_one"), t, q.Rules.NeedOne)
}

// written returns the keys of a group that are written, by their names in a
// definition.
func written(group any) []string {
	var names []string
	v := reflect.ValueOf(group)
	for field := range v.Type().Fields() {
		if field.IsExported() && !v.FieldByIndex(field.Index).IsZero() {
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

// maxDecimals is as many as a float64 of our size has.
const maxDecimals = 3

func (c *checker) numbers(path []string, r Rules) {
	c.limit(at(path, "min"), r.Min)
	c.limit(at(path, "max"), r.Max)
	if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
		c.add(at(path, "min"), "'min' is %v, more than 'max'; write at most %v", *r.Min, *r.Max)
	}
	if r.Decimals < 0 || r.Decimals > maxDecimals {
		c.add(at(path, "decimals"), "'decimals' is %d; write 1 to %d, or nothing for whole numbers", r.Decimals, maxDecimals)
	}
}

func (c *checker) limit(path []string, v *float64) {
	if v != nil && math.Abs(*v) > maxNumber {
		c.add(path, "%s is too large; write at most %d", called(path), maxNumber)
	}
}

func (c *checker) days(path []string, r Rules) {
	anyDay := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	earliest, hasEarliest := c.day(at(path, "earliest"), r.Earliest, anyDay)
	latest, hasLatest := c.day(at(path, "latest"), r.Latest, anyDay)
	isSameSort := strings.HasPrefix(r.Earliest, "today") == strings.HasPrefix(r.Latest, "today")
	if hasEarliest && hasLatest && isSameSort && earliest.After(latest) {
		c.add(at(path, "earliest"), "'earliest' is after 'latest'; write an earlier day")
	}
	c.age(at(path, "min_age"), r.MinAge)
	c.age(at(path, "max_age"), r.MaxAge)
	if r.MaxAge > 0 && r.MinAge > r.MaxAge {
		c.add(at(path, "min_age"), "'min_age' is %d, more than 'max_age'; write at most %d", r.MinAge, r.MaxAge)
	}
}

func (c *checker) age(path []string, age int) {
	if age < 0 || age > 150 {
		c.add(path, "%s is %d; write an age in whole years", called(path), age)
	}
}

func (c *checker) day(path []string, rule string, today time.Time) (time.Time, bool) {
	d, ok := bound(rule, today)
	if rule != "" && !ok {
		c.add(path, "%s is '%s'; write a day such as 2026-09-01, today, today+14d or today-18y", called(path), rule)
	}
	return d, ok
}

func (c *checker) counts(path []string, q *Question) {
	r, most := q.Rules, q.Limits().MaxCount
	if q.Type == TypeChoices && len(q.Options) > 0 && (most == 0 || most > len(q.Options)) {
		most = len(q.Options)
	}
	switch {
	case r.MinCount < 0:
		c.add(at(path, "min_count"), "'min_count' is %d; write at least 1", r.MinCount)
	case most > 0 && r.MinCount > most:
		c.add(at(path, "min_count"), "'min_count' is %d; write at most %d, which is as many as there can be", r.MinCount, most)
	}
	if r.MaxCount < 0 || r.MaxCount > maxItems {
		c.add(at(path, "max_count"), "'max_count' is %d; write 1 to %d", r.MaxCount, maxItems)
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
