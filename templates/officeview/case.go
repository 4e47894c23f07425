package officeview

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// Deed is something that one does to a case; it stands in addresses.
type Deed string

// The deeds.
const (
	DeedTake    Deed = "ta"
	DeedGoOn    Deed = "fortsatt" // without the completion
	DeedWrite   Deed = "skriv"
	DeedAsk     Deed = "komplettera"
	DeedNote    Deed = "anteckna"
	DeedDecide  Deed = "besluta"
	DeedClose   Deed = "avsluta"
	DeedReopen  Deed = "oppna-igen"
	DeedAssign  Deed = "lamna-over"    // to a colleague of the function, or back to it
	DeedForward Deed = "skicka-vidare" // to another function of the authority
)

// Deeds are all deeds, in the order that they are offered in.
var Deeds = []Deed{DeedTake, DeedGoOn, DeedWrite, DeedAsk, DeedNote, DeedDecide, DeedClose, DeedReopen, DeedAssign, DeedForward}

// AtOnce reports whether there is nothing to ask about the deed, so that it has
// no form.
func (d Deed) AtOnce() bool { return d == DeedTake || d == DeedGoOn }

// Case is a case as those who work it see it; Shell.Title is the service's
// title. What may be done now, and what is the next thing, is decided by whoever
// fills it in.
type Case struct {
	layout.Office
	ServiceID string
	Reference string
	Diary     string
	State     State
	Received  string // "21 november 2026 klockan 14.05"
	Due       string // the last day; empty: none
	Overdue   int    // days past it
	Authority string
	Function  string
	Handler   string // empty: nobody
	IsMine    bool
	HasNews   bool // the citizen has written, and nobody has answered

	Deeds   []Deed   // that may be done now
	Next    Deed     // the one of them that takes the case on; empty: none does
	Form    *Form    // of the deed that is being done; nil: none
	Changed *Changed // the deed was not done, since somebody was quicker
	Version string   // of the case as it is shown; the forms carry it

	Sections  []ui.Section // the answers, as the citizen saw them
	Files     []ui.File    // that came with them
	Messages  []Message    // oldest first
	Decisions []Decision   // oldest first
	Notes     []Note       // of handlers for handlers, oldest first
	Events    []Event
	Readers   []Reader // latest first
}

// Form is the form of a deed. Which of its fields are shown follows from the
// deed. What was typed is shown again.
type Form struct {
	Deed         Deed
	Text         string
	TextError    string
	TextOptional bool
	Day          string // "2026-12-12"
	DayError     string
	To           string
	ToError      string
	ToOptions    []ui.Option
	Outcome      string
	OutcomeError string
	Outcomes     []ui.Option
	Appeal       string // how to appeal
	AppealError  string
	Close        bool // close the case with the decision
	FilesError   string
	Kept         bool // what stands in it was typed before a login that was needed in between
	KeptFiles    bool // and files were chosen, which must be chosen again
}

// The names of the fields.
const (
	FieldVersion = "version"
	FieldText    = "text"
	FieldDay     = "dag"
	FieldTo      = "till"
	FieldOutcome = "utfall"
	FieldAppeal  = "overklaga"
	FieldFiles   = "filer"
	FieldClose   = "avsluta"
)

// Changed says what somebody else did meanwhile.
type Changed struct {
	By       string // who works it now; empty: nobody
	At       string // empty: not known
	HadFiles bool   // files were chosen, which must be chosen again
}

// Message is words between the citizen and the authority.
type Message struct {
	FromCitizen  bool
	IsWithdrawal bool   // of the case, by the citizen
	By           string // who wrote for the authority
	At           string
	Text         string
	LastDay      string // until when something is asked for; empty: nothing is
	Files        []ui.File
}

// Note is what a handler wrote for other handlers.
type Note struct {
	By   string
	At   string
	Text string
}

// Decision is the decision in the case.
type Decision struct {
	Outcome string // in words: "Ansökan beviljas"
	By      string
	At      string
	Text    string
	Appeal  string
	Files   []ui.File
}

// EventKind is what sort of thing happened, with the values of the domain.
type EventKind string

// Event is one thing that has happened, for handlers.
type Event struct {
	Kind EventKind
	At   string
	By   string // empty: nobody in particular
	Text string // more about it: to whom it went; empty: nothing
}

// Reader is a function that has opened the case.
type Reader struct {
	Function string
	At       string
}

// lead says where the case stands and what takes it on.
func (v Case) lead(ctx context.Context) string {
	switch {
	case v.HasNews && v.State != StateClosed:
		return i18n.T(ctx, "office.lead.news")
	case v.State == StateWork && v.Handler == "":
		return i18n.T(ctx, "office.lead.nobody")
	case v.State == StateWork && !v.IsMine:
		return i18n.T(ctx, "office.lead.others", "Handler", v.Handler)
	default:
		return i18n.T(ctx, "office.lead."+string(v.State))
	}
}

// atOnce are the deeds that are done by a button.
func (v Case) atOnce() []Deed {
	return slices.DeleteFunc(slices.Clone(v.Deeds), func(d Deed) bool { return !d.AtOnce() })
}

// withForm are the deeds that have a form to open.
func (v Case) withForm() []Deed { return slices.DeleteFunc(slices.Clone(v.Deeds), Deed.AtOnce) }

// label is what the button of a deed says.
func (v Case) label(ctx context.Context, d Deed) string {
	if d == DeedTake && v.Handler != "" {
		return i18n.T(ctx, "office.deed.ta_over")
	}
	return i18n.T(ctx, "office.deed."+string(d))
}

func (v Case) facts(ctx context.Context) []ui.Fact {
	handler := v.Handler
	switch {
	case v.IsMine:
		handler = i18n.T(ctx, "office.you")
	case handler == "":
		handler = i18n.T(ctx, "office.nobody")
	}
	facts := []ui.Fact{{Label: i18n.T(ctx, "office.fact.reference"), Value: v.Reference, Code: true}}
	if v.Diary != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.fact.diary"), Value: v.Diary, Code: true})
	}
	facts = append(facts,
		ui.Fact{Label: i18n.T(ctx, "office.fact.received"), Value: v.Received},
		ui.Fact{Label: i18n.T(ctx, "office.fact.authority"), Value: v.Authority},
		ui.Fact{Label: i18n.T(ctx, "office.fact.function"), Value: v.Function},
		ui.Fact{Label: i18n.T(ctx, "office.fact.handler"), Value: handler})
	if v.Due != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.fact.due"), Value: v.Due})
	}
	return facts
}

func (v Case) timeline(ctx context.Context) []ui.Event {
	out := make([]ui.Event, len(v.Events))
	for i, e := range v.Events {
		out[i] = ui.Event{Title: i18n.T(ctx, "office.event."+string(e.Kind)), At: e.At, Text: e.Text, State: ui.EventDone}
		if e.By != "" {
			out[i].Text = i18n.T(ctx, "office.event_by", "By", e.By) + after(e.Text)
		}
	}
	return out
}

func after(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

func (v Case) shell(ctx context.Context) layout.Office {
	o := v.In(layout.AreaInbox, i18n.T(ctx, "case.title", "Service", v.Title, "Reference", v.Reference))
	o.HasError = v.Form != nil && len(v.Form.problems()) > 0 || v.Changed != nil
	return o
}

// problems are what is to mend in the form.
func (f *Form) problems() []ui.Problem {
	var out []ui.Problem
	for _, p := range []struct{ field, message string }{
		{FieldOutcome, f.OutcomeError},
		{FieldTo, f.ToError},
		{FieldText, f.TextError},
		{FieldDay, f.DayError},
		{FieldAppeal, f.AppealError},
		{FieldFiles, f.FilesError},
	} {
		if p.message != "" {
			out = append(out, ui.Problem{URL: ui.FieldURL(p.field), Message: p.message})
		}
	}
	return out
}

// takesFiles reports whether files may be sent with the deed.
func (f *Form) takesFiles() bool {
	return f.Deed == DeedWrite || f.Deed == DeedAsk || f.Deed == DeedDecide
}

// Lost is what one sees after a deed to a case that one may not work, or not any
// more.
type Lost struct {
	layout.Office
	Text string // what was typed
}
