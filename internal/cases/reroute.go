package cases

import (
	"context"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// Ground is on what ground a case may go from one authority to another, between
// which there is secrecy (8 kap. 2 § offentlighets- och sekretesslagen, OSL).
type Ground string

// The grounds.
const (
	GroundConsent Ground = "consent" // the citizen has agreed: 10 kap. 1 § OSL
	GroundNeeded  Ground = "needed"  // it is necessary for the authority's own work: 10 kap. 2 § OSL
	GroundClause  Ground = "clause"  // it plainly outweighs: 10 kap. 27 § OSL
	GroundDuty    Ground = "duty"    // a law says that it is to be told: 10 kap. 28 § OSL
	GroundOpen    Ground = "open"    // nothing in it is secret
)

// Grounds are all of them.
var Grounds = []Ground{GroundConsent, GroundNeeded, GroundClause, GroundDuty, GroundOpen}

func (g Ground) isKnown() bool {
	for _, known := range Grounds {
		if g == known {
			return true
		}
	}
	return false
}

// Rerouting sends a case another way than it has gone: the wrong owner is our
// problem, not the citizen's.
type Rerouting struct {
	To        catalogue.RouteRule // its values as a route writes them; nil: those that the service's route has for the connector
	From      string              // by name: whose it was when it was asked whether the actor may
	Authority string              // by name: who is to work it
	Ground    Ground              // needed when that is another authority than has it
	Reason    string              // required; kept with the delivery, sealed
}

// Reroute has a case worked elsewhere, with all that has been said in it. It keeps
// its reference, its answers, its day of receipt and its timeline. Whether the
// actor may is for whoever calls to ask: nothing of the case is shown.
//
// NotFound; Invalid without a reason, or without a ground where one is needed;
// Conflict when the case is closed, is there already, or has become another
// authority's since the actor was asked about.
func (s *Service) Reroute(ctx context.Context, caseID string, r Rerouting, actor string) error {
	op := "cases.Reroute " + caseID
	if strings.TrimSpace(r.Reason) == "" || actor == "" {
		return errs.New(errs.Invalid, op).WithText("office.deliveries.reroute.reason_missing")
	}
	return errs.Op(op, s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		c, err := s.cfg.Store.FindCase(ctx, caseID)
		if err != nil {
			return err
		}
		if c.IsClosed() || r.From != c.Authority || r.To.Connector == c.Connector || r.To.Connector == "" {
			return errs.New(errs.Conflict, op)
		}
		detail := c.Connector + " " + r.To.Connector
		if r.Authority != c.Authority {
			if !r.Ground.isKnown() {
				return errs.New(errs.Invalid, op).WithText("office.deliveries.reroute.ground_missing")
			}
			detail += " " + string(r.Ground)
		}
		return s.reroute(ctx, c, r, actor, detail)
	}))
}

func (s *Service) reroute(ctx context.Context, c Case, r Rerouting, actor, detail string) error {
	moved := OwedElsewhere{
		From:   c.Connector,
		Owed:   Owed{CaseID: c.ID, Reference: c.Reference, Connector: r.To.Connector, AttachmentIDs: fileIDs(c.Answers)},
		Reason: r.Reason,
	}
	said, err := s.messages(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, m := range said {
		if m.Sender != PartyCitizen {
			continue
		}
		more := OwedMore{CaseID: c.ID, Connector: r.To.Connector, MessageID: m.ID, IsWithdrawal: m.Kind == MessageWithdrawal}
		for _, f := range m.Files {
			more.AttachmentIDs = append(more.AttachmentIDs, f.ID)
		}
		moved.More = append(moved.More, more)
	}
	now := s.cfg.Clock.Now()
	c.goElsewhere(r)
	if err := s.cfg.Store.SaveWay(ctx, c); err != nil {
		return err
	}
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return err
	}
	if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: c.ID, At: now, NotedAt: now, Kind: EventMoved}); err != nil {
		return err
	}
	entry := audit.Entry{At: now, Actor: actor, Action: audit.CaseRerouted, Subject: "case:" + c.ID, Detail: detail}
	if err := s.cfg.Audit.Append(ctx, entry); err != nil {
		return err
	}
	return s.cfg.Outbox.OweElsewhere(ctx, moved, actor)
}

// goElsewhere notes where the case goes: nobody there has it yet.
func (c *Case) goElsewhere(r Rerouting) {
	c.Connector, c.WayParams, c.Authority = r.To.Connector, r.To.Params, r.Authority
	c.DeliveredAt, c.StartedAt, c.WaitingAt = time.Time{}, time.Time{}, time.Time{}
	c.Number, c.Asked = "", Asked{}
}

// WayOf returns a case and the route that its answers took.
func (s *Service) WayOf(ctx context.Context, caseID string) (Case, catalogue.Route, error) {
	const op = "cases.WayOf"
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return Case{}, catalogue.Route{}, errs.Op(op+" "+caseID, err)
	}
	form, err := s.form(ctx, c.ServiceID, c.FormVersion)
	if err != nil {
		return Case{}, catalogue.Route{}, err
	}
	return c, form.route, nil
}
