package identity

import (
	"github.com/mittkoping/entre/internal/errs"
)

// Deed is something that one may or may not do.
type Deed string

// The deeds. Each route of the portal names one, and the domains ask for the
// ones that are about a thing.
const (
	SeePublic  Deed = "public.see"  // what everybody may see
	AskProgram Deed = "program.ask" // what programs and machines may ask

	SeeOwn     Deed = "own.see"     // pages of somebody's own: each thing on them has a rule of its own
	UseService Deed = "service.use" // begin and submit
	EditDraft  Deed = "draft.edit"

	FollowCase   Deed = "case.follow"   // see one's case, its messages and documents
	WriteInCase  Deed = "case.write"    // send a message or files to who works it
	WithdrawCase Deed = "case.withdraw" // close it: nothing is deleted

	SeeChildren Deed = "children.see" // ask which children one may follow
	SeeChild    Deed = "child.see"

	EnterOffice   Deed = "office.enter"   // come into the back office at all
	SeeInbox      Deed = "inbox.see"      // of the functions that one holds
	OpenCase      Deed = "case.open"      // read a case that one's function works: audited
	WorkCase      Deed = "case.work"      // take, assign, write, ask for completion, note
	DecideCase    Deed = "case.decide"    // decide, close
	ForwardCase   Deed = "case.forward"   // to another function of the same authority
	SeeDeliveries Deed = "deliveries.see" // what waits for which back end; no content
	SendAgain     Deed = "delivery.retry"
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

// rule says whether the actor may do its deed to the object, and otherwise what
// they are told.
type rule func(a Actor, o Object) verdict

type verdict int

const (
	denied     verdict = iota // as if there were no such thing
	needsLogin                // of a citizen; in the back office, of staff
	allowed
)

// rules is all there is to say about who may do what. A deed without a rule is
// allowed to nobody.
var rules = map[Deed]rule{
	SeePublic:  anybody,
	AskProgram: anybody,

	SeeOwn:     anybody,
	UseService: func(a Actor, o Object) verdict { return when(!o.NeedsLogin || a.IsPerson(), needsLogin) },
	EditDraft:  own,

	FollowCase:   follows,
	WriteInCase:  follows,
	WithdrawCase: follows,

	SeeChildren: func(a Actor, _ Object) verdict { return when(a.IsPerson(), needsLogin) },
	SeeChild: func(a Actor, o Object) verdict {
		if !a.IsPerson() {
			return needsLogin
		}
		return when(o.IsGuarded, denied)
	},

	EnterOffice:   func(a Actor, _ Object) verdict { return when(a.IsStaff(), needsLogin) },
	SeeInbox:      staffWith(func(s *Staff, _ Object) bool { return s.has(PowerHandle) || s.has(PowerRegister) }),
	OpenCase:      worksWith(func(s *Staff, o Object) bool { return s.handles(o) || s.hasIn(PowerRegister, o.Authority) }),
	WorkCase:      worksWith(func(s *Staff, o Object) bool { return s.handles(o) }),
	DecideCase:    worksWith(func(s *Staff, o Object) bool { return s.handles(o) }),
	ForwardCase:   worksWith(func(s *Staff, o Object) bool { return s.handles(o) || s.hasIn(PowerRegister, o.Authority) }),
	SeeDeliveries: staffWith(seesDeliveries),
	SendAgain:     staffWith(seesDeliveries),
}

// HasRule reports whether there is a rule for the deed.
func HasRule(d Deed) bool { return rules[d] != nil }

// Can decides whether the actor may do the deed to the object: nil when they
// may. Otherwise the error is NotFound, as if there were no such thing, or
// LoginNeeded when it may be theirs once they have logged in. op says where it
// was asked.
func Can(a Actor, d Deed, o Object, op string) error {
	verdict := denied
	if r := rules[d]; r != nil {
		verdict = r(a, o)
	}
	switch verdict {
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

func anybody(Actor, Object) verdict { return allowed }

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

// staffWith is a rule for those at work.
func staffWith(may func(*Staff, Object) bool) rule {
	return func(a Actor, o Object) verdict {
		if !a.IsStaff() {
			return needsLogin
		}
		return when(may(a.Staff, o), denied)
	}
}

// worksWith is staffWith for a case: nobody works their own (FL 16–18).
func worksWith(may func(*Staff, Object) bool) rule {
	return staffWith(func(s *Staff, o Object) bool {
		isOwn := o.Owner.Person != "" && o.Owner.Person == s.ID
		return !isOwn && may(s, o)
	})
}

// seesDeliveries is the rule for deliveries: of one's authority, or of all. It
// holds for the list, which is of no authority, when one sees any.
func seesDeliveries(s *Staff, o Object) bool {
	if o.Authority == "" {
		return s.has(PowerDeliveries) || s.has(PowerOperate)
	}
	return s.has(PowerOperate) || s.hasIn(PowerDeliveries, o.Authority)
}
