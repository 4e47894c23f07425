package web

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// desk keeps the words by which services are found, and what editors change of
// them.
type desk struct {
	*memory
	kept    []vocabulary.Change
	wording catalogue.Wording
	base    *catalogue.Snapshot
	engine  *search.Engine
}

// newDesk is a desk of a catalogue, with a few words and an expired bet.
func newDesk(m *memory, s *catalogue.Snapshot, engine *search.Engine) *desk {
	d := &desk{memory: m, base: s, engine: engine, wording: catalogue.Wording{
		Vocabularies: []catalogue.Vocabulary{
			{
				Language: "sv", Owner: "Kansliet", Services: map[string][]string{"lampa": {"lyktstolpe"}},
				Synonyms: []catalogue.SynonymGroup{{From: []string{"lyse"}, To: []string{"lampa"}, Weight: 0.8}},
			},
			{Language: "ar", Owner: "Kansliet", Services: map[string][]string{"lampa": {"مصباح"}}},
		},
		Bets: catalogue.Bets{Bets: []catalogue.Bet{{
			ID: "hostmorker", Sayings: []string{"höstmörker"}, Service: "lampa", Owner: "Kommunikatör, Kommunstyrelsen", Reason: "Mörkt.", From: "2026-10-01", Until: "2026-10-31",
		}}},
	}}
	d.swap()
	return d
}

func (d *desk) swap() { d.engine.Swap(search.New(d.Current())) }

// Current implements vocabulary.Catalogue.
func (d *desk) Current() *catalogue.Snapshot { return d.base.WithWording(d.wording) }

// Refresh implements vocabulary.Catalogue.
func (d *desk) Refresh(context.Context) error {
	d.swap()
	return nil
}

// Wording implements vocabulary.Wording.
func (d *desk) Wording(context.Context) (catalogue.Wording, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wording, nil
}

// SaveWording implements vocabulary.Wording.
func (d *desk) SaveWording(_ context.Context, w catalogue.Wording, _ string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wording = w
	return nil
}

// CreateChange implements vocabulary.Store.
func (d *desk) CreateChange(_ context.Context, c vocabulary.Change) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = append(d.kept, c)
	return nil
}

// FindDraft implements vocabulary.Store.
func (d *desk) FindDraft(_ context.Context, person identity.PersonID) ([]vocabulary.Change, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []vocabulary.Change
	for _, c := range d.kept {
		if c.Person == person && c.PublishedAt.IsZero() {
			out = append(out, c)
		}
	}
	return out, nil
}

// DeleteDraft implements vocabulary.Store.
func (d *desk) DeleteDraft(_ context.Context, person identity.PersonID, ids []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = slices.DeleteFunc(d.kept, func(c vocabulary.Change) bool {
		return c.Person == person && c.PublishedAt.IsZero() && slices.Contains(ids, c.ID)
	})
	return nil
}

// PublishDraft implements vocabulary.Store.
func (d *desk) PublishDraft(_ context.Context, person identity.PersonID, ids []string, at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, c := range d.kept {
		if c.Person == person && slices.Contains(ids, c.ID) {
			d.kept[i].PublishedAt = at
		}
	}
	return nil
}

// FindPublished implements vocabulary.Store.
func (d *desk) FindPublished(_ context.Context, offset, limit int) ([]vocabulary.Change, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []vocabulary.Change
	for _, c := range slices.Backward(d.kept) {
		if !c.PublishedAt.IsZero() {
			out = append(out, c)
		}
	}
	return out[min(offset, len(out)):min(offset+limit, len(out))], nil
}

// administration is package vocabulary over the desk.
func (d *desk) administration(at clock.Clock, holders vocabulary.Holders) *vocabulary.Service {
	return vocabulary.New(vocabulary.Config{
		Store: d, Wording: d, Catalogue: d, Search: d.engine, Holders: holders, Organisation: town(), Clock: at, Log: slog.New(slog.DiscardHandler),
	})
}

// judgedIn is the snapshot of the entries with judged queries.
func judgedIn(entries []catalogue.Entry) *catalogue.Snapshot {
	return catalogue.NewSnapshotOf(catalogue.Content{Version: 1, Entries: entries, Sheets: catalogue.Sheets{Judged: catalogue.Judged{Judged: []catalogue.JudgedQuery{
		{Query: "lyra", Kind: "everyday", Expected: "lampa"}, {Query: "pass", Kind: "official", Expected: "pass"},
	}}}})
}
