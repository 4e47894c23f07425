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
			for _, part := range own.inputs() {
				value := types.DefaultTypeAdapter.NativeToValue(k.value(Answer{}, part))
				if !own.variable.IsExactType(value.Type().(*types.Type)) {
					t.Errorf("conditions see %q as %s, not %s", part, value.Type(), own.variable)
				}
			}
		})
	}
}

// TestTextsOfPartsExist guards the one text whose key is put together.
func TestTextsOfPartsExist(t *testing.T) {
	for _, part := range (contactKind{}).traits().parts {
		for _, lang := range i18n.Langs {
			if key := "forms.part." + part; i18n.In(lang, key) == key {
				t.Errorf("%s has no text %s", lang, key)
			}
		}
	}
}
