package public

import (
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
)

// Disturbances shows what does not work as usual, now and later.
func (h *Handlers) Disturbances(c echo.Context) error {
	lang, at, now := i18n.LangOf(c.Request().Context()), h.Clock.Now(), h.Catalogue.Current()
	page := catalogueview.Disturbances{Shell: h.Pages.Shell(c)}
	page.Notices = nil // the page tells all of it
	for _, d := range now.Disturbances(at) {
		if d.HasBegun(at) {
			page.Now = append(page.Now, disturbance(lang, now, d, at))
		} else {
			page.Later = append(page.Later, disturbance(lang, now, d, at))
		}
	}
	return h.Pages.OK(c, catalogueview.DisturbancesPage(page))
}

// touching are the disturbances of a service.
func touching(lang i18n.Lang, now *catalogue.Snapshot, id string, at time.Time) []catalogueview.Disturbance {
	var out []catalogueview.Disturbance
	for _, d := range now.Disturbances(at) {
		if slices.Contains(d.Services, id) {
			out = append(out, disturbance(lang, now, d, at))
		}
	}
	return out
}

func disturbance(lang i18n.Lang, now *catalogue.Snapshot, d catalogue.Disturbance, at time.Time) catalogueview.Disturbance {
	out := catalogueview.Disturbance{
		ID: d.ID, Title: d.Title.In(lang), Area: d.Area.In(lang), When: when(lang, d, at), Text: d.Text.In(lang), Alternative: d.Alternative.In(lang),
	}
	for _, id := range d.Services {
		if e, ok := now.Find(id); ok {
			out.Services = append(out.Services, briefs(lang, []*catalogue.Entry{e})...)
		}
	}
	return out
}

// when says from when until when, as shortly as it can be said.
func when(lang i18n.Lang, d catalogue.Disturbance, now time.Time) string {
	from, until := d.From.At(), d.Until.At()
	switch {
	case d.Until == "" && d.HasBegun(now):
		return i18n.In(lang, "catalogue.disturbances.since", "From", i18n.DateTime(lang, from))
	case d.Until == "":
		return i18n.In(lang, "catalogue.disturbances.from", "From", i18n.DateTime(lang, from))
	case i18n.Date(lang, from) == i18n.Date(lang, until):
		return i18n.In(lang, "catalogue.disturbances.same_day", "Day", i18n.Date(lang, from), "From", i18n.Clock(lang, from), "Until", i18n.Clock(lang, until))
	default:
		return i18n.In(lang, "catalogue.disturbances.between", "From", i18n.DateTime(lang, from), "Until", i18n.DateTime(lang, until))
	}
}

// Notices are the disturbances that have begun, as every page tells of them.
func Notices(now *catalogue.Snapshot, lang i18n.Lang, at time.Time) []layout.Notice {
	var out []layout.Notice
	for _, d := range now.Disturbances(at) {
		if !d.HasBegun(at) {
			break // those to come stand last
		}
		out = append(out, layout.Notice{Title: d.Title.In(lang), Text: untilWhen(lang, d, at), URL: paths.Disturbance(lang, d.ID)})
	}
	return out
}

func untilWhen(lang i18n.Lang, d catalogue.Disturbance, now time.Time) string {
	area, until := d.Area.In(lang), d.Until.At()
	switch {
	case d.Until == "":
		return i18n.In(lang, "layout.notice.open", "Area", area)
	case i18n.Date(lang, until) == i18n.Date(lang, now):
		return i18n.In(lang, "layout.notice.until_today", "Area", area, "Clock", i18n.Clock(lang, until))
	default:
		return i18n.In(lang, "layout.notice.until", "Area", area, "Day", i18n.Date(lang, until))
	}
}
