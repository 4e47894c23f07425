package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Difference is one field that the database and a file say differently about,
// both cut to what one reads at a glance.
type Difference struct {
	Field    string // needs[0].sv
	Database string
	File     string
}

// String returns the conflict as a paragraph: the service, the reason, and a
// line for each field.
func (c Conflict) String() string {
	var b strings.Builder
	b.WriteString(c.ID + ": " + c.Reason)
	for _, d := range c.Fields {
		fmt.Fprintf(&b, "\n  %s: %s in the database, %s in the file", d.Field, d.Database, d.File)
	}
	return b.String()
}

// compare returns how the file differs from the entry.
func (f *Files) compare(ctx context.Context, e Entry, file File) ([]Difference, error) {
	before := File{Service: e.Service}
	if e.FormVersion > 0 {
		form, err := f.Store.FindForm(ctx, e.ID, e.FormVersion)
		if err != nil {
			return nil, err
		}
		before.Form = form.Definition
	}
	file.Revision = 0
	var out []Difference
	differ(asPlain(before), asPlain(file), nil, &out)
	return out, nil
}

func asPlain(f File) any { return plainOf(f) }

// plainOf returns v as encoding/json would decode it: maps, lists, scalars.
func plainOf(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers always can
	}
	plain, err := decodePlain(raw)
	if err != nil {
		panic(err) // it was written a line above
	}
	return plain
}

// missing stands for a field that one side does not have.
type missing struct{}

// differ walks both sides at once and collects the leaves that differ.
func differ(database, file any, path []string, out *[]Difference) {
	left, right := fieldsOf(database), fieldsOf(file)
	if left == nil || right == nil {
		if a, b := show(database), show(file); a != b || fmt.Sprint(database) != fmt.Sprint(file) {
			*out = append(*out, Difference{pathName(path), a, b})
		}
		return
	}
	names := map[string]bool{}
	for name := range left {
		names[name] = true
	}
	for name := range right {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		differ(orMissing(left, name), orMissing(right, name), append(slices.Clone(path), name), out)
	}
}

// fieldsOf returns the parts of a mapping or a list by name, and nil of
// anything else.
func fieldsOf(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case []any:
		parts := map[string]any{}
		for i, item := range v {
			parts[strconv.Itoa(i)] = item
		}
		return parts
	}
	return nil
}

func orMissing(parts map[string]any, name string) any {
	if v, ok := parts[name]; ok {
		return v
	}
	return missing{}
}

func show(v any) string {
	if v == (missing{}) {
		return "nothing"
	}
	return quote(v)
}
