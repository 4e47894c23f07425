package backoffice

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
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

// Delivery shows one delivery with its past. Nothing of what its case says.
func (h *Handlers) Delivery(c echo.Context) error {
	page, err := h.oneDelivery(c)
	if err != nil {
		return err
	}
	return h.Pages.OK(c, officeview.DeliveryPage(page))
}

// DeliveryForm shows a delivery with the form of the deed open, if the deed may be
// done with it now. What was typed in it before a login in between is there.
func (h *Handlers) DeliveryForm(deed officeview.DeliveryDeed) echo.HandlerFunc {
	return func(c echo.Context) error {
		page, err := h.oneDelivery(c)
		if err != nil {
			return err
		}
		if !deed.AtOnce() && slices.Contains(page.Deeds, deed) {
			if page.Form, err = h.deliveryForm(c, deed); err != nil {
				return err
			}
			if typed, was := posted.TypedOf(c.Request().Context()); was {
				fillDelivery(page.Form, typed.Values)
				page.Form.Kept = true
			}
		}
		return h.Pages.OK(c, officeview.DeliveryPage(page))
	}
}

// DoDelivery does the deed and says on the page that it is done. A fault in what was
// typed is shown where it is; when the delivery has gone on meanwhile the page says so,
// and still has what was typed.
func (h *Handlers) DoDelivery(deed officeview.DeliveryDeed) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		lang, id, values := i18n.LangOf(ctx), c.Param(ParamDelivery), posted.Of(ctx).Values
		err := h.doDelivery(ctx, id, deed, values)
		switch {
		case err == nil && deed == officeview.DeliveryReroute: // it may be one's no longer
			return render.SeeOther(c, paths.DeliveriesShown(lang, paths.DeliveryList{Done: doneRerouted}))
		case err == nil && deed == officeview.DeliverySend && !values.Has(officeview.FieldHere):
			at := knownDeliveries(paths.DeliveryList{View: values.Get(paths.ParamView)})
			at.Done = doneDelivery
			return render.SeeOther(c, paths.DeliveriesShown(lang, at))
		case err == nil:
			return render.SeeOther(c, paths.DeliveryDone(lang, id, doneOf[deed]))
		case errs.Is(err, errs.Invalid), errs.Is(err, errs.Conflict), errs.Is(err, errs.Unavailable):
			return h.deliveryAgain(c, deed, values, err)
		default:
			return err
		}
	}
}

// doneOf is what is told of each deed that ends on the delivery's page.
var doneOf = map[officeview.DeliveryDeed]string{
	officeview.DeliverySend: doneDelivery, officeview.DeliveryHold: doneHeld, officeview.DeliveryRelease: doneReleased, officeview.DeliveryConfirm: doneConfirmed,
}

// doDelivery reads what was typed and has it done.
func (h *Handlers) doDelivery(ctx context.Context, id string, deed officeview.DeliveryDeed, values url.Values) error {
	actor, reason := session.Actor(ctx), values.Get(officeview.FieldReason)
	switch deed {
	case officeview.DeliverySend:
		if values.Has(officeview.FieldRefused) {
			return h.Watch.Retry(ctx, actor, id)
		}
		return h.Watch.SendNow(ctx, actor, id)
	case officeview.DeliveryHold:
		return h.Watch.Hold(ctx, actor, id, reason)
	case officeview.DeliveryRelease:
		return h.Watch.Release(ctx, actor, id)
	case officeview.DeliveryReroute:
		return h.Watch.Reroute(ctx, actor, id, watch.Rerouting{Target: values.Get(officeview.FieldTo), Ground: values.Get(officeview.FieldGround), Reason: reason})
	case officeview.DeliveryConfirm:
		return h.Watch.ConfirmByHand(ctx, actor, id, delivery.ByHand{
			RemoteID: posted.Line(values.Get(officeview.FieldID)), Number: posted.Line(values.Get(officeview.FieldNumber)), Reason: reason,
		})
	default:
		return errs.New(errs.Internal, "backoffice.doDelivery "+string(deed))
	}
}

// deliveryAgain shows the delivery as it is now, with the form as it was typed and why
// it was not done.
func (h *Handlers) deliveryAgain(c echo.Context, deed officeview.DeliveryDeed, values url.Values, cause error) error {
	ctx := c.Request().Context()
	text, failed := whyNotSent(ctx, cause)
	if deed == officeview.DeliverySend && !values.Has(officeview.FieldHere) && failed {
		return h.deliveries(c, knownDeliveries(paths.DeliveryList{View: values.Get(paths.ParamView)}), http.StatusConflict, text)
	}
	page, err := h.oneDelivery(c)
	if err != nil {
		return err
	}
	if !deed.AtOnce() {
		if page.Form, err = h.deliveryForm(c, deed); err != nil {
			return err
		}
		fillDelivery(page.Form, values)
	}
	if !failed && page.Form != nil && markDelivery(ctx, page.Form, errs.TextOf(cause)) {
		return h.Pages.Show(c, http.StatusUnprocessableEntity, officeview.DeliveryPage(page))
	}
	page.Failed = text
	if deed != officeview.DeliverySend {
		page.Failed = i18n.T(ctx, "office.one.conflict."+string(deed))
	}
	return h.Pages.Show(c, http.StatusConflict, officeview.DeliveryPage(page))
}

// whyNotSent is why a delivery that could be sent was not; ok is false for what no
// person brings about by waiting.
func whyNotSent(ctx context.Context, err error) (text string, ok bool) {
	switch {
	case errs.Is(err, errs.Conflict):
		return i18n.T(ctx, "office.deliveries.busy"), true
	case errs.Is(err, errs.Unavailable):
		return i18n.T(ctx, "office.deliveries.no_connector"), true
	default:
		return "", false
	}
}

// markDelivery puts a fault beside what it is in.
func markDelivery(ctx context.Context, f *officeview.DeliveryForm, key string) bool {
	switch {
	case key == "":
		return false
	case strings.HasSuffix(key, "target_missing"):
		f.ToError = i18n.T(ctx, key)
	case strings.HasSuffix(key, "ground_missing"):
		f.GroundError = i18n.T(ctx, key)
	default:
		f.ReasonError = i18n.T(ctx, key)
	}
	return true
}

func fillDelivery(f *officeview.DeliveryForm, v url.Values) {
	f.Reason, f.To, f.Ground = v.Get(officeview.FieldReason), v.Get(officeview.FieldTo), v.Get(officeview.FieldGround)
	f.ID, f.Number = v.Get(officeview.FieldID), v.Get(officeview.FieldNumber)
}

// deliveryForm is the form of a deed, nothing typed in it yet.
func (h *Handlers) deliveryForm(c echo.Context, deed officeview.DeliveryDeed) (*officeview.DeliveryForm, error) {
	f := &officeview.DeliveryForm{Deed: deed}
	if deed != officeview.DeliveryReroute {
		return f, nil
	}
	ctx := c.Request().Context()
	found, err := h.Watch.Targets(ctx, session.Actor(ctx), c.Param(ParamDelivery))
	if err != nil {
		return nil, err
	}
	for _, t := range found.Targets {
		group := slices.IndexFunc(f.Groups, func(g officeview.TargetGroup) bool { return g.Authority == t.Authority })
		if group < 0 {
			group = len(f.Groups)
			f.Groups = append(f.Groups, officeview.TargetGroup{Authority: t.Authority, IsSame: t.Authority == found.Authority})
		}
		o := ui.Option{Value: t.ID(), Label: i18n.T(ctx, "office.field.target_system", "Connector", t.Connector)}
		if t.Function != "" {
			o.Label = i18n.T(ctx, "office.field.target_function", "Function", t.Title.In(i18n.LangOf(ctx)))
		}
		f.Groups[group].Targets = append(f.Groups[group].Targets, o)
	}
	slices.SortStableFunc(f.Groups, func(a, b officeview.TargetGroup) int { // those that need no ground first
		switch {
		case a.IsSame:
			return -1
		case b.IsSame:
			return 1
		default:
			return strings.Compare(a.Authority, b.Authority)
		}
	})
	return f, nil
}

// oneDelivery reads a delivery and makes its page, without a form.
func (h *Handlers) oneDelivery(c echo.Context) (officeview.OneDelivery, error) {
	ctx := c.Request().Context()
	lang, actor := i18n.LangOf(ctx), session.Actor(ctx)
	past, err := h.Watch.History(ctx, actor, c.Param(ParamDelivery))
	if err != nil {
		return officeview.OneDelivery{}, err
	}
	page := officeview.OneDelivery{Office: h.Office(c), Delivery: h.delivery(ctx, past.Item), RemoteID: past.RemoteID, Deeds: deliveryDeeds(past)}
	page.Path = paths.Delivery(i18n.SV, past.ID)
	if !past.DeliveredAt.IsZero() {
		page.DoneAt = moment(lang, past.DeliveredAt)
	}
	for _, l := range past.Lines {
		page.Past = append(page.Past, pastLine(lang, actor, l))
	}
	return page, nil
}

// deliveryDeeds are what a person may do with it now, as the page calls it.
func deliveryDeeds(past watch.Past) []officeview.DeliveryDeed {
	var out []officeview.DeliveryDeed
	for _, deed := range past.MayDo() {
		switch {
		case deed == identity.SendAgain:
			out = append(out, officeview.DeliverySend)
		case deed == identity.HoldDelivery && past.State() == delivery.StateHeld:
			out = append(out, officeview.DeliveryRelease)
		case deed == identity.HoldDelivery:
			out = append(out, officeview.DeliveryHold)
		case deed == identity.RerouteCase:
			out = append(out, officeview.DeliveryReroute)
		case deed == identity.ConfirmByHand:
			out = append(out, officeview.DeliveryConfirm)
		}
	}
	return out
}

func pastLine(lang i18n.Lang, actor identity.Actor, l delivery.HistoryLine) officeview.PastLine {
	out := officeview.PastLine{
		At: moment(lang, l.At), Outcome: string(l.Outcome), Times: l.Times, IsDeed: l.Actor != "" && l.Outcome != delivery.OutcomeMissing, IsYours: l.Actor == actor.String(),
		Detail: l.Detail, Sent: l.Sent, Reason: l.Reason,
	}
	if l.Times > 1 {
		out.At += "–" + moment(lang, l.LastAt)
	}
	if !out.IsDeed {
		out.Took = took(lang, l.Took)
	}
	return out
}

// took writes how long an attempt took: "1,2 s".
func took(lang i18n.Lang, d time.Duration) string {
	s := strconv.FormatFloat(d.Seconds(), 'f', 1, 64)
	if lang == i18n.SV {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + " s"
}
