package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/learning"
)

// droppedSearches tells Prometheus how much of what people search for was not
// counted on this node, for want of room.
func droppedSearches(log *learning.Log) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "entre_searches_dropped_total", Help: "Searches, choices and answers that were not counted, since too much was waiting to be kept.",
	}, func() float64 { return float64(log.Dropped()) })
}
