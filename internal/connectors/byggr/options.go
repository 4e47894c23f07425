package byggr

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

// Options are the options of a connector of type byggr.
type Options struct {
	soap.Options
	Signature      string                     `json:"signature"`       // HandlaggarSign: who Entré is there
	Role           string                     `json:"role"`            // rollkod of who was logged in; default SOK
	DocumentType   string                     `json:"document_type"`   // handlingstyp of attachments
	DocumentStatus string                     `json:"document_status"` // their status; default Inkommen
	Event          string                     `json:"event"`           // handelsetyp/handelseslag of what comes later
	WithdrawalOf   string                     `json:"withdrawal"`      // the same of a withdrawal; default: event
	EmailCode      string                     `json:"email_code"`      // komtyp; default Epost
	PhoneCode      string                     `json:"phone_code"`      // komtyp; default MOB
	Municipality   string                     `json:"municipality"`    // left out where a property's name begins with it
	Defaults       map[string]string          `json:"defaults"`        // values of routes that do not say them
	Events         map[string]string          `json:"events"`          // what händelser are to the citizen; default: none is told
	SentStatuses   []string                   `json:"sent_statuses"`   // of documents that go to the citizen; default Expedierad
	Statuses       map[string]delivery.Status `json:"statuses"`        // beside or instead of the usual ones
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "byggr", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// New returns a connector. The error says which option to mend.
func New(o Options, c clock.Clock) (delivery.Connector, error) {
	client, err := soap.New(o.Options, "Entre (ArendeExportWS V8)", c)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"signature": o.Signature, "document_type": o.DocumentType, "event": o.Event} {
		if value == "" {
			return nil, fmt.Errorf("option %s: it is required", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Defaults)) {
		if !isParam(name) {
			return nil, fmt.Errorf("option defaults: %s", unknownParam(name))
		}
	}
	statuses, err := o.statuses()
	if err != nil {
		return nil, fmt.Errorf("option statuses: %w", err)
	}
	tell, err := o.tellers()
	if err != nil {
		return nil, fmt.Errorf("option events: %w", err)
	}
	sent := o.SentStatuses
	if len(sent) == 0 {
		sent = []string{"Expedierad"}
	}
	return &connector{
		soap: client, clock: c, sign: o.Signature, role: cmp.Or(o.Role, "SOK"),
		documentType: o.DocumentType, documentStatus: cmp.Or(o.DocumentStatus, "Inkommen"),
		event: eventType(o.Event), withdrawal: eventType(cmp.Or(o.WithdrawalOf, o.Event)),
		emailCode: cmp.Or(o.EmailCode, "Epost"), phoneCode: cmp.Or(o.PhoneCode, "MOB"),
		municipality: strings.ToUpper(strings.TrimSpace(o.Municipality)), defaults: o.Defaults,
		tell: tell, sent: sent, statuses: statuses,
	}, nil
}

// usualStatuses are those of the contract. One that is being worked is started when
// it has another handläggare than us (poll.go). Gallrat is told by nothing: nobody
// reads a case any more that is thinned out.
var usualStatuses = map[string]delivery.Status{
	"Pågående":  delivery.StatusStarted,
	"Avslutat":  delivery.StatusClosed,
	"Makulerat": delivery.StatusClosed,
}

func (o Options) statuses() (map[string]delivery.Status, error) {
	known := []delivery.Status{delivery.StatusReceived, delivery.StatusStarted, delivery.StatusWaiting, delivery.StatusClosed}
	all := maps.Clone(usualStatuses)
	for _, name := range slices.Sorted(maps.Keys(o.Statuses)) {
		if !slices.Contains(known, o.Statuses[name]) {
			return nil, fmt.Errorf("%s: it is received, started, waiting or closed, not %q", name, o.Statuses[name])
		}
		all[name] = o.Statuses[name]
	}
	return all, nil
}

// telling is what a type of händelse is to the citizen.
type telling string

// The tellings, beside the four statuses.
const (
	tellMessage    telling = "message"
	tellDecision   telling = "decision"
	tellCompletion telling = "completion" // the citizen is to complete the case
)

var tellings = []telling{
	tellMessage, tellDecision, tellCompletion,
	telling(delivery.StatusReceived), telling(delivery.StatusStarted), telling(delivery.StatusWaiting), telling(delivery.StatusClosed),
}

// tellers reads the option events, whose keys are TYP, TYP/SLAG or TYP/SLAG/UTFALL.
func (o Options) tellers() (map[string]telling, error) {
	all := map[string]telling{}
	for _, name := range slices.Sorted(maps.Keys(o.Events)) {
		what := telling(o.Events[name])
		if !slices.Contains(tellings, what) {
			return nil, fmt.Errorf("%s: it is message, completion, decision or a status, not %q", name, what)
		}
		if strings.HasPrefix(name, "/") || strings.Count(name, "/") > 2 {
			return nil, errors.New("a name is TYP, TYP/SLAG or TYP/SLAG/UTFALL")
		}
		all[name] = what
	}
	return all, nil
}

// event is a handelsetyp and perhaps a handelseslag.
type event struct{ typ, slag string }

func eventType(s string) event {
	typ, slag, _ := strings.Cut(s, "/")
	return event{strings.TrimSpace(typ), strings.TrimSpace(slag)}
}
