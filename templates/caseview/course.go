package caseview

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func (s Status) tone() ui.Tone {
	switch s {
	case StatusAsked:
		return ui.ToneWait
	case StatusClosed:
		return ui.ToneDone
	case StatusWithdrawn:
		return ui.TonePlain
	default:
		return ui.ToneOpen
	}
}

// lead is what the page says first: what the citizen is to do now, if anything.
func (v Case) lead(ctx context.Context) string {
	key := "case.lead." + string(v.Status)
	if v.Status.isClosed() && v.DecidedAt != "" {
		key = "case.lead.decided"
	}
	return i18n.T(ctx, key, "Receiver", v.Receiver, "DecidedAt", v.DecidedAt)
}

// isAsked reports whether the page begins with what the citizen is asked for.
func (v Case) isAsked() bool { return v.Ask != nil && !v.Status.isClosed() }

// isWaitedFor reports whether it has the form to answer with.
func (v Case) isWaitedFor() bool { return v.isAsked() && v.Ask.AnsweredAt == "" }

// coming are the events that a case goes through, in order, with those statuses
// in which they have happened.
var coming = []struct {
	kind  EventKind
	after []Status
}{
	{EventDelivered, []Status{StatusDelivered, StatusStarted, StatusWaiting, StatusAsked, StatusAnswered}},
	{EventStarted, []Status{StatusStarted, StatusWaiting, StatusAsked, StatusAnswered}},
	{EventClosed, nil},
}

// begun are the events that show that somebody works on the case.
var begun = []EventKind{EventStarted, EventWaiting, EventAsked}

// timeline is what has happened and what comes. Words have their own place,
// under messages.
func (v Case) timeline(ctx context.Context) []ui.Event {
	var out []ui.Event
	hasBegun, moved := false, v.lastMove()
	for i, e := range v.Events {
		if e.Kind == EventMessage || e.Kind == EventWrote {
			continue
		}
		title := "case.event." + string(e.Kind)
		if e.Kind == EventStarted && hasBegun {
			title = "case.event.continued"
		}
		hasBegun = hasBegun || slices.Contains(begun, e.Kind)
		done := ui.Event{Title: i18n.T(ctx, title), At: e.At, State: ui.EventDone}
		switch {
		case i >= moved || e.Kind == EventReceived || e.Kind == EventMoved:
			done.Text = i18n.T(ctx, "case.event_text."+string(e.Kind), "Receiver", v.Receiver)
		case e.Kind == EventDelivered: // there, and not with those who have it now
			done.Text = i18n.T(ctx, "case.event_text.delivered_before")
		}
		out = append(out, done)
	}
	if v.Status.isClosed() {
		return out
	}
	if n := len(out); n > 0 {
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

// lastMove is the place among the events of the last time that the case was passed
// on; -1 when it never was. What was before it was at others than who have it now.
func (v Case) lastMove() int {
	for i, e := range slices.Backward(v.Events) {
		if e.Kind == EventMoved {
			return i
		}
	}
	return -1
}

// tag is what is said of a message beside who wrote it; ok is false for nothing.
func (m Message) tag(ctx context.Context) (tone ui.Tone, label string, ok bool) {
	switch m.Kind {
	case MessageAsk:
		return ui.ToneWait, i18n.T(ctx, "case.message.ask"), true
	case MessageDecision:
		return ui.ToneDone, i18n.T(ctx, "case.message.decision"), true
	case MessageAnswer:
		return ui.TonePlain, i18n.T(ctx, "case.message.answer"), true
	case MessageWithdrawal:
		return ui.TonePlain, i18n.T(ctx, "case.message.withdrawal"), true
	case MessagePlain:
	}
	return "", "", false
}

// sender is who wrote a message.
func (v Case) sender(ctx context.Context, m Message) string {
	if m.IsOwn {
		return i18n.T(ctx, "case.message.you")
	}
	return v.Receiver
}

// conversation are the messages that say anything.
func (v Case) conversation() []Message {
	return slices.DeleteFunc(slices.Clone(v.Messages), func(m Message) bool {
		return m.Text == "" && len(m.Files) == 0 && len(m.Missing) == 0
	})
}

func (v Case) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{{Label: i18n.T(ctx, "case.fact.reference"), Value: v.Reference, Code: true}}
	if v.Number != "" {
		label := i18n.T(ctx, "case.fact.number")
		if v.IsDiaryNumber {
			label = i18n.T(ctx, "case.fact.diary_number")
		}
		facts = append(facts, ui.Fact{Label: label, Value: v.Number, Code: true})
	}
	by := i18n.T(ctx, "case.fact.by_nobody")
	if v.IsOwn {
		by = i18n.T(ctx, "case.fact.by_you")
	}
	receiver := i18n.T(ctx, "case.fact.receiver")
	if v.Status == StatusReceived { // it is not there yet
		receiver = i18n.T(ctx, "case.fact.receiver_to")
	}
	return append(facts,
		ui.Fact{Label: i18n.T(ctx, "case.fact.sent"), Value: v.SentAt},
		ui.Fact{Label: i18n.T(ctx, "case.fact.by"), Value: by},
		ui.Fact{Label: receiver, Value: v.Receiver})
}

// isUnderWay reports whether something has been written that is not sent.
func (w Writing) isUnderWay() bool { return w.hasError() || len(w.Kept) > 0 || w.IsTyped }

// problems are what to mend in the message.
func (w Writing) problems() []ui.Problem {
	var out []ui.Problem
	if w.TextError != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(FieldText), Message: w.TextError})
	}
	if w.FilesError != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(FieldFiles), Message: w.FilesError})
	}
	return out
}

// textField is where the message is written.
func (v Case) textField(ctx context.Context) ui.Field {
	f := ui.Field{
		Name: FieldText, Label: i18n.T(ctx, "case.message.text", "Receiver", v.Receiver), Value: v.Writing.Text, Error: v.Writing.TextError,
		Length: v.Writing.MaxLength,
	}
	switch {
	case v.isWaitedFor():
		f.Label = i18n.T(ctx, "case.ask.text")
	case v.Status.isClosed():
		f.Hint = i18n.T(ctx, "case.message.closed", "Receiver", v.Receiver)
	}
	return f
}

// filesField is where files are chosen, and where those stand that came with a
// message that could not be sent.
func (v Case) filesField(ctx context.Context) ui.Upload {
	return ui.Upload{
		Field: ui.Field{
			Name: FieldFiles, Label: i18n.T(ctx, "case.message.files"), Hint: v.Writing.FileHint, Error: v.Writing.FilesError, Optional: !v.isWaitedFor(),
		},
		Accept: v.Writing.Accept, Received: v.Writing.Kept, Remove: ui.Button{Name: FieldRemove},
	}
}

func (v Case) shell(ctx context.Context) layout.Shell {
	s := v.In(layout.AreaMyPages, i18n.T(ctx, "case.title", "Service", v.Title, "Reference", v.Reference))
	s.HasError = v.Writing.hasError()
	return s
}

func (v Withdrawal) problems() []ui.Problem {
	if v.ReasonError == "" {
		return nil
	}
	return []ui.Problem{{URL: ui.FieldURL(FieldReason), Message: v.ReasonError}}
}

func (v Withdrawal) shell(ctx context.Context) layout.Shell {
	s := v.In(layout.AreaMyPages, i18n.T(ctx, "case.withdraw.title"))
	s.HasError = v.ReasonError != ""
	return s
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
