package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// outbox hands what a submission owes to the delivery engine, which is made
// after the cases that it asks for envelopes.
type outbox struct{ portal *Portal }

func (o outbox) Owe(ctx context.Context, owed cases.Owed) error {
	service, _ := o.portal.catalogue.Current().Find(owed.ServiceID)
	for i, connector := range append([]string{owed.Connector}, owed.Copies...) {
		order := delivery.Order{CaseID: owed.CaseID, Reference: owed.Reference, Connector: connector, AttachmentIDs: owed.AttachmentIDs}
		if i == 0 {
			order.UrgentWithin = o.portal.urgentWithin(service)
		}
		if err := o.portal.engine.Owe(ctx, order); err != nil {
			return err
		}
	}
	return nil
}

func (o outbox) OweMore(ctx context.Context, owed cases.OwedMore) error {
	return o.portal.engine.OweMore(ctx, owed.CaseID, owed.Connector, stepsOf(owed))
}

func stepsOf(owed cases.OwedMore) []delivery.More {
	kind := delivery.KindMessage
	if owed.IsWithdrawal {
		kind = delivery.KindWithdrawal
	}
	steps := []delivery.More{{Kind: kind, ItemID: owed.MessageID}}
	for _, id := range owed.AttachmentIDs {
		steps = append(steps, delivery.More{Kind: delivery.KindAttachment, ItemID: owed.MessageID, AttachmentID: id})
	}
	return steps
}

func (o outbox) OweElsewhere(ctx context.Context, owed cases.OwedElsewhere, actor string) error {
	m := delivery.Moving{From: owed.From, Reason: owed.Reason, To: delivery.Order{
		CaseID: owed.Owed.CaseID, Reference: owed.Owed.Reference, Connector: owed.Owed.Connector, AttachmentIDs: owed.Owed.AttachmentIDs,
	}}
	for _, more := range owed.More {
		m.More = append(m.More, stepsOf(more)...)
	}
	return o.portal.engine.Move(ctx, m, actor)
}

// persons knows who has logged in.
type persons interface {
	FindPerson(ctx context.Context, id identity.PersonID) (identity.Person, error)
}

// envelopes makes delivery's envelopes of cases' dossiers.
type envelopes struct {
	copies     *copies
	cases      *cases.Service
	persons    persons
	identifies func(connector string) bool // tells its back end who has sent a case
}

func (e envelopes) Envelope(ctx context.Context, caseID, connector string) (delivery.Envelope, error) {
	d, err := e.cases.Dossier(ctx, caseID, connector)
	if err != nil {
		return delivery.Envelope{}, err
	}
	env := delivery.Envelope{
		Reference: d.Case.Reference, ServiceID: d.Case.ServiceID, Title: d.Case.Title.SV, Authority: d.Case.Authority,
		Language: string(d.Case.Lang), ReceivedAt: d.Case.ReceivedAt, Params: d.Params,
		Place: place(d.Place), Contact: contact(d.Contact),
	}
	if d.Case.Person != "" && e.identifies(connector) {
		p, err := e.persons.FindPerson(ctx, d.Case.Person)
		if err != nil {
			return delivery.Envelope{}, err
		}
		env.Applicant = &delivery.Applicant{Number: p.Number.Digits(), Name: p.Name}
	}
	for _, s := range d.Sections {
		section := delivery.Section{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, delivery.Row{Question: r.Question, Label: r.Label, Lines: lines(r)})
		}
		env.Sections = append(env.Sections, section)
	}
	for _, f := range d.Files {
		env.Files = append(env.Files, envelopeFile(f))
	}
	if e.copies.isCopy(d, connector) {
		e.copies.mark(&env, d)
	}
	return env, nil
}

// lines is the answer in words: files by their names, so that whoever works the
// case sees which file answers which question.
func lines(r forms.Row) []string {
	out := slices.Clone(r.Lines)
	for _, f := range r.Files {
		out = append(out, f.Name)
	}
	return out
}

func envelopeFile(f forms.File) delivery.EnvelopeFile {
	return delivery.EnvelopeFile{ID: f.ID, Name: f.Name, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256}
}

// Message is what the citizen said, or why they withdraw: the same each time, since
// a message is never changed.
func (e envelopes) Message(ctx context.Context, caseID string, kind delivery.Kind, itemID string) (delivery.EnvelopeMessage, error) {
	if kind == delivery.KindSettled {
		return e.copies.settled(ctx, itemID)
	}
	m, err := e.cases.Said(ctx, caseID, itemID)
	if err != nil {
		return delivery.EnvelopeMessage{}, err
	}
	out := delivery.EnvelopeMessage{ID: m.ID, Text: m.Text, At: m.At}
	for _, f := range m.Files {
		out.Files = append(out.Files, envelopeFile(f.AsFile()))
	}
	return out, nil
}

func (e envelopes) OpenFile(ctx context.Context, caseID, fileID string) (io.ReadCloser, error) {
	content, err := e.cases.Content(ctx, caseID, fileID)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

func place(a *forms.Answer) *delivery.Place {
	if a == nil {
		return nil
	}
	p := &delivery.Place{Text: a.Parts[forms.PartText]}
	p.Lat, p.Long, p.HasPoint = a.Point()
	return p
}

func contact(a *forms.Answer) *delivery.Contact {
	if a == nil {
		return nil
	}
	return &delivery.Contact{Name: a.Parts[forms.PartName], Email: a.Parts[forms.PartEmail], Phone: a.Parts[forms.PartPhone]}
}

// changes takes what happens in back ends to the cases.
type changes struct {
	cases  *cases.Service
	settle func(ctx context.Context, d delivery.Delivery) error // closes the safety copy, when there is one
}

func (c changes) Delivered(ctx context.Context, d delivery.Delivery) error {
	switch d.Kind {
	case delivery.KindCreate:
		if err := c.cases.Deliver(ctx, d.CaseID, d.Connector, d.Number); err != nil {
			return err
		}
		return c.settle(ctx, d)
	case delivery.KindWithdrawal:
		return c.cases.DeliverWithdrawal(ctx, d.CaseID)
	default:
		return nil
	}
}

// Refused leaves the case as it is: received, and a person's to send on. The
// citizen has done what they should.
func (c changes) Refused(context.Context, delivery.Delivery) error { return nil }

// eventKinds are the events that a back end's statuses are to a citizen.
var eventKinds = map[delivery.Status]cases.EventKind{
	"":                      cases.EventMessage,
	delivery.StatusReceived: cases.EventReceived, // told already, but opens one that was closed
	delivery.StatusStarted:  cases.EventStarted,
	delivery.StatusWaiting:  cases.EventWaiting,
	delivery.StatusClosed:   cases.EventClosed,
}

func (c changes) KeepFile(ctx context.Context, caseID string, f delivery.ReceivedFile, content []byte) error {
	return c.cases.KeepDocument(ctx, caseID, fileID(f), f.Name, content)
}

// fileID is our name of a file that delivery names by a UUID.
func fileID(f delivery.ReceivedFile) string { return strings.ReplaceAll(f.ID, "-", "") }

func (c changes) Changed(ctx context.Context, caseID, connector string, ch delivery.Change, files []delivery.ReceivedFile) error {
	kind := eventKinds[ch.Status]
	if ch.Status == delivery.StatusWaiting && ch.Asks {
		kind = cases.EventAsked
	}
	p := cases.Progress{At: ch.At, Kind: kind, Note: ch.Note, Until: ch.Until, Decision: ch.Decision, Number: ch.Number, Connector: connector}
	for _, f := range files {
		p.Files = append(p.Files, cases.ReceivedFile{ID: fileID(f), Name: f.Name, IsMissing: f.Missing})
	}
	return c.cases.Progress(ctx, caseID, p)
}

// services gives cases the running catalogue's services and any form version.
type services struct {
	running *catalogue.Catalogue
	store   catalogue.Store
}

func (s services) FindService(_ context.Context, id string) (catalogue.Entry, error) {
	entry, ok := s.running.Current().Find(id)
	if !ok {
		return catalogue.Entry{}, errs.New(errs.NotFound, "app.FindService")
	}
	return *entry, nil
}

func (s services) FindForm(ctx context.Context, serviceID string, version int) (catalogue.Form, error) {
	return s.store.FindForm(ctx, serviceID, version)
}

// checkForm lets the catalogue's import say where in a file a form is wrong.
func checkForm(definition json.RawMessage) []catalogue.FormFault {
	_, err := forms.Parse(definition)
	invalid, ok := errors.AsType[*forms.InvalidDefinitionError](err)
	if !ok {
		if err != nil {
			return []catalogue.FormFault{{Message: err.Error()}}
		}
		return nil
	}
	faults := make([]catalogue.FormFault, 0, len(invalid.Faults))
	for _, f := range invalid.Faults {
		faults = append(faults, catalogue.FormFault{Path: f.Path, Message: f.Message})
	}
	return faults
}
