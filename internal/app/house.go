package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/config"
	connector "github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
)

// Options are what is not configuration.
type Options struct {
	Log        *slog.Logger
	Connectors func(ours []delivery.Type) []delivery.Type // for tests that put something before them; nil: they are as they are
}

// house is what every command stands on: the organisation, the key ring, the
// database and the connectors. Nothing runs in it yet.
type house struct {
	cfg      config.Config
	log      *slog.Logger
	clock    clock.Clock
	ring     *keyring.Ring
	db       *store.DB
	registry *delivery.Registry

	organisation *identity.Organisation
	room         *caseroom.Service // with files in an open portal only
}

func openHouse(ctx context.Context, cfg config.Config, opts Options) (*house, error) {
	h := &house{cfg: cfg, log: opts.Log, clock: clock.System{}}
	types := Connectors(func() connector.Room { return h.room })
	if opts.Connectors != nil {
		types = opts.Connectors(types)
	}
	var err error
	if h.registry, err = delivery.NewRegistry(types, connectorSettings(cfg)); err != nil {
		return nil, err
	}
	if h.organisation, err = organisation(cfg); err != nil {
		return nil, err
	}
	if h.ring, err = keyring.Load(cfg.KeysFile); err != nil {
		return nil, fmt.Errorf("keys_file: %w", err)
	}
	if h.db, err = store.Open(ctx, storeConfig(cfg, h.ring, opts.Log)); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if err := h.db.CheckKeys(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("keys_file: %w", err), h.db.Close())
	}
	h.room = h.newRoom(nil)
	return h, nil
}

func (h *house) close() error { return h.db.Close() }

func storeConfig(cfg config.Config, ring *keyring.Ring, log *slog.Logger) store.Config {
	return store.Config{Dialect: store.Dialect(cfg.Database.Driver), DSN: cfg.Database.DSN, Ring: ring, Log: log}
}

func connectorSettings(cfg config.Config) map[string]delivery.Settings {
	out := make(map[string]delivery.Settings, len(cfg.Connectors))
	for name, c := range cfg.Connectors {
		out[name] = delivery.Settings{Type: c.Type, Options: c.Options}
	}
	return out
}

// files is the way of catalogue files in and out of the house's database.
func (h *house) files() *catalogue.Files {
	return &catalogue.Files{
		Store: h.db.Catalogue(), Log: h.db.Audit(), Clock: h.clock,
		CheckForm: checkForm, CheckRoute: h.checkRoute,
	}
}

// checkRoute says what is wrong in a route to this configuration's connectors.
// Its expressions are checked against the form, unless that has faults of its
// own.
func (h *house) checkRoute(authority string, r catalogue.Route, definition json.RawMessage) []catalogue.FormFault {
	var faults []catalogue.FormFault
	connector, ok := h.registry.Connector(r.Connector)
	if !ok {
		faults = append(faults, catalogue.FormFault{Path: []string{"connector"}, Message: fmt.Sprintf(
			"no connector is called %q in the configuration; write one of %s", r.Connector, strings.Join(h.registry.Names(), ", "))})
	}
	form, err := forms.Parse(definition)
	if err != nil {
		return faults
	}
	if checker, ok := connector.(delivery.RouteChecker); ok {
		for _, f := range checker.CheckRoute(delivery.Route{Authority: authority, Params: r.Params, Files: asksForFiles(form)}) {
			faults = append(faults, catalogue.FormFault{Path: routePath(f.Param), Message: f.Message})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		expr, ok := strings.CutPrefix(r.Params[name], "=")
		if !ok {
			continue
		}
		if err := form.CheckExpr(expr); err != nil {
			faults = append(faults, catalogue.FormFault{Path: []string{"params", name}, Message: err.Error()})
		}
	}
	return faults
}

// routePath is where in a file's route a value stands, or the route itself.
func routePath(param string) []string {
	if param == "" {
		return nil
	}
	return []string{"params", param}
}

func asksForFiles(form *forms.Definition) bool {
	return slices.ContainsFunc(form.Steps, func(s forms.Step) bool {
		return slices.ContainsFunc(s.Questions, func(q forms.Question) bool { return q.Type == forms.TypeFile })
	})
}
