package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/identity/oidc"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/files"
)

// MigrateUp and MigrateDown are the directions of Migrate.
const (
	MigrateUp   = store.Up
	MigrateDown = store.Down
)

// Migrate changes the database's schema: up to the newest, or down by one.
func Migrate(ctx context.Context, cfg config.Config, opts Options, direction store.Direction) ([]store.Migration, error) {
	return store.Migrate(ctx, storeConfig(cfg, nil, opts.Log), direction)
}

// Migrations tells which changes of the schema have been applied.
func Migrations(ctx context.Context, cfg config.Config, opts Options) ([]store.Migration, error) {
	return store.Migrations(ctx, storeConfig(cfg, nil, opts.Log))
}

// ImportCatalogue reads a folder of catalogue files into the database: see
// catalogue.Files.Import.
func ImportCatalogue(ctx context.Context, cfg config.Config, opts Options, dir fs.FS, in catalogue.ImportOptions) (catalogue.Report, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return catalogue.Report{}, err
	}
	report, err := h.files().Import(ctx, dir, in)
	return report, errors.Join(err, h.close())
}

// ExportCatalogue writes the database's catalogue as files into a folder: see
// catalogue.Files.Export.
func ExportCatalogue(ctx context.Context, cfg config.Config, opts Options, dir string) ([]string, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	written, err := h.files().Export(ctx, dir)
	return written, errors.Join(err, h.close())
}

// CheckCatalogue holds folders of catalogue files to what an import asks for
// and to the quality gate, without configuration or database: see
// catalogue.Files.Check. Routes are not held against connectors.
func CheckCatalogue(folders []catalogue.Folder) (int, error) {
	files := catalogue.Files{Clock: clock.System{}, CheckForm: checkForm}
	return files.Check(folders)
}

// FormatCatalogue returns a catalogue file in the one way that it is written:
// see catalogue.Files.Format.
func FormatCatalogue(name string, raw []byte) ([]byte, error) {
	files := catalogue.Files{CheckForm: checkForm}
	return files.Format(name, raw)
}

// Finding is one thing that was checked.
type Finding struct {
	What  string // "database", "connector gatukontoret"
	Err   error  // nil: it is well; otherwise what to mend
	Later bool   // it works, and somebody should see to it
}

// Check tries everything that a portal needs, without leaving anything behind:
// keys, database, files, catalogue, every connector, every way to log in, and the
// schools' systems.
func Check(ctx context.Context, cfg config.Config, opts Options) []Finding {
	ring, err := keyring.Load(cfg.KeysFile)
	findings := []Finding{{What: "keys", Err: err}}
	if err != nil {
		return findings
	}
	bucket, err := files.Open(ctx, cfg.Files.URL, ring)
	if err == nil {
		err = errors.Join(bucket.Ping(ctx), bucket.Close())
	}
	findings = append(findings, Finding{What: "files", Err: err})
	h, err := openHouse(ctx, cfg, opts)
	findings = append(findings, Finding{What: "database, organisation and connectors' settings", Err: err})
	if err != nil {
		return findings
	}
	findings = append(findings, h.checkCatalogue(ctx)...)
	for _, c := range h.registry.Check(ctx) {
		findings = append(findings, Finding{What: fmt.Sprintf("connector %s (%s)", c.Name, c.Type), Err: c.Err})
	}
	for _, p := range h.providers(cfg.Login, paths.LogInCallback, paths.LoggedOut) {
		findings = append(findings, Finding{What: "login " + p.Name, Err: oidc.New(p).Check(ctx)})
	}
	for _, p := range h.providers(cfg.StaffLogin, paths.OfficeLogInCallback, paths.OfficeLoggedOut) {
		findings = append(findings, Finding{What: "staff_login " + p.Name, Err: oidc.New(p).Check(ctx)})
	}
	findings = append(findings, h.checkSchools(ctx)...)
	return append(findings, Finding{What: "closing the database", Err: h.close()})
}

// checkCatalogue holds each stored service against this program, this
// configuration and the quality gate: any of them may have changed since it was
// imported.
func (h *house) checkCatalogue(ctx context.Context) []Finding {
	stored := h.db.Catalogue()
	entries, _, err := stored.Entries(ctx)
	if err != nil {
		return []Finding{{What: "catalogue", Err: err}}
	}
	if len(entries) == 0 {
		return []Finding{{What: "catalogue", Err: errors.New("it is empty; run entre catalogue import DIR")}}
	}
	flaws, err := h.files().CheckStored(ctx)
	if err != nil {
		return []Finding{{What: "catalogue", Err: err}}
	}
	findings := make([]Finding, 0, len(entries))
	for _, e := range entries {
		what, now, later := "service "+e.ID, []error{h.checkEntry(ctx, stored, e)}, []error(nil)
		for _, flaw := range flaws[e.ID] {
			if flaw.Rule == catalogue.ReviewRule {
				later = append(later, errors.New(flaw.String()))
				continue
			}
			now = append(now, errors.New(flaw.String()))
		}
		findings = append(findings, Finding{What: what, Err: errors.Join(now...)})
		if len(later) > 0 {
			findings = append(findings, Finding{What: what, Err: errors.Join(later...), Later: true})
		}
	}
	for _, name := range catalogue.SheetNames() {
		for _, flaw := range flaws[name] {
			findings = append(findings, Finding{What: name + ".yaml", Err: errors.New(flaw.String())})
		}
	}
	return findings
}

func (h *house) checkEntry(ctx context.Context, stored catalogue.Store, e catalogue.Entry) error {
	if e.FormVersion == 0 {
		return nil
	}
	form, err := stored.FindForm(ctx, e.ID, e.FormVersion)
	if err != nil {
		return err
	}
	faults := checkForm(form.Definition)
	if e.Route == nil {
		return errors.New("it has a form and no route")
	}
	faults = append(faults, h.checkRoute(e.Authority, *e.Route, form.Definition)...)
	wrong := make([]error, 0, len(faults))
	for _, f := range faults {
		wrong = append(wrong, fmt.Errorf("%s: %s", strings.Join(f.Path, "."), f.Message))
	}
	return errors.Join(wrong...)
}

// maxRefused is how many refused deliveries are told at once.
const maxRefused = 200

// RefusedDeliveries returns the deliveries that back ends have refused, the
// longest refused first: a person must look at each.
func RefusedDeliveries(ctx context.Context, cfg config.Config, opts Options) ([]delivery.Delivery, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	refused, err := h.db.Deliveries().FindRefused(ctx, maxRefused)
	return refused, errors.Join(err, h.close())
}

// RetryDelivery has a refused delivery tried again by the running portal: see
// delivery.Engine.Retry.
func RetryDelivery(ctx context.Context, cfg config.Config, opts Options, id string) error {
	p, err := Open(ctx, cfg, opts)
	if err != nil {
		return err
	}
	return errors.Join(p.engine.Retry(ctx, id, "operator"), p.Close())
}
