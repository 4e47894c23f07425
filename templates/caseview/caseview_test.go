package caseview_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/layout"
)

func TestCasePage(t *testing.T) {
	received := caseview.Event{Kind: caseview.EventReceived, At: "i går"}
	delivered := caseview.Event{Kind: caseview.EventDelivered, At: "i går"}
	started := caseview.Event{Kind: caseview.EventStarted, At: "i dag", Note: "En montör kommer."}
	waiting := caseview.Event{Kind: caseview.EventWaiting, At: "i dag", Note: "Kabeln är av."}
	message := caseview.Event{Kind: caseview.EventMessage, At: "i dag", Note: "Hej!"}
	closed := caseview.Event{Kind: caseview.EventClosed, At: "i dag"}
	tests := []struct {
		name     string
		status   caseview.Status
		events   []caseview.Event
		tag, now string
		done     int
		later    int
		messages int
	}{
		{"just received", caseview.StatusReceived, []caseview.Event{received}, "Vi har fått ditt ärende", "Mottaget", 0, 3, 0},
		{"delivered", caseview.StatusDelivered, []caseview.Event{received, delivered}, "Framme", "Framme", 1, 2, 0},
		{"started", caseview.StatusStarted, []caseview.Event{received, delivered, started}, "Någon arbetar", "Arbetet har börjat", 2, 1, 1},
		{"words are no event", caseview.StatusStarted, []caseview.Event{received, delivered, started, message}, "Någon arbetar", "Arbetet har börjat", 2, 1, 2},
		{"waiting", caseview.StatusStarted, []caseview.Event{received, delivered, waiting, message}, "Ärendet väntar", "Väntar", 2, 1, 2},
		{"closed", caseview.StatusClosed, []caseview.Event{received, delivered, started, closed}, "Klart", "", 4, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var page strings.Builder
			v := caseview.Case{Shell: layout.Shell{Title: "Felanmäl gatubelysning"}, Status: tt.status, Events: tt.events, Reference: "MK-1", Receiver: "Tekniska nämnden"}
			if err := caseview.CasePage(v).Render(context.Background(), &page); err != nil {
				t.Fatal(err)
			}
			checks := []htmlcheck.Check{
				htmlcheck.In("main .tag", htmlcheck.HasText(tt.tag)),
				htmlcheck.In("h1", htmlcheck.HasText("Felanmäl gatubelysning")),
				htmlcheck.Count("[data-state=done]", tt.done),
				htmlcheck.Count("[data-state=later]", tt.later),
				htmlcheck.Count(".message", tt.messages),
			}
			if tt.now != "" {
				checks = append(checks, htmlcheck.In("[data-state=now][aria-current=step]", htmlcheck.HasText(tt.now)))
			} else {
				checks = append(checks, htmlcheck.NotIn("[data-state=now]"))
			}
			htmlcheck.Run(t, page.String(), checks...)
		})
	}
}

func TestLookupPageKeepsWhatWasTyped(t *testing.T) {
	var page strings.Builder
	v := caseview.Lookup{Reference: "mk 2026", Code: "x", Error: "Numret och koden hör inte ihop."}
	if err := caseview.LookupPage(v).Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	htmlcheck.Run(t, page.String(),
		htmlcheck.In("title", htmlcheck.HasText("Fel:")),
		htmlcheck.In("[role=alert] a", htmlcheck.HasAttr("href", "#f-reference"), htmlcheck.HasText("hör inte ihop")),
		htmlcheck.In("input[name=reference]", htmlcheck.HasAttr("value", "mk 2026")),
		htmlcheck.In("input[name=code]", htmlcheck.HasAttr("value", "x")))
}
