package catalogue_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// edited is the content after an editor has published some words and a
// recommended hit.
func edited(t *testing.T) *memory {
	t.Helper()
	m := imported(t)
	m.trail = nil
	w, err := filesOver(m).Wording(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fi, ok := w.Language("fi")
	if !ok {
		t.Fatal("no Finnish")
	}
	fi.Services = maps.Clone(fi.Services)
	fi.Services[lighting] = append(slices.Clone(fi.Services[lighting]), "lyhtypylväs")
	w.Vocabularies = append(w.Vocabularies, catalogue.Vocabulary{Language: "pl", Owner: "Kontaktcenter", Services: map[string][]string{lighting: {"latarnia"}}})
	w.Bets.Bets = []catalogue.Bet{{
		ID: "morkt", Sayings: []string{"mörkt & kallt <här>"}, Service: lighting, Owner: "Kontaktcenter", Reason: "Vinter.", From: "2026-11-01", Until: "2026-12-31",
	}}
	if err := filesOver(m).SaveWording(t.Context(), w, "staff:anna"); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestEditedWordsComeBack: what an editor has changed is written with an audit
// entry each, is exported with the rest, and the export changes nothing when it
// is imported.
func TestEditedWordsComeBack(t *testing.T) {
	m := edited(t)
	if fi := m.words["fi"]; fi.Revision != 2 || fi.Hash == fi.ImportedHash || !slices.Contains(fi.Services[lighting], "lyhtypylväs") {
		t.Errorf("Finnish is %+v", fi)
	}
	if sv := m.words["sv"]; sv.Revision != 1 {
		t.Errorf("Swedish, which nobody changed, is of revision %d", sv.Revision)
	}
	want := []audit.Entry{
		{At: noon, Actor: "staff:anna", Action: audit.CatalogueEdited, Subject: "catalogue:words/fi", Detail: "revision:2"},
		{At: noon, Actor: "staff:anna", Action: audit.CatalogueEdited, Subject: "catalogue:words/pl", Detail: "revision:1"},
		{At: noon, Actor: "staff:anna", Action: audit.CatalogueEdited, Subject: "catalogue:bets", Detail: "revision:1"},
	}
	if diff := cmp.Diff(want, m.trail); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
	if bets := loaded(t, m).Bets(); len(bets) != 1 || bets[0].ID != "morkt" {
		t.Errorf("the running portal has the bets %v", bets)
	}
	dir := t.TempDir()
	if _, err := filesOver(m).Export(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"words/fi.yaml": "lyhtypylväs", "words/pl.yaml": "latarnia", "bets.yaml": "mörkt & kallt <här>"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(raw), text) {
			t.Errorf("%s does not say %q: %v", name, text, err)
		}
	}
	version := m.version
	report, err := filesOver(m).Import(t.Context(), os.DirFS(dir), catalogue.ImportOptions{})
	if err != nil || m.version != version || len(report.Updated)+len(report.Created)+len(report.Kept) > 0 {
		t.Errorf("the export is imported as %+v, %v", report, err)
	}

	w, err := filesOver(m).Wording(t.Context())
	if err == nil {
		err = filesOver(m).SaveWording(t.Context(), w, "staff:anna")
	}
	if err != nil || m.version != version {
		t.Errorf("the same wording is written again: %v", err)
	}
}

// TestImportMeetsEdits: files do not write over what an editor has published
// since, as they do not for services.
func TestImportMeetsEdits(t *testing.T) {
	m := edited(t)
	report, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{})
	if err != nil || listOf(report, finnish) != "Kept" {
		t.Errorf("the files that it was made from: %s, %v", listOf(report, finnish), err)
	}
	dir := folder(t, map[string]string{catalogue.BetsName: betsFile})
	dir[finnish+".yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(dir[finnish+".yaml"].Data), "katuvalo", "valopylväs", 1))}
	report, err = filesOver(m).Import(t.Context(), dir, catalogue.ImportOptions{})
	if !errs.Is(err, errs.Conflict) || listOf(report, finnish) != "Conflicts" || listOf(report, "bets") != "Conflicts" {
		t.Errorf("files that say something else: %+v, %v", report.Conflicts, err)
	}
	report, err = filesOver(m).Import(t.Context(), dir, catalogue.ImportOptions{Overwrite: []string{finnish, "bets"}})
	if err != nil || listOf(report, finnish) != "Overridden" || listOf(report, "bets") != "Overridden" {
		t.Errorf("the files win: %+v, %v", report, err)
	}
}

// TestWordingIsHeldToTheRulesOfFiles: nothing is written that export could not
// write.
func TestWordingIsHeldToTheRulesOfFiles(t *testing.T) {
	for name, wrong := range map[string]func(w *catalogue.Wording){
		"another script": func(w *catalogue.Wording) { w.Vocabularies[0].Services = map[string][]string{lighting: {"лампа"}} },
		"too long a word": func(w *catalogue.Wording) {
			w.Vocabularies[0].Services = map[string][]string{lighting: {strings.Repeat("x", catalogue.MaxWord+1)}}
		},
		"too many": func(w *catalogue.Wording) {
			words := make([]string, catalogue.MaxWords+1)
			for i := range words {
				words[i] = strings.Repeat("x", i+1)
			}
			w.Vocabularies[0].Services = map[string][]string{lighting: words}
		},
		"no weight": func(w *catalogue.Wording) {
			w.Vocabularies[0].Synonyms = []catalogue.SynonymGroup{{From: []string{"a"}, To: []string{"b"}}}
		},
		"a bet without an end": func(w *catalogue.Wording) {
			w.Bets.Bets = []catalogue.Bet{{ID: "a", Sayings: []string{"a"}, Service: lighting, Owner: "x", Reason: "x", From: "2026-11-01"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := imported(t)
			w, err := filesOver(m).Wording(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w.Vocabularies = slices.Clone(w.Vocabularies)
			version := m.version
			wrong(&w)
			if err := filesOver(m).SaveWording(t.Context(), w, "staff:anna"); !errs.Is(err, errs.Internal) || m.version != version {
				t.Errorf("written: %v", err)
			}
		})
	}
}

// TestWithWording: another wording changes nothing of the snapshot it is made of.
func TestWithWording(t *testing.T) {
	s := loaded(t, imported(t))
	other := s.WithWording(catalogue.Wording{
		Vocabularies: []catalogue.Vocabulary{{Language: "pl", Services: map[string][]string{lighting: {"latarnia"}}}},
		Bets:         catalogue.Bets{Bets: []catalogue.Bet{{ID: "a"}}},
	})
	if len(s.Words("pl")) != 0 || len(s.Bets()) != 0 || len(s.Words("fi")) == 0 {
		t.Error("the snapshot has changed")
	}
	if len(other.Words("pl")) != 1 || len(other.Bets()) != 1 || len(other.Words("fi")) != 0 || len(other.Synonyms()) != 0 {
		t.Error("the other does not say what it was given")
	}
	if _, ok := other.Find(lighting); !ok {
		t.Error("the services are gone")
	}
}

func TestTidyWords(t *testing.T) {
	got := catalogue.TidyWords("  lyse\r\ngatu  lyse, Lyse;lampa\n\n,")
	if diff := cmp.Diff([]string{"lyse", "gatu lyse", "lampa"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The most that editors are told is the most that files take.
func TestSchemasHaveTheLimitsOfGo(t *testing.T) {
	for name, raw := range map[string][]byte{"words": catalogue.VocabularySchema(), "bets": catalogue.SheetSchemas()["bets.schema.json"]} {
		for _, want := range []string{fmt.Sprintf(`"maxItems": %d,`, catalogue.MaxWords), fmt.Sprintf(`"maxLength": %d,`, catalogue.MaxWord)} {
			if !strings.Contains(string(raw), want) {
				t.Errorf("the schema of %s does not say %s", name, want)
			}
		}
	}
}
