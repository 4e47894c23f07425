package public

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms"
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
