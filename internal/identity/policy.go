package identity

import (
	"maps"
	"slices"

	"github.com/mittkoping/entre/internal/errs"
)

// Deed is something that one may or may not do.
type Deed string

// The deeds. Each route of the portal names one, and the domains ask for the
// ones that are about a thing.
const (
	SeePublic  Deed = "public.see"  // what everybody may see
	AskProgram Deed = "program.ask" // what programs and machines may ask

	LogIn      Deed = "login"       // log in and out: at either door
	SeeOwn     Deed = "own.see"     // pages of somebody's own: each thing on them has a rule of its own
	UseService Deed = "service.use" // begin and submit
	EditDraft  Deed = "draft.edit"

	FollowCase   Deed = "case.follow"   // see one's case, its messages and documents
	WriteInCase  Deed = "case.write"    // send a message or files to who works it
	WithdrawCase Deed = "case.withdraw" // close it: nothing is deleted

	SeeChildren Deed = "children.see" // ask which children one may follow
	SeeChild    Deed = "child.see"

	EnterOffice   Deed = "office.enter"     // come into the back office at all
	SeeInbox      Deed = "inbox.see"        // of the functions that one holds
	OpenCase      Deed = "case.open"        // read a case that one's function works: audited
	WorkCase      Deed = "case.work"        // take, assign, write, ask for completion, note
	DecideCase    Deed = "case.decide"      // decide, close
	ForwardCase   Deed = "case.forward"     // to another function of the same authority
	SeeDeliveries Deed = "deliveries.see"   // what waits for which back end; no content
	SendMany      Deed = "deliveries.retry" // have all sent that one may send of those at a connector or with a problem
	OpenDelivery  Deed = "delivery.open"    // see one of them, with its past; no content
	SendAgain     Deed = "delivery.retry"
	HoldDelivery  Deed = "delivery.hold"    // have nothing sent, and have it sent again
	ConfirmByHand Deed = "delivery.confirm" // say, with a reason, that the back end has it
	RerouteCase   Deed = "delivery.reroute" // have its case worked elsewhere

	EnterAdmin   Deed = "admin.enter"   // come into the administration at all
	EditWords    Deed = "words.edit"    // see and change the words by which services are found: no content of cases
	SeeRoutes    Deed = "routes.see"    // where services' cases go, by examples: no content of cases
	SeeSearches  Deed = "searches.see"  // what people search for, stripped of all that is about anybody
	TendSearches Deed = "searches.tend" // say that a query has been tended to
)

// Object is the thing that a deed is done to, as far as the rules ask about it.
// A rule about something that an Object does not say, denies.
type Object struct {
	Owner      Owner // of a draft; of a case, the person who sent it
	IsGranted  bool  // this browser was let in to the case by reference and code, or has just sent it
	NoFollowUp bool  // nobody follows it: a report of concern (see law.md), a whistle-blower's
	NeedsLogin bool  // the service asks for a login

	IsGuarded bool // the child: the school's register lets this person see it now, see package school

	Function  FunctionID    // that works the case
	Authority AuthorityCode // that the case or delivery belongs to
}

// rule says whether the actor may do a deed, and otherwise what they are told.
// who asks about the actor alone, which a route does before anything is read or
// looked up; what asks about the object too, and is nil where there is none.
type rule struct {
	who  func(a Actor) verdict
	what func(a Actor, o Object) verdict
}

type verdict int

const (
	denied     verdict = iota // as if there were no such thing
	needsLogin                // of a citizen; in the back office, of staff
	allowed
)

// rules is all there is to say about who may do what. A deed without a rule is
// allowed to nobody.
var rules = map[Deed]rule{
	SeePublic:  {who: anybody},
	AskProgram: {who: anybody},

	LogIn:      {who: anybody},
	SeeOwn:     {who: anybody},
	UseService: {anybody, func(a Actor, o Object) verdict { return when(!o.NeedsLogin || a.IsPerson(), needsLogin) }},
	EditDraft:  {anybody, own},

	FollowCase:   {anybody, follows},
	WriteInCase:  {anybody, follows},
	WithdrawCase: {anybody, follows},

	SeeChildren: {who: persons},
	SeeChild:    {persons, func(_ Actor, o Object) verdict { return when(o.IsGuarded, denied) }},

	EnterOffice:   {who: staff()},
	SeeInbox:      {who: staff(PowerHandle, PowerRegister)},
	OpenCase:      {staff(PowerHandle, PowerRegister), casesOthers(func(s *Staff, o Object) bool { return s.handles(o) || s.hasIn(PowerRegister, o.Authority) })},
	WorkCase:      {staff(PowerHandle), casesOthers((*Staff).handles)},
	DecideCase:    {staff(PowerHandle), casesOthers((*Staff).handles)},
	ForwardCase:   {staff(PowerHandle, PowerRegister), casesOthers(func(s *Staff, o Object) bool { return s.handles(o) || s.hasIn(PowerRegister, o.Authority) })},
	SeeDeliveries: {staff(PowerDeliveries, PowerOperate), deliveries},
	SendMany:      {staff(PowerDeliveries, PowerOperate), deliveries},
	OpenDelivery:  {staff(PowerDeliveries, PowerOperate), deliveries},
	SendAgain:     {staff(PowerDeliveries, PowerOperate), deliveries},
	HoldDelivery:  {staff(PowerDeliveries, PowerOperate), deliveries},
	ConfirmByHand: {staff(PowerDeliveries, PowerOperate), deliveries},
	RerouteCase:   {staff(PowerDeliveries, PowerOperate), deliveries},

	EnterAdmin:   {who: staff(PowerEdit)},
	EditWords:    {who: staff(PowerEdit)},
	SeeRoutes:    {who: staff(PowerEdit, PowerOperate)},
	SeeSearches:  {who: staff(PowerEdit)},
	TendSearches: {who: staff(PowerEdit)},
}

// Deeds are all deeds that have a rule.
func Deeds() []Deed { return slices.Sorted(maps.Keys(rules)) }

// HasRule reports whether there is a rule for the deed.
func HasRule(d Deed) bool { return rules[d].who != nil }

// Can decides whether the actor may do the deed to the object: nil when they
// may. Otherwise the error is NotFound, as if there were no such thing, or
// LoginNeeded when it may be theirs once they have logged in. op says where it
// was asked.
func Can(a Actor, d Deed, o Object, op string) error {
	if err := CanTry(a, d, op); err != nil {
		return err
	}
	if what := rules[d].what; what != nil {
		return what(a, o).error(op)
	}
	return nil
}

// CanTry decides whether there can be anything that the actor may do the deed
// to, before the thing is known. The errors are those of Can.
func CanTry(a Actor, d Deed, op string) error {
	if !HasRule(d) {
		return denied.error(op)
	}
	return rules[d].who(a).error(op)
}

func (v verdict) error(op string) error {
	switch v {
	case allowed:
		return nil
	case needsLogin:
		return errs.New(errs.LoginNeeded, op)
	default:
		return errs.New(errs.NotFound, op)
	}
}

func when(may bool, otherwise verdict) verdict {
	if may {
		return allowed
	}
	return otherwise
}

func anybody(Actor) verdict { return allowed }

func persons(a Actor) verdict { return when(a.IsPerson(), needsLogin) }

// own is the rule for what is somebody's alone. It may turn out to be theirs
// when they have logged in.
func own(a Actor, o Object) verdict {
	switch {
	case a.Owns(o.Owner):
		return allowed
	case o.Owner.Person != "" && !a.IsPerson():
		return needsLogin
	default:
		return denied
	}
}

// follows is the rule for a case from its citizen's side: the person who sent
// it, or a browser that was let in. That somebody else has a case is nobody's
// to know, so that one is asked for nothing.
func follows(a Actor, o Object) verdict {
	return when(!o.NoFollowUp && (a.Owns(o.Owner) || o.IsGranted), denied)
}

// staff is for those at work; with powers, for those who hold a function with
// any of them.
func staff(powers ...Power) func(Actor) verdict {
	return func(a Actor) verdict {
		if !a.IsStaff() {
			return needsLogin
		}
		return when(len(powers) == 0 || slices.ContainsFunc(powers, a.Staff.has), denied)
	}
}

// casesOthers is about a case that staff may work: nobody works their own
// (FL 16–18).
func casesOthers(may func(*Staff, Object) bool) func(Actor, Object) verdict {
	return func(a Actor, o Object) verdict {
		isOwn := o.Owner.Person != "" && o.Owner.Person == a.Staff.ID
		return when(!isOwn && may(a.Staff, o), denied)
	}
}

// deliveries is about those of one's authority, or of all. The list is of no
// authority, and holds what one may see.
func deliveries(a Actor, o Object) verdict {
	return when(o.Authority == "" || a.Staff.has(PowerOperate) || a.Staff.hasIn(PowerDeliveries, o.Authority), denied)
}
