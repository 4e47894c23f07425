package mycases

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/drafts"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Cases is what one does with cases after they are sent; see cases.Service.
type Cases interface {
	Own(ctx context.Context, actor identity.Actor) ([]cases.Case, error)
	Drafts(ctx context.Context, actor identity.Actor) ([]cases.Filling, error)
	Follow(ctx context.Context, actor identity.Actor, reference, code string) (cases.Case, error)
	Show(ctx context.Context, actor identity.Actor, reference string) (cases.View, error)
	File(ctx context.Context, actor identity.Actor, reference, fileID string) (cases.Attachment, []byte, error)
}

// The parameters of the routes.
const (
	ParamReference = "reference"
	ParamFile      = "file"
)

// Handlers answers the requests about cases.
type Handlers struct {
	Cases      Cases
	Pages      *render.Pages
	Visitors   *session.Visitors
	Downloads  *render.Downloads
	CanLogIn   bool
	HasSchool  bool
	Clients    *throttle.Limiter // attempts by where they come from
	Guesses    *throttle.Limiter // attempts by where they come from and the case they are at
	References *throttle.Limiter // attempts by the case they are at, from anywhere
}

// MyPages shows Mina sidor.
func (h *Handlers) MyPages(c echo.Context) error {
	ctx := c.Request().Context()
	lang, actor := i18n.LangOf(ctx), session.Actor(ctx)
	begun, err := h.Cases.Drafts(ctx, actor)
	if err != nil {
		return err
	}
	sent, err := h.Cases.Own(ctx, actor)
	if err != nil {
		return err
	}
	page := catalogueview.MyPages{Shell: h.Pages.Shell(c), CanLogIn: h.CanLogIn, HasSchool: h.HasSchool}
	for _, f := range begun {
		page.Drafts = append(page.Drafts, drafts.View(lang, f))
	}
	for _, s := range sent {
		page.Cases = append(page.Cases, catalogueview.OwnCase{
			Title: s.Title.In(lang), Reference: s.Reference, Status: catalogueview.Status(s.Status()), SentAt: i18n.DateTime(lang, s.ReceivedAt),
		})
	}
	return h.Pages.OK(c, catalogueview.MyPagesPage(page))
}

// Show shows a case that the visitor may open. Otherwise the page asks for its
// code, whether the case exists or not.
func (h *Handlers) Show(c echo.Context) error {
	ctx := c.Request().Context()
	reference, ok := cases.NormalizeReference(c.Param(ParamReference))
	if !ok {
		return errs.New(errs.NotFound, "mycases.Show")
	}
	view, err := h.Cases.Show(ctx, session.Actor(ctx), reference)
	if errs.Is(err, errs.NotFound) {
		return h.askForCode(c, reference, err)
	}
	if err != nil {
		return err
	}
	return h.Pages.OK(c, caseview.CasePage(h.casePage(c, view)))
}

func (h *Handlers) casePage(c echo.Context, view cases.View) caseview.Case {
	lang := i18n.LangOf(c.Request().Context())
	page := caseview.Case{
		Shell: h.Pages.Shell(c), ServiceID: view.Case.ServiceID, Reference: view.Case.Reference, Number: view.Case.Number,
		Status: caseview.Status(view.Case.Status()), SentAt: i18n.DateTime(lang, view.Case.ReceivedAt),
		Receiver: view.Case.Authority, HandlingTime: view.Service.HandlingTime.In(lang),
		Sections: answers.Sections(lang, view.Sections, func(id string) string { return paths.CaseFile(lang, view.Case.Reference, id) }),
	}
	page.Title = view.Case.Title.In(lang)
	for _, e := range view.Events {
		page.Events = append(page.Events, caseview.Event{Kind: caseview.EventKind(e.Kind), At: i18n.DateTime(lang, e.At), Note: e.Note})
	}
	return page
}

// File answers with a file of a case that the visitor may open.
func (h *Handlers) File(c echo.Context) error {
	ctx := c.Request().Context()
	return h.Downloads.Send(c, func() (render.File, error) {
		a, content, err := h.Cases.File(ctx, session.Actor(ctx), c.Param(ParamReference), c.Param(ParamFile))
		return render.File{Name: a.Name, MediaType: a.MediaType, Content: content}, err
	})
}
