package admin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// ListBets shows the recommended hits.
func (h *Handlers) ListBets(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	list, err := h.Words.Bets(ctx, session.Actor(ctx))
	if err != nil {
		return err
	}
	var page adminview.Bets
	if page.Frame, err = h.frame(c, adminview.TabBets, paths.AdminBets(i18n.SV)); err != nil {
		return err
	}
	for _, b := range list {
		page.Rows = append(page.Rows, adminview.BetRow{
			URL: paths.AdminBet(lang, b.ID), Sayings: sayings(catalogue.MixedLanguages, b.Sayings), Service: b.Title.In(lang), Owner: b.Owner, IsMine: b.IsMine,
			Reason: b.Reason, From: day(lang, b.From), To: day(lang, b.Until), State: adminview.BetState(b.State), IsDraft: b.IsDraft,
		})
	}
	return h.Pages.OK(c, adminview.BetsPage(page))
}

// NewBet is the form of a new recommended hit, begun with the words of the
// address, from today, with one's own function as its owner.
func (h *Handlers) NewBet(c echo.Context) error {
	return h.betForm(c, http.StatusOK, "", typedOr(c, url.Values{
		adminview.FieldWords: {posted.Line(c.QueryParam(paths.ParamWord))}, adminview.FieldService: {c.QueryParam(paths.ParamService)},
		adminview.FieldFirstDay: {string(catalogue.DayOf(h.Clock.Now()))}, adminview.FieldOwner: {h.Words.Owner(session.Actor(c.Request().Context()))},
	}), told{})
}

// Bet is the form of a recommended hit.
func (h *Handlers) Bet(c echo.Context) error {
	ctx := c.Request().Context()
	b, err := h.Words.FindBet(ctx, session.Actor(ctx), c.Param(ParamBet))
	if err != nil {
		return err
	}
	return h.betForm(c, http.StatusOK, b.ID, typedOr(c, url.Values{
		adminview.FieldWords: {strings.Join(b.Sayings, "\n")}, adminview.FieldService: {b.Service}, adminview.FieldOwner: {b.Owner},
		adminview.FieldReason: {b.Reason}, adminview.FieldFirstDay: {string(b.From)}, adminview.FieldLastDay: {string(b.Until)},
	}), told{})
}

// betForm shows the form: of the bet with the id, or of a new one.
func (h *Handlers) betForm(c echo.Context, status int, id string, v url.Values, t told) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	page := adminview.BetForm{
		IsNew: id == "", Action: paths.AdminAddBet(lang, "", ""), Sayings: v.Get(adminview.FieldWords), Service: v.Get(adminview.FieldService),
		Owner: v.Get(adminview.FieldOwner), Reason: v.Get(adminview.FieldReason), FirstDay: v.Get(adminview.FieldFirstDay),
		LastDay: v.Get(adminview.FieldLastDay), Services: h.services(ctx), Problems: t.problems,
		SayingsError: t.fields[adminview.FieldWords], ServiceError: t.fields[adminview.FieldService], OwnerError: t.fields[adminview.FieldOwner],
		ReasonError: t.fields[adminview.FieldReason], FirstDayError: t.fields[adminview.FieldFirstDay], LastDayError: t.fields[adminview.FieldLastDay],
	}
	path := paths.AdminAddBet(i18n.SV, "", "")
	if id != "" {
		page.Action, path = paths.AdminBet(lang, id), paths.AdminBet(i18n.SV, id)
	}
	var err error
	if page.Frame, err = h.frame(c, adminview.TabBets, path); err != nil {
		return err
	}
	page.HasError = len(t.problems) > 0
	return h.Pages.Show(c, status, adminview.BetFormPage(page))
}

// SaveBet puts a recommended hit into the draft, or takes it away there.
func (h *Handlers) SaveBet(c echo.Context) error {
	ctx := c.Request().Context()
	actor, v, id := session.Actor(ctx), posted.Of(ctx).Values, c.Param(ParamBet)
	var err error
	if v.Get(adminview.FieldDo) == adminview.DoRemove && id != "" {
		err = h.Words.RemoveBet(ctx, actor, id)
	} else {
		tidy := func(field string) string { return strings.Join(strings.Fields(v.Get(field)), " ") }
		err = h.Words.SaveBet(ctx, actor, catalogue.Bet{
			ID: id, Sayings: catalogue.TidyWords(v.Get(adminview.FieldWords)), Service: v.Get(adminview.FieldService), Owner: tidy(adminview.FieldOwner),
			Reason: tidy(adminview.FieldReason), From: catalogue.Day(tidy(adminview.FieldFirstDay)), Until: catalogue.Day(tidy(adminview.FieldLastDay)),
		})
	}
	if t, ok := tell(ctx, err); ok {
		return h.betForm(c, http.StatusUnprocessableEntity, id, v, t)
	}
	if errs.Is(err, errs.NotFound) && v.Get(adminview.FieldWords) != "" {
		return h.betForm(c, http.StatusConflict, "", v, gone(ctx, adminview.FieldWords))
	}
	if err != nil {
		return err
	}
	return h.saved(c)
}
