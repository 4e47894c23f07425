package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
)

// backlogTimeout is how long the metrics wait for the database.
const backlogTimeout = 2 * time.Second

// backlog tells Prometheus what is owed to each connector, counted in the
// database when it asks: the same on every node.
type backlog struct {
	find  func(context.Context) ([]delivery.Backlog, error)
	late  func(context.Context) ([]watch.Late, error)
	clock clock.Clock

	alarms     func(context.Context) (int, error) // that nobody has taken
	connectors []string                           // all that are configured
	shut       func(connector string) time.Time   // of this node
}

var (
	owedMetric = prometheus.NewDesc("entre_deliveries_owed", "Deliveries that are not confirmed.", []string{"connector"}, nil)
	oldMetric  = prometheus.NewDesc("entre_deliveries_oldest_seconds", "Age of the oldest delivery that is not confirmed.", []string{"connector"}, nil)
	lateMetric = prometheus.NewDesc("entre_deliveries_late", "Deliveries that have waited for longer than they may, or were refused that long ago: the alarm (counted to 1000).", []string{"connector"}, nil)
	lostMetric = prometheus.NewDesc("entre_deliveries_refused", "Deliveries that the back end refused: a person must look.", []string{"connector"}, nil)
)

var (
	shutMetric  = prometheus.NewDesc("entre_connector_shut_seconds", "How long this node has left the connector's back end in peace because it is away; 0: it is there.", []string{"connector"}, nil)
	alarmMetric = prometheus.NewDesc("entre_oncall_alarms_waiting", "Alarms about urgent cases that nobody on call has taken yet.", nil, nil)
)

// Describe implements prometheus.Collector.
func (b backlog) Describe(to chan<- *prometheus.Desc) {
	to <- owedMetric
	to <- oldMetric
	to <- lostMetric
	to <- lateMetric
	to <- shutMetric
	to <- alarmMetric
}

// Collect implements prometheus.Collector.
func (b backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), backlogTimeout)
	defer cancel()
	connectors, err := b.find(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(owedMetric, err)
		return
	}
	late, err := b.late(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(lateMetric, err)
		return
	}
	waiting, err := b.alarms(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(alarmMetric, err)
		return
	}
	to <- prometheus.MustNewConstMetric(alarmMetric, prometheus.GaugeValue, float64(waiting))
	b.collectShut(to)
	lateAt := map[string]int{}
	for _, l := range late {
		lateAt[l.Connector] = l.Count
	}
	now := b.clock.Now()
	for _, c := range connectors {
		age := 0.0
		if c.Owed > 0 {
			age = now.Sub(c.Oldest).Seconds()
		}
		to <- prometheus.MustNewConstMetric(owedMetric, prometheus.GaugeValue, float64(c.Owed), c.Connector)
		to <- prometheus.MustNewConstMetric(oldMetric, prometheus.GaugeValue, age, c.Connector)
		to <- prometheus.MustNewConstMetric(lostMetric, prometheus.GaugeValue, float64(c.Refused), c.Connector)
		to <- prometheus.MustNewConstMetric(lateMetric, prometheus.GaugeValue, float64(lateAt[c.Connector]), c.Connector)
	}
}

func (b backlog) collectShut(to chan<- prometheus.Metric) {
	now := b.clock.Now()
	for _, name := range b.connectors {
		seconds := 0.0
		if since := b.shut(name); !since.IsZero() {
			seconds = now.Sub(since).Seconds()
		}
		to <- prometheus.MustNewConstMetric(shutMetric, prometheus.GaugeValue, seconds, name)
	}
}
