package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
)

func TestBacklogMetrics(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	registry := prometheus.NewRegistry()
	err := registry.Register(backlog{
		find: func(context.Context) ([]delivery.Backlog, error) {
			return []delivery.Backlog{{Connector: "bygg", Owed: 1, Oldest: now.Add(-time.Minute)}, {Connector: "gata", Owed: 4, Oldest: now.Add(-time.Hour), Refused: 2}}, nil
		},
		late:       func(context.Context) ([]watch.Late, error) { return []watch.Late{{Connector: "gata", Count: 3}}, nil },
		clock:      clock.NewFake(now),
		alarms:     func(context.Context) (int, error) { return 2, nil },
		connectors: []string{"bygg", "gata"},
		shut: func(name string) time.Time {
			if name == "gata" {
				return now.Add(-2 * time.Minute)
			}
			return time.Time{}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := []string{f.GetName()}
			for _, l := range m.GetLabel() {
				name = append(name, l.GetValue())
			}
			got[strings.Join(name, " ")] = m.GetGauge().GetValue()
		}
	}
	want := map[string]float64{
		"entre_deliveries_owed gata": 4, "entre_deliveries_oldest_seconds gata": 3600, "entre_deliveries_refused gata": 2, "entre_deliveries_late gata": 3,
		"entre_oncall_alarms_waiting": 2, "entre_connector_shut_seconds bygg": 0, "entre_connector_shut_seconds gata": 120,
		"entre_deliveries_owed bygg": 1, "entre_deliveries_oldest_seconds bygg": 60, "entre_deliveries_refused bygg": 0, "entre_deliveries_late bygg": 0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
}
