package sample

import (
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/schoolview"
	"github.com/mittkoping/entre/templates/signinview"
	"github.com/mittkoping/entre/templates/usageview"
)

// Story is a page in one of its states. Name is "group/state", fit for an
// address.
type Story struct {
	Name      string
	Component templ.Component
}

// Stories are all pages in all their states, in the order that a citizen meets
// them.
func Stories() []Story {
	return []Story{
		{"start/plain", catalogueview.HomePage(Home())},
		{"start/everything", catalogueview.HomePage(homeWithAll())},
		{"search/hits", catalogueview.ResultsPage(Results())},
		{"search/filtered", catalogueview.ResultsPage(filteredResults())},
		{"search/filtered-away", catalogueview.ResultsPage(filteredAway())},
		{"search/urgent", catalogueview.ResultsPage(urgentResults())},
		{"search/crisis", catalogueview.ResultsPage(crisisResults("sv"))},
		{"search/crisis-arabic", catalogueview.ResultsPage(crisisResults("ar"))},
		{"search/corrected", catalogueview.ResultsPage(correctedResults())},
		{"search/answer-persian", catalogueview.ResultsPage(answeredResults("fa"))},
		{"search/answer-english", catalogueview.ResultsPage(answeredResults("en"))},
		{"search/unsure", catalogueview.ResultsPage(unsureResults())},
		{"search/no-hits", catalogueview.ResultsPage(noResults())},
		{"search/no-query", catalogueview.ResultsPage(noQuery())},
		{"search/thanks", catalogueview.ThanksPage(thanks(true))},
		{"search/thanks-no-service", catalogueview.ThanksPage(thanks(false))},
		{"search/thanks-no-hits", catalogueview.ThanksPage(thanksForHits())},
		{"services/all", catalogueview.ServicesPage(catalogueview.Services{Shell: Shell("/tjanster"), Total: 6, Categories: Categories()})},
		{"services/by-title", catalogueview.ServicesPage(allByTitle())},
		{"services/category", catalogueview.AreaPage(category())},
		{"services/life-event", catalogueview.AreaPage(lifeEvent())},
		{"service/e-service", catalogueview.ServicePage(Service())},
		{"service/started", catalogueview.ServicePage(startedService())},
		{"service/login", catalogueview.ServicePage(serviceWithLogin())},
		{"service/no-form", catalogueview.ServicePage(formlessService())},
		{"service/information", catalogueview.ServicePage(informationService())},
		{"service/paper", catalogueview.PaperPage(paper())},
		{"service/paper-anonymous", catalogueview.PaperPage(anonymousPaper())},
		{"service/disturbed", catalogueview.ServicePage(touchedService())},
		{"service/urgent", catalogueview.ServicePage(urgentService())},
		{"service/signpost", catalogueview.ServicePage(signpost())},
		{"form/choice", formview.StepPage(choiceStep())},
		{"form/choice-fault", formview.StepPage(choiceStepWithFault())},
		{"form/place", formview.StepPage(Step())},
		{"form/place-fault", formview.StepPage(stepWithFault())},
		{"form/two-faults", formview.StepPage(stepWithFaults())},
		{"form/place-typed", formview.StepPage(typedStep())},
		{"form/place-revealed", formview.StepPage(revealedStep())},
		{"form/place-changing", formview.StepPage(stepWithPoint())},
		{"form/text-and-files", formview.StepPage(moreStep())},
		{"form/file-fault", formview.StepPage(moreStepWithFault())},
		{"form/contact", formview.StepPage(contactStep())},
		{"form/contact-fault", formview.StepPage(contactStepWithFault())},
		{"form/numbers", formview.StepPage(numbersStep())},
		{"form/numbers-fault", formview.StepPage(numbersStepWithFaults())},
		{"form/date-alone", formview.StepPage(dateStep())},
		{"form/choices", formview.StepPage(choicesStep())},
		{"form/choices-fault", formview.StepPage(choicesStepWithFault())},
		{"form/you", formview.StepPage(youStep())},
		{"form/you-fault", formview.StepPage(youStepWithFaults())},
		{"form/group-first", formview.StepPage(groupStep(1))},
		{"form/group", formview.StepPage(groupStep(3))},
		{"form/group-fault", formview.StepPage(groupStepWithFaults())},
		{"form/information", formview.StepPage(informationStep())},
		{"form/exit", formview.ExitPage(Exit())},
		{"form/review", formview.ReviewPage(Review())},
		{"form/review-fault", formview.ReviewPage(reviewWithFault())},
		{"form/review-every-type", formview.ReviewPage(longReview())},
		{"form/review-stale", formview.ReviewPage(staleReview())},
		{"form/saved", formview.SavedPage(Saved())},
		{"form/receipt", formview.ReceiptPage(Receipt())},
		{"form/receipt-logged-in", formview.ReceiptPage(ownReceipt())},
		{"form/receipt-no-follow-up", formview.ReceiptPage(receiptOfNobodys())},
		{"form/receipt-file", formview.ReceiptFile(Receipt())},
		{"case/lookup", caseview.LookupPage(lookup())},
		{"case/lookup-own", caseview.LookupPage(lookupForOwn())},
		{"case/lookup-faults", caseview.LookupPage(lookupWithFaults())},
		{"case/lookup-not-found", caseview.LookupPage(lookupNotFound())},
		{"case/received", caseview.CasePage(receivedCase())},
		{"case/moved", caseview.CasePage(movedCase())},
		{"case/started", caseview.CasePage(Case())},
		{"case/waiting", caseview.CasePage(waitingCase())},
		{"case/closed", caseview.CasePage(closedCase())},
		{"case/asked", caseview.CasePage(permitCase())},
		{"case/asked-overdue", caseview.CasePage(overdueCase())},
		{"case/asked-fault", caseview.CasePage(caseWithFaults())},
		{"case/asked-typed", caseview.CasePage(caseWithTyped())},
		{"case/message-fault", caseview.CasePage(caseWithEmptyMessage())},
		{"case/answered", caseview.CasePage(answeredCase())},
		{"case/decided", caseview.CasePage(decidedCase())},
		{"case/withdrawn", caseview.CasePage(withdrawnCase())},
		{"case/withdraw", caseview.WithdrawPage(withdrawal())},
		{"case/withdraw-fault", caseview.WithdrawPage(withdrawalWithFault())},
		{"my-pages/drafts", catalogueview.MyPagesPage(myPages(Draft(), Draft()))},
		{"my-pages/empty", catalogueview.MyPagesPage(myPages())},
		{"my-pages/logged-in", catalogueview.MyPagesPage(ownPages(ownCases(), Draft()))},
		{"my-pages/logged-in-empty", catalogueview.MyPagesPage(ownPages(nil))},
		{"my-pages/many-cases", catalogueview.MyPagesPage(manyCases())},
		{"my-pages/found", catalogueview.MyPagesPage(foundCases())},
		{"my-pages/nothing-found", catalogueview.MyPagesPage(nothingFound())},
		{"school/children", schoolview.ChildrenPage(children(pupil(), emptyPupil()))},
		{"school/silent-tiles", schoolview.ChildrenPage(children(silentPupil(), emptyPupil()))},
		{"school/pupil", schoolview.ChildrenPage(children(selfPupil()))},
		{"school/none", schoolview.ChildrenPage(children())},
		{"school/hidden", schoolview.ChildrenPage(hiddenChildren())},
		{"school/hidden-and-others", schoolview.ChildrenPage(hiddenChildren(emptyPupil()))},
		{"school/silent", schoolview.ChildrenPage(silentSchool())},
		{"school/silent-and-others", schoolview.ChildrenPage(silentSchool(pupil()))},
		{"school/child", schoolview.ChildPage(oneChild())},
		{"login/choose", signinview.ChoosePage(choose(signinview.Way{URL: "/logga-in/bankid", Name: "BankID"}))},
		{"login/two-ways", signinview.ChoosePage(choose(
			signinview.Way{URL: "/logga-in/bankid", Name: "BankID"}, signinview.Way{URL: "/logga-in/freja", Name: "Freja eID"}))},
		{"login/none", signinview.ChoosePage(choose())},
		{"login/cancelled", failedLogin("cancelled")},
		{"login/expired", failedLogin("expired")},
		{"login/forged", failedLogin("forged")},
		{"login/level", failedLogin("level")},
		{"login/person", failedLogin("person")},
		{"login/provider", failedLogin("provider")},
		{"login/unavailable", failedLogin("unavailable")},
		{"login/left", signinview.LoggedOutPage(signinview.LoggedOut{Shell: Shell("/logga-in"), Next: "https://login.example.se/ut", Name: "BankID"})},
		{"login/office", signinview.ChoosePage(officeChoose())},
		{"login/office-desk", desk(
			signinview.Function{Title: "Bygglovshandläggare", Authority: "Byggnadsnämnden"}, signinview.Function{Title: "Registrator", Authority: "Byggnadsnämnden"})},
		{"login/office-no-function", desk()},
		{"office/inbox", officeview.InboxPage(Inbox())},
		{"office/inbox-full", officeview.InboxPage(fullInbox())},
		{"office/inbox-alarm", officeview.InboxPage(alarmedInbox())},
		{"office/inbox-found", officeview.InboxPage(foundInbox())},
		{"office/inbox-empty", officeview.InboxPage(emptyInbox(paths.Inbox{View: string(officeview.ViewUnassigned)}))},
		{"office/inbox-not-found", officeview.InboxPage(emptyInbox(paths.Inbox{Query: "BUN 2026-00999"}))},
		{"office/case-new", officeview.CasePage(newOfficeCase())},
		{"office/case", officeview.CasePage(OfficeCase())},
		{"office/case-done", officeview.CasePage(doneOfficeCase())},
		{"office/case-write", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedWrite}))},
		{"office/case-write-kept", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedWrite, Text: "Hej! Lampan lagas på torsdag.", Kept: true, KeptFiles: true}))},
		{"office/case-ask", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedAsk}))},
		{"office/case-ask-faults", officeview.CasePage(officeCaseWith(askWithFaults()))},
		{"office/case-note", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedNote}))},
		{"office/case-decide", officeview.CasePage(officeCaseWith(decideForm()))},
		{"office/case-decide-faults", officeview.CasePage(officeCaseWith(decideWithFaults()))},
		{"office/case-assign", officeview.CasePage(officeCaseWith(assignForm()))},
		{"office/case-forward", officeview.CasePage(officeCaseWith(forwardForm()))},
		{"office/case-close", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedClose}))},
		{"office/case-reopen", officeview.CasePage(officeCaseWith(officeview.Form{Deed: officeview.DeedReopen}))},
		{"office/case-others", officeview.CasePage(othersOfficeCase())},
		{"office/case-changed", officeview.CasePage(changedOfficeCase())},
		{"office/case-closed", officeview.CasePage(closedOfficeCase())},
		{"office/case-lost", officeview.LostPage(officeview.Lost{Office: office("/handlaggning"), Text: "Hej!\n\nTack för din fråga. Biblioteket har öppet som vanligt på lördag."})},
		{"office/deliveries", officeview.DeliveriesPage(Deliveries())},
		{"office/deliveries-refused", officeview.DeliveriesPage(refusedDeliveries())},
		{"office/deliveries-empty", officeview.DeliveriesPage(noDeliveries())},
		{"office/delivery", officeview.DeliveryPage(OneDelivery())},
		{"office/delivery-hold", officeview.DeliveryPage(deliveryForm(officeview.DeliveryHold))},
		{"office/delivery-reroute", officeview.DeliveryPage(reroutedDelivery())},
		{"office/delivery-confirm", officeview.DeliveryPage(confirmedDelivery())},
		{"office/delivery-done", officeview.DeliveryPage(doneDelivery())},
		{"admin/start", adminview.StartPage(adminStart())},
		{"admin/words", adminview.WordsPage(adminWords())},
		{"admin/words-faults", adminview.WordFormPage(adminWordForm())},
		{"admin/words-arabic", adminview.WordFormPage(adminArabicForm())},
		{"admin/synonyms", adminview.SynonymsPage(adminSynonyms())},
		{"admin/synonym", adminview.SynonymFormPage(adminSynonymForm())},
		{"admin/bets", adminview.BetsPage(adminBets())},
		{"admin/bets-none", adminview.BetsPage(adminview.Bets{Frame: adminFrame(adminview.TabBets, "/admin/sok/rekommenderade", 0)})},
		{"admin/bet-faults", adminview.BetFormPage(adminBetForm())},
		{"admin/draft", adminview.DraftPage(adminDraft())},
		{"admin/draft-clash", adminview.DraftPage(adminClash())},
		{"admin/draft-none", adminview.DraftPage(adminview.Draft{Frame: adminFrame(adminview.TabDraft, "/admin/sok/utkast", 0)})},
		{"admin/history", adminview.HistoryPage(adminHistory())},
		{"admin/why", adminview.WhyPage(adminWhy())},
		{"office/searches", usageview.SearchesPage(searches())},
		{"office/searches-none", usageview.SearchesPage(noSearches())},
		{"office/use", usageview.UsePage(use())},
		{"office/routes", adminview.RoutesPage(routes())},
		{"office/route", adminview.RoutePreviewPage(routePreview())},
		{"office/use-none", usageview.UsePage(usageview.Use{Office: editors("/admin/sok/anvandning"), Days: 28})},
		{"info/contact", catalogueview.ContactPage(info("/kontakt"))},
		{"info/contact-bare", catalogueview.ContactPage(bareInfo("/kontakt"))},
		{"info/about", catalogueview.AboutPage(info("/om"))},
		{"info/about-bare", catalogueview.AboutPage(bareInfo("/om"))},
		{"info/disturbances", catalogueview.DisturbancesPage(disturbances())},
		{"info/no-disturbances", catalogueview.DisturbancesPage(catalogueview.Disturbances{Shell: Shell("/driftinformation")})},
		{"info/accessibility-bare", catalogueview.AccessibilityPage(bareInfo("/tillganglighet"))},
		{"info/accessibility", catalogueview.AccessibilityPage(info("/tillganglighet"))},
		{"info/privacy", catalogueview.PrivacyPage(info("/dina-uppgifter"))},
		{"error/not-found", errorPage(http.StatusNotFound, "not_found")},
		{"error/forbidden", errorPage(http.StatusForbidden, "forbidden")},
		{"error/login-needed", errorPage(http.StatusUnauthorized, "login_needed")},
		{"error/office", officeError()},
		{"error/internal", errorPage(http.StatusInternalServerError, "internal")},
		{"error/unavailable", errorPage(http.StatusServiceUnavailable, "unavailable")},
		{"error/too-many", errorPage(http.StatusTooManyRequests, "too_many")},
		{"error/too-large", errorPage(http.StatusRequestEntityTooLarge, "too_large")},
		{"ui/components", components()},
	}
}

// officeError is a page that is not there in the back office.
func officeError() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		v := layout.Error{Shell: loggedIn("/handlaggning"), Office: true, Status: http.StatusNotFound}
		v.Title, v.Body = i18n.T(ctx, "error.not_found.title"), i18n.T(ctx, "error.not_found.body")
		return layout.ErrorPage(v).Render(ctx, w)
	})
}

// errorPage shows the error with the texts that the portal gives it, in the
// language of the context.
func errorPage(status int, name string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		v := layout.Error{Shell: titled("/", i18n.T(ctx, "error."+name+".title")), Status: status}
		v.Body = i18n.T(ctx, "error."+name+".body", "Request", "k3v9-2q7x")
		if status == http.StatusInternalServerError {
			v.RequestID = "k3v9-2q7x"
		}
		return layout.ErrorPage(v).Render(ctx, w)
	})
}
