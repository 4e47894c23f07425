package redmine

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// refusal is an error in Redmine's own words: it has understood the request and will
// not have it.
type refusal struct{ answer *httpclient.Answer }

// Error says the status only: the words may repeat what was sent.
func (r *refusal) Error() string { return r.answer.StatusLine() }

// get asks for a resource, whose elements are escaped.
func (c *connector) get(ctx context.Context, resource string, query url.Values) (*httpclient.Answer, error) {
	return c.http.Do(ctx, http.MethodGet, resource, httpclient.Request{Query: query})
}

// sendJSON sends a value.
func (c *connector) sendJSON(ctx context.Context, method, resource string, value any) (*httpclient.Answer, error) {
	r, err := httpclient.JSON(value)
	if err != nil {
		return nil, &delivery.UnavailableError{Err: err}
	}
	return c.http.Do(ctx, method, resource, r)
}

// judge tells the ways of failing.
func judge(a *httpclient.Answer) error {
	switch a.Status {
	case http.StatusNoContent: // of a change: done, or nothing done
		return nil
	case http.StatusUnauthorized:
		return &delivery.UnavailableError{Err: fmt.Errorf("the key is not accepted: %w", a.Err())}
	case http.StatusForbidden:
		return &delivery.UnavailableError{Err: fmt.Errorf("a right is missing, or the interface is not switched on: %w", a.Err())}
	case http.StatusRequestEntityTooLarge: // often said by a proxy, not in Redmine's words
		return &refusal{a}
	case http.StatusNotFound:
		if len(a.Body) == 0 { // Redmine says it without a word, others with a page
			return &refusal{a}
		}
	case http.StatusUnprocessableEntity:
		said, err := decode[struct {
			Errors []string `json:"errors"`
		}](a.Body)
		if err == nil && len(said.Errors) > 0 {
			return &refusal{a}
		}
	}
	return a.Err()
}

// unknown takes from an error the promise that nothing was sent: something was,
// before it.
func unknown(err error) error { return fmt.Errorf("not read back: %v", err) } //nolint:errorlint // on purpose
