package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/static"
)

// readyTimeout is how long a check may take before it counts as failed.
const readyTimeout = 2 * time.Second

// health says that the process answers. It asks nobody: a database that is
// away is no reason to start the portal again.
func (s *server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says whether requests may be sent here, or names the checks that fail.
func (s *server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyTimeout)
	defer cancel()
	var failed []string
	for _, check := range s.cfg.Ready {
		if err := check.Run(ctx); err != nil {
			s.cfg.Log.WarnContext(ctx, "not ready", "check", check.Name, "error", err)
			failed = append(failed, check.Name)
		}
	}
	if len(failed) > 0 {
		return c.String(http.StatusServiceUnavailable, "not ready: "+strings.Join(failed, ", ")+"\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// Metrics returns what tells Prometheus how it goes, for an address of its own;
// see Config.MetricsElsewhere. What is told is about nobody.
func Metrics(registry *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true})
}

// metrics tells Prometheus how it goes, unless that is told elsewhere.
func (s *server) metrics() echo.HandlerFunc {
	if s.cfg.MetricsElsewhere {
		return func(echo.Context) error { return errs.New(errs.NotFound, "web.metrics") }
	}
	return echo.WrapHandler(Metrics(s.cfg.Metrics))
}

// robots keeps crawlers to the public pages.
func (s *server) robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /ansok/\nDisallow: /arende/\nDisallow: /logga-in\nDisallow: /en/logga-in\nDisallow: /en/ansok/\nDisallow: /en/arende/\n")
}

// favicon answers browsers that ask at the address of old.
func (s *server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, static.URL("icon.svg"))
}
