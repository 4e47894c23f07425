package watch

import (
	"context"
	"sync"
	"time"
)

// alarm remembers which connectors' alarms are in the log.
type alarm struct {
	mu   sync.Mutex
	told map[string]bool // by connector
}

// Look writes in the log that deliveries at a connector have begun to be late,
// once, and once that it is over. Each node does so on its own.
func (s *Service) Look(ctx context.Context) error {
	late, err := s.Late(ctx)
	if err != nil {
		return err
	}
	s.alarm.mu.Lock()
	defer s.alarm.mu.Unlock()
	now := s.cfg.Clock.Now()
	still := map[string]bool{}
	for _, l := range late {
		still[l.Connector] = true
		if !s.alarm.told[l.Connector] {
			s.cfg.Log.ErrorContext(ctx, "delivery: alarm, cases do not get through", "connector", l.Connector,
				"deliveries", l.Count, "oldest", now.Sub(l.Oldest).Round(time.Second).String())
		}
	}
	for connector := range s.alarm.told {
		if !still[connector] {
			s.cfg.Log.InfoContext(ctx, "delivery: alarm is over", "connector", connector)
		}
	}
	s.alarm.told = still
	return nil
}

// Run looks now and then, until ctx ends.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.ErrorContext(ctx, "delivery: nobody knows what is late", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
