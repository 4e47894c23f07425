package public

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/drafts"
	"github.com/mittkoping/entre/web/session"
)

// Service shows a service's own page.
func (h *Handlers) Service(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	e, ok := h.Catalogue.Current().Find(c.Param(ParamService))
	if !ok {
		return errs.New(errs.NotFound, "public.Service")
	}
	page := servicePage(lang, e)
	page.Shell = h.Pages.Shell(c)
	page.Title = e.Title.In(lang)
	page.MustLogIn = page.HasForm && e.NeedsLogin() && !session.Actor(ctx).IsPerson()
	if page.HasForm {
		var err error
		if page.Draft, err = h.draftOf(ctx, e.ID); err != nil {
			return err
		}
		if page.Steps, err = h.preview(ctx, e.ID); err != nil {
			return err
		}
	}
	return h.Pages.OK(c, catalogueview.ServicePage(page))
}

func servicePage(lang i18n.Lang, e *catalogue.Entry) catalogueview.Service {
	page := catalogueview.Service{
		ID: e.ID, Summary: e.Summary.In(lang), Kind: catalogueview.Kind(e.Kind), Login: catalogueview.Login(e.Login),
		HasForm: e.FormVersion > 0, Audience: audiences(lang, e),
		Needs: answers.Texts(lang, e.Needs), Next: answers.Texts(lang, e.Next),
		HandlingTime: e.HandlingTime.In(lang), Cost: e.Cost.In(lang), Authority: e.Authority, Owner: e.Owner,
		Phone: e.Contact.Phone, Hours: e.Contact.Hours.In(lang), Visit: e.Contact.Visit.In(lang), LegalBasis: e.LegalBasis,
	}
	if e.Link != nil {
		page.Link = &catalogueview.Link{URL: e.Link.URL, Label: e.Link.Label.In(lang)}
	}
	return page
}

// draftOf returns the visitor's latest draft of the service's form, or nil.
func (h *Handlers) draftOf(ctx context.Context, serviceID string) (*catalogueview.Draft, error) {
	own, err := h.Cases.Drafts(ctx, session.Actor(ctx))
	if err != nil {
		return nil, err
	}
	for _, f := range own {
		if f.Draft.ServiceID == serviceID {
			d := drafts.View(i18n.LangOf(ctx), f)
			return &d, nil
		}
	}
	return nil, nil
}

// preview tells what the form asks, before one begins.
func (h *Handlers) preview(ctx context.Context, serviceID string) ([]catalogueview.StepPreview, error) {
	lang := i18n.LangOf(ctx)
	form, err := h.Cases.Preview(ctx, serviceID)
	if err != nil {
		return nil, err
	}
	var steps []catalogueview.StepPreview
	for _, s := range form.Steps {
		if !s.Asks() {
			continue
		}
		step := catalogueview.StepPreview{Title: s.Title.In(lang)}
		for _, q := range s.Questions {
			if !q.Asks() {
				continue
			}
			step.Questions = append(step.Questions, q.Label.In(lang))
		}
		steps = append(steps, step)
	}
	return steps, nil
}
