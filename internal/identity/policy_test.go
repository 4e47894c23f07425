package identity_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Those who ask in the rules' tests.
var (
	browser, otherBrowser = identity.VisitorOf("one"), identity.VisitorOf("two")

	nobody    = identity.Actor{}
	visitor   = identity.Actor{Visitor: browser}
	another   = identity.Actor{Visitor: otherBrowser}
	anna      = identity.Actor{Visitor: browser, Person: "anna"}
	bo        = identity.Actor{Visitor: otherBrowser, Person: "bo"}
	building  = atWork("carl", function("BN/bygglov", identity.PowerHandle))
	inspector = atWork("dina", function("BN/tillsyn", identity.PowerHandle))
	registrar = atWork("eva", function("BN/registrator", identity.PowerRegister, identity.PowerDeliveries))
	street    = atWork("fia", function("TN/gata", identity.PowerHandle))
	records   = atWork("geir", function("TN/registrator", identity.PowerRegister))
	operator  = atWork("hugo", function("KS/drift", identity.PowerOperate))
	editor    = atWork("jon", function("KS/kommunikation", identity.PowerEdit))
	idle      = atWork("ines")
	annasDesk = atWork("anna", function("BN/bygglov", identity.PowerHandle), function("BN/registrator", identity.PowerRegister))
)

func function(id identity.FunctionID, powers ...identity.Power) identity.Function {
	return identity.Function{ID: id, Powers: powers}
}

func atWork(id identity.PersonID, functions ...identity.Function) identity.Actor {
	return identity.Actor{Staff: &identity.Staff{ID: id, Functions: functions}}
}

var actors = map[string]identity.Actor{
	"nobody": nobody, "visitor": visitor, "another": another, "anna": anna, "bo": bo,
	"building": building, "inspector": inspector, "registrar": registrar, "street": street, "records": records,
	"operator": operator, "editor": editor, "idle": idle, "annasDesk": annasDesk,
}

var (
	permit     = identity.Object{Owner: identity.Owner{Person: "anna"}, Function: "BN/bygglov", Authority: "BN"}
	nobodys    = identity.Object{Function: "BN/bygglov", Authority: "BN"}
	granted    = identity.Object{IsGranted: true, Function: "BN/bygglov", Authority: "BN"}
	unowned    = identity.Object{Owner: identity.Owner{Person: "anna"}}
	strayed    = identity.Object{Function: "BN/bygglov", Authority: "TN"}
	concern    = identity.Object{Owner: identity.Owner{Person: "anna"}, NoFollowUp: true, IsGranted: true, Function: "BN/bygglov", Authority: "BN"}
	annasDraft = identity.Object{Owner: identity.Owner{Person: "anna"}}
	aDraft     = identity.Object{Owner: identity.Owner{Visitor: browser}}
	ofBN       = identity.Object{Authority: "BN"}
	loginOnly  = identity.Object{NeedsLogin: true}
	guarded    = identity.Object{IsGuarded: true}
)

// TestCan tries every rule with everybody: who is in none of the lists gets
// NotFound, as if there were no such thing.
func TestCan(t *testing.T) {
	const citizens = "nobody visitor another anna bo"
	everybody := citizens + " building inspector registrar street records operator editor idle annasDesk"
	outsiders := citizens // in the back office they are asked to log in there
	tried := map[identity.Deed]bool{}
	for name, c := range map[string]struct {
		deed       identity.Deed
		object     identity.Object
		may, login string
	}{
		"what is public":        {identity.SeePublic, identity.Object{}, everybody, ""},
		"programs":              {identity.AskProgram, identity.Object{}, everybody, ""},
		"the doors":             {identity.LogIn, identity.Object{}, everybody, ""},
		"one's pages":           {identity.SeeOwn, identity.Object{}, everybody, ""},
		"a service":             {identity.UseService, identity.Object{}, everybody, ""},
		"a service with login":  {identity.UseService, loginOnly, "anna bo", "nobody visitor another building inspector registrar street records operator editor idle annasDesk"},
		"a browser's draft":     {identity.EditDraft, aDraft, "visitor anna", ""},
		"a person's draft":      {identity.EditDraft, annasDraft, "anna", "nobody visitor another building inspector registrar street records operator editor idle annasDesk"},
		"nobody's draft":        {identity.EditDraft, identity.Object{}, "", ""},
		"a followed case":       {identity.FollowCase, permit, "anna", ""},
		"a case by its code":    {identity.FollowCase, granted, everybody, ""}, // the grant is this browser's
		"a report of concern":   {identity.FollowCase, concern, "", ""},
		"a message":             {identity.WriteInCase, permit, "anna", ""},
		"a message of concern":  {identity.WriteInCase, concern, "", ""},
		"a withdrawal":          {identity.WithdrawCase, permit, "anna", ""},
		"children":              {identity.SeeChildren, identity.Object{}, "anna bo", "nobody visitor another building inspector registrar street records operator editor idle annasDesk"},
		"a child":               {identity.SeeChild, guarded, "anna bo", "nobody visitor another building inspector registrar street records operator editor idle annasDesk"},
		"a stranger's child":    {identity.SeeChild, identity.Object{}, "", "nobody visitor another building inspector registrar street records operator editor idle annasDesk"},
		"the office":            {identity.EnterOffice, identity.Object{}, "building inspector registrar street records operator editor idle annasDesk", outsiders},
		"the inbox":             {identity.SeeInbox, identity.Object{}, "building inspector registrar street records annasDesk", outsiders},
		"to open a case":        {identity.OpenCase, permit, "building registrar", outsiders},
		"to open nobody's":      {identity.OpenCase, nobodys, "building registrar annasDesk", outsiders},
		"to open a stray":       {identity.OpenCase, strayed, "records", outsiders},
		"to open no function's": {identity.OpenCase, unowned, "", outsiders},
		"to work a case":        {identity.WorkCase, permit, "building", outsiders},
		"to work a stray":       {identity.WorkCase, strayed, "", outsiders},
		"to decide a case":      {identity.DecideCase, permit, "building", outsiders},
		"to decide nobody's":    {identity.DecideCase, nobodys, "building annasDesk", outsiders},
		"to forward a case":     {identity.ForwardCase, permit, "building registrar", outsiders},
		"to forward a concern":  {identity.ForwardCase, concern, "building registrar", outsiders},
		"deliveries":            {identity.SeeDeliveries, identity.Object{}, "registrar operator", outsiders},
		"deliveries of BN":      {identity.SeeDeliveries, ofBN, "registrar operator", outsiders},
		"deliveries of TN":      {identity.SeeDeliveries, identity.Object{Authority: "TN"}, "operator", outsiders},
		"to send again":         {identity.SendAgain, ofBN, "registrar operator", outsiders},
		"to send TN's again":    {identity.SendAgain, identity.Object{Authority: "TN"}, "operator", outsiders},
		"to send many":          {identity.SendMany, identity.Object{}, "registrar operator", outsiders},
		"a delivery":            {identity.OpenDelivery, ofBN, "registrar operator", outsiders},
		"a delivery of TN":      {identity.OpenDelivery, identity.Object{Authority: "TN"}, "operator", outsiders},
		"to hold":               {identity.HoldDelivery, ofBN, "registrar operator", outsiders},
		"to hold TN's":          {identity.HoldDelivery, identity.Object{Authority: "TN"}, "operator", outsiders},
		"to confirm":            {identity.ConfirmByHand, ofBN, "registrar operator", outsiders},
		"to confirm TN's":       {identity.ConfirmByHand, identity.Object{Authority: "TN"}, "operator", outsiders},
		"to reroute":            {identity.RerouteCase, ofBN, "registrar operator", outsiders},
		"to reroute TN's":       {identity.RerouteCase, identity.Object{Authority: "TN"}, "operator", outsiders},
		"the administration":    {identity.EnterAdmin, identity.Object{}, "editor", outsiders},
		"search words":          {identity.EditWords, identity.Object{}, "editor", outsiders},
		"where cases go":        {identity.SeeRoutes, identity.Object{}, "editor operator", outsiders},
		"what is searched":      {identity.SeeSearches, identity.Object{}, "editor", outsiders},
		"to tend searches":      {identity.TendSearches, identity.Object{}, "editor", outsiders},
		"an unknown deed":       {"case.delete", permit, "", ""},
		"no deed":               {"", identity.Object{}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			tried[c.deed] = true
			for who, actor := range actors {
				got := verdictOf(t, identity.Can(actor, c.deed, c.object, "test"))
				if want := wanted(who, c.may, c.login); got != want {
					t.Errorf("%s: %s, want %s", who, got, want)
				}
			}
		})
	}
	for _, d := range identity.Deeds() {
		if !tried[d] {
			t.Errorf("%s is not tried: add a line to the table above", d)
		}
	}
}

func verdictOf(t *testing.T, err error) string {
	t.Helper()
	switch {
	case err == nil:
		return "may"
	case errs.Is(err, errs.LoginNeeded):
		return "log in"
	case errs.Is(err, errs.NotFound):
		return "not found"
	}
	t.Errorf("error %v", err)
	return ""
}

func wanted(who, may, login string) string {
	switch {
	case has(may, who):
		return "may"
	case has(login, who):
		return "log in"
	default:
		return "not found"
	}
}

// TestCanTry is the part of the rules that asks about nothing but the actor.
func TestCanTry(t *testing.T) {
	const citizens = "nobody visitor another anna bo"
	const handlers = "building inspector street annasDesk"
	for deed, may := range map[identity.Deed]string{
		identity.SeeInbox: handlers + " registrar records", identity.OpenCase: handlers + " registrar records",
		identity.WorkCase: handlers, identity.DecideCase: handlers, identity.ForwardCase: handlers + " registrar records",
		identity.SeeDeliveries: "registrar operator", identity.SendMany: "registrar operator", identity.OpenDelivery: "registrar operator", identity.SendAgain: "registrar operator",
		identity.HoldDelivery: "registrar operator", identity.ConfirmByHand: "registrar operator", identity.RerouteCase: "registrar operator",
	} {
		for who, actor := range actors {
			if got, want := verdictOf(t, identity.CanTry(actor, deed, "test")), wanted(who, may, citizens); got != want {
				t.Errorf("%s: %s: %s, want %s", deed, who, got, want)
			}
		}
	}
	if got := verdictOf(t, identity.CanTry(building, "case.delete", "test")); got != "not found" {
		t.Errorf("an unknown deed: %s", got)
	}
}
