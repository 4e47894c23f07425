package catalogue

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// pathName writes a path as people read it: form.steps[0].title.sv. The root
// has no name of its own.
func pathName(path []string) string {
	if len(path) == 0 {
		return "the file"
	}
	var b strings.Builder
	for _, part := range path {
		if _, err := strconv.Atoi(part); err == nil {
			b.WriteString("[" + part + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	return b.String()
}

var typeNames = map[string]string{
	"null":    "empty",
	"string":  "a text",
	"number":  "a number",
	"integer": "a whole number",
	"boolean": "true or false",
	"array":   "a list",
	"object":  "keys and values",
}

func typeName(t string) string { return typeNames[t] }

// typeHelp says how each type is written, because the type's name alone does
// not help somebody who is new to YAML.
var typeHelp = map[string]string{
	"string":  " (put it in quotes)",
	"array":   " (each on a line of its own that begins with “- ”)",
	"object":  " (each key on a line of its own, indented, such as sv: …)",
	"integer": " (without quotes)",
	"boolean": " (without quotes)",
}

func wanted(k *kind.Type) string {
	if len(k.Want) != 1 {
		return strings.Join(k.Want, " or ")
	}
	return typeName(k.Want[0]) + typeHelp[k.Want[0]]
}

// quote writes a value of a file so that it fits in a sentence.
func quote(v any) string {
	switch v := v.(type) {
	case nil:
		return "empty"
	case string:
		return "“" + shorten(v) + "”"
	case []any:
		return "a list"
	case map[string]any:
		return "keys and values"
	default:
		return shorten(fmt.Sprint(v))
	}
}

const shortLength = 60

// shorten cuts a text to what one reads at a glance.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > shortLength {
		return string(runes[:shortLength-1]) + "…"
	}
	return s
}

func listOf(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}

// didYouMean returns "; did you mean X?" for the known word nearest to what
// was written, when one is near enough to be meant.
func didYouMean(written any, known []any) string {
	word, ok := written.(string)
	if !ok {
		return ""
	}
	best, bestDistance := "", len([]rune(word))/3+2
	for _, k := range known {
		candidate := fmt.Sprint(k)
		if d := editDistance(strings.ToLower(word), strings.ToLower(candidate)); d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// editDistance is the number of letters to put in, take out or change to make
// b of a (Levenshtein).
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
