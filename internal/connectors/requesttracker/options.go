package requesttracker

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	defaultTimeout         = 20 * time.Second
	defaultExternalIDField = "ExternalId"
	defaultDeliveryIDField = "DeliveryId"
)

// Options are the options of a connector of type requesttracker.
type Options struct {
	BaseURL         string                     `json:"base_url"`          // without REST/2.0: "https://rt.example"
	Token           string                     `json:"token"`             // an authentication token of the user that Entré is there
	TokenFile       string                     `json:"token_file"`        // file that holds the token, instead
	Queue           string                     `json:"queue"`             // name or number of the queue for new tickets
	ExternalIDField string                     `json:"external_id_field"` // custom field of tickets; default ExternalId
	DeliveryIDField string                     `json:"delivery_id_field"` // custom field of transactions; default DeliveryId
	Requestor       bool                       `json:"requestor"`         // the citizen's address becomes the requestor's
	Statuses        map[string]delivery.Status `json:"statuses"`          // beside or instead of the usual ones
	WithdrawnStatus string                     `json:"withdrawn_status"`  // of a ticket whose case is taken back; default: as it is
	Timeout         delivery.Duration          `json:"timeout"`           // of one request; default 20 s
	AllowHTTP       bool                       `json:"allow_http"`        // to another machine, without TLS
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "requesttracker", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// New returns a connector. The error says which option to mend.
func New(o Options, c clock.Clock) (delivery.Connector, error) {
	base, err := o.base()
	if err != nil {
		return nil, fmt.Errorf("option base_url: %w", err)
	}
	token, err := delivery.Secret(o.Token, o.TokenFile)
	if err != nil {
		return nil, fmt.Errorf("option token_file: %w", err)
	}
	if token == "" {
		return nil, errors.New("option token or token_file: one of them is required")
	}
	if o.Queue == "" {
		return nil, errors.New("option queue: it is required")
	}
	externalID := cmp.Or(o.ExternalIDField, defaultExternalIDField)
	if !fieldName.MatchString(externalID) {
		return nil, errors.New("option external_id_field: " + fieldNameRule)
	}
	deliveryID := cmp.Or(o.DeliveryIDField, defaultDeliveryIDField)
	if !fieldName.MatchString(deliveryID) {
		return nil, errors.New("option delivery_id_field: " + fieldNameRule)
	}
	statuses, err := o.statuses()
	if err != nil {
		return nil, fmt.Errorf("option statuses: %w", err)
	}
	return &connector{
		http: &httpclient.Client{
			Base: base, Judge: judge, Timeout: cmp.Or(time.Duration(o.Timeout), defaultTimeout), Clock: c,
			Header: http.Header{
				"User-Agent": {"Entre (Request Tracker REST 2)"}, "Authorization": {"token " + token}, "Accept": {"application/json"},
			},
		},
		queue: o.Queue, externalID: externalID, deliveryID: deliveryID,
		requestor: o.Requestor, withdrawn: strings.ToLower(o.WithdrawnStatus), statuses: statuses, clock: c,
	}, nil
}

// fieldName is what a custom field may be called that stands in a query.
var fieldName = regexp.MustCompile(`^[\pL\pN_][\pL\pN_ .-]*$`)

const fieldNameRule = "the field's name must be letters, digits, spaces, full stops, hyphens and underscores"

// base checks the address.
func (o Options) base() (*url.URL, error) {
	u, err := httpclient.ParseBase(o.BaseURL, o.AllowHTTP)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(u.Path, "/REST/2.0") {
		return nil, errors.New("it must be the address of Request Tracker itself, without /REST/2.0")
	}
	return u.JoinPath("REST/2.0"), nil
}

// usualStatuses are those of Request Tracker's default lifecycle.
var usualStatuses = map[string]delivery.Status{
	"new":      delivery.StatusReceived,
	"open":     delivery.StatusStarted,
	"stalled":  delivery.StatusWaiting,
	"resolved": delivery.StatusClosed,
	"rejected": delivery.StatusClosed,
}

// statuses adds the configured ones, in lower case as Request Tracker keeps
// them. A status that is neither usual nor configured is not told.
func (o Options) statuses() (map[string]delivery.Status, error) {
	known := []delivery.Status{delivery.StatusReceived, delivery.StatusStarted, delivery.StatusWaiting, delivery.StatusClosed}
	all := maps.Clone(usualStatuses)
	for _, name := range slices.Sorted(maps.Keys(o.Statuses)) {
		if !slices.Contains(known, o.Statuses[name]) {
			return nil, fmt.Errorf("%s: it is received, started, waiting or closed, not %q", name, o.Statuses[name])
		}
		all[strings.ToLower(name)] = o.Statuses[name]
	}
	return all, nil
}
