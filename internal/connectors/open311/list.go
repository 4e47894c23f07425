package open311

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// maxSpan is the widest window that is asked for: GeoReport allows 90 days.
const maxSpan = 89 * 24 * time.Hour

// fetch asks once for what is in a window of time, both ends inside.
type fetch[T any] func(ctx context.Context, from, to time.Time) ([]T, error)

// requests fetches requests by when they were made.
func (c *connector) requests(query url.Values) fetch[serviceRequest] {
	return func(ctx context.Context, from, to time.Time) ([]serviceRequest, error) {
		a, err := c.client.get(ctx, "requests", within(query, from, to))
		if err != nil {
			return nil, err
		}
		found, err := decodeRequests(c.client.format, a.Body)
		if slices.ContainsFunc(found, func(r serviceRequest) bool { return r.ID.id() == "" }) {
			err = errors.New("a request is listed without an id")
		}
		return found, err
	}
}

// fetchUpdates fetches updates, oldest first.
func (c *connector) fetchUpdates(ctx context.Context, from, to time.Time) ([]update, error) {
	a, err := c.client.get(ctx, updatesResource, within(nil, from, to))
	if err != nil {
		return nil, err
	}
	found, err := decodeUpdates(c.client.format, a.Body)
	if slices.ContainsFunc(found, func(u update) bool { return u.ID.id() == "" || u.RequestID.id() == "" }) {
		err = errors.New("an update is listed without an id")
	}
	// Some servers list the newest first. Those of one second are in order
	// only when all are.
	if n := len(found); n > 0 && found[0].Updated.time().After(found[n-1].Updated.time()) {
		slices.Reverse(found)
	}
	return found, err
}

// askedFor is how often a part of a list is asked for, when its answer is none:
// asking changes nothing, and one that was garbled on its way should not cost all
// the others of a long list.
const askedFor = 3

// again asks for a window until there is an answer. Who says no, or is not there,
// is not asked again: that is the engine's business.
func (f fetch[T]) again(ctx context.Context, from, to time.Time) (items []T, err error) {
	for range askedFor {
		items, err = f(ctx, from, to)
		_, isRefusal := errors.AsType[*refusal](err)
		_, isAway := errors.AsType[*delivery.UnavailableError](err)
		if err == nil || isRefusal || isAway || ctx.Err() != nil {
			break
		}
	}
	return items, err
}

// list fetches a window whole: in parts where it is too wide or holds too much,
// since a list that is as long as the server makes them may be cut off. What is
// on the border between two parts may be there twice.
func list[T any](ctx context.Context, f fetch[T], most int, from, to time.Time) ([]T, error) {
	from, to = from.Truncate(time.Second), to.Truncate(time.Second)
	if to.Sub(from) <= maxSpan {
		items, err := f.again(ctx, from, to)
		if err != nil || len(items) < most {
			return items, err
		}
	}
	if to.Sub(from) <= time.Second {
		return nil, errors.New("more was listed for one second than the server lists at once")
	}
	middle := middleOf(from, to)
	earlier, err := list(ctx, f, most, from, middle)
	if err != nil {
		return nil, err
	}
	later, err := list(ctx, f, most, middle, to)
	return append(earlier, later...), err
}

func middleOf(from, to time.Time) time.Time {
	return from.Add(to.Sub(from) / 2).Truncate(time.Second)
}

// within adds a window to a query. Servers keep whole seconds.
func within(query url.Values, from, to time.Time) url.Values {
	q := url.Values{}
	maps.Copy(q, query)
	q.Set("start_date", from.UTC().Format(time.RFC3339))
	q.Set("end_date", to.UTC().Format(time.RFC3339))
	return q
}
