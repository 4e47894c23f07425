package ecos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// Check implements delivery.Connector. It reads code lists, and searches for cases of a
// day on which there were none: nothing is made, and nothing personal is read. Types of
// occurrences and documents cannot be looked up in the contract.
func (c *connector) Check(ctx context.Context) error {
	var statuses documentStatusesResponse
	err := c.call(ctx, "GetDocumentStatuses", documentStatusesRequest{}, &statuses)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url, auth, username or password is wrong: %w", unavailable.Err)
	}
	if err != nil || statuses.Result == nil {
		return fmt.Errorf("base_url does not answer as MinutMiljoService of Ecos: %w", errors.Join(err, missing(statuses.Result == nil)))
	}
	if err := known("document_status", c.o.DocumentStatus, statuses.Result.Pairs); err != nil {
		return err
	}
	for _, name := range c.o.ToldDocumentsOf {
		if !slices.ContainsFunc(statuses.Result.Pairs, func(p pair) bool { return p.Name == name }) {
			return fmt.Errorf("option told_documents: Ecos has no status of documents that is called %q", name)
		}
	}
	if c.o.FacilityStatus != "" {
		var response facilityStatusesResponse
		if err := c.call(ctx, "GetFacilityStatuses", facilityStatusesRequest{}, &response); err != nil {
			return err
		}
		if response.Result == nil {
			return errNoResult
		}
		if err := known("facility_status", c.o.FacilityStatus, response.Result.Pairs); err != nil {
			return err
		}
	}
	if err := c.checkPaths(ctx); err != nil {
		return err
	}
	if _, err := c.search(ctx, all(startDate("1900-01-01T00:00:00"), not(startDate("1900-01-02T00:00:00")))); err != nil {
		return fmt.Errorf("cases cannot be searched for: %w", err)
	}
	return nil
}

func missing(is bool) error {
	if is {
		return errNoResult
	}
	return nil
}

// known says whether an option's id is in a code list.
func known(option, id string, list []pair) error {
	if id == "" || slices.ContainsFunc(list, func(p pair) bool { return strings.EqualFold(p.ID, id) }) {
		return nil
	}
	return fmt.Errorf("option %s: Ecos does not know the id", option)
}

// checkPaths looks whether Ecos keeps e-mail addresses and phone numbers in the ways
// that the options say.
func (c *connector) checkPaths(ctx context.Context) error {
	if c.o.Email.Path == "" && c.o.Phone.Path == "" {
		return nil
	}
	var response contactPathsResponse
	if err := c.call(ctx, "GetContactDetailPathsAndTypes", contactPathsRequest{}, &response); err != nil {
		return err
	}
	if response.Result == nil {
		return errNoResult
	}
	for _, option := range []struct {
		name string
		is   ContactPath
	}{{"email", c.o.Email}, {"phone", c.o.Phone}} {
		if option.is.Path != "" && !slices.ContainsFunc(response.Result.Paths, option.is.in) {
			return fmt.Errorf("option %s: Ecos does not know the path with the type", option.name)
		}
	}
	return nil
}

// in reports whether a path of Ecos is this one and has its type.
func (p ContactPath) in(path contactPath) bool {
	return strings.EqualFold(path.ID, p.Path) && slices.ContainsFunc(path.Types, func(t string) bool { return strings.EqualFold(t, p.Type) })
}
