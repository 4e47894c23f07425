package requesttracker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// maxAnswer is the most of an answer that is read, in bytes. The largest are
// messages that staff have written, in base64.
const maxAnswer = 32 << 20

// client speaks HTTP to one Request Tracker, and turns its answers into the
// outcomes that the engine knows.
type client struct {
	base    *url.URL
	token   string
	timeout time.Duration
	http    *http.Client
	clock   clock.Clock
}

func newHTTPClient() *http.Client {
	return &http.Client{
		// A redirect would carry the case to an address that nobody configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is what Request Tracker said, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// refusal is an error in Request Tracker's own words: it has understood the
// request and will not have it.
type refusal struct{ status int }

// Error says the status only: the words may repeat what was sent.
func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)) }

// get asks for a resource below REST/2.0, whose elements are escaped.
func (c *client) get(ctx context.Context, resource string, query url.Values) (*answer, error) {
	return c.do(ctx, http.MethodGet, resource, request{query: query})
}

// sendJSON sends a value.
func (c *client) sendJSON(ctx context.Context, method, resource string, value any) (*answer, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, &delivery.UnavailableError{Err: err}
	}
	return c.do(ctx, method, resource, request{
		contentType: "application/json", body: bytes.NewReader(body), size: int64(len(body)),
	})
}

// request is what do sends beside method and resource.
type request struct {
	query       url.Values
	contentType string
	body        io.Reader
	size        int64
}

// do makes one request. Its error is a refusal, an UnavailableError, or
// another error, which means that nobody knows what Request Tracker did. None
// of them holds an address's query or anything that was sent.
func (c *client) do(ctx context.Context, method, resource string, r request) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	u := c.base.JoinPath(resource)
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), r.body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, resource, bare(err))
	}
	req.Header.Set("User-Agent", "Entre (Request Tracker REST 2)")
	req.Header.Set("Authorization", "token "+c.token)
	req.Header.Set("Accept", "application/json")
	if r.body != nil {
		req.Header.Set("Content-Type", r.contentType)
		req.ContentLength = r.size
	}
	a, err := c.exchange(req)
	if err == nil {
		err = c.judge(a)
	}
	if err != nil {
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
	case http.StatusUnauthorized:
		return &delivery.UnavailableError{Err: fmt.Errorf("the token is not accepted: %w", status)}
	case http.StatusForbidden:
		return &delivery.UnavailableError{Err: fmt.Errorf("a right is missing: %w", status)}
	case http.StatusRequestEntityTooLarge: // often said by a proxy, not in Request Tracker's words
		return &refusal{status: a.status}
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return judgeMessage(a, status)
	}
	return status
}

// judgeMessage looks whether Request Tracker itself has answered: its errors
// are objects with a message.
func judgeMessage(a *answer, status error) error {
	said, err := decode[struct {
		Message string `json:"message"`
	}](a.body)
	switch {
	case err != nil || said.Message == "":
		return status
	case said.Message == "Permission Denied":
		// What a comment without the right answers, with status 400. Our fault,
		// not the case's: it waits until the right is granted.
		return &delivery.UnavailableError{Err: fmt.Errorf("a right is missing, or the ticket: %w", status)}
	}
	return &refusal{status: a.status}
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
