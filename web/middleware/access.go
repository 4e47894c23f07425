package middleware

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/clock"
)

// methods are those that are told by name; a browser may invent others.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions}

// Access logs and counts what was answered, with the error's page already
// made. It tells the route's pattern and never the address: ids in it open
// drafts and a query says what somebody looks for. Nor does it tell who asked.
type Access struct {
	log      *slog.Logger
	clock    clock.Clock
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// NewAccess returns the access log, whose metrics it registers.
func NewAccess(log *slog.Logger, now clock.Clock, metrics prometheus.Registerer) (*Access, error) {
	a := &Access{
		log: log, clock: now,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "entre_http_requests_total", Help: "Requests answered, by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "entre_http_request_duration_seconds", Help: "Time to answer, by method and route.",
			Buckets: []float64{.001, .005, .02, .05, .1, .2, .5, 1, 5, 30},
		}, []string{"method", "route"}),
	}
	for _, collector := range []prometheus.Collector{a.requests, a.seconds} {
		if err := metrics.Register(collector); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Note is the middleware that logs at the level.
func (a *Access) Note(level func(route string) slog.Level) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			start := a.clock.Now()
			if err := next(c); err != nil {
				c.Error(err)
			}
			took := a.clock.Now().Sub(start)
			method, route, res := c.Request().Method, c.Path(), c.Response()
			if !slices.Contains(methods, method) {
				method = "other"
			}
			if route == "" {
				route = "none"
			}
			a.requests.WithLabelValues(method, route, strconv.Itoa(res.Status)).Inc()
			a.seconds.WithLabelValues(method, route).Observe(took.Seconds())
			ctx := c.Request().Context()
			a.log.LogAttrs(ctx, level(route), "request",
				slog.String("method", method), slog.String("route", route), slog.Int("status", res.Status),
				slog.Duration("took", took), slog.Int64("bytes", res.Size), slog.String("id", RequestID(ctx)))
			return nil
		}
	}
}
