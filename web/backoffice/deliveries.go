package backoffice

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
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

// Deliveries shows what waits for the back ends of one's authorities.
func (h *Handlers) Deliveries(c echo.Context) error {
	view := officeview.DeliveryView(c.QueryParam(paths.ParamView))
	n, _ := strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	return h.deliveries(c, view, n, http.StatusOK, "")
}

// deliveries answers with the list, and with why what was asked for was not done.
func (h *Handlers) deliveries(c echo.Context, view officeview.DeliveryView, n, status int, failed string) error {
	ctx := c.Request().Context()
	part, ok := parts[view]
	if !ok {
		view, part = officeview.DeliveriesAll, watch.PartAll
	}
	list, err := h.Watch.Show(ctx, session.Actor(ctx), part, n)
	if err != nil {
		return err
	}
	page := officeview.Deliveries{
		Office: h.Office(c), View: view, Page: list.Page, PageSize: watch.PageSize, Failed: failed, Counts: map[officeview.DeliveryView]int{},
	}
	page.Path = paths.DeliveriesView(i18n.SV, string(view), list.Page)
	for v, p := range parts {
		page.Counts[v] = list.Counts[p]
	}
	for _, item := range list.Items {
		page.Rows = append(page.Rows, h.delivery(ctx, item))
	}
	return h.Pages.Show(c, status, officeview.DeliveriesPage(page))
}

func (h *Handlers) delivery(ctx context.Context, item watch.Item) officeview.Delivery {
	lang, now := i18n.LangOf(ctx), h.Clock.Now()
	d := officeview.Delivery{
		ID: item.ID, Reference: item.Reference, Service: item.Title.In(lang), Authority: item.Authority, Connector: item.Connector,
		Step: officeview.Step(item.Kind), State: officeview.DeliveryState(item.State()), Problem: string(item.LastProblem), Detail: item.Detail,
		Since: i18n.ShortDate(lang, item.CreatedAt) + " " + i18n.Clock(lang, item.CreatedAt), Age: age(ctx, now.Sub(item.CreatedAt)),
		IsLate: item.IsLate, Tries: item.Tries, Behind: item.Behind,
	}
	if item.State() != delivery.StateRefused && item.LastProblem != delivery.NoConnector && item.DueAt.After(now) {
		d.Next = i18n.Clock(lang, item.DueAt)
	}
	return d
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

// SendDelivery has a delivery sent now, or tried again when it was refused.
func (h *Handlers) SendDelivery(c echo.Context) error {
	ctx := c.Request().Context()
	actor, id, values := session.Actor(ctx), c.Param(ParamDelivery), posted.Of(ctx).Values
	send := h.Watch.SendNow
	if values.Has(officeview.FieldRefused) {
		send = h.Watch.Retry
	}
	view := officeview.DeliveryView(values.Get(paths.ParamView))
	if _, ok := parts[view]; !ok {
		view = officeview.DeliveriesAll
	}
	switch err := send(ctx, actor, id); {
	case errs.Is(err, errs.Conflict):
		return h.deliveries(c, view, 1, http.StatusConflict, i18n.T(ctx, "office.deliveries.busy"))
	case errs.Is(err, errs.Unavailable):
		return h.deliveries(c, view, 1, http.StatusConflict, i18n.T(ctx, "office.deliveries.no_connector"))
	case err != nil:
		return err
	default:
		return render.SeeOther(c, paths.DeliveriesDone(i18n.LangOf(ctx), string(view)))
	}
}

// LeaveSendDelivery leads from the address of that form, opened after a login, to
// the list.
func (h *Handlers) LeaveSendDelivery(c echo.Context) error {
	return render.SeeOther(c, paths.Deliveries(i18n.LangOf(c.Request().Context())))
}
