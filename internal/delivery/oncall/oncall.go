package oncall

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	page        = 100              // deliveries that are looked at in one transaction
	tellTimeout = 20 * time.Second // for one try at a channel
	lease       = time.Minute      // longer than a try and its writing take

	firstWait = 10 * time.Second
	maxWait   = 5 * time.Minute
)

// Engine is delivery.Engine, as far as it is asked here.
type Engine interface {
	Owe(ctx context.Context, o delivery.Order) error
	OweMore(ctx context.Context, caseID, connector string, steps []delivery.More) error
	Shut(connector string) time.Time
}

// Config is what a Service needs. Channels may be empty.
type Config struct {
	Store      Store
	Engine     Engine
	Connectors []string           // all that are configured
	Channels   map[string]Channel // by name; neither ChannelLog nor ChannelCopy
	Calm       []string           // those of them that are told of connectors too: they wake nobody
	// Troubles says what is the matter with connectors now. Nil: nobody asks.
	Troubles func(ctx context.Context) ([]Troubled, error)
	Copies   string // the connector that gets safety copies; "": none
	URL      string // of the page where deliveries are looked at
	Audit    audit.Log
	Clock    clock.Clock
	Log      *slog.Logger
}

// Service alarms whoever is on call. It is safe for concurrent use, by many nodes
// on the same store.
type Service struct{ cfg Config }

// New returns a service. It does nothing before Look or Run.
func New(cfg Config) *Service { return &Service{cfg} }

// Look makes the alarms that are to be made, of connectors too, and gives those that are due.
func (s *Service) Look(ctx context.Context) error {
	return errors.Join(s.raise(ctx), s.follow(ctx), s.give(ctx))
}

// raise makes the alarms of what is stuck and of what is late.
func (s *Service) raise(ctx context.Context) error {
	var shut []string
	for _, c := range s.cfg.Connectors {
		if !s.cfg.Engine.Shut(c).IsZero() {
			shut = append(shut, c)
		}
	}
	for e, find := range map[Escalation]func(context.Context, time.Time) ([]Waiting, error){
		Stuck: func(ctx context.Context, _ time.Time) ([]Waiting, error) {
			return s.cfg.Store.FindStuck(ctx, shut, page)
		},
		Late: func(ctx context.Context, now time.Time) ([]Waiting, error) {
			return s.cfg.Store.FindLate(ctx, now, page)
		},
	} {
		for n := page; n == page; {
			waiting, err := find(ctx, s.cfg.Clock.Now())
			if err != nil {
				return errs.Op("oncall.raise", err)
			}
			n = len(waiting)
			for _, w := range waiting {
				if err := s.raiseOne(ctx, w, e); err != nil {
					return errs.Op("oncall.raise "+w.DeliveryID, err)
				}
			}
		}
	}
	return nil
}

// raiseOne makes the alarms of an escalation and owes the safety copy, all or
// nothing.
func (s *Service) raiseOne(ctx context.Context, w Waiting, e Escalation) error {
	return s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := s.cfg.Clock.Now()
		alarm := func(e Escalation, channel string, given time.Time) (bool, error) {
			return s.cfg.Store.CreateAlarm(ctx, Alarm{
				ID: newID(), DeliveryID: w.DeliveryID, Escalation: e, Channel: channel, Connector: w.Connector, MadeAt: now, DueAt: now, GivenAt: given,
			})
		}
		if first, err := alarm(e, ChannelLog, time.Time{}); err != nil || !first {
			return err // another node was quicker
		}
		for _, name := range slices.Sorted(maps.Keys(s.cfg.Channels)) {
			if _, err := alarm(e, name, time.Time{}); err != nil {
				return err
			}
		}
		if err := s.copy(ctx, w, func() (bool, error) { return alarm("", ChannelCopy, now) }); err != nil {
			return err
		}
		return s.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: "system", Action: audit.DeliveryAlarmed, Subject: "delivery:" + w.DeliveryID, Detail: string(e),
		})
	})
}

// copy has the case opened in the caseroom as well, unless it is worked there or
// goes there anyhow.
func (s *Service) copy(ctx context.Context, w Waiting, note func() (bool, error)) error {
	if s.cfg.Copies == "" || s.cfg.Copies == w.Connector {
		return nil
	}
	if owed, err := s.cfg.Store.IsOwed(ctx, w.CaseID, s.cfg.Copies); err != nil || owed {
		return err
	}
	if first, err := note(); err != nil || !first {
		return err
	}
	return s.cfg.Engine.Owe(ctx, delivery.Order{
		CaseID: w.CaseID, Reference: w.Reference, Connector: s.cfg.Copies, AttachmentIDs: w.AttachmentIDs,
	})
}

// Settle closes the safety copy of a case that has come to where it belongs. It
// joins the transaction in which that is noted.
func (s *Service) Settle(ctx context.Context, d delivery.Delivery) error {
	if d.Kind != delivery.KindCreate || d.UrgentAt.IsZero() {
		return nil
	}
	copied, err := s.cfg.Store.HasAlarm(ctx, d.ID, ChannelCopy)
	if err != nil || !copied {
		return errs.Op("oncall.Settle "+d.ID, err)
	}
	return s.cfg.Engine.OweMore(ctx, d.CaseID, s.cfg.Copies, []delivery.More{{Kind: delivery.KindSettled, ItemID: d.ID}})
}

// give tries all alarms that are due.
func (s *Service) give(ctx context.Context) error {
	for ctx.Err() == nil {
		now, token := s.cfg.Clock.Now(), newID()
		a, found, err := s.cfg.Store.ClaimAlarm(ctx, token, now, now.Add(lease))
		if err != nil || !found {
			return errs.Op("oncall.give", err)
		}
		if err := s.giveOne(ctx, a, token); err != nil && !errs.Is(err, errs.Conflict) {
			return errs.Op("oncall.give "+a.ID, err)
		}
	}
	return nil
}

func (s *Service) giveOne(ctx context.Context, a Alarm, token string) error {
	err := s.tell(ctx, a)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // we are stopping: the lease ends, and it is tried again
	}
	now := s.cfg.Clock.Now()
	a.Tries++
	a.LeaseToken, a.LeasedUntil = "", time.Time{}
	if err == nil {
		a.GivenAt, a.Detail = now, ""
		return s.cfg.Store.SaveAlarm(ctx, a, token)
	}
	a.Detail = delivery.Redact(err.Error())
	a.DueAt = now.Add(min(firstWait<<min(a.Tries-1, 10), maxWait))
	s.cfg.Log.ErrorContext(ctx, "on call: the alarm was not taken", "alarm", a.ID, "channel", a.Channel, "tries", a.Tries, "detail", a.Detail)
	return s.cfg.Store.SaveAlarm(ctx, a, token)
}

// tell gives an alarm by its channel. One whose channel is not configured any
// more waits for it.
func (s *Service) tell(ctx context.Context, a Alarm) error {
	if a.Channel == ChannelLog {
		s.tellLog(ctx, a)
		return nil
	}
	channel, ok := s.cfg.Channels[a.Channel]
	if !ok {
		return errors.New("the channel is not configured")
	}
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	return channel.Tell(ctx, s.notice(a))
}

var texts = map[Escalation]string{
	Stuck: "Ett brådskande ärende når inte fram till %s. Se %s",
	Late:  "Ett brådskande ärende har väntat för länge på %s. Se %s",
}

// Run looks now and then, until ctx ends.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.ErrorContext(ctx, "on call: nobody knows what is urgent", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
