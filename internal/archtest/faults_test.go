package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFaultsOfTheDocs: each fault that docs/delivery.md says is injected is, by a test
// or a fault of that name.
func TestFaultsOfTheDocs(t *testing.T) {
	docs, err := os.ReadFile("../../docs/delivery.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(docs), "<!-- faults:")
	table, _, _ = strings.Cut(table, "<!-- the faults end -->")
	source := faultSource(t)
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "fault" {
			continue
		}
		rows++
		names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1)
		if len(names) == 0 {
			t.Errorf("nothing injects it: %s", line)
		}
		for _, name := range names {
			if !strings.Contains(source, `"`+name[1]+`"`) && !strings.Contains(source, "func "+name[1]+"(t ") {
				t.Errorf("there is no fault and no test called %q", name[1])
			}
		}
	}
	if rows < 15 {
		t.Errorf("the table has %d rows only", rows)
	}
}

// faultSource is the code in which faults are injected.
func faultSource(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range []string{"../delivery", "../e2e", "../store"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") && filepath.Base(filepath.Dir(path)) != "connectortest" {
				return err
			}
			raw, err := os.ReadFile(path)
			all.Write(raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
