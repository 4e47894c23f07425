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
		{Title: "Ansök om bygglov för tillbyggnad", Reference: "MK-2026-7F3K-9Q2C", Number: "BN 2026-00417", Status: catalogueview.StatusAsked, SentAt: "21 november 2026", Until: "12 december 2026", HasNews: true},
		{Title: "Felanmäl gatubelysning", Reference: "MK-2026-2B8M-4T6X", Status: catalogueview.StatusReceived, SentAt: "20 november 2026"},
		{Title: "Ställ en fråga till kommunen", Reference: "MK-2026-4D2H-8K3M", Number: "KS 2026-00031", Status: catalogueview.StatusStarted, SentAt: "3 november 2026", HasNews: true},
		{Title: "Felanmäl gatubelysning", Reference: "MK-2025-9C1D-3W5Z", Number: "638344", Status: catalogueview.StatusClosed, SentAt: "2 maj 2025"},
		{Title: "Ansök om plats i förskola", Reference: "MK-2025-3F7G-2H9J", Status: catalogueview.StatusWithdrawn, SentAt: "14 mars 2025"},
	}
}

func manyCases() catalogueview.MyPages {
	v := ownPages(append(ownCases(), catalogueview.OwnCase{
		Title: "Ansök om parkeringstillstånd", Reference: "MK-2026-5T2R-7W3Q", Number: "TN 2026-00112", Status: catalogueview.StatusAsked,
		SentAt: "1 oktober 2026", Until: "20 oktober 2026", IsOver: true,
	}), Draft())
	v.CanSearch = true
	return v
}

func foundCases() catalogueview.MyPages {
	v := manyCases()
	v.Sought, v.Cases = "BN 2026-00417", v.Cases[:1]
	return v
}

func nothingFound() catalogueview.MyPages {
	v := manyCases()
	v.Sought, v.Cases = "färdtjänst", nil
	return v
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

// receiptOfNobodys is of a report of concern.
func receiptOfNobodys() formview.Receipt {
	v := Receipt()
	v.ServiceTitle, v.Receiver, v.HandlingTime = "Anmäl oro för ett barn", "Socialnämnden", "Vi bedömer anmälan samma dag"
	v.Code, v.NoFollowUp, v.Sections = "", true, nil
	v.UrgentPhone, v.UrgentText = "112", "Är ett barn i fara just nu? Ring 112."
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
