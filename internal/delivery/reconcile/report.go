package reconcile

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// Report is one comparison with one back end.
type Report struct {
	ID        string
	Connector string
	Night     string // the day whose night it was, as 2026-01-31; "": somebody asked for it
	StartedAt time.Time
	EndedAt   time.Time // zero: it goes on, or its node was killed
	Period    delivery.Period
	Repair    bool

	Present  int // as they were
	ByHand   int // confirmed by a person: not asked for
	Wrong    int // how many findings there are
	Repaired int
	Problem  string // why it ended before its end; a kind of error

	Findings []Finding // the first of them: see maxFindings
}

// Finding is one that is not there as it was.
type Finding struct {
	DeliveryID string
	What       delivery.FindingKind
	Detail     string
	Repaired   bool
}

// maxFindings is how many findings of a report are kept. When there are more,
// the back end has lost about everything, and nobody reads them one by one.
const maxFindings = 1000

// Store keeps the reports.
type Store interface {
	// BeginReport keeps a report that begins, leased to the token. Of a connector's
	// night there is one: when there is one already that was not ended and whose lease
	// has run out it is begun anew, with its id, which is returned. Conflict: it was ended, or another node is at it.
	BeginReport(ctx context.Context, r Report, token string, now, until time.Time) (id string, err error)
	// ExtendReport leases it for longer. Conflict: another node has taken it over.
	ExtendReport(ctx context.Context, id, token string, until time.Time) error
	// EndReport writes what came of it, with its findings. Conflict as before.
	EndReport(ctx context.Context, r Report, token string) error
	// FindReports returns the latest reports with their findings, the latest first.
	FindReports(ctx context.Context, limit int) ([]Report, error)
	// PurgeReports removes reports that were begun before the time.
	PurgeReports(ctx context.Context, before time.Time) error
}
