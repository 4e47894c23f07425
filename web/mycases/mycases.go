package mycases

import (
	"context"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/drafts"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Cases is what one does with cases after they are sent; see cases.Service.
type Cases interface {
	Belongings
	Conversations
	Follow(ctx context.Context, actor identity.Actor, reference, code string) (cases.Case, error)
	Show(ctx context.Context, actor identity.Actor, reference string) (cases.View, error)
	File(ctx context.Context, actor identity.Actor, reference, fileID string) (cases.Attachment, []byte, error)
}

// Belongings is what is one's own.
type Belongings interface {
	Own(ctx context.Context, actor identity.Actor) ([]cases.Case, error)
	Drafts(ctx context.Context, actor identity.Actor) ([]cases.Filling, error)
}

// Conversations is what one says in a case.
type Conversations interface {
	MayWrite(ctx context.Context, actor identity.Actor, reference string) error
	Write(ctx context.Context, actor identity.Actor, in cases.MessageInput) (cases.Writing, error)
	Withdraw(ctx context.Context, actor identity.Actor, reference string, values url.Values) ([]forms.Problem, error)
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
	Clock      clock.Clock
	CanLogIn   bool
	HasSchool  bool
	Messages   *throttle.Limiter // messages sent, by where they come from
	Clients    *throttle.Limiter // attempts by where they come from
	Guesses    *throttle.Limiter // attempts by where they come from and the case they are at
	References *throttle.Limiter // attempts by the case they are at, from anywhere

	// KeepTyped keeps what the request posts until who posts it has logged in
	// again: for posted.TypedOf.
	KeepTyped func(echo.Context)
}

// manyCases is how many one has before one is offered to look for one.
const manyCases = 5

// MyPages shows Mina sidor. What one looks for there is never taken from another
// site's link: the length of the page would tell that site what one has.
func (h *Handlers) MyPages(c echo.Context) error {
	ctx := c.Request().Context()
	lang, actor := i18n.LangOf(ctx), session.Actor(ctx)
	begun, err := h.Cases.Drafts(ctx, actor)
	if err != nil {
		return err
	}
	own, err := h.Cases.Own(ctx, actor)
	if err != nil {
		return err
	}
	page := catalogueview.MyPages{Shell: h.Pages.Shell(c), CanLogIn: h.CanLogIn, HasSchool: h.HasSchool, CanSearch: len(own) > manyCases}
	if page.CanSearch && isOwnLink(c) {
		page.Sought = posted.Line(c.QueryParam(catalogueview.FieldSought))
	}
	for _, f := range begun {
		page.Drafts = append(page.Drafts, drafts.View(lang, f))
	}
	own = slices.DeleteFunc(own, func(c cases.Case) bool { return !c.Matches(page.Sought) })
	for _, o := range own {
		page.Cases = append(page.Cases, h.ownCase(lang, o))
	}
	return h.Pages.OK(c, catalogueview.MyPagesPage(page))
}

func (h *Handlers) ownCase(lang i18n.Lang, c cases.Case) catalogueview.OwnCase {
	return catalogueview.OwnCase{
		Title: c.Title.In(lang), Reference: c.Reference, Number: c.Number, Status: catalogueview.Status(c.Status()),
		SentAt: i18n.Date(lang, c.ReceivedAt), Until: lastDay(lang, c), IsOver: h.isOver(c), HasNews: c.HasNews(),
	}
}

// lastDay is the day when the citizen's answer is to be there; "" when none was
// said.
func lastDay(lang i18n.Lang, c cases.Case) string {
	if c.Asked.Until.IsZero() {
		return ""
	}
	return i18n.Date(lang, c.Asked.Until)
}

// isOver reports whether the last day has passed, in Sweden.
func (h *Handlers) isOver(c cases.Case) bool {
	if c.Asked.Until.IsZero() {
		return false
	}
	y, m, d := i18n.Local(c.Asked.Until).Date()
	ny, nm, nd := i18n.Local(h.Clock.Now()).Date()
	return ny > y || ny == y && (nm > m || nm == m && nd > d)
}

// isOwnLink reports whether a page of ours, or the visitor, asks for the address.
// Old browsers do not say.
func isOwnLink(c echo.Context) bool {
	switch c.Request().Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return false
	default:
		return true
	}
}
