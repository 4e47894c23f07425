package cases

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/identity"
)

// Store keeps drafts and cases. All methods join the transaction in ctx.
// Errors: NotFound, Conflict (a unique value that exists).
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	Drafts
	Attachments
	Cases
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
	// SaveCase writes the timestamps and the number.
	SaveCase(ctx context.Context, c Case) error
	CaseHistory
}

// Belongings keeps what belongs to persons.
type Belongings interface {
	// AssignDrafts makes the visitor's drafts that are not submitted the person's.
	AssignDrafts(ctx context.Context, v identity.Visitor, p identity.PersonID) error
	// FindCases returns the person's cases, latest received first.
	FindCases(ctx context.Context, p identity.PersonID) ([]Case, error)
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

// Outbox takes what is owed to a back end. It joins the transaction in ctx.
type Outbox interface {
	Owe(ctx context.Context, o Owed) error
}

// Owed is a case that must reach a back end, and its files in order.
type Owed struct {
	CaseID        string
	Reference     string
	Connector     string
	AttachmentIDs []string
}

// Audit is where deeds are noted.
type Audit = audit.Log
