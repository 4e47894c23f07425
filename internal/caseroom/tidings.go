package caseroom

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

// Tiding is something in a case that its citizen is told.
type Tiding struct {
	ID         string
	Place      int64 // among all tidings: later ones have a higher one
	CaseID     string
	At         time.Time
	Status     Status    // that the case has come to; "" when it is where it was
	Note       string    // words to the citizen, in their language where the words are ours
	Asks       bool      // for a completion, which Note says
	Until      time.Time // of Asks: the end of the last day
	IsDecision bool
	Files      []File
}

// Tidings returns up to limit tidings after a place, in order. None that comes
// later ever gets a lower place than one that was returned.
func (s *Service) Tidings(ctx context.Context, after int64, limit int) ([]Tiding, error) {
	const op = "caseroom.Tidings"
	events, err := s.cfg.Store.FindTold(ctx, after, limit)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	caseIDs := make([]string, len(events))
	for i, e := range events {
		caseIDs[i] = e.CaseID
	}
	files, err := s.cfg.Store.FindFiles(ctx, caseIDs...)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	tidings := make([]Tiding, len(events))
	for i, e := range events {
		tidings[i] = Tiding{
			ID: e.ID, Place: e.Told, CaseID: e.CaseID, At: e.At, Status: e.Status, Note: e.note(),
			Asks: e.Kind == EventAsked, Until: e.LastDay, IsDecision: e.Kind == EventDecided,
		}
		if speaksToCitizen[e.Kind] {
			tidings[i].Files = filesOf(e.ID, files)
		}
	}
	return tidings, nil
}

// note is what the citizen reads of an event: what was written to them, and
// what belongs to it.
func (e ToldEvent) note() string {
	switch {
	case !speaksToCitizen[e.Kind]:
		return "" // it stays between handlers, or the citizen has said it
	case e.Kind == EventDecided:
		note := i18n.In(e.Lang, "caseroom.outcome."+string(e.Outcome)) + "\n\n" + e.Text
		if e.Appeal != "" {
			note += "\n\n" + e.Appeal
		}
		return note
	default:
		return e.Text
	}
}
