package admin

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/render"
)

// Handlers answers the requests of the administration.
type Handlers struct {
	Office func(echo.Context) layout.Office // what every page has around it: that of the back office
	Pages  *render.Pages
}

// Start is the first page: what there is to look after.
func (h *Handlers) Start(c echo.Context) error {
	page := adminview.Start{Office: h.Office(c)}
	page.Path = paths.Admin(i18n.SV)
	return h.Pages.OK(c, adminview.StartPage(page))
}
