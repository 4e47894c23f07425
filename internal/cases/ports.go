package cases

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Store keeps drafts and cases. All methods join the transaction in ctx.
// Errors: NotFound, Conflict (a unique value that exists).
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	Drafts
	Attachments
	Cases
	Messages
	MessageFiles
	Belongings
}

// Drafts keeps drafts.
type Drafts interface {
	CreateDraft(ctx context.Context, d Draft) error
	// FindDraft returns the draft. In a transaction it also keeps others from
	// changing it until the transaction ends (PostgreSQL: FOR UPDATE).
	FindDraft(ctx context.Context, id string) (Draft, error)
	// FindDrafts returns the owner's drafts that are not submitted, latest saved first.
	FindDrafts(ctx context.Context, owner identity.Owner) ([]Draft, error)
	// CountDrafts returns how many FindDrafts would.
	CountDrafts(ctx context.Context, owner identity.Owner) (int, error)
	// SaveDraft writes answers, token, SavedAt, SubmittedAt and CaseID. It is a
	// Conflict to save a draft that has been submitted.
	SaveDraft(ctx context.Context, d Draft) error
	// DeleteDrafts removes up to limit drafts that are not submitted and were
	// last saved before the time, with their attachments' rows. It returns how
	// many, and the ids of those attachments: their contents are the caller's
	// to remove.
	DeleteDrafts(ctx context.Context, savedBefore time.Time, limit int) (drafts int, attachmentIDs []string, err error)
}

// Attachments keeps what is known of files.
type Attachments interface {
	CreateAttachment(ctx context.Context, a Attachment) error
	FindAttachment(ctx context.Context, id string) (Attachment, error)
	// DeleteAttachment removes a file of a draft. NotFound when it belongs to a case.
	DeleteAttachment(ctx context.Context, id string) error
	// AssignAttachments makes the draft's listed files the case's.
	AssignAttachments(ctx context.Context, draftID, caseID string, ids []string) error
}

// Cases keeps cases, their timelines and who may open them.
type Cases interface {
	CreateCase(ctx context.Context, c Case) error
	// FindCase returns the case; in a transaction it is kept from others, as FindDraft.
	FindCase(ctx context.Context, id string) (Case, error)
	FindCaseByReference(ctx context.Context, reference string) (Case, error)
	// SaveCase writes the timestamps but SeenAt, the number and what is asked.
	SaveCase(ctx context.Context, c Case) error
	// SaveWay writes who is to work the case: its authority, connector and values.
	SaveWay(ctx context.Context, c Case) error
	CaseHistory
}

// Belongings keeps what belongs to persons.
type Belongings interface {
	// AssignDrafts makes the visitor's drafts that are not submitted the person's.
	AssignDrafts(ctx context.Context, v identity.Visitor, p identity.PersonID) error
	// FindCases returns the person's cases, latest received first.
	FindCases(ctx context.Context, p identity.PersonID) ([]Case, error)
	// SaveSeen writes up to where the case's person has seen its news.
	SaveSeen(ctx context.Context, caseID string, seen time.Time) error
}

// Messages keeps what is said in cases. Nothing changes or removes it.
type Messages interface {
	// CreateMessage keeps a message, but for its files. Conflict: the case has
	// one with the token.
	CreateMessage(ctx context.Context, m Message) error
	// FindMessages returns a case's messages without their files, oldest first.
	FindMessages(ctx context.Context, caseID string) ([]Message, error)
	// FindMessageByToken returns the message that came by the form with the
	// token, or NotFound.
	FindMessageByToken(ctx context.Context, caseID, token string) (Message, error)
}

// MessageFiles keeps files that wait for their message, and finds those that
// have it.
type MessageFiles interface {
	// SaveWaiting keeps a file that waits for its message, again if it is there.
	SaveWaiting(ctx context.Context, a Attachment) error
	// FindWaiting returns those that wait in the same place, in the order received.
	FindWaiting(ctx context.Context, draftID string) ([]Attachment, error)
	// AssignToMessage makes the listed files, which wait there, the message's.
	// NotFound when one of them does not: then none is assigned.
	AssignToMessage(ctx context.Context, draftID, caseID, messageID string, ids []string) error
	// FindMessageFiles returns all files of the case's messages, in the order received.
	FindMessageFiles(ctx context.Context, caseID string) ([]Attachment, error)
	// DeleteWaiting removes up to limit files that wait since before the time
	// and returns their ids: their contents are the caller's to remove.
	DeleteWaiting(ctx context.Context, before time.Time, limit int) (ids []string, err error)
}

// CaseHistory keeps what happened in a case and who may see it.
type CaseHistory interface {
	CreateEvent(ctx context.Context, e Event) error
	// FindEvents returns a case's timeline, oldest first.
	FindEvents(ctx context.Context, caseID string) ([]Event, error)
	// SaveGrant gives or prolongs a grant.
	SaveGrant(ctx context.Context, g Grant) error
	// FindGrant returns the grant of the visitor to the case, or NotFound.
	FindGrant(ctx context.Context, caseID string, v identity.Visitor) (Grant, error)
}

// Files keeps the contents of attachments, sealed, by the attachment's id.
// Errors: NotFound, Unavailable.
type Files interface {
	Put(ctx context.Context, id string, content []byte) error
	Get(ctx context.Context, id string) ([]byte, error)
	Delete(ctx context.Context, id string) error
}

// Services finds services and the versions of their forms.
type Services interface {
	// FindService returns the service as it is now, or NotFound.
	FindService(ctx context.Context, id string) (catalogue.Entry, error)
	FindForm(ctx context.Context, serviceID string, version int) (catalogue.Form, error)
}

// Readers tells who has opened a case where it is worked.
type Readers interface {
	// Readers returns the latest reading by each function, latest first. known
	// is false when nobody notes that where the case is worked.
	Readers(ctx context.Context, c Case) (readings []Reading, known bool, err error)
}

// Reading says that somebody who holds a function has opened a case. Who it was
// is told to nobody here.
type Reading struct {
	Function i18n.Text
	At       time.Time
}

// Outbox takes what is owed to a back end. It joins the transaction in ctx.
type Outbox interface {
	Owe(ctx context.Context, o Owed) error
	// OweMore adds what a citizen says later to what a case owes.
	OweMore(ctx context.Context, o OwedMore) error
	// OweElsewhere takes back what is owed to one back end, as far as that does not
	// have it, and owes all of it to another. Conflict: something is on its way to the
	// first at the moment, or the other has had the case before.
	OweElsewhere(ctx context.Context, o OwedElsewhere, actor string) error
}

// OwedElsewhere is a case that goes another way than it went.
type OwedElsewhere struct {
	From   string // the connector
	Owed   Owed
	More   []OwedMore // what the citizen has said since, in order
	Reason string
}

// OwedMore is a message that must reach a case's back end, and its files in
// order: see Said.
type OwedMore struct {
	CaseID        string
	Connector     string
	MessageID     string
	IsWithdrawal  bool
	AttachmentIDs []string
}

// Owed is a case that must reach a back end, and its files in order.
type Owed struct {
	CaseID        string
	Reference     string
	ServiceID     string
	Connector     string   // where it is worked
	Copies        []string // the connectors that get what was sent in as well
	AttachmentIDs []string
}

// Audit is where deeds are noted.
type Audit = audit.Log
