package redmine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// connector is a delivery.Connector for one Redmine.
type connector struct {
	http       *httpclient.Client
	project    string
	tracker    string
	externalID string // custom field of issues
	format     func(text string) string
	withdrawn  string // status of a withdrawn issue; "" leaves it to staff
	statuses   map[string]delivery.Status
	clock      clock.Clock
	known      known
}

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Kind == delivery.KindCreate {
		return c.findIssue(ctx, s)
	}
	return c.findNote(ctx, s)
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
		return c.sendIssue(ctx, s)
	case delivery.KindAttachment:
		return c.sendFile(ctx, s)
	case delivery.KindMessage:
		return c.sendMessage(ctx, s)
	case delivery.KindWithdrawal:
		return c.sendWithdrawal(ctx, s)
	}
	return delivery.Receipt{}, delivery.Unsupported(s.Kind)
}

func receipt(n id) delivery.Receipt {
	text := strconv.FormatInt(int64(n), 10)
	return delivery.Receipt{RemoteID: text, Number: "Redmine #" + text}
}

// findIssue looks for the case's issue.
func (c *connector) findIssue(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if made, ok := number(s.Ticket); ok {
		// Made, and not read back at that time: the field may be missing.
		_, found, err := c.listed(ctx, made)
		if err != nil {
			return delivery.Receipt{}, false, err
		}
		if found {
			r, err := c.readBack(ctx, made, s.Envelope.Reference)
			return r, err == nil, err
		}
	}
	found, err := c.findIssues(ctx, s.Envelope.Reference)
	if err != nil || len(found) == 0 {
		return delivery.Receipt{}, false, err
	}
	return receipt(found[0]), true, nil // the first: staff may have copied it
}

// findIssues returns the numbers of the issues that bear a reference, oldest first,
// in whichever project they are by now, closed ones too.
func (c *connector) findIssues(ctx context.Context, reference string) ([]id, error) {
	field, err := c.referenceField(ctx)
	if err != nil {
		return nil, err
	}
	found, total, err := c.list(ctx, url.Values{filterOf(field): {"=" + reference}, "sort": {"id"}}, 0)
	if err != nil {
		return nil, err
	}
	var ids []id
	for _, i := range found {
		switch value := i.value(field); {
		case value == reference:
			ids = append(ids, i.ID)
		case !strings.EqualFold(value, reference):
			// Redmine leaves out, without a word, a condition that it does not know.
			return nil, fmt.Errorf("issues cannot be looked for by field %d: is it a filter, and may the key's user see it?", field)
		}
	}
	if total > maxPage {
		return nil, errors.New("more issues have one reference than can be listed")
	}
	return ids, nil
}

// listed returns an issue as lists tell it, and whether our user sees one.
func (c *connector) listed(ctx context.Context, n id) (issue, bool, error) {
	found, _, err := c.list(ctx, url.Values{"issue_id": {strconv.FormatInt(int64(n), 10)}}, 0)
	switch {
	case err != nil || len(found) == 0:
		return issue{}, false, err
	case len(found) != 1 || found[0].ID != n:
		return issue{}, false, errors.New("another issue is listed than was asked for")
	}
	return found[0], true, nil
}

// newIssue is what POST issues.json takes.
type newIssue struct {
	Project     string       `json:"project_id"`
	Tracker     id           `json:"tracker_id"`
	Subject     string       `json:"subject"`
	Description string       `json:"description"`
	Priority    id           `json:"priority_id,omitempty"`
	Category    id           `json:"category_id,omitempty"`
	Assignee    id           `json:"assigned_to_id,omitempty"`
	Fields      []fieldValue `json:"custom_fields"`
}

type fieldValue struct {
	ID    id     `json:"id"`
	Value string `json:"value"`
}

type changed struct {
	Issue any `json:"issue"`
}

// sendIssue makes the case's issue and reads it back.
func (c *connector) sendIssue(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	field, err := c.referenceField(ctx)
	if err != nil {
		return delivery.Receipt{}, err
	}
	body, err := c.issueOf(ctx, s.Envelope, field)
	if err != nil {
		return delivery.Receipt{}, err
	}
	a, err := c.sendJSON(ctx, http.MethodPost, "issues.json", changed{body})
	if err != nil {
		return delivery.Receipt{}, err
	}
	made, err := decodeIssue(a.Body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusCreated {
		return delivery.Receipt{}, errors.New("an answer without a new issue")
	}
	if isOthers(made, field, s.Envelope.Reference) {
		return delivery.Receipt{}, errOther
	}
	r, err := c.readBack(ctx, made.ID, s.Envelope.Reference)
	if errors.Is(err, errOther) {
		return delivery.Receipt{}, err
	}
	if err != nil {
		// The issue is made: it must never be sent again, and is read later.
		return delivery.Receipt{Ticket: receipt(made.ID).RemoteID}, nil //nolint:nilerr // the receipt says it
	}
	return r, nil
}

// issueOf writes the case as a new issue.
func (c *connector) issueOf(ctx context.Context, e delivery.Envelope, reference id) (newIssue, error) {
	v, err := readRoute(e.Params)
	if err != nil {
		return newIssue{}, &delivery.RefusedError{Reason: err.Error()}
	}
	i := newIssue{
		Project: c.project, Subject: casetext.Subject(e, maxSubject), Description: c.show(casetext.Answers(e), e.Reference),
		Priority: v.priority, Category: v.category, Assignee: v.assignee, Fields: []fieldValue{{reference, e.Reference}},
	}
	tracker := c.tracker
	if v.project != "" {
		i.Project = v.project
	}
	if v.tracker != "" {
		tracker = v.tracker
	}
	if i.Tracker, err = c.trackerID(ctx, i.Project, tracker); err != nil {
		return newIssue{}, err
	}
	for _, f := range v.fields {
		n, err := c.fieldID(ctx, i.Project, f.name)
		if err != nil {
			return newIssue{}, err
		}
		if n == reference {
			return newIssue{}, &delivery.RefusedError{Reason: "the route sets the field of our reference"}
		}
		i.Fields = append(i.Fields, fieldValue{n, f.value})
	}
	return i, nil
}

// readBack looks whether a new issue bears its reference, and writes it there when it
// does not: Redmine says 201 all the same when the tracker has not got the field, or
// our user may not set it. If that is of no use either, the issue is the case's
// nevertheless: sending it again would make another one. Check tells what to mend.
func (c *connector) readBack(ctx context.Context, made id, reference string) (delivery.Receipt, error) {
	found, err := c.findIssues(ctx, reference)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if slices.Contains(found, made) {
		return receipt(made), nil
	}
	field, err := c.referenceField(ctx)
	if err != nil {
		return delivery.Receipt{}, err
	}
	listed, _, err := c.listed(ctx, made)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if isOthers(listed, field, reference) {
		return delivery.Receipt{}, errOther
	}
	_, err = c.sendJSON(ctx, http.MethodPut, resource(made), changed{map[string]any{"custom_fields": []fieldValue{{field, reference}}}})
	return receipt(made), err
}

// errOther says that the answer to a new issue named one that was there before.
var errOther = errors.New("the answer names the issue of another case")

// isOthers reports whether an issue bears another reference, so that none is ever
// written over.
func isOthers(i issue, field id, reference string) bool {
	value := i.value(field)
	return value != "" && value != reference
}

func resource(n id) string { return "issues/" + strconv.FormatInt(int64(n), 10) + ".json" }
