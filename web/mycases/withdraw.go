package mycases

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// AskWithdraw asks whether the case is to be withdrawn. One that is closed leads
// to the case.
func (h *Handlers) AskWithdraw(c echo.Context) error {
	reference, view, err := h.open(c)
	if errs.Is(err, errs.NotFound) && reference != "" {
		return h.askForCode(c, reference, err)
	}
	if err != nil {
		return err
	}
	if view.Case.IsClosed() {
		return render.SeeOther(c, paths.Case(i18n.LangOf(c.Request().Context()), reference))
	}
	page := h.withdrawal(c, view, nil)
	if typed, ok := posted.TypedOf(c.Request().Context()); ok {
		page.IsTyped, page.Reason = true, typed.Values.Get(caseview.FieldReason)
	}
	return h.Pages.OK(c, caseview.WithdrawPage(page))
}

// Withdraw withdraws the case and leads to it, however often it is asked.
func (h *Handlers) Withdraw(c echo.Context) error {
	ctx := c.Request().Context()
	reference := c.Param(ParamReference)
	problems, err := h.Cases.Withdraw(ctx, session.Actor(ctx), reference, posted.Of(ctx).Values)
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		return render.SeeOther(c, paths.Case(i18n.LangOf(ctx), reference))
	}
	_, view, err := h.open(c)
	if err != nil {
		return err
	}
	return h.Pages.Show(c, http.StatusUnprocessableEntity, caseview.WithdrawPage(h.withdrawal(c, view, problems)))
}

func (h *Handlers) withdrawal(c echo.Context, v cases.View, problems []forms.Problem) caseview.Withdrawal {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	page := caseview.Withdrawal{
		Shell: h.Pages.Shell(c), Reference: v.Case.Reference, Receiver: v.Case.Authority,
		Reason: posted.Of(ctx).Values.Get(caseview.FieldReason), MaxLength: cases.ReasonQuestion().Limits().MaxLength,
	}
	page.Title = v.Case.Title.In(lang)
	page.Path = paths.WithdrawCase(i18n.SV, v.Case.Reference)
	for _, p := range problems {
		page.ReasonError = p.Message.In(lang)
	}
	return page
}
