package render

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// Config is what pages have in common.
type Config struct {
	Site        func(i18n.Lang) layout.Site
	Notices     func(i18n.Lang) []layout.Notice // what does not work as usual now; nil: nothing
	Token       func(context.Context) string    // for forms, see middleware.Tokens
	CountDrafts func(context.Context, identity.Actor) (int, error)
	Log         *slog.Logger

	KeptBytes int // most memory that kept pages take (see Keep); 0 means 64 MB
}

// Pages answers with pages.
type Pages struct {
	cfg  Config
	kept *kept
}

// New returns the pages of a portal.
func New(cfg Config) *Pages { return &Pages{cfg: cfg, kept: newKept(cfg.KeptBytes)} }

// Shell returns what the requested page has around it. The number of drafts is
// left out when it cannot be had: no page fails for that.
func (p *Pages) Shell(c echo.Context) layout.Shell {
	s := p.BareShell(c)
	ctx := c.Request().Context()
	if actor := session.Actor(ctx); !actor.IsNobody() && !actor.IsStaff() {
		n, err := p.cfg.CountDrafts(ctx, actor)
		if err != nil {
			p.cfg.Log.WarnContext(ctx, "drafts could not be counted", "error", err)
		}
		s.Drafts = n
	}
	return s
}

// BareShell is Shell without asking the domain for anything, for the pages that
// tell of an error.
func (p *Pages) BareShell(c echo.Context) layout.Shell {
	r := c.Request()
	lang, path := paths.Split(r.URL.EscapedPath())
	// One slash, lest "//example.se" becomes a link to another site.
	path = "/" + strings.TrimLeft(path, `/\`)
	if r.Method != http.MethodPost {
		path = withQuery(path, r.URL.Query())
	}
	shell := layout.Shell{
		Site: p.cfg.Site(lang), Path: path, Person: nameOf(r.Context()),
		CSRF: p.cfg.Token(r.Context()), Nonce: middleware.Nonce(r.Context()),
	}
	if p.cfg.Notices != nil {
		shell.Notices = p.cfg.Notices(lang)
	}
	return shell
}

// nameOf is what who is logged in is called on the page: not every provider says
// a name, and they must see that they can log out.
func nameOf(ctx context.Context) string {
	login := session.LoginOf(ctx)
	if login.Person != "" && login.Name == "" {
		return i18n.T(ctx, "signin.nameless")
	}
	return login.Name
}

// withQuery adds to a path what decides what its page shows, and nothing else
// that stood in the address: text of somebody else's choice beside what is
// secret in a compressed page tells the secret by the page's length (BREACH).
func withQuery(path string, query url.Values) string {
	switch {
	case path == paths.Search(i18n.SV, ""):
		asked := paths.FindingOf(query)
		asked.Query = posted.Line(asked.Query)
		return paths.Find(i18n.SV, asked)
	case path == paths.Services(i18n.SV) && query.Get(paths.ParamSort) == paths.SortByTitle:
		return paths.ServicesByTitle(i18n.SV)
	case path == paths.Found(i18n.SV):
		if said, ok := paths.FinderOf(query); ok {
			said.Query = posted.Line(said.Query)
			return paths.Thanks(i18n.SV, said)
		}
	case query.Has(formview.FieldChanging):
		return path + "?" + formview.FieldChanging
	}
	return path
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Show answers with the status and the page.
func (p *Pages) Show(c echo.Context, status int, page templ.Component) error {
	return whole(c, page, func(html []byte) error { return c.HTMLBlob(status, html) })
}

// OK answers 200 with the page.
func (p *Pages) OK(c echo.Context, page templ.Component) error {
	return p.Show(c, http.StatusOK, page)
}

// Save answers with a page that stands alone, to be saved under the name.
func (p *Pages) Save(c echo.Context, name string, page templ.Component) error {
	return whole(c, page, func(html []byte) error {
		return Send(c, File{Name: name, MediaType: echo.MIMETextHTMLCharsetUTF8, Content: html})
	})
}

// whole hands over the page when all of it is made.
func whole(c echo.Context, page templ.Component, send func(html []byte) error) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := page.Render(c.Request().Context(), buf); err != nil {
		return errs.Wrap(errs.Internal, "render "+c.Path(), err)
	}
	return send(buf.Bytes())
}

// SeeOther sends the browser on with a GET to another page of ours, after a
// form has been posted.
func SeeOther(c echo.Context, path string) error { return c.Redirect(http.StatusSeeOther, path) }
