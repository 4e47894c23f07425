package backoffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Inbox is the first page: the cases of the functions that one holds. Who only
// looks after deliveries is led to them, who only edits to the administration, and
// who may see none of these is told which functions they hold. A whole number of a case leads to it.
func (h *Handlers) Inbox(c echo.Context) error {
	ctx := c.Request().Context()
	lang, actor := i18n.LangOf(ctx), session.Actor(ctx)
	switch {
	case mayAt(actor, identity.SeeInbox):
	case mayAt(actor, identity.SeeDeliveries): // and what they look for is a delivery
		return render.SeeOther(c, paths.DeliveriesShown(lang, paths.DeliveryList{Number: asked(c).Query}))
	case mayAt(actor, identity.EnterAdmin):
		return render.SeeOther(c, paths.Admin(lang))
	default:
		return h.Desk(c)
	}
	at := asked(c)
	if at.Query != "" {
		reference, err := h.Cases.Find(ctx, actor, at.Query)
		if err == nil {
			return render.SeeOther(c, paths.OfficeCase(lang, reference))
		}
		if !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	page, err := h.inbox(c, at)
	if err != nil {
		return err
	}
	return h.Pages.OK(c, officeview.InboxPage(page))
}

// asked reads from the address what the inbox is to show. What it does not know
// is as if it were not there.
func asked(c echo.Context) paths.Inbox {
	at := paths.Inbox{
		Query: posted.Line(c.QueryParam(paths.ParamQuery)), View: c.QueryParam(paths.ParamView),
		Function: c.QueryParam(paths.ParamFunction), Sort: c.QueryParam(paths.ParamSort),
	}
	if at.Query != "" || !slices.Contains(officeview.Views, officeview.View(at.View)) {
		at.View = ""
	}
	if !slices.Contains(officeview.Sorts, officeview.Sort(at.Sort)) {
		at.Sort = ""
	}
	at.Page, _ = strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	return at
}

var sorts = map[officeview.Sort]caseroom.Sort{
	officeview.SortDue: caseroom.SortUrgent, officeview.SortNewest: caseroom.SortNewest, officeview.SortOldest: caseroom.SortOldest,
}

// filter is what the caseroom is asked for.
func filter(at paths.Inbox) caseroom.Filter {
	f := caseroom.Filter{
		Function: identity.FunctionID(at.Function), Sort: sorts[officeview.Sort(at.Sort)], Page: at.Page, Words: at.Query,
	}
	switch officeview.View(at.View) {
	case officeview.ViewMine:
		f.Whose = caseroom.WhoseMine
	case officeview.ViewUnassigned:
		f.Whose = caseroom.WhoseNobodys
	case officeview.ViewOverdue:
		f.Overdue = true
	case officeview.ViewWaiting:
		f.Status = caseroom.StatusWaiting
	case officeview.ViewClosed:
		f.Status = caseroom.StatusClosed
	}
	if at.Query != "" {
		f.Status = caseroom.StatusAny
	}
	return f
}

func (h *Handlers) inbox(c echo.Context, at paths.Inbox) (officeview.Inbox, error) {
	ctx := c.Request().Context()
	actor := session.Actor(ctx)
	box, err := h.Cases.Inbox(ctx, actor, filter(at))
	if err != nil {
		return officeview.Inbox{}, err
	}
	isTheirs := func(f identity.Function) bool { return string(f.ID) == at.Function }
	if at.Function != "" && !slices.ContainsFunc(box.Functions, isTheirs) {
		return officeview.Inbox{}, errs.New(errs.NotFound, "backoffice.Inbox")
	}
	counts, err := h.counts(ctx, at, box)
	if err != nil {
		return officeview.Inbox{}, err
	}
	alarm, err := h.Watch.Alarm(ctx, actor)
	if err != nil {
		return officeview.Inbox{}, err
	}
	at.Page = box.Page
	page := officeview.Inbox{
		Office: h.Office(c), At: at, Counts: counts, Total: box.Total, PageSize: caseroom.PageSize,
		Alarm: officeview.Alarm{Late: alarm.Late, Refused: alarm.Refused},
	}
	page.Query = at.Query
	shown := at
	shown.Query = "" // see render.BareShell: what somebody else may have chosen is not repeated
	page.Path = paths.OfficeInbox(i18n.SV, shown)
	if len(box.Functions) > 1 {
		for _, f := range box.Functions {
			page.Functions = append(page.Functions, ui.Option{Value: string(f.ID), Label: f.Title.In(i18n.LangOf(ctx))})
		}
	}
	for _, found := range box.Cases {
		page.Rows = append(page.Rows, h.row(ctx, found))
	}
	return page, nil
}

// counts says how many cases each view has, of the function that is chosen. They
// are those of the list that all views begin with.
func (h *Handlers) counts(ctx context.Context, at paths.Inbox, box caseroom.Inbox) (map[officeview.View]int, error) {
	if at.View != "" || at.Query != "" {
		var err error
		box, err = h.Cases.Inbox(ctx, session.Actor(ctx), filter(paths.Inbox{Function: at.Function}))
		if err != nil {
			return nil, err
		}
	}
	return map[officeview.View]int{
		officeview.ViewAll: box.Total, officeview.ViewMine: box.Counts.Whose[caseroom.WhoseMine],
		officeview.ViewUnassigned: box.Counts.Whose[caseroom.WhoseNobodys], officeview.ViewOverdue: box.Counts.Overdue,
		officeview.ViewWaiting: box.Counts.Status[caseroom.StatusWaiting], officeview.ViewClosed: box.Counts.Status[caseroom.StatusClosed],
	}, nil
}

func (h *Handlers) row(ctx context.Context, c caseroom.Case) officeview.Row {
	lang, now := i18n.LangOf(ctx), h.Clock.Now()
	r := officeview.Row{
		Reference: c.Reference, Diary: c.Diary.String(), Title: c.Title, Function: h.function(lang, c.Function), Handler: c.Handler.Name,
		IsMine: c.Handler.ID != "" && c.Handler.ID == session.Actor(ctx).Staff.ID, State: officeview.State(c.Status()), HasNews: c.HasNews(),
		Received: i18n.ShortDate(lang, c.ReceivedAt), Overdue: overdue(c, now),
	}
	if due := c.AttendAt(); !due.IsZero() {
		r.Due = i18n.ShortDate(lang, due)
	}
	return r
}

// overdue returns how many Swedish days have passed since the last day.
func overdue(c caseroom.Case, now time.Time) int {
	if !c.IsOverdue(now) {
		return 0
	}
	day := func(t time.Time) time.Time {
		y, m, d := i18n.Local(t).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return max(int(day(now).Sub(day(c.AttendAt())).Hours()/24), 1)
}
