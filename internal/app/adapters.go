package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
)

// outbox hands what a submission owes to the delivery engine, which is made
// after the cases that it asks for envelopes.
type outbox struct{ portal *Portal }

func (o outbox) Owe(ctx context.Context, owed cases.Owed) error {
	return o.portal.engine.Owe(ctx, delivery.Order{
		CaseID: owed.CaseID, Reference: owed.Reference, Connector: owed.Connector, AttachmentIDs: owed.AttachmentIDs,
	})
}

// envelopes makes delivery's envelopes of cases' dossiers.
type envelopes struct{ cases *cases.Service }

func (e envelopes) Envelope(ctx context.Context, caseID, _ string) (delivery.Envelope, error) {
	d, err := e.cases.Dossier(ctx, caseID)
	if err != nil {
		return delivery.Envelope{}, err
	}
	env := delivery.Envelope{
		Reference: d.Case.Reference, ServiceID: d.Case.ServiceID, Title: d.Case.Title.SV, Authority: d.Case.Authority,
		Language: string(d.Case.Lang), ReceivedAt: d.Case.ReceivedAt, Params: d.Params,
		Place: place(d.Place), Contact: contact(d.Contact),
	}
	for _, s := range d.Sections {
		section := delivery.Section{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, delivery.Row{Question: r.Question, Label: r.Label, Lines: r.Lines})
		}
		env.Sections = append(env.Sections, section)
	}
	for _, f := range d.Files {
		env.Files = append(env.Files, delivery.EnvelopeFile{ID: f.ID, Name: f.Name, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256})
	}
	return env, nil
}

// Message is of no case yet: nothing of the kind is owed.
func (e envelopes) Message(_ context.Context, _ string, kind delivery.Kind, itemID string) (delivery.EnvelopeMessage, error) {
	return delivery.EnvelopeMessage{}, errs.New(errs.NotFound, "app.Message "+string(kind)+" "+itemID)
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
type changes struct{ cases *cases.Service }

func (c changes) Delivered(ctx context.Context, d delivery.Delivery) error {
	if d.Kind != delivery.KindCreate {
		return nil
	}
	return c.cases.Deliver(ctx, d.CaseID, d.Number)
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

// KeepFile takes none yet: cases have no room for documents, so the words are
// told without them.
func (c changes) KeepFile(_ context.Context, caseID string, _ delivery.ReceivedFile, _ []byte) error {
	return errs.New(errs.Invalid, "app.KeepFile "+caseID)
}

func (c changes) Changed(ctx context.Context, caseID, connector string, ch delivery.Change, _ []delivery.ReceivedFile) error {
	kind := eventKinds[ch.Status]
	if kind == cases.EventMessage && ch.Note == "" {
		return nil
	}
	return c.cases.Progress(ctx, caseID, cases.Progress{At: ch.At, Kind: kind, Note: ch.Note, Connector: connector})
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
