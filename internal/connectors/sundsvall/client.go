package sundsvall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// refusal is a problem (RFC 9457) that support-management itself answers: it has
// understood the request and will not have it.
type refusal struct {
	answer *httpclient.Answer
	fields []string // that it does not like
}

// Error says the status and the names of fields: the words may repeat what was
// sent.
func (r *refusal) Error() string {
	if len(r.fields) == 0 {
		return r.answer.StatusLine()
	}
	return r.answer.StatusLine() + ": " + strings.Join(r.fields, ", ")
}

// isRefusal reports whether an error is a refusal with one of the statuses.
func isRefusal(err error, statuses ...int) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && slices.Contains(statuses, r.answer.Status)
}

// notAcceptedError says that the gateway does not know us.
type notAcceptedError struct{ answer *httpclient.Answer }

// Error says the status only.
func (e *notAcceptedError) Error() string {
	return "the token is not accepted: " + e.answer.StatusLine()
}

// judge tells the ways of failing.
func judge(a *httpclient.Answer) error {
	switch a.Status {
	case http.StatusNoContent: // what a message is answered with
		return nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return &delivery.UnavailableError{Err: &notAcceptedError{a}}
	case http.StatusRequestEntityTooLarge: // often said by a gateway
		return &refusal{answer: a}
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return judgeProblem(a)
	}
	return a.Err()
}

// fieldName is the name of a field of the contract, as a problem writes it.
var fieldName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.\[\]]{0,80}$`)

// judgeProblem looks whether support-management itself has answered, and not
// something before it.
func judgeProblem(a *httpclient.Answer) error {
	media, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	var p struct {
		Status     int    `json:"status"`
		Title      string `json:"title"`
		Violations []struct {
			Field string `json:"field"`
		} `json:"violations"`
	}
	if media != "application/problem+json" || json.Unmarshal(a.Body, &p) != nil || p.Status != a.Status && (p.Status != 0 || p.Title == "") {
		return a.Err()
	}
	r := &refusal{answer: a}
	for _, v := range p.Violations {
		if fieldName.MatchString(v.Field) && len(r.fields) < 5 && !slices.Contains(r.fields, v.Field) {
			r.fields = append(r.fields, v.Field)
		}
	}
	return r
}

// do makes one request, with a token when one is needed.
func (c *connector) do(ctx context.Context, method, resource string, r httpclient.Request) (*httpclient.Answer, error) {
	if c.tokens == nil {
		return c.http.Do(ctx, method, resource, r)
	}
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return nil, err
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := c.http.Do(ctx, method, resource, r)
	if _, ok := errors.AsType[*notAcceptedError](err); ok {
		c.tokens.Forget(token)
	}
	return a, err
}

// get asks for a resource and reads the JSON that it is.
func (c *connector) get(ctx context.Context, resource string, query url.Values, into any) (http.Header, error) {
	a, err := c.do(ctx, http.MethodGet, resource, httpclient.Request{Query: query})
	if err != nil {
		return nil, err
	}
	return a.Header, read(a, into)
}

// sendJSON sends a value.
func (c *connector) sendJSON(ctx context.Context, method, resource string, header http.Header, value any) (*httpclient.Answer, error) {
	r, err := httpclient.JSON(value)
	if err != nil {
		return nil, &delivery.UnavailableError{Err: err}
	}
	r.Header = header
	return c.do(ctx, method, resource, r)
}

var errNotJSON = errors.New("the answer is not the JSON that it should be")

// read reads an answer, an object or a list as into is. Errors do not quote it.
func read(a *httpclient.Answer, into any) error {
	if a.Status != http.StatusOK {
		return fmt.Errorf("%s instead of an answer", a.StatusLine())
	}
	if body := bytes.TrimSpace(a.Body); len(body) == 0 || bytes.Equal(body, []byte("null")) || json.Unmarshal(body, into) != nil {
		return errNotJSON
	}
	return nil
}

// created is the id of what a POST has made: the end of its Location, which is not
// followed.
func created(a *httpclient.Answer) (string, error) {
	if a.Status != http.StatusCreated {
		return "", fmt.Errorf("%s instead of 201", a.StatusLine())
	}
	where, err := url.Parse(a.Header.Get("Location"))
	if err != nil || !isID(path.Base(where.Path)) {
		return "", errors.New("201 without the id of what was made")
	}
	return path.Base(where.Path), nil
}

// isID reports whether s can be an id of theirs: a UUID, as far as is known.
func isID(s string) bool { return plainName.MatchString(s) }

const reasonUnseen = "it was taken, but cannot be seen"

// afterwards is what went wrong when something was looked for that had just been
// sent: whatever it was, it does not say that nothing was sent, or that it was
// refused.
func afterwards(err error) error { return errors.New("read back: " + err.Error()) }

// in is a resource below an errand.
func in(errandID string, elements ...string) string {
	parts := []string{"errands", url.PathEscape(errandID)}
	for _, e := range elements {
		parts = append(parts, url.PathEscape(e))
	}
	return strings.Join(parts, "/")
}
