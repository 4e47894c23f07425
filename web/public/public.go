package public

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/render"
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

// ParamService is the parameter of the routes.
const ParamService = "service"

// Handlers answers the requests for public pages.
type Handlers struct {
	Catalogue Catalogue
	Search    Search
	Cases     Cases
	Pages     *render.Pages
}

// The start page is to be taken in at a glance.
const (
	manyExamples = 3
	manyPopular  = 6
)

// Home shows the start page.
func (h *Handlers) Home(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	first := useful(now, lang)
	return h.Pages.OK(c, catalogueview.HomePage(catalogueview.Home{
		Shell: h.Pages.Shell(c), Examples: examples(lang, first), Popular: briefs(lang, first), Categories: categories(lang, now),
	}))
}

// Services shows all services by category.
func (h *Handlers) Services(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	page := catalogueview.Services{Shell: h.Pages.Shell(c), Total: len(now.Services(lang)), Categories: categories(lang, now)}
	for i, category := range page.Categories {
		page.Categories[i].Services = briefs(lang, now.InCategory(category.ID, lang))
	}
	return h.Pages.OK(c, catalogueview.ServicesPage(page))
}

// Contact says how to reach the municipality.
func (h *Handlers) Contact(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.ContactPage(catalogueview.Info{Shell: h.Pages.Shell(c)}))
}

// Accessibility shows the accessibility statement.
func (h *Handlers) Accessibility(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.AccessibilityPage(catalogueview.Info{Shell: h.Pages.Shell(c)}))
}

// Privacy says what happens to personal data.
func (h *Handlers) Privacy(c echo.Context) error {
	return h.Pages.OK(c, catalogueview.PrivacyPage(catalogueview.Info{Shell: h.Pages.Shell(c)}))
}

// useful returns a few services to show first: those that one can do here.
// Until there are figures of use, the catalogue's order decides the rest.
func useful(now *catalogue.Snapshot, lang i18n.Lang) []*catalogue.Entry {
	all := slices.Clone(now.Services(lang))
	slices.SortStableFunc(all, func(a, b *catalogue.Entry) int {
		return cmp.Compare(min(b.FormVersion, 1), min(a.FormVersion, 1))
	})
	return all[:min(len(all), manyPopular)]
}

// examples are words to try the search with: as people say it, in more than
// one word, and one for each service.
func examples(lang i18n.Lang, services []*catalogue.Entry) []string {
	var phrases []string
	for _, e := range services {
		i := slices.IndexFunc(e.Keywords, func(k i18n.Text) bool { return strings.Contains(k.In(lang), " ") })
		if i >= 0 && len(phrases) < manyExamples {
			phrases = append(phrases, e.Keywords[i].In(lang))
		}
	}
	return phrases
}

func categories(lang i18n.Lang, now *catalogue.Snapshot) []catalogueview.Category {
	var out []catalogueview.Category
	for _, c := range now.Categories() {
		out = append(out, catalogueview.Category{ID: c.Code, Name: c.Name.In(lang)})
	}
	return out
}

func briefs(lang i18n.Lang, entries []*catalogue.Entry) []catalogueview.Brief {
	out := make([]catalogueview.Brief, len(entries))
	for i, e := range entries {
		out[i] = catalogueview.Brief{
			ID: e.ID, Title: e.Title.In(lang), Summary: e.Summary.In(lang), Kind: catalogueview.Kind(e.Kind),
			Login: catalogueview.Login(e.Login), Audience: strings.Join(audiences(lang, e), ", "), Time: firstSentence(e.HandlingTime.In(lang)),
		}
	}
	return out
}

func audiences(lang i18n.Lang, e *catalogue.Entry) []string {
	var out []string
	for _, code := range e.Audience {
		if a, ok := catalogue.FindAudience(code); ok {
			out = append(out, a.Name.In(lang))
		}
	}
	return out
}

// firstSentence is as much as there is room for among other services.
func firstSentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".")
}
