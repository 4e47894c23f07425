package content_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/demo/content"
)

// TestEveryServiceHasAnAuthority holds the demo's services to its organisation.
func TestEveryServiceHasAnAuthority(t *testing.T) {
	services := content.Services()
	files, err := fs.Glob(services, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	named := func(raw, key string) []string {
		var names []string
		for line := range strings.SplitSeq(raw, "\n") {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), key); ok {
				names = append(names, name)
			}
		}
		return names
	}
	authorities := named(string(content.Organisation()), "name: ")
	if len(authorities) != 12 {
		t.Errorf("%d authorities: %v", len(authorities), authorities)
	}
	for _, file := range files {
		raw, err := fs.ReadFile(services, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "kind: signpost") || strings.Contains(string(raw), "kind: hänvisning") {
			continue
		}
		for _, name := range named(string(raw), "authority: ") {
			if !slices.Contains(authorities, name) {
				t.Errorf("%s is of %s, which is no authority of mittkoping.yaml", file, name)
			}
		}
	}
}
