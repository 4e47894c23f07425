package eservice

import (
	"cmp"
	"slices"
	"strings"

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
		view := question(lang, f.Draft.ID, q, f.Draft.Answers[q.ID], problems)
		view.Own = view.Own || q.Type == forms.TypeContact // it is how to reach whoever fills in
		page.Questions = append(page.Questions, view)
	}
	return page, nil
}

// exitPage is the step in which the form ends.
func (h *Handlers) exitPage(c echo.Context, f cases.Filling, steps []forms.Step) formview.Exit {
	_, lang := scope(c)
	step := steps[len(steps)-1]
	page := formview.Exit{
		Shell: h.Pages.Shell(c), ServiceTitle: f.Service.Title.In(lang), Text: step.Exit.Text.In(lang),
		Back: paths.Service(lang, f.Draft.ServiceID),
	}
	page.Title = step.Title.In(lang)
	if len(steps) > 1 {
		page.Back = paths.Step(lang, f.Draft.ID, steps[len(steps)-2].ID)
	}
	page.Links = links(lang, step.Exit.Links)
	return page
}

func links(lang i18n.Lang, all []forms.Link) []formview.Link {
	var out []formview.Link
	for _, l := range all {
		link := formview.Link{URL: l.URL, Label: l.Label.In(lang)}
		if l.Service != "" {
			link.URL = paths.Service(lang, l.Service)
		}
		out = append(out, link)
	}
	return out
}

// visible returns the steps that the answers lead through, and which of them
// has the id: -1 when none has.
func visible(f cases.Filling, stepID string) (steps []forms.Step, at int) {
	steps = f.Form.Visible(f.Draft.Answers)
	return steps, slices.IndexFunc(steps, func(s forms.Step) bool { return s.ID == stepID })
}

// question is a question with its answer as it was typed. Its id is the name of
// its input, which for one in a group is not that of the definition.
func question(lang i18n.Lang, draftID string, q forms.Question, answer forms.Answer, problems []forms.Problem) formview.Question {
	limits := q.Limits()
	view := formview.Question{
		Kind: formview.Kind(q.Type), ID: q.ID, Label: q.Label.In(lang), Hint: hint(lang, q), Required: q.Required,
		NeedOne: q.Rules.NeedOne, Parts: map[string]formview.Part{}, Unit: q.Unit.In(lang), Decimals: q.Rules.Decimals > 0,
		Text: q.Text.In(lang), Important: q.Important, Links: links(lang, q.Links), Own: q.Own, IsName: q.Prefill == forms.PrefillName,
	}
	for name, values := range q.Typed(answer) {
		if name == "" {
			view.Value, view.Chosen = values[len(values)-1], values
		} else {
			view.Parts[name] = formview.Part{Value: values[0]}
		}
	}
	for _, o := range q.Options {
		view.Options = append(view.Options, ui.Option{Value: o.Value, Label: o.Label.In(lang), Hint: o.Hint.In(lang)})
	}
	switch q.Type {
	case forms.TypeLongText:
		view.MaxLength = limits.MaxLength
	case forms.TypeYesNo:
		for _, value := range []string{forms.Yes, forms.No} {
			view.Options = append(view.Options, ui.Option{Value: value, Label: i18n.In(lang, "forms.answer."+value)})
		}
	case forms.TypeFile:
		view.Accept, view.FileHint = limits.Accept, q.FileHint().In(lang)
		view.Files = draftFiles(lang, draftID, answer.Files)
	case forms.TypeGroup:
		view.Items, view.Parts = items(lang, q, answer, problems), nil
		if len(view.Items) < limits.MaxCount {
			view.Add = cmp.Or(q.Add.In(lang), i18n.In(lang, "form.group.add"))
		}
	default:
	}
	for _, p := range problems {
		if part, ok := partOf(q, p); ok {
			tell(&view, part, p.Message.In(lang))
		}
	}
	return view
}

// hint is the question's own, and how to write what has a form of its own.
func hint(lang i18n.Lang, q forms.Question) string {
	own := q.Hint.In(lang)
	switch q.Type {
	case forms.TypeDate, forms.TypePersonalNumber, forms.TypeOrganisationNumber:
		return strings.TrimSpace(own + " " + i18n.In(lang, "form.hint."+string(q.Type)))
	default:
		return own
	}
}

// items are what a group asks about each, with what was answered of it.
func items(lang i18n.Lang, q forms.Question, answer forms.Answer, problems []forms.Problem) []formview.Item {
	out := make([]formview.Item, q.Shown(answer))
	for i := range out {
		out[i].Title = q.ItemLabel(i + 1).In(lang)
		for j, sub := range q.InItem(i + 1) {
			var known forms.Answer
			if i < len(answer.Items) {
				known = answer.Items[i][q.Questions[j].ID]
			}
			out[i].Questions = append(out[i].Questions, question(lang, "", sub, known, problems))
		}
	}
	return out
}

// partOf returns which part of the question's input the problem is about, and
// false when it is about another question, or about one that a group asks.
func partOf(q forms.Question, p forms.Problem) (part string, ok bool) {
	if q.Type == forms.TypeGroup {
		return "", p.Question == q.ID && p.Item.IsZero()
	}
	if p.Field() == q.ID {
		return "", true
	}
	return strings.CutPrefix(p.Field(), q.ID+".")
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
