package byggr

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

// findArende looks for a case: by its parties and its property, which is quick, and
// then among all that has changed since it was first sent, which is sure. It is
// absent when all of them say so.
func (c *connector) findArende(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	reference := s.Envelope.Reference
	if s.Ticket != "" {
		a, err := c.arende(ctx, s.Ticket)
		switch {
		case err == nil && (bears(a, reference) || !isOurs(a)):
			return receipt(a.Dnr), true, nil
		case err != nil && !errors.Is(err, errNotFound):
			return delivery.Receipt{}, false, err
		}
	}
	lists := append(c.quickLists(s), func(ctx context.Context) ([]arende, error) { return c.changedSince(ctx, s) })
	for _, look := range lists {
		found, err := look(ctx)
		if err != nil {
			return delivery.Receipt{}, false, err
		}
		if at := slices.IndexFunc(found, func(a arende) bool { return bears(a, reference) }); at >= 0 {
			return receipt(found[at].Dnr), true, nil
		}
	}
	return delivery.Receipt{}, false, nil
}

// lookUp lists cases among which one may be.
type lookUp func(ctx context.Context) ([]arende, error)

// quickLists are the cases of the parties and those of the property. One that there
// is none of, that ByggR will not give (for a number that it does not take, say) or
// that is too long is nothing to go by: what has changed is listed in any case.
func (c *connector) quickLists(s delivery.Step) []lookUp {
	var all []lookUp
	values := c.values(s.Envelope.Params)
	for _, p := range c.parties(s.Envelope, values) {
		if p.PersOrgNr != "" {
			all = append(all, optional(func(ctx context.Context) ([]arende, error) {
				var got getByPersOrgNrResponse
				err := c.call(ctx, "GetRelateradeArendenByPersOrgNr", getByPersOrgNr{PersOrgNr: p.PersOrgNr}, &got)
				return got.Arenden, err
			}))
		}
	}
	if p := c.property(values); p != (property{}) {
		all = append(all, optional(func(ctx context.Context) ([]arende, error) { return c.byProperty(ctx, p) }))
	}
	return all
}

func optional(look lookUp) lookUp {
	return func(ctx context.Context) ([]arende, error) {
		found, err := look(ctx)
		_, refused := errors.AsType[*delivery.RefusedError](err)
		if refused || errors.Is(err, errNotFound) || errors.Is(err, httpclient.ErrTooLong) {
			return nil, nil
		}
		return found, err
	}
}

// changedSince returns the case among all that has changed since it was first sent,
// or nothing.
func (c *connector) changedSince(ctx context.Context, s delivery.Step) ([]arende, error) {
	until := c.clock.Now().Add(maxApart)
	for after := s.Since.Add(-maxApart); after.Before(until); {
		b, err := c.updated(ctx, after, earlier(until, after.Add(slice)))
		if err != nil {
			return nil, err
		}
		for _, a := range b.arenden {
			if bears(a, s.Envelope.Reference) {
				return []arende{a}, nil
			}
		}
		after = b.end
	}
	return nil, nil
}

func (c *connector) byProperty(ctx context.Context, p property) ([]arende, error) {
	q := getByFastighet{Fnr: soap.IsNil, Trakt: p.trakt, FBetNr: p.fbetNr, ArHuvudObjekt: soap.IsNil, StatusFilter: "None"}
	if p.fnr > 0 {
		q.Fnr = p.fnr
	}
	var got getByFastighetResponse
	err := c.call(ctx, "GetRelateradeArendenByFastighet", q, &got)
	return got.Arenden, err
}

// bears reports whether a case is the one with the reference.
func bears(a arende, reference string) bool {
	return a.Dnr != "" && (a.ExternRef == reference ||
		slices.ContainsFunc(a.Handelser, func(h handelse) bool { return isMarked(h, delivery.StepKey(reference, 1)) }))
}

var (
	ourReference = regexp.MustCompile(`^\pL+-\d{4}-[\pL\pN]{4}-[\pL\pN]{4}$`)
	ourMark      = regexp.MustCompile(` \(\pL+-\d{4}-[\pL\pN]{4}-[\pL\pN]{4}/\d+\)$`)
)

// isOurs reports whether a case came from a portal.
func isOurs(a arende) bool {
	return ourReference.MatchString(a.ExternRef) || slices.ContainsFunc(a.Handelser, isOurHandelse)
}

func isOurHandelse(h handelse) bool { return ourMark.MatchString(strings.TrimSpace(h.Rubrik)) }

// slice is how much is asked for at once of what has changed: the answers hold
// whole cases.
const slice = 24 * time.Hour

// maxApart is how much the clocks may differ.
const maxApart = time.Hour

// batch is what has changed between two times, as far as end.
type batch struct {
	arenden []arende
	end     time.Time
}

// updated lists what has changed after a time, until another. ByggR may stop
// earlier and says where; of a list that is too long, the first part is asked for.
func (c *connector) updated(ctx context.Context, after, until time.Time) (batch, error) {
	for {
		b, err := c.list(ctx, after, until)
		if !errors.Is(err, httpclient.ErrTooLong) || until.Sub(after) < time.Second {
			return b, err
		}
		until = after.Add(until.Sub(after) / 2)
	}
}

func (c *connector) list(ctx context.Context, after, until time.Time) (batch, error) {
	var q getUpdatedArenden
	q.Filter.After, q.Filter.Until = timestamp(after), timestamp(until)
	var got getUpdatedArendenResponse
	if err := c.call(ctx, "GetUpdatedArenden", q, &got); err != nil {
		return batch{}, err
	}
	end, ok := parseTime(got.End)
	if _, startOK := parseTime(got.Start); !ok || !startOK {
		return batch{}, errors.New("GetUpdatedArenden: an answer without its time")
	}
	switch {
	case len(got.Arenden) == 0 || end.After(until): // its clock need not be ours
		end = until
	case !end.After(after):
		return batch{}, errors.New("GetUpdatedArenden: more has changed at one time than it lists")
	}
	return batch{got.Arenden, end}, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
