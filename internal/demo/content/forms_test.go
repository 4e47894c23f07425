package content_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
)

// TestEveryForm fills in every branch of every form and breaks every rule once.
func TestEveryForm(t *testing.T) {
	files, err := reader().Read(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, f := range files {
		if f.Form == nil {
			continue
		}
		tried++
		t.Run(f.ID, func(t *testing.T) {
			d, err := forms.Parse(f.Form)
			if err != nil {
				t.Fatal(err)
			}
			formtest.Run(t, d, time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
		})
	}
	if tried == 0 {
		t.Error("no service has a form")
	}
}
