package admin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// ListSynonyms shows the words that stand for others.
func (h *Handlers) ListSynonyms(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	lang := i18n.LangOf(ctx)
	list, err := h.Words.Synonyms(ctx, session.Actor(ctx), h.filter(f))
	if err != nil {
		return err
	}
	page := adminview.Synonyms{Filter: f, Languages: someLanguage(ctx)}
	if page.Frame, err = h.frame(c, adminview.TabSynonyms, paths.AdminSynonyms(i18n.SV, shown(f))); err != nil {
		return err
	}
	page.Pager = adminview.Pager{Page: list.Page, Size: vocabulary.PageSize, Total: list.Total, URL: func(n int) string {
		to := f
		to.Page = n
		return paths.AdminSynonyms(lang, to)
	}}
	for _, g := range list.Rows {
		page.Rows = append(page.Rows, adminview.SynonymRow{
			URL: paths.AdminSynonym(lang, g.Language, g.Key), Language: language(ctx, g.Language), From: sayings(g.Language, g.From), To: sayings(g.Language, g.To),
			Both: g.Both, Weight: weight(lang, g.Weight), Owner: g.Owner, IsDraft: g.IsDraft,
		})
	}
	return h.Pages.OK(c, adminview.SynonymsPage(page))
}

// weight writes a weight as people do: "0,8" in Swedish.
func weight(lang i18n.Lang, w float64) string {
	s := strconv.FormatFloat(w, 'f', -1, 64)
	if lang == i18n.SV {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// weightOf reads a weight; 0, which is none, when it is no number.
func weightOf(typed string) float64 {
	w, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(typed), ",", ".", 1), 64)
	if err != nil {
		return 0
	}
	return w
}

const likelyWeight = 0.8 // of a new synonym, until somebody says otherwise

// NewSynonym is the form of a new group, begun with the words of the address.
func (h *Handlers) NewSynonym(c echo.Context) error {
	begun := url.Values{
		adminview.FieldFrom: {posted.Line(c.QueryParam(paths.ParamWord))}, adminview.FieldLanguage: {string(i18n.SV)},
		adminview.FieldWeight: {weight(i18n.LangOf(c.Request().Context()), likelyWeight)},
	}
	return h.synonymForm(c, http.StatusOK, "", typedOr(c, begun), told{})
}

// Synonym is the form of a group.
func (h *Handlers) Synonym(c echo.Context) error {
	ctx := c.Request().Context()
	g, err := h.Words.FindSynonym(ctx, session.Actor(ctx), c.Param(ParamLanguage), c.Param(ParamKey))
	if err != nil {
		return err
	}
	v := url.Values{
		adminview.FieldFrom: {strings.Join(g.From, "\n")}, adminview.FieldTo: {strings.Join(g.To, "\n")},
		adminview.FieldWeight: {weight(i18n.LangOf(ctx), g.Weight)},
	}
	if g.Both {
		v.Set(adminview.FieldBoth, "1")
	}
	return h.synonymForm(c, http.StatusOK, g.Key, typedOr(c, v), told{})
}

// synonymForm shows the form: of the group with the key, or of a new one.
func (h *Handlers) synonymForm(c echo.Context, status int, key string, v url.Values, t told) error {
	ctx := c.Request().Context()
	lang, tag := i18n.LangOf(ctx), c.Param(ParamLanguage)
	page := adminview.SynonymForm{
		IsNew: key == "", Action: paths.AdminAddSynonym(lang, ""), From: v.Get(adminview.FieldFrom), To: v.Get(adminview.FieldTo),
		Weight: v.Get(adminview.FieldWeight), Both: v.Get(adminview.FieldBoth) != "", Languages: languages(ctx), Problems: t.problems,
		FromError: t.fields[adminview.FieldFrom], ToError: t.fields[adminview.FieldTo], WeightError: t.fields[adminview.FieldWeight],
		LanguageError: t.fields[adminview.FieldLanguage],
	}
	path := paths.AdminAddSynonym(i18n.SV, "")
	if page.Code = v.Get(adminview.FieldLanguage); key != "" {
		page.Code, page.Language = tag, language(ctx, tag)
		page.Action, path = paths.AdminSynonym(lang, tag, key), paths.AdminSynonym(i18n.SV, tag, key)
		if g, err := h.Words.FindSynonym(ctx, session.Actor(ctx), tag, key); err == nil {
			page.Owner = g.Owner
		}
	}
	page.RTL = isRTL(page.Code)
	var err error
	if page.Frame, err = h.frame(c, adminview.TabSynonyms, path); err != nil {
		return err
	}
	page.HasError = len(t.problems) > 0
	return h.Pages.Show(c, status, adminview.SynonymFormPage(page))
}

// SaveSynonym puts a group into the draft, or takes it away there.
func (h *Handlers) SaveSynonym(c echo.Context) error {
	ctx := c.Request().Context()
	actor, v, tag, key := session.Actor(ctx), posted.Of(ctx).Values, c.Param(ParamLanguage), c.Param(ParamKey)
	if key == "" {
		tag = v.Get(adminview.FieldLanguage)
	}
	var err error
	if v.Get(adminview.FieldDo) == adminview.DoRemove && key != "" {
		err = h.Words.RemoveSynonym(ctx, actor, tag, key)
	} else {
		err = h.Words.SaveSynonym(ctx, actor, tag, key, catalogue.SynonymGroup{
			From: catalogue.TidyWords(v.Get(adminview.FieldFrom)), To: catalogue.TidyWords(v.Get(adminview.FieldTo)),
			Weight: weightOf(v.Get(adminview.FieldWeight)), Both: v.Get(adminview.FieldBoth) != "",
		})
	}
	if t, ok := tell(ctx, err); ok {
		return h.synonymForm(c, http.StatusUnprocessableEntity, key, v, t)
	}
	if errs.Is(err, errs.NotFound) && v.Get(adminview.FieldFrom) != "" {
		v.Set(adminview.FieldLanguage, tag)
		return h.synonymForm(c, http.StatusConflict, "", v, gone(ctx, adminview.FieldFrom))
	}
	if err != nil {
		return err
	}
	return h.saved(c)
}
