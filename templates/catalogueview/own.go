package catalogueview

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func (s Status) isClosed() bool { return s == StatusClosed || s == StatusWithdrawn }

// tag says where a case stands, in a word or two, and in which tone.
func (s Status) tag(ctx context.Context) (ui.Tone, string) {
	tone := ui.ToneOpen
	switch s {
	case StatusAsked:
		tone = ui.ToneWait
	case StatusClosed:
		tone = ui.ToneDone
	case StatusWithdrawn:
		tone = ui.TonePlain
	}
	return tone, i18n.T(ctx, "case.state."+string(s))
}

// needsYou are the cases that wait for the citizen.
func (v MyPages) needsYou() []OwnCase {
	return v.those(func(c OwnCase) bool { return c.Status == StatusAsked })
}

// ongoing are the others that are not closed, those with news first.
func (v MyPages) ongoing() []OwnCase {
	return v.those(func(c OwnCase) bool { return c.Status != StatusAsked && !c.Status.isClosed() })
}

// closed are the rest, those with news first.
func (v MyPages) closed() []OwnCase {
	return v.those(func(c OwnCase) bool { return c.Status.isClosed() })
}

func (v MyPages) those(are func(OwnCase) bool) []OwnCase {
	found := slices.DeleteFunc(slices.Clone(v.Cases), func(c OwnCase) bool { return !are(c) })
	slices.SortStableFunc(found, func(a, b OwnCase) int {
		switch {
		case a.HasNews == b.HasNews:
			return 0
		case a.HasNews:
			return -1
		default:
			return 1
		}
	})
	return found
}

// about says of a case which it is, and what to do if the citizen must.
func (c OwnCase) about(ctx context.Context) string {
	number := c.Reference
	if c.Number != "" {
		number += " · " + c.Number
	}
	text := i18n.T(ctx, "catalogue.my_pages.case", "Reference", number, "SentAt", c.SentAt)
	switch {
	case c.Status != StatusAsked || c.Until == "":
		return text
	case c.IsOver:
		return text + " " + i18n.T(ctx, "catalogue.my_pages.over", "Until", c.Until)
	default:
		return text + " " + i18n.T(ctx, "catalogue.my_pages.until", "Until", c.Until)
	}
}

func (v MyPages) shell(ctx context.Context) layout.Shell {
	return v.In(layout.AreaMyPages, i18n.T(ctx, "layout.nav.my_pages"))
}
