package formtest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestEverything(t *testing.T) {
	d, err := forms.Parse(formtest.Everything)
	if err != nil {
		t.Fatal(err)
	}
	var asked []forms.Type
	for _, s := range d.Steps {
		for _, q := range s.Questions {
			asked = append(asked, q.Type)
		}
	}
	for _, typ := range forms.Types() {
		if !slices.Contains(asked, typ) {
			t.Errorf("it has no question of the type %s", typ)
		}
	}
	formtest.Run(t, d, noon)
}
