package officeview

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// DeliveryDeed is what a person does with a delivery, as addresses call it.
type DeliveryDeed string

// The deeds, in the order of the page.
const (
	DeliverySend    DeliveryDeed = "skicka"
	DeliveryHold    DeliveryDeed = "stoppa"
	DeliveryRelease DeliveryDeed = "slapp"
	DeliveryReroute DeliveryDeed = "annan-vag"
	DeliveryConfirm DeliveryDeed = "bekrafta"
)

// DeliveryDeeds are all of them.
var DeliveryDeeds = []DeliveryDeed{DeliverySend, DeliveryHold, DeliveryRelease, DeliveryReroute, DeliveryConfirm}

// AtOnce reports whether a deed is done by a press, without a form.
func (d DeliveryDeed) AtOnce() bool { return d == DeliverySend || d == DeliveryRelease }

// The names of what is typed about a delivery. FieldTo says where it is to go.
const (
	FieldReason = "skal"
	FieldGround = "grund"
	FieldID     = "id"
	FieldNumber = "diarienummer"
	FieldHere   = "har" // the page of the delivery is where one comes from
)

// OneDelivery is a delivery with its past, and what can be done with it. Nothing
// of what the case says is in it.
type OneDelivery struct {
	layout.Office
	Delivery

	RemoteID string // what the back end calls the case in its own system; empty: it has not said
	DoneAt   string // "21 nov 2026 14.05"; empty: the back end has not got it
	Deeds    []DeliveryDeed
	Past     []PastLine // the oldest first
	Form     *DeliveryForm
	Failed   string // why what was just asked for was not done; empty: it was, or nothing was
}

// PastLine is something that was tried or done.
type PastLine struct {
	At      string // "21 nov 2026 14.05", or from when to when
	Outcome string // with the values of the domain
	Times   int    // how many attempts in a row came to this
	IsYours bool
	IsDeed  bool   // a person's
	Detail  string // in the back end's words
	Sent    bool
	Took    string // "1,2 s"
	Reason  string
}

// DeliveryForm is the form of a deed, as it was typed.
type DeliveryForm struct {
	Deed   DeliveryDeed
	Groups []TargetGroup // where the case could go instead

	Reason, To, Ground, ID, Number    string
	ReasonError, ToError, GroundError string
	Kept                              bool // what was typed before a login in between
}

// TargetGroup are the ways to one authority.
type TargetGroup struct {
	Authority string
	IsSame    bool // that has the case now
	Targets   []ui.Option
}

// Grounds are on what a case may go to another authority, with the values of the
// domain.
var Grounds = []string{"consent", "needed", "clause", "duty", "open"}

func (f DeliveryForm) grounds(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(Grounds))
	for i, g := range Grounds {
		out[i] = ui.Option{Value: g, Label: i18n.T(ctx, "office.ground."+g) + " (" + i18n.T(ctx, "office.ground_text."+g) + ")"}
	}
	return out
}

// crosses reports whether there is a way to another authority.
func (f DeliveryForm) crosses() bool {
	return slices.ContainsFunc(f.Groups, func(g TargetGroup) bool { return !g.IsSame })
}

func (v OneDelivery) label(ctx context.Context, d DeliveryDeed) string {
	if d == DeliverySend && v.State == DeliveryRefused {
		return i18n.T(ctx, "office.delivery.again")
	}
	return i18n.T(ctx, "office.delivery_deed."+string(d))
}

func (v OneDelivery) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "office.one.reference"), Value: v.Reference, Code: true},
		{Label: i18n.T(ctx, "office.one.service"), Value: v.Service},
		{Label: i18n.T(ctx, "office.one.authority"), Value: v.Authority},
		{Label: i18n.T(ctx, "office.deliveries.connector"), Value: v.Connector, Code: true},
		{Label: i18n.T(ctx, "office.one.step"), Value: i18n.T(ctx, "office.delivery.step."+string(v.Step))},
		{Label: i18n.T(ctx, "office.one.since"), Value: v.Since},
	}
	for _, f := range []ui.Fact{
		{Label: i18n.T(ctx, "office.one.done"), Value: v.DoneAt},
		{Label: i18n.T(ctx, "office.one.number"), Value: v.Number, Code: true},
		{Label: i18n.T(ctx, "office.one.id"), Value: v.RemoteID, Code: true},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	if v.Tries > 0 {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.one.tries"), Value: i18n.N(ctx, "office.delivery.tries", v.Tries)})
	}
	if v.Next != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.one.next"), Value: v.Next})
	}
	return facts
}

// title is what a line of the past says happened.
func (l PastLine) title(ctx context.Context) string { return i18n.T(ctx, "office.past."+l.Outcome) }

// said is the rest of what a line of the past says.
func (l PastLine) said(ctx context.Context) string {
	var parts []string
	switch {
	case l.IsYours:
		parts = append(parts, i18n.T(ctx, "office.past.by_you"))
	case l.IsDeed:
		parts = append(parts, i18n.T(ctx, "office.past.by_another"))
	case l.Sent:
		parts = append(parts, i18n.T(ctx, "office.past.sent"))
	default:
		parts = append(parts, i18n.T(ctx, "office.past.not_sent"))
	}
	if l.Times > 1 {
		parts = append(parts, i18n.N(ctx, "office.past.times", l.Times))
	}
	if l.Took != "" {
		parts = append(parts, i18n.T(ctx, "office.past.took", "Took", l.Took))
	}
	return strings.Join(parts, " ")
}

func (l PastLine) isFault() bool {
	return !l.IsDeed && l.Outcome != "delivered" && l.Outcome != "accepted"
}

// targetID is the id of the input of a way.
func (f DeliveryForm) targetID(group, way int) string {
	n := way
	for _, before := range f.Groups[:group] {
		n += len(before.Targets)
	}
	if n == 0 {
		return ui.FieldID(FieldTo) // which a fault leads to
	}
	return ui.FieldID(FieldTo) + "-" + strconv.Itoa(n)
}
