package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	resourceEvents = "events"
	eventMediaType = "application/cloudevents+json"
)

// connector is a delivery.Connector for one receiver.
type connector struct {
	http    *httpclient.Client
	tokens  *httpclient.Tokens // nil: none is shown
	source  string
	secrets []secret // of what we send
	inbound []secret // of what we are told
	clock   clock.Clock
}

// Send implements delivery.Connector: it posts the step's event.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	e, err := c.eventOf(ctx, s)
	if err != nil {
		return delivery.Receipt{}, err
	}
	body, err := e.encode()
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	a, err := c.ask(ctx, http.MethodPost, resourceEvents, e.ID, httpclient.Request{
		ContentType: eventMediaType, Body: bytes.NewReader(body), Size: int64(len(body)),
	}, body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	said, err := readAnswer(a, e.ID)
	switch {
	case err != nil && a.Status == http.StatusRequestEntityTooLarge: // often said by a proxy
		return delivery.Receipt{}, &delivery.RefusedError{Reason: a.StatusLine()}
	case err != nil:
		return delivery.Receipt{}, err
	}
	return said.receipt(a, s)
}

// Find implements delivery.Connector: it asks what became of the step's event.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	id := eventID(s.Key)
	said, a, err := c.lookUp(ctx, id)
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	if said.Status == statusUnknown && a.Status == http.StatusNotFound {
		return delivery.Receipt{}, false, nil
	}
	r, err := said.receipt(a, s)
	return r, err == nil, err
}

// lookUp asks for an event by its id.
func (c *connector) lookUp(ctx context.Context, id string) (said, *httpclient.Answer, error) {
	a, err := c.ask(ctx, http.MethodGet, resourceEvents+"/"+url.PathEscape(id), id, httpclient.Request{}, nil)
	if err != nil {
		return said{}, nil, err
	}
	s, err := readAnswer(a, id)
	return s, a, err
}

// ask makes one signed request with a token, when one is needed.
func (c *connector) ask(ctx context.Context, method, resource, id string, r httpclient.Request, body []byte) (*httpclient.Answer, error) {
	timestamp, signatures := sign(c.secrets, id, c.clock.Now(), body)
	r.Header = http.Header{}
	r.Header.Set(headerID, id)
	r.Header.Set(headerTimestamp, timestamp)
	r.Header.Set(headerSignature, signatures)
	if c.tokens == nil {
		return c.http.Do(ctx, method, resource, r)
	}
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return nil, err
	}
	r.Header.Set(headerAuthorization, "Bearer "+token)
	a, err := c.http.Do(ctx, method, resource, r)
	if _, ok := errors.AsType[*notAcceptedError](err); ok {
		c.tokens.Forget(token)
	}
	return a, err
}

// Poll implements delivery.Connector. The receiver tells by itself what happens.
func (c *connector) Poll(_ context.Context, cursor string) (delivery.Batch, error) {
	return delivery.Batch{Cursor: cursor}, nil
}

// notAcceptedError says that the receiver does not know us.
type notAcceptedError struct{ answer *httpclient.Answer }

// Error says the status only.
func (e *notAcceptedError) Error() string {
	return fmt.Sprintf("the signature or the credentials are not accepted: %s", e.answer.StatusLine())
}
