package ecos_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/ecos"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/ecos"
)

// told polls to the end and returns the changes and the next cursor.
func told(t *testing.T, c delivery.Connector, cursor string) ([]delivery.Change, string) {
	t.Helper()
	var changes []delivery.Change
	for more := true; more; {
		b, err := c.Poll(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, b.Changes...)
		more, cursor = b.More, b.Cursor
	}
	return changes, cursor
}

// lines are changes in short.
func lines(changes []delivery.Change) []string {
	all := []string{}
	for _, c := range changes {
		parts := []string{string(c.Status), c.Note}
		if c.Asks {
			parts = append(parts, "asks")
		}
		if c.Decision {
			parts = append(parts, "decision")
		}
		for _, f := range c.Files {
			parts = append(parts, "+"+f.Name)
		}
		all = append(all, strings.Join(strings.Fields(strings.Join(parts, " ")), " "))
	}
	return all
}

// TestTold: of what happens there only that is told which the options say, and no
// drafts.
func TestTold(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	id := send(t, c, create("MK-2026-AAAA-1111", nil))
	for _, o := range []struct {
		kind, words string
		files       []server.Document
	}{
		{occurrenceInternal, "Ringde och fick svar.", []server.Document{{Filename: "anteckning.txt"}}},
		{occurrenceAsked, "Var ligger brunnen?", nil},
		{occurrenceDecision, "Internt", []server.Document{{Filename: "beslut.pdf"}, {Filename: "utkast.pdf", Status: statusDraft}}},
		{occurrenceLetter, "Hej", []server.Document{{Filename: "villkor.pdf", MainDecision: true}}},
		{occurrenceClosed, "", nil},
	} {
		if err := s.Occur(id, o.kind, o.words, o.files...); err != nil {
			t.Fatal(err)
		}
	}
	changes, _ := told(t, c, "")
	want := []string{
		"waiting Var ligger brunnen? asks", "decision +beslut.pdf", "Hej decision +villkor.pdf", "closed Ärendet avslutas",
	}
	if diff := cmp.Diff(want, lines(changes)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestOnlyOurs: cases that did not come from us are not opened.
func TestOnlyOurs(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	id := send(t, c, create("MK-2026-AAAA-1111", nil))
	if err := s.Rename(id, "Något eget"); err != nil {
		t.Fatal(err)
	}
	if err := s.Occur(id, occurrenceClosed, ""); err != nil {
		t.Fatal(err)
	}
	s.Misbehave("GetCase", server.FaultBefore)
	if changes, _ := told(t, c, ""); len(changes) > 0 {
		t.Errorf("told %v", lines(changes))
	}
}

// TestCursor: from day to day each change is told, also one that was written down
// with an earlier day, and old ones are not told for ever.
func TestCursor(t *testing.T) {
	t.Parallel()
	for name, exact := range map[string]bool{"from a day on": false, "on a day": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := clock.NewFake(time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC))
			theirs := clock.NewFake(now.Now())
			s := simulate(t, func(cfg *server.Config) { cfg.ExactDays, cfg.Clock = exact, theirs })
			c, err := ecos.New(options(s.url), now)
			if err != nil {
				t.Fatal(err)
			}
			step := create("MK-2026-AAAA-1111", nil)
			step.Envelope.ReceivedAt = now.Now()
			id := send(t, c, step)
			happen := func(kind string, at time.Time) {
				theirs.Advance(at.Sub(theirs.Now()))
				if err := s.Occur(id, kind, ""); err != nil {
					t.Fatal(err)
				}
			}
			seen := map[string]bool{}
			cursor := ""
			poll := func() (news []string) {
				t.Helper()
				var changes []delivery.Change
				changes, cursor = told(t, c, cursor)
				for _, ch := range changes {
					if !seen[ch.Key] {
						news = append(news, string(ch.Status))
					}
					seen[ch.Key] = true
				}
				return news
			}
			want := func(news []string, statuses ...string) {
				t.Helper()
				if diff := cmp.Diff(statuses, news); diff != "" {
					t.Errorf("news (-want +got):\n%s", diff)
				}
			}
			want(poll())
			happen(occurrenceBegun, now.Now())
			want(poll(), "started")
			now.Advance(20 * time.Hour) // another day
			want(poll())
			happen(occurrenceAsked, now.Now().Add(-8*24*time.Hour)) // written down today, of last week
			now.Advance(wideAfter)
			want(poll(), "waiting")
			now.Advance(30 * 24 * time.Hour)
			want(poll())
			if changes, _ := told(t, c, cursor); len(changes) > 0 {
				t.Errorf("a month later the same is told: %v", lines(changes))
			}
			happen(occurrenceClosed, now.Now())
			want(poll(), "closed")
			if changes, _ := told(t, c, cursor); len(changes) != 1 {
				t.Errorf("with the last one come older ones again: %v", lines(changes))
			}
		})
	}
}

// wideAfter is when a poll looks further back again.
const wideAfter = time.Hour + time.Minute

// TestManyCases: more cases than one poll opens are told by and by, each once.
func TestManyCases(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	const n = 105
	for i := range n {
		if err := s.Add(server.Case{ProcessType: processHeatPump, SubtitleFree: "MK-2026-AAAA-1" + string(rune('A'+i/26)) + string(rune('A'+i%26))}); err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range s.Cases() {
		if err := s.Occur(k.ID, occurrenceBegun, ""); err != nil {
			t.Fatal(err)
		}
	}
	first, err := c.Poll(t.Context(), "")
	if err != nil || !first.More || len(first.Changes) != 100 {
		t.Fatalf("the first poll tells %d changes, more %v, %v", len(first.Changes), first.More, err)
	}
	rest, _ := told(t, c, first.Cursor)
	keys := map[string]bool{}
	for _, ch := range append(first.Changes, rest...) {
		keys[ch.Key] = true
	}
	if len(rest) != n-100 || len(keys) != n {
		t.Errorf("the rest is %d changes, and there are %d keys", len(rest), len(keys))
	}
	if _, err := c.Poll(t.Context(), "17"); err == nil {
		t.Error("any cursor is taken")
	}
}
