package caseview

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// stateWaiting is the state of an open case whose latest news is that somebody
// waits; the others are named as the statuses.
const stateWaiting = "waiting"

// state is what the page says first of the case; it names the texts.
func (v Case) state() string {
	if v.Status == StatusClosed {
		return string(StatusClosed)
	}
	news := slices.DeleteFunc(slices.Clone(v.Events), func(e Event) bool { return e.Kind == EventMessage })
	if len(news) > 0 && news[len(news)-1].Kind == EventWaiting {
		return stateWaiting
	}
	return string(v.Status)
}

func tone(state string) ui.Tone {
	switch state {
	case stateWaiting:
		return ui.ToneWait
	case string(StatusClosed):
		return ui.ToneDone
	default:
		return ui.ToneOpen
	}
}

// messages are the words of those who work the case, newest first.
func (v Case) messages() []Event {
	said := slices.DeleteFunc(slices.Clone(v.Events), func(e Event) bool { return e.Note == "" })
	slices.Reverse(said)
	return said
}

// coming are the events that a case goes through, in order, with those that a
// status means have happened.
var coming = []struct {
	kind  EventKind
	after []Status // the statuses in which it has happened
}{
	{EventDelivered, []Status{StatusDelivered, StatusStarted, StatusClosed}},
	{EventStarted, []Status{StatusStarted, StatusClosed}},
	{EventClosed, []Status{StatusClosed}},
}

// timeline is what has happened and what comes. Words have their own place,
// under messages.
func (v Case) timeline(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, e := range v.Events {
		if e.Kind == EventMessage {
			continue
		}
		out = append(out, ui.Event{
			Title: i18n.T(ctx, "case.event."+string(e.Kind)), At: e.At, State: ui.EventDone,
			Text: i18n.T(ctx, "case.event_text."+string(e.Kind), "Receiver", v.Receiver),
		})
	}
	if n := len(out); n > 0 && v.Status != StatusClosed {
		out[n-1].State = ui.EventNow
	}
	for _, c := range coming {
		if slices.Contains(c.after, v.Status) {
			continue
		}
		e := ui.Event{Title: i18n.T(ctx, "case.event."+string(c.kind)), State: ui.EventLater}
		if c.kind == EventClosed {
			e.Text = v.HandlingTime
		}
		out = append(out, e)
	}
	return out
}

func (v Case) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{{Label: i18n.T(ctx, "case.fact.reference"), Value: v.Reference, Code: true}}
	if v.Number != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "case.fact.number"), Value: v.Number, Code: true})
	}
	return append(facts,
		ui.Fact{Label: i18n.T(ctx, "case.fact.sent"), Value: v.SentAt},
		ui.Fact{Label: i18n.T(ctx, "case.fact.receiver"), Value: v.Receiver})
}

func (v Lookup) problems() []ui.Problem {
	var out []ui.Problem
	if v.Error != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(FieldReference), Message: v.Error})
	}
	if v.ReferenceError != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(FieldReference), Message: v.ReferenceError})
	}
	if v.CodeError != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(FieldCode), Message: v.CodeError})
	}
	return out
}

func (v Lookup) shell(ctx context.Context) layout.Shell {
	s := v.In(layout.AreaMyPages, i18n.T(ctx, "case.lookup.title"))
	s.HasError = len(v.problems()) > 0
	return s
}
