package sundsvall

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	defaultTimeout      = 20 * time.Second
	defaultTag          = "caseid"
	defaultStatus       = "NEW"
	defaultChannel      = "ESERVICE"
	defaultContactRole  = "CONTACT"
	defaultEmailChannel = "Email"
	defaultPhoneChannel = "Phone"
	sentByType          = "adAccount"
)

// Options are the options of a connector of type sundsvall.
type Options struct {
	BaseURL      string `json:"base_url"`     // with the API's version: "https://api.example/support-management/15.0"
	Municipality string `json:"municipality"` // "2281"
	Namespace    string `json:"namespace"`
	SentBy       string `json:"sent_by"` // the account that Entré acts as

	// A token by the client's credentials. Without token_url none is shown.
	httpclient.TokenOptions

	ClientCertFile string `json:"client_cert_file"`
	ClientKeyFile  string `json:"client_key_file"`
	CAFile         string `json:"ca_file"`

	Tag             string                     `json:"tag"`              // key of the external tag with our reference; default caseid
	Status          string                     `json:"status"`           // of new errands; default NEW
	Channel         string                     `json:"channel"`          // of new errands; default ESERVICE
	Category        string                     `json:"category"`         // of routes that do not say it
	Type            string                     `json:"type"`             // the same
	ContactRole     string                     `json:"contact_role"`     // of whom the citizen named to reach; default CONTACT
	ApplicantNumber string                     `json:"applicant_number"` // stakeholder's parameter for the personal number; default: no applicant is sent
	EmailChannel    string                     `json:"email_channel"`    // type of a contact channel; default Email
	PhoneChannel    string                     `json:"phone_channel"`    // default Phone
	Statuses        map[string]delivery.Status `json:"statuses"`         // beside or instead of the usual ones
	WithdrawnStatus string                     `json:"withdrawn_status"` // of an errand whose case is taken back; default: as it is

	Timeout   delivery.Duration `json:"timeout"`    // of one request; default 20 s
	AllowHTTP bool              `json:"allow_http"` // to another machine, without TLS
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "sundsvall", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// What may stand in an address, in a header and between the quotation marks of a
// filter, so that nothing has to be escaped there: how it would be, the contract
// does not say.
var (
	plainName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	account   = regexp.MustCompile(`^[A-Za-z0-9_.@-]{1,255}$`)
)

// New returns a connector. The error says which option to mend.
func New(o Options, now clock.Clock) (delivery.Connector, error) {
	base, err := httpclient.ParseBase(o.BaseURL, o.AllowHTTP)
	if err != nil {
		return nil, fmt.Errorf("option base_url: %w", err)
	}
	if o.Tag == "" {
		o.Tag = defaultTag
	}
	for name, value := range map[string]string{"municipality": o.Municipality, "namespace": o.Namespace, "tag": o.Tag} {
		if !plainName.MatchString(value) {
			return nil, fmt.Errorf("option %s: it is required, of letters, digits, _ and -", name)
		}
	}
	if !account.MatchString(o.SentBy) {
		return nil, errors.New("option sent_by: it is required, an account of letters, digits, full stops, @, _ and -")
	}
	statuses, err := o.statuses()
	if err != nil {
		return nil, fmt.Errorf("option statuses: %w", err)
	}
	transport, err := httpclient.TLS{CertFile: o.ClientCertFile, KeyFile: o.ClientKeyFile, CAFile: o.CAFile}.Transport()
	if err != nil {
		return nil, err
	}
	timeout := cmp.Or(time.Duration(o.Timeout), defaultTimeout)
	tokens, err := o.Tokens(o.AllowHTTP, timeout, transport, now)
	if err != nil {
		return nil, err
	}
	o.Status, o.Channel = cmp.Or(o.Status, defaultStatus), cmp.Or(o.Channel, defaultChannel)
	o.ContactRole = cmp.Or(o.ContactRole, defaultContactRole)
	o.EmailChannel, o.PhoneChannel = cmp.Or(o.EmailChannel, defaultEmailChannel), cmp.Or(o.PhoneChannel, defaultPhoneChannel)
	return &connector{
		options: o, statuses: statuses, tokens: tokens, clock: now,
		http: &httpclient.Client{
			Base: base.JoinPath(url.PathEscape(o.Municipality), url.PathEscape(o.Namespace)), Judge: judge,
			Timeout: timeout, Clock: now, Transport: transport,
			Header: http.Header{
				"User-Agent": {"Entre (support-management)"}, "Accept": {"application/json, application/problem+json"},
				"X-Sent-By": {o.SentBy + "; type=" + sentByType},
			},
		},
	}, nil
}

// usualStatuses are those that namespaces usually have.
var usualStatuses = map[string]delivery.Status{
	"NEW":       delivery.StatusReceived,
	"ASSIGNED":  delivery.StatusStarted,
	"ONGOING":   delivery.StatusStarted,
	"PENDING":   delivery.StatusWaiting,
	"SUSPENDED": delivery.StatusWaiting,
	"SOLVED":    delivery.StatusClosed,
}

// statuses adds the configured ones. A status that is neither usual nor configured
// is not told.
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
