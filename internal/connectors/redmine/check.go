package redmine

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// needed are the rights that our user's roles must give, as Redmine calls them. The
// last one is needed to see which files belong to notes that are not for the citizen.
var needed = []string{"view_issues", "add_issues", "edit_own_issues", "add_issue_notes", "view_private_notes"}

// nobodys is a reference that no case has.
const nobodys = "entre-check"

// Check implements delivery.Connector. It asks who we are, for the project with its
// tracker and field, for our rights, for the statuses, for a case that is not there,
// and for the latest issue that we have made.
func (c *connector) Check(ctx context.Context) error {
	u, err := c.user(ctx)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url or api_key is wrong, or Redmine's REST interface is not switched on: %w", unavailable.Err)
	}
	if err != nil {
		return fmt.Errorf("base_url does not answer as Redmine: %w", err)
	}
	p, err := c.projectOf(ctx, c.project)
	if err != nil {
		return bareSettings(err)
	}
	if _, err := c.trackerID(ctx, c.project, c.tracker); err != nil {
		return bareSettings(err)
	}
	field, err := c.referenceField(ctx)
	if err != nil {
		return bareSettings(err)
	}
	if n, ok := number(c.tracker); ok && !has(p.Trackers, n) {
		return fmt.Errorf("project %q has no tracker %d", c.project, n)
	}
	if !has(p.Fields, field) {
		return fmt.Errorf("project %q has no custom field %d for issues", c.project, field)
	}
	if err := c.checkRights(ctx, u, p); err != nil {
		return err
	}
	if err := c.checkStatuses(ctx); err != nil {
		return err
	}
	if _, err := c.findIssues(ctx, nobodys); err != nil {
		return err
	}
	return c.checkLatest(ctx, u, p, field)
}

// bareSettings is what an error says to mend, without that it makes cases wait.
func bareSettings(err error) error {
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return unavailable.Err
	}
	return err
}

func has(all []named, n id) bool {
	return slices.ContainsFunc(all, func(have named) bool { return have.ID == n })
}

// checkRights looks at the roles that our user has in the project.
func (c *connector) checkRights(ctx context.Context, u user, p project) error {
	if u.Admin {
		return errors.New("the key's user must not be an administrator")
	}
	var rights []string
	for _, m := range u.Memberships {
		if m.Project.ID != p.ID {
			continue
		}
		for _, r := range m.Roles {
			a, err := c.get(ctx, "roles/"+strconv.FormatInt(int64(r.ID), 10)+".json", nil)
			if err != nil {
				return fmt.Errorf("role %d: %w", r.ID, err)
			}
			role, err := decodeUnder[struct {
				Permissions []string `json:"permissions"`
			}](a.Body, "role")
			if err != nil {
				return fmt.Errorf("role %d: %w", r.ID, err)
			}
			rights = append(rights, role.Permissions...)
		}
	}
	missing := slices.DeleteFunc(slices.Clone(needed), func(right string) bool { return slices.Contains(rights, right) })
	if len(missing) > 0 {
		return fmt.Errorf("project %q: the key's user needs %s", c.project, strings.Join(missing, ", "))
	}
	return nil
}

// checkStatuses looks whether the statuses that are configured are there.
func (c *connector) checkStatuses(ctx context.Context) error {
	if _, err := c.withdrawnID(ctx); err != nil {
		return bareSettings(err)
	}
	all, err := c.allStatuses(ctx)
	if err != nil {
		return fmt.Errorf("the statuses: %w", err)
	}
	for name := range c.statuses {
		if !slices.ContainsFunc(all, func(s status) bool { return strings.ToLower(s.Name) == name }) {
			return fmt.Errorf("option statuses: there is no status %q", name)
		}
	}
	return nil
}

// checkLatest looks at what became of the latest issue that we have made.
func (c *connector) checkLatest(ctx context.Context, u user, p project, field id) error {
	found, _, err := c.list(ctx, url.Values{
		"author_id": {strconv.FormatInt(int64(u.ID), 10)}, "project_id": {strconv.FormatInt(int64(p.ID), 10)}, "sort": {"id:desc"},
	}, 0)
	if err != nil {
		return fmt.Errorf("issues cannot be listed: %w", err)
	}
	if len(found) > 0 && found[0].value(field) == "" {
		return errors.New("the latest issue that we made has no reference: the tracker needs the custom field, and the key's user must be able to set it")
	}
	return nil
}
