package eservice

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// changing is the query of a step's address, and the name of a field, when one
// came from the review to change an answer and goes back there.
const changing = formview.FieldChanging

// more is the query of a step's address that names the question which an answer
// has just shown.
const more = "mer"

// ShowStep shows a step of the visitor's own draft, as it stands. A step that
// the answers do not lead through does not exist.
func (h *Handlers) ShowStep(c echo.Context) error {
	f, done, err := h.open(c)
	if err != nil || done {
		return err
	}
	if steps, at := visible(f, c.Param(ParamStep)); at >= 0 && steps[at].Exit != nil {
		return h.Pages.OK(c, formview.ExitPage(h.exitPage(c, f, steps)))
	}
	typed, wasTyped := posted.TypedOf(c.Request().Context())
	if steps, at := visible(f, c.Param(ParamStep)); wasTyped && at >= 0 {
		f.Draft.Answers = forms.Read(steps[at], typed.Values, f.Draft.Answers) // to be shown, not saved
	}
	page, err := h.stepPage(c, f, nil)
	if err != nil {
		return err
	}
	page.Typed, page.TypedFiles = wasTyped, typed.Files
	page.Changing = c.QueryParams().Has(changing) || typed.Values.Has(changing)
	page.Revealed = c.QueryParam(more)
	return h.Pages.OK(c, formview.StepPage(page))
}

// SaveStep keeps what was posted on a step, and then does what the button says:
// go on, stay, or leave. With something to mend one stays, with what was typed.
func (h *Handlers) SaveStep(c echo.Context) error {
	ctx, _ := scope(c)
	form := posted.Of(ctx)
	actor, draftID := session.Actor(ctx), c.Param(ParamDraft)
	uploads, lacking := sortUploads(form.Files)
	f, problems, err := h.Cases.SaveStep(ctx, actor, cases.StepInput{
		DraftID: draftID, StepID: c.Param(ParamStep), Values: form.Values, Uploads: uploads,
	})
	if err != nil {
		return orReceipt(c, err)
	}
	problems = relevant(f, c.Param(ParamStep), form, slices.Concat(lackProblems(f, c.Param(ParamStep), lacking), problems))
	if len(problems) > 0 {
		page, err := h.stepPage(c, f, problems)
		if err != nil {
			return err
		}
		page.Changing = form.Values.Has(changing)
		return h.Pages.Show(c, http.StatusUnprocessableEntity, formview.StepPage(page))
	}
	if file := form.Values.Get(formview.FieldRemove); file != "" {
		// Gone already is as good: the button was pressed twice.
		if err := h.Cases.RemoveFile(ctx, actor, draftID, file); err != nil && !errs.Is(err, errs.NotFound) {
			return orReceipt(c, err)
		}
	}
	return render.SeeOther(c, whereTo(ctx, f, c.Param(ParamStep), form))
}

// whereTo returns the address that follows a step without problems.
func whereTo(ctx context.Context, f cases.Filling, step string, form posted.Form) string {
	lang, draft := i18n.LangOf(ctx), f.Draft.ID
	do := form.Values.Get(formview.FieldDo)
	at, isRepeated := repeated(f, step, form)
	stays := form.Values.Get(formview.FieldRemove) != "" || do == formview.DoUpload
	if f.Revealed != "" && do != formview.DoLeave && !stays && !isRepeated {
		return paths.Step(lang, draft, step) + "?" + revealed(f, form).Encode()
	}
	next, hasNext := f.Form.Next(f.Draft.Answers, step)
	_, ends := f.Form.Exit(f.Draft.Answers)
	switch {
	case (stays || isRepeated) && form.Values.Has(changing):
		return paths.Step(lang, draft, step) + "?" + changing + at
	case stays || isRepeated:
		return paths.Step(lang, draft, step) + at
	case do == formview.DoLeave:
		return paths.Saved(lang, draft)
	case form.Values.Has(changing) && !ends || !hasNext:
		return paths.Review(lang, draft)
	default:
		return paths.Step(lang, draft, next.ID)
	}
}

// revealed is the query that says where a step goes on when an answer has shown
// more of it, and that one came from the review if so.
func revealed(f cases.Filling, form posted.Form) url.Values {
	query := url.Values{more: {f.Revealed}}
	if form.Values.Has(changing) {
		query.Set(changing, "")
	}
	return query
}

// repeated returns where on the page one goes on when an item was added to a
// group or taken from it, and false when none was.
func repeated(f cases.Filling, stepID string, form posted.Form) (fragment string, ok bool) {
	step, _ := f.Form.StepByID(stepID)
	input, ok := step.Repeated(form.Values, f.Draft.Answers)
	if !ok {
		return "", false
	}
	return ui.FieldURL(input), true
}

// relevant returns the problems that the pressed button makes matter: all of
// them to go on, else only those of the files just sent, which would be lost
// without a word.
func relevant(f cases.Filling, stepID string, form posted.Form, problems []forms.Problem) []forms.Problem {
	do := form.Values.Get(formview.FieldDo)
	_, isRepeated := repeated(f, stepID, form)
	if !isRepeated && form.Values.Get(formview.FieldRemove) == "" && do != formview.DoLeave && do != formview.DoUpload {
		return problems
	}
	return slices.DeleteFunc(problems, func(p forms.Problem) bool {
		return !slices.ContainsFunc(form.Files, func(f posted.File) bool { return f.Field == p.Question })
	})
}

// sortUploads parts the files that were received whole from those that were
// not.
func sortUploads(files []posted.File) (uploads []cases.Upload, lacking []posted.File) {
	for _, f := range files {
		if f.Lack != posted.LackNothing {
			lacking = append(lacking, f)
			continue
		}
		uploads = append(uploads, cases.Upload{Question: f.Field, Name: f.Name, Size: f.Size, Open: f.Open})
	}
	return uploads, lacking
}

// lackProblems tells of the files that were not received whole: that a file is
// too large by the question's own limit, if it is, or that they were too much.
func lackProblems(f cases.Filling, stepID string, files []posted.File) []forms.Problem {
	var problems []forms.Problem
	steps, at := visible(f, stepID)
	if at < 0 {
		return nil
	}
	for _, file := range files {
		q, ok := steps[at].Question(file.Field)
		if !ok {
			continue
		}
		if file.Size > q.Limits().MaxBytes {
			problems = append(problems, *q.CheckFile(file.Name, "", file.Size))
			continue
		}
		text := func(lang i18n.Lang) string { return i18n.In(lang, "web.upload."+string(file.Lack), "Name", file.Name) }
		problems = append(problems, forms.Problem{Question: q.ID, Message: i18n.Text{SV: text(i18n.SV), EN: text(i18n.EN)}})
	}
	return problems
}
