package forms

import (
	"reflect"
	"slices"
	"testing"

	"cel.dev/cel-go/common/types"

	"github.com/mittkoping/entre/internal/i18n"
)

// TestKinds holds every type to what the package takes for granted of it.
func TestKinds(t *testing.T) {
	for name, k := range kinds {
		t.Run(string(name), func(t *testing.T) {
			own := k.traits()
			for _, rule := range own.rules {
				if !slices.Contains(keys(reflect.TypeFor[Rules]()), rule) {
					t.Errorf("there is no rule %q", rule)
				}
			}
			q := Question{ID: "q", Type: name}
			if name == TypeGroup {
				q.Questions = []Question{{ID: "sub", Type: TypeText}}
			}
			for _, v := range k.variables(q) {
				value := types.DefaultTypeAdapter.NativeToValue(k.value(q, Answer{}, v.part))
				if got := value.Type().(*types.Type); got.Kind() != v.is.Kind() {
					t.Errorf("conditions see %q as %s, not %s", v.part, got, v.is)
				}
			}
			for _, part := range own.inputs() {
				if _, ok := k.typed(q, Answer{})[part]; !ok && !own.silent && name != TypeFile {
					t.Errorf("a page that shows no answer has no input %q", part)
				}
			}
			for _, key := range own.keys {
				if !slices.Contains(ownKeys, key) || !slices.Contains(keys(reflect.TypeFor[Question]()), key) {
					t.Errorf("there is no key %q", key)
				}
			}
		})
	}
}

// TestTextsOfPartsExist guards the one text whose key is put together.
func TestTextsOfPartsExist(t *testing.T) {
	for _, part := range kinds[TypeContact].traits().parts {
		for _, lang := range i18n.Langs {
			if key := "forms.part." + part; i18n.In(lang, key) == key {
				t.Errorf("%s has no text %s", lang, key)
			}
		}
	}
}
