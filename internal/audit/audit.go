package audit

import (
	"context"
	"time"
)

// Action is what was done, as a stable code: "case.submitted".
type Action string

// The actions of today. A new deed gets a new code; codes are never reused.
const (
	CaseSubmitted       Action = "case.submitted"
	CaseFollowed        Action = "case.followed"       // opened with reference and code
	CaseFollowRefused   Action = "case.follow_refused" // wrong reference or code
	CaseStatusChanged   Action = "case.status_changed" // by a back end
	CaseroomRegistered  Action = "caseroom.registered" // the detail is the diary number
	CaseroomOpened      Action = "caseroom.opened"     // read by a handler, as the function in the detail
	CaseroomRefused     Action = "caseroom.refused"    // somebody at work tried a case that is not theirs; the detail is the deed
	CaseroomFile        Action = "caseroom.file"       // came from the citizen; deeds are "caseroom." and their event's kind
	CaseMessageSent     Action = "case.message_sent"   // by its citizen; the detail is the message
	CaseWithdrawn       Action = "case.withdrawn"      // by its citizen
	LoggedIn            Action = "login.done"
	LoginRefused        Action = "login.refused" // the detail says why, see identity.Reason
	LoggedOut           Action = "login.ended"
	AppointmentBegun    Action = "appointment.begun" // somebody holds a function
	AppointmentEnded    Action = "appointment.ended"
	AttachmentRead      Action = "attachment.read"      // downloaded
	DeliveryConfirmed   Action = "delivery.confirmed"   // the back end has it
	DeliveryRefused     Action = "delivery.refused"     // a person must look at it
	DeliveryRetried     Action = "delivery.retried"     // a person had it tried again
	DeliveryHastened    Action = "delivery.hastened"    // a person had it sent at once
	DeliveryHeld        Action = "delivery.held"        // a person said that nothing is to be sent for now
	DeliveryReleased    Action = "delivery.released"    // and then that it is
	DeliveryAlarmed     Action = "delivery.alarmed"     // somebody on call is told that an urgent one does not get through; the detail says why
	DeliveryByHand      Action = "delivery.by_hand"     // a person said that the back end has it; the reason is in the delivery's history
	DeliveryMissing     Action = "delivery.missing"     // its back end has lost it, so it is owed again
	DeliveryMoved       Action = "delivery.moved"       // a person sent the case another way
	CaseRerouted        Action = "case.rerouted"        // that case; the detail says from where to where, and the ground between authorities
	CatalogueImported   Action = "catalogue.imported"   // one service, by a file
	CatalogueEdited     Action = "catalogue.edited"     // the words of a language, or the recommended hits, by an editor
	CatalogueOverridden Action = "catalogue.overridden" // a conflict decided by a person
	SchoolAsked         Action = "school.asked"         // which children one has; the detail says what came of it
	ChildSeen           Action = "child.seen"           // the detail says which kind of data, and what came of it
	ChildRefused        Action = "child.refused"        // the detail says why
	SchoolBlocked       Action = "school.blocked"       // shut out by an operator
	SchoolUnblocked     Action = "school.unblocked"
	SearchHandled       Action = "search.handled" // somebody has tended to a query; which is not told
)

// Entry is one line of the audit trail.
type Entry struct {
	At      time.Time
	Actor   string // identity.Actor.String(): "visitor", "person:0198…", "system", "connector:gata"
	Action  Action
	Subject string // kind and id of the thing: "case:0198…"; never a name
	Detail  string // a code or an id, never personal data; may be empty
}

// Log appends entries. The implementation joins the transaction in ctx.
type Log interface {
	Append(ctx context.Context, e Entry) error
}
