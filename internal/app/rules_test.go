package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"
)

// TestTheRulesAskForWhatThereIs: each rule for Prometheus is whole, and every
// metric that it asks for is one that the portal has.
func TestTheRulesAskForWhatThereIs(t *testing.T) {
	raw, err := os.ReadFile("../../deploy/prometheus/entre.rules.yaml")
	must(t, err)
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	must(t, yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()))

	d, err := OpenDemo(t.Context(), DemoConfig{Addr: freeAddr(t), OutsideAddr: freeAddr(t), Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	w := httptest.NewRecorder()
	d.Portal.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	has := map[string]bool{}
	described := make(chan *prometheus.Desc, 20) // the demo owes nothing to anybody, so not all of them are told
	backlog{}.Describe(described)
	close(described)
	metric := regexp.MustCompile(`\bentre_[a-z_]+`)
	for desc := range described {
		_, _ = w.Body.WriteString(desc.String())
	}
	for _, name := range metric.FindAllString(w.Body.String(), -1) {
		has[name] = true
	}
	rules := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			rules++
			asked := metric.FindAllString(r.Expr, -1)
			if len(asked) == 0 || r.Annotations["summary"] == "" || r.Annotations["action"] == "" || r.Labels["severity"] != "page" && r.Labels["severity"] != "ticket" {
				t.Errorf("%s is not whole: %+v", r.Alert, r)
			}
			if strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				t.Errorf("%s: %s", r.Alert, r.Expr)
			}
			for _, name := range asked {
				if !has[name] {
					t.Errorf("%s asks for %s, which there is not", r.Alert, name)
				}
			}
		}
	}
	if rules < 5 {
		t.Errorf("only %d rules", rules)
	}
}
