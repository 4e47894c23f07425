package eservice

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Cases is what one does with a draft until it is a case; see cases.Service.
type Cases interface {
	Drafts
	Files
	Submissions
}

// Drafts fills in drafts.
type Drafts interface {
	Start(ctx context.Context, actor identity.Actor, serviceID string, lang i18n.Lang, known forms.Known) (cases.Filling, error)
	Owns(ctx context.Context, actor identity.Actor, draftID string) error
	Open(ctx context.Context, actor identity.Actor, draftID string) (cases.Filling, error)
	SaveStep(ctx context.Context, actor identity.Actor, in cases.StepInput) (cases.Filling, []forms.Problem, error)
}

// Files looks after the files of drafts.
type Files interface {
	DraftFile(ctx context.Context, actor identity.Actor, draftID, fileID string) (cases.Attachment, []byte, error)
	RemoveFile(ctx context.Context, actor identity.Actor, draftID, fileID string) error
}

// Submissions turns drafts into cases.
type Submissions interface {
	Review(ctx context.Context, actor identity.Actor, draftID string) (cases.Filling, []forms.Problem, error)
	Submit(ctx context.Context, actor identity.Actor, draftID, token string) (cases.Submission, error)
	Receipt(ctx context.Context, actor identity.Actor, draftID string) (cases.View, error)
}

// The parameters of the routes.
const (
	ParamService = "service"
	ParamDraft   = "draft"
	ParamStep    = "step"
	ParamFile    = "file"
)

// Handlers answers the requests of a form.
type Handlers struct {
	Cases       Cases
	Pages       *render.Pages
	Visitors    *session.Visitors
	Downloads   *render.Downloads
	Starts      *throttle.Limiter // drafts begun, by where they are begun
	Submissions *throttle.Limiter // cases sent, by where they are sent from
}

// RequireDraft is the middleware that refuses a form for a draft that is not
// the visitor's own before it is read: NotFound.
func (h *Handlers) RequireDraft(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		if err := h.Cases.Owns(ctx, session.Actor(ctx), c.Param(ParamDraft)); err != nil {
			return err
		}
		return next(c)
	}
}

// Start begins a draft and shows its first step. Whoever begins one without
// being logged in is from then on known by a cookie. TooMany when many are begun
// from the same client, or the actor has many already.
func (h *Handlers) Start(c echo.Context) error {
	ctx, lang := scope(c)
	if !allows(h.Starts, c) {
		return errs.New(errs.TooMany, "eservice.Start").WithText(textSlowDown)
	}
	actor, keep := session.Actor(ctx), func() {}
	if !actor.IsPerson() {
		actor, keep = h.Visitors.Begin(c)
	}
	f, err := h.Cases.Start(ctx, actor, c.Param(ParamService), lang, forms.Known{Name: session.LoginOf(ctx).Name})
	if err != nil {
		return err
	}
	keep()
	return render.SeeOther(c, paths.Step(lang, f.Draft.ID, f.Resume))
}

// DraftFile answers with a file of the visitor's own draft.
func (h *Handlers) DraftFile(c echo.Context) error {
	ctx, _ := scope(c)
	return h.Downloads.Send(c, func() (render.File, error) {
		a, content, err := h.Cases.DraftFile(ctx, session.Actor(ctx), c.Param(ParamDraft), c.Param(ParamFile))
		return render.File{Name: a.Name, MediaType: a.MediaType, Content: content}, err
	})
}

// open returns the visitor's own draft. done is true when it has been
// submitted: then the answer, which leads to the receipt, has been given.
func (h *Handlers) open(c echo.Context) (f cases.Filling, done bool, err error) {
	ctx, lang := scope(c)
	f, err = h.Cases.Open(ctx, session.Actor(ctx), c.Param(ParamDraft))
	if err != nil {
		return cases.Filling{}, false, err
	}
	if !f.Draft.SubmittedAt.IsZero() {
		return f, true, render.SeeOther(c, paths.Receipt(lang, f.Draft.ID))
	}
	return f, false, nil
}

// orReceipt leads to the receipt when err says that the draft was submitted
// meanwhile, in another window.
func orReceipt(c echo.Context, err error) error {
	if errs.TextOf(err) == "case.already_submitted" {
		return render.SeeOther(c, paths.Receipt(i18n.LangOf(c.Request().Context()), c.Param(ParamDraft)))
	}
	return err
}

// textSlowDown says that nothing is lost.
const textSlowDown = "error.slow_down"

func allows(limiter *throttle.Limiter, c echo.Context) bool {
	return limiter.Allow(throttle.ClientKey(c.RealIP()))
}

func scope(c echo.Context) (context.Context, i18n.Lang) {
	ctx := c.Request().Context()
	return ctx, i18n.LangOf(ctx)
}
