package eservice

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/drafts"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// ShowReview shows all answers before they are sent.
func (h *Handlers) ShowReview(c echo.Context) error {
	f, done, err := h.open(c)
	if err != nil || done {
		return err
	}
	if exit, ends := f.Form.Exit(f.Draft.Answers); ends { // there is nothing to send
		_, lang := scope(c)
		return render.SeeOther(c, paths.Step(lang, f.Draft.ID, exit.ID))
	}
	page, err := h.reviewPage(c)
	if err != nil {
		return err
	}
	return h.Pages.OK(c, formview.ReviewPage(page))
}

// Submit turns the draft into a case and leads to its receipt, however often it
// is sent. When something is to mend, or the answers have changed since they
// were reviewed, nothing is sent and the review says why. TooMany when many are
// sent from the same client.
func (h *Handlers) Submit(c echo.Context) error {
	ctx, lang := scope(c)
	if !allows(h.Submissions, c) {
		return errs.New(errs.TooMany, "eservice.Submit").WithText(textSlowDown)
	}
	token := posted.Of(ctx).Values.Get(formview.FieldToken)
	sent, err := h.Cases.Submit(ctx, session.Actor(ctx), c.Param(ParamDraft), token)
	if err != nil {
		return err
	}
	if !sent.Stale && len(sent.Problems) == 0 {
		return render.SeeOther(c, paths.Receipt(lang, c.Param(ParamDraft)))
	}
	page, err := h.reviewPage(c)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if sent.Stale {
		status = http.StatusConflict
	}
	page.Stale = sent.Stale
	return h.Pages.Show(c, status, formview.ReviewPage(page))
}

// LeaveSubmit leads from the address that a form was posted to, which somebody
// has opened, to where it is posted from.
func (h *Handlers) LeaveSubmit(c echo.Context) error {
	_, lang := scope(c)
	return render.SeeOther(c, paths.Review(lang, c.Param(ParamDraft)))
}

// LeaveStart leads from the address that begins a draft to the service's page.
func (h *Handlers) LeaveStart(c echo.Context) error {
	_, lang := scope(c)
	return render.SeeOther(c, paths.Service(lang, c.Param(ParamService)))
}

// Saved says that the draft is saved and not sent.
func (h *Handlers) Saved(c echo.Context) error {
	f, done, err := h.open(c)
	if err != nil || done {
		return err
	}
	_, lang := scope(c)
	d := drafts.View(lang, f)
	return h.Pages.OK(c, formview.SavedPage(formview.Saved{
		Shell: h.Pages.Shell(c), DraftID: d.ID, ServiceTitle: d.ServiceTitle, ServiceID: f.Draft.ServiceID,
		Step: d.Step, SavedAt: d.SavedAt, KeptUntil: d.KeptUntil,
	}))
}

func (h *Handlers) reviewPage(c echo.Context) (formview.Review, error) {
	ctx, lang := scope(c)
	f, problems, err := h.Cases.Review(ctx, session.Actor(ctx), c.Param(ParamDraft))
	if err != nil {
		return formview.Review{}, err
	}
	page := formview.Review{
		Shell: h.Pages.Shell(c), DraftID: f.Draft.ID, ServiceTitle: f.Service.Title.In(lang),
		Back: paths.Service(lang, f.Draft.ServiceID), SavedAt: i18n.Clock(lang, f.Draft.SavedAt),
		Problems: reviewProblems(lang, f, problems), Receiver: f.Service.Authority,
		Next: answers.Texts(lang, f.Service.Next), Token: f.Draft.SubmitToken,
	}
	_, page.Path = paths.Split(paths.Review(lang, f.Draft.ID)) // also when it was posted
	if last, ok := f.Form.Previous(f.Draft.Answers, ""); ok {
		page.Back = paths.Step(lang, f.Draft.ID, last.ID)
	}
	for _, s := range f.Form.Summary(lang, f.Draft.Answers) {
		section := answers.Section(lang, s, func(file string) string { return paths.DraftFile(lang, f.Draft.ID, file) })
		section.ChangeURL = paths.Step(lang, f.Draft.ID, s.StepID) + "?" + changing
		page.Sections = append(page.Sections, section)
	}
	return page, nil
}

// reviewProblems leads each fault to the step and the field where it is mended.
func reviewProblems(lang i18n.Lang, f cases.Filling, problems []forms.Problem) []ui.Problem {
	var out []ui.Problem
	for _, p := range problems {
		step, _ := f.Form.StepFor(p)
		url := paths.Step(lang, f.Draft.ID, step.ID) + "?" + changing
		message := p.Message.In(lang)
		if p.Question != "" {
			url += ui.FieldURL(p.Field())
		}
		if !p.Item.IsZero() {
			message = p.Item.In(lang) + ": " + message
		}
		out = append(out, ui.Problem{URL: url, Message: message})
	}
	return out
}
