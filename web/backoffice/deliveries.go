package backoffice

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

var parts = map[officeview.DeliveryView]watch.Part{
	officeview.DeliveriesAll: watch.PartAll, officeview.DeliveriesLate: watch.PartLate, officeview.DeliveriesRefused: watch.PartRefused,
}

// sendingTime is for how long one request goes on sending deliveries.
const sendingTime = 5 * time.Second

// Deliveries shows how it goes with the back ends, and what waits for them of
// one's authorities.
func (h *Handlers) Deliveries(c echo.Context) error {
	return h.deliveries(c, askedDeliveries(c), http.StatusOK, "")
}

// askedDeliveries reads from the address what the list is to show. What it does not
// know is as if it were not there.
func askedDeliveries(c echo.Context) paths.DeliveryList {
	at := paths.DeliveryList{
		View: c.QueryParam(paths.ParamView), Connector: posted.Line(c.QueryParam(paths.ParamConnector)), Problem: c.QueryParam(paths.ParamProblem),
		Number: posted.Line(c.QueryParam(paths.ParamNumber)), Done: c.QueryParam(paths.ParamDone), Count: c.QueryParam(paths.ParamCount),
		More: c.QueryParam(paths.ParamMore),
	}
	at.Page, _ = strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	return knownDeliveries(at)
}

func knownDeliveries(at paths.DeliveryList) paths.DeliveryList {
	if _, ok := parts[officeview.DeliveryView(at.View)]; !ok {
		at.View = ""
	}
	if !slices.Contains(officeview.Problems, at.Problem) {
		at.Problem = ""
	}
	return at
}

// deliveries answers with the list, and with why what was asked for was not done.
func (h *Handlers) deliveries(c echo.Context, at paths.DeliveryList, status int, failed string) error {
	ctx := c.Request().Context()
	actor, view := session.Actor(ctx), officeview.DeliveryView(at.View)
	list, err := h.Watch.Show(ctx, actor, watch.Filter{
		Part: parts[view], Connector: at.Connector, Problem: delivery.Problem(at.Problem), Words: at.Number, Page: at.Page,
	})
	if err != nil {
		return err
	}
	healths, err := h.Watch.Health(ctx, actor)
	if err != nil {
		return err
	}
	page := officeview.Deliveries{
		Office: h.Office(c), At: at, View: view, Page: list.Page, PageSize: watch.PageSize, Failed: failed, Counts: map[officeview.DeliveryView]int{},
	}
	if n, err := strconv.Atoi(at.Count); err == nil && at.Done == doneDelivery {
		page.Done, page.More = i18n.N(ctx, "office.done.flera", n), at.More != ""
		if page.More {
			page.Done += " " + i18n.T(ctx, "office.done.fler")
		}
	}
	shown := paths.DeliveryList{View: at.View, Problem: at.Problem, Page: list.Page} // see render.BareShell: what somebody else may have chosen is not repeated
	page.Path = paths.DeliveriesShown(i18n.SV, shown)
	for v, p := range parts {
		page.Counts[v] = list.Counts[p]
	}
	for _, item := range list.Items {
		page.Rows = append(page.Rows, h.delivery(ctx, item))
	}
	for _, found := range healths {
		page.Health = append(page.Health, h.health(ctx, found))
	}
	return h.Pages.Show(c, status, officeview.DeliveriesPage(page))
}

func (h *Handlers) delivery(ctx context.Context, item watch.Item) officeview.Delivery {
	lang, now := i18n.LangOf(ctx), h.Clock.Now()
	d := officeview.Delivery{
		ID: item.ID, Reference: item.Reference, Number: item.Number, Service: item.Title.In(lang), Authority: item.Authority, Connector: item.Connector,
		Step: officeview.Step(item.Kind), State: officeview.DeliveryState(item.State()), Problem: string(item.LastProblem), Detail: item.Detail,
		Since: moment(lang, item.CreatedAt), Age: age(ctx, now.Sub(item.CreatedAt)),
		IsLate: item.IsLate, Tries: item.Tries, Behind: item.Behind,
	}
	switch item.State() {
	case delivery.StateOwed, delivery.StateUnknown, delivery.StateAccepted:
		if item.LastProblem != delivery.NoConnector && item.DueAt.After(now) {
			d.Next = i18n.Clock(lang, item.DueAt)
		}
	}
	return d
}

func (h *Handlers) health(ctx context.Context, found watch.Health) officeview.Health {
	lang := i18n.LangOf(ctx)
	out := officeview.Health{
		Connector: found.Connector, Condition: officeview.Condition(found.Condition), Waiting: found.Waiting, Cases: found.Cases,
		Late: found.Late, Held: found.Held, Refused: found.Refused, Problem: string(found.Problem), Detail: found.Detail,
		Trend: officeview.Trend{Since: i18n.Clock(lang, found.Since)},
	}
	if !found.LastDone.IsZero() {
		out.LastDone = moment(lang, found.LastDone)
	}
	if !found.Oldest.IsZero() {
		out.Oldest = age(ctx, h.Clock.Now().Sub(found.Oldest))
	}
	for _, hour := range found.Hours {
		out.Trend.Hours = append(out.Trend.Hours, officeview.Hour(hour))
	}
	return out
}

// moment writes a time for those who work here.
func moment(lang i18n.Lang, t time.Time) string {
	return i18n.ShortDate(lang, t) + " " + i18n.Clock(lang, t)
}

// age writes how long something has waited, in the largest unit that has passed.
func age(ctx context.Context, waited time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case waited >= day:
		return i18n.N(ctx, "office.age.days", int(waited/day))
	case waited >= time.Hour:
		return i18n.N(ctx, "office.age.hours", int(waited.Hours()))
	case waited >= time.Minute:
		return i18n.N(ctx, "office.age.minutes", int(waited.Minutes()))
	default:
		return i18n.T(ctx, "office.age.now")
	}
}

// SendDeliveries has all that waits at a connector, or with a problem, sent now,
// as many as there is time for, and says how many.
func (h *Handlers) SendDeliveries(c echo.Context) error {
	ctx := c.Request().Context()
	values := posted.Of(ctx).Values
	at := knownDeliveries(paths.DeliveryList{Connector: posted.Line(values.Get(paths.ParamConnector)), Problem: values.Get(paths.ParamProblem)})
	sent, err := h.Watch.SendFor(ctx, session.Actor(ctx), watch.Several{Connector: at.Connector, Problem: delivery.Problem(at.Problem)}, sendingTime)
	if err != nil {
		text, ok := whyNotSent(ctx, err)
		if !ok {
			return err
		}
		return h.deliveries(c, at, http.StatusConflict, text)
	}
	at.Done, at.Count = doneDelivery, strconv.Itoa(sent.Sent)
	if sent.IsMore && sent.Sent > 0 {
		at.More = "1"
	}
	return render.SeeOther(c, paths.DeliveriesShown(i18n.LangOf(ctx), at))
}

// LeaveDeliveries leads from the address of a form, opened after a login, to the
// list.
func (h *Handlers) LeaveDeliveries(c echo.Context) error {
	return render.SeeOther(c, paths.Deliveries(i18n.LangOf(c.Request().Context())))
}
