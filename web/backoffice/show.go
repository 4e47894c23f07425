package backoffice

import (
	"context"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Show shows a case that one may open. That it was read is noted.
func (h *Handlers) Show(c echo.Context) error {
	page, _, err := h.open(c)
	if err != nil {
		return err
	}
	return h.Pages.OK(c, officeview.CasePage(page))
}

// Form shows a case with the form of the deed open, if the deed may be done to it
// now. What was typed in it before a login in between is there.
func (h *Handlers) Form(deed officeview.Deed) echo.HandlerFunc {
	return func(c echo.Context) error {
		page, view, err := h.open(c)
		if err != nil {
			return err
		}
		ctx := c.Request().Context()
		if !deed.AtOnce() && slices.Contains(page.Deeds, deed) {
			page.Form = form(ctx, deed, view)
			if typed, was := posted.TypedOf(ctx); was {
				fill(page.Form, typed.Values)
				page.Form.Kept, page.Form.KeptFiles = true, typed.Files
			}
		}
		return h.Pages.OK(c, officeview.CasePage(page))
	}
}

// File answers with a file of a case that one may open. That it was read is
// noted.
func (h *Handlers) File(c echo.Context) error {
	ctx := c.Request().Context()
	return h.Downloads.Send(c, func() (render.File, error) {
		f, content, err := h.Cases.File(ctx, session.Actor(ctx), c.Param(ParamReference), c.Param(ParamFile))
		return render.File{Name: f.Name, MediaType: f.MediaType, Content: content}, err
	})
}

// open reads a case and makes its page, without a form.
func (h *Handlers) open(c echo.Context) (officeview.Case, caseroom.View, error) {
	ctx := c.Request().Context()
	view, err := h.Cases.Open(ctx, session.Actor(ctx), c.Param(ParamReference))
	if err != nil {
		return officeview.Case{}, view, err
	}
	readers, err := h.Cases.Readers(ctx, view.Case.Reference)
	if err != nil {
		return officeview.Case{}, view, err
	}
	page := h.casePage(c, view)
	for _, r := range readers {
		page.Readers = append(page.Readers, officeview.Reader{Function: r.Function.In(i18n.LangOf(ctx)), At: i18n.DateTime(i18n.LangOf(ctx), r.At)})
	}
	return page, view, nil
}

func (h *Handlers) casePage(c echo.Context, v caseroom.View) officeview.Case {
	ctx := c.Request().Context()
	lang, me := i18n.LangOf(ctx), session.Actor(ctx).Staff.ID
	page := officeview.Case{
		Office: h.Office(c), ServiceID: v.Case.ServiceID, Reference: v.Case.Reference, Diary: v.Case.Diary.String(),
		State: officeview.State(v.Case.Status()), Received: i18n.DateTime(lang, v.Case.ReceivedAt), Overdue: overdue(v.Case, h.Clock.Now()),
		Authority: v.Authority.Name, Function: v.Function.In(lang), Handler: v.Case.Handler.Name,
		IsMine: v.Case.Handler.ID != "" && v.Case.Handler.ID == me, HasNews: v.Case.HasNews(), Version: strconv.Itoa(v.Case.Revision),
		Sections: sections(v.Dossier.Sections), Files: h.files(lang, v, ""),
	}
	page.Title = v.Case.Title
	page.Path = paths.OfficeCase(i18n.SV, v.Case.Reference)
	if due := v.Case.AttendAt(); !due.IsZero() {
		page.Due = i18n.Date(lang, due)
	}
	page.Deeds = deeds(v, me)
	page.Next = next(v, page)
	for _, e := range v.Events {
		h.tell(ctx, &page, v, e)
	}
	return page
}

func sections(in []caseroom.Section) []ui.Section {
	out := make([]ui.Section, len(in))
	for i, s := range in {
		out[i].Title = s.Title
		for _, r := range s.Rows {
			out[i].Answers = append(out[i].Answers, ui.Answer{Label: r.Label, Lines: r.Lines})
		}
	}
	return out
}

// files are the files of an event, or those that came with the case.
func (h *Handlers) files(lang i18n.Lang, v caseroom.View, event string) []ui.File {
	var out []ui.File
	for _, f := range v.Files {
		if f.EventID == event {
			out = append(out, ui.File{
				ID: f.ID, Name: f.Name, Size: ui.FileSize(lang, f.Size), URL: paths.OfficeFile(lang, v.Case.Reference, f.ID),
			})
		}
	}
	return out
}

// tell puts an event where it is read: among the messages, the decisions or the
// notes, and always among what has happened.
func (h *Handlers) tell(ctx context.Context, page *officeview.Case, v caseroom.View, e caseroom.Event) {
	lang := i18n.LangOf(ctx)
	at, by := i18n.DateTime(lang, e.At), author(lang, e.By)
	happened := officeview.Event{Kind: officeview.EventKind(e.Kind), At: at, By: by}
	message := officeview.Message{FromCitizen: e.IsFromCitizen(), By: by, At: at, Text: e.Text, Files: h.files(lang, v, e.ID)}
	switch e.Kind {
	case caseroom.EventRegistered:
		happened.Text = v.Case.Diary.String()
	case caseroom.EventAssigned:
		happened.Kind, happened.Text = "released", ""
		if e.To != "" {
			happened.Kind, happened.Text = officeview.EventKind(e.Kind), i18n.T(ctx, "office.event_to", "To", e.To)
		}
	case caseroom.EventForwarded:
		happened.Text = i18n.T(ctx, "office.event_to", "To", h.function(lang, identity.FunctionID(e.To))) + " " + e.Text
	case caseroom.EventReopened:
		happened.Text = e.Text
	case caseroom.EventNoted:
		page.Notes = append(page.Notes, officeview.Note{By: by, At: at, Text: e.Text})
	case caseroom.EventDecided:
		page.Decisions = append(page.Decisions, officeview.Decision{
			Outcome: i18n.T(ctx, "office.decided."+string(e.Outcome)), By: by, At: at, Text: e.Text, Appeal: e.Appeal, Files: message.Files,
		})
	case caseroom.EventAsked:
		message.LastDay = i18n.Date(lang, e.LastDay)
		page.Messages = append(page.Messages, message)
	case caseroom.EventWithdrawn:
		message.IsWithdrawal = true
		page.Messages = append(page.Messages, message)
	case caseroom.EventWritten, caseroom.EventMessage, caseroom.EventFile, caseroom.EventClosed:
		if e.Text != "" || len(message.Files) > 0 {
			page.Messages = append(page.Messages, message)
		}
	}
	page.Events = append(page.Events, happened)
}

// author names who did something to their colleagues: by name, and as what.
func author(lang i18n.Lang, a caseroom.Author) string {
	if a.Name == "" {
		return a.Title.In(lang)
	}
	return a.Name + ", " + a.Title.In(lang)
}

// deedOf are the deeds of the pages, by those of the caseroom.
var deedOf = map[caseroom.Deed]officeview.Deed{
	caseroom.DeedTake: officeview.DeedTake, caseroom.DeedStart: officeview.DeedGoOn, caseroom.DeedWrite: officeview.DeedWrite,
	caseroom.DeedAsk: officeview.DeedAsk, caseroom.DeedNote: officeview.DeedNote, caseroom.DeedDecide: officeview.DeedDecide,
	caseroom.DeedClose: officeview.DeedClose, caseroom.DeedReopen: officeview.DeedReopen, caseroom.DeedAssign: officeview.DeedAssign,
	caseroom.DeedForward: officeview.DeedForward,
}

// deeds are what is offered, in the order of the pages: what may be done and
// changes anything.
func deeds(v caseroom.View, me identity.PersonID) []officeview.Deed {
	idle := map[caseroom.Deed]bool{
		caseroom.DeedTake:    v.Case.Handler.ID == me,
		caseroom.DeedStart:   v.Case.Status() != caseroom.StatusWaiting, // else one takes the case
		caseroom.DeedForward: len(v.Functions) == 0,
		caseroom.DeedAssign:  len(v.Colleagues) == 0 && v.Case.Handler.ID == "",
	}
	var may []officeview.Deed
	for _, d := range v.Deeds {
		if !idle[d] {
			may = append(may, deedOf[d])
		}
	}
	slices.SortFunc(may, func(a, b officeview.Deed) int {
		return slices.Index(officeview.Deeds, a) - slices.Index(officeview.Deeds, b)
	})
	return may
}

// next is the deed that takes the case on for the one who looks: to take what
// nobody has, to answer who has written or has had no answer, and then to close
// what is answered. What a colleague has, and what waits, is left to its time.
func next(v caseroom.View, page officeview.Case) officeview.Deed {
	deed := officeview.Deed("")
	switch last := lastSaid(v.Events); {
	case page.Handler == "":
		deed = officeview.DeedTake
	case !page.IsMine, page.State == officeview.StateWaiting:
	case page.State == officeview.StateDecided, last == caseroom.EventWithdrawn:
		deed = officeview.DeedClose
	case last == "", last == caseroom.EventMessage, last == caseroom.EventFile:
		deed = officeview.DeedWrite
	default:
		deed = officeview.DeedClose
	}
	if !slices.Contains(page.Deeds, deed) {
		return ""
	}
	return deed
}

// lastSaid is the kind of the last event in which the citizen and the authority
// have said something to each other.
func lastSaid(events []caseroom.Event) caseroom.EventKind {
	for _, e := range slices.Backward(events) {
		if e.IsFromCitizen() || e.Kind == caseroom.EventWritten || e.Kind == caseroom.EventAsked || e.Kind == caseroom.EventDecided {
			return e.Kind
		}
	}
	return ""
}
