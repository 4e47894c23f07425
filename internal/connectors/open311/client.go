package open311

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// client speaks GeoReport to one server.
type client struct {
	http         *httpclient.Client
	jurisdiction string
	key          string
	format       Format
}

// refusal is an Open311 error that says that the server has understood the
// request and will not have it.
type refusal struct {
	answer  *httpclient.Answer
	code    string // of the server's own; "" when it is the status again
	setting string // the one of settings that it complains about; "" when of none
}

// settings are the arguments that say where a request goes rather than what is
// in it, as GeoReport's errors name them.
var settings = []string{"api_key", "jurisdiction_id", "service_code"}

// Error says code and status only: descriptions may repeat what was sent.
func (r *refusal) Error() string {
	text := r.answer.StatusLine()
	if r.code != "" {
		text += ", code " + r.code
	}
	return text
}

// outcome tells what is wrong with the request itself from what is wrong with
// our settings: the server does not know an address, a jurisdiction or a service.
// That is not the case's fault, and it waits until somebody has mended it.
func (r *refusal) outcome(err error) error {
	switch {
	case r.isFinal():
		return &delivery.RefusedError{Reason: r.Error(), Err: err}
	case r.setting != "":
		return &delivery.UnavailableError{Err: fmt.Errorf("%w: is %s right?", err, r.setting)}
	default:
		return &delivery.UnavailableError{Err: fmt.Errorf("%w: are base_url, jurisdiction_id and service_code right?", err)}
	}
}

// isFinal reports whether it is what was in the request that is wrong.
func (r *refusal) isFinal() bool {
	return r.setting == "" && r.answer.Status != http.StatusNotFound
}

// get asks for a resource: "requests", "tokens/123".
func (c *client) get(ctx context.Context, resource string, query url.Values) (*httpclient.Answer, error) {
	if query == nil {
		query = url.Values{}
	}
	c.setJurisdiction(query)
	return c.do(ctx, http.MethodGet, resource, httpclient.Request{Query: query})
}

// postForm posts a form with the key.
func (c *client) postForm(ctx context.Context, resource string, form url.Values) (*httpclient.Answer, error) {
	c.sign(form)
	body := form.Encode()
	return c.do(ctx, http.MethodPost, resource, httpclient.Request{
		ContentType: "application/x-www-form-urlencoded", Body: strings.NewReader(body), Size: int64(len(body)),
	})
}

// sign adds the key and the jurisdiction.
func (c *client) sign(form url.Values) {
	if c.key != "" {
		form.Set("api_key", c.key)
	}
	c.setJurisdiction(form)
}

func (c *client) setJurisdiction(values url.Values) {
	if c.jurisdiction != "" {
		values.Set("jurisdiction_id", c.jurisdiction)
	}
}

// do makes one request. Its error may be a refusal.
func (c *client) do(ctx context.Context, method, resource string, r httpclient.Request) (*httpclient.Answer, error) {
	return c.http.Do(ctx, method, resource+"."+string(c.format), r)
}

// judge tells the ways of failing.
func (f Format) judge(a *httpclient.Answer) error {
	switch a.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		// Our fault, not the case's: it waits until the key is mended.
		return &delivery.UnavailableError{Err: fmt.Errorf("the API key is not accepted: %w", a.Err())}
	case http.StatusRequestEntityTooLarge: // often said by a proxy, not in Open311's words
		return &refusal{answer: a}
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		if said, ok := f.readErrors(a.Body); ok {
			said.answer = a
			return &said
		}
	}
	return a.Err()
}

// readErrors reports whether the body is a list of Open311 errors, and returns
// what it says: the first code if that is short and not just the status once
// more, and the first setting that is named. Their texts are not kept.
func (f Format) readErrors(body []byte) (said refusal, ok bool) {
	type apiError struct {
		Code        text `json:"code" xml:"code"`
		Description text `json:"description" xml:"description"`
	}
	found, err := decode[apiError](f, "errors", "error", body)
	if err != nil || len(found) == 0 {
		return refusal{}, false
	}
	for _, name := range settings {
		if slices.ContainsFunc(found, func(e apiError) bool { return strings.Contains(string(e.Description), name) }) {
			said.setting = name
			break
		}
	}
	code := string(found[0].Code)
	if _, err := strconv.Atoi(code); err == nil && len(code) > 3 && len(code) <= 10 {
		said.code = code
	}
	return said, true
}
