package delivery

import (
	"context"
	"io"
	"time"
)

// Store keeps the deliveries. All methods join the transaction in ctx.
// Errors: NotFound, Conflict.
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error

	// CreateDeliveries writes new deliveries.
	CreateDeliveries(ctx context.Context, ds []Delivery) error

	// FindDelivery returns one delivery.
	FindDelivery(ctx context.Context, id string) (Delivery, error)

	// Claim leases the delivery to token until the given time, when it is also
	// due again, and returns it as it then stands; Tries is left as it is. It
	// does so only when the delivery is first in line and neither final nor
	// leased past now; otherwise it returns a Conflict, and nothing is changed.
	// A held one is not to be claimed either. First in line: every earlier step of the same case and connector is
	// delivered, or refused and not KindCreate.
	Claim(ctx context.Context, id, token string, now, until time.Time) (Delivery, error)

	// SaveDelivery writes what an attempt changes (all but ids, kind, CreatedAt
	// and what persons say of it) if the row still has token, though its lease may have run
	// out: otherwise Conflict.
	SaveDelivery(ctx context.Context, d Delivery, token string) error

	Unheld
	Hands
	Steps
	History
	Envelopes
	Inbox
}

// Unheld is what is done to deliveries without a lease.
type Unheld interface {
	// FindOverdue returns up to limit deliveries of the connector that are neither
	// final nor held, first in line (Claim), and that were due strictly before the time;
	// longest due first.
	FindOverdue(ctx context.Context, connector string, before time.Time, limit int) ([]Delivery, error)
	// NoteOrphans writes the problem NoConnector to the deliveries of all other
	// connectors that are not final and were due strictly before the time. It
	// returns how many did not have it yet.
	NoteOrphans(ctx context.Context, connectors []string, before time.Time) (int, error)
	// Postpone moves the due time of the deliveries; leases are left as they are.
	Postpone(ctx context.Context, ids []string, due time.Time) error
}

// Hands is what persons say of deliveries. NotFound: there is no such delivery.
type Hands interface {
	// Reopen takes a refusal back, and a hold with it, and returns the delivery as
	// it then stands: due at the time, all else as it was. Conflict when it is not refused, or moved.
	Reopen(ctx context.Context, id string, due time.Time) (Delivery, error)
	// Hasten makes a delivery due now that may be claimed now, and returns it.
	// Conflict when it may not (Claim).
	Hasten(ctx context.Context, id string, now time.Time) (Delivery, error)
	// Hold and Release note that a delivery is held, and that it is not and is due
	// now. Conflict when it is final, or is so already.
	Hold(ctx context.Context, id string, now time.Time) (Delivery, error)
	Release(ctx context.Context, id string, now time.Time) (Delivery, error)
	// Confirm notes that the back end has a delivery, and that it is neither
	// refused nor held. Conflict when that is noted already, when it is moved, or when somebody has it leased.
	Confirm(ctx context.Context, id string, h ByHand, actor string, now time.Time) (Delivery, error)
	// OweAgain notes that the back end does not have a delivery any more: it is due
	// now, and something may have been sent. Its id there, number and ticket are gone.
	// Conflict when it is not delivered as d says, or a person has confirmed it.
	OweAgain(ctx context.Context, d Delivery, now time.Time) error
	// MoveAway notes that nothing more of a case is sent to a connector: of all
	// steps that it does not have. Conflict when somebody has one of them leased.
	MoveAway(ctx context.Context, caseID, connector string, now time.Time) error
}

// Steps finds deliveries by their case.
type Steps interface {
	// FindNext returns the first step after d at the same case and connector
	// that is not final, and false when there is none.
	FindNext(ctx context.Context, d Delivery) (Delivery, bool, error)
	// FindFirst returns the KindCreate step of a case at a connector.
	FindFirst(ctx context.Context, caseID, connector string) (Delivery, error)
	// FindLast returns the last step of a case at a connector, or NotFound. In a
	// transaction it waits for whoever is adding steps or finishing the last one,
	// and keeps others from both until the transaction ends.
	FindLast(ctx context.Context, caseID, connector string) (Delivery, error)
	// FindLater returns all steps after d at the same case and connector, in order.
	FindLater(ctx context.Context, d Delivery) ([]Delivery, error)
	// FindConfirmed returns up to limit deliveries of the connector that were made
	// in the period and that the back end has, with ids after the given one, by id.
	FindConfirmed(ctx context.Context, connector string, p Period, after string, limit int) ([]Delivery, error)
}

// Envelopes keep what is sent, sealed, so that every attempt sends the same.
type Envelopes interface {
	// FindEnvelope returns the envelope of a case at a connector, and false
	// when none has been made.
	FindEnvelope(ctx context.Context, caseID, connector string) (Envelope, bool, error)
	// SaveEnvelope keeps it; the first one stays.
	SaveEnvelope(ctx context.Context, caseID, connector string, e Envelope) error
}

// Inbox is the way back: what was polled and told, and how far.
type Inbox interface {
	// ClaimPoll leases a connector's polling until the given time and returns
	// its cursor, or Conflict when another node has it.
	ClaimPoll(ctx context.Context, connector string, now, until time.Time) (cursor string, err error)
	// SaveCursor keeps the cursor and ends the lease.
	SaveCursor(ctx context.Context, connector, cursor string) error
	// FindUnconfirmed returns when the oldest unconfirmed case was first sent
	// (the earliest FirstTryAt of a KindCreate step that has been tried and is
	// not final), and false when there is none.
	FindUnconfirmed(ctx context.Context, connector string) (time.Time, bool, error)
	// FindByRemoteID returns the KindCreate step with the back end's id.
	FindByRemoteID(ctx context.Context, connector, remoteID string) (Delivery, error)
	// TakeChange notes that a change has happened and returns true the first
	// time that it is told of it.
	TakeChange(ctx context.Context, connector, key string, now time.Time) (bool, error)
	// FindTaken reports whether a change has been taken.
	FindTaken(ctx context.Context, connector, key string) (bool, error)
	// HoldChange notes that a change is held back for its files' sake and returns
	// since when: the first time stays, until TakeChange.
	HoldChange(ctx context.Context, connector, key string, now time.Time) (time.Time, error)
	// FindStep returns a step of the case with our reference.
	FindStep(ctx context.Context, connector, reference string, seq int) (Delivery, error)
	// TakeTelling notes that something was told by a name, and returns true the
	// first time. Conflict when what was told then had another digest.
	TakeTelling(ctx context.Context, connector, id, digest string, now time.Time) (bool, error)
}

// Queue has a delivery looked at, at or soon after a time. It joins the
// transaction in ctx. Twice the same is harmless, and costs nothing that lasts.
type Queue interface {
	Enqueue(ctx context.Context, connector, deliveryID string, at time.Time) error
	// Waiting returns how many deliveries of the connector wait for a worker, now
	// and not for a time to come. It counts no further than limit.
	Waiting(ctx context.Context, connector string, limit int) (int, error)
}

// EnvelopeSource makes the envelope of a case for a connector and gives the
// contents of its files. Package app joins it to the domain.
//
// The engine keeps the envelope, since a case goes on living. A message and a
// withdrawal it asks for at each attempt: the domain never changes what a citizen
// has sent, so what is said of it is the same each time.
type EnvelopeSource interface {
	Envelope(ctx context.Context, caseID, connector string) (Envelope, error)
	// Message returns what the citizen said by its id: for KindMessage with its
	// files, for KindWithdrawal the reason, for KindSettled where the case is.
	Message(ctx context.Context, caseID string, kind Kind, itemID string) (EnvelopeMessage, error)
	OpenFile(ctx context.Context, caseID, fileID string) (io.ReadCloser, error)
}

// Changes takes what happened in a back end to the domain. All but KeepFile are
// called inside the transaction that notes the happening, once for each.
type Changes interface {
	// Delivered says that a step is in the back end.
	Delivered(ctx context.Context, d Delivery) error
	// Refused says that the back end will not have a step.
	Refused(ctx context.Context, d Delivery) error
	// KeepFile keeps the content of a file that a change has, before it is told.
	// It is called outside any transaction, and again with the same id and
	// content when the change could not be told after all: it then overwrites.
	// Invalid: the domain never takes such a file, and is told so by Changed.
	KeepFile(ctx context.Context, caseID string, f ReceivedFile, content []byte) error
	// Changed says that the case changed in the back end. Files are those of the
	// change, in their order; KeepFile has kept those that are not missing.
	Changed(ctx context.Context, caseID, connector string, c Change, files []ReceivedFile) error
}

// ReceivedFile is a document that came with a change.
type ReceivedFile struct {
	ID        string // ours: a UUID, the same each time that the file is fetched
	Name      string // as the back end says, as is MediaType
	MediaType string
	Size      int64
	SHA256    string
	// Missing: it could not be had, and never will be. There is neither size
	// nor checksum, and the citizen must ask for it.
	Missing bool
}
