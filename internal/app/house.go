package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

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
	Patience   time.Duration                              // with a PostgreSQL that does not answer at the start: store.Config
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
	where := storeConfig(cfg, h.ring, opts.Log)
	where.Patience = opts.Patience
	if h.db, err = store.Open(ctx, where); err != nil {
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
		out[name] = delivery.Settings{Type: c.Type, Options: c.Options, Limits: delivery.Limits(c.Limits)}
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

func asksForFiles(form *forms.Definition) bool {
	return slices.ContainsFunc(form.Steps, func(s forms.Step) bool {
		return slices.ContainsFunc(s.Questions, func(q forms.Question) bool { return q.Type == forms.TypeFile })
	})
}
