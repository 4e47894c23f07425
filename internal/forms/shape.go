package forms

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// checkShape finds what in the JSON has no place in a Definition: unknown keys
// and values of the wrong type, each where it stands (encoding/json stops at
// the first and does not say which step it is in). It returns false when there
// is no JSON to look further into.
func checkShape(f *faults, raw []byte) bool {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var form any
	if err := dec.Decode(&form); err != nil {
		f.add(nil, "the form is not JSON: %v", err)
		return false
	}
	if dec.More() {
		f.add(nil, "there is something after the form; write one form only")
		return false
	}
	shape{f}.check(nil, form, reflect.TypeFor[Definition]())
	return true
}

type shape struct{ *faults }

func (s shape) check(path []string, value any, want reflect.Type) {
	if want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch v := value.(type) {
	case map[string]any:
		if want.Kind() == reflect.Struct {
			s.checkKeys(path, v, want)
			return
		}
	case []any:
		if want.Kind() == reflect.Slice {
			for i, element := range v {
				s.check(at(path, i), element, want.Elem())
			}
			return
		}
	case string:
		if want.Kind() == reflect.String {
			return
		}
	case bool:
		if want.Kind() == reflect.Bool {
			return
		}
	case json.Number:
		if _, err := v.Int64(); err == nil && (want.Kind() == reflect.Int || want.Kind() == reflect.Int64) {
			return
		}
		if f, err := v.Float64(); err == nil && !math.IsInf(f, 0) && want.Kind() == reflect.Float64 {
			return
		}
	}
	s.add(path, "%s is %s; write %s", called(path), describeValue(value), describeType(want))
}

func (s shape) checkKeys(path []string, object map[string]any, want reflect.Type) {
	fields := fieldsByKey(want)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		t, ok := fields[key]
		if !ok {
			s.add(at(path, key), "'%s' means nothing here; write one of %s", key, strings.Join(keys(want), ", "))
			continue
		}
		s.check(at(path, key), object[key], t)
	}
}

func fieldsByKey(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for field := range t.Fields() {
		if field.IsExported() {
			fields[keyOf(field)] = field.Type
		}
	}
	return fields
}

// keys returns the keys of a group, in the order of the type.
func keys(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if field.IsExported() {
			names = append(names, keyOf(field))
		}
	}
	return names
}

func keyOf(field reflect.StructField) string {
	key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return key
}

func describeValue(value any) string {
	switch v := value.(type) {
	case nil:
		return "empty"
	case map[string]any:
		return "a group of keys"
	case []any:
		return "a list"
	case string:
		return "a text"
	case json.Number:
		return v.String()
	default:
		return "true or false"
	}
}

func describeType(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[i18n.Text]():
		return "a text in each language, under sv and en"
	case t.Kind() == reflect.Struct:
		return "a group with the keys " + strings.Join(keys(t), ", ")
	case t.Kind() == reflect.Slice:
		return "a list"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "a text"
	case t.Kind() == reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}
