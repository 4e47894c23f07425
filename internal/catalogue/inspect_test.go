package catalogue_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

func gateFiles() *catalogue.Files {
	files := filesOver(newMemory())
	files.Clock = clock.NewFake(gateDay)
	return files
}

// TestCheckTellsWhere: a flaw is told with its file and line, beside the
// faults of files that cannot be read; several folders count as one.
func TestCheckTellsWhere(t *testing.T) {
	dir := folder(t, nil)
	police := police + ".yaml"
	text := strings.Replace(string(dir[police].Data), "fee: other\n", "", 1)
	drafts := fstest.MapFS{
		police:      {Data: []byte(strings.Replace(text, "Get a passport", "Passport", 1))},
		"lamp.yaml": {Data: []byte("id: lamp\nkind: lamp\n")},
		permitFile:  dir[permitFile],
	}
	delete(dir, police)
	well, err := gateFiles().Check([]catalogue.Folder{{Name: "content", FS: dir}, {Name: "drafts/b1", FS: drafts}})
	var got []string
	for _, fault := range faultsOf(t, err) {
		if !strings.HasPrefix(fault, "drafts/b1/lamp.yaml:1:1: ") { // the keys that are missing
			got = append(got, fault)
		}
	}
	want := []string{
		"drafts/b1/" + permitFile + ":1:1: the same service is in content too: keep one",
		"drafts/b1/lamp.yaml:2:7: kind is “lamp”, which is not one of e-service, information, signpost",
		"drafts/b1/" + police + ":2:1: fee is missing: write none, fixed, tariff or other, and unknown when you do not know; never none by guess",
		"drafts/b1/" + police + ":6:7: title.en begins with “passport”, which is not a verb that the portal knows: begin with what the citizen does, such as Apply, Report, Book",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if well != 4 {
		t.Errorf("%d services are well, want 4", well)
	}
	if well, err := gateFiles().Check([]catalogue.Folder{{Name: "content", FS: content()}}); well != 5 || err != nil {
		t.Errorf("%d are well, %v", well, err)
	}
}

const permitFile = permit + ".yaml"

// What is in the database is held to the same rules, forms too.
func TestCheckStored(t *testing.T) {
	m := imported(t)
	files := filesOver(m)
	files.Clock = clock.NewFake(gateDay)
	if flaws, err := files.CheckStored(t.Context()); err != nil || len(flaws) > 0 {
		t.Fatalf("flaws before any is planted: %v, %v", flaws, err)
	}
	m.edit(permit, func(e *catalogue.Entry) { e.Steps = nil })
	form := m.forms[formKey{lighting, 1}]
	form.Definition = []byte(strings.Replace(string(form.Definition), `"en":"The light is out"`, `"en":""`, 1))
	m.forms[formKey{lighting, 1}] = form
	flaws, err := files.CheckStored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(flaws) != 2 || len(flaws[permit]) != 1 || len(flaws[lighting]) != 1 || flaws[lighting][0].Rule != "languages" {
		t.Errorf("flaws are %v", flaws)
	}
}

func TestFormat(t *testing.T) {
	canonical := string(folder(t, nil)[permitFile].Data)
	loose := strings.Replace(canonical, "audience:\n  - privatperson\n  - foretag\n", "audience: [privatperson, foretag]\n", 1)
	top := "# kept\n"
	finnishText := string(folder(t, nil)[finnish+".yaml"].Data)
	tests := []struct {
		name, file, text, want string
		refused                bool
	}{
		{"as it should be", permitFile, canonical, canonical, false},
		{"another way to write a list", permitFile, loose, canonical, false},
		{"other comments at the top", permitFile, top + loose, top + canonical, false},
		{"a comment that would be lost", permitFile, strings.Replace(canonical, "kind:", "# why\nkind:", 1), "", true},
		{"a file that cannot be read", permitFile, "id: [\n", "", true},
		{"another's id", "lamp.yaml", canonical, "", true},
		{"words", finnish + ".yaml", finnishText, finnishText, false},
		{"words in another way", finnish + ".yaml", "language: fi\nservices:\n  x:\n    - \"valo, valot\"\n    - ei\nowner: Kontaktcenter\n", "# yaml-language-server: $schema=../words.schema.json\nlanguage: fi\nowner: Kontaktcenter\nservices:\n  x: [\"valo, valot\", ei]\n", false},
		{"words that cannot be read", finnish + ".yaml", "language: fi\n", "", true},
		{"authorities", catalogue.DirectoryName, string(folder(t, nil)[catalogue.DirectoryName].Data), string(folder(t, nil)[catalogue.DirectoryName].Data), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := gateFiles().Format("folder/"+tt.file, []byte(tt.text))
			if errs.Is(err, errs.Invalid) != tt.refused || (err != nil) != tt.refused {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
