package soap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// Client calls one service. New makes it.
type Client struct {
	http     *httpclient.Client
	version  Version
	security *security // nil: no WS-Security
}

// Call calls an operation by its SOAPAction, as the contract writes it.
//
// The request is a struct whose XMLName says the element with its namespace. The
// response is a pointer to such a struct, and its XMLName says which element is an
// answer: any other is an error. Fields of elements in another namespace than that
// of the element around them need it in their tags. Errors are those of the
// package's documentation; response is only to be looked at when there is none.
func (c *Client) Call(ctx context.Context, action string, request, response any) error {
	var header any
	if c.security != nil {
		made, err := c.security.header()
		if err != nil {
			return &delivery.UnavailableError{Err: err}
		}
		header = made
	}
	document, err := c.version.write(header, request)
	if err != nil {
		return &delivery.UnavailableError{Err: errors.New("the request cannot be written as XML")}
	}
	r := httpclient.Request{Body: bytes.NewReader(document), Size: int64(len(document))}
	r.ContentType, r.Header = c.version.headers(action)
	answer, err := c.http.Do(ctx, http.MethodPost, "", r)
	if err != nil {
		return err
	}
	return readAnswer(answer, response)
}

// readAnswer reads the answer to a call. A service may answer with a fault and the
// status 200 all the same.
func readAnswer(a *httpclient.Answer, response any) error {
	fault, err := read(a, response)
	if err != nil {
		return fmt.Errorf("%s, and %w", a.StatusLine(), err)
	}
	if fault != nil {
		return fault
	}
	return nil
}

// judge says what an answer means that is neither a success nor "not now".
func judge(a *httpclient.Answer) error {
	switch a.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return &delivery.UnavailableError{Err: fmt.Errorf("our credentials are not accepted: %w", a.Err())}
	case http.StatusUnsupportedMediaType: // no service of ours reads what it cannot
		return &delivery.UnavailableError{Err: fmt.Errorf("the service speaks another version of SOAP: %w", a.Err())}
	case http.StatusRequestEntityTooLarge:
		return &delivery.RefusedError{Reason: a.StatusLine(), Err: a.Err()}
	case http.StatusBadRequest, http.StatusInternalServerError:
		if fault, err := read(a, nil); err == nil && fault != nil {
			return fault
		}
	}
	return a.Err()
}
