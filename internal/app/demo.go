package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/demo/idp"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/usage"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/paths"
)

// demoKey is what the portal of the demo shows the systems outside it.
const demoKey = "mittkoping-demo"

// demoComments is the connector to the contact centre's system for comments.
const demoComments = "synpunkter"

// demoSecret is what events are signed with in a direction of the demo.
func demoSecret(direction string) string {
	sum := sha256.Sum256([]byte(demoKey + " " + direction))
	return "whsec_" + base64.StdEncoding.EncodeToString(sum[:])
}

// How the portal and the demo's providers know each other.
const (
	demoLogin      = "bankid-demo"
	demoStaffLogin = "tjanstekort-demo"
	demoClient     = "mittkoping"
)

// DemoConfig is where Mittköping runs.
type DemoConfig struct {
	Addr        string // of the portal: HOST:PORT
	OutsideAddr string // of everything outside it; another host, so that it is another site, as in life
	Dir         string // where it keeps everything; made when missing
	Log         *slog.Logger

	Connectors map[string]config.Connector // in place of its own of these names: products instead of what imitates them
}

// Demo is Mittköping: the portal as anywhere, and the world outside it.
type Demo struct {
	Portal *Portal
	World  *outside.World
	idp    map[string]*idp.Server // by path
	cfg    DemoConfig
}

// OpenDemo prepares Mittköping on an empty machine: keys, database, catalogue.
// What is there already stays. Nothing runs before Run.
func OpenDemo(ctx context.Context, dc DemoConfig) (*Demo, error) {
	if err := os.MkdirAll(filepath.Join(dc.Dir, "files"), 0o700); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	cfg, err := dc.portal()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(cfg.KeysFile); errors.Is(err, fs.ErrNotExist) {
		if err := keyring.Create(cfg.KeysFile); err != nil {
			return nil, err
		}
	}
	opts := Options{Log: dc.Log}
	if _, err := Migrate(ctx, cfg, opts, MigrateUp); err != nil {
		return nil, err
	}
	// What a person changed in the demo's own catalogue stays as they left it.
	_, err = ImportCatalogue(ctx, cfg, opts, content.Services(), catalogue.ImportOptions{Actor: "system"})
	if err != nil && !errs.Is(err, errs.Conflict) {
		return nil, err
	}
	world, err := outside.New(outside.Config{
		CommentsSecret: demoSecret("out"), CommentsReturnSecret: demoSecret("back"), CommentsURL: cfg.BaseURL + paths.APIInbound(demoComments),
		StreetAPIKey: demoKey, SchoolClientID: demoClient, SchoolClientSecret: demoKey, BuildingToken: demoKey, EnvironmentPassword: demoKey, ContactSecret: demoKey, ByggRPassword: demoKey,
		Dir: filepath.Join(dc.Dir, "outside"), Clock: clock.System{}, Logger: dc.Log,
	})
	if err != nil {
		return nil, err
	}
	d := &Demo{World: world, idp: map[string]*idp.Server{}, cfg: dc}
	for path, back := range map[string]struct{ in, out string }{
		idp.PathCitizens: {paths.LogInCallback(demoLogin), paths.LoggedOut(demoLogin)},
		idp.PathStaff:    {paths.OfficeLogInCallback(demoStaffLogin), paths.OfficeLoggedOut(demoStaffLogin)},
	} {
		d.idp[path], err = idp.New(idp.Config{
			Path: path, Origin: "http://" + dc.OutsideAddr, ClientID: demoClient, ClientSecret: demoKey,
			RedirectURL: cfg.BaseURL + back.in, LogoutURL: cfg.BaseURL + back.out, Service: cfg.Municipality.Name, Clock: clock.System{},
		})
		if err != nil {
			return nil, errors.Join(err, world.Close())
		}
	}
	if d.Portal, err = Open(ctx, cfg, opts); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	if err := d.Portal.house.seedSearches(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// portal is the configuration of Mittköping's portal: as anywhere, but for
// back ends that are asked often, since a person is watching.
func (dc DemoConfig) portal() (config.Config, error) {
	dir, err := filepath.Abs(dc.Dir)
	if err != nil {
		return config.Config{}, fmt.Errorf("data: %w", err)
	}
	cfg := config.Default()
	cfg.Addr, cfg.BaseURL = dc.Addr, "http://"+dc.Addr
	cfg.Municipality = config.Municipality{
		Name: "Mittköping", ReferencePrefix: "MK", Phone: "0300-12 34 56",
		Hours: i18n.Text{SV: "vardagar 8–17", EN: "weekdays 8–17"},
		Visit: i18n.Text{SV: "Stadshuset, Stora torget 1, vardagar 9–16", EN: "City Hall, Stora torget 1, weekdays 9–16"},
	}
	cfg.Database.DSN = filepath.Join(dir, "entre.db")
	cfg.Files.URL = "file://" + filepath.ToSlash(filepath.Join(dir, "files"))
	cfg.KeysFile = filepath.Join(dir, "keys.json")
	cfg.Log.Format = "text"
	if cfg.Organisation, err = config.ParseOrganisation(content.Organisation()); err != nil {
		return config.Config{}, err
	}
	cfg.Delivery = config.Delivery{
		Timeout: 5 * time.Second, Settle: 5 * time.Second, SweepEvery: 5 * time.Second, PollEvery: time.Second, BackoffMax: 10 * time.Second,
		AlarmAfter: 2 * time.Minute, AlarmUrgent: 30 * time.Second, HistoryDays: cfg.Delivery.HistoryDays,
	}
	if cfg.Connectors, err = dc.BackEnds(); err != nil {
		return config.Config{}, err
	}
	maps.Copy(cfg.Connectors, dc.Connectors)
	cfg.Login = map[string]config.Provider{demoLogin: dc.provider(i18n.Text{SV: "BankID (demo)"}, idp.PathCitizens)}
	staff := dc.provider(i18n.Text{SV: "tjänstekort (demo)", EN: "an employee card (demo)"}, idp.PathStaff)
	staff.GroupsClaim = idp.ClaimGroups
	cfg.StaffLogin = map[string]config.Provider{demoStaffLogin: staff}
	cfg.School = map[string]config.School{"skolan": {
		Type: "ss12000", Title: i18n.Text{SV: "Skolans register", EN: "The school’s register"},
		BaseURL:  "http://" + dc.OutsideAddr + outside.SchoolAPIPath,
		TokenURL: "http://" + dc.OutsideAddr + outside.SchoolTokenPath, ClientID: demoClient, ClientSecret: demoKey,
	}}
	return cfg, nil
}

// provider is how the portal knows one of the demo's two.
func (dc DemoConfig) provider(title i18n.Text, path string) config.Provider {
	return config.Provider{
		Title: title, Issuer: "http://" + dc.OutsideAddr + path,
		ClientID: demoClient, ClientSecret: demoKey, Scopes: []string{idp.ScopeNumber, idp.ScopeInfo},
		Params: map[string]string{"acr_values": idp.Level},
		Claims: config.Claims{
			PersonalNumber: idp.ClaimPersonalNumber, CoordinationNumber: idp.ClaimCoordinationNumber,
			Name: "name", GivenName: "given_name", FamilyName: "family_name",
		},
		UserInfo: true, Levels: map[string]int{idp.Level: 3},
	}
}

// Provider is the provider of logins at the path, idp.PathCitizens or
// idp.PathStaff.
func (d *Demo) Provider(path string) *idp.Server { return d.idp[path] }

// Outside is everything outside the portal as one handler: the world, and the
// providers that people log in at.
func (d *Demo) Outside() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", d.World)
	for path, provider := range d.idp {
		mux.Handle(path+"/", provider)
	}
	return mux
}

// Run runs the portal and the world outside it until ctx ends, and calls open
// when both can be reached.
func (d *Demo) Run(ctx context.Context, open func()) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	portalListener, err := listen(ctx, "addr", d.cfg.Addr)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, "outside-addr", d.cfg.OutsideAddr)
	if err != nil {
		return errors.Join(err, portalListener.Close())
	}
	open()
	outsideEnded := make(chan error, 1)
	go func() {
		outsideEnded <- serve(ctx, listener, d.Outside())
		stop() // a portal without a world outside is not the demo
	}()
	err = d.Portal.run(ctx, portalListener)
	stop()
	return errors.Join(err, <-outsideEnded)
}

// Close lets go of what Mittköping holds.
func (d *Demo) Close() error { return errors.Join(d.Portal.Close(), d.World.Close()) }

// seedSearches has people search for twelve weeks, unless somebody has.
func (h *house) seedSearches(ctx context.Context) error {
	searches := h.db.Searches()
	known, err := searches.FindDays(ctx, "")
	if err != nil || len(known) > 0 {
		return err
	}
	counts, err := usage.Searches(h.clock.Now())
	if err != nil {
		return err
	}
	return searches.AddCounts(ctx, counts)
}
