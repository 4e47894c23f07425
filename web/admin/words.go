package admin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// filterOf reads from the address which rows are asked for.
func filterOf(c echo.Context) paths.WordFilter {
	f := paths.WordFilter{Query: posted.Line(c.QueryParam(paths.ParamQuery)), Language: c.QueryParam(paths.ParamLanguage)}
	if len(f.Language) > 3 {
		f.Language = ""
	}
	f.Page, _ = strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	return f
}

func (h *Handlers) filter(f paths.WordFilter) vocabulary.Filter {
	return vocabulary.Filter{Text: f.Query, Language: f.Language, Page: f.Page}
}

// shown is the filter as the address in the other language has it: what somebody
// else may have chosen is not repeated (see render.BareShell).
func shown(f paths.WordFilter) paths.WordFilter {
	f.Query = ""
	return f
}

// ListWords shows the search words.
func (h *Handlers) ListWords(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	lang := i18n.LangOf(ctx)
	list, err := h.Words.Words(ctx, session.Actor(ctx), h.filter(f))
	if err != nil {
		return err
	}
	page := adminview.Words{Filter: f, Languages: someLanguage(ctx)}
	if page.Frame, err = h.frame(c, adminview.TabWords, paths.AdminWords(i18n.SV, shown(f))); err != nil {
		return err
	}
	page.Pager = adminview.Pager{Page: list.Page, Size: vocabulary.PageSize, Total: list.Total, URL: func(n int) string {
		to := f
		to.Page = n
		return paths.AdminWords(lang, to)
	}}
	for _, r := range list.Rows {
		page.Rows = append(page.Rows, adminview.WordRow{
			Service: r.Service, Title: r.Title.In(lang), Code: r.Language, Language: language(ctx, r.Language),
			Words: sayings(r.Language, r.Words), Own: sayings(r.Language, r.Own), IsDraft: r.IsDraft,
		})
	}
	return h.Pages.OK(c, adminview.WordsPage(page))
}

// NewWords is the form that adds words, begun with those of the address.
func (h *Handlers) NewWords(c echo.Context) error {
	begun := url.Values{
		adminview.FieldWords: {posted.Line(c.QueryParam(paths.ParamWord))}, adminview.FieldService: {c.QueryParam(paths.ParamService)},
		adminview.FieldLanguage: {string(i18n.SV)},
	}
	return h.newWords(c, http.StatusOK, typedOr(c, begun), told{})
}

// typedOr returns what was typed on the page before a login, or else the values.
func typedOr(c echo.Context, values url.Values) url.Values {
	if typed, ok := posted.TypedOf(c.Request().Context()); ok {
		return typed.Values
	}
	return values
}

func (h *Handlers) newWords(c echo.Context, status int, v url.Values, t told) error {
	ctx := c.Request().Context()
	page := adminview.WordForm{
		Action: paths.AdminAddWords(i18n.LangOf(ctx), "", ""), IsNew: true, Words: v.Get(adminview.FieldWords),
		Service: v.Get(adminview.FieldService), Code: v.Get(adminview.FieldLanguage), RTL: isRTL(v.Get(adminview.FieldLanguage)),
		Services: h.services(ctx), Languages: languages(ctx), Problems: t.problems,
		WordsError: t.fields[adminview.FieldWords], ServiceError: t.fields[adminview.FieldService], LanguageError: t.fields[adminview.FieldLanguage],
	}
	var err error
	if page.Frame, err = h.frame(c, adminview.TabWords, paths.AdminAddWords(i18n.SV, "", "")); err != nil {
		return err
	}
	page.HasError = len(t.problems) > 0
	return h.Pages.Show(c, status, adminview.WordFormPage(page))
}

// AddWords puts words into the draft.
func (h *Handlers) AddWords(c echo.Context) error {
	ctx := c.Request().Context()
	v := posted.Of(ctx).Values
	err := h.Words.AddWords(ctx, session.Actor(ctx), v.Get(adminview.FieldLanguage), v.Get(adminview.FieldService), catalogue.TidyWords(v.Get(adminview.FieldWords)))
	if t, ok := tell(ctx, err); ok {
		return h.newWords(c, http.StatusUnprocessableEntity, v, t)
	}
	if err != nil {
		return err
	}
	return h.saved(c)
}

// The things that are told to have been done, by their names in the address.
const (
	doneSaved     = "sparat"
	doneUndone    = "angrat"
	doneDiscarded = "kastat"
	donePublished = "publicerat"
)

// saved leads to the draft, which tells what it would do.
func (h *Handlers) saved(c echo.Context) error {
	return render.SeeOther(c, paths.AdminDraftDone(i18n.LangOf(c.Request().Context()), doneSaved))
}

// ServiceWords is the form of a service's words in a language.
func (h *Handlers) ServiceWords(c echo.Context) error {
	return h.serviceWords(c, http.StatusOK, nil, told{})
}

func (h *Handlers) serviceWords(c echo.Context, status int, v url.Values, t told) error {
	ctx := c.Request().Context()
	row, err := h.Words.FindWords(ctx, session.Actor(ctx), c.Param(ParamLanguage), c.Param(ParamService))
	if err != nil {
		return err
	}
	if v == nil {
		v = typedOr(c, url.Values{adminview.FieldWords: {strings.Join(row.Words, "\n")}})
	}
	lang := i18n.LangOf(ctx)
	page := adminview.WordForm{
		Action: paths.AdminServiceWords(lang, row.Language, row.Service), Service: row.Service, Title: row.Title.In(lang), Code: row.Language,
		Language: language(ctx, row.Language), Owner: row.Owner, Own: sayings(row.Language, row.Own), Words: v.Get(adminview.FieldWords),
		RTL: isRTL(row.Language), Problems: t.problems, WordsError: t.fields[adminview.FieldWords],
	}
	if page.Frame, err = h.frame(c, adminview.TabWords, paths.AdminServiceWords(i18n.SV, row.Language, row.Service)); err != nil {
		return err
	}
	page.HasError = len(t.problems) > 0
	return h.Pages.Show(c, status, adminview.WordFormPage(page))
}

// SetWords makes the words of a service those that were typed, in the draft.
func (h *Handlers) SetWords(c echo.Context) error {
	ctx := c.Request().Context()
	v := posted.Of(ctx).Values
	actor, lang, service := session.Actor(ctx), c.Param(ParamLanguage), c.Param(ParamService)
	if _, err := h.Words.FindWords(ctx, actor, lang, service); err != nil {
		return err
	}
	err := h.Words.SetWords(ctx, actor, lang, service, catalogue.TidyWords(v.Get(adminview.FieldWords)))
	if t, ok := tell(ctx, err); ok {
		return h.serviceWords(c, http.StatusUnprocessableEntity, v, t)
	}
	if err != nil {
		return err
	}
	return h.saved(c)
}
