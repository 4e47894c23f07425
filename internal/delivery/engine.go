package delivery

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery/gate"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	defaultTimeout    = 30 * time.Second
	defaultSettle     = 30 * time.Second
	defaultMinBackoff = 2 * time.Second
	defaultMaxBackoff = 5 * time.Minute

	defaultMaxFile      = 20 << 20
	defaultFilePatience = 24 * time.Hour

	// maxRetryAfter is how long a back end may ask us to stay away.
	maxRetryAfter = time.Hour
)

// Config is what an Engine needs. The durations have defaults; nothing else
// may be missing.
type Config struct {
	Store    Store
	Queue    Queue
	Source   EnvelopeSource
	Changes  Changes
	Registry *Registry
	Audit    audit.Log
	Clock    clock.Clock
	Log      *slog.Logger

	// Timeout is how long one call to a back end may take; default 30 s. An
	// attempt may make two: LongestAttempt.
	Timeout time.Duration
	// Settle is how long after something may have been sent nobody looks for
	// it: a back end must have finished with a request, or never will, by the
	// time that Settle has passed since the connection ended; default 30 s.
	Settle time.Duration
	// Steady tells since when the database has surely not been put back to an
	// earlier point: what it has had since then and never sent needs no look
	// before it is sent, however long it has waited. nil: nobody knows.
	Steady func() time.Time
	// Backoff bounds the waiting between attempts.
	Backoff Backoff
	// MaxFile is how large a file of a change may be, in bytes; default 20 MiB. A
	// larger one is missing.
	MaxFile int64
	// FilePatience is how long a change waits for files that cannot be fetched
	// now, before it is told without them; default 24 h.
	FilePatience time.Duration
	// Patience is how long a worker waits before the gate of a back end that is
	// down or has had enough, before it takes up something else; default 1 s.
	// Below 0: not at all.
	Patience time.Duration
}

// Backoff is the shortest and the longest wait between two attempts; defaults
// 2 s and 5 min.
type Backoff struct{ Min, Max time.Duration }

// Engine carries deliveries out. It is safe for concurrent use, by many nodes
// on the same store.
type Engine struct {
	cfg   Config
	gates map[string]*gate.Gate // by connector
}

// New returns an engine. It starts nothing: see Attempt and Run.
func New(cfg Config) *Engine {
	cfg.Timeout = cmp.Or(cfg.Timeout, defaultTimeout)
	cfg.Settle = cmp.Or(cfg.Settle, defaultSettle)
	cfg.Backoff.Min = cmp.Or(cfg.Backoff.Min, defaultMinBackoff)
	cfg.Backoff.Max = max(cmp.Or(cfg.Backoff.Max, defaultMaxBackoff), cfg.Backoff.Min)
	cfg.MaxFile = cmp.Or(cfg.MaxFile, defaultMaxFile)
	cfg.FilePatience = cmp.Or(cfg.FilePatience, defaultFilePatience)
	cfg.Patience = cmp.Or(cfg.Patience, defaultPatience)
	return &Engine{cfg: cfg, gates: newGates(cfg)}
}

// Order is what a case owes to one back end.
type Order struct {
	CaseID        string
	Reference     string
	Connector     string
	AttachmentIDs []string // in the order they are sent

	UrgentWithin time.Duration // the limit of a case that cannot wait; 0: it can
}

// Owe writes the deliveries of a case, the case itself first and then each
// attachment, and has the first looked at. It joins the caller's transaction.
// A connector that is not configured is no error: the case waits for it.
func (e *Engine) Owe(ctx context.Context, o Order) error {
	const op = "delivery.Owe"
	if o.CaseID == "" || o.Reference == "" || o.Connector == "" {
		return errs.Wrap(errs.Invalid, op+" "+o.CaseID, errors.New("case, reference and connector are required"))
	}
	now := e.cfg.Clock.Now()
	steps := make([]Delivery, 1+len(o.AttachmentIDs))
	for i := range steps {
		steps[i] = Delivery{
			ID: newID(), CaseID: o.CaseID, Reference: o.Reference, Connector: o.Connector,
			Seq: i + 1, Kind: KindCreate, CreatedAt: now, DueAt: now,
		}
		if i > 0 {
			steps[i].Kind, steps[i].AttachmentID = KindAttachment, o.AttachmentIDs[i-1]
		}
		if i == 0 && o.UrgentWithin > 0 {
			steps[i].UrgentAt = now.Add(o.UrgentWithin)
		}
	}
	if err := e.cfg.Store.CreateDeliveries(ctx, steps); err != nil {
		return errs.Op(op+" "+o.CaseID, err)
	}
	return errs.Op(op+" "+o.CaseID, e.cfg.Queue.Enqueue(ctx, o.Connector, steps[0].ID, now))
}

// LongestAttempt is how long an attempt may take whose calls to the back end
// have the time-out (0: the default): a look-up, a sending, and the writing
// around them. Whoever ends attempts that hang must wait for longer.
func LongestAttempt(timeout time.Duration) time.Duration {
	return 2*cmp.Or(timeout, defaultTimeout) + 3*keepTimeout
}

// lease is how long a delivery is kept from others when something is about to
// be sent. Whoever gets it afterwards may rely on that the back end is done.
func (e *Engine) lease() time.Duration { return e.cfg.Timeout + e.cfg.Settle }

// backoff is how long to wait before the next attempt at d: half as long again
// as it has been owed, within bounds, give or take a fifth so that those who
// failed together do not come back together. It needs no counter, so an outage
// uses nothing up.
func (e *Engine) backoff(d Delivery, now time.Time) time.Duration {
	wait := min(max(now.Sub(d.CreatedAt)/2, e.cfg.Backoff.Min), e.cfg.Backoff.Max)
	jitter := 0.8 + 0.4*rand.Float64() //nolint:gosec // spreads load, guards nothing
	return time.Duration(float64(wait) * jitter)
}

// newID returns an id that sorts by its time of birth (UUID version 7).
func newID() string { return uuid.Must(uuid.NewV7()).String() }
