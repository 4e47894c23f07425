package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
)

// Reconcile asks a connector's back end, or with "" all of them, for what they have
// confirmed of the cases that were made from one day to another, both written as
// 2026-01-31 and both in it. Without from it is yesterday; without to it is up to
// now. See delivery.Engine.Reconcile.
func Reconcile(ctx context.Context, cfg config.Config, opts Options, connector, from, to string) ([]delivery.Reconciliation, error) {
	p, err := Open(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	found, err := p.reconcile(ctx, connector, from, to)
	return found, errors.Join(err, p.Close())
}

func (p *Portal) reconcile(ctx context.Context, connector, from, to string) (all []delivery.Reconciliation, err error) {
	period, err := period(p.house.clock.Now(), from, to)
	if err != nil {
		return nil, err
	}
	names := p.house.registry.Names()
	if connector != "" {
		names = []string{connector}
	}
	for _, name := range names {
		found, failed := p.engine.Reconcile(ctx, name, period)
		err = errors.Join(err, failed) // one that is away does not keep us from the others
		all = append(all, found)
	}
	return all, err
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
