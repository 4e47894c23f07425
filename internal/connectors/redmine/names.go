package redmine

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// keptFor is how long it is known which numbers the names have, and who we are.
const keptFor = 10 * time.Minute

// known is what Redmine has said about itself lately.
type known struct {
	mu     sync.Mutex
	values map[string]any
	until  map[string]time.Time
}

// ask returns what is known under a name, or what get says.
func ask[T any](c *connector, name string, get func() (T, error)) (T, error) {
	c.known.mu.Lock()
	v, ok := c.known.values[name].(T)
	ok = ok && c.clock.Now().Before(c.known.until[name])
	c.known.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := get() // without the lock: it takes its time
	if err != nil {
		return v, err
	}
	c.known.mu.Lock()
	defer c.known.mu.Unlock()
	if c.known.values == nil {
		c.known.values, c.known.until = map[string]any{}, map[string]time.Time{}
	}
	c.known.values[name], c.known.until[name] = v, c.clock.Now().Add(keptFor)
	return v, nil
}

// number reads a number that is given instead of a name.
func number(s string) (id, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return id(n), err == nil && n > 0
}

// find returns the number of what has a name.
func find(all []named, name string) (id, bool) {
	at := slices.IndexFunc(all, func(n named) bool { return strings.EqualFold(n.Name, name) })
	if at < 0 {
		return 0, false
	}
	return all[at].ID, true
}

// me returns our own user's number.
func (c *connector) me(ctx context.Context) (id, error) {
	return ask(c, "me", func() (id, error) {
		u, err := c.user(ctx)
		return u.ID, err
	})
}

func (c *connector) user(ctx context.Context) (user, error) {
	a, err := c.get(ctx, "users/current.json", url.Values{"include": {"memberships"}})
	if err != nil {
		return user{}, err
	}
	u, err := decodeUnder[user](a.Body, "user")
	if err == nil && u.ID <= 0 {
		err = errNotJSON
	}
	return u, err
}

// projectOf returns a project with its trackers and fields.
func (c *connector) projectOf(ctx context.Context, name string) (project, error) {
	return ask(c, "project "+name, func() (project, error) {
		a, err := c.get(ctx, "projects/"+url.PathEscape(name)+".json", url.Values{"include": {"trackers,issue_custom_fields"}})
		if _, ok := errors.AsType[*refusal](err); ok {
			return project{}, settings("project %q is not there, or the key's user is no member", name)
		}
		if err != nil {
			return project{}, err
		}
		p, err := decodeUnder[project](a.Body, "project")
		if err == nil && p.ID <= 0 {
			err = errNotJSON
		}
		return p, err
	})
}

// settings is an error of ours or of Redmine's administrator, before anything is
// sent: the case waits until it is mended.
func settings(format string, args ...any) error {
	return &delivery.UnavailableError{Err: fmt.Errorf(format, args...)}
}

// trackerID returns the number of a tracker of a project.
func (c *connector) trackerID(ctx context.Context, in, name string) (id, error) {
	if n, ok := number(name); ok {
		return n, nil
	}
	p, err := c.projectOf(ctx, in)
	if err != nil {
		return 0, err
	}
	n, ok := find(p.Trackers, name)
	if !ok {
		return 0, settings("project %q has no tracker %q", in, name)
	}
	return n, nil
}

// fieldID returns the number of a custom field of a project's issues.
func (c *connector) fieldID(ctx context.Context, in, name string) (id, error) {
	if n, ok := number(name); ok {
		return n, nil
	}
	p, err := c.projectOf(ctx, in)
	if err != nil {
		return 0, err
	}
	n, ok := find(p.Fields, name)
	if !ok {
		return 0, settings("project %q has no custom field %q for issues", in, name)
	}
	return n, nil
}

// referenceField is the field that holds our reference.
func (c *connector) referenceField(ctx context.Context) (id, error) {
	return c.fieldID(ctx, c.project, c.externalID)
}

// allStatuses are the statuses that there are.
func (c *connector) allStatuses(ctx context.Context) ([]status, error) {
	return ask(c, "statuses", func() ([]status, error) {
		a, err := c.get(ctx, "issue_statuses.json", nil)
		if err != nil {
			return nil, err
		}
		all, err := decodeUnder[[]status](a.Body, "issue_statuses")
		if err == nil && (len(all) == 0 || slices.ContainsFunc(all, func(s status) bool { return s.ID <= 0 })) {
			err = errNotJSON
		}
		return all, err
	})
}

// withdrawnID is the number of the status of what is taken back; 0 leaves it to
// staff.
func (c *connector) withdrawnID(ctx context.Context) (id, error) {
	if c.withdrawn == "" {
		return 0, nil
	}
	if n, ok := number(c.withdrawn); ok {
		return n, nil
	}
	all, err := c.allStatuses(ctx)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if strings.EqualFold(s.Name, c.withdrawn) {
			return s.ID, nil
		}
	}
	return 0, settings("there is no status %q", c.withdrawn)
}

// told is what a status is to the citizen, "" when it is nothing to them.
func (c *connector) told(s status) delivery.Status {
	name := strings.ToLower(s.Name)
	switch configured := c.statuses[name]; {
	case configured != "":
		return configured
	case s.IsClosed:
		return delivery.StatusClosed
	}
	return usualStatuses[name]
}
