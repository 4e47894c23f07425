package formview

import (
	"context"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func (v Exit) shell(ctx context.Context) layout.Shell {
	return v.In(layout.AreaNone, i18n.T(ctx, "form.title", "Page", v.Title, "Service", v.ServiceTitle))
}

func (l Link) isPhone() bool { return strings.HasPrefix(l.URL, "tel:") }

func (v Review) shell(ctx context.Context) layout.Shell {
	s := v.In(layout.AreaNone, i18n.T(ctx, "form.title", "Page", i18n.T(ctx, "form.review.title"), "Service", v.ServiceTitle))
	s.HasError = len(v.Problems) > 0
	return s
}

func (v Receipt) shell(ctx context.Context) layout.Shell {
	return v.In(layout.AreaNone, i18n.T(ctx, "form.title", "Page", i18n.T(ctx, "form.receipt.title"), "Service", v.ServiceTitle))
}

// facts are what is needed to ask about the case.
func (v Receipt) facts(ctx context.Context) []ui.Fact {
	time := v.HandlingTime
	if time == "" {
		time = i18n.T(ctx, "form.receipt.time_unknown")
	}
	return []ui.Fact{
		{Label: i18n.T(ctx, "form.receipt.sent"), Value: v.SentAt},
		{Label: i18n.T(ctx, "form.receipt.receiver"), Value: v.Receiver},
		{Label: i18n.T(ctx, "form.receipt.time"), Value: time},
	}
}

// keep says how one finds the case again: in one's own pages, by the code, or not
// at all.
func (v Receipt) keep(ctx context.Context) string {
	switch {
	case v.NoFollowUp:
		return i18n.T(ctx, "form.receipt.keep_none")
	case v.Code == "":
		return i18n.T(ctx, "form.receipt.keep_own")
	default:
		return i18n.T(ctx, "form.receipt.keep")
	}
}
