package requesttracker

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// refusal is an error in Request Tracker's own words: it has understood the
// request and will not have it.
type refusal struct{ answer *httpclient.Answer }

// Error says the status only: the words may repeat what was sent.
func (r *refusal) Error() string { return r.answer.StatusLine() }

// get asks for a resource below REST/2.0, whose elements are escaped.
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
	case http.StatusUnauthorized:
		return &delivery.UnavailableError{Err: fmt.Errorf("the token is not accepted: %w", a.Err())}
	case http.StatusForbidden:
		return &delivery.UnavailableError{Err: fmt.Errorf("a right is missing: %w", a.Err())}
	case http.StatusRequestEntityTooLarge: // often said by a proxy, not in Request Tracker's words
		return &refusal{a}
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return judgeMessage(a)
	}
	return a.Err()
}

// judgeMessage looks whether Request Tracker itself has answered: its errors
// are objects with a message.
func judgeMessage(a *httpclient.Answer) error {
	said, err := decode[struct {
		Message string `json:"message"`
	}](a.Body)
	switch {
	case err != nil || said.Message == "":
		return a.Err()
	case said.Message == "Permission Denied":
		// What a comment without the right answers, with status 400. Our fault,
		// not the case's: it waits until the right is granted.
		return &delivery.UnavailableError{Err: fmt.Errorf("a right is missing, or the ticket: %w", a.Err())}
	}
	return &refusal{a}
}
