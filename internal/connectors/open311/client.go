package open311

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// maxAnswer is the most of an answer that is read, in bytes: 1,000 requests of
// 4,000 characters, whatever the characters.
const maxAnswer = 32 << 20

// client speaks HTTP to one server, and turns its answers into the outcomes
// that the engine knows.
type client struct {
	base         *url.URL
	jurisdiction string
	key          string
	format       Format
	timeout      time.Duration
	http         *http.Client
	clock        clock.Clock
}

func newHTTPClient() *http.Client {
	return &http.Client{
		// A redirect would carry the case to an address that nobody configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is what the server said, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// refusal is an Open311 error that says that the server has understood the
// request and will not have it.
type refusal struct {
	status  int
	code    string // of the server's own; "" when it is the status again
	setting string // the one of settings that it complains about; "" when of none
}

// settings are the arguments that say where a request goes rather than what is
// in it, as GeoReport's errors name them.
var settings = []string{"api_key", "jurisdiction_id", "service_code"}

// Error says code and status only: descriptions may repeat what was sent.
func (r *refusal) Error() string {
	text := fmt.Sprintf("%d %s", r.status, http.StatusText(r.status))
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
	case r.setting != "":
		return &delivery.UnavailableError{Err: fmt.Errorf("%w: is %s right?", err, r.setting)}
	case r.status == http.StatusNotFound:
		return &delivery.UnavailableError{Err: fmt.Errorf("%w: are base_url, jurisdiction_id and service_code right?", err)}
	default:
		return &delivery.RefusedError{Reason: r.Error(), Err: err}
	}
}

// get asks for a resource: "requests", "tokens/123".
func (c *client) get(ctx context.Context, resource string, query url.Values) (*answer, error) {
	if query == nil {
		query = url.Values{}
	}
	c.setJurisdiction(query)
	return c.do(ctx, http.MethodGet, resource, request{query: query})
}

// postForm posts a form with the key.
func (c *client) postForm(ctx context.Context, resource string, form url.Values) (*answer, error) {
	form.Set("api_key", c.key)
	c.setJurisdiction(form)
	body := form.Encode()
	return c.do(ctx, http.MethodPost, resource, request{
		contentType: "application/x-www-form-urlencoded", body: strings.NewReader(body), size: int64(len(body)),
	})
}

func (c *client) setJurisdiction(values url.Values) {
	if c.jurisdiction != "" {
		values.Set("jurisdiction_id", c.jurisdiction)
	}
}

// request is what do sends beside method and resource.
type request struct {
	query       url.Values
	contentType string
	body        io.Reader
	size        int64
}

// do makes one request. Its error is a refusal, an UnavailableError, or
// another error, which means that nobody knows what the server did. None of
// them holds an address's query or anything that was sent.
func (c *client) do(ctx context.Context, method, resource string, r request) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	u := c.base.JoinPath(resource + "." + string(c.format))
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), r.body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, resource, bare(err))
	}
	req.Header.Set("User-Agent", "Entre (Open311 GeoReport v2)")
	if r.body != nil {
		req.Header.Set("Content-Type", r.contentType)
		req.ContentLength = r.size
	}
	a, err := c.exchange(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, resource, err)
	}
	if err := c.judge(a); err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, resource, err)
	}
	return a, nil
}

func (c *client) exchange(req *http.Request) (*answer, error) {
	response, err := c.http.Do(req)
	if err != nil {
		err = bare(err)
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
			return nil, &delivery.UnavailableError{Err: err} // no connection: nothing was sent
		}
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s, then %w", response.Status, bare(err))
	}
	if len(body) > maxAnswer {
		return nil, fmt.Errorf("answer of more than %d bytes", maxAnswer)
	}
	return &answer{status: response.StatusCode, header: response.Header, body: body}, nil
}

// bare leaves the address out of an error: its query and host say more than a
// log should keep of each attempt.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// judge tells a success from the ways of failing.
func (c *client) judge(a *answer) error {
	status := fmt.Errorf("%d %s", a.status, http.StatusText(a.status))
	switch a.status {
	case http.StatusOK, http.StatusCreated:
		return nil
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return &delivery.UnavailableError{RetryAfter: c.retryAfter(a.header), Err: status}
	case http.StatusUnauthorized, http.StatusForbidden:
		// Our fault, not the case's: it waits until the key is mended.
		return &delivery.UnavailableError{Err: fmt.Errorf("the API key is not accepted: %w", status)}
	case http.StatusRequestEntityTooLarge: // often said by a proxy, not in Open311's words
		return &refusal{status: a.status}
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		if said, ok := c.readErrors(a.body); ok {
			said.status = a.status
			return &said
		}
	}
	return status
}

// retryAfter reads seconds or a time (RFC 9110, 10.2.3); 0 when it is neither.
func (c *client) retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 1<<20)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(c.clock.Now()), 0)
	}
	return 0
}

// readErrors reports whether the body is a list of Open311 errors, and returns
// what it says: the first code if that is short and not just the status once
// more, and the first setting that is named. Their texts are not kept.
func (c *client) readErrors(body []byte) (said refusal, ok bool) {
	type apiError struct {
		Code        text `json:"code" xml:"code"`
		Description text `json:"description" xml:"description"`
	}
	found, err := decode[apiError](c.format, "errors", "error", body)
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
