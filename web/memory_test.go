package web

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// memory keeps drafts, cases and files for a cases.Service, one transaction
// at a time. Nothing is undone: no test here fails half-way.
type memory struct {
	turn        sync.Mutex // held by a transaction
	mu          sync.Mutex
	drafts      map[string]cases.Draft
	attachments map[string]cases.Attachment
	cases       map[string]cases.Case
	events      []cases.Event
	grants      map[string]cases.Grant // by case and visitor
	contents    map[string][]byte
	audited     []audit.Action
	owed        []cases.Owed
	more        []cases.OwedMore
	messages    []cases.Message
	readings    []cases.Reading // of every case; nil: nobody notes them
	persons     map[string]identity.Person
	sessions    map[string]saved
	details     []string // of the audit trail
}

func newMemory() *memory {
	return &memory{
		drafts: map[string]cases.Draft{}, attachments: map[string]cases.Attachment{}, cases: map[string]cases.Case{},
		grants: map[string]cases.Grant{}, contents: map[string][]byte{},
		persons: map[string]identity.Person{}, sessions: map[string]saved{},
	}
}

// find returns the value of a key, or NotFound.
func find[V any](m *memory, in map[string]V, key string) (V, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := in[key]
	if !ok {
		return v, errs.New(errs.NotFound, "memory")
	}
	return v, nil
}

func keep[V any](m *memory, in map[string]V, key string, v V) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	in[key] = v
	return nil
}

func drop[V any](m *memory, in map[string]V, key string) error {
	if _, err := find(m, in, key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(in, key)
	return nil
}

func (m *memory) InTx(ctx context.Context, fn func(context.Context) error) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	return fn(ctx)
}

func (m *memory) CreateDraft(_ context.Context, d cases.Draft) error {
	return keep(m, m.drafts, d.ID, d)
}

// FindDraft returns answers of its own, as a database would.
func (m *memory) FindDraft(_ context.Context, id string) (cases.Draft, error) {
	d, err := find(m, m.drafts, id)
	d.Answers = maps.Clone(d.Answers)
	return d, err
}

func (m *memory) FindDrafts(_ context.Context, owner identity.Owner) ([]cases.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var own []cases.Draft
	for _, d := range m.drafts {
		if d.Owner == owner && d.SubmittedAt.IsZero() {
			own = append(own, d)
		}
	}
	slices.SortFunc(own, func(a, b cases.Draft) int { return cmp.Or(b.SavedAt.Compare(a.SavedAt), cmp.Compare(a.ID, b.ID)) })
	return own, nil
}

func (m *memory) CountDrafts(ctx context.Context, owner identity.Owner) (int, error) {
	own, err := m.FindDrafts(ctx, owner)
	return len(own), err
}

func (m *memory) AssignDrafts(_ context.Context, v identity.Visitor, p identity.PersonID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, d := range m.drafts {
		if d.Owner == (identity.Owner{Visitor: v}) && d.SubmittedAt.IsZero() {
			d.Owner = identity.Owner{Person: p}
			m.drafts[id] = d
		}
	}
	return nil
}

func (m *memory) FindCases(_ context.Context, p identity.PersonID) ([]cases.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var own []cases.Case
	for _, c := range m.cases {
		if c.Person == p {
			own = append(own, c)
		}
	}
	slices.SortFunc(own, func(a, b cases.Case) int { return cmp.Or(b.ReceivedAt.Compare(a.ReceivedAt), cmp.Compare(a.ID, b.ID)) })
	return own, nil
}

func (m *memory) SaveDraft(_ context.Context, d cases.Draft) error {
	return keep(m, m.drafts, d.ID, d)
}

func (m *memory) DeleteDrafts(context.Context, time.Time, int) (drafts int, attachmentIDs []string, err error) {
	return 0, nil, nil
}

func (m *memory) CreateAttachment(_ context.Context, a cases.Attachment) error {
	return keep(m, m.attachments, a.ID, a)
}

func (m *memory) FindAttachment(_ context.Context, id string) (cases.Attachment, error) {
	return find(m, m.attachments, id)
}

func (m *memory) DeleteAttachment(_ context.Context, id string) error {
	return drop(m, m.attachments, id)
}

func (m *memory) AssignAttachments(_ context.Context, _, caseID string, ids []string) error {
	for _, id := range ids {
		a, err := find(m, m.attachments, id)
		if err != nil {
			return err
		}
		a.CaseID = caseID
		if err := keep(m, m.attachments, id, a); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) CreateCase(_ context.Context, c cases.Case) error { return keep(m, m.cases, c.ID, c) }

func (m *memory) FindCase(_ context.Context, id string) (cases.Case, error) {
	return find(m, m.cases, id)
}

func (m *memory) FindCaseByReference(_ context.Context, reference string) (cases.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.cases {
		if c.Reference == reference {
			return c, nil
		}
	}
	return cases.Case{}, errs.New(errs.NotFound, "memory")
}

func (m *memory) SaveCase(_ context.Context, c cases.Case) error { return keep(m, m.cases, c.ID, c) }

func (m *memory) SaveWay(ctx context.Context, c cases.Case) error { return m.SaveCase(ctx, c) }

func (m *memory) CreateEvent(_ context.Context, e cases.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, e)
	return nil
}

func (m *memory) FindEvents(_ context.Context, caseID string) ([]cases.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var own []cases.Event
	for _, e := range m.events {
		if e.CaseID == caseID {
			own = append(own, e)
		}
	}
	return own, nil
}

func (m *memory) SaveGrant(_ context.Context, g cases.Grant) error {
	return keep(m, m.grants, g.CaseID+string(g.Visitor), g)
}

func (m *memory) FindGrant(_ context.Context, caseID string, v identity.Visitor) (cases.Grant, error) {
	return find(m, m.grants, caseID+string(v))
}

func (m *memory) Put(_ context.Context, id string, content []byte) error {
	return keep(m, m.contents, id, content)
}

func (m *memory) Get(_ context.Context, id string) ([]byte, error) { return find(m, m.contents, id) }

func (m *memory) Delete(_ context.Context, id string) error { return drop(m, m.contents, id) }

func (m *memory) Owe(_ context.Context, o cases.Owed) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.owed = append(m.owed, o)
	return nil
}

func (m *memory) Append(_ context.Context, e audit.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.audited = append(m.audited, e.Action)
	m.details = append(m.details, e.Actor+" "+e.Subject+" "+e.Detail)
	return nil
}

func (m *memory) OweElsewhere(context.Context, cases.OwedElsewhere, string) error { return nil }

func (m *memory) OweMore(_ context.Context, o cases.OwedMore) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.more = append(m.more, o)
	return nil
}

// shelf is a catalogue that never changes.
type shelf struct {
	*catalogue.Snapshot
	form []byte
}

func (s shelf) Current() *catalogue.Snapshot { return s.Snapshot }

func (s shelf) FindService(_ context.Context, id string) (catalogue.Entry, error) {
	e, ok := s.Find(id)
	if !ok {
		return catalogue.Entry{}, errs.New(errs.NotFound, "shelf")
	}
	return *e, nil
}

func (s shelf) FindForm(_ context.Context, service string, version int) (catalogue.Form, error) {
	return catalogue.Form{ServiceID: service, Version: version, Definition: s.form}, nil
}
