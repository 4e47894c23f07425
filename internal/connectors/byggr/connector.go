package byggr

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

// actions is what the names of the operations begin with, in the header.
const actions = "www.tekis.se/ServiceContract/V8/IExportArenden/"

// connector is a delivery.Connector for one ByggR.
type connector struct {
	soap  *soap.Client
	clock clock.Clock
	sign  string // HandlaggarSign
	role  string // of who was logged in

	documentType, documentStatus string // of attachments
	event, withdrawal            event
	emailCode, phoneCode         string
	municipality                 string // upper-case
	defaults                     map[string]string

	tell     map[string]telling
	sent     []string // statuses of documents that go to the citizen
	statuses map[string]delivery.Status
}

// Identifies implements delivery.Identifier: an applicant is a party by their
// number.
func (c *connector) Identifies() bool { return true }

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Kind == delivery.KindCreate {
		return c.findArende(ctx, s)
	}
	return c.findHandelse(ctx, s)
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.sendArende(ctx, s)
	case delivery.KindAttachment, delivery.KindMessage, delivery.KindWithdrawal:
		return c.sendHandelse(ctx, s)
	}
	return delivery.Receipt{}, delivery.Unsupported(s.Kind)
}

// call calls an operation. Its error is one of package delivery's, errNotFound, or
// another, which means that nobody knows.
func (c *connector) call(ctx context.Context, operation string, request, response any) error {
	err := soap.Judge(c.soap.Call(ctx, actions+operation, request, response), judge)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// errNotFound is ByggR's word that something is not there.
var errNotFound = errors.New("not found")

// judge says what a fault means. ByggR's own refusals have the code Client, and
// nothing else to go by but their words, which it writes itself: "Arende not found
// for dnr …". A fault of the server may come after the effect.
func judge(f *soap.FaultError) error {
	switch {
	case f.Has("Sender") && strings.Contains(strings.ToLower(f.Reason), "not found"):
		return errNotFound
	case f.Has("Sender", "DeserializationFailed"):
		return &delivery.RefusedError{Reason: f.Error(), Err: f}
	}
	return f
}

// unknown takes from an error the promise that nothing was sent: something was,
// before it.
func unknown(err error) error { return fmt.Errorf("not read back: %v", err) } //nolint:errorlint // on purpose

// refuseUnfound makes a refusal of errNotFound: what a step is for is not there.
func refuseUnfound(err error) error {
	if errors.Is(err, errNotFound) {
		return &delivery.RefusedError{Reason: "the case, or something that the route names, is not in ByggR", Err: err}
	}
	return err
}
