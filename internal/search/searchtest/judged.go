package searchtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/search"
)

// Mittkoping returns the demo's whole catalogue. The root is the module's
// folder, as seen from the test's.
func Mittkoping(t testing.TB, root string) *catalogue.Snapshot {
	t.Helper()
	files := catalogue.Files{
		CheckForm:  func(json.RawMessage) []catalogue.FormFault { return nil },
		CheckRoute: func(string, catalogue.Route, json.RawMessage) []catalogue.FormFault { return nil },
	}
	s, err := files.ReadSnapshot(os.DirFS(filepath.Join(root, "internal/demo/content")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Judged returns the judged queries of a file of internal/search/testdata.
func Judged(t testing.TB, root, name string) []search.Judged {
	t.Helper()
	file, err := os.Open(filepath.Join(root, "internal/search/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	out, err := search.ReadJudged(file)
	if err != nil || len(out) == 0 {
		t.Fatalf("%s: %d queries, %v", name, len(out), err)
	}
	return out
}
