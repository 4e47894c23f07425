package usage_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/demo/usage"
	"github.com/mittkoping/entre/internal/learning"
)

var day = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestSearches(t *testing.T) {
	counts, err := usage.Searches(day)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := usage.Searches(day)
	if diff := cmp.Diff(counts, again); diff != "" {
		t.Errorf("another time (-first +second):\n%s", diff)
	}
	if len(counts.Queries) < 1000 {
		t.Errorf("only %d", len(counts.Queries))
	}
	keys := map[learning.QueryCount]bool{}
	for _, q := range counts.Queries {
		if q.Day >= "2026-11-26" || q.Day < "2026-09-03" || q.Searches < 1 || q.NoHit+q.Unsure > q.Searches || min(q.NoHit, q.Unsure, q.Clicks) < 0 {
			t.Errorf("%+v", q)
		}
		key := learning.QueryCount{Day: q.Day, Query: q.Query}
		if keys[key] {
			t.Errorf("%v is there twice", key)
		}
		keys[key] = true
	}
}

// TestSearchesNameServices: what is chosen is in the catalogue.
func TestSearchesNameServices(t *testing.T) {
	files := catalogue.Files{
		CheckForm:  func(json.RawMessage) []catalogue.FormFault { return nil },
		CheckRoute: func(string, catalogue.Route, json.RawMessage) []catalogue.FormFault { return nil },
	}
	snapshot, err := files.ReadSnapshot(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	counts, err := usage.Searches(day)
	if err != nil {
		t.Fatal(err)
	}
	var services []string
	for _, c := range counts.Choices {
		services = append(services, c.Service)
	}
	slices.Sort(services)
	for _, id := range slices.Compact(services) {
		if _, ok := snapshot.Find(id); !ok {
			t.Errorf("there is no %s", id)
		}
	}
}
