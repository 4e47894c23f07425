package public

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
)

// Paper shows a service's form to print. NotFound: the service has none, or
// does not take it on paper.
func (h *Handlers) Paper(c echo.Context) error {
	now := h.Catalogue.Current()
	e, ok := now.Find(c.Param(ParamService))
	if !ok || !hasPaper(e) {
		return errs.New(errs.NotFound, "public.Paper")
	}
	return h.keep(c, now, func(ctx context.Context, shell layout.Shell, _ time.Time) (templ.Component, error) {
		lang := i18n.LangOf(ctx)
		form, err := h.Cases.Preview(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		page := catalogueview.Paper{
			Shell: shell, ID: e.ID, Anonymous: !e.NeedsLogin(), Authority: authorityName(lang, now, e),
			Visit: e.Contact.Visit.In(lang), Phone: e.Contact.Phone, Purpose: e.DataProtection.Purpose.In(lang), Parts: paperParts(lang, form),
		}
		page.Title = e.Title.In(lang)
		return catalogueview.PaperPage(page), nil
	})
}

// hasPaper reports whether the service's form can be handed in on paper.
func hasPaper(e *catalogue.Entry) bool {
	return e.FormVersion > 0 && slices.Contains(e.Offline, catalogue.WayForm)
}

func authorityName(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry) string {
	if a, ok := now.Authority(e.Authority); ok {
		return a.Name.In(lang)
	}
	return e.Authority
}

func paperParts(lang i18n.Lang, form *forms.Definition) []catalogueview.PaperPart {
	var out []catalogueview.PaperPart
	for _, s := range form.Steps {
		if s.Exit != nil {
			continue // who fills in on paper asks us instead
		}
		out = append(out, catalogueview.PaperPart{
			Title: s.Title.In(lang), Intro: s.Intro.In(lang), Sometimes: s.If != "", Questions: paperQuestions(lang, s.Questions),
		})
	}
	return out
}

func paperQuestions(lang i18n.Lang, questions []forms.Question) []catalogueview.PaperQuestion {
	var out []catalogueview.PaperQuestion
	for _, q := range questions {
		out = append(out, paperQuestion(lang, q))
	}
	return out
}

// Room for answers by hand.
const (
	linesShort = 1
	linesLong  = 6
	manyTimes  = 3 // how many there is room to tell of; who has more takes another sheet
)

func paperQuestion(lang i18n.Lang, q forms.Question) catalogueview.PaperQuestion {
	out := catalogueview.PaperQuestion{
		Label: q.Label.In(lang), Hint: q.Hint.In(lang), Text: q.Text.In(lang), Optional: q.Asks() && !q.Required, Sometimes: q.If != "",
	}
	say := func(keys ...string) []string {
		var words []string
		for _, key := range keys {
			words = append(words, i18n.In(lang, "catalogue.paper."+key))
		}
		return words
	}
	switch q.Type {
	case forms.TypeChoice, forms.TypeChoices:
		for _, o := range q.Options {
			out.Boxes = append(out.Boxes, o.Label.In(lang))
		}
	case forms.TypeYesNo:
		out.Boxes = say("yes", "no")
	case forms.TypeConsent:
		out.Boxes = say("agree")
	case forms.TypeContact:
		out.Blanks = say("name", "phone", "email")
	case forms.TypeAddress:
		out.Blanks = say("street", "postcode", "city")
	case forms.TypeDate:
		out.Blanks = say("day")
	case forms.TypeFile:
		out.Blanks = say("enclosed")
	case forms.TypeLongText:
		out.Lines = linesLong
	case forms.TypeGroup:
		out.Times, out.Item, out.Each = manyTimes, q.Item.In(lang), paperQuestions(lang, q.Questions)
		if q.Rules.MaxCount > 0 {
			out.Times = min(out.Times, q.Rules.MaxCount)
		}
	case forms.TypeInformation:
	default:
		out.Lines = linesShort
	}
	return out
}
