package content_test

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/forms"
)

// ids are the services of Mittköping, for ever.
//
//go:embed ids.txt
var ids string

// reader reads the folder as of the day when most of it was last read through.
func reader() *catalogue.Files {
	return &catalogue.Files{Clock: clock.NewFake(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)), CheckForm: checkForm}
}

func checkForm(definition json.RawMessage) []catalogue.FormFault {
	_, err := forms.Parse(definition)
	invalid, ok := errors.AsType[*forms.InvalidDefinitionError](err)
	switch {
	case err == nil:
		return nil
	case !ok:
		return []catalogue.FormFault{{Message: err.Error()}}
	}
	var faults []catalogue.FormFault
	for _, f := range invalid.Faults {
		faults = append(faults, catalogue.FormFault{Path: f.Path, Message: f.Message})
	}
	return faults
}

func TestEveryServicePassesTheGate(t *testing.T) {
	if _, err := reader().Check([]catalogue.Folder{{FS: content.Services()}}); err != nil {
		t.Error(err)
	}
}

func TestServicesAreThoseOfTheList(t *testing.T) {
	want := strings.Fields(ids)
	if len(want) != 263 {
		t.Fatalf("the list has %d ids, want 263", len(want))
	}
	files, err := reader().Read(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(want, f.ID) {
			t.Errorf("%s is not in ids.txt: an id is for ever", f.ID)
		}
	}
	for _, id := range want {
		if !slices.ContainsFunc(files, func(f catalogue.File) bool { return f.ID == id }) {
			t.Errorf("%s is missing", id)
		}
	}
}

// Two people who change different services never change the same lines.
func TestFilesAreAsExportWritesThem(t *testing.T) {
	names, err := fs.Glob(content.Services(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	words, err := fs.Glob(content.Services(), catalogue.WordsFolder+"/*.yaml")
	if err != nil || len(words) == 0 {
		t.Fatal(words, err)
	}
	for _, name := range slices.Concat(names, words) {
		raw, err := fs.ReadFile(content.Services(), name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := reader().Format(name, raw)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(want), string(raw)); diff != "" {
			t.Errorf("%s: run entre catalogue format on the folder (-want +got):\n%s", name, diff)
		}
	}
}

// TestAuthoritiesAreThoseOfTheOrganisation holds the file that citizens read of
// to the one that says who works where: same codes, same names.
func TestAuthoritiesAreThoseOfTheOrganisation(t *testing.T) {
	raw, err := fs.ReadFile(content.Services(), catalogue.DirectoryName)
	if err != nil {
		t.Fatal(err)
	}
	pairs := func(raw, code, name string) []string {
		var out []string
		var last string
		for line := range strings.SplitSeq(raw, "\n") {
			if c, ok := strings.CutPrefix(line, code); ok {
				last = c
			}
			if n, ok := strings.CutPrefix(line, name); ok && last != "" {
				out, last = append(out, last+" "+n), ""
			}
		}
		slices.Sort(out)
		return out
	}
	public := pairs(string(raw), "  - code: ", "      sv: ")
	staff := pairs(string(content.Organisation()), "  - code: ", "    name: ")
	if len(public) != 12 {
		t.Errorf("%d authorities, want 12", len(public))
	}
	if diff := cmp.Diff(staff, public); diff != "" {
		t.Errorf("authorities (-organisation +authorities.yaml):\n%s", diff)
	}
}
