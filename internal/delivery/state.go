package delivery

import "slices"

// State is where a delivery stands.
type State string

// The states. StateDelivered, StateConfirmed, StateRefused and StateMoved are final: nothing
// is sent any more, unless a person says so, or the back end is found to have lost it.
const (
	StateOwed      State = "owed"      // nothing has been sent
	StateUnknown   State = "unknown"   // something may have been sent: look up first
	StateAccepted  State = "accepted"  // delivered, unconfirmed: the back end has it and owes us its id: look up only
	StateHeld      State = "held"      // a person said to wait: no attempt is begun
	StateDelivered State = "delivered" // the back end has it, read back
	StateConfirmed State = "confirmed" // the back end has it, a person says
	StateRefused   State = "refused"   // the back end will not have it: a person decides
	StateMoved     State = "moved"     // a person has sent the case another way: nothing more is sent here
)

// State derives the state from the timestamps.
func (d Delivery) State() State {
	switch {
	case !d.DeliveredAt.IsZero() && d.ConfirmedBy != "":
		return StateConfirmed
	case !d.DeliveredAt.IsZero():
		return StateDelivered
	case !d.MovedAt.IsZero():
		return StateMoved
	case !d.RefusedAt.IsZero():
		return StateRefused
	case !d.HeldAt.IsZero():
		return StateHeld
	case d.Ticket != "":
		return StateAccepted
	case d.Tries > 0:
		return StateUnknown
	default:
		return StateOwed
	}
}

// isThere reports whether the back end has it.
func (s State) isThere() bool { return s == StateDelivered || s == StateConfirmed }

// outOfTheWay reports whether the steps after d may be done: it is there, or
// refused and not the case itself. What was wrong with a file says nothing about
// the message after it, and a withdrawal does not wait for anybody to mend it.
func (d Delivery) outOfTheWay() bool {
	s := d.State()
	return s.isThere() || s == StateRefused && d.Kind != KindCreate
}

// final reports whether nothing is to be done with d any more.
func (d Delivery) final() bool {
	s := d.State()
	return s.isThere() || s == StateRefused || s == StateMoved
}

// Move is a change from one state to another, and all that can bring it about.
// To a state from itself is no move.
type Move struct {
	From State // "": it is not there yet
	To   State
	Why  string // what happened, in a few words
}

// Moves are all moves there are: what the engine writes goes by them, and the
// picture in docs/delivery.md is drawn from them.
var Moves = []Move{
	{"", StateOwed, "the case is submitted, or the citizen says more"},

	{StateOwed, StateUnknown, "sending begins"},
	{StateOwed, StateDelivered, "found there, though we forgot that it was sent"},
	{StateOwed, StateRefused, "the case was confirmed without its id there"},

	{StateUnknown, StateOwed, "nothing was sent after all: unavailable"},
	{StateUnknown, StateAccepted, "the back end gives a ticket"},
	{StateUnknown, StateDelivered, "the back end gives its id, it is found there, or the back end tells so"},
	{StateUnknown, StateRefused, "the back end will not have it"},

	{StateAccepted, StateDelivered, "the id is there"},
	{StateAccepted, StateRefused, "the back end will not have it after all"},

	{StateDelivered, StateUnknown, "reconciliation finds it missing there"},

	{StateRefused, StateUnknown, "a person has it tried again"},
	{StateRefused, StateAccepted, "a person has it tried again, and it was accepted before"},
	{StateRefused, StateOwed, "a person has it tried again, and it never was sent"},

	{StateOwed, StateHeld, "a person holds it"},
	{StateUnknown, StateHeld, "a person holds it"},
	{StateAccepted, StateHeld, "a person holds it"},
	{StateHeld, StateOwed, "released"},
	{StateHeld, StateUnknown, "released"},
	{StateHeld, StateAccepted, "released"},
	{StateHeld, StateDelivered, "an attempt had begun before"},
	{StateHeld, StateRefused, "an attempt had begun before"},

	{StateOwed, StateConfirmed, "a person confirms it"},
	{StateUnknown, StateConfirmed, "a person confirms it"},
	{StateAccepted, StateConfirmed, "a person confirms it"},
	{StateHeld, StateConfirmed, "a person confirms it"},
	{StateRefused, StateConfirmed, "a person confirms it"},

	{StateOwed, StateMoved, "a person sends the case another way"},
	{StateUnknown, StateMoved, "a person sends the case another way"},
	{StateAccepted, StateMoved, "a person sends the case another way"},
	{StateHeld, StateMoved, "a person sends the case another way"},
	{StateRefused, StateMoved, "a person sends the case another way"},
}

// mayMove reports whether a delivery may come from a state to another.
func mayMove(from, to State) bool {
	return from == to || slices.ContainsFunc(Moves, func(m Move) bool { return m.From == from && m.To == to })
}
