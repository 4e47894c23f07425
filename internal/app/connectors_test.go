package app_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
)

// TestNoConnectorSendsMail holds the registry, and everything that the binary
// is made of, against it: an e-mailed case is not a digital channel.
func TestNoConnectorSendsMail(t *testing.T) {
	mail := regexp.MustCompile(`(?i)smtp|sendmail|e-?mail|imap|(^|[^a-z])mail`)
	types := app.Connectors(nil)
	if len(types) == 0 {
		t.Fatal("no connectors at all")
	}
	for _, typ := range types {
		if mail.MatchString(typ.Name) {
			t.Errorf("a connector is called %s", typ.Name)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "github.com/mittkoping/entre/cmd/entre").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) < 100 {
		t.Fatalf("only %d packages were listed", len(packages))
	}
	for _, p := range packages {
		if mail.MatchString(p) {
			t.Errorf("the binary holds %s", p)
		}
	}
}

// TestConnectorsAreRegisteredOnce makes the registry of an installation
// without back ends: a type that is there twice would stop it.
func TestConnectorsAreRegisteredOnce(t *testing.T) {
	if _, err := delivery.NewRegistry(app.Connectors(nil), map[string]delivery.Settings{}); err != nil {
		t.Error(err)
	}
	if cfg := config.Default(); len(cfg.Connectors) != 0 {
		t.Error("an installation has connectors that nobody has configured")
	}
}
