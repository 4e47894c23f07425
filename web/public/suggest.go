package public

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/web/posted"
)

// manySuggestions are as many as one takes in while typing.
const manySuggestions = 8

type suggestion struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Suggest answers a page's script with what somebody may be about to search for.
func (h *Handlers) Suggest(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	out := []suggestion{}
	for _, s := range h.Search.Suggest(posted.Line(c.QueryParam(paths.ParamQuery)), lang, manySuggestions) {
		url := paths.Search(lang, s.Text)
		if s.ID != "" {
			url = paths.Service(lang, s.ID)
		}
		out = append(out, suggestion{s.Text, url})
	}
	return c.JSON(http.StatusOK, out)
}
