package sample

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/signinview"
)

// loggedIn is the shell of a page for somebody with a long name.
func loggedIn(path string) layout.Shell {
	s := Shell(path)
	s.Person = "Anna-Karin Bergström Lindqvist"
	return s
}

func ownCases() []catalogueview.OwnCase {
	return []catalogueview.OwnCase{
		{Title: "Ansök om bygglov för tillbyggnad", Reference: "MK-2026-7F3K-9Q2C", Status: catalogueview.StatusStarted, SentAt: "21 november 2026 klockan 14.02"},
		{Title: "Felanmäl gatubelysning", Reference: "MK-2026-2B8M-4T6X", Status: catalogueview.StatusReceived, SentAt: "20 november 2026 klockan 09.10"},
		{Title: "Felanmäl gatubelysning", Reference: "MK-2025-9C1D-3W5Z", Status: catalogueview.StatusClosed, SentAt: "2 maj 2025 klockan 16.45"},
	}
}

func ownPages(cases []catalogueview.OwnCase, drafts ...catalogueview.Draft) catalogueview.MyPages {
	v := catalogueview.MyPages{Shell: loggedIn("/mina-sidor"), CanLogIn: true, HasSchool: true, Cases: cases, Drafts: drafts}
	v.Shell.Drafts = len(drafts)
	return v
}

func serviceWithLogin() catalogueview.Service {
	v := Service()
	v.Login, v.MustLogIn, v.Draft = catalogueview.LoginBankID, true, nil
	return v
}

func ownReceipt() formview.Receipt {
	v := Receipt()
	v.Person, v.Code = "Anna Bergström", ""
	return v
}

func choose(ways ...signinview.Way) signinview.Choose {
	return signinview.Choose{Shell: Shell("/logga-in"), Ways: ways}
}

func officeChoose() signinview.Choose {
	v := choose(signinview.Way{URL: "/handlaggning/logga-in/tjanstekort", Name: "tjänstekort"})
	v.Office, v.Path = true, "/handlaggning/logga-in"
	return v
}

// desk is what somebody at work is told of themselves.
func desk(functions ...signinview.Function) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		v := signinview.Desk{Shell: loggedIn("/handlaggning"), Functions: functions}
		v.Title = i18n.T(ctx, "signin.desk.title")
		if len(functions) == 0 {
			v.Title = i18n.T(ctx, "signin.desk.title_none")
		}
		return signinview.DeskPage(v).Render(ctx, w)
	})
}

// failedLogin shows a login that did not end well, with the texts that the
// portal gives it.
func failedLogin(reason string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		v := signinview.Failed{Shell: titled("/logga-in", i18n.T(ctx, "signin.failed."+reason+".title"))}
		v.Body = i18n.T(ctx, "signin.failed."+reason+".body")
		v.Again, v.Back = "/logga-in/bankid", "/tjanst/ansok-om-bygglov-for-tillbyggnad"
		return signinview.FailedPage(v).Render(ctx, w)
	})
}
