package supportmanagement

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
)

// comparison is one of a filter's, which are joined by and.
var comparison = regexp.MustCompile(`^([A-Za-z.]+)\s*(:|>)\s*'([^'\\]*)'`)

// parseFilter reads a filter in spring-filter's syntax, as far as it is known here.
// As the product does, it compares the keys and the values of tags apart from each
// other, and makes no difference between great and small letters.
func parseFilter(text string) (func(*Errand) bool, error) {
	var all []func(*Errand) bool
	rest := strings.TrimSpace(text)
	for rest != "" {
		if len(all) > 0 {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, "and "); !ok {
				return nil, errors.New("the filter cannot be read")
			}
			rest = strings.TrimSpace(rest)
		}
		m := comparison.FindStringSubmatch(rest)
		if m == nil {
			return nil, errors.New("the filter cannot be read")
		}
		match, err := compare(m[1], m[2], m[3])
		if err != nil {
			return nil, err
		}
		all = append(all, match)
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	return func(e *Errand) bool {
		return !slices.ContainsFunc(all, func(match func(*Errand) bool) bool { return !match(e) })
	}, nil
}

func compare(field, operator, value string) (func(*Errand) bool, error) {
	switch field + operator {
	case "externalTags.key:":
		return func(e *Errand) bool {
			return slices.ContainsFunc(e.Body.ExternalTags, func(p Pair) bool { return strings.EqualFold(p.Key, value) })
		}, nil
	case "externalTags.value:":
		return func(e *Errand) bool {
			return slices.ContainsFunc(e.Body.ExternalTags, func(p Pair) bool { return strings.EqualFold(p.Value, value) })
		}, nil
	case "touched>":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return nil, errors.New("a time that cannot be read")
		}
		return func(e *Errand) bool { return e.Touched.After(at) }, nil
	}
	return nil, errors.New("the filter has a field that is not known")
}
