package open311

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// Format is how the server is asked to answer.
type Format string

// The formats. GeoReport requires XML of a server; JSON is optional.
const (
	JSON Format = "json"
	XML  Format = "xml"
)

const (
	defaultTimeout = 20 * time.Second
	defaultMaxList = 1000 // GeoReport v2, "Response Volume"
)

// Options are the options of a connector of type open311.
type Options struct {
	BaseURL        string            `json:"base_url"`        // without resource and format: "https://host/open311/v2"
	JurisdictionID string            `json:"jurisdiction_id"` // for servers that serve several
	APIKey         string            `json:"api_key"`
	APIKeyFile     string            `json:"api_key_file"` // file that holds the key, instead
	Format         Format            `json:"format"`       // default json
	Updates        bool              `json:"updates"`      // the server has servicerequestupdates
	UploadFiles    bool              `json:"upload_files"` // and takes files with them
	Timeout        delivery.Duration `json:"timeout"`      // of one request; default 20 s
	MaxList        int               `json:"max_list"`     // most that the server lists at once; default 1000
	ClockMargin    delivery.Duration `json:"clock_margin"` // how far the server's clock may be from ours when something is looked up; default 3 h
	AllowHTTP      bool              `json:"allow_http"`   // to another machine, without TLS
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "open311", New: func(raw delivery.Options) (delivery.Connector, error) {
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
	if err != nil {
		return nil, fmt.Errorf("option api_key_file: %w", err)
	}
	o.Format = cmp.Or(o.Format, JSON)
	if o.Format != JSON && o.Format != XML {
		return nil, fmt.Errorf("option format: it is json or xml, not %q", o.Format)
	}
	o.MaxList = cmp.Or(o.MaxList, defaultMaxList)
	if o.MaxList < 2 {
		return nil, errors.New("option max_list: it is at least 2")
	}
	if o.UploadFiles && !o.Updates {
		return nil, errors.New("option upload_files: files are sent with updates, so updates must be true as well")
	}
	return &connector{
		client: &client{
			http: &httpclient.Client{
				Base: base, Header: http.Header{"User-Agent": {"Entre (Open311 GeoReport v2)"}}, Judge: o.Format.judge,
				Timeout: cmp.Or(time.Duration(o.Timeout), defaultTimeout), Clock: c,
			},
			jurisdiction: o.JurisdictionID, key: key, format: o.Format,
		},
		maxList: o.MaxList, margin: cmp.Or(time.Duration(o.ClockMargin), defaultMargin), updates: o.Updates, uploadFiles: o.UploadFiles, clock: c,
	}, nil
}
