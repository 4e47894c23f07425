package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/mittkoping/entre/internal/i18n"
)

// Snapshot is the whole catalogue at one version. It never changes, so any
// number of requests may read one at the same time; what it hands out is
// shared and must not be written to.
type Snapshot struct {
	Version int64

	sheets       Sheets
	vocabularies vocabularies
	byID         map[string]*Entry
	ordered      map[i18n.Lang][]*Entry
}

// Content is what a snapshot is made of.
type Content struct {
	Version int64
	Entries []Entry
	Sheets  Sheets
	Words   []Vocabulary
}

// NewSnapshot returns the snapshot of the entries and the vocabularies alone.
// It keeps them: they must not be changed afterwards.
func NewSnapshot(version int64, entries []Entry, words ...Vocabulary) *Snapshot {
	return NewSnapshotOf(Content{Version: version, Entries: entries, Words: words})
}

// NewSnapshotOf returns the snapshot of the content, with the services
// completed from the authorities. It keeps the content: it must not be changed
// afterwards.
func NewSnapshotOf(c Content) *Snapshot {
	entries := c.Entries
	s := &Snapshot{
		Version: c.Version, sheets: c.Sheets, vocabularies: newVocabularies(c.Words),
		byID: make(map[string]*Entry, len(entries)), ordered: map[i18n.Lang][]*Entry{},
	}
	for i := range entries {
		entries[i].Service = Resolve(entries[i].Service, c.Sheets.Directory)
		s.byID[entries[i].ID] = &entries[i]
	}
	for _, lang := range i18n.Langs {
		s.ordered[lang] = inOrder(entries, lang)
	}
	return s
}

// inOrder returns the entries by category, as Categories lists them, and title,
// as the language's alphabet has it.
func inOrder(entries []Entry, lang i18n.Lang) []*Entry {
	place := map[string]int{}
	for i, c := range categories {
		place[c.Code] = i
	}
	alphabet := collate.New(language.Make(string(lang)))
	out := make([]*Entry, len(entries))
	for i := range entries {
		out[i] = &entries[i]
	}
	slices.SortFunc(out, func(a, b *Entry) int {
		return cmp.Or(
			cmp.Compare(place[a.Category], place[b.Category]),
			alphabet.CompareString(a.Title.In(lang), b.Title.In(lang)),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return out
}

// Edition names what the catalogue says at a time. It is another one when
// anything is, at the latest at midnight in Sweden, for some of it says “today”.
func (s *Snapshot) Edition(at time.Time) string {
	var name strings.Builder
	fmt.Fprintf(&name, "%d %s", s.Version, i18n.Local(at).Format(time.DateOnly))
	for _, d := range s.Disturbances(at) {
		fmt.Fprintf(&name, " %s:%t", d.ID, d.HasBegun(at))
	}
	return name.String()
}

// Find returns the service with the id.
func (s *Snapshot) Find(id string) (*Entry, bool) {
	e, ok := s.byID[id]
	return e, ok
}

// Services returns all services, by category and title.
func (s *Snapshot) Services(lang i18n.Lang) []*Entry { return s.ordered[lang] }

// Authority returns the authority of a service, with how to reach it.
func (s *Snapshot) Authority(name string) (Authority, bool) { return s.sheets.Directory.Find(name) }

// Authorities returns all authorities, in the order of their file.
func (s *Snapshot) Authorities() []Authority { return s.sheets.Directory.Authorities }

// ForLifeEvent returns the services that belong to an event of life, by
// category and title.
func (s *Snapshot) ForLifeEvent(code string, lang i18n.Lang) []*Entry {
	var out []*Entry
	for _, e := range s.ordered[lang] {
		if slices.Contains(e.LifeEvents, code) {
			out = append(out, e)
		}
	}
	return out
}

// LifeEvents returns the events of life that have a service, in order.
func (s *Snapshot) LifeEvents() []LifeEvent {
	return slices.DeleteFunc(LifeEvents(), func(event LifeEvent) bool {
		return !slices.ContainsFunc(s.ordered[i18n.SV], func(e *Entry) bool { return slices.Contains(e.LifeEvents, event.Code) })
	})
}

// InCategory returns the services of a category, by title.
func (s *Snapshot) InCategory(code string, lang i18n.Lang) []*Entry {
	var out []*Entry
	for _, e := range s.ordered[lang] {
		if e.Category == code {
			out = append(out, e)
		}
	}
	return out
}

// Categories returns the categories that have a service, in order.
func (s *Snapshot) Categories() []Area {
	return slices.DeleteFunc(Categories(), func(c Area) bool {
		return !slices.ContainsFunc(s.ordered[i18n.SV], func(e *Entry) bool { return e.Category == c.Code })
	})
}
