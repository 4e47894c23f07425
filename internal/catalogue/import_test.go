package catalogue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	lighting = "felanmal-gatubelysning"
	police   = "pass-och-id-kort-ordnar-du-hos-polisen"
)

func TestImportIntoAnEmptyDatabase(t *testing.T) {
	m := newMemory()
	report, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{Actor: "system"})
	if err != nil {
		t.Fatal(err)
	}
	ids := slices.Sorted(maps.Keys(m.entries))
	if len(ids) != 5 {
		t.Fatalf("%d services, want 5", len(ids))
	}
	if diff := cmp.Diff(catalogue.Report{Created: append([]string{"authorities", "words/fi", "words/sv"}, ids...)}, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	e := m.entries[lighting]
	if e.Revision != 1 || e.FormVersion != 1 || e.Hash == "" || e.Hash != e.ImportedHash || !e.UpdatedAt.Equal(noon) {
		t.Errorf("entry is %+v", e)
	}
	if e.Title.EN != "Report a fault in street lighting" || e.Route.Params["attribute.fel"] != "=answers.fel" {
		t.Errorf("entry says %+v", e.Service)
	}
	if len(m.forms) != 1 {
		t.Errorf("%d forms, want 1", len(m.forms))
	}
	if len(m.trail) != 8 {
		t.Fatalf("%d audit entries, want 8", len(m.trail))
	}
	want := []audit.Entry{
		{At: noon, Actor: "system", Action: audit.CatalogueImported, Subject: "catalogue:authorities", Detail: "revision:1"},
		{At: noon, Actor: "system", Action: audit.CatalogueImported, Subject: "catalogue:words/fi", Detail: "revision:1"},
		{At: noon, Actor: "system", Action: audit.CatalogueImported, Subject: "catalogue:words/sv", Detail: "revision:1"},
		{At: noon, Actor: "system", Action: audit.CatalogueImported, Subject: "service:" + ids[0], Detail: "revision:1"},
	}
	if diff := cmp.Diff(want, m.trail[:4]); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

// TestImportMeets is the table of what a file meets in the database.
func TestImportMeets(t *testing.T) {
	const was, edited, filed = "dygnet runt", "hela dagen", "hela natten"
	inPortal := func(m *memory) {
		m.edit(police, func(e *catalogue.Entry) {
			e.Contact.Hours.SV = strings.Replace(e.Contact.Hours.SV, was, edited, 1)
		})
	}
	tests := []struct {
		name      string
		portal    bool // somebody edited the service in the portal
		file      bool // somebody edited the file
		revision  int  // what the file says; 0: nothing
		overwrite bool
		want      string // the list of the report that has the service
		says      string // what the database says afterwards
		action    audit.Action
	}{
		{name: "nothing has changed", want: "Unchanged", says: was},
		{name: "only the file", file: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "only the portal", portal: true, want: "Kept", says: edited},
		{name: "both", portal: true, file: true, want: "Conflicts", says: edited},
		{name: "both, and the file wins", portal: true, file: true, overwrite: true, want: "Overridden", says: filed, action: audit.CatalogueOverridden},
		{name: "only the portal, and the file wins", portal: true, overwrite: true, want: "Overridden", says: was, action: audit.CatalogueOverridden},
		{name: "only the file, which would win anyway", file: true, overwrite: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "nothing, and the file would win", overwrite: true, want: "Unchanged", says: was},
		{name: "an export of this revision", revision: 1, want: "Unchanged", says: was},
		{name: "an edited export of this revision", revision: 1, file: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "an edited export of the revision that the portal made", revision: 2, portal: true, file: true, want: "Updated", says: filed, action: audit.CatalogueImported},
		{name: "an edited export of a revision before", revision: 1, portal: true, file: true, want: "Conflicts", says: edited},
		{name: "an export of a revision before", revision: 1, portal: true, want: "Conflicts", says: edited},
		{name: "an edited export of another database", revision: 9, file: true, want: "Conflicts", says: was},
		{name: "an export of a revision before, and the file wins", revision: 1, portal: true, file: true, overwrite: true, want: "Overridden", says: filed, action: audit.CatalogueOverridden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := imported(t)
			m.trail = nil
			if tt.portal {
				inPortal(m)
			}
			before := m.entries[police]
			opts := catalogue.ImportOptions{Actor: "system"}
			if tt.overwrite {
				opts.Overwrite = []string{police}
			}
			report, err := filesOver(m).Import(t.Context(), policeFile(t, func(text string) string {
				if tt.file {
					text = strings.Replace(text, was, filed, 1)
				}
				if tt.revision > 0 {
					text += fmt.Sprintf("revision: %d\n", tt.revision)
				}
				return text
			}), opts)
			if conflict := tt.want == "Conflicts"; errs.Is(err, errs.Conflict) != conflict || (err != nil) != conflict {
				t.Fatalf("error %v", err)
			}
			if got := listOf(report, police); got != tt.want {
				t.Errorf("reported as %s, want %s", got, tt.want)
			}
			after := m.entries[police]
			if !strings.Contains(after.Contact.Hours.SV, tt.says) {
				t.Errorf("the database says %q, want %q", after.Contact.Hours.SV, tt.says)
			}
			if tt.action == "" {
				if diff := cmp.Diff(before, after); diff != "" || len(m.trail) > 0 {
					t.Errorf("something was written: %v\n%s", m.trail, diff)
				}
				return
			}
			if after.Revision != before.Revision+1 || after.Hash != after.ImportedHash {
				t.Errorf("revision %d after %d, hash %s, imported %s", after.Revision, before.Revision, after.Hash, after.ImportedHash)
			}
			if len(m.trail) != 1 || m.trail[0].Action != tt.action || m.trail[0].Subject != "service:"+police {
				t.Errorf("audit is %+v", m.trail)
			}
		})
	}
}

// policeFile returns the demo's services with one of them edited.
func policeFile(t *testing.T, edit func(string) string) fstest.MapFS {
	t.Helper()
	dir := folder(t, nil)
	name := police + ".yaml"
	dir[name] = &fstest.MapFile{Data: []byte(edit(string(dir[name].Data)))}
	return dir
}

// listOf returns the name of the report's list that has the id.
func listOf(r catalogue.Report, id string) string {
	lists := map[string][]string{
		"Created": r.Created, "Updated": r.Updated, "Unchanged": r.Unchanged, "Kept": r.Kept,
		"Overridden": r.Overridden, "OnlyInDatabase": r.OnlyInDatabase,
	}
	for _, c := range r.Conflicts {
		lists["Conflicts"] = append(lists["Conflicts"], c.ID)
	}
	var in []string
	for name, ids := range lists {
		if slices.Contains(ids, id) {
			in = append(in, name)
		}
	}
	return strings.Join(in, " and ")
}

func TestImportShowsWhatDiffers(t *testing.T) {
	m := imported(t)
	m.edit(lighting, func(e *catalogue.Entry) {
		e.Owner = "Parkenheten"
		e.Needs = e.Needs[:2]
		e.Summary.SV = strings.Repeat("Säg till. ", 10)
	})
	dir := folder(t, nil)
	name := lighting + ".yaml"
	text := strings.NewReplacer("max_length: 1500", "max_length: 3000", "fee: none\n", "").Replace(string(dir[name].Data))
	dir[name] = &fstest.MapFile{Data: []byte(text)}
	report, err := filesOver(m).Import(t.Context(), dir, catalogue.ImportOptions{})
	if !errs.Is(err, errs.Conflict) || len(report.Conflicts) != 1 {
		t.Fatalf("%v, %+v", err, report)
	}
	want := []catalogue.Difference{
		{"fee", "“none”", "nothing"},
		{"form.steps[0].questions[1].rules.max_length", "1500", "3000"},
		{"form.steps[3].questions[1].rules.max_length", "1500", "3000"},
		{"needs[2]", "nothing", "keys and values"},
		{"owner", "“Parkenheten”", "“Tekniska förvaltningen, gatuenheten”"},
		{"summary.sv", "“Säg till. Säg till. Säg till. Säg till. Säg till. Säg till.…”", "“Säg till när en gatlykta är släckt, blinkar eller är påkörd.”"},
	}
	if diff := cmp.Diff(want, report.Conflicts[0].Fields); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if got := err.Error(); !strings.Contains(got, lighting+": both the file and the database have changed") || !strings.Contains(got, "\n  owner: “Parkenheten” in the database, ") {
		t.Errorf("the error says %s", got)
	}
}

// One conflict, one bad file or one failing write, and none of the others is
// written either.
func TestImportIsAllOrNothing(t *testing.T) {
	newer := strings.Replace(lamp, "Tell us.", "Tell us, please.", 1)
	tests := []struct {
		name  string
		files map[string]string
		store func(*memory)
		kind  errs.Kind
	}{
		{"a conflict", map[string]string{"lamp.yaml": newer}, func(m *memory) {
			m.edit(police, func(e *catalogue.Entry) { e.Owner = "Växeln" })
			m.edit(police, func(e *catalogue.Entry) { e.ImportedHash = "of another file" })
		}, errs.Conflict},
		{"a bad file", map[string]string{"lamp.yaml": newer, "zebra.yaml": "id: zebra\n"}, nil, errs.Invalid},
		{"a write that fails", map[string]string{"lamp.yaml": newer, "lykta.yaml": strings.Replace(lamp, "id: lamp", "id: lykta", 1)}, func(m *memory) {
			m.failAfter = m.writes + 1
		}, errs.Unavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := imported(t)
			if tt.store != nil {
				tt.store(m)
			}
			before := m.clone()
			_, err := filesOver(m).Import(t.Context(), folder(t, tt.files), catalogue.ImportOptions{Actor: "system"})
			if !errs.Is(err, tt.kind) {
				t.Errorf("error %v, want %s", err, tt.kind)
			}
			if diff := cmp.Diff(before, m.state, cmp.AllowUnexported(state{}, formKey{})); diff != "" {
				t.Errorf("something was written:\n%s", diff)
			}
		})
	}
}

func TestImportDryRun(t *testing.T) {
	m := newMemory()
	report, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{DryRun: true})
	if err != nil || len(report.Created) != 8 {
		t.Errorf("%+v, %v", report, err)
	}
	if len(m.entries) > 0 || len(m.trail) > 0 || len(m.sheets) > 0 || len(m.words) > 0 {
		t.Error("a dry run has written")
	}
}

func TestImportLeavesServicesWithoutFile(t *testing.T) {
	m := imported(t)
	dir := folder(t, nil)
	delete(dir, police+".yaml")
	report, err := filesOver(m).Import(t.Context(), dir, catalogue.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{police}, report.OnlyInDatabase); diff != "" {
		t.Errorf("only in the database (-want +got):\n%s", diff)
	}
	if _, there := m.entries[police]; !there {
		t.Error("a service without a file is gone")
	}
}

func TestImportOverwriteOfNothing(t *testing.T) {
	m := newMemory()
	_, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{Overwrite: []string{"felanmal"}})
	if !errs.Is(err, errs.Invalid) || len(m.entries) > 0 {
		t.Errorf("error %v and %d entries", err, len(m.entries))
	}
}

// A form gets a new version when it changes, and only then; old versions stay
// for drafts and cases, also when the form is gone for a while.
func TestImportVersionsForms(t *testing.T) {
	withoutForm := strings.Replace(strings.TrimSuffix(lamp, lampForm), "e-service", "information", 1)
	steps := []struct {
		name    string
		text    string
		version int
		forms   int
	}{
		{"new", lamp, 1, 1},
		{"other texts, same form", strings.Replace(lamp, "Tell us.", "Tell us, please.", 1), 1, 1},
		{"same form in another order", strings.Replace(lamp, "          type: text\n          label:\n            sv: Felet\n            en: The fault\n", "          label:\n            en: The fault\n            sv: Felet\n          type: text\n", 1), 1, 1},
		{"another form", strings.Replace(lamp, "The fault", "The error", 1), 2, 2},
		{"no form", withoutForm, 0, 2},
		{"a form again", lamp, 3, 3},
	}
	m := newMemory()
	files := filesOver(m)
	fake := clock.NewFake(noon)
	files.Clock = fake
	for _, step := range steps {
		fake.Advance(time.Hour)
		_, err := files.Import(t.Context(), fstest.MapFS{"lamp.yaml": {Data: []byte(step.text)}}, catalogue.ImportOptions{})
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := m.entries["lamp"].FormVersion; got != step.version {
			t.Errorf("%s: version %d, want %d", step.name, got, step.version)
		}
		if len(m.forms) != step.forms {
			t.Errorf("%s: %d versions kept, want %d", step.name, len(m.forms), step.forms)
		}
	}
	third := m.forms[formKey{"lamp", 3}]
	if !third.CreatedAt.Equal(noon.Add(6*time.Hour)) || !json.Valid(third.Definition) {
		t.Errorf("the third version is %+v", third)
	}
}

func TestImportTellsOfADatabaseThatFails(t *testing.T) {
	m := newMemory()
	m.failAfter = 1
	_, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{})
	if !errors.Is(err, errDisk) || !errs.Is(err, errs.Unavailable) {
		t.Errorf("error %v", err)
	}
}
