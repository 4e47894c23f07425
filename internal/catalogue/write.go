package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// writeWidth is the column at which long texts are broken, in characters.
const writeWidth = 100

// yamlWriter writes plain values as YAML in one canonical way: keys in the
// order of the schema, two spaces in, long texts as blocks, quotes only where
// needed. That way two exports differ where the contents do and nowhere else.
type yamlWriter struct {
	out    strings.Builder
	schema *schema
}

// mapping writes the keys of m, each on a line that begins with indent; the
// first line's indent is already there when inline.
func (w *yamlWriter) mapping(m map[string]any, place *node, indent string, inline bool) {
	for i, key := range w.order(m, place) {
		if i > 0 || !inline {
			w.out.WriteString(indent)
		}
		name := scalar(key)
		w.out.WriteString(name + ":")
		w.value(m[key], w.schema.under(place, key), indent+"  ", len(indent)+len(name)+2)
	}
}

// value writes what follows a colon, and the line's end. column is where it
// begins.
func (w *yamlWriter) value(v any, place *node, indent string, column int) {
	if line := w.inline(v, place); line != "" && column+1+len([]rune(line)) <= writeWidth {
		w.out.WriteString(" " + line + "\n")
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			w.out.WriteString(" {}\n")
			return
		}
		w.out.WriteString("\n")
		w.mapping(v, place, indent, false)
	case []any:
		if len(v) == 0 {
			w.out.WriteString(" []\n")
			return
		}
		w.out.WriteString("\n")
		for _, item := range v {
			w.item(item, w.schema.under(place, "0"), indent)
		}
	case string:
		w.out.WriteString(" ")
		w.text(v, indent, column)
	default:
		fmt.Fprintf(&w.out, " %v\n", v)
	}
}

// item writes one item of a list.
func (w *yamlWriter) item(v any, place *node, indent string) {
	w.out.WriteString(indent + "-")
	line := w.inline(v, place)
	if m, ok := v.(map[string]any); ok && len(m) > 0 && (line == "" || len(indent)+2+len([]rune(line)) > writeWidth) {
		w.out.WriteString(" ")
		w.mapping(m, place, indent+"  ", true)
		return
	}
	w.value(v, place, indent+"  ", len(indent)+2)
}

// inline returns v on one line, where the schema says x-inline of it: short
// things of which there are many. It is "" where the schema does not.
func (w *yamlWriter) inline(v any, place *node) string {
	if isInline := w.schema.resolve(place).child("x-inline"); isInline == nil {
		return ""
	}
	return w.flow(v, place)
}

func (w *yamlWriter) flow(v any, place *node) string {
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		for _, key := range w.order(v, place) {
			parts = append(parts, scalar(key)+": "+w.flow(v[key], w.schema.under(place, key)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, item := range v {
			parts = append(parts, w.flow(item, w.schema.under(place, "0")))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if strings.ContainsAny(v, ",[]{}") {
			return quoted(v)
		}
		return scalar(v)
	}
	return fmt.Sprint(v)
}

// order returns m's keys as the schema lists them, then the rest by name.
func (w *yamlWriter) order(m map[string]any, place *node) []string {
	var keys []string
	if properties := w.schema.resolve(place).child("properties"); properties != nil {
		for _, f := range properties.fields {
			if _, there := m[f.name]; there {
				keys = append(keys, f.name)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// text writes a string in the form that reads best and comes back the same.
func (w *yamlWriter) text(s, indent string, column int) {
	switch long := column+len([]rune(s)) > writeWidth; {
	case !fitsBlock(s):
		w.out.WriteString(scalar(s) + "\n")
	case strings.Contains(s, "\n"):
		w.out.WriteString("|-\n")
		for line := range strings.SplitSeq(s, "\n") {
			if line != "" {
				w.out.WriteString(indent + line)
			}
			w.out.WriteString("\n")
		}
	case long && !strings.Contains(s, "  "):
		w.out.WriteString(">-\n" + fold(s, indent))
	default:
		w.out.WriteString(scalar(s) + "\n")
	}
}

// fitsBlock reports whether a block keeps s as it is: nothing invisible, and
// no blanks at the ends of lines, which blocks would take for indentation or
// editors would cut off.
func fitsBlock(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) != line {
			return false
		}
	}
	if s == "" || strings.HasPrefix(s, "\n") || strings.HasSuffix(s, "\n") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) })
}

// fold breaks s at its spaces into lines of at most writeWidth characters.
func fold(s, indent string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Split(s, " ") {
		length := len([]rune(word))
		switch {
		case i == 0:
			b.WriteString(indent)
			width = len(indent)
		case width+1+length > writeWidth:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		width += length
	}
	return b.String() + "\n"
}

// scalar writes a string on one line, in quotes where it needs them.
func scalar(s string) string {
	// The library is afraid of every "- ", where only a first one matters.
	plain := !token.IsNeedQuoted(strings.ReplaceAll(s, "- ", "_ ")) &&
		!strings.ContainsAny(s[:1], "?:-=~<.") &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
	if plain {
		return s
	}
	return quoted(s)
}

func quoted(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string always can
	}
	return strings.TrimSuffix(b.String(), "\n")
}
