package mycases

import (
	"regexp"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// justNow is how long a page says that a message has just been sent.
const justNow = 10 * time.Minute

// Show shows a case that the visitor may open. Otherwise the page asks for its
// code, whether the case exists or not.
func (h *Handlers) Show(c echo.Context) error {
	reference, view, err := h.open(c)
	if errs.Is(err, errs.NotFound) && reference != "" {
		return h.askForCode(c, reference, err)
	}
	if err != nil {
		return err
	}
	page := h.casePage(c, view, emptyWriting(c))
	if c.QueryParams().Has(paths.SentParam) {
		page.SentAgo = h.sentJustNow(c, view)
	}
	return h.Pages.OK(c, caseview.CasePage(page))
}

// open returns the requested case as the visitor may see it, and its reference
// as we write it: "" when what stands in the address is none.
func (h *Handlers) open(c echo.Context) (reference string, v cases.View, err error) {
	ctx := c.Request().Context()
	reference, ok := cases.NormalizeReference(c.Param(ParamReference))
	if !ok {
		return "", cases.View{}, errs.New(errs.NotFound, "mycases.open")
	}
	v, err = h.Cases.Show(ctx, session.Actor(ctx), reference)
	return reference, v, err
}

// sentJustNow is when the citizen's latest message was sent, if that was a moment
// ago.
func (h *Handlers) sentJustNow(c echo.Context, v cases.View) string {
	for _, m := range slices.Backward(v.Messages) {
		if m.Sender == cases.PartyCitizen && h.Clock.Now().Sub(m.At) < justNow {
			return i18n.DateTime(i18n.LangOf(c.Request().Context()), m.At)
		}
	}
	return ""
}

// diaryNumber is how an authority numbers a registered case: BUN 2026-00123.
var diaryNumber = regexp.MustCompile(`^[A-ZÅÄÖ]{2,5} \d{4}-\d{3,}$`)

func (h *Handlers) casePage(c echo.Context, view cases.View, writing caseview.Writing) caseview.Case {
	lang, own := i18n.LangOf(c.Request().Context()), view.Case
	page := caseview.Case{
		Shell: h.Pages.Shell(c), ServiceID: own.ServiceID, Reference: own.Reference, Number: own.Number,
		IsDiaryNumber: diaryNumber.MatchString(own.Number), Status: caseview.Status(own.Status()), SentAt: i18n.DateTime(lang, own.ReceivedAt),
		IsOwn: view.IsOwn, Receiver: own.Authority, HandlingTime: view.Service.HandlingTime.In(lang), IsRead: view.IsRead,
		Sections: answers.Sections(lang, view.Sections, func(id string) string { return paths.CaseFile(lang, own.Reference, id) }),
		Writing:  writing, Ask: h.ask(lang, view),
	}
	if u := view.Service.Urgent; u != nil && own.ClosedAt.IsZero() {
		page.UrgentPhone, page.UrgentText = u.Phone, u.Text.In(lang)
	}
	page.Title = own.Title.In(lang)
	page.Path = paths.Case(i18n.SV, own.Reference) // also when a message was posted
	if !own.DecidedAt.IsZero() {
		page.DecidedAt = i18n.Date(lang, own.DecidedAt)
	}
	for _, e := range view.Events {
		page.Events = append(page.Events, caseview.Event{Kind: caseview.EventKind(e.Kind), At: i18n.DateTime(lang, e.At)})
	}
	for _, m := range slices.Backward(view.Messages) {
		page.Messages = append(page.Messages, message(lang, view, m))
	}
	for _, d := range view.Documents {
		page.Documents = append(page.Documents, caseview.Document{
			File: file(lang, own.Reference, d.Attachment), At: i18n.Date(lang, d.At), IsDecision: d.IsDecision, IsNew: view.IsNew(d.UploadedAt),
		})
	}
	for _, r := range view.Readings {
		page.Readings = append(page.Readings, caseview.Reading{Function: r.Function.In(lang), At: i18n.Date(lang, r.At)})
	}
	return page
}

// ask is what the citizen is asked for; nil when nothing is.
func (h *Handlers) ask(lang i18n.Lang, v cases.View) *caseview.Ask {
	asked := v.Case.Asked
	if asked.At.IsZero() {
		return nil
	}
	a := &caseview.Ask{Until: lastDay(lang, v.Case), IsOver: h.isOver(v.Case)}
	if !asked.AnsweredAt.IsZero() {
		a.AnsweredAt, a.IsOver = i18n.DateTime(lang, asked.AnsweredAt), false
	}
	for _, m := range v.Messages {
		if m.ID == asked.MessageID {
			a.Text = m.Text
		}
	}
	return a
}

func message(lang i18n.Lang, v cases.View, m cases.Message) caseview.Message {
	out := caseview.Message{
		ID: m.ID, IsOwn: m.Sender == cases.PartyCitizen, Kind: caseview.MessageKind(m.Kind), At: i18n.DateTime(lang, m.At), Text: m.Text,
		Missing: m.Missing,
	}
	out.IsNew = !out.IsOwn && v.IsNew(m.NotedAt)
	for _, f := range m.Files {
		out.Files = append(out.Files, file(lang, v.Case.Reference, f))
	}
	return out
}

func file(lang i18n.Lang, reference string, a cases.Attachment) ui.File {
	return ui.File{ID: a.ID, Name: a.Name, Size: ui.FileSize(lang, a.Size), URL: paths.CaseFile(lang, reference, a.ID)}
}

// File answers with a file of a case that the visitor may open. What the
// authority has sent is saved and never shown.
func (h *Handlers) File(c echo.Context) error {
	ctx := c.Request().Context()
	return h.Downloads.Send(c, func() (render.File, error) {
		a, content, err := h.Cases.File(ctx, session.Actor(ctx), c.Param(ParamReference), c.Param(ParamFile))
		return render.File{Name: a.Name, MediaType: a.MediaType, Content: content, IsSaved: a.Sender == cases.PartyAuthority}, err
	})
}
