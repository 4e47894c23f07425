package requesttracker

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

var _ delivery.Inspector = (*connector)(nil)

// Inspect implements delivery.Inspector. A ticket is absent when none bears the
// reference and Request Tracker knows none of its id. One that somebody has deleted, or
// that we may not see, is neither: what became of it is a person's to say.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	found, err := c.searchTickets(ctx, search{
		query: customField(c.externalID) + "=" + quote(s.Envelope.Reference), fields: "Status,CustomFields", most: maxPage,
	})
	if err != nil {
		return delivery.Inspection{}, err
	}
	for _, t := range found {
		if string(t.ID) == s.RemoteID && holds(t.CustomFields, c.externalID, s.Envelope.Reference) {
			return c.inspection(t), nil
		}
	}
	_, err = c.get(ctx, "ticket/"+url.PathEscape(s.RemoteID), nil)
	if refused, ok := errors.AsType[*refusal](err); ok && refused.answer.Status == http.StatusNotFound {
		if len(found) > 0 { // a copy, or it was merged away: the case is there in some way
			return delivery.Inspection{Presence: delivery.Unsure}, nil
		}
		return delivery.Inspection{Presence: delivery.Absent}, nil
	}
	// It is thrown away or merged, or another's has its number since a backup was restored.
	return delivery.Inspection{Presence: delivery.Unsure}, err
}

// inspection says how a ticket stands. That it is open is not told: a ticket is opened by
// Request Tracker itself too, which is no news to the citizen.
func (c *connector) inspection(t ticket) delivery.Inspection {
	i := delivery.Inspection{Presence: delivery.Present, Steps: true, Status: c.statuses[strings.ToLower(t.Status)]}
	if i.Status == delivery.StatusStarted || i.Status == delivery.StatusReceived {
		i.Status = ""
	}
	return i
}
