package catalogue_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
)

// memory is a Store and an audit.Log that lose everything of a transaction
// that fails, as a database does.
type memory struct {
	state
	failAfter int // writes that succeed before one fails; 0: none fails
	writes    int
}

type state struct {
	entries map[string]catalogue.Entry
	forms   map[formKey]catalogue.Form
	sheets  map[string]catalogue.Sheet
	words   map[string]catalogue.Vocabulary
	trail   []audit.Entry
	version int64
}

type formKey struct {
	service string
	version int
}

var errDisk = errors.New("the disk is full")

func newMemory() *memory {
	return &memory{state: state{
		entries: map[string]catalogue.Entry{}, forms: map[formKey]catalogue.Form{},
		sheets: map[string]catalogue.Sheet{}, words: map[string]catalogue.Vocabulary{},
	}}
}

func (m *memory) InTx(ctx context.Context, fn func(context.Context) error) error {
	before := m.clone()
	if err := fn(ctx); err != nil {
		m.state = before
		return err
	}
	return nil
}

func (m *memory) clone() state {
	return state{maps.Clone(m.entries), maps.Clone(m.forms), maps.Clone(m.sheets), maps.Clone(m.words), slices.Clone(m.trail), m.version}
}

func (m *memory) Sheets(context.Context) ([]catalogue.Sheet, error) {
	return slices.SortedFunc(maps.Values(m.sheets), func(a, b catalogue.Sheet) int { return cmp.Compare(a.Name, b.Name) }), nil
}

func (m *memory) SaveSheet(_ context.Context, s catalogue.Sheet) error {
	if s.Revision != m.sheets[s.Name].Revision+1 {
		return errs.New(errs.Conflict, "memory.SaveSheet "+s.Name)
	}
	m.sheets[s.Name] = s
	m.version++
	return nil
}

func (m *memory) Vocabularies(context.Context) ([]catalogue.Vocabulary, error) {
	return slices.SortedFunc(maps.Values(m.words), func(a, b catalogue.Vocabulary) int { return cmp.Compare(a.Language, b.Language) }), nil
}

func (m *memory) SaveVocabulary(_ context.Context, v catalogue.Vocabulary) error {
	if v.Revision != m.words[v.Language].Revision+1 {
		return errs.New(errs.Conflict, "memory.SaveVocabulary")
	}
	m.words[v.Language] = v
	m.version++
	return nil
}

func (m *memory) Entries(context.Context) ([]catalogue.Entry, int64, error) {
	entries := slices.SortedFunc(maps.Values(m.entries), func(a, b catalogue.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return entries, m.version, nil
}

func (m *memory) Version(context.Context) (int64, error) { return m.version, nil }

func (m *memory) SaveEntry(_ context.Context, e catalogue.Entry, form *catalogue.Form) error {
	if m.writes++; m.failAfter > 0 && m.writes > m.failAfter {
		return errs.Wrap(errs.Unavailable, "memory.SaveEntry", errDisk)
	}
	if e.Revision != m.entries[e.ID].Revision+1 {
		return errs.New(errs.Conflict, "memory.SaveEntry "+e.ID)
	}
	if form != nil {
		key := formKey{form.ServiceID, form.Version}
		if _, taken := m.forms[key]; taken {
			return errs.New(errs.Conflict, "memory.SaveEntry form of "+e.ID)
		}
		m.forms[key] = *form
	}
	m.entries[e.ID] = e
	m.version++
	return nil
}

func (m *memory) FindForm(_ context.Context, serviceID string, version int) (catalogue.Form, error) {
	form, ok := m.forms[formKey{serviceID, version}]
	if !ok {
		return catalogue.Form{}, errs.New(errs.NotFound, "memory.FindForm "+serviceID)
	}
	return form, nil
}

func (m *memory) Append(_ context.Context, e audit.Entry) error {
	m.trail = append(m.trail, e)
	return nil
}

// edit changes an entry as a person does in the portal: nothing says that a
// file did it.
func (m *memory) edit(id string, change func(*catalogue.Entry)) {
	e := m.entries[id]
	change(&e)
	var form json.RawMessage
	if e.FormVersion > 0 {
		form = m.forms[formKey{id, e.FormVersion}].Definition
	}
	e.Hash = catalogue.ContentHash(e.Service, form)
	e.Revision++
	m.entries[id] = e
	m.version++
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// filesOver returns Files over the store with the checkers that the portal
// has, where the only connector is gatukontoret.
func filesOver(m *memory) *catalogue.Files {
	return &catalogue.Files{Store: m, Log: m, Clock: clock.NewFake(noon), CheckForm: checkForm, CheckRoute: checkRoute}
}

func checkForm(definition json.RawMessage) []catalogue.FormFault {
	_, err := forms.Parse(definition)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*forms.InvalidDefinitionError](err)
	if !ok {
		return []catalogue.FormFault{{Message: err.Error()}}
	}
	var faults []catalogue.FormFault
	for _, f := range invalid.Faults {
		faults = append(faults, catalogue.FormFault{Path: f.Path, Message: f.Message})
	}
	return faults
}

func checkRoute(_ string, r catalogue.Route, definition json.RawMessage) []catalogue.FormFault {
	var faults []catalogue.FormFault
	if r.Connector != "gatukontoret" {
		faults = append(faults, catalogue.FormFault{Path: []string{"connector"}, Message: "there is no connector " + r.Connector + "; there is gatukontoret"})
	}
	form, err := forms.Parse(definition)
	if err != nil {
		return faults
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		if value := r.Params[name]; value != "" && value[0] == '=' {
			if err := form.Expressions(nil).Check(value[1:]); err != nil {
				faults = append(faults, catalogue.FormFault{Path: []string{"params", name}, Message: err.Error()})
			}
		}
	}
	return faults
}

// content is a folder of five services of the demo, as they once were, and the
// authorities: small, and the same when the demo's texts change.
func content() fs.FS { return os.DirFS("testdata/services") }

// folder returns that folder with some files replaced, or added.
func folder(t *testing.T, files map[string]string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(content(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(content(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: raw}
	}
	words, err := fs.Glob(content(), catalogue.WordsFolder+"/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range words {
		raw, err := fs.ReadFile(content(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: raw}
	}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// imported returns a store that holds the demo's services.
func imported(t *testing.T) *memory {
	t.Helper()
	m := newMemory()
	if _, err := filesOver(m).Import(t.Context(), content(), catalogue.ImportOptions{Actor: "system"}); err != nil {
		t.Fatal(err)
	}
	return m
}
