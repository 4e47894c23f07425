package oncall_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery/oncall"
)

func (s *shelf) SeeEpisode(_ context.Context, e oncall.Episode) (bool, error) {
	for i, known := range s.episodes {
		if known.Connector == e.Connector && known.Trouble == e.Trouble {
			s.episodes[i].SeenAt = e.SeenAt
			return false, nil
		}
	}
	s.episodes = append(s.episodes[:len(s.episodes):len(s.episodes)], e)
	return true, nil
}

func (s *shelf) FindLapsed(_ context.Context, before time.Time) (lapsed []oncall.Episode, err error) {
	for _, e := range s.episodes {
		if e.SeenAt.Before(before) {
			lapsed = append(lapsed, e)
		}
	}
	return lapsed, nil
}

func (s *shelf) EndEpisode(_ context.Context, id string, before, _ time.Time) (bool, error) {
	var left []oncall.Episode
	for _, e := range s.episodes {
		if e.ID != id || !e.SeenAt.Before(before) {
			left = append(left, e)
		}
	}
	ended := len(left) < len(s.episodes)
	s.episodes = left
	return ended, nil
}

// TestConnectorsInTrouble: whoever looks after connectors is told once that one is in
// trouble and once that it is over, by the webhook; nobody is woken by it.
func TestConnectorsInTrouble(t *testing.T) {
	r := newRoom("")
	hook, sms := &phone{}, &phone{}
	var troubled []oncall.Troubled
	node := func() *oncall.Service { // each is one that was started anew
		return oncall.New(oncall.Config{
			Store: r.shelf, Engine: engine{r.shelf, nil}, Channels: map[string]oncall.Channel{"webhook": hook, "sms-1": sms}, Calm: []string{"webhook"},
			Troubles: func(context.Context) ([]oncall.Troubled, error) { return troubled, nil },
			URL:      "https://e.example/l", Audit: r.shelf, Clock: r.clock, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		})
	}
	look := func() {
		t.Helper()
		for range 2 {
			if err := node().Look(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r.clock.Advance(time.Minute)
	}
	look()
	troubled = []oncall.Troubled{{Connector: "gata", Trouble: oncall.Down}, {Connector: "bygg", Trouble: oncall.Queue}}
	look()
	look()
	troubled = troubled[:1]
	for range 3 { // what comes and goes is one episode
		look()
	}
	troubled = nil
	look()
	troubled = []oncall.Troubled{{Connector: "gata", Trouble: oncall.Down}}
	look()
	troubled = nil
	for range 8 {
		look()
	}
	troubled = []oncall.Troubled{{Connector: "gata", Trouble: oncall.Down}} // another
	look()

	var heard []string
	episodes := map[string]int{}
	for _, n := range hook.heard {
		heard = append(heard, string(n.Escalation)+" "+n.Connector)
		episodes[n.Episode]++
		if n.DeliveryID != "" || n.Episode == "" || !strings.HasSuffix(n.Text, "Se https://e.example/l") || !strings.Contains(n.Text, n.Connector) {
			t.Errorf("told %+v", n)
		}
	}
	want := []string{"connector_down gata", "connector_queue bygg", "connector_queue_over bygg", "connector_down_over gata", "connector_down gata"}
	if diff := cmp.Diff(want, heard, cmp.Transformer("sorted", func(s []string) map[string]int {
		n := map[string]int{}
		for _, line := range s {
			n[line]++
		}
		return n
	})); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	if len(episodes) != 3 {
		t.Errorf("%d episodes, want three", len(episodes))
	}
	if len(sms.heard) > 0 {
		t.Errorf("somebody was woken: %+v", sms.heard)
	}
	if n := strings.Count(r.log.String(), "level=ERROR"); n != 3 {
		t.Errorf("%d lines of error:\n%s", n, r.log)
	}
}
