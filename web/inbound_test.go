package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// Hear stands in for the engine: whoever says the word is the back end, and what
// is told decides the answer.
func (p *portal) Hear(_ context.Context, connector string, h delivery.Heard) (string, error) {
	if connector != "gata" {
		return "", errs.New(errs.NotFound, "test")
	}
	if h.Header("webhook-signature") != "sesam" {
		return "", errs.New(errs.Forbidden, "test").WithText("web.api.inbound.not_signed")
	}
	p.heard = append(p.heard, h.Header("webhook-id")+" "+string(h.Body))
	switch string(h.Body) {
	case "another body":
		return "", errs.New(errs.Conflict, "test").WithText("web.api.inbound.other_body")
	case "garbage":
		return "", errs.New(errs.Invalid, "test").WithText("web.api.inbound.unreadable")
	case "no case":
		return "", errs.New(errs.NotFound, "test").WithText("web.api.inbound.no_case")
	}
	return h.Header("webhook-id"), nil
}

// Hears is of the one that Hear knows.
func (p *portal) Hears(connector string) bool { return connector == "gata" }

func TestInbound(t *testing.T) {
	p := open(t)
	signed := []string{"webhook-id: e-1", "webhook-signature: sesam", "Content-Type: application/cloudevents+json"}
	for _, tt := range []struct {
		name, connector, body string
		headers               []string
		status                int
		says                  string
	}{
		{"taken", "gata", "lite förtroligt", signed, http.StatusOK, `{"webhook_id":"e-1","status":"done"}`},
		{"unsigned", "gata", "lite förtroligt", signed[:1], http.StatusForbidden, "signerat"},
		{"to nobody", "okand", "lite förtroligt", signed, http.StatusNotFound, ""},
		{"much to nobody", "okand", strings.Repeat("x", 2<<20), signed, http.StatusNotFound, ""}, // whatever it is, it is not read
		{"garbage", "gata", "garbage", signed, http.StatusUnprocessableEntity, "webhook-inbound.v1.json"},
		{"another body", "gata", "another body", signed, http.StatusConflict, "webhook-id"},
		{"no case", "gata", "no case", signed, http.StatusNotFound, "ärende"},
		{"too large", "gata", strings.Repeat("x", 2<<20), signed, http.StatusServiceUnavailable, ""}, // of the test's memory a quarter
		{"in a browser's name", "gata", "lite förtroligt", append([]string{"Origin: https://evil.example"}, signed...), http.StatusForbidden, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := p.citizen().do(http.MethodPost, "/api/v1/inbound/"+tt.connector, tt.body, tt.headers...)
			if page.Status != tt.status || !strings.Contains(page.Body, tt.says) {
				t.Errorf("status %d, want %d: %s", page.Status, tt.status, page.Body)
			}
			kind := "application/json"
			if tt.status != http.StatusOK {
				kind = "application/problem+json"
				var problem struct {
					Title, Detail, Kind, Request string
					Status                       int
				}
				if err := json.Unmarshal([]byte(page.Body), &problem); err != nil || problem.Status != tt.status || problem.Title == "" || problem.Detail == "" || problem.Request == "" {
					t.Errorf("problem %s", page.Body)
				}
			}
			if got := page.Header.Get("Content-Type"); got != kind {
				t.Errorf("answered as %q, want %q", got, kind)
			}
			if got := page.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("may be kept: %q", got)
			}
			if strings.Contains(page.Body, "förtroligt") {
				t.Error("the answer repeats what was told")
			}
		})
	}
	if len(p.heard) != 4 {
		t.Errorf("told %q", p.heard)
	}
	p.close()
	if log := p.log.String(); strings.Contains(log, "förtroligt") || strings.Contains(log, "sesam") {
		t.Error("the log holds what was told")
	}
}

// TestTellersAreThrottled by their address, before anything is read.
func TestTellersAreThrottled(t *testing.T) {
	p := open(t)
	c := p.citizen()
	last := 0
	for range tellingsPerMinute + 1 {
		last = c.do(http.MethodPost, "/api/v1/inbound/gata", "x").Status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("status %d, want 429", last)
	}
}

func TestSchemas(t *testing.T) {
	p := open(t)
	page := p.citizen().get("/api/v1/schemas/prov.v1.json")
	if page.Status != 200 || page.Body != `{"$id":"urn:prov"}` || page.Header.Get("Content-Type") != "application/schema+json" {
		t.Errorf("status %d, %s: %s", page.Status, page.Header.Get("Content-Type"), page.Body)
	}
	if page := p.citizen().get("/api/v1/schemas/annat.json"); page.Status != 404 {
		t.Errorf("status %d", page.Status)
	}
}
