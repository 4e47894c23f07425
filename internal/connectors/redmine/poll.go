package redmine

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// settled is how old a change is before the cursor passes it. Redmine notes the time
// before others can see the change, and another may be seen first.
const settled = 5 * time.Minute

// Poll implements delivery.Connector. The cursor is a time of Redmine's clock, from
// which on issues are read again: it stays behind what is younger than some minutes.
func (c *connector) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	from, err := parseCursor(cursor)
	if err != nil {
		return delivery.Batch{}, err
	}
	field, err := c.referenceField(ctx)
	if err != nil {
		return delivery.Batch{}, err
	}
	p := &polling{connector: c, field: field, from: from, batch: delivery.Batch{Cursor: cursor}}
	if p.me, err = c.me(ctx); err != nil {
		return delivery.Batch{}, err
	}
	if err := p.all(ctx); err != nil {
		return delivery.Batch{}, err
	}
	slices.SortStableFunc(p.batch.Changes, func(a, b delivery.Change) int {
		x, _ := number(a.Key)
		y, _ := number(b.Key)
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(x, y))
	})
	return p.batch, nil
}

func parseCursor(cursor string) (time.Time, error) {
	if cursor == "" {
		return time.Time{}, nil
	}
	from, err := time.Parse(time.RFC3339, cursor)
	if err != nil {
		return time.Time{}, errors.New("the cursor is not a time")
	}
	return from.UTC(), nil
}

// polling is one poll.
type polling struct {
	*connector
	field id // of our reference
	me    id
	from  time.Time // that the poll begins with
	batch delivery.Batch
	seen  map[id]bool // issues that are read
}

// all reads all issues that have changed, or as many as the cursor can pass.
func (p *polling) all(ctx context.Context) error {
	p.seen = map[id]bool{}
	from, offset := p.from, 0
	for {
		page, theirNow, err := p.page(ctx, from, offset)
		if err != nil {
			return err
		}
		for _, i := range page {
			if err := p.tell(ctx, i); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
		last := page[len(page)-1].UpdatedOn
		until := last
		if limit := theirNow.Add(-settled); until.After(limit) {
			until = limit
		}
		if until.After(p.from) {
			p.batch.Cursor = until.UTC().Format(time.RFC3339)
		}
		if len(page) < maxPage {
			return nil
		}
		if until.Equal(last) && last.After(p.from) {
			p.batch.More = true
			return nil
		}
		// The next begins with the time of the last, not with a number: what is
		// changed meanwhile goes to the end, and all others move up.
		if last.After(from) {
			from, offset = last, 0
		} else {
			offset += len(page) // that many within a second
		}
	}
}

// page lists issues of ours that have changed since, and says what time it is there.
func (p *polling) page(ctx context.Context, from time.Time, offset int) ([]issue, time.Time, error) {
	query := url.Values{filterOf(p.field): {"*"}, "sort": {"updated_on,id"}}
	if !from.IsZero() {
		query.Set("updated_on", ">="+from.Format(time.RFC3339))
	}
	found, at, err := p.listAt(ctx, query, offset)
	if err != nil {
		return nil, at, err
	}
	before := from.Add(-time.Second) // Redmine counts from a second before, and keeps parts of seconds that it does not tell
	for _, i := range found {
		if i.UpdatedOn.IsZero() || i.UpdatedOn.Before(before) {
			return nil, at, errors.New("issues are not listed in the order of their changes")
		}
		before = i.UpdatedOn
	}
	return found, at, nil
}

// tell adds what has happened to an issue since, unless it is not ours.
func (p *polling) tell(ctx context.Context, listed issue) error {
	reference := listed.value(p.field)
	if reference == "" || p.seen[listed.ID] {
		return nil
	}
	i, err := p.issue(ctx, listed.ID)
	if err != nil {
		return err
	}
	statuses, err := p.allStatuses(ctx)
	if err != nil {
		return err
	}
	p.seen[listed.ID] = true
	for _, j := range i.Journals {
		if j.ID <= 0 || j.Created.IsZero() {
			return errors.New("something was done to an issue, and it is not said when")
		}
		if j.Private || j.User.ID == p.me || j.Created.Before(p.from.Add(-settled)) {
			continue // what our user does is the citizen's own doing
		}
		change := delivery.Change{Key: strconv.FormatInt(int64(j.ID), 10), RemoteID: strconv.FormatInt(int64(i.ID), 10), At: j.Created.UTC()}
		change.Status = p.statusOf(j, statuses)
		if !isAnyStepOf(j.Notes, reference) { // else it is of the user that we were before
			change.Note = casetext.Tidy(j.Notes)
			if !besidesPrivate(i, j) {
				change.Files = filesOf(i, j)
			}
		}
		if change.Status != "" || change.Note != "" || len(change.Files) > 0 {
			p.batch.Changes = append(p.batch.Changes, change)
		}
	}
	return nil
}

// besidesPrivate reports whether a journal is what Redmine has split off a private
// note: files that come with one are written down in a public journal of the same
// person at the same time.
func besidesPrivate(i issue, j journal) bool {
	return j.Notes == "" && slices.ContainsFunc(i.Journals, func(other journal) bool {
		return other.Private && other.User.ID == j.User.ID && other.Created.Equal(j.Created)
	})
}

// statusOf returns the status that a journal has brought, "" when the citizen need
// not know.
func (p *polling) statusOf(j journal, statuses []status) delivery.Status {
	told := func(v any) delivery.Status {
		text, _ := v.(string)
		n, _ := number(text)
		at := slices.IndexFunc(statuses, func(s status) bool { return s.ID == n })
		if at < 0 {
			return ""
		}
		return p.told(statuses[at])
	}
	for _, d := range j.Details {
		if d.Property == "attr" && d.Name == "status_id" {
			if now := told(d.New); now != told(d.Old) {
				return now
			}
		}
	}
	return ""
}
