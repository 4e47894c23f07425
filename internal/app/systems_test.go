package app_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/i18n"
)

var update = flag.Bool("update", false, "write the table of systems in docs/connectors.md anew")

const connectorsDoc = "../../docs/connectors.md"

// How far it was tested that a connector reaches a system.
const (
	byProduct  = "against the product"
	byContract = "by contract"
	notYet     = "not yet"
)

// reaches says which type of connector reaches a system that the catalogue
// names. A system that is not here is not reached yet.
var reaches = map[string]struct{ connector, tested string }{
	"ByggR":       {"byggr", byContract},
	"Ecos":        {"ecos", byContract},
	"FixaMinGata": {"open311", byContract}, // FixMyStreet's GeoReport v2 with mySociety's updates
}

// TestSystems holds the table of systems in docs/connectors.md to the catalogue
// and to the connectors that there are.
func TestSystems(t *testing.T) {
	const begin, end = "<!-- systems: written by go test ./internal/app -run Systems -update -->\n", "<!-- systems end -->"
	raw, err := os.ReadFile(connectorsDoc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(raw), begin)
	written, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("there is no place for the table")
	}
	want := table(t)
	if *update && written != want {
		if err := os.WriteFile(connectorsDoc, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, written); diff != "" {
		t.Errorf("docs/connectors.md, run with -update (-want +got):\n%s", diff)
	}
}

func table(t *testing.T) string {
	t.Helper()
	known := map[string]bool{}
	for _, typ := range app.Connectors(nil) {
		known[typ.Name] = true
	}
	snapshot, err := app.CatalogueIn(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]int{}
	for _, e := range snapshot.Services(i18n.SV) {
		for _, system := range e.Backend.Systems {
			services[system]++
		}
	}
	names := make([]string, 0, len(services))
	for name := range services {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(services[b], services[a]), cmp.Compare(a, b)) })
	for system, r := range reaches {
		if !known[r.connector] || services[system] == 0 {
			t.Errorf("%s by %s: there is no such system in the catalogue, or no such connector", system, r.connector)
		}
	}
	var b strings.Builder
	b.WriteString("\n| system | services | connector | tested |\n|---|---|---|---|\n")
	for _, name := range names {
		r, ok := reaches[name]
		if !ok {
			r.connector, r.tested = "–", notYet
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", name, services[name], r.connector, r.tested)
	}
	b.WriteString("\n")
	return b.String()
}
