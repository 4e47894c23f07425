package web

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPI(t *testing.T) {
	p := open(t)
	lamp := map[string]any{
		"id": "lampa", "title": "Felanmäl lampa", "summary": "Säg till när en lampa är trasig.",
		"url": "http://127.0.0.1:8080/tjanst/lampa", "kind": "e-service", "login": "none",
	}
	lampInEnglish := map[string]any{
		"id": "lampa", "title": "Report a lamp", "summary": "Tell us when a lamp is broken.",
		"url": "http://127.0.0.1:8080/en/tjanst/lampa", "kind": "e-service", "login": "none",
	}
	passport := map[string]any{
		"id": "pass", "title": "Ansök om pass", "summary": "Polisen utfärdar pass.",
		"url": "http://127.0.0.1:8080/tjanst/pass", "kind": "signpost", "login": "none",
	}
	whole := map[string]any{
		"category": "trafik-och-gator", "audience": []any{"alla"}, "authority": "Tekniska nämnden", "owner": "Gatuenheten",
		"needs": []any{"Adressen"}, "next": []any{"Vi läser den."}, "contact": map[string]any{"phone": "0300-12 34 56", "hours": "vardagar"},
		"keywords": []any{"lyktstolpe", "lampan är trasig"}, "handling_time": "Vi svarar inom en vecka. Är det farligt kommer vi genast.", "has_form": true, "updated_at": "2026-11-23T12:00:00Z",
		"steps": []any{"Säg var den är."}, "fee": "none", "cost": "Det kostar ingenting.", "offline": []any{"phone", "letter"}, "life_events": []any{"flytta"}, "review": "2026-11-20",
		"data_protection": map[string]any{
			"basis": "public-interest", "purpose": "För att laga lampan.", "controller": "Tekniska nämnden",
			"rights": []any{"information", "access", "rectification", "erasure", "restriction", "objection", "complaint"},
		},
	}
	for k, v := range lamp {
		whole[k] = v
	}
	tests := []struct {
		name, path string
		want       map[string]any
	}{
		{"a search", "/api/v1/services?q=trasig+lampa", map[string]any{"query": "trasig lampa", "total": 1.0, "best_guess": true, "services": []any{lamp}}},
		{"in English", "/api/v1/services?q=broken+lamp&lang=en", map[string]any{"query": "broken lamp", "total": 1.0, "best_guess": true, "services": []any{lampInEnglish}}},
		{"nothing found", "/api/v1/services?q=xyzzy", map[string]any{"query": "xyzzy", "total": 0.0, "best_guess": false, "services": []any{}}},
		{"all of them", "/api/v1/services", map[string]any{"query": "", "total": 2.0, "best_guess": false, "services": []any{lamp, passport}}},
		{"at most one", "/api/v1/services?limit=1", map[string]any{"query": "", "total": 2.0, "best_guess": false, "services": []any{lamp}}},
		{"a query that is not UTF-8", "/api/v1/services?q=%F6%F6%F6%F6", map[string]any{"query": "\uFFFD", "total": 0.0, "best_guess": false, "services": []any{}}},
		{"one whole entry", "/api/v1/services/lampa", whole},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := p.citizen().get(tt.path)
			if page.Status != 200 || page.Header.Get("Content-Type") != "application/json" || len(page.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("status %d, %v", page.Status, page.Header)
			}
			var got map[string]any
			if err := json.Unmarshal([]byte(page.Body), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinkedData(t *testing.T) {
	page := open(t).citizen().do("GET", "/api/v1/services/lampa", "", "Accept: application/ld+json")
	if got := page.Header.Get("Content-Type"); got != "application/ld+json" {
		t.Errorf("type %s", got)
	}
	if got := strings.Join(page.Header.Values("Vary"), ","); !strings.Contains(got, "Accept") {
		t.Errorf("varies by %q", got)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(page.Body), &got); err != nil {
		t.Fatal(err)
	}
	if got["@type"] != "cpsv:PublicService" || got["dct:identifier"] != "lampa" || strings.Contains(page.Body, "HEMLIG") {
		t.Errorf("document %v", got)
	}
}
