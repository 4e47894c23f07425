package htmlcheck_test

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

const page = `<!doctype html><title>T</title><main><h1>Var
	gäller   det?</h1><p class="a">Ett <b>två</b><script>tre</script></p><p class="a b" id="x">Fyra</p></main>`

func TestChecks(t *testing.T) {
	tests := []struct {
		name  string
		check htmlcheck.Check
		wrong string // part of what it says; empty: nothing is wrong
	}{
		{"text over several lines", htmlcheck.In("h1", htmlcheck.HasText("Var gäller det?")), ""},
		{"other text", htmlcheck.In("h1", htmlcheck.HasText("Hur")), `want it to contain "Hur"`},
		{"a script is not text", htmlcheck.In("p.a", htmlcheck.HasText("Ett två"), htmlcheck.HasNoText("tre")), ""},
		{"unwanted text", htmlcheck.In("p.a", htmlcheck.HasNoText("två")), "not to contain"},
		{"no match", htmlcheck.In("h2"), "h2: nothing matches"},
		{"inside one another", htmlcheck.In("main", htmlcheck.In(".b", htmlcheck.HasAttr("id", "x"))), ""},
		{"wrong value", htmlcheck.In(".b", htmlcheck.HasAttr("id", "y")), `attribute id is "x", want "y"`},
		{"no attribute", htmlcheck.In("h1", htmlcheck.HasAttr("id", "y")), "no attribute id"},
		{"an attribute too many", htmlcheck.In(".b", htmlcheck.HasNoAttr("id")), `want none`},
		{"count", htmlcheck.Count("p", 2), ""},
		{"wrong count", htmlcheck.Count("p", 3), "2 matches, want 3"},
		{"absent", htmlcheck.NotIn("h2"), ""},
		{"present", htmlcheck.NotIn("h1"), "1 matches, want 0"},
		{"every one", htmlcheck.Each("p", htmlcheck.HasAttr("class", "a")), "p (match 2)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := htmlcheck.Parse(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			err = tt.check(doc)
			switch {
			case tt.wrong == "" && err != nil:
				t.Errorf("unexpected: %v", err)
			case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
				t.Errorf("got %v, want something with %q", err, tt.wrong)
			}
		})
	}
}
