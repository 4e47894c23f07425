package redmine

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxPage is the most that Redmine lists at once.
const maxPage = 100

// filterOf names a custom field in a list's conditions.
func filterOf(field id) string { return "cf_" + strconv.FormatInt(int64(field), 10) }

// list lists issues from an offset, and says how many there are in all: closed ones
// too, which Redmine leaves out unless it is asked for them.
func (c *connector) list(ctx context.Context, query url.Values, offset int) ([]issue, int, error) {
	found, total, _, err := c.listWith(ctx, query, offset)
	return found, total, err
}

// listAt lists issues, and says what time it is there: by Redmine's own clock, when
// it tells it.
func (c *connector) listAt(ctx context.Context, query url.Values, offset int) ([]issue, time.Time, error) {
	found, _, header, err := c.listWith(ctx, query, offset)
	at, parseErr := http.ParseTime(header.Get("Date"))
	if parseErr != nil {
		at = c.clock.Now()
	}
	return found, at, err
}

func (c *connector) listWith(ctx context.Context, query url.Values, offset int) ([]issue, int, http.Header, error) {
	query.Set("status_id", "*")
	query.Set("limit", strconv.Itoa(maxPage))
	query.Set("offset", strconv.Itoa(offset))
	a, err := c.get(ctx, "issues.json", query)
	if err != nil {
		return nil, 0, nil, err
	}
	found, total, err := decodeIssues(a.Body, offset, maxPage)
	return found, total, a.Header, err
}

// read returns an issue with all that was done to it, and whether it is there.
func (c *connector) read(ctx context.Context, remoteID string) (issue, bool, error) {
	n, ok := number(remoteID)
	if !ok {
		return issue{}, false, nil
	}
	if _, found, err := c.listed(ctx, n); err != nil || !found {
		return issue{}, false, err
	}
	i, err := c.issue(ctx, n)
	return i, err == nil, err
}

// issue returns an issue that is there.
func (c *connector) issue(ctx context.Context, n id) (issue, error) {
	a, err := c.get(ctx, resource(n), url.Values{"include": {"journals,attachments"}})
	if err != nil {
		return issue{}, err
	}
	i, err := decodeIssue(a.Body)
	if err == nil && i.ID != n {
		err = errNotJSON
	}
	return i, err
}
