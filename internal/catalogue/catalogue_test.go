package catalogue_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

// source is a Reader that counts how often the whole catalogue is read.
type source struct {
	*memory
	mu    sync.Mutex
	err   error
	reads int
}

// change does something to the source while somebody may be reading it.
func (s *source) change(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

func (s *source) Entries(ctx context.Context) ([]catalogue.Entry, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.err != nil {
		return nil, 0, s.err
	}
	return s.memory.Entries(ctx)
}

func (s *source) Version(ctx context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	return s.memory.Version(ctx)
}

func TestCatalogueFollowsTheDatabase(t *testing.T) {
	s := &source{memory: imported(t)}
	c := catalogue.New(s, slog.New(slog.DiscardHandler))
	var told []int64
	c.OnChange(func(snapshot *catalogue.Snapshot) {
		if snapshot != c.Current() {
			t.Error("told of a snapshot that is not the current one")
		}
		told = append(told, snapshot.Version)
	})
	if got := len(c.Current().Services(i18n.SV)); got != 0 {
		t.Errorf("%d services before the first load", got)
	}
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := c.Current()
	if err := c.Refresh(t.Context()); err != nil || c.Current() != first || s.reads != 1 {
		t.Errorf("a refresh without a change: %v, %d reads", err, s.reads)
	}
	s.edit(police, func(e *catalogue.Entry) { e.Owner = "Växeln" })
	if err := c.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e, ok := c.Current().Find(police); !ok || e.Owner != "Växeln" {
		t.Errorf("after the change: %+v", e)
	}
	if e, _ := first.Find(police); e.Owner != "Kontaktcenter" {
		t.Errorf("the first snapshot has changed: %q", e.Owner)
	}
	if diff := cmp.Diff([]int64{8, 9}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestCatalogueKeepsTheOldWhenTheDatabaseFails(t *testing.T) {
	s := &source{memory: imported(t)}
	c := catalogue.New(s, slog.New(slog.DiscardHandler))
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	old := c.Current()
	s.err = errs.New(errs.Unavailable, "source")
	if err := c.Load(t.Context()); !errs.Is(err, errs.Unavailable) {
		t.Errorf("Load: %v", err)
	}
	if err := c.Refresh(t.Context()); !errs.Is(err, errs.Unavailable) {
		t.Errorf("Refresh: %v", err)
	}
	if c.Current() != old {
		t.Error("the old snapshot is gone")
	}
}

func TestCatalogueRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &source{memory: imported(t)}
		c := catalogue.New(s, slog.New(slog.NewTextHandler(&log, nil)))
		if err := c.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var done atomic.Bool
		go func() {
			c.Run(ctx, time.Second)
			done.Store(true)
		}()
		wait := func() {
			time.Sleep(time.Second) // in the bubble's time
			synctest.Wait()
		}

		s.change(func() {
			s.err = errs.New(errs.Unavailable, "source")
			s.edit(police, func(e *catalogue.Entry) { e.Owner = "Växeln" })
		})
		wait()
		if c.Current().Version != 8 || !strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("version %d, log:\n%s", c.Current().Version, &log)
		}
		s.change(func() { s.err = nil })
		wait()
		if e, _ := c.Current().Find(police); e.Owner != "Växeln" {
			t.Errorf("the change never came: %q", e.Owner)
		}
		cancel()
		synctest.Wait()
		if !done.Load() {
			t.Error("Run goes on after its context")
		}
	})
}

func TestSnapshotOrder(t *testing.T) {
	entry := func(id, category, sv, en string) catalogue.Entry {
		return catalogue.Entry{Service: catalogue.Service{ID: id, Category: category, Title: i18n.Text{SV: sv, EN: en}}}
	}
	s := catalogue.NewSnapshot(7, []catalogue.Entry{
		entry("a", "hanvisningar", "Akut hjälp", "Emergency"),
		entry("b", "kultur-och-fritid", "Öva musik", "Practise"),
		entry("c", "kultur-och-fritid", "Ändra bokning", "Change"),
		entry("d", "kultur-och-fritid", "Åk skridskor", "Skate"),
		entry("e", "kultur-och-fritid", "boka lokal", "Book"),
		entry("f", "barn-och-utbildning", "Zonindelning", "Zones"),
	})
	ids := func(entries []*catalogue.Entry) string {
		var b strings.Builder
		for _, e := range entries {
			b.WriteString(e.ID)
		}
		return b.String()
	}
	tests := []struct{ name, got, want string }{
		{"Swedish alphabet", ids(s.Services(i18n.SV)), "fedcba"},
		{"English titles", ids(s.Services(i18n.EN)), "fecbda"},
		{"one category", ids(s.InCategory("kultur-och-fritid", i18n.SV)), "edcb"},
		{"a category without services", ids(s.InCategory("omsorg-och-stod", i18n.SV)), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %s, want %s", tt.got, tt.want)
			}
		})
	}
	var categories []string
	for _, c := range s.Categories() {
		categories = append(categories, c.Code)
	}
	if diff := cmp.Diff([]string{"barn-och-utbildning", "kultur-och-fritid", "hanvisningar"}, categories); diff != "" {
		t.Errorf("categories (-want +got):\n%s", diff)
	}
	if _, ok := s.Find("g"); ok {
		t.Error("found a service that there is not")
	}
}
