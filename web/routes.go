package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/static"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/posted"
)

// audience is whom a route is for, which decides what a request to it passes
// and who may keep the answer.
type audience int

const (
	forAll      audience = iota // public pages, in every language
	forVisitor                  // pages of somebody's own, in every language: nobody keeps them
	forProgram                  // the public API
	forOperator                 // what machines ask the portal about itself
)

// takes is what a POST route takes from whom.
type takes int

const (
	takesNothing     takes = iota // a GET
	takesAnyonesForm              // a small form on a page that one may open before being known
	takesKnownForm                // a small form of somebody known, about no draft
	takesOwnForm                  // a form for the visitor's own draft
	takesOwnFilesToo              // the same with files
)

type route struct {
	method, path string
	handle       echo.HandlerFunc
	takes        takes
}

type group struct {
	audience audience
	routes   []route
}

// Routes that the log knows by name.
const (
	routeHealth  = "/healthz"
	routeReady   = "/readyz"
	routeMetrics = "/metrics"
	routeStatic  = static.Prefix + "*"
)

// groups is the whole route table. The addresses are those of package paths.
func (s *server) groups() []group {
	const get, post = http.MethodGet, http.MethodPost
	return []group{
		{forAll, []route{
			{get, "/", s.public.Home, takesNothing},
			{get, "/sok", s.public.Results, takesNothing},
			{get, "/tjanster", s.public.Services, takesNothing},
			{get, "/tjanst/:service", s.public.Service, takesNothing},
			{get, "/kontakt", s.public.Contact, takesNothing},
			{get, "/tillganglighet", s.public.Accessibility, takesNothing},
			{get, "/dina-uppgifter", s.public.Privacy, takesNothing},
		}},
		{forVisitor, []route{
			{get, "/mina-sidor", s.mycases.MyPages, takesNothing},
			{get, "/arende", s.mycases.Lookup, takesNothing},
			{post, "/arende", s.mycases.Follow, takesAnyonesForm},
			{get, "/arende/:reference", s.mycases.Show, takesNothing},
			{get, "/arende/:reference/fil/:file", s.mycases.File, takesNothing},

			{get, "/logga-in", s.signin.Choose, takesNothing},
			{get, "/logga-in/:provider", s.signin.Leave, takesNothing},
			{get, "/logga-in/:provider/svar", s.signin.Return, takesNothing},
			{post, "/logga-ut", s.signin.LogOut, takesKnownForm},
			{get, "/logga-ut", s.signin.LeaveLogOut, takesNothing},

			{post, "/tjanst/:service/borja", s.eservice.Start, takesAnyonesForm},
			{get, "/tjanst/:service/borja", s.eservice.LeaveStart, takesNothing},
			{get, "/ansok/:draft/:step", s.eservice.ShowStep, takesNothing},
			{post, "/ansok/:draft/:step", s.eservice.SaveStep, takesOwnFilesToo},
			{get, "/ansok/:draft/granska", s.eservice.ShowReview, takesNothing},
			{post, "/ansok/:draft/skicka", s.eservice.Submit, takesOwnForm},
			{get, "/ansok/:draft/skicka", s.eservice.LeaveSubmit, takesNothing},
			{get, "/ansok/:draft/kvitto", s.eservice.Receipt, takesNothing},
			{get, "/ansok/:draft/kvitto/spara", s.eservice.SaveReceipt, takesNothing},
			{get, "/ansok/:draft/sparat", s.eservice.Saved, takesNothing},
			{get, "/ansok/:draft/fil/:file", s.eservice.DraftFile, takesNothing},
		}},
		{forProgram, []route{
			{get, "/api/v1/services", s.api.Services, takesNothing},
			{get, "/api/v1/services/:service", s.api.Service, takesNothing},
		}},
		{forOperator, []route{
			{get, routeHealth, s.health, takesNothing},
			{get, routeReady, s.ready, takesNothing},
			{get, routeMetrics, s.metrics(), takesNothing},
			{get, routeStatic, echo.WrapHandler(static.Handler()), takesNothing},
			{get, "/robots.txt", s.robots, takesNothing},
			{get, "/favicon.ico", s.favicon, takesNothing},
		}},
	}
}

// register adds a group's routes: a page in every language, and HEAD with GET.
func (s *server) register(e *echo.Echo, g group) {
	for _, r := range g.routes {
		passes := append(s.passes(g.audience), s.guards(r.takes)...)
		for _, path := range g.addresses(r.path) {
			e.Add(r.method, path, r.handle, passes...)
			if r.method == http.MethodGet {
				e.Add(http.MethodHead, path, r.handle, passes...)
			}
		}
	}
	if g.audience == forAll {
		e.GET("/en/", func(c echo.Context) error { return c.Redirect(http.StatusPermanentRedirect, paths.Home(i18n.EN)) })
	}
}

// addresses returns the paths that a route of the group answers at.
func (g group) addresses(path string) []string {
	if g.audience != forAll && g.audience != forVisitor {
		return []string{path}
	}
	var out []string
	for _, lang := range i18n.Langs {
		out = append(out, paths.In(lang, path))
	}
	return out
}

// passes is what requests for an audience pass before they are answered.
func (s *server) passes(a audience) []echo.MiddlewareFunc {
	switch a {
	case forAll:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CachePrivate), s.visitors.Load, s.logins.Load}
	case forVisitor:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheNever), s.visitors.Load, s.logins.Load, s.visitors.Renew}
	case forProgram:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheShortly)}
	default:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheNever)}
	}
}

// smallForm is room for what is asked of somebody whom we do not know.
const smallForm = 16 << 10

// guards is what a posted form passes besides. What is not the visitor's own is
// refused before it is read: to hold others' bytes is what costs.
func (s *server) guards(t takes) []echo.MiddlewareFunc {
	limits := posted.Limits{Values: s.cfg.Limits.Form, Texts: s.texts, Memory: s.memory}
	switch t {
	case takesAnyonesForm:
		limits.Values = min(limits.Values, smallForm)
		return []echo.MiddlewareFunc{posted.Read(limits), s.tokens.RequireAny}
	case takesKnownForm:
		limits.Values = min(limits.Values, smallForm)
		return []echo.MiddlewareFunc{middleware.RequireVisitor, posted.Read(limits), s.tokens.Require}
	case takesOwnForm, takesOwnFilesToo:
		if t == takesOwnFilesToo {
			limits.Files = s.cfg.Limits.Upload
		}
		return []echo.MiddlewareFunc{middleware.RequireVisitor, s.eservice.RequireDraft, posted.Read(limits), s.tokens.Require}
	default:
		return nil
	}
}
