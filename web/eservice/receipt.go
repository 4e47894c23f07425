package eservice

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/web/answers"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Receipt shows the receipt of the case that the draft became.
func (h *Handlers) Receipt(c echo.Context) error {
	page, done, err := h.receipt(c)
	if err != nil || done {
		return err
	}
	return h.Pages.OK(c, formview.ReceiptPage(page))
}

// SaveReceipt answers with the receipt as one file to keep.
func (h *Handlers) SaveReceipt(c echo.Context) error {
	page, done, err := h.receipt(c)
	if err != nil || done {
		return err
	}
	return h.Pages.Save(c, "kvitto-"+page.Reference+".html", formview.ReceiptFile(page))
}

// receipt returns the receipt. done is true when there is none to show and the
// answer leads to where one goes on.
func (h *Handlers) receipt(c echo.Context) (page formview.Receipt, done bool, err error) {
	ctx, lang := scope(c)
	view, err := h.Cases.Receipt(ctx, session.Actor(ctx), c.Param(ParamDraft))
	if errs.Is(err, errs.NotFound) {
		return formview.Receipt{}, true, h.withoutReceipt(c)
	}
	if err != nil {
		return formview.Receipt{}, false, err
	}
	fileURL := func(id string) string { return paths.CaseFile(lang, view.Case.Reference, id) }
	page = formview.Receipt{
		Shell: h.Pages.Shell(c), DraftID: c.Param(ParamDraft), ServiceTitle: view.Case.Title.In(lang),
		Reference: view.Case.Reference, Code: view.Case.FollowUpCode, NoFollowUp: view.Case.NoFollowUp,
		SentAt: i18n.DateTime(lang, view.Case.ReceivedAt), Receiver: view.Case.Authority,
		HandlingTime: view.Service.HandlingTime.In(lang), Next: answers.Texts(lang, view.Service.Next),
		Sections: answers.Sections(lang, view.Sections, fileURL),
	}
	if u := view.Service.Urgent; u != nil {
		page.UrgentPhone, page.UrgentText = u.Phone, u.Text.In(lang)
	}
	return page, false, nil
}

// withoutReceipt leads on from a receipt that cannot be shown: to the review
// when nothing is sent yet; to reference and code when it was sent long ago.
// NotFound when nobody follows such cases.
func (h *Handlers) withoutReceipt(c echo.Context) error {
	ctx, lang := scope(c)
	f, err := h.Cases.Open(ctx, session.Actor(ctx), c.Param(ParamDraft))
	if err != nil {
		return err
	}
	if f.Draft.SubmittedAt.IsZero() {
		return render.SeeOther(c, paths.Review(lang, f.Draft.ID))
	}
	if f.Service.NoFollowUp {
		return errs.New(errs.NotFound, "eservice.withoutReceipt")
	}
	return render.SeeOther(c, paths.FollowUp(lang))
}
