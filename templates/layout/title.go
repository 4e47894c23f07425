package layout

import (
	"context"

	"github.com/mittkoping/entre/internal/i18n"
)

// In returns the shell with the page's title and its place in the navigation,
// for a page that knows both.
func (s Shell) In(area Area, title string) Shell {
	s.Active, s.Title = area, title
	return s
}

// In is Shell.In for a page of the back office.
func (o Office) In(area Area, title string) Office {
	o.Shell = o.Shell.In(area, title)
	return o
}

// browserTitle is what the browser calls the page: the page first, since that
// is what tells tabs apart, and a fault before that (WCAG 2.4.2).
func (s Shell) browserTitle(ctx context.Context) string {
	title := i18n.T(ctx, "layout.title.start", "Site", s.Site.Name)
	if s.Title != "" {
		title = i18n.T(ctx, "layout.title.page", "Page", s.Title, "Site", s.Site.Name)
	}
	if s.HasError {
		return i18n.T(ctx, "layout.title.fault", "Title", title)
	}
	return title
}

func (s Shell) summary(ctx context.Context) string {
	if s.Summary != "" {
		return s.Summary
	}
	return i18n.T(ctx, "layout.summary", "Site", s.Site.Name)
}

func (s Shell) path() string {
	if s.Path == "" {
		return "/"
	}
	return s.Path
}
