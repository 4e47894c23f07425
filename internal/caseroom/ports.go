package caseroom

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Store keeps the caseroom. All methods join the transaction in ctx. Errors:
// NotFound, Conflict (a unique value that exists).
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	Registry
	Cases
	Inboxes
	History
	Papers
}

// Registry is where cases are registered, and each step of them once.
type Registry interface {
	// NextDiaryNumber takes the authority's next number of the year. Others who
	// ask wait until the transaction ends; when it is taken back, so is the
	// number.
	NextDiaryNumber(ctx context.Context, authority identity.AuthorityCode, year int) (int, error)
	CreateCase(ctx context.Context, c Case, d Dossier) error
	// CreateStep notes that a step has been taken, and what it became. Conflict:
	// it has been already.
	CreateStep(ctx context.Context, key, id string, at time.Time) error
	// FindStep returns what the step became, or NotFound.
	FindStep(ctx context.Context, key string) (id string, err error)
}

// Cases keeps cases.
type Cases interface {
	// FindCase returns the case with the reference; in a transaction it keeps
	// others from changing it until the transaction ends.
	FindCase(ctx context.Context, reference string) (Case, error)
	// FindCaseByID is FindCase by our own id.
	FindCaseByID(ctx context.Context, id string) (Case, error)
	FindCaseByDiary(ctx context.Context, n DiaryNumber) (Case, error)
	FindDossier(ctx context.Context, caseID string) (Dossier, error)
	// SaveCase writes function, handler, revision and all times but those of
	// receipt and registration.
	SaveCase(ctx context.Context, c Case) error
}

// Inboxes finds cases for those who work them.
type Inboxes interface {
	// FindCases returns a page of the cases that the query finds.
	FindCases(ctx context.Context, q Query) ([]Case, error)
	// CountCases returns how many cases the query finds, of each value that they
	// have in the facet.
	CountCases(ctx context.Context, q Query, f Facet) (map[string]int, error)
}

// History keeps what happened to cases and who has read them.
type History interface {
	CreateEvent(ctx context.Context, e Event) error
	// FindEvents returns a case's timeline, oldest first, without files.
	FindEvents(ctx context.Context, caseID string) ([]Event, error)
	// NextTold takes the next place among the tidings. Others who ask wait until
	// the transaction ends, so that places become visible in their order.
	NextTold(ctx context.Context) (int64, error)
	// FindTold returns up to limit events with a place after the given one, in
	// order, with the language of their cases. Files are left out.
	FindTold(ctx context.Context, after int64, limit int) ([]ToldEvent, error)
	CreateRead(ctx context.Context, r Read) error
	// FindReads returns the latest read of a case for each function and Swedish
	// day, latest first.
	FindReads(ctx context.Context, caseID string) ([]Read, error)
}

// ToldEvent is an event and the language that its case's citizen is written to.
type ToldEvent struct {
	Event
	Lang i18n.Lang
}

// Papers keeps what is known of files.
type Papers interface {
	CreateFile(ctx context.Context, f File) error
	FindFile(ctx context.Context, id string) (File, error)
	// FindFiles returns the cases' files, oldest first.
	FindFiles(ctx context.Context, caseIDs ...string) ([]File, error)
}

// Files keeps the contents of files, sealed, by the file's id. Errors:
// NotFound, Unavailable.
type Files interface {
	Put(ctx context.Context, id string, content []byte) error
	Get(ctx context.Context, id string) ([]byte, error)
	Delete(ctx context.Context, id string) error
}

// Staff knows who holds which function today.
type Staff interface {
	// FindHolders returns those who hold the function at now, each once, by name.
	FindHolders(ctx context.Context, f identity.FunctionID, now time.Time) ([]identity.Colleague, error)
}

// Citizens knows who sent a case: nobody works their own.
type Citizens interface {
	// PersonOf returns the person who sent the case with the reference, and ""
	// when nobody was logged in or the case is not the portal's.
	PersonOf(ctx context.Context, reference string) (identity.PersonID, error)
}

// Audit is where deeds are noted.
type Audit = audit.Log
