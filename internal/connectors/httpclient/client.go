package httpclient

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// MaxAnswer is the most of an answer that is read, in bytes: a thousand cases of
// some thousand characters, or a file of 20 MiB in base64.
const MaxAnswer = 32 << 20

// ErrTooLong says that an answer is longer than MaxAnswer. Who asked for a list may
// ask for less of it.
var ErrTooLong = fmt.Errorf("answer of more than %d bytes", MaxAnswer)

// Client makes requests to one back end.
type Client struct {
	Base    *url.URL
	Header  http.Header // of each request
	Timeout time.Duration
	Clock   clock.Clock

	// Transport carries the requests; nil is the usual one. TLS.Transport makes one
	// with certificates of its own.
	Transport http.RoundTripper

	// Judge says what an answer means that is neither a success (200, 201) nor
	// "not now" (429, 503). It returns one of package delivery's errors, one of the
	// connector's own, or Answer.Err, which means that nobody knows; nil when the
	// connector itself reads what the answer says.
	Judge func(a *Answer) error
}

// direct returns a client that follows no redirect: that would carry the case to
// an address that nobody configured.
func direct(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Answer is what the back end said, whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Err is an error with the status and nothing else.
func (a *Answer) Err() error { return errors.New(a.StatusLine()) }

// StatusLine is the status in words: "404 Not Found".
func (a *Answer) StatusLine() string {
	return fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status))
}

// Request is what Do sends beside method and resource.
type Request struct {
	Query       url.Values
	Header      http.Header // of this one, beside the client's
	ContentType string
	Body        io.Reader
	Size        int64 // of Body: many servers refuse one of unknown size
}

// JSON returns a request with a value.
func JSON(value any) (Request, error) {
	body, err := json.Marshal(value)
	return Request{ContentType: "application/json", Body: bytes.NewReader(body), Size: int64(len(body))}, err
}

// Do makes one request for a resource below Base, whose elements are escaped; ""
// is Base itself.
//
// Its error is Judge's, an UnavailableError, or another error, which means that
// nobody knows what the back end did.
func (c *Client) Do(ctx context.Context, method, resource string, r Request) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	a, err := c.exchange(ctx, method, resource, r)
	if err == nil {
		err = c.judge(a)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.TrimSpace(method+" "+resource), err)
	}
	return a, nil
}

func (c *Client) exchange(ctx context.Context, method, resource string, r Request) (*Answer, error) {
	u := c.Base.JoinPath(resource)
	u.RawQuery = r.Query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), r.Body)
	if err != nil {
		return nil, bare(err)
	}
	req.Header = c.Header.Clone()
	maps.Copy(req.Header, r.Header)
	if r.Body != nil {
		req.Header.Set("Content-Type", r.ContentType)
		req.ContentLength = r.Size
	}
	// A process that was stopped hears from its clock that the time is over before it does
	// from the timer of ctx.
	if deadline, ok := ctx.Deadline(); ok && !(clock.System{}).Now().Before(deadline) {
		return nil, context.DeadlineExceeded
	}
	response, err := direct(c.Transport).Do(req)
	if err != nil {
		err = bare(err)
		if nothingSent(err) {
			return nil, &delivery.UnavailableError{Err: err}
		}
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s, then %w", response.Status, bare(err))
	}
	if len(body) > MaxAnswer {
		return nil, ErrTooLong
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

// nothingSent reports whether an error says that there was no connection to send
// on: nobody listens, their certificate is not to be trusted, or they do not
// trust ours. (Go has no type for the last one, whose text is of RFC 8446, 6.2.)
func nothingSent(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "remote error" && strings.Contains(op.Err.Error(), "certificate"))
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
func (c *Client) judge(a *Answer) error {
	switch a.Status {
	case http.StatusOK, http.StatusCreated:
		return nil
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return &delivery.UnavailableError{RetryAfter: c.retryAfter(a.Header), Err: a.Err()}
	}
	return c.Judge(a)
}

// retryAfter reads seconds or a time (RFC 9110, 10.2.3); 0 when it is neither.
func (c *Client) retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 1<<20)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(c.Clock.Now()), 0)
	}
	return 0
}
