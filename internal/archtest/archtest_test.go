package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/mittkoping/entre"

// pkg is what go list says of a package.
type pkg struct {
	ImportPath   string
	Doc          string
	Imports      []string
	TestImports  []string // by its tests of the same package
	XTestImports []string // by its tests of package …_test
}

func TestImportRules(t *testing.T) {
	for _, violation := range violations(packages(t)) {
		t.Error(violation)
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment: write a doc.go", p.ImportPath)
		}
	}
}

// packages lists every package of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	// -e: what does not build is the compiler's to say.
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Doc,Imports,TestImports,XTestImports", module+"/...")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var found []pkg
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		found = append(found, p)
	}
	if len(found) < 10 {
		t.Fatalf("go list knows %d packages only", len(found))
	}
	return found
}

// violations returns a sentence for each import that the rules do not allow.
func violations(packages []pkg) []string {
	var found []string
	for _, p := range packages {
		name := inModule(p.ImportPath)
		at := slices.IndexFunc(rooms, func(r room) bool { return match(r.pkg, name) })
		if at < 0 {
			found = append(found, name+" has no room in the table of archtest")
			continue
		}
		r := rooms[at]
		for _, imported := range p.Imports {
			if !allowed(name, imported, r.may, false) {
				found = append(found, fmt.Sprintf("%s must not import %s", name, inModule(imported)))
			}
		}
		tests := list(r.may, list(r.tests, r.pkg, "internal/testing/...")...)
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if !allowed(name, imported, tests, true) {
				found = append(found, fmt.Sprintf("a test of %s must not import %s", name, inModule(imported)))
			}
		}
	}
	return found
}

// allowed says whether package name, or its tests, may import a package: one of
// ours when may has it, one of a library when the library's owners have name.
func allowed(name, imported string, may []string, test bool) bool {
	if strings.HasPrefix(imported, module+"/") {
		return matchAny(may, inModule(imported))
	}
	for _, l := range libraries {
		if match(l.library, imported) {
			return matchAny(l.by, name) || test && matchAny(l.tests, name)
		}
	}
	return true
}

func inModule(importPath string) string {
	return strings.TrimPrefix(importPath, module+"/")
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(pattern, name) })
}

func match(pattern, name string) bool {
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == above || strings.HasPrefix(name, above+"/")
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

func TestPlantedViolationsAreFound(t *testing.T) {
	tests := []struct {
		name    string
		planted pkg
		want    []string
	}{
		{
			name:    "nothing",
			planted: pkg{ImportPath: "web/mycases", Imports: []string{"internal/cases", "templates/caseview", "github.com/labstack/echo/v4", "net/http"}},
		},
		{
			name:    "a handler that queries",
			planted: pkg{ImportPath: "web/mycases", Imports: []string{"internal/store", "gorm.io/gorm"}},
			want:    []string{"web/mycases must not import internal/store", "web/mycases must not import gorm.io/gorm"},
		},
		{
			name:    "a page that knows the domain",
			planted: pkg{ImportPath: "templates/caseview", Imports: []string{"internal/cases", "github.com/a-h/templ/runtime"}},
			want:    []string{"templates/caseview must not import internal/cases"},
		},
		{
			name:    "a pair of domains that is not on the list",
			planted: pkg{ImportPath: "internal/delivery", Imports: []string{"internal/cases"}},
			want:    []string{"internal/delivery must not import internal/cases"},
		},
		{
			name:    "a connector that reads the database",
			planted: pkg{ImportPath: "internal/connectors/open311", Imports: []string{"internal/delivery", "internal/store"}},
			want:    []string{"internal/connectors/open311 must not import internal/store"},
		},
		{
			name:    "another connector than caseroom that hands over to it",
			planted: pkg{ImportPath: "internal/connectors/open311", Imports: []string{"internal/caseroom"}},
			want:    []string{"internal/connectors/open311 must not import internal/caseroom"},
		},
		{
			name:    "caseroom's own connector",
			planted: pkg{ImportPath: "internal/connectors/caseroom", Imports: []string{"internal/delivery", "internal/caseroom"}},
		},
		{
			name:    "a leaf that is none",
			planted: pkg{ImportPath: "internal/clock", Imports: []string{"internal/identity"}},
			want:    []string{"internal/clock must not import internal/identity"},
		},
		{
			name:    "the configuration below app",
			planted: pkg{ImportPath: "internal/store", Imports: []string{"internal/config"}},
			want:    []string{"internal/store must not import internal/config"},
		},
		{
			name:    "demo outside app",
			planted: pkg{ImportPath: "web/public", Imports: []string{"internal/demo"}},
			want:    []string{"web/public must not import internal/demo"},
		},
		{
			name:    "a queue outside store and app",
			planted: pkg{ImportPath: "internal/delivery", Imports: []string{"github.com/riverqueue/river"}},
			want:    []string{"internal/delivery must not import github.com/riverqueue/river"},
		},
		{
			name:    "a test's helper in production",
			planted: pkg{ImportPath: "internal/app", Imports: []string{"internal/testing/testdb"}},
			want:    []string{"internal/app must not import internal/testing/testdb"},
		},
		{
			name:    "a test's helper in a test",
			planted: pkg{ImportPath: "internal/store", XTestImports: []string{"internal/store", "internal/testing/testdb"}},
		},
		{
			name:    "a test that goes where its package may not",
			planted: pkg{ImportPath: "internal/cases", TestImports: []string{"web"}, XTestImports: []string{"gorm.io/gorm"}},
			want: []string{
				"a test of internal/cases must not import web",
				"a test of internal/cases must not import gorm.io/gorm",
			},
		},
		{
			name:    "a package without a room",
			planted: pkg{ImportPath: "internal/util"},
			want:    []string{"internal/util has no room in the table of archtest"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := test.planted
			p.ImportPath = module + "/" + p.ImportPath
			for _, imports := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
				for i, imported := range imports {
					if matchAny(anything, imported) {
						imports[i] = module + "/" + imported
					}
				}
			}
			if diff := cmp.Diff(test.want, violations([]pkg{p})); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}
