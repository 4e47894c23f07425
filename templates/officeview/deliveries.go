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

// Deliveries is what back ends have not got: no content of cases is in it.
type Deliveries struct {
	layout.Office
	View     DeliveryView
	Counts   map[DeliveryView]int
	Rows     []Delivery
	Page     int
	PageSize int
	Failed   string // why what was just asked for was not done; empty: it was, or nothing was
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
	DeliveryOwed     DeliveryState = "owed"
	DeliveryUnknown  DeliveryState = "unknown"
	DeliveryAccepted DeliveryState = "accepted"
	DeliveryRefused  DeliveryState = "refused"
)

// Delivery is something that waits.
type Delivery struct {
	ID        string
	Reference string
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

func (v Deliveries) filters(ctx context.Context) []filter {
	out := make([]filter, len(DeliveryViews))
	for i, view := range DeliveryViews {
		out[i] = filter{
			URL: paths.DeliveriesView(i18n.LangOf(ctx), string(view), 0), Label: i18n.T(ctx, "office.deliveries.view."+named(view)),
			Count: count(v.Counts[view]), IsHere: v.View == view,
		}
		if view != DeliveriesAll && v.Counts[view] > 0 {
			out[i].Tone = ui.ToneFault
		}
	}
	return out
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
		return paths.DeliveriesView(i18n.LangOf(ctx), string(v.View), n)
	})
	p.Count, p.All = count(n), "office.pager.all_deliveries"
	return p
}

// why is in plain words what happened, what it means for the citizen, and what
// to do. What it means depends on whether the case itself has come through.
func (d Delivery) why(ctx context.Context) (what, means, do string) {
	problem, step := d.Problem, "later"
	if problem == "" {
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
	case DeliveryAccepted:
		return ui.ToneOpen
	default:
		return ui.TonePlain
	}
}
