package oncall

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

// Trouble is what can be the matter with a connector that no urgent case waits for:
// somebody is told, and nobody is woken.
type Trouble string

// The troubles.
const (
	Down  Trouble = "connector_down"  // its back end is left in peace
	Slow  Trouble = "connector_late"  // cases wait for it for longer than they may
	Queue Trouble = "connector_queue" // very many wait for it
)

// over is what follows a trouble's name in the escalation that says that it is over.
const over = "_over"

// Troubled is a connector and what is the matter with it now.
type Troubled struct {
	Connector string
	Trouble   Trouble
}

// Episode is a trouble of a connector, from its beginning to its end.
type Episode struct {
	ID        string
	Connector string
	Trouble   Trouble
	BeganAt   time.Time
	SeenAt    time.Time // when a node saw last that it lasts
}

// lapse is how long nobody must have seen a trouble for it to be over. It outlives the
// start of a node anew, which has forgotten that a back end is away, and what comes
// and goes is one episode.
const lapse = 5 * time.Minute

// Episodes keeps them. Its methods join the transaction in ctx.
type Episodes interface {
	// SeeEpisode notes that a trouble lasts, and returns true when e is the beginning
	// of an episode: there is none of its connector and trouble.
	SeeEpisode(ctx context.Context, e Episode) (bool, error)
	// FindLapsed returns the episodes that last and were not seen since the time.
	FindLapsed(ctx context.Context, before time.Time) ([]Episode, error)
	// EndEpisode notes that one is over, and returns false when that is noted, or when it was
	// seen since the time after all.
	EndEpisode(ctx context.Context, id string, before, now time.Time) (bool, error)
}

// follow begins and ends episodes. Each is told once when it begins, and once when it is
// over, however many nodes see it and whatever is killed.
func (s *Service) follow(ctx context.Context) error {
	if s.cfg.Troubles == nil {
		return nil
	}
	troubled, err := s.cfg.Troubles(ctx)
	if err != nil {
		return errs.Op("oncall.follow", err)
	}
	now := s.cfg.Clock.Now()
	for _, t := range troubled {
		e := Episode{ID: newID(), Connector: t.Connector, Trouble: t.Trouble, BeganAt: now, SeenAt: now}
		err := s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
			begins, err := s.cfg.Store.SeeEpisode(ctx, e)
			if err != nil || !begins {
				return err
			}
			return s.announce(ctx, e, Escalation(e.Trouble), now)
		})
		if err != nil {
			return errs.Op("oncall.follow "+t.Connector, err)
		}
	}
	lapsed, err := s.cfg.Store.FindLapsed(ctx, now.Add(-lapse))
	if err != nil {
		return errs.Op("oncall.follow", err)
	}
	for _, e := range lapsed {
		err := s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
			ended, err := s.cfg.Store.EndEpisode(ctx, e.ID, now.Add(-lapse), now)
			if err != nil || !ended {
				return err
			}
			return s.announce(ctx, e, Escalation(e.Trouble+over), now)
		})
		if err != nil {
			return errs.Op("oncall.follow "+e.Connector, err)
		}
	}
	return nil
}

// announce makes the alarms of an episode: in the log, and by the channels that wake
// nobody.
func (s *Service) announce(ctx context.Context, e Episode, what Escalation, now time.Time) error {
	for _, channel := range append([]string{ChannelLog}, slices.Sorted(maps.Keys(s.cfg.Channels))...) {
		if channel != ChannelLog && !slices.Contains(s.cfg.Calm, channel) {
			continue
		}
		_, err := s.cfg.Store.CreateAlarm(ctx, Alarm{
			ID: newID(), DeliveryID: e.ID, Escalation: what, Channel: channel, Connector: e.Connector, MadeAt: now, DueAt: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ofConnector reports whether an escalation is a connector's, and whether it says that a
// trouble is over.
func (e Escalation) ofConnector() (yes, isOver bool) {
	return strings.HasPrefix(string(e), "connector_"), strings.HasSuffix(string(e), over)
}

// episodeTexts are what is said of a connector.
var episodeTexts = map[Escalation]string{
	Escalation(Down):         "%s svarar inte. Ärenden väntar tills det svarar igen. Se %s",
	Escalation(Slow):         "Ärenden till %s har väntat för länge. Se %s",
	Escalation(Queue):        "Ovanligt många ärenden väntar på %s. Se %s",
	Escalation(Down + over):  "%s svarar igen. Se %s",
	Escalation(Slow + over):  "Inga ärenden till %s väntar för länge längre. Se %s",
	Escalation(Queue + over): "Kön till %s är som vanligt igen. Se %s",
}

// tellLog writes an alarm into the log.
func (s *Service) tellLog(ctx context.Context, a Alarm) {
	switch connectors, isOver := a.Escalation.ofConnector(); {
	case isOver:
		s.cfg.Log.InfoContext(ctx, "delivery: the connector is as it was", "connector", a.Connector, "escalation", a.Escalation, "episode", a.DeliveryID)
	case connectors:
		s.cfg.Log.ErrorContext(ctx, "delivery: something is the matter with a connector", "connector", a.Connector, "escalation", a.Escalation, "episode", a.DeliveryID)
	default:
		s.cfg.Log.ErrorContext(ctx, "on call: an urgent case does not get through", "delivery", a.DeliveryID, "connector", a.Connector, "escalation", a.Escalation)
	}
}

// notice is what a channel is told of an alarm.
func (s *Service) notice(a Alarm) Notice {
	n := Notice{ID: a.ID, Escalation: a.Escalation, Connector: a.Connector, DeliveryID: a.DeliveryID, At: a.MadeAt, URL: s.cfg.URL}
	text := texts[a.Escalation]
	if connectors, _ := a.Escalation.ofConnector(); connectors {
		n.DeliveryID, n.Episode, text = "", a.DeliveryID, episodeTexts[a.Escalation]
	}
	n.Text = fmt.Sprintf(text, a.Connector, s.cfg.URL)
	return n
}
