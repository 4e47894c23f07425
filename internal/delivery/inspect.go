package delivery

import "context"

// Presence is what a back end says of a case that it has confirmed once.
type Presence string

// The presences.
const (
	Present Presence = "present"
	Absent  Presence = "absent" // surely: it has no such case
	Unsure  Presence = "unsure" // it cannot be told from what it answers
)

// Inspection is what a back end says of a case.
type Inspection struct {
	Presence Presence
	Status   Status // "": it cannot be told
	// Steps says that Find is sure of the further steps of the case too, however
	// long ago they were sent: what it does not find is surely not there.
	Steps bool
}

// Inspector is a Connector that can say more of a case, long after it was confirmed,
// than Find, which looks for what was sent just now. What a back end hides from us,
// has in a bin or has only stopped listing is not Absent: what is Absent may be
// sent again.
type Inspector interface {
	// Inspect looks at a case by its KindCreate step, whose RemoteID is the back
	// end's. An error means that nobody knows.
	Inspect(ctx context.Context, step Step) (Inspection, error)
}
