package connectortest

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// Harness is what a connector gives the suite to be judged by. Every field
// without "may be nil" is required.
type Harness struct {
	// Hides says that the back end may have what it says that it does not have: a
	// delivery.Inspector is then never sure that a case is gone.
	Hides bool

	// New returns the connector with working settings for the back end at a
	// base URL without a slash at its end.
	New func(t *testing.T, baseURL string) delivery.Connector
	// NewWrongKey does the same with credentials that are not accepted.
	NewWrongKey func(t *testing.T, baseURL string) delivery.Connector
	// Backend starts an empty back end.
	Backend func(t *testing.T) *Backend
	// Route adds the route's values to an envelope.
	Route func(e *delivery.Envelope)
	// Spoil makes of an envelope one that the back end refuses for good.
	Spoil func(e *delivery.Envelope)
	// Tickets starts a back end that answers with a ticket, and keeps the id
	// to itself until Backend.Assign. It may be nil.
	Tickets func(t *testing.T) *Backend
	// Skewed starts a back end with another clock than ours. It may be nil when nothing
	// is looked up by its time.
	Skewed func(t *testing.T, theirs clock.Clock) *Backend
	// Ours says that the back end is part of this process: its answers are to what was
	// asked, and in order.
	Ours bool
	// NoFiles says that the back end takes no attachments: they are refused.
	NoFiles bool
	// NoWords says that the back end takes neither messages nor withdrawals: they
	// are refused.
	NoWords bool
	// ClosedOnly says that the back end tells when a case is closed, and
	// nothing before that.
	ClosedOnly bool
	// Apart says that the back end tells a message and a change of status as
	// two changes, and may start a case by itself when somebody answers.
	Apart bool
	// Present says that the back end tells how a case stands when it is asked, and
	// not how it came there: it is asked after each change.
	Present bool
	// Slow says that the back end is a product that takes its time. Of the
	// faults, which all look the same to it, only a few are tried.
	Slow bool
}

// Backend is a back end in the hands of the suite, seen as its own people see
// it.
type Backend struct {
	URL string
	// Cases returns all it has, oldest first: doubles too.
	Cases func() []Case
	// SetStatus does what a person does who works a case. The suite sets
	// StatusStarted and StatusClosed.
	SetStatus func(t *testing.T, remoteID string, s delivery.Status, note string)
	// SendFiles does what a person does who answers the citizen and sends files
	// along. It is nil when the back end's changes have none: then the connector is
	// no delivery.FileFetcher.
	SendFiles func(t *testing.T, remoteID, note string, files []Sent)
	// Assign gives ids to what has tickets only; nil without tickets.
	Assign func()
	// Told returns all that the back end has told us by itself, oldest first, each
	// as it would be sent now. It is nil when the back end waits to be asked; then the
	// connector is no delivery.Inbound.
	Told func() []delivery.Heard
}

// Case is a case in the back end.
type Case struct {
	RemoteID string
	Text     string // what the people there read
	Files    []File
	Said     []string // what came later, as they read it, in its order, without files
}

// Sent is a file that the back end's people send.
type Sent struct {
	Name      string
	MediaType string
	Content   []byte
}

// File is an attachment in the back end.
type File struct {
	Name   string
	SHA256 string // lower-case hexadecimal
}

// Run judges a connector. It fails t for every promise of
// delivery.Connector that is not kept.
func Run(t *testing.T, h Harness) {
	t.Helper()
	t.Run("create", h.testCreate)
	t.Run("look up", h.testFind)
	t.Run("inspect", h.testInspect)
	t.Run("lost answers", h.testLostAnswers)
	t.Run("nothing sent", h.testNothingSent)
	t.Run("refused", h.testRefused)
	t.Run("look up through faults", h.testFindThroughFaults)
	t.Run("nobody to trust", h.testNobodyToTrust)
	t.Run("answers for another case", h.testAnotherCase)
	t.Run("clocks that differ", h.testClocks)
	t.Run("hostile text", h.testHostileText)
	t.Run("attachments", h.testAttachments)
	t.Run("words", h.testWords)
	t.Run("tickets", h.testTickets)
	t.Run("poll", h.testPoll)
	t.Run("hear", h.testHear)
	t.Run("files back", h.testFilesBack)
	t.Run("check", h.testCheck)
	t.Run("called off", h.testCalledOff)
}

// rig is a connector before a back end, with faults in between.
type rig struct {
	t         *testing.T
	connector delivery.Connector
	backend   *Backend
	front     *front
	ids       map[string]string // of the cases sent, by our reference
}

// set puts a back end, faults and the connector up.
func (h Harness) set(t *testing.T, start func(t *testing.T) *Backend) *rig {
	t.Helper()
	b := start(t)
	f := newFront(t, b.URL)
	return &rig{t: t, connector: discreet(t, h.New(t, f.url)), backend: b, front: f, ids: map[string]string{}}
}

// send sends a step that must be taken.
func (r *rig) send(s delivery.Step) delivery.Receipt {
	r.t.Helper()
	got, err := r.connector.Send(r.t.Context(), s)
	if err != nil {
		r.t.Fatalf("Send %s: %v", s.Key, err)
	}
	if s.Kind == delivery.KindCreate {
		r.ids[s.Envelope.Reference] = got.RemoteID
	}
	return got
}

// find looks a step up, which must be possible.
func (r *rig) find(s delivery.Step) (delivery.Receipt, bool) {
	r.t.Helper()
	got, found, err := r.connector.Find(r.t.Context(), s)
	if err != nil {
		r.t.Fatalf("Find %s: %v", s.Key, err)
	}
	return got, found
}

// wantFound asserts that Find finds the step under an id, and that the id is
// the back end's own.
func (r *rig) wantFound(s delivery.Step, id string) {
	r.t.Helper()
	got, found := r.find(s)
	if !found || got.RemoteID != id {
		r.t.Errorf("Find %s: got %q, %v; want %q", s.Key, got.RemoteID, found, id)
	}
}

// wantAbsent asserts that Find is sure that the step is not there.
func (r *rig) wantAbsent(s delivery.Step) {
	r.t.Helper()
	if got, found := r.find(s); found {
		r.t.Errorf("Find %s: got %q, want nothing", s.Key, got.RemoteID)
	}
}

// wantCases asserts how many cases the back end has, and returns them.
func (r *rig) wantCases(n int) []Case {
	r.t.Helper()
	cases := r.backend.Cases()
	if len(cases) != n {
		r.t.Fatalf("the back end has %d cases, want %d", len(cases), n)
	}
	return cases
}

// discreet returns the connector and asserts, at the end, that none of its
// errors tells anything of what was sent: they end up in logs and in lists of
// problems.
func discreet(t *testing.T, c delivery.Connector) delivery.Connector {
	t.Helper()
	w := &watched{Connector: c}
	t.Cleanup(func() {
		for _, said := range w.said {
			for _, secret := range secrets {
				if strings.Contains(said, secret) {
					t.Errorf("an error tells %q: %s", secret, said)
				}
			}
		}
	})
	return w
}

// inner is the connector itself, for what only some can do.
func inner(c delivery.Connector) delivery.Connector { return c.(*watched).Connector }

type watched struct {
	delivery.Connector
	mu   sync.Mutex
	said []string
}

func (w *watched) note(err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, err.Error())
	if refused, ok := refusedOf(err); ok {
		w.said = append(w.said, refused.Reason)
	}
}

func (w *watched) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	r, found, err := w.Connector.Find(ctx, s)
	w.note(err)
	return r, found, err
}

func (w *watched) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	r, err := w.Connector.Send(ctx, s)
	w.note(err)
	return r, err
}

func (w *watched) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	b, err := w.Connector.Poll(ctx, cursor)
	w.note(err)
	return b, err
}

// FetchFile is called only when the connector has it.
func (w *watched) FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error) {
	content, err := w.Connector.(delivery.FileFetcher).FetchFile(ctx, remoteID, fileID)
	w.note(err)
	return content, err
}

func (w *watched) Check(ctx context.Context) error {
	err := w.Connector.Check(ctx)
	w.note(err)
	return err
}
