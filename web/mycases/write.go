package mycases

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// RequireCase is the middleware that refuses a form about a case that the visitor
// may not write in before it is taken: NotFound, whether the case exists or not.
// Whoever is not logged in may have been when they opened the form: they are shown
// the way to the login, and what they wrote is kept meanwhile.
func (h *Handlers) RequireCase(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		err := h.Cases.MayWrite(ctx, session.Actor(ctx), c.Param(ParamReference))
		reference, ok := cases.NormalizeReference(c.Param(ParamReference))
		if errs.Is(err, errs.NotFound) && ok && h.logIn(c, "") != "" {
			h.KeepTyped(c)
			return h.askForCode(c, reference, err)
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

// Write sends a message in a case and leads back to it. With something to mend
// the case's page says so and has all that was written. TooMany when many are sent
// from the same client.
func (h *Handlers) Write(c echo.Context) error {
	ctx := c.Request().Context()
	if !h.Messages.Allow(throttle.ClientKey(c.RealIP())) {
		return errs.New(errs.TooMany, "mycases.Write").WithText("error.slow_down")
	}
	form, reference := posted.Of(ctx), c.Param(ParamReference)
	uploads, problems := sortUploads(form.Files)
	in := cases.MessageInput{
		Reference: reference, Token: form.Values.Get(caseview.FieldToken), Values: form.Values, Kept: form.Values[caseview.FieldKept],
		Remove: form.Values.Get(caseview.FieldRemove), Uploads: uploads, Hold: len(problems) > 0,
	}
	written, err := h.Cases.Write(ctx, session.Actor(ctx), in)
	if err != nil {
		return err
	}
	lang := i18n.LangOf(ctx)
	if written.IsSent {
		return render.SeeOther(c, paths.Case(lang, reference)+"?"+paths.SentParam)
	}
	_, view, err := h.open(c)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if in.Remove != "" && len(written.Problems)+len(problems) == 0 {
		status = http.StatusOK
	}
	page := h.casePage(c, view, writing(lang, in.Token, written, problems))
	return h.Pages.Show(c, status, caseview.CasePage(page))
}

// LeaveWrite leads from the address that a message was posted to, which somebody
// has opened, to the case; or shows the case with what was written in its form
// before one had to log in again.
func (h *Handlers) LeaveWrite(c echo.Context) error {
	ctx, reference := c.Request().Context(), c.Param(ParamReference)
	typed, wasTyped := posted.TypedOf(ctx)
	if !wasTyped {
		if err := h.Cases.MayWrite(ctx, session.Actor(ctx), reference); err != nil {
			return err
		}
		return render.SeeOther(c, paths.Case(i18n.LangOf(ctx), reference))
	}
	_, view, err := h.open(c)
	if err != nil {
		return err
	}
	form := emptyWriting(c)
	form.IsTyped, form.LostFiles, form.Text = true, typed.Files, typed.Values.Get(caseview.FieldText)
	return h.Pages.OK(c, caseview.CasePage(h.casePage(c, view, form)))
}

// sortUploads parts the files that were received whole from those that were not,
// and says why.
func sortUploads(files []posted.File) (uploads []cases.Upload, problems []forms.Problem) {
	q := cases.MessageQuestion(cases.FieldFiles)
	for _, f := range files {
		switch {
		case f.Field != q.ID:
		case f.Lack == posted.LackNothing:
			uploads = append(uploads, cases.Upload{Question: f.Field, Name: f.Name, Size: f.Size, Open: f.Open})
		case f.Size > q.Limits().MaxBytes:
			problems = append(problems, *q.CheckFile(f.Name, "", f.Size))
		default:
			text := func(lang i18n.Lang) string { return i18n.In(lang, "web.upload."+string(f.Lack), "Name", f.Name) }
			problems = append(problems, forms.Problem{Question: q.ID, Message: i18n.Text{SV: text(i18n.SV), EN: text(i18n.EN)}})
		}
	}
	return uploads, problems
}

func emptyWriting(c echo.Context) caseview.Writing {
	return writing(i18n.LangOf(c.Request().Context()), cases.NewMessageToken(), cases.Writing{}, nil)
}

// writing is the form of a message as it was posted.
func writing(lang i18n.Lang, token string, w cases.Writing, problems []forms.Problem) caseview.Writing {
	files := cases.MessageQuestion(cases.FieldFiles)
	out := caseview.Writing{
		Token: token, Text: w.Answers[cases.FieldText].Text, MaxLength: cases.MessageQuestion(cases.FieldText).Limits().MaxLength,
		Accept: files.Limits().Accept, FileHint: files.FileHint().In(lang),
	}
	for _, f := range w.Answers[cases.FieldFiles].Files {
		out.Kept = append(out.Kept, ui.File{ID: f.ID, Name: f.Name, Size: ui.FileSize(lang, f.Size)})
	}
	for _, p := range append(problems, w.Problems...) {
		into := &out.TextError
		if p.Question == cases.FieldFiles {
			into = &out.FilesError
		}
		if *into != "" {
			*into += " "
		}
		*into += p.Message.In(lang)
	}
	return out
}
