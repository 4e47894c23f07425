package public

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/throttle"
)

// Catalogue is what the municipality offers, as it is now.
type Catalogue interface {
	Current() *catalogue.Snapshot
}

// Cases is what public pages tell of drafts and forms; see cases.Service.
type Cases interface {
	Drafts(ctx context.Context, actor identity.Actor) ([]cases.Filling, error)
	Preview(ctx context.Context, serviceID string) (*forms.Definition, error)
}

// The parameters of the routes.
const (
	ParamService  = "service"
	ParamCategory = "category"
	ParamEvent    = "event"
)

// Handlers answers the requests for public pages.
type Handlers struct {
	Catalogue Catalogue
	Search    Search
	Cases     Cases
	Pages     *render.Pages
	Place     catalogue.Place
	Clock     clock.Clock
	CanLogIn  bool

	Learning Learning          // nil: nothing is noted, and nobody is asked whether they found the right thing
	Counted  *throttle.Limiter // what is noted of one address
}

// The services that the portal's own pages lead to, where there are such.
const (
	serviceAsk      = "stall-en-fraga-till-kommunen"
	serviceTell     = "rapportera-brist-i-tillganglighet"
	serviceComplain = "lamna-synpunkt-eller-klagomal"
	serviceUrgent   = "akut-hjalp-112-och-socialjouren"
)

// AskURL is where one asks a question in writing; empty: nowhere.
func AskURL(now *catalogue.Snapshot, lang i18n.Lang) string { return serviceURL(now, lang, serviceAsk) }

func serviceURL(now *catalogue.Snapshot, lang i18n.Lang, id string) string {
	if _, ok := now.Find(id); !ok {
		return ""
	}
	return paths.Service(lang, id)
}

// Contact says how to reach the municipality.
func (h *Handlers) Contact(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.ContactPage(h.info(c)))
}

// About says what the portal is, and who answers for it.
func (h *Handlers) About(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.AboutPage(h.info(c)))
}

// Accessibility shows the accessibility statement.
func (h *Handlers) Accessibility(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.AccessibilityPage(h.info(c)))
}

// Privacy says what happens to personal data.
func (h *Handlers) Privacy(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.PrivacyPage(h.info(c)))
}

func (h *Handlers) info(c echo.Context) catalogueview.Info {
	lang, now := i18n.LangOf(c.Request().Context()), h.Catalogue.Current()
	page := catalogueview.Info{
		Shell: h.Pages.Shell(c), CanLogIn: h.CanLogIn, Services: len(now.Services(lang)),
		Complain: serviceURL(now, lang, serviceComplain), Urgent: serviceURL(now, lang, serviceUrgent),
	}
	if e, ok := now.Find(serviceTell); ok && e.FormVersion > 0 && !e.NeedsLogin() {
		page.Tell = e.ID
	}
	return page
}
