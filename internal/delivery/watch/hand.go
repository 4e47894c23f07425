package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Engine is delivery.Engine, as far as a person may tell it what to do.
type Engine interface {
	SendNow(ctx context.Context, deliveryID, actor string) error
	Retry(ctx context.Context, deliveryID, actor string) error
	Hold(ctx context.Context, deliveryID, reason, actor string) error
	Release(ctx context.Context, deliveryID, actor string) error
	ConfirmByHand(ctx context.Context, deliveryID string, h delivery.ByHand, actor string) error
	// Shut returns since when the back end of a connector is left in peace by this
	// node, because it is away; zero: it is not.
	Shut(connector string) time.Time
}

// SendNow has what waits sent at once: delivery.Engine.SendNow says what can
// come of it. NotFound when the delivery is not of the actor's authorities.
func (s *Service) SendNow(ctx context.Context, actor identity.Actor, id string) error {
	return s.do(ctx, actor, identity.SendAgain, id, func() error { return s.cfg.Engine.SendNow(ctx, id, actor.String()) })
}

// Retry has what was refused tried again, as SendNow.
func (s *Service) Retry(ctx context.Context, actor identity.Actor, id string) error {
	return s.do(ctx, actor, identity.SendAgain, id, func() error { return s.cfg.Engine.Retry(ctx, id, actor.String()) })
}

// Hold has nothing sent of a delivery until it is released, as SendNow. Invalid,
// with a text, without a reason.
func (s *Service) Hold(ctx context.Context, actor identity.Actor, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.New(errs.Invalid, "watch.Hold "+id).WithText(textReason)
	}
	return s.do(ctx, actor, identity.HoldDelivery, id, func() error { return s.cfg.Engine.Hold(ctx, id, reason, actor.String()) })
}

// Release ends a Hold.
func (s *Service) Release(ctx context.Context, actor identity.Actor, id string) error {
	return s.do(ctx, actor, identity.HoldDelivery, id, func() error { return s.cfg.Engine.Release(ctx, id, actor.String()) })
}

// ConfirmByHand says that the back end has a delivery, as SendNow. Invalid, with a
// text, without a reason.
func (s *Service) ConfirmByHand(ctx context.Context, actor identity.Actor, id string, h delivery.ByHand) error {
	if strings.TrimSpace(h.Reason) == "" {
		return errs.New(errs.Invalid, "watch.ConfirmByHand "+id).WithText(textReason)
	}
	return s.do(ctx, actor, identity.ConfirmByHand, id, func() error { return s.cfg.Engine.ConfirmByHand(ctx, id, h, actor.String()) })
}

// textReason asks for why somebody does what they do.
const textReason = "office.delivery.fault.reason"

// Past is a delivery and all that was tried and done with it.
type Past struct {
	Item
	Lines []delivery.HistoryLine // the oldest first
}

// History returns the past of a delivery. NotFound when it is not of the actor's
// authorities.
func (s *Service) History(ctx context.Context, actor identity.Actor, id string) (Past, error) {
	op := "watch.History " + id
	item, err := s.find(ctx, actor, identity.OpenDelivery, id)
	if err != nil {
		return Past{}, errs.Op(op, err)
	}
	item.IsLate = s.cfg.Limits().before(s.cfg.Clock.Now()).passed(item)
	lines, err := s.cfg.Store.FindHistory(ctx, id)
	return Past{Item: item, Lines: lines}, errs.Op(op, err)
}

// MayDo returns what a person may do with a delivery as it stands now. It may
// have gone on when they do it: then that is a Conflict.
func (p Past) MayDo() []identity.Deed {
	state := p.State()
	leadsTo := func(to ...delivery.State) bool {
		return slices.ContainsFunc(delivery.Moves, func(m delivery.Move) bool { return m.From == state && slices.Contains(to, m.To) })
	}
	var deeds []identity.Deed
	if state == delivery.StateRefused || leadsTo(delivery.StateHeld) {
		deeds = append(deeds, identity.SendAgain)
	}
	if state == delivery.StateHeld || leadsTo(delivery.StateHeld) {
		deeds = append(deeds, identity.HoldDelivery)
	}
	if state != delivery.StateMoved { // a case may be with the wrong owner, who has it
		deeds = append(deeds, identity.RerouteCase)
	}
	if leadsTo(delivery.StateConfirmed) {
		deeds = append(deeds, identity.ConfirmByHand)
	}
	return deeds
}

// strange is the authority of what belongs to none that we know. Nobody holds a
// function of it, so only who operates the portal sees it.
const strange = identity.AuthorityCode("?")

// find returns a delivery that the actor may do the deed to.
func (s *Service) find(ctx context.Context, actor identity.Actor, deed identity.Deed, id string) (Item, error) {
	op := "watch.find " + id
	item, err := s.cfg.Store.FindItem(ctx, id)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Item{}, errs.Op(op, err)
	}
	object := identity.Object{Authority: strange}
	if a, ok := s.cfg.Organisation.AuthorityNamed(item.Authority); ok {
		object.Authority = a.Code
	}
	if denied := identity.Can(actor, deed, object, op); denied != nil {
		return Item{}, denied // whether it is there or not
	}
	return item, errs.Op(op, err)
}

func (s *Service) do(ctx context.Context, actor identity.Actor, deed identity.Deed, id string, do func() error) error {
	if _, err := s.find(ctx, actor, deed, id); err != nil {
		return err
	}
	return errs.Op("watch.do "+id, do())
}

// BatchSize is how many deliveries are done with at a time.
const BatchSize = 200

// Several says which deliveries are to be sent, or tried again: those that wait
// at a connector, or with a problem, or both.
type Several struct {
	Connector string
	Problem   delivery.Problem // BackEndRefused has them tried again, the others sent now
}

// Batch is what came of it.
type Batch struct {
	Sent   int // how many are on their way
	Left   int // how many could not be sent just now: leased, or done meanwhile
	IsMore bool
}

// SendSeveral has up to BatchSize deliveries sent now, or tried again when they
// were refused: each in a transaction of its own, and audited as the actor's. Called
// again it goes on with those that are left. What is not of the actor's
// authorities is not among them. Invalid when neither connector nor problem is
// said; NotFound when they may send none.
func (s *Service) SendSeveral(ctx context.Context, actor identity.Actor, what Several) (Batch, error) {
	const op = "watch.SendSeveral"
	if err := identity.Can(actor, identity.SendMany, identity.Object{}, op); err != nil {
		return Batch{}, err
	}
	if what.Connector == "" && what.Problem == "" {
		return Batch{}, errs.New(errs.Invalid, op)
	}
	q := s.query(actor)
	q.Connector, q.Problem, q.Limit = what.Connector, what.Problem, BatchSize+1
	send := s.SendNow
	if what.Problem == delivery.BackEndRefused {
		q.Part, send = PartRefused, s.Retry
	} else {
		q.DueAfter = s.cfg.Clock.Now() // those that are due already are on their way
	}
	items, err := s.cfg.Store.FindWaiting(ctx, q)
	if err != nil {
		return Batch{}, errs.Op(op, err)
	}
	batch := Batch{IsMore: len(items) > BatchSize}
	for _, item := range items[:min(len(items), BatchSize)] {
		switch err := send(ctx, actor, item.ID); {
		case errs.Is(err, errs.Conflict), errs.Is(err, errs.NotFound):
			batch.Left++
		case err != nil:
			return batch, errs.Op(op, err)
		default:
			batch.Sent++
		}
	}
	return batch, nil
}

// Sending is what came of sending as many as there was time for.
type Sending struct {
	Sent   int  // how many are on their way
	IsMore bool // there was no time for the rest: to be called again
}

// SendFor has as many deliveries sent as there is time for, as SendSeveral: it ends
// when all are on their way, when none can be sent, or after a time. Whatever was
// sent until an error is sent.
func (s *Service) SendFor(ctx context.Context, actor identity.Actor, what Several, most time.Duration) (Sending, error) {
	var all Sending
	for until := s.cfg.Clock.Now().Add(most); ; {
		batch, err := s.SendSeveral(ctx, actor, what)
		all.Sent += batch.Sent
		all.IsMore = batch.IsMore
		if err != nil || !batch.IsMore || batch.Sent == 0 || !s.cfg.Clock.Now().Before(until) {
			return all, err
		}
	}
}
