package catalogue_test

import (
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	finnish   = "words/fi"
	preschool = "ansok-om-plats-i-forskola"
)

// What a running portal reads of the words: as they are written, and synonyms
// each way that they hold.
func TestSnapshotHasWords(t *testing.T) {
	c := catalogue.New(imported(t), slog.New(slog.DiscardHandler))
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := c.Current()
	words := map[string][]string{
		preschool: {"päiväkoti", "esikoulupaikka"},
		lighting:  {"katuvalo", "katulamppu ei pala"},
	}
	if diff := cmp.Diff(words, s.Words("fi")); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	if got := s.Words("sv"); got != nil {
		t.Errorf("Swedish has words of services: %v", got)
	}
	if diff := cmp.Diff([]string{"fi"}, s.WordLanguages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	synonyms := []catalogue.Synonym{
		{Lang: "sv", From: "dagis", To: "förskola", Weight: 0.9},
		{Lang: "sv", From: "förskola", To: "dagis", Weight: 0.9},
		{Lang: "sv", From: "dagisplats", To: "förskola", Weight: 0.9},
		{Lang: "sv", From: "förskola", To: "dagisplats", Weight: 0.9},
		{Lang: "sv", From: "lyse", To: "belysning", Weight: 0.7},
	}
	if diff := cmp.Diff(synonyms, s.Synonyms()); diff != "" {
		t.Errorf("synonyms (-want +got):\n%s", diff)
	}
}

// TestImportOfWordsMeets: their files meet the database as services' do.
func TestImportOfWordsMeets(t *testing.T) {
	const was, edited, filed = "katuvalo", "lyhtypylväs", "valopylväs"
	tests := []struct {
		name         string
		portal, file bool
		revision     string
		overwrite    bool
		want         string
		says         string
		action       audit.Action
	}{
		{name: "nothing has changed", want: "Unchanged", says: was},
		{name: "only the file", file: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "only the portal", portal: true, want: "Kept", says: edited},
		{name: "both", portal: true, file: true, want: "Conflicts", says: edited},
		{name: "both, and the file wins", portal: true, file: true, overwrite: true, want: "Overridden", says: filed, action: audit.CatalogueOverridden},
		{name: "an edited export of the revision that the portal made", portal: true, file: true, revision: "revision: 2\n", want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "an edited export of a revision before", portal: true, file: true, revision: "revision: 1\n", want: "Conflicts", says: edited},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := imported(t)
			m.trail = nil
			if tt.portal {
				v := m.words["fi"]
				v.Services = map[string][]string{lighting: {edited}}
				v.Revision, v.Hash = 2, "of the portal"
				m.words["fi"] = v
			}
			dir := folder(t, nil)
			text := string(dir[finnish+".yaml"].Data) + tt.revision
			if tt.file {
				text = strings.Replace(text, was, filed, 1)
			}
			dir[finnish+".yaml"] = &fstest.MapFile{Data: []byte(text)}
			opts := catalogue.ImportOptions{Actor: "system"}
			if tt.overwrite {
				opts.Overwrite = []string{finnish}
			}
			before := m.words["fi"].Revision
			report, err := filesOver(m).Import(t.Context(), dir, opts)
			if conflict := tt.want == "Conflicts"; errs.Is(err, errs.Conflict) != conflict || (err != nil) != conflict {
				t.Fatalf("error %v", err)
			}
			if got := listOf(report, finnish); got != tt.want {
				t.Errorf("reported as %s, want %s", got, tt.want)
			}
			after := m.words["fi"]
			if says := after.Services[lighting][0]; says != tt.says {
				t.Errorf("the database says %q, want %q", says, tt.says)
			}
			if tt.want == "Conflicts" {
				want := catalogue.Difference{Field: "services." + lighting + "[0]", Database: "“" + edited + "”", File: "“" + filed + "”"}
				if diff := cmp.Diff(want, report.Conflicts[0].Fields[1]); diff != "" {
					t.Errorf("what the conflict shows (-want +got):\n%s", diff)
				}
			}
			wrote := tt.action != ""
			if wrote != (after.Revision == before+1) || wrote != (len(m.trail) == 1) {
				t.Fatalf("revision %d after %d, audit %v", after.Revision, before, m.trail)
			}
			if wrote && (m.trail[0].Action != tt.action || m.trail[0].Subject != "catalogue:words/fi" || after.Hash != after.ImportedHash || !after.UpdatedAt.Equal(noon)) {
				t.Errorf("audit is %+v, vocabulary %+v", m.trail, after)
			}
		})
	}
}

func TestReadRefusesWords(t *testing.T) {
	words := func(lang, word string) string {
		return "language: " + lang + "\nowner: Kontaktcenter\nservices:\n  lamp: [" + word + "]\n"
	}
	synonyms := func(rows ...string) string {
		return "language: sv\nowner: Kontaktcenter\nsynonyms:\n  - " + strings.Join(rows, "\n  - ") + "\n"
	}
	const dagis = "{from: [dagis], to: [förskola], weight: 0.9, both: true}"
	tests := []struct {
		name, file, text string
		want             string // empty: nothing is wrong
	}{
		{"Finnish", "fi", words("fi", "katuvalo ei pala"), ""},
		{"a number that everybody calls", "ar", words("ar", `"112"`), ""},
		{"a Swedish name among Arabic words", "ar", words("ar", "دورة SFI"), ""},
		{"names of languages", "mul", words("mul", "Meänkieli, العربية, українська"), ""},
		{"an empty word", "fi", words("fi", `""`), "services.lamp[0] is “”, but must be a word or a short phrase"},
		{"blanks around", "fi", words("fi", `" valo"`), "services.lamp[0] is “valo”, but must be a word or a short phrase"},
		{"a word twice", "fi", words("fi", "valo, valo"), "services.lamp says the same in place 1 and 2"},
		{"no words", "fi", words("fi", ""), "services.lamp is an empty list"},
		{"a language that nobody searches in", "de", words("de", "Lampe"), "language is “de”, which is not one of"},
		{"a file of another language", "fi", words("so", "nal"), "words/fi.yaml:1:11: language is so, but the file is named fi.yaml"},
		{"no owner", "fi", "language: fi\nservices:\n  lamp: [valo]\n", "owner is missing"},
		{"Swedish in the place of Arabic", "ar", words("ar", "lampa"), "words/ar.yaml:4:10: “lampa” has no letter of the language's own: write it in Arabic"},
		{"Cyrillic in Polish", "pl", words("pl", "lampa, лампа"), "words/pl.yaml:4:17: “лампа” has letters of another script: write it in Latin"},
		{"two scripts in a word", "uk", words("uk", "лiхтар"), "mixes scripts in one word"},
		{"a Russian letter in Ukrainian", "uk", words("uk", "фонарный столб"), "has letters that are Russian"},
		{"an Arabic letter in Persian", "fa", words("fa", "برق شهري"), "has letters that are Arabic"},
		{"a Persian letter in Arabic", "ar", words("ar", "چراغ"), "has letters that are Persian"},
		{"synonyms", "sv", synonyms(dagis, "{from: [barnomsorg], to: [förskola], weight: 0.5}"), ""},
		{"too heavy", "sv", synonyms("{from: [dagis], to: [förskola], weight: 1.5}"), "synonyms[0].weight is too large: write 1 or less"},
		{"of no weight", "sv", synonyms("{from: [dagis], to: [förskola], weight: 0}"), "synonyms[0].weight is too small: write more than 0"},
		{"nothing to stand for", "sv", synonyms("{from: [dagis], to: [], weight: 1}"), "synonyms[0].to is an empty list"},
		{"itself", "sv", synonyms("{from: [dagis], to: [Dagis], weight: 1}"), "words/sv.yaml:4:6: “dagis” stands for itself"},
		{"twice", "sv", synonyms(dagis, "{from: [förskola], to: [dagis], weight: 0.5}"), "words/sv.yaml:5:6: “förskola” stands for “dagis” in line 4 already"},
		{"another script", "sv", synonyms("{from: [dagis], to: [сад], weight: 1}"), "“сад” has letters of another script"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := filesOver(newMemory()).Read(fstest.MapFS{"lamp.yaml": {Data: []byte(lamp)}, "words/" + tt.file + ".yaml": {Data: []byte(tt.text)}})
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			faults := strings.Join(faultsOf(t, err), "\n")
			if !strings.Contains(faults, tt.want) || !strings.HasPrefix(faults, "words/"+tt.file+".yaml:") {
				t.Errorf("faults are %q, want one with %q", faults, tt.want)
			}
		})
	}
}

// Words of a service that is nowhere help nobody find it.
func TestWordsAskForTheirService(t *testing.T) {
	text := "language: fi\nowner: Kontaktcenter\nservices:\n  " + lighting + ": [katuvalo]\n  felanmal-gatubelysningen: [katuvalo]\n"
	words := fstest.MapFS{finnish + ".yaml": {Data: []byte(text)}}
	t.Run("import", func(t *testing.T) {
		m := imported(t)
		_, err := filesOver(m).Import(t.Context(), words, catalogue.ImportOptions{})
		want := []string{"words/fi.yaml:5:3: there is no service felanmal-gatubelysningen"} // the other one is in the database
		if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" {
			t.Errorf("faults (-want +got):\n%s", diff)
		}
		if m.words["fi"].Revision != 1 {
			t.Error("it was written")
		}
	})
	t.Run("check", func(t *testing.T) {
		_, err := gateFiles().Check([]catalogue.Folder{{Name: "content", FS: content()}, {Name: "drafts", FS: words}})
		want := []string{"drafts/words/fi.yaml:5:3: there is no service felanmal-gatubelysningen; did you mean felanmal-gatubelysning?"}
		if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" {
			t.Errorf("faults (-want +got):\n%s", diff)
		}
	})
}
