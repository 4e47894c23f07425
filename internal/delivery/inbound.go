package delivery

// Inbound is a Connector whose back end tells us by itself what has happened
// there, instead of being asked, or besides. See Engine.Hear.
type Inbound interface {
	// Hear makes sure that somebody who says that they are the back end is it, and
	// reads what they tell. It touches no network. Errors, with a text for them:
	// NotFound when this connector hears nothing, Forbidden when it is not the back
	// end or tells it too late, Invalid when it cannot be read.
	Hear(h Heard) (Told, error)
}

// Sharer is an Inbound that can tell whether who may speak for another connector
// may speak for it too.
type Sharer interface {
	// Shares reports whether a secret that proves who tells this connector something
	// is also known to the back end of the other. It is only asked about another.
	Shares(other Connector) bool
}

// Heard is what somebody has sent us, untouched.
type Heard struct {
	Header func(name string) string
	Body   []byte
}

// Told is what a back end tells, of one case.
type Told struct {
	// ID names the telling: the same telling has it again, and nothing else has.
	ID string
	// Reference is of the case, as we have sent it.
	Reference string

	// Change is what has happened to the case, but for its RemoteID; its Key is
	// one of those that Poll tells too, if both do. Contents are those of its files,
	// by their ids.
	Change   *Change
	Contents map[string][]byte

	// Confirmed is what has become of a step that was accepted.
	Confirmed *Confirmed
}

// Confirmed is what has become of a step: there is either a receipt or a reason.
type Confirmed struct {
	Seq     int // of the step in its case
	Receipt Receipt
	Refused string // why the back end will not have it after all, as a code
}
