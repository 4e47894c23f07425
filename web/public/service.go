package public

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/drafts"
	"github.com/mittkoping/entre/web/session"
)

// Service shows a service's own page.
func (h *Handlers) Service(c echo.Context) error {
	now := h.Catalogue.Current()
	e, ok := now.Find(c.Param(ParamService))
	if !ok {
		return errs.New(errs.NotFound, "public.Service")
	}
	h.noteChoice(c, e.ID)
	return h.keep(c, now, func(ctx context.Context, shell layout.Shell, at time.Time) (templ.Component, error) {
		return h.service(ctx, shell, now, e, at)
	})
}

// service is a service's page for who asks in the context.
func (h *Handlers) service(ctx context.Context, shell layout.Shell, now *catalogue.Snapshot, e *catalogue.Entry, at time.Time) (templ.Component, error) {
	lang := i18n.LangOf(ctx)
	page := servicePage(lang, now, e)
	page.Disturbances = touching(lang, now, e.ID, at)
	page.Shell = shell
	page.AsksFound = h.Learning != nil && page.Urgent == nil
	page.Title, page.Shell.Summary = e.Title.In(lang), e.Summary.In(lang)
	page.MustLogIn = page.HasForm && e.NeedsLogin() && !session.Actor(ctx).IsPerson()
	var err error
	if page.LinkedData, err = h.linkedData(lang, now, e); err != nil {
		return nil, err
	}
	if page.HasForm {
		if page.Draft, err = h.draftOf(ctx, e.ID); err != nil {
			return nil, err
		}
		if page.Questions, err = h.preview(ctx, e.ID); err != nil {
			return nil, err
		}
	}
	return catalogueview.ServicePage(page), nil
}

// manyRelated is as many as one looks through.
const manyRelated = 6

func servicePage(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry) catalogueview.Service {
	category, _ := catalogue.FindCategory(e.Category)
	page := catalogueview.Service{
		ID: e.ID, Summary: e.Summary.In(lang), Kind: catalogueview.Kind(e.Kind), Login: catalogueview.Login(e.Login),
		Category: catalogueview.Category{ID: category.Code, Name: category.Name.In(lang)},
		Handled:  e.Kind == catalogue.KindEService || e.Backend.Reached == catalogue.ReachedStaff || e.Backend.Reached == catalogue.ReachedConnector,
		Urgent:   urgent(lang, e), HasForm: e.FormVersion > 0, NoFollowUp: e.NoFollowUp, HasPaper: hasPaper(e),
		Audience: audiences(lang, e), Needs: answers.Texts(lang, e.Needs), Steps: answers.Texts(lang, e.Steps), Next: answers.Texts(lang, e.Next),
		HandlingTime: e.HandlingTime.In(lang), Cost: e.Cost.In(lang),
		Offline: ways(e), Phone: e.Contact.Phone, Hours: e.Contact.Hours.In(lang), Visit: e.Contact.Visit.In(lang),
		Authority: authorityName(lang, now, e), Owner: e.Owner, LegalBasis: e.LegalBasis, Privacy: privacy(lang, now, e), Reviewed: day(lang, e.Review),
		Related: briefs(lang, now.Related(e, lang, manyRelated)),
	}
	if a, ok := now.Authority(e.Authority); ok {
		page.Registrar = a.Registrar.Phone
	}
	for _, code := range e.LifeEvents {
		if event, ok := catalogue.FindLifeEvent(code); ok {
			page.LifeEvents = append(page.LifeEvents, lifeEvents(lang, []catalogue.LifeEvent{event})...)
		}
	}
	if e.Link != nil {
		page.Link = &catalogueview.Link{URL: e.Link.URL, Label: e.Link.Label.In(lang)}
	}
	return page
}

func urgent(lang i18n.Lang, e *catalogue.Entry) *catalogueview.Urgent {
	if e.Urgent == nil {
		return nil
	}
	return &catalogueview.Urgent{Phone: e.Urgent.Phone, Text: e.Urgent.Text.In(lang)}
}

// ways are the ways without a computer that can be told of: a service that
// names none can be called about, and visited where somebody says where.
func ways(e *catalogue.Entry) []catalogueview.Way {
	named := e.Offline
	if len(named) == 0 {
		named = []catalogue.Way{catalogue.WayPhone, catalogue.WayVisit}
	}
	var out []catalogueview.Way
	for _, w := range named {
		if w == catalogue.WayPhone && e.Contact.Phone == "" || w == catalogue.WayVisit && e.Contact.Visit.IsZero() {
			continue
		}
		out = append(out, catalogueview.Way(w))
	}
	return out
}

// day writes a day of the catalogue; one that is none is not told.
func day(lang i18n.Lang, written string) string {
	t, err := time.Parse(time.DateOnly, written)
	if err != nil {
		return ""
	}
	return i18n.Date(lang, t)
}

// privacy is what is told about personal data (GDPR art. 13).
func privacy(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry) catalogueview.Privacy {
	n, ok := now.Notice(e)
	if !ok {
		none := e.DataProtection.Basis == catalogue.BasisNone
		return catalogueview.Privacy{Said: none, None: none}
	}
	p := catalogueview.Privacy{
		Said: true, Controller: n.Controller.Name.In(lang), Phone: n.Controller.Contact.Phone,
		Officer: n.Controller.Officer.Phone, OfficerURL: n.Controller.Officer.URL,
		Purpose: n.Purpose.In(lang), Basis: string(n.Basis), Sensitive: string(n.Sensitive), Recipients: n.Recipients.In(lang),
		Kept: n.Retention.Kept.In(lang), KeptBy: n.Retention.Decision,
	}
	for _, r := range n.Rights {
		p.Rights = append(p.Rights, string(r))
	}
	return p
}

// linkedData is the service for programs: in the EU's words and in those of
// search engines.
func (h *Handlers) linkedData(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry) ([]catalogueview.LinkedData, error) {
	const op = "public.linkedData "
	european, err := now.JSONLD(e, h.Place.Base)
	if err != nil {
		return nil, errs.Wrap(errs.Internal, op+e.ID, err)
	}
	common, err := now.SchemaOrg(e, lang, h.Place)
	if err != nil {
		return nil, errs.Wrap(errs.Internal, op+e.ID, err)
	}
	return []catalogueview.LinkedData{european, common}, nil
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
