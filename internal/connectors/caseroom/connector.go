package caseroom

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"

	room "github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Room is the case handling that the connector speaks to: a *room.Service.
type Room interface {
	Taker
	Teller
	// Check tells whether it can take cases.
	Check(ctx context.Context) error
	// CheckPlace tells whether an authority can work cases, by a function of its:
	// a room.SettingError says what to write instead.
	CheckPlace(authority string, function identity.FunctionID) error
}

// Taker takes what comes from citizens, each step once.
type Taker interface {
	Register(ctx context.Context, a room.Arrival) (room.Registration, error)
	AddFile(ctx context.Context, f room.ArrivingFile) (string, error)
	AddMessage(ctx context.Context, w room.Word) (string, error)
	Withdraw(ctx context.Context, w room.Word) (string, error)
	Settle(ctx context.Context, w room.Word) (string, error)
	Registered(ctx context.Context, key string) (room.Registration, bool, error)
}

// Teller tells what citizens are to know.
type Teller interface {
	Tidings(ctx context.Context, after int64, limit int) ([]room.Tiding, error)
	Content(ctx context.Context, caseID, fileID string) ([]byte, error)
}

// TypeName is what the configuration calls connectors of this type.
const TypeName = "caseroom"

// Type is the connector's entry in the registry. It has no options. find gives
// the room, each time that it is needed: registries are made before rooms.
func Type(find func() Room) delivery.Type {
	return delivery.Type{Name: TypeName, New: func(raw delivery.Options) (delivery.Connector, error) {
		if err := raw.Decode(&struct{}{}); err != nil {
			return nil, errors.New("a connector of type caseroom has no options")
		}
		return &connector{find}, nil
	}}
}

type connector struct{ room func() Room }

var (
	_ delivery.Connector    = (*connector)(nil)
	_ delivery.FileFetcher  = (*connector)(nil)
	_ delivery.Inspector    = (*connector)(nil)
	_ delivery.RouteChecker = (*connector)(nil)
)

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	r, found, err := c.room().Registered(ctx, s.Key)
	if err != nil || !found {
		return delivery.Receipt{}, false, err
	}
	return receipt(s.Kind, r), true, nil
}

// Inspect implements delivery.Inspector: the room removes nothing, so what it has no
// step of is lost.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	r, found, err := c.room().Registered(ctx, s.Key)
	switch {
	case err != nil:
		return delivery.Inspection{}, err
	case !found:
		return delivery.Inspection{Presence: delivery.Absent}, nil
	case r.ID != s.RemoteID:
		return delivery.Inspection{Presence: delivery.Unsure}, nil
	}
	return delivery.Inspection{Presence: delivery.Present, Steps: true, Status: statuses[r.Status]}, nil
}

// receipt says what a step has become. Only the case itself has a number.
func receipt(k delivery.Kind, r room.Registration) delivery.Receipt {
	if k != delivery.KindCreate {
		return delivery.Receipt{RemoteID: r.ID}
	}
	return delivery.Receipt{RemoteID: r.ID, Number: r.Diary.String()}
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	r, err := c.send(ctx, s)
	if err != nil {
		return delivery.Receipt{}, judged(err)
	}
	return receipt(s.Kind, r), nil
}

func (c *connector) send(ctx context.Context, s delivery.Step) (r room.Registration, err error) {
	switch s.Kind {
	case delivery.KindCreate:
		a, err := arrival(s)
		if err != nil {
			return room.Registration{}, err
		}
		return c.room().Register(ctx, a)
	case delivery.KindAttachment:
		f, err := file(ctx, s)
		if err != nil {
			return room.Registration{}, err
		}
		r.ID, err = c.room().AddFile(ctx, f)
		return r, err
	case delivery.KindMessage:
		r.ID, err = c.room().AddMessage(ctx, word(s))
	case delivery.KindWithdrawal:
		r.ID, err = c.room().Withdraw(ctx, word(s))
	case delivery.KindSettled:
		r.ID, err = c.room().Settle(ctx, word(s))
	default:
		err = delivery.Unsupported(s.Kind)
	}
	return r, err
}

// judged says what an error of the room's comes to. Unless it is sure that
// nothing was kept, nobody knows: a commit whose answer is lost looks like a
// database that does not answer.
func judged(err error) error {
	if setting, ok := errors.AsType[*room.SettingError](err); ok {
		return &delivery.UnavailableError{Err: setting}
	}
	switch errs.KindOf(err) {
	case errs.Invalid:
		return &delivery.RefusedError{Reason: "invalid", Err: err}
	case errs.NotFound:
		return &delivery.RefusedError{Reason: "no such case", Err: err}
	default:
		return err
	}
}

// arrival makes of an envelope what is registered.
func arrival(s delivery.Step) (room.Arrival, error) {
	e := s.Envelope
	days, err := handlingDays(e.Params[paramDays])
	if err != nil {
		return room.Arrival{}, &room.SettingError{Reason: err.Error()}
	}
	a := room.Arrival{
		Key: s.Key, Reference: e.Reference, ServiceID: e.ServiceID, Title: e.Title, Authority: e.Authority,
		Function: identity.FunctionID(e.Params[paramFunction]), HandlingDays: days, Lang: i18n.Lang(e.Language), ReceivedAt: e.ReceivedAt,
	}
	for _, section := range e.Sections {
		kept := room.Section{Title: section.Title}
		for _, row := range section.Rows {
			kept.Rows = append(kept.Rows, room.Row{Label: row.Label, Lines: row.Lines})
		}
		a.Dossier.Sections = append(a.Dossier.Sections, kept)
	}
	if p := e.Place; p != nil {
		a.Dossier.Place = &room.Place{Text: p.Text, HasPoint: p.HasPoint, Lat: p.Lat, Long: p.Long}
	}
	if c := e.Contact; c != nil {
		a.Dossier.Contact = &room.Contact{Name: c.Name, Email: c.Email, Phone: c.Phone}
	}
	return a, nil
}

// file reads a file to its end: nothing is sent of one that is not whole.
func file(ctx context.Context, s delivery.Step) (room.ArrivingFile, error) {
	a := s.Attachment
	content, err := read(ctx, a)
	if err != nil {
		return room.ArrivingFile{}, &delivery.UnavailableError{Err: err}
	}
	isOfTheCase := false
	for _, f := range s.Envelope.Files {
		isOfTheCase = isOfTheCase || f.ID == a.ID
	}
	return room.ArrivingFile{Key: s.Key, CaseID: s.RemoteID, Name: a.Name, Content: content, Later: !isOfTheCase}, nil
}

func read(ctx context.Context, f *delivery.EnvelopeFile) ([]byte, error) {
	body, err := f.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("the file cannot be opened: %w", err)
	}
	defer body.Close()
	content, err := io.ReadAll(io.LimitReader(body, f.Size+1))
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, errors.New("the file is not what the citizen sent")
	}
	return content, nil
}

func word(s delivery.Step) room.Word {
	return room.Word{Key: s.Key, CaseID: s.RemoteID, Text: s.Message.Text, At: s.Message.At}
}

// pollSize is how many changes one Poll returns at most.
const pollSize = 100

// statuses are what a case's statuses are to a citizen.
var statuses = map[room.Status]delivery.Status{
	room.StatusReceived: delivery.StatusReceived,
	room.StatusOngoing:  delivery.StatusStarted,
	room.StatusWaiting:  delivery.StatusWaiting,
	room.StatusDecided:  delivery.StatusClosed,
	room.StatusClosed:   delivery.StatusClosed,
}

// Poll implements delivery.Connector. The cursor is the place of the last
// tiding that was told.
func (c *connector) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	var after int64
	if cursor != "" {
		var err error
		if after, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return delivery.Batch{}, fmt.Errorf("the cursor %q is not the caseroom's", cursor)
		}
	}
	tidings, err := c.room().Tidings(ctx, after, pollSize)
	if err != nil {
		return delivery.Batch{}, err
	}
	b := delivery.Batch{Cursor: cursor, More: len(tidings) == pollSize}
	for _, t := range tidings {
		change := delivery.Change{
			Key: t.ID, RemoteID: t.CaseID, At: t.At, Status: statuses[t.Status], Note: t.Note,
			Asks: t.Asks, Until: t.Until, Decision: t.IsDecision,
		}
		for _, f := range t.Files {
			change.Files = append(change.Files, delivery.ChangeFile{ID: f.ID, Name: f.Name, MediaType: f.MediaType, Size: f.Size})
		}
		b.Changes = append(b.Changes, change)
		b.Cursor = strconv.FormatInt(t.Place, 10)
	}
	return b, nil
}

// FetchFile implements delivery.FileFetcher.
func (c *connector) FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error) {
	content, err := c.room().Content(ctx, remoteID, fileID)
	if errs.Is(err, errs.NotFound) {
		return nil, &delivery.RefusedError{Reason: "no such file", Err: err}
	}
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

// Check implements delivery.Connector.
func (c *connector) Check(ctx context.Context) error { return c.room().Check(ctx) }
