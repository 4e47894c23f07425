package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/public"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/throttle"
)

// Handlers answers the requests of the public API.
type Handlers struct {
	Catalogue public.Catalogue
	Search    public.Search
	BaseURL   string // the portal's public address, without a slash at the end
	Clock     clock.Clock

	Ear     Ear
	Tellers *throttle.Limiter // those who tell, by their addresses
	Memory  *budget.Budget    // for what is being told
	Schemas map[string][]byte // by the name of the file
}

// ParamService is the parameter of the routes.
const ParamService = "service"

const (
	limitUnsaid = 10
	limitMost   = 100
)

// found is the answer to a search.
type found struct {
	Query     string  `json:"query"`
	Total     int     `json:"total"`
	BestGuess bool    `json:"best_guess"` // the first is taken to be right
	Services  []brief `json:"services"`   // best first
}

// brief is a service among others.
type brief struct {
	ID      string          `json:"id"`
	Title   string          `json:"title"`
	Summary string          `json:"summary"`
	URL     string          `json:"url"` // of its page
	Kind    catalogue.Kind  `json:"kind"`
	Login   catalogue.Login `json:"login"`
}

// Services answers GET /api/v1/services?q=…&lang=sv&limit=10 with the services
// that match q, or all of them in the catalogue's order without one. Invalid:
// a language that the portal does not speak, or a limit that is not 1–100.
func (h *Handlers) Services(c echo.Context) error {
	lang, err := language(c.Request())
	if err != nil {
		return err
	}
	limit, err := limit(c.QueryParam("limit"))
	if err != nil {
		return err
	}
	now := h.Catalogue.Current()
	answer := found{Query: posted.Line(c.QueryParam("q")), Services: []brief{}}
	var services []*catalogue.Entry
	if answer.Query == "" {
		services = now.Services(lang)
		answer.Total = len(services)
		services = services[:min(len(services), limit)]
	} else {
		result := h.Search.Search(search.Query{Text: answer.Query, Lang: lang, Limit: limit, Day: catalogue.DayOf(h.Clock.Now())})
		answer.Total, answer.BestGuess = result.Total, result.BestGuess
		services = public.Entries(now, result.Hits)
	}
	for _, e := range services {
		answer.Services = append(answer.Services, h.brief(lang, e))
	}
	return c.JSON(http.StatusOK, answer)
}

// Service answers GET /api/v1/services/{id} with the whole entry: in JSON in
// one language, or as CPSV-AP in all of them when JSON-LD is asked for.
// NotFound: there is no such service.
func (h *Handlers) Service(c echo.Context) error {
	lang, err := language(c.Request())
	if err != nil {
		return err
	}
	now := h.Catalogue.Current()
	e, ok := now.Find(c.Param(ParamService))
	if !ok {
		return errs.New(errs.NotFound, "api.Service").WithText("web.api.no_service")
	}
	c.Response().Header().Add(echo.HeaderVary, echo.HeaderAccept)
	if render.Accepts(c, catalogue.JSONLDType) {
		document, err := now.JSONLD(e, h.BaseURL)
		if err != nil {
			return errs.Wrap(errs.Internal, "api.Service "+e.ID, err)
		}
		return c.Blob(http.StatusOK, catalogue.JSONLDType, document)
	}
	return c.JSON(http.StatusOK, whole(lang, now, e, h.brief(lang, e)))
}

func (h *Handlers) brief(lang i18n.Lang, e *catalogue.Entry) brief {
	return brief{
		ID: e.ID, Title: e.Title.In(lang), Summary: e.Summary.In(lang),
		URL: h.BaseURL + paths.Service(lang, e.ID), Kind: e.Kind, Login: e.Login,
	}
}

// Lang returns the language that a request to the API asks for, and Swedish
// when it asks for one that we do not speak.
func Lang(r *http.Request) i18n.Lang {
	lang, _ := i18n.ParseLang(r.URL.Query().Get("lang"))
	return lang
}

func language(r *http.Request) (i18n.Lang, error) {
	asked := r.URL.Query().Get("lang")
	lang, ok := i18n.ParseLang(asked)
	if asked != "" && !ok {
		return "", errs.New(errs.Invalid, "api.language").WithText("web.api.bad_lang")
	}
	return lang, nil
}

func limit(asked string) (int, error) {
	if asked == "" {
		return limitUnsaid, nil
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 || n > limitMost {
		return 0, errs.New(errs.Invalid, "api.limit").WithText("web.api.bad_limit")
	}
	return n, nil
}
