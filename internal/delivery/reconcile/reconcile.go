package reconcile

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	// lease is how long a node may take for a page of a reconciliation, at the pace of
	// a slow back end, before another takes the night over.
	lease = 30 * time.Minute
	// catchUp is how long after its hour a night is still made up for: a portal that
	// is opened at noon does not ask everybody for everything.
	catchUp = 4 * time.Hour
	// lookEvery is how often it is looked whether it is time.
	lookEvery = time.Minute

	keepTimeout = 10 * time.Second // for writing a report when everything else stops
)

// Engine is delivery.Engine, as far as it is asked here.
type Engine interface {
	Reconcile(ctx context.Context, connector string, what delivery.Reconciling) (delivery.Reconciliation, error)
}

// Config is what a Service needs.
type Config struct {
	Store      Store
	Engine     Engine
	Connectors []string // all that are configured
	Standing   func(ctx context.Context, caseID, connector string) (delivery.Standing, error)
	Clock      clock.Clock
	Log        *slog.Logger

	At     string         // the hour of the night, as 02:30; "": there are none
	Zone   *time.Location // whose hour that is
	Days   int            // how far back a night looks
	Repair bool           // nights repair too
	Keep   time.Duration  // how long reports are kept
}

// Service compares. It is safe for concurrent use, by many nodes on the same store.
type Service struct{ cfg Config }

// New returns a service. It does nothing before it is asked, or Run.
func New(cfg Config) *Service { return &Service{cfg} }

// Compare compares one connector now, whatever has been done before, and keeps the
// report. See delivery.Engine.Reconcile; an error is in the report too.
func (s *Service) Compare(ctx context.Context, connector string, p delivery.Period, repair bool) (delivery.Reconciliation, error) {
	found, _, err := s.compare(ctx, Report{Connector: connector, Period: p, Repair: repair})
	return found, err
}

// compare returns false when the night is another node's, or done.
func (s *Service) compare(ctx context.Context, r Report) (found delivery.Reconciliation, begun bool, err error) {
	op := "reconcile.compare " + r.Connector
	now, token := s.cfg.Clock.Now(), newID()
	r.ID, r.StartedAt = newID(), now
	r.ID, err = s.cfg.Store.BeginReport(ctx, r, token, now, now.Add(lease))
	if errs.Is(err, errs.Conflict) {
		return found, false, nil
	}
	if err != nil {
		return found, false, errs.Op(op, err)
	}
	found, err = s.cfg.Engine.Reconcile(ctx, r.Connector, delivery.Reconciling{
		Period: r.Period, Repair: r.Repair, Standing: s.cfg.Standing,
		Progress: func(ctx context.Context) error {
			return s.cfg.Store.ExtendReport(ctx, r.ID, token, s.cfg.Clock.Now().Add(lease))
		},
	})
	if ctx.Err() != nil && r.Night != "" {
		return found, true, err // we are stopping: another node, or we ourselves, begin the night anew
	}
	if err != nil {
		r.Problem = errs.KindOf(err).String()
	}
	r.count(found)
	r.EndedAt = s.cfg.Clock.Now()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
	defer cancel()
	return found, true, errs.Op(op, errors.Join(err, s.cfg.Store.EndReport(ending, r, token)))
}

// count writes what was found into the report.
func (r *Report) count(found delivery.Reconciliation) {
	r.Present, r.ByHand, r.Wrong, r.Repaired = found.Present, found.ByHand, len(found.Findings), found.Repaired()
	for _, f := range found.Findings[:min(len(found.Findings), maxFindings)] {
		r.Findings = append(r.Findings, Finding{DeliveryID: f.ID, What: f.What, Detail: f.Detail, Repaired: f.Repaired})
	}
}

// Latest returns the latest reports, the latest first.
func (s *Service) Latest(ctx context.Context, limit int) ([]Report, error) {
	reports, err := s.cfg.Store.FindReports(ctx, limit)
	return reports, errs.Op("reconcile.Latest", err)
}

// Look does the night when it is time and nobody has done it: all connectors, each on
// its own so that a slow one keeps no other waiting.
func (s *Service) Look(ctx context.Context) error {
	now := s.cfg.Clock.Now()
	night, ok := s.night(now)
	if !ok {
		return nil
	}
	p := delivery.Period{From: now.AddDate(0, 0, -s.cfg.Days), To: now}
	all := make([]error, len(s.cfg.Connectors))
	var comparing sync.WaitGroup
	for i, name := range s.cfg.Connectors {
		comparing.Go(func() {
			found, begun, err := s.compare(ctx, Report{Connector: name, Night: night, Period: p, Repair: s.cfg.Repair})
			all[i] = err
			if begun && ctx.Err() == nil {
				s.tell(ctx, found, err)
			}
		})
	}
	comparing.Wait()
	return errors.Join(append(all, s.cfg.Store.PurgeReports(ctx, now.Add(-s.cfg.Keep)))...)
}

// night returns the day whose night it is, and false when it is none.
func (s *Service) night(now time.Time) (string, bool) {
	at, err := time.Parse("15:04", s.cfg.At)
	if err != nil {
		return "", false
	}
	local := now.In(s.cfg.Zone)
	for _, day := range []time.Time{local, local.AddDate(0, 0, -1)} { // an hour before midnight is caught up after it
		begins := time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, s.cfg.Zone)
		if !local.Before(begins) && local.Sub(begins) < catchUp {
			return begins.Format(time.DateOnly), true
		}
	}
	return "", false
}

// tell says in the log what came of a night.
func (s *Service) tell(ctx context.Context, found delivery.Reconciliation, err error) {
	level := slog.LevelInfo
	if err != nil || len(found.Findings) > 0 {
		level = slog.LevelWarn
	}
	s.cfg.Log.Log(ctx, level, "delivery: reconciled", "connector", found.Connector, "present", found.Present, "by_hand", found.ByHand,
		"wrong", len(found.Findings), "repaired", found.Repaired(), "ended_early", err != nil)
}

// Run does each night in its time, until ctx ends. Without an hour it does nothing.
func (s *Service) Run(ctx context.Context) {
	if s.cfg.At == "" {
		return
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.ErrorContext(ctx, "delivery: the night's reconciliation failed", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
