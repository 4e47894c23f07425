package search_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/search"
)

func TestKnown(t *testing.T) {
	x := index(t)
	for _, tt := range []struct {
		typed, written string
		known          bool
	}{
		{"bygglov", "bygglov", true},
		{"Gatubelysningens", "gatubelysningens", true}, // another form
		{"förskolla", "förskola", true},                // a slip is written as it was meant
		{"jag", "", true},
		{"Wrzesniewski", "", false},
		{"qzxv", "", false},
		{"bygglov förskola", "", false},
		{"", "", false},
	} {
		t.Run(tt.typed, func(t *testing.T) {
			if written, known := x.Known(tt.typed); written != tt.written || known != tt.known {
				t.Errorf("Known = %q, %v", written, known)
			}
		})
	}
}

// TestCompound holds that a name which is put together of words is none of ours.
func TestCompound(t *testing.T) {
	x := search.New(whole(t))
	for word, want := range map[string]bool{
		"skolbusskort": true, "vattenavgift": true, "lekplatsgunga": true,
		"lindberg": false, "Söderström": false, "Wrzesniewski": false, "bygglov": false, "soprumsnyckel": false, "": false,
	} {
		if got := x.Compound(word); got != want {
			t.Errorf("%s: %v", word, got)
		}
	}
}

func TestNothingIsKnownBeforeThereIsAnIndex(t *testing.T) {
	var e search.Engine
	if _, known := e.Known("bygglov"); known || e.Compound("förskoleavgift") {
		t.Error("something is known")
	}
}
