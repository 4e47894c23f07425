package content_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/search"
)

// Who speaks a language finds most of what the municipality offers in it: a
// handful of words for nearly each service, and each language has an owner.
func TestEachLanguageHasWords(t *testing.T) {
	tests := []struct {
		language           string
		services, synonyms int // at least
		of                 int // words that each of the services has, at least
	}{
		{"sv", 250, 400, 4},
		{"en", 250, 80, 1},
		{"fi", 250, 0, 4},
		{"ar", 250, 0, 4},
		{"so", 250, 0, 4},
		{"pl", 250, 0, 4},
		{"uk", 250, 0, 4},
		{"fa", 250, 0, 4},
		{catalogue.MixedLanguages, 2, 0, 4},
	}
	for _, tt := range tests {
		t.Run(tt.language, func(t *testing.T) {
			raw, err := fs.ReadFile(content.Services(), catalogue.WordsFolder+"/"+tt.language+".yaml")
			if err != nil {
				t.Fatal(err)
			}
			var v catalogue.Vocabulary
			if err := yaml.Unmarshal(raw, &v); err != nil {
				t.Fatal(err)
			}
			if v.Owner == "" || len(v.Services) < tt.services || len(v.Synonyms) < tt.synonyms {
				t.Errorf("owner %q, %d services and %d synonyms, want %d and %d", v.Owner, len(v.Services), len(v.Synonyms), tt.services, tt.synonyms)
			}
			for id, words := range v.Services {
				if len(words) < tt.of {
					t.Errorf("%s has %d words, want %d: in how many ways do people say it?", id, len(words), tt.of)
				}
			}
		})
	}
}

// TestJudgedAreTheTested: the queries that the product ships are those that its
// own search is held to (TestQuality), so that a municipality that sees other
// figures sees them because its words are others.
func TestJudgedAreTheTested(t *testing.T) {
	s, err := reader().ReadSnapshot(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	var want []search.Judged
	for _, name := range []string{"development", "own", "negative"} {
		file, err := os.Open("../../search/testdata/" + name + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		judged, err := search.ReadJudged(file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, judged...)
	}
	if diff := cmp.Diff(want, search.JudgedIn(s), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("judged.yaml is not what is tested (-tested +shipped):\n%s", diff)
	}
}
