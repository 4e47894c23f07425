package caseview_test

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func TestCasePage(t *testing.T) {
	received := caseview.Event{Kind: caseview.EventReceived, At: "i går"}
	delivered := caseview.Event{Kind: caseview.EventDelivered, At: "i går"}
	started := caseview.Event{Kind: caseview.EventStarted, At: "i dag"}
	waiting := caseview.Event{Kind: caseview.EventWaiting, At: "i dag"}
	asked := caseview.Event{Kind: caseview.EventAsked, At: "i dag"}
	message := caseview.Event{Kind: caseview.EventMessage, At: "i dag"}
	wrote := caseview.Event{Kind: caseview.EventWrote, At: "i dag"}
	closed := caseview.Event{Kind: caseview.EventClosed, At: "i dag"}
	withdrawn := caseview.Event{Kind: caseview.EventWithdrawn, At: "i dag"}
	tests := []struct {
		name     string
		status   caseview.Status
		events   []caseview.Event
		tag, now string
		done     int
		later    int
	}{
		{"just received", caseview.StatusReceived, []caseview.Event{received}, "Vi har fått ditt ärende", "Mottaget", 0, 3},
		{"delivered", caseview.StatusDelivered, []caseview.Event{received, delivered}, "Framme", "Framme", 1, 2},
		{"started", caseview.StatusStarted, []caseview.Event{received, delivered, started}, "Någon arbetar", "Arbetet har börjat", 2, 1},
		{"words are no event", caseview.StatusStarted, []caseview.Event{received, delivered, started, message, wrote}, "Någon arbetar", "Arbetet har börjat", 2, 1},
		{"waiting", caseview.StatusWaiting, []caseview.Event{received, delivered, waiting, message}, "Ärendet väntar", "Väntar", 2, 1},
		{"asked", caseview.StatusAsked, []caseview.Event{received, delivered, asked}, "Vi väntar på dig", "Vi väntar på dig", 2, 1},
		{"gone on with", caseview.StatusStarted, []caseview.Event{received, asked, started}, "Någon arbetar", "Arbetet fortsätter", 2, 1},
		{"closed", caseview.StatusClosed, []caseview.Event{received, delivered, started, closed}, "Klart", "", 4, 0},
		{"withdrawn", caseview.StatusWithdrawn, []caseview.Event{received, withdrawn}, "Tillbakadraget", "", 2, 0},
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
			}
			if tt.now != "" {
				checks = append(checks, htmlcheck.In("[data-state=now][aria-current=step]", htmlcheck.HasText(tt.now)))
			} else {
				checks = append(checks, htmlcheck.NotIn("[data-state=now]"))
			}
			if tt.status == caseview.StatusWaiting { // it may be for the citizen: back ends do not say
				checks = append(checks, htmlcheck.In("main", htmlcheck.HasNoText("Du behöver inte göra något"), htmlcheck.HasText("Se under Meddelanden")))
			}
			htmlcheck.Run(t, page.String(), checks...)
		})
	}
}

// TestCaseMessages shows who said what, newest first, as text and nothing else.
func TestCaseMessages(t *testing.T) {
	v := caseview.Case{
		Status: caseview.StatusClosed, Reference: "MK-1", Receiver: "Byggnadsnämnden", DecidedAt: "14 december 2026",
		Messages: []caseview.Message{
			{ID: "3", Kind: caseview.MessageDecision, Text: "Bifall", Files: []ui.File{{Name: "beslut.pdf", URL: "/x"}}, Missing: []string{"karta.dwg"}, IsNew: true},
			{ID: "2", IsOwn: true, Kind: caseview.MessageAnswer, Text: "<b>Här</b> är den"},
			{ID: "1", Kind: caseview.MessageAsk}, // says nothing
		},
		Documents: []caseview.Document{{File: ui.File{Name: "beslut.pdf", URL: "/x"}, IsDecision: true}},
	}
	htmlcheck.Run(t, render(t, caseview.CasePage(v)),
		htmlcheck.Count(".message", 2),
		htmlcheck.In("#m-3", htmlcheck.HasText("Byggnadsnämnden"), htmlcheck.HasText("Beslut"), htmlcheck.HasText("Nytt"), htmlcheck.HasText("karta.dwg")),
		htmlcheck.In("#m-3 a[href='/x']", htmlcheck.HasText("beslut.pdf")),
		htmlcheck.In("#m-2", htmlcheck.HasText("Du"), htmlcheck.HasText("<b>Här</b> är den"), htmlcheck.HasNoText("Nytt")),
		htmlcheck.In(".lead", htmlcheck.HasText("14 december 2026")),
		htmlcheck.In("aside a[href='#documents']", htmlcheck.HasText("Dokument (1)")),
		htmlcheck.NotIn("aside a[href$='/dra-tillbaka']"),
		htmlcheck.In("#f-text-hint", htmlcheck.HasText("öppnar inte ärendet igen")))
}

// TestCaseAsks says what is asked and till when before anything else, with one
// form to answer.
func TestCaseAsks(t *testing.T) {
	ask := caseview.Ask{Text: "En ritning", Until: "12 december 2026"}
	over, answered := ask, ask
	over.IsOver, answered.AnsweredAt = true, "24 november"
	tests := []struct {
		name   string
		ask    *caseview.Ask
		status caseview.Status
		says   []string
	}{
		{"asked", &ask, caseview.StatusAsked, []string{"Byggnadsnämnden frågar", "En ritning", "Svara senast 12 december 2026"}},
		{"too late", &over, caseview.StatusAsked, []string{"skulle ha kommit senast 12 december 2026", "fortfarande"}},
		{"answered", &answered, caseview.StatusAnswered, []string{"Du svarade 24 november"}},
		{"closed meanwhile", &ask, caseview.StatusClosed, nil},
		{"not asked", nil, caseview.StatusStarted, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := render(t, caseview.CasePage(caseview.Case{Status: tt.status, Reference: "MK-1", Receiver: "Byggnadsnämnden", Ask: tt.ask}))
			htmlcheck.Run(t, page, htmlcheck.Count("form[action$='/meddelande']", 1))
			if tt.says == nil {
				htmlcheck.Run(t, page, htmlcheck.NotIn(".ask"), htmlcheck.Count("details.write form", 1))
				return
			}
			for _, words := range tt.says {
				htmlcheck.Run(t, page, htmlcheck.In(".ask", htmlcheck.HasText(words)))
			}
			if tt.ask.AnsweredAt == "" {
				htmlcheck.Run(t, page, htmlcheck.Count(".ask form", 1), htmlcheck.NotIn("details.write"))
			} else {
				htmlcheck.Run(t, page, htmlcheck.NotIn(".ask form"), htmlcheck.Count("details.write form", 1))
			}
		})
	}
}

// TestWhoHasRead is said only where it is known.
func TestWhoHasRead(t *testing.T) {
	v := caseview.Case{Status: caseview.StatusStarted, Reference: "MK-1"}
	htmlcheck.Run(t, render(t, caseview.CasePage(v)), htmlcheck.In("aside", htmlcheck.HasNoText("Vem har läst")))
	v.IsRead = true
	htmlcheck.Run(t, render(t, caseview.CasePage(v)), htmlcheck.In("aside", htmlcheck.HasText("Ingen har öppnat")))
	v.Readings = []caseview.Reading{{Function: "Registrator", At: "21 november 2026"}}
	htmlcheck.Run(t, render(t, caseview.CasePage(v)), htmlcheck.In(".readings", htmlcheck.HasText("Registrator, 21 november 2026")))
}

// TestMessageFormKeepsWhatWasWritten shows it open, with the words and the files
// that need not be sent again.
func TestMessageFormKeepsWhatWasWritten(t *testing.T) {
	v := caseview.Case{Status: caseview.StatusStarted, Reference: "MK-1", Writing: caseview.Writing{
		Token: "t", Text: "Hej", TextError: "För lång", Kept: []ui.File{{ID: "a", Name: "a.jpg"}},
	}}
	htmlcheck.Run(t, render(t, caseview.CasePage(v)),
		htmlcheck.In("title", htmlcheck.HasText("Fel:")),
		htmlcheck.In("[role=alert] a[href='#f-text']", htmlcheck.HasText("För lång")),
		htmlcheck.In("details.write[open]"),
		htmlcheck.In("textarea[name=text]", htmlcheck.HasText("Hej"), htmlcheck.HasAttr("aria-invalid", "true")),
		htmlcheck.In("input[name=token]", htmlcheck.HasAttr("value", "t")),
		htmlcheck.In("input[name=kept]", htmlcheck.HasAttr("value", "a")),
		htmlcheck.In("button[name=remove]", htmlcheck.HasAttr("value", "a")))
}

func render(t *testing.T, page templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := page.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
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

// What happened before a case was passed on is not said of who has it now.
func TestMovedCase(t *testing.T) {
	v := caseview.Case{Status: caseview.StatusReceived, Receiver: "Byggnadsnämnden", Events: []caseview.Event{
		{Kind: caseview.EventReceived}, {Kind: caseview.EventDelivered}, {Kind: caseview.EventStarted}, {Kind: caseview.EventMoved},
	}}
	page := render(t, caseview.CasePage(v))
	htmlcheck.Run(t, page, htmlcheck.In(".timeline",
		htmlcheck.HasText("Vi har tagit emot ditt ärende."), htmlcheck.HasText("Ärendet kom fram till dem som hade det först."), htmlcheck.HasText("Skickat vidare"),
		htmlcheck.HasNoText("Byggnadsnämnden")), htmlcheck.In(".facts", htmlcheck.HasText("TillByggnadsnämnden")))
	v.Status, v.Number = caseview.StatusDelivered, "BN 2026-00017"
	v.Events = append(v.Events, caseview.Event{Kind: caseview.EventDelivered, At: "25 november"})
	page = render(t, caseview.CasePage(v))
	htmlcheck.Run(t, page, htmlcheck.In(".timeline", htmlcheck.HasText("Ärendet finns hos Byggnadsnämnden.")), htmlcheck.In(".facts", htmlcheck.HasText("BN 2026-00017"), htmlcheck.HasText("HosByggnadsnämnden")))
}
