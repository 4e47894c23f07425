package catalogue_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

func TestExportAndImportChangeNothing(t *testing.T) {
	m := imported(t)
	dir := t.TempDir()
	names, err := filesOver(m).Export(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 15 || !slices.Contains(names, catalogue.SchemaName) {
		t.Errorf("wrote %v", names)
	}
	version := m.version
	report, err := filesOver(m).Import(t.Context(), os.DirFS(dir), catalogue.ImportOptions{})
	if err != nil || len(report.Unchanged) != 8 || m.version != version {
		t.Errorf("import after export: %+v, %v", report, err)
	}
	if names, err := filesOver(m).Export(t.Context(), dir); err != nil || len(names) != 0 {
		t.Errorf("a second export wrote %v, %v", names, err)
	}
}

// The same contents make the same files in any database.
func TestExportIsCanonical(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	if _, err := filesOver(imported(t)).Export(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	other := newMemory()
	if _, err := filesOver(other).Import(t.Context(), os.DirFS(first), catalogue.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := filesOver(other).Export(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, first), read(t, second)); diff != "" {
		t.Errorf("two exports differ:\n%s", diff)
	}
	ours := read(t, "testdata/services")
	for name, exported := range read(t, first) {
		if strings.HasSuffix(name, ".json") {
			continue
		}
		want := strings.Replace(exported, "revision: 1\n", "", 1)
		want = strings.Replace(want, "$schema=", "$schema=../../catalogue/schema/", 1)
		want = strings.Replace(want, "schema/../", "schema/", 1) // of the words, in their folder
		if diff := cmp.Diff(want, ours[name]); diff != "" {
			t.Errorf("%s is not as export writes it (-want +got):\n%s", name, diff)
		}
	}
}

// read returns the files of a folder that an export writes.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.[yj][as][mo][ln]"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	words, err := filepath.Glob(filepath.Join(dir, catalogue.WordsFolder, "*"))
	if err != nil || len(words) == 0 {
		t.Fatalf("no words in %s: %v", dir, err)
	}
	files := map[string]string{}
	for _, name := range slices.Concat(names, words) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = string(raw)
	}
	return files
}

// Texts that mean something to YAML come back as they were.
func TestExportKeepsTexts(t *testing.T) {
	long := strings.Repeat("ord ", 60)
	texts := []string{
		"yes", "No", "null", "~", "12", "1e3", "0x1F", "2026-11-21", "12:30", "=x", "- x", "-", "--- x", "... x", "? x", "a: b", "a #b", "#b", ": b", "b:",
		"'", `"`, `\`, `a "b" 'c'`, "&a", "*a", "!a", "%a", "@a", "`a", "[a]", "{a}", "|", ">", ">-", ",", "<<", "a<b>&c",
		" a", "a ", "a  b", "a\tb", "\ta", "å\u00a0ö", "a\u2028b", "💡", "é", "e\u0301", "\u200b", "\x7f", "a\rb",
		"a\nb", "a\n\nb", "\na", "a\n", "a\n\n", " a\nb", "a \nb", "a\n  b\nc", "a: b\nc: d", "# a\n# b", "- a\n- b", "---\na",
		long + "end", long, " " + long + "end", long + " two  blanks", long + ": end", "# " + long + "end", long + "\n" + long + "end",
		strings.Repeat("å", 150), strings.Repeat("https://example.com/", 9), strings.Repeat("- ", 60) + "x", "[" + long + "end]",
	}
	m := imported(t)
	m.edit(police, func(e *catalogue.Entry) {
		e.Needs, e.Keywords = nil, nil
		for _, text := range texts {
			e.Needs = append(e.Needs, i18n.Text{SV: text, EN: text})
		}
		e.LegalBasis = texts[:40]
	})
	dir := t.TempDir()
	if _, err := filesOver(m).Export(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	files, err := filesOver(m).Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f catalogue.File) bool { return f.ID == police })
	if diff := cmp.Diff(m.entries[police].Service, files[i].Service); diff != "" {
		t.Errorf("what came back (-database +file):\n%s", diff)
	}
	raw := read(t, dir)[police+".yaml"]
	for _, want := range []string{"sv: |-\n      a: b\n      c: d\n", "sv: >-\n      ord ord"} {
		if !strings.Contains(raw, want) {
			t.Errorf("no block in the file:\n%s", want)
		}
	}
}

func TestExportSpares(t *testing.T) {
	tests := []struct {
		name, file, text string
		refused          bool
	}{
		{"an older export of the service", police + ".yaml", "id: " + police + "\nrevision: 1\n", false},
		{"a file of another service", police + ".yaml", "id: something-else\n", true},
		{"something that is not YAML", police + ".yaml", "a: [\n", true},
		{"another schema", catalogue.SchemaName, `{"$id": "urn:other"}`, true},
		{"older authorities", catalogue.DirectoryName, "authorities: []\n", false},
		{"other things of that name", catalogue.DirectoryName, "nämnder: []\n", true},
		{"an older schema", catalogue.SchemaName, `{"$id": "urn:entre:catalogue:service"}`, false},
		{"a file of no service", "README.md", "Läs mig", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, tt.file)
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := filesOver(imported(t)).Export(t.Context(), dir)
			if errs.Is(err, errs.Conflict) != tt.refused || (err != nil) != tt.refused {
				t.Fatalf("error %v", err)
			}
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			if tt.refused && len(left) != 1 {
				t.Errorf("%d files after an export that was refused, want 1", len(left))
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if kept := bytes.Equal(raw, []byte(tt.text)); kept != (tt.refused || tt.file == "README.md") {
				t.Errorf("kept: %t", kept)
			}
			if slices.ContainsFunc(left, func(f os.DirEntry) bool { return strings.HasPrefix(f.Name(), ".") }) {
				t.Errorf("a temporary file was left: %v", left)
			}
		})
	}
}

// A folder that cannot be written to is an error and leaves nothing behind.
func TestExportIntoAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := filesOver(imported(t)).Export(t.Context(), path); err == nil {
		t.Error("no error")
	}
}

// An export is made from the revision that it says, so that an edit of it is
// let in.
func TestExportEditImport(t *testing.T) {
	m := imported(t)
	m.edit(lighting, func(e *catalogue.Entry) { e.Owner = "Parkenheten" })
	dir := t.TempDir()
	if _, err := filesOver(m).Export(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, lighting+".yaml")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(raw), "owner: Parkenheten", "owner: Vägenheten", 1)
	if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := filesOver(m).Import(t.Context(), os.DirFS(dir), catalogue.ImportOptions{})
	if err != nil || !cmp.Equal(report.Updated, []string{lighting}) {
		t.Fatalf("%+v, %v", report, err)
	}
	if e := m.entries[lighting]; e.Owner != "Vägenheten" || e.Revision != 3 || !e.UpdatedAt.Equal(noon.Truncate(time.Second)) {
		t.Errorf("entry is %+v", e)
	}
}
