package adminview

import "github.com/mittkoping/entre/templates/ui"

// Bets is the list of recommended hits.
type Bets struct {
	Frame
	Rows []BetRow
}

// BetState is whether a recommended hit counts today, with the values of the
// domain.
type BetState string

// The states.
const (
	BetOver  BetState = "over"
	BetOn    BetState = "on"
	BetLater BetState = "later"
)

// BetRow is a recommended hit.
type BetRow struct {
	URL      string // of its form
	Sayings  []Saying
	Service  string // its title; empty: there is no such service any more
	Owner    string
	IsMine   bool
	Reason   string
	From, To string // days, as people write them
	State    BetState
	IsDraft  bool
}

// BetForm is the form of a recommended hit.
type BetForm struct {
	Frame
	Action            string // where it is posted
	IsNew             bool
	Sayings           string // a line each, as they were typed
	Service           string // its id
	Owner, Reason     string
	FirstDay, LastDay string // 2026-11-25
	Services          []ui.Option
	Problems          []ui.Problem

	SayingsError, ServiceError, OwnerError, ReasonError, FirstDayError, LastDayError string
}

func betTone(s BetState) ui.Tone {
	switch s {
	case BetOver:
		return ui.ToneFault
	case BetOn:
		return ui.ToneDone
	default:
		return ui.TonePlain
	}
}
