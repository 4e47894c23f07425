package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/reconcile"
)

// Asked is what somebody asks a reconciliation for.
type Asked struct {
	Connector string // ""; all of them
	From, To  string // days, as 2026-01-31, both in it; without From it is yesterday, without To up to now
	Repair    bool
}

// Reconcile asks back ends for what they have confirmed of the cases of a period, and
// keeps the reports. See delivery.Engine.Reconcile.
func Reconcile(ctx context.Context, cfg config.Config, opts Options, asked Asked) ([]delivery.Reconciliation, error) {
	p, err := Open(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	found, err := p.reconcileNow(ctx, asked)
	return found, errors.Join(err, p.Close())
}

func (p *Portal) reconcileNow(ctx context.Context, asked Asked) (all []delivery.Reconciliation, err error) {
	period, err := period(p.house.clock.Now(), asked.From, asked.To)
	if err != nil {
		return nil, err
	}
	names := p.house.registry.Names()
	if asked.Connector != "" {
		names = []string{asked.Connector}
	}
	for _, name := range names {
		found, failed := p.reconcile.Compare(ctx, name, period, asked.Repair)
		err = errors.Join(err, failed) // one that is away does not keep us from the others
		all = append(all, found)
	}
	return all, err
}

// newReconcile makes what compares back ends with what they have confirmed.
func (p *Portal) newReconcile() (*reconcile.Service, error) {
	h := p.house
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return nil, fmt.Errorf("delivery.reconcile_at: %w", err)
	}
	return reconcile.New(reconcile.Config{
		Store: h.db.Reconciliations(), Engine: p.engine, Connectors: h.registry.Names(), Standing: p.standing, Clock: h.clock, Log: h.log,
		At: h.cfg.Delivery.ReconcileAt, Zone: zone, Days: h.cfg.Delivery.ReconcileDays, Repair: h.cfg.Delivery.ReconcileRepair, Keep: h.cfg.HistoryLife(),
	}), nil
}

// standings are what a case's statuses are at a back end. A withdrawn one may stand
// there as it likes: what a withdrawal does is up to it; and so may one whose citizen
// has just sent what was asked for.
var standings = map[cases.Status]delivery.Status{
	cases.StatusDelivered: delivery.StatusReceived,
	cases.StatusStarted:   delivery.StatusStarted,
	cases.StatusWaiting:   delivery.StatusWaiting,
	cases.StatusAsked:     delivery.StatusWaiting,
	cases.StatusClosed:    delivery.StatusClosed,
}

// standing says where a case stands with us. Only where it is worked is its status
// compared, and only there is it sent again: a copy, or what another has had
// before, is for a person to look at.
func (p *Portal) standing(ctx context.Context, caseID, connector string) (delivery.Standing, error) {
	c, err := p.house.db.Cases().FindCase(ctx, caseID)
	if err != nil || c.Connector != connector {
		return delivery.Standing{Closed: true}, err
	}
	return delivery.Standing{Status: standings[c.Status()], Closed: c.IsClosed()}, nil
}

// period reads the days of a period.
func period(now time.Time, from, to string) (delivery.Period, error) {
	const day = 24 * time.Hour
	p := delivery.Period{From: now.Truncate(day).Add(-day), To: now}
	read := func(text string, into *time.Time, end time.Duration) error {
		if text == "" {
			return nil
		}
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return fmt.Errorf("%q is not a day; write it as 2026-01-31", text)
		}
		*into = at.Add(end)
		return nil
	}
	return p, errors.Join(read(from, &p.From, 0), read(to, &p.To, day))
}
