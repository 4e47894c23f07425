package officeview

import (
	"context"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// DeliveryView is which deliveries are shown.
type DeliveryView string

// The views, in the order of the filters.
const (
	DeliveriesAll     DeliveryView = ""
	DeliveriesLate    DeliveryView = "forsenade"
	DeliveriesRefused DeliveryView = "nekade"
)

// DeliveryViews are all views.
var DeliveryViews = []DeliveryView{DeliveriesAll, DeliveriesLate, DeliveriesRefused}

// MaxDeliveries is how far deliveries are counted: a number above it is "more".
const MaxDeliveries = 1000

// FieldRefused is there when a delivery that was refused is tried again.
const FieldRefused = "nekad"

// Deliveries is how it goes with the back ends and what they have not got: no
// content of cases is in it.
type Deliveries struct {
	layout.Office
	At       paths.DeliveryList // what it shows, as the address says
	View     DeliveryView
	Health   []Health // the worst first
	Counts   map[DeliveryView]int
	Rows     []Delivery
	Page     int
	PageSize int
	Failed   string // why what was just asked for was not done; empty: it was, or nothing was
	More     bool   // several have been sent, and there was no time for the rest
}

// Step is what sort of thing is to be delivered, with the values of the domain.
type Step string

// The steps.
const (
	StepCreate     Step = "create"
	StepAttachment Step = "attachment"
	StepMessage    Step = "message"
	StepWithdrawal Step = "withdrawal"
)

// DeliveryState is where a delivery stands, with the values of the domain.
type DeliveryState string

// The states.
const (
	DeliveryOwed      DeliveryState = "owed"
	DeliveryUnknown   DeliveryState = "unknown"
	DeliveryAccepted  DeliveryState = "accepted"
	DeliveryHeld      DeliveryState = "held"
	DeliveryRefused   DeliveryState = "refused"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryConfirmed DeliveryState = "confirmed"
	DeliveryMoved     DeliveryState = "moved"
)

// Delivery is something that waits.
type Delivery struct {
	ID        string
	Reference string
	Number    string // the back end's; empty: it has none, or has not got the case
	Service   string // its title
	Authority string
	Connector string
	Step      Step
	State     DeliveryState
	Problem   string // a code of the domain; empty: nothing has been tried yet
	Detail    string // what the back end said: a code or a status line
	Since     string // "21 nov 2026 14.05"
	Age       string // "3 timmar"
	IsLate    bool
	Tries     int
	Next      string // when it is tried again by itself: "14.20"; empty: it is not
	Behind    int    // steps of the same case that wait for this one
}

// waits reports whether something is still to be done with a delivery.
func (s DeliveryState) waits() bool {
	return s != DeliveryDelivered && s != DeliveryConfirmed && s != DeliveryMoved
}

// goesOnByItself reports whether a delivery that waits is tried again by itself.
func (s DeliveryState) goesOnByItself() bool {
	return s.waits() && s != DeliveryHeld && s != DeliveryRefused
}

func (v Deliveries) url(ctx context.Context, change func(*paths.DeliveryList)) string {
	at := paths.DeliveryList{View: v.At.View, Connector: v.At.Connector, Problem: v.At.Problem, Number: v.At.Number}
	change(&at)
	return paths.DeliveriesShown(i18n.LangOf(ctx), at)
}

func (v Deliveries) filters(ctx context.Context) []filter {
	out := make([]filter, len(DeliveryViews))
	for i, view := range DeliveryViews {
		out[i] = filter{
			URL:   v.url(ctx, func(at *paths.DeliveryList) { at.View = string(view) }),
			Label: i18n.T(ctx, "office.deliveries.view."+named(view)),
			Count: count(v.Counts[view]), IsHere: v.View == view,
		}
		if view != DeliveriesAll && v.Counts[view] > 0 {
			out[i].Tone = ui.ToneFault
		}
	}
	return out
}

// Problems are what a delivery may wait for, with the values of the domain, in the
// order of the filter.
var Problems = []string{"unavailable", "unknown", "accepted", "refused", "not_ready", "no_connector"}

func (v Deliveries) problems(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "office.deliveries.any_problem")}}
	for _, p := range Problems {
		out = append(out, ui.Option{Value: p, Label: i18n.T(ctx, "office.deliveries.problem."+p)})
	}
	return out
}

func (v Deliveries) connectors(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "office.deliveries.any_connector")}}
	for _, h := range v.Health {
		out = append(out, ui.Option{Value: h.Connector, Label: h.Connector})
	}
	return out
}

// several is what can be sent at once of what is shown; ok is false for nothing.
func (v Deliveries) several(ctx context.Context) (b Several, ok bool) {
	if v.At.Number != "" || len(v.Rows) == 0 || v.At.Connector == "" && v.At.Problem == "" {
		return Several{}, false
	}
	b = Several{Connector: v.At.Connector, Problem: v.At.Problem, Label: i18n.T(ctx, "office.deliveries.several")}
	switch {
	case v.More:
		b.Label = i18n.T(ctx, "office.deliveries.several_more")
	case v.At.Problem == string(DeliveryRefused):
		b.Label = i18n.T(ctx, "office.deliveries.several_refused")
	}
	return b, true
}

// Several is a button that has several deliveries sent.
type Several struct {
	Connector string
	Problem   string
	Label     string
	About     string
}

// empty says why there is nothing in the list.
func (v Deliveries) empty(ctx context.Context) string {
	switch {
	case v.At.Number != "":
		return i18n.T(ctx, "office.deliveries.empty.number")
	case v.At.Connector != "" || v.At.Problem != "":
		return i18n.T(ctx, "office.deliveries.empty.some")
	default:
		return i18n.T(ctx, "office.deliveries.empty."+named(v.View))
	}
}

func named(v DeliveryView) string {
	if v == DeliveriesAll {
		return "alla"
	}
	return string(v)
}

func (v Deliveries) pager(ctx context.Context) pager {
	n := v.Counts[v.View]
	p := newPager(v.Page, v.PageSize, min(n, MaxDeliveries), func(n int) string {
		return v.url(ctx, func(at *paths.DeliveryList) { at.Page = n })
	})
	p.Count, p.All = count(n), "office.pager.all_deliveries"
	return p
}

// why is in plain words what happened, what it means for the citizen, and what
// to do. What it means depends on whether the case itself has come through.
func (d Delivery) why(ctx context.Context) (what, means, do string) {
	problem, step := d.Problem, "later"
	switch {
	case d.State == DeliveryHeld || !d.State.waits():
		problem = string(d.State)
	case problem == "":
		problem = "none"
	}
	if d.Step == StepCreate {
		step = "case"
	}
	key := "office.delivery." + problem
	return i18n.T(ctx, key+".what"), i18n.T(ctx, key+".means_"+step), i18n.T(ctx, key+".do")
}

func deliveryTone(s DeliveryState) ui.Tone {
	switch s {
	case DeliveryRefused:
		return ui.ToneFault
	case DeliveryUnknown:
		return ui.ToneWait
	case DeliveryHeld:
		return ui.ToneWait
	case DeliveryAccepted:
		return ui.ToneOpen
	case DeliveryDelivered, DeliveryConfirmed:
		return ui.ToneDone
	default:
		return ui.TonePlain
	}
}
