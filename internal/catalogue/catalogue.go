package catalogue

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

// Reader is what a running portal needs of the Store.
type Reader interface {
	Entries(ctx context.Context) ([]Entry, int64, error)
	Sheets(ctx context.Context) ([]Sheet, error)
	Vocabularies(ctx context.Context) ([]Vocabulary, error)
	Version(ctx context.Context) (int64, error)
}

// Catalogue holds the snapshot that a running portal answers from, and swaps
// it when the database has a newer one. It is safe for concurrent use.
type Catalogue struct {
	store    Reader
	log      *slog.Logger
	current  atomic.Pointer[Snapshot]
	loading  sync.Mutex // one load at a time, so that snapshots are swapped in order
	onChange []func(*Snapshot)
}

// New returns a catalogue that is empty until Load.
func New(store Reader, log *slog.Logger) *Catalogue {
	c := &Catalogue{store: store, log: log}
	c.current.Store(NewSnapshot(0, nil))
	return c
}

// OnChange registers what to do with each new snapshot, such as to index it.
// It must be called before Load; fn is called by whoever loads, one snapshot at
// a time, after the snapshot has become the current one.
func (c *Catalogue) OnChange(fn func(*Snapshot)) { c.onChange = append(c.onChange, fn) }

// Current returns the snapshot to answer a request from. It never waits and is
// never nil.
func (c *Catalogue) Current() *Snapshot { return c.current.Load() }

// Load reads the whole catalogue. With an error the current snapshot stays.
func (c *Catalogue) Load(ctx context.Context) error {
	c.loading.Lock()
	defer c.loading.Unlock()
	return c.load(ctx)
}

// Refresh loads the catalogue if its version has changed. With an error the
// current snapshot stays.
func (c *Catalogue) Refresh(ctx context.Context) error {
	c.loading.Lock()
	defer c.loading.Unlock()
	version, err := c.store.Version(ctx)
	if err != nil {
		return errs.Op("catalogue.Refresh", err)
	}
	if version == c.Current().Version {
		return nil
	}
	return c.load(ctx)
}

// Run refreshes the catalogue at each interval until ctx is done. A refresh
// that fails is logged and tried again at the next.
func (c *Catalogue) Run(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.Refresh(ctx); err != nil && ctx.Err() == nil {
				c.log.ErrorContext(ctx, "the catalogue could not be read again; the old one stays", "version", c.Current().Version, "error", err)
			}
		}
	}
}

func (c *Catalogue) load(ctx context.Context) error {
	entries, version, err := c.store.Entries(ctx)
	if err != nil {
		return errs.Op("catalogue.Load", err)
	}
	stored, err := c.store.Sheets(ctx)
	if err != nil {
		return errs.Op("catalogue.Load", err)
	}
	sheets, err := readStored(stored)
	if err != nil {
		return errs.Op("catalogue.Load", err)
	}
	words, err := c.store.Vocabularies(ctx)
	if err != nil {
		return errs.Op("catalogue.Load", err)
	}
	snapshot := NewSnapshotOf(Content{version, entries, sheets, words})
	c.current.Store(snapshot)
	for _, fn := range c.onChange {
		fn(snapshot)
	}
	c.log.InfoContext(ctx, "catalogue loaded", "version", version, "services", len(entries))
	return nil
}
