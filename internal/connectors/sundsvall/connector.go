package sundsvall

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// connector is a delivery.Connector for one namespace of support-management.
type connector struct {
	options  Options
	statuses map[string]delivery.Status
	http     *httpclient.Client
	tokens   *httpclient.Tokens // nil: none is shown
	clock    clock.Clock
}

// Identifies implements delivery.Identifier: the number is a parameter of the
// applicant, when the configuration says which.
func (c *connector) Identifies() bool { return c.options.ApplicantNumber != "" }

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Kind == delivery.KindCreate {
		return c.findErrand(ctx, s)
	}
	var id string
	var err error
	if s.Kind == delivery.KindAttachment {
		id, err = c.findFile(ctx, s)
	} else {
		id, err = c.findMessage(ctx, s)
	}
	if isRefusal(err, http.StatusNotFound) { // the errand is not there, and so is nothing in it
		return delivery.Receipt{}, false, nil
	}
	return delivery.Receipt{RemoteID: id}, err == nil && id != "", err
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	r, err := c.sendKind(ctx, s)
	if refused, ok := errors.AsType[*refusal](err); ok {
		return r, &delivery.RefusedError{Reason: refused.Error(), Err: err}
	}
	return r, err
}

func (c *connector) sendKind(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.sendErrand(ctx, s)
	case delivery.KindAttachment:
		return c.sendFile(ctx, s)
	case delivery.KindMessage:
		return c.sendMessage(ctx, s)
	case delivery.KindWithdrawal:
		return c.sendWithdrawal(ctx, s)
	}
	return delivery.Receipt{}, delivery.Unsupported(s.Kind)
}

// sendErrand makes the case's errand and reads it back.
func (c *connector) sendErrand(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	body, err := c.errandOf(s.Envelope)
	if err != nil {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: err.Error()}
	}
	a, err := c.sendJSON(ctx, http.MethodPost, "errands", nil, body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	id, err := created(a)
	if err != nil {
		return delivery.Receipt{}, err
	}
	r, err := c.readBack(ctx, id, s.Envelope.Reference)
	if _, lost := errors.AsType[*delivery.RefusedError](err); lost || errors.Is(err, errAnothers) {
		return delivery.Receipt{}, err
	}
	if err != nil {
		// The errand is made: it must never be sent again, and is read later.
		return delivery.Receipt{Ticket: id}, nil //nolint:nilerr // the receipt says it
	}
	return r, nil
}

var errAnothers = errors.New("the answer was for another case")

// readBack looks whether a new errand bears its reference, and gives it a
// conversation.
func (c *connector) readBack(ctx context.Context, id, reference string) (delivery.Receipt, error) {
	var e errand
	if _, err := c.get(ctx, in(id), nil, &e); err != nil {
		return delivery.Receipt{}, err
	}
	switch {
	case e.ID != id:
		return delivery.Receipt{}, errNotJSON
	case c.reference(e) == "":
		// It could not be found again, and would be made anew each time.
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "the errand was made without its external tag"}
	case !c.bears(e, reference):
		return delivery.Receipt{}, errAnothers
	}
	return c.receipt(ctx, e)
}

// receipt is of an errand that is there. It sees to it that those who work it have a
// place to write to the citizen. Where support-management will not have that, the
// errand is there all the same.
func (c *connector) receipt(ctx context.Context, e errand) (delivery.Receipt, error) {
	if _, err := c.conversation(ctx, e.ID, c.reference(e)); err != nil && !isRefusal(err, http.StatusBadRequest, http.StatusNotFound) {
		return delivery.Receipt{}, err
	}
	return delivery.Receipt{RemoteID: e.ID, Number: casetext.OneLine(e.ErrandNumber)}, nil
}

// findErrand looks for the case's errand.
func (c *connector) findErrand(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Ticket != "" {
		r, err := c.readBack(ctx, s.Ticket, s.Envelope.Reference)
		if err == nil || !isRefusal(err, http.StatusNotFound) && !errors.Is(err, errAnothers) {
			return r, err == nil, err
		}
	}
	found, err := c.findErrands(ctx, s.Envelope.Reference)
	if err != nil || len(found) == 0 {
		return delivery.Receipt{}, false, err
	}
	r, err := c.receipt(ctx, found[0]) // the first: there may be a copy
	return r, err == nil, err
}

// inFilter is what a reference is made of, and what may stand between the quotation
// marks of a filter as it is.
var inFilter = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// findErrands returns the errands that bear a reference, oldest first. The filter
// asks for a key and for a value, not that they are of the same tag, and databases
// make no difference between great and small letters: so it is compared here.
func (c *connector) findErrands(ctx context.Context, reference string) ([]errand, error) {
	if !inFilter.MatchString(reference) {
		return nil, errors.New("a reference that cannot be looked for")
	}
	filter := "externalTags.key:'" + c.options.Tag + "' and externalTags.value:'" + reference + "'"
	var ours []errand
	for page := range maxPages {
		found, last, err := c.errands(ctx, filter, "created,asc", page, pageSize)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if c.bears(e, reference) {
				ours = append(ours, e)
			}
		}
		if last {
			return ours, nil
		}
	}
	return nil, errors.New("too many errands answer to a reference")
}

const (
	pageSize = 100
	maxPages = 100
)

// errands asks for a page of errands.
func (c *connector) errands(ctx context.Context, filter, sort string, page, size int) (found []errand, last bool, err error) {
	query := pageQuery(sort, page, size)
	query.Set("filter", filter)
	return list(ctx, c, "errands", query, page, func(e errand) string { return e.ID })
}

func pageQuery(sort string, page, size int) url.Values {
	return url.Values{"page": {itoa(page)}, "size": {itoa(size)}, "sort": {sort}}
}

// list asks for a page of a list, each of which must have an id: who looks something
// up must not take a garbled answer for "it is not there".
func list[T any](ctx context.Context, c *connector, resource string, query url.Values, page int, id func(T) string) (found []T, last bool, err error) {
	var p pageOf[T]
	if _, err := c.get(ctx, resource, query, &p); err != nil {
		return nil, false, err
	}
	if p.Content == nil || p.TotalPages == nil || slices.ContainsFunc(*p.Content, func(v T) bool { return !isID(id(v)) }) {
		return nil, false, errNotJSON
	}
	return *p.Content, page+1 >= *p.TotalPages, nil
}

// reference is what the errand's tag says; "" when it is none of ours.
func (c *connector) reference(e errand) string {
	for _, t := range e.ExternalTags {
		if t.Key == c.options.Tag {
			return t.Value
		}
	}
	return ""
}

func (c *connector) bears(e errand, reference string) bool {
	return slices.Contains(e.ExternalTags, tag{c.options.Tag, reference})
}
