package ss12000

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What is read of a server at most: an answer, the pages of a list, its rows.
const (
	maxAnswer = 8 << 20
	maxPages  = 40
	maxRows   = 20_000
	pageRows  = "500"
)

// requestTimeout is for a request that nobody else has set a time for.
const requestTimeout = 30 * time.Second

// errUnreadable says that an answer is not the JSON it should be. The decoder's
// own words can quote what it met.
var errUnreadable = errors.New("not the JSON it should be")

// client speaks HTTP to one server. None of its errors holds an address's query,
// or anything that was sent or answered.
type client struct {
	base   *url.URL
	http   *http.Client
	tokens tokens
}

func newClient(cfg Config) (*client, error) {
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Host == "" {
		return nil, errors.New("ss12000: base_url is no address")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // of the standard library
	transport.MaxConnsPerHost = 32                               // a slow server gets no pile of questions
	hc := &http.Client{
		Transport: transport, Timeout: requestTimeout,
		// A redirect would carry the token and the number to another address.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t, err := newTokens(cfg, hc)
	if err != nil {
		return nil, err
	}
	return &client{base: base, http: hc, tokens: t}, nil
}

// list is a page of rows.
type list[T any] struct {
	Data      *[]T    `json:"data"`
	PageToken *string `json:"pageToken"`
}

// listOf returns all rows of a list: all pages or an error, never a part. A token
// goes with limit only, and a server that gives one twice goes round.
func listOf[T any](ctx context.Context, c *client, path string, query url.Values) ([]T, error) {
	query.Set("limit", pageRows)
	var rows []T
	seen := map[string]bool{}
	for range maxPages {
		var page list[T]
		if err := c.get(ctx, path, query, &page); err != nil {
			return nil, err
		}
		if page.Data == nil {
			return nil, fmt.Errorf("GET %s: %w", path, errUnreadable)
		}
		rows = append(rows, *page.Data...)
		if page.PageToken == nil || *page.PageToken == "" {
			return rows, nil
		}
		if seen[*page.PageToken] || len(rows) > maxRows {
			break
		}
		seen[*page.PageToken] = true
		query = url.Values{"limit": {pageRows}, "pageToken": {*page.PageToken}}
	}
	return nil, fmt.Errorf("GET %s: %w: a list without end", path, errUnasked)
}

// lookUp returns what the server has of what the body asks for. It is an array in
// the standard; some servers send a list.
func lookUp[T any](ctx context.Context, c *client, resource string, query url.Values, body map[string][]string) ([]T, error) {
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("POST %s/lookup: %w", resource, err)
	}
	var raw json.RawMessage
	if err := c.do(ctx, http.MethodPost, resource+"/lookup", query, sent, &raw); err != nil {
		return nil, err
	}
	var rows []T
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		var page list[T]
		err = json.Unmarshal(raw, &page)
		if err != nil || page.Data == nil || page.PageToken != nil && *page.PageToken != "" {
			return nil, fmt.Errorf("POST %s/lookup: %w", resource, errUnreadable)
		}
		return *page.Data, nil
	}
	if err := json.Unmarshal(raw, &rows); err != nil || rows == nil {
		return nil, fmt.Errorf("POST %s/lookup: %w", resource, errUnreadable)
	}
	return rows, nil
}

func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	return c.do(ctx, http.MethodGet, path, query, nil, into)
}

// do makes one request, and once more with a new token when the server does not
// take the one it gave before.
func (c *client) do(ctx context.Context, method, path string, query url.Values, body []byte, into any) error {
	token, err := c.try(ctx, method, path, query, body, into)
	if status, ok := errors.AsType[statusError](err); ok && status == http.StatusUnauthorized && token != "" && c.tokens.forget(ctx, token) {
		_, err = c.try(ctx, method, path, query, body, into)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// statusError is an answer that is no success.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("%d %s", int(s), http.StatusText(int(s))) }

// try makes one request, and returns the token that it showed.
func (c *client) try(ctx context.Context, method, path string, query url.Values, body []byte, into any) (string, error) {
	token, err := c.tokens.get(ctx)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	u := c.base.JoinPath(strings.Split(path, "/")...)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return token, bare(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Entre (SS 12000:2020)")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return token, bare(err)
	}
	defer answer.Body.Close()
	return token, read(answer, into)
}

// read takes a whole answer, if it is a success.
func read(answer *http.Response, into any) error {
	if answer.StatusCode != http.StatusOK {
		return statusError(answer.StatusCode)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("the answer broke off: %w", bare(err))
	case len(content) > maxAnswer:
		return fmt.Errorf("an answer of more than %d bytes", maxAnswer)
	}
	if err := json.Unmarshal(content, into); err != nil {
		return errUnreadable
	}
	return nil
}

// bare leaves the address out of an error.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
