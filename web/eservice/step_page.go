package eservice

import (
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
)

// stepPage is the requested step of a draft with what there is to mend.
// NotFound when the answers do not lead through it.
func (h *Handlers) stepPage(c echo.Context, f cases.Filling, problems []forms.Problem) (formview.Step, error) {
	_, lang := scope(c)
	steps, at := visible(f, c.Param(ParamStep))
	if at < 0 {
		return formview.Step{}, errs.New(errs.NotFound, "eservice.stepPage")
	}
	step := steps[at]
	page := formview.Step{
		Shell: h.Pages.Shell(c), DraftID: f.Draft.ID, StepID: step.ID, ServiceTitle: f.Service.Title.In(lang),
		Number: at + 1, Count: len(steps), Intro: step.Intro.In(lang), Back: paths.Service(lang, f.Draft.ServiceID),
	}
	page.Title = step.Title.In(lang)
	if at > 0 {
		page.Back = paths.Step(lang, f.Draft.ID, steps[at-1].ID)
	}
	if f.Draft.SavedAt.After(f.Draft.CreatedAt) {
		page.SavedAt = i18n.Clock(lang, f.Draft.SavedAt)
	}
	for _, q := range step.Questions {
		page.Questions = append(page.Questions, question(lang, f.Draft, q, problems))
	}
	return page, nil
}

// visible returns the steps that the answers lead through, and which of them
// has the id: -1 when none has.
func visible(f cases.Filling, stepID string) (steps []forms.Step, at int) {
	steps = f.Form.Visible(f.Draft.Answers)
	return steps, slices.IndexFunc(steps, func(s forms.Step) bool { return s.ID == stepID })
}

// question is a question with its answer as it was typed.
func question(lang i18n.Lang, d cases.Draft, q forms.Question, problems []forms.Problem) formview.Question {
	answer, limits := d.Answers[q.ID], q.Limits()
	view := formview.Question{
		Kind: formview.Kind(q.Type), ID: q.ID, Label: q.Label.In(lang), Hint: q.Hint.In(lang), Required: q.Required,
		Value: answer.Text, NeedOne: q.Rules.NeedOne, Parts: map[string]formview.Part{},
	}
	for name, value := range answer.Parts {
		view.Parts[name] = formview.Part{Value: value}
	}
	switch q.Type {
	case forms.TypeLongText:
		view.MaxLength = limits.MaxLength
	case forms.TypeChoice:
		for _, o := range q.Options {
			view.Options = append(view.Options, ui.Option{Value: o.Value, Label: o.Label.In(lang), Hint: o.Hint.In(lang)})
		}
	case forms.TypeFile:
		view.Accept, view.FileHint = limits.Accept, q.FileHint().In(lang)
		view.Files = draftFiles(lang, d.ID, answer.Files)
	case forms.TypeText, forms.TypePlace, forms.TypeContact:
	}
	for _, p := range problems {
		if p.Question == q.ID {
			tell(&view, p.Part, p.Message.In(lang))
		}
	}
	return view
}

// tell puts a fault where it is mended. Several faults of the same thing, such
// as of many files, are told after each other.
func tell(view *formview.Question, part, message string) {
	if part == "" {
		view.Error = after(view.Error, message)
		return
	}
	p := view.Parts[part]
	p.Error = after(p.Error, message)
	view.Parts[part] = p
}

func after(said, message string) string {
	if said == "" {
		return message
	}
	return said + " " + message
}

func draftFiles(lang i18n.Lang, draftID string, files []forms.File) []ui.File {
	var out []ui.File
	for _, f := range files {
		out = append(out, ui.File{ID: f.ID, Name: f.Name, Size: ui.FileSize(lang, f.Size), URL: paths.DraftFile(lang, draftID, f.ID)})
	}
	return out
}
