package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/static"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// audience is whom a route is for, which decides what a request to it passes
// and who may keep the answer.
type audience int

const (
	forAll      audience = iota // public pages, in every language
	forScript                   // what a public page's script asks, in every language: about nobody
	forVisitor                  // pages of somebody's own, in every language: nobody keeps them
	forStaff                    // the back office and the administration, in every language
	forProvider                 // what a provider of logins says itself, by no browser
	forProgram                  // the public API
	forBackEnd                  // what back ends tell
	forOperator                 // what machines ask the portal about itself
)

// takes is what a POST route takes from whom.
type takes int

const (
	takesNothing       takes = iota // a GET
	takesAnyonesForm                // a small form on a page that one may open before being known
	takesKnownForm                  // a small form of somebody known, about no draft
	takesOwnForm                    // a form for the visitor's own draft
	takesOwnFilesToo                // the same with files
	takesStaffForm                  // a form of the back office
	takesStaffFilesToo              // the same with files
	takesSigned                     // a small form whose content is signed: no browser sends it
	takesTelling                    // what is signed and read by its handler: no browser sends it
	takesCaseForm                   // a form about a case that the visitor may write in
	takesCaseFilesToo               // the same with files
)

// route is one line of the table. Deed is what one does there: the rules of
// package identity say who may try, before anything is read. Whether they may do
// it to the very thing is for the domain to ask.
type route struct {
	method, path string
	deed         identity.Deed
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
			{get, "/", identity.SeePublic, s.public.Home, takesNothing},
			{get, "/sok", identity.SeePublic, s.public.Results, takesNothing},
			{get, "/tjanster", identity.SeePublic, s.public.Services, takesNothing},
			{get, "/tjanst/:service", identity.SeePublic, s.public.Service, takesNothing},
			{get, "/tjanst/:service/blankett", identity.SeePublic, s.public.Paper, takesNothing},
			{get, "/omrade/:category", identity.SeePublic, s.public.Category, takesNothing},
			{get, "/livet/:event", identity.SeePublic, s.public.LifeEvent, takesNothing},
			{get, "/hittade-du-ratt", identity.SeePublic, s.public.Thanks, takesNothing},
			{post, "/hittade-du-ratt", identity.SeePublic, s.public.SayFound, takesAnyonesForm},
			{get, "/driftinformation", identity.SeePublic, s.public.Disturbances, takesNothing},
			{get, "/om", identity.SeePublic, s.public.About, takesNothing},
			{get, "/kontakt", identity.SeePublic, s.public.Contact, takesNothing},
			{get, "/tillganglighet", identity.SeePublic, s.public.Accessibility, takesNothing},
			{get, "/dina-uppgifter", identity.SeePublic, s.public.Privacy, takesNothing},
		}},
		{forScript, []route{
			{get, "/sok/forslag", identity.SeePublic, s.public.Suggest, takesNothing},
		}},
		{forVisitor, []route{
			{get, "/mina-sidor", identity.SeeOwn, s.mycases.MyPages, takesNothing},
			{get, "/arende", identity.SeeOwn, s.mycases.Lookup, takesNothing},
			{post, "/arende", identity.SeeOwn, s.mycases.Follow, takesAnyonesForm},
			{get, "/arende/:reference", identity.FollowCase, s.mycases.Show, takesNothing},
			{get, "/arende/:reference/fil/:file", identity.FollowCase, s.mycases.File, takesNothing},
			{post, "/arende/:reference/meddelande", identity.WriteInCase, s.mycases.Write, takesCaseFilesToo},
			{get, "/arende/:reference/meddelande", identity.WriteInCase, s.mycases.LeaveWrite, takesNothing},
			{get, "/arende/:reference/dra-tillbaka", identity.WithdrawCase, s.mycases.AskWithdraw, takesNothing},
			{post, "/arende/:reference/dra-tillbaka", identity.WithdrawCase, s.mycases.Withdraw, takesCaseForm},

			{get, "/mina-barn", identity.SeeChildren, s.myschool.Children, takesNothing},
			{get, "/mina-barn/:system/:child", identity.SeeChild, s.myschool.Child, takesNothing},

			{get, "/logga-in", identity.LogIn, s.signin.Choose, takesNothing},
			{get, "/logga-in/:provider", identity.LogIn, s.signin.Leave, takesNothing},
			{get, "/logga-in/:provider/svar", identity.LogIn, s.signin.Return, takesNothing},
			{get, "/logga-in/:provider/ut", identity.LogIn, s.signin.LoggedOut, takesNothing},
			{post, "/logga-ut", identity.LogIn, s.signin.LogOut, takesKnownForm},
			{get, "/logga-ut", identity.LogIn, s.signin.LeaveLogOut, takesNothing},

			{post, "/tjanst/:service/borja", identity.UseService, s.eservice.Start, takesAnyonesForm},
			{get, "/tjanst/:service/borja", identity.SeePublic, s.eservice.LeaveStart, takesNothing},
			{get, "/ansok/:draft/:step", identity.EditDraft, s.eservice.ShowStep, takesNothing},
			{post, "/ansok/:draft/:step", identity.EditDraft, s.eservice.SaveStep, takesOwnFilesToo},
			{get, "/ansok/:draft/granska", identity.EditDraft, s.eservice.ShowReview, takesNothing},
			{post, "/ansok/:draft/skicka", identity.EditDraft, s.eservice.Submit, takesOwnForm},
			{get, "/ansok/:draft/skicka", identity.SeeOwn, s.eservice.LeaveSubmit, takesNothing},
			{get, "/ansok/:draft/kvitto", identity.EditDraft, s.eservice.Receipt, takesNothing},
			{get, "/ansok/:draft/kvitto/spara", identity.EditDraft, s.eservice.SaveReceipt, takesNothing},
			{get, "/ansok/:draft/sparat", identity.EditDraft, s.eservice.Saved, takesNothing},
			{get, "/ansok/:draft/fil/:file", identity.EditDraft, s.eservice.DraftFile, takesNothing},
		}},
		{forStaff, []route{
			{get, "/handlaggning/logga-in", identity.LogIn, s.work.Choose, takesNothing},
			{get, "/handlaggning/logga-in/:provider", identity.LogIn, s.work.Leave, takesNothing},
			{get, "/handlaggning/logga-in/:provider/svar", identity.LogIn, s.work.Return, takesNothing},
			{get, "/handlaggning/logga-in/:provider/ut", identity.LogIn, s.work.LoggedOut, takesNothing},
			{post, "/handlaggning/logga-ut", identity.LogIn, s.work.LogOut, takesKnownForm},
			{get, "/handlaggning/logga-ut", identity.LogIn, s.work.LeaveLogOut, takesNothing},

			{get, "/handlaggning", identity.EnterOffice, s.office.Inbox, takesNothing},
			{get, "/handlaggning/arende/:reference", identity.OpenCase, s.office.Show, takesNothing},
			{get, "/handlaggning/arende/:reference/fil/:file", identity.OpenCase, s.office.File, takesNothing},
			// A deed's form, and the deed: at one address, which a login in between leads back to.
			{get, "/handlaggning/arende/:reference/ta", identity.OpenCase, s.office.Form(officeview.DeedTake), takesNothing},
			{post, "/handlaggning/arende/:reference/ta", identity.WorkCase, s.office.Do(officeview.DeedTake), takesStaffForm},
			{get, "/handlaggning/arende/:reference/fortsatt", identity.OpenCase, s.office.Form(officeview.DeedGoOn), takesNothing},
			{post, "/handlaggning/arende/:reference/fortsatt", identity.WorkCase, s.office.Do(officeview.DeedGoOn), takesStaffForm},
			{get, "/handlaggning/arende/:reference/skriv", identity.OpenCase, s.office.Form(officeview.DeedWrite), takesNothing},
			{post, "/handlaggning/arende/:reference/skriv", identity.WorkCase, s.office.Do(officeview.DeedWrite), takesStaffFilesToo},
			{get, "/handlaggning/arende/:reference/komplettera", identity.OpenCase, s.office.Form(officeview.DeedAsk), takesNothing},
			{post, "/handlaggning/arende/:reference/komplettera", identity.WorkCase, s.office.Do(officeview.DeedAsk), takesStaffFilesToo},
			{get, "/handlaggning/arende/:reference/anteckna", identity.OpenCase, s.office.Form(officeview.DeedNote), takesNothing},
			{post, "/handlaggning/arende/:reference/anteckna", identity.WorkCase, s.office.Do(officeview.DeedNote), takesStaffForm},
			{get, "/handlaggning/arende/:reference/besluta", identity.OpenCase, s.office.Form(officeview.DeedDecide), takesNothing},
			{post, "/handlaggning/arende/:reference/besluta", identity.DecideCase, s.office.Do(officeview.DeedDecide), takesStaffFilesToo},
			{get, "/handlaggning/arende/:reference/avsluta", identity.OpenCase, s.office.Form(officeview.DeedClose), takesNothing},
			{post, "/handlaggning/arende/:reference/avsluta", identity.DecideCase, s.office.Do(officeview.DeedClose), takesStaffForm},
			{get, "/handlaggning/arende/:reference/oppna-igen", identity.OpenCase, s.office.Form(officeview.DeedReopen), takesNothing},
			{post, "/handlaggning/arende/:reference/oppna-igen", identity.DecideCase, s.office.Do(officeview.DeedReopen), takesStaffForm},
			{get, "/handlaggning/arende/:reference/lamna-over", identity.OpenCase, s.office.Form(officeview.DeedAssign), takesNothing},
			{post, "/handlaggning/arende/:reference/lamna-over", identity.WorkCase, s.office.Do(officeview.DeedAssign), takesStaffForm},
			{get, "/handlaggning/arende/:reference/skicka-vidare", identity.OpenCase, s.office.Form(officeview.DeedForward), takesNothing},
			{post, "/handlaggning/arende/:reference/skicka-vidare", identity.ForwardCase, s.office.Do(officeview.DeedForward), takesStaffForm},

			{get, "/handlaggning/leveranser", identity.SeeDeliveries, s.office.Deliveries, takesNothing},
			{get, "/handlaggning/leveranser/skicka", identity.SeeDeliveries, s.office.LeaveDeliveries, takesNothing},
			{post, "/handlaggning/leveranser/skicka", identity.SendMany, s.office.SendDeliveries, takesStaffForm},
			{get, "/handlaggning/leveranser/:delivery", identity.OpenDelivery, s.office.Delivery, takesNothing},
			{get, "/handlaggning/leveranser/:delivery/skicka", identity.OpenDelivery, s.office.DeliveryForm(officeview.DeliverySend), takesNothing},
			{post, "/handlaggning/leveranser/:delivery/skicka", identity.SendAgain, s.office.DoDelivery(officeview.DeliverySend), takesStaffForm},
			{get, "/handlaggning/leveranser/:delivery/stoppa", identity.OpenDelivery, s.office.DeliveryForm(officeview.DeliveryHold), takesNothing},
			{post, "/handlaggning/leveranser/:delivery/stoppa", identity.HoldDelivery, s.office.DoDelivery(officeview.DeliveryHold), takesStaffForm},
			{get, "/handlaggning/leveranser/:delivery/slapp", identity.OpenDelivery, s.office.DeliveryForm(officeview.DeliveryRelease), takesNothing},
			{post, "/handlaggning/leveranser/:delivery/slapp", identity.HoldDelivery, s.office.DoDelivery(officeview.DeliveryRelease), takesStaffForm},
			{get, "/handlaggning/leveranser/:delivery/annan-vag", identity.OpenDelivery, s.office.DeliveryForm(officeview.DeliveryReroute), takesNothing},
			{post, "/handlaggning/leveranser/:delivery/annan-vag", identity.RerouteCase, s.office.DoDelivery(officeview.DeliveryReroute), takesStaffForm},
			{get, "/handlaggning/leveranser/:delivery/bekrafta", identity.OpenDelivery, s.office.DeliveryForm(officeview.DeliveryConfirm), takesNothing},
			{post, "/handlaggning/leveranser/:delivery/bekrafta", identity.ConfirmByHand, s.office.DoDelivery(officeview.DeliveryConfirm), takesStaffForm},

			{get, "/admin", identity.EnterAdmin, s.admin.Start, takesNothing},
			{get, "/admin/sok/ord", identity.EditWords, s.admin.ListWords, takesNothing},
			{get, "/admin/sok/ord/nytt", identity.EditWords, s.admin.NewWords, takesNothing},
			{post, "/admin/sok/ord/nytt", identity.EditWords, s.admin.AddWords, takesStaffForm},
			{get, "/admin/sok/ord/:language/:service", identity.EditWords, s.admin.ServiceWords, takesNothing},
			{post, "/admin/sok/ord/:language/:service", identity.EditWords, s.admin.SetWords, takesStaffForm},
			{get, "/admin/sok/synonymer", identity.EditWords, s.admin.ListSynonyms, takesNothing},
			{get, "/admin/sok/synonymer/ny", identity.EditWords, s.admin.NewSynonym, takesNothing},
			{post, "/admin/sok/synonymer/ny", identity.EditWords, s.admin.SaveSynonym, takesStaffForm},
			{get, "/admin/sok/synonymer/:language/:key", identity.EditWords, s.admin.Synonym, takesNothing},
			{post, "/admin/sok/synonymer/:language/:key", identity.EditWords, s.admin.SaveSynonym, takesStaffForm},
			{get, "/admin/sok/rekommenderade", identity.EditWords, s.admin.ListBets, takesNothing},
			{get, "/admin/sok/rekommenderade/ny", identity.EditWords, s.admin.NewBet, takesNothing},
			{post, "/admin/sok/rekommenderade/ny", identity.EditWords, s.admin.SaveBet, takesStaffForm},
			{get, "/admin/sok/rekommenderade/:bet", identity.EditWords, s.admin.Bet, takesNothing},
			{post, "/admin/sok/rekommenderade/:bet", identity.EditWords, s.admin.SaveBet, takesStaffForm},
			{get, "/admin/sok/varfor", identity.EditWords, s.admin.Why, takesNothing},
			{get, "/admin/sok/historik", identity.EditWords, s.admin.History, takesNothing},
			{get, "/admin/sok/utkast", identity.EditWords, s.admin.Draft, takesNothing},
			{post, "/admin/sok/utkast", identity.EditWords, s.admin.DoDraft, takesStaffForm},
			{get, "/admin/vagar", identity.SeeRoutes, s.admin.ListRoutes, takesNothing},
			{get, "/admin/vagar/:service", identity.SeeRoutes, s.admin.Route, takesNothing},
			{get, "/admin/sok/sokningar", identity.SeeSearches, s.usage.Searches, takesNothing},
			{post, "/admin/sok/sokningar", identity.TendSearches, s.usage.Tend, takesStaffForm},
			{get, "/admin/sok/anvandning", identity.SeeSearches, s.usage.Use, takesNothing},
		}},
		{forProvider, []route{
			{post, "/logga-in/:provider/avisera", identity.AskProgram, s.signin.Notice, takesSigned},
			{post, "/handlaggning/logga-in/:provider/avisera", identity.AskProgram, s.work.Notice, takesSigned},
		}},
		{forProgram, []route{
			{get, "/api/v1/services", identity.AskProgram, s.api.Services, takesNothing},
			{get, "/api/v1/services/:service", identity.AskProgram, s.api.Service, takesNothing},
			{get, "/api/v1/schemas/:schema", identity.AskProgram, s.api.Schema, takesNothing},
		}},
		{forBackEnd, []route{
			{post, "/api/v1/inbound/:connector", identity.AskProgram, s.api.Inbound, takesTelling},
		}},
		{forOperator, []route{
			{get, routeHealth, identity.AskProgram, s.health, takesNothing},
			{get, routeReady, identity.AskProgram, s.ready, takesNothing},
			{get, routeMetrics, identity.AskProgram, s.metrics(), takesNothing},
			{get, routeStatic, identity.AskProgram, echo.WrapHandler(static.Handler()), takesNothing},
			{get, "/robots.txt", identity.AskProgram, s.robots, takesNothing},
			{get, "/favicon.ico", identity.AskProgram, s.favicon, takesNothing},
		}},
	}
}

// register adds a group's routes: a page in every language, and HEAD with GET.
// A route whose deed no rule knows is a fault of ours.
func (s *server) register(e *echo.Echo, g group) error {
	for _, r := range g.routes {
		if !identity.HasRule(r.deed) {
			return fmt.Errorf("%s %s names the deed %q, which has no rule in internal/identity/policy.go", r.method, r.path, r.deed)
		}
		passes := s.passes(g.audience)
		if g.audience == forStaff && r.deed != identity.LogIn {
			passes = append(passes, s.work.RequireFunction)
		}
		passes = slices.Concat(passes, []echo.MiddlewareFunc{middleware.Allow(r.deed)}, s.guards(r.takes))
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
	return nil
}

// addresses returns the paths that a route of the group answers at.
func (g group) addresses(path string) []string {
	if !slices.Contains([]audience{forAll, forScript, forVisitor, forStaff}, g.audience) {
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
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CachePrivate), s.visitors.Load, s.logins.Load, middleware.KeepNoOwn}
	case forVisitor:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheNever), s.visitors.Load, s.logins.Load, s.recallTyped(s.logins), s.visitors.Renew}
	case forStaff: // who they are as citizens is not asked
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheNever), session.EnterOffice, s.staff.Load, s.recallTyped(s.staff)}
	case forProgram:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheShortly)}
	default:
		return []echo.MiddlewareFunc{middleware.Cache(middleware.CacheNever)}
	}
}

// smallForm is room for what is asked of somebody whom we do not know.
const smallForm = 16 << 10

// guards is what a posted form passes besides. What is not one's own is refused before it is read: to hold others' bytes is
// what costs.
func (s *server) guards(t takes) []echo.MiddlewareFunc {
	limits := posted.Limits{Values: s.cfg.Limits.Form, Texts: s.texts, Memory: s.memory}
	switch t {
	case takesAnyonesForm:
		limits.Values = min(limits.Values, smallForm)
		return []echo.MiddlewareFunc{posted.Read(limits), s.tokens.RequireAny}
	case takesSigned:
		limits.Values = min(limits.Values, smallForm)
		return []echo.MiddlewareFunc{posted.Read(limits)}
	case takesKnownForm:
		limits.Values = min(limits.Values, smallForm)
		return []echo.MiddlewareFunc{middleware.RequireVisitor, posted.Read(limits), s.tokens.Require}
	case takesOwnForm, takesOwnFilesToo:
		if t == takesOwnFilesToo {
			limits.Files = s.cfg.Limits.Upload
		}
		return []echo.MiddlewareFunc{s.eservice.RequireDraft, posted.Read(limits), s.tokens.Require}
	case takesStaffForm, takesStaffFilesToo: // the deed has refused all others
		if t == takesStaffFilesToo {
			limits.Files = s.cfg.Limits.Upload
		}
		return []echo.MiddlewareFunc{posted.Read(limits), s.tokens.Require}
	case takesCaseForm, takesCaseFilesToo:
		if t == takesCaseFilesToo {
			limits.Files = s.cfg.Limits.Upload
		}
		return []echo.MiddlewareFunc{s.mycases.RequireCase, posted.Read(limits), s.tokens.Require}
	default:
		return nil
	}
}
