package redmine

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
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
)

// Options are the options of a connector of type redmine. Trackers, fields and
// statuses are called by their name or by their number.
type Options struct {
	BaseURL         string                     `json:"base_url"`          // of Redmine itself: "https://redmine.example"
	APIKey          string                     `json:"api_key"`           // of the user that Entré is there
	APIKeyFile      string                     `json:"api_key_file"`      // file that holds the key, instead
	Project         string                     `json:"project"`           // identifier or number of the project of new issues
	Tracker         string                     `json:"tracker"`           // of new issues
	ExternalIDField string                     `json:"external_id_field"` // custom field of issues; default ExternalId
	Formatting      string                     `json:"formatting"`        // of texts, as Redmine is set: textile (the default), markdown, none
	Statuses        map[string]delivery.Status `json:"statuses"`          // by name, beside or instead of the usual ones
	WithdrawnStatus string                     `json:"withdrawn_status"`  // of an issue whose case is taken back; default: as it is
	Timeout         delivery.Duration          `json:"timeout"`           // of one request; default 20 s
	AllowHTTP       bool                       `json:"allow_http"`        // to another machine, without TLS
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "redmine", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// New returns a connector. The error says which option to mend.
func New(o Options, c clock.Clock) (delivery.Connector, error) {
	base, err := httpclient.ParseBase(o.BaseURL, o.AllowHTTP)
	if err != nil {
		return nil, fmt.Errorf("option base_url: %w", err)
	}
	key, err := delivery.Secret(o.APIKey, o.APIKeyFile)
	switch {
	case err != nil:
		return nil, fmt.Errorf("option api_key_file: %w", err)
	case key == "":
		return nil, errors.New("option api_key or api_key_file: one of them is required")
	case o.Project == "":
		return nil, errors.New("option project: it is required")
	case o.Tracker == "":
		return nil, errors.New("option tracker: it is required")
	}
	format, known := formats[cmp.Or(o.Formatting, "textile")]
	if !known {
		return nil, fmt.Errorf("option formatting: it is textile, markdown or none, not %q", o.Formatting)
	}
	statuses, err := o.statuses()
	if err != nil {
		return nil, fmt.Errorf("option statuses: %w", err)
	}
	return &connector{
		http: &httpclient.Client{
			Base: base, Judge: judge, Timeout: cmp.Or(time.Duration(o.Timeout), defaultTimeout), Clock: c,
			Header: http.Header{"User-Agent": {"Entre (Redmine REST)"}, "X-Redmine-Api-Key": {key}, "Accept": {"application/json"}},
		},
		project: o.Project, tracker: o.Tracker, externalID: cmp.Or(o.ExternalIDField, defaultExternalIDField),
		format: format, withdrawn: o.WithdrawnStatus, statuses: statuses, clock: c,
	}, nil
}

// usualStatuses are those that Redmine begins with, in English and in Swedish. What
// is closed there needs no name.
var usualStatuses = map[string]delivery.Status{
	"new": delivery.StatusReceived, "ny": delivery.StatusReceived,
	"in progress": delivery.StatusStarted, "pågår": delivery.StatusStarted,
	"feedback": delivery.StatusWaiting, "återkoppling": delivery.StatusWaiting,
}

// statuses are the configured ones, by their name in lower case.
func (o Options) statuses() (map[string]delivery.Status, error) {
	known := []delivery.Status{delivery.StatusReceived, delivery.StatusStarted, delivery.StatusWaiting, delivery.StatusClosed}
	all := map[string]delivery.Status{}
	for _, name := range slices.Sorted(maps.Keys(o.Statuses)) {
		if !slices.Contains(known, o.Statuses[name]) {
			return nil, fmt.Errorf("%s: it is received, started, waiting or closed, not %q", name, o.Statuses[name])
		}
		all[strings.ToLower(name)] = o.Statuses[name]
	}
	return all, nil
}
