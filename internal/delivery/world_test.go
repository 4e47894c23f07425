package delivery_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	timeout = 30 * time.Second
	settle  = 20 * time.Second
	lease   = timeout + settle
)

var start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// world is an engine with everything around it: a store and a queue in memory,
// a clock that a test moves, and a back end that misbehaves as it is told.
type world struct {
	t       *testing.T
	clock   *clock.Fake
	store   *memory
	queue   *queue
	backEnd *backEnd
	domain  *domain
	audit   *trail
	engine  *delivery.Engine

	// crashAt ends the worker at that moment of its life, counted from 1.
	crashAt, moment int
}

// newWorld returns a world with one connector, "gata". Wrap may stand between
// the engine and it.
func newWorld(t *testing.T, wrap func(delivery.Connector) delivery.Connector) *world {
	t.Helper()
	w := &world{t: t, clock: clock.NewFake(start)}
	w.store = &memory{pass: w.pass, rows: map[string]delivery.Delivery{}}
	w.queue = &queue{store: w.store}
	w.backEnd = &backEnd{clock: w.clock, pass: w.pass, answers: map[string][]answer{}}
	w.domain = &domain{store: w.store}
	w.audit = &trail{store: w.store}
	connector := delivery.Connector(w.backEnd)
	if wrap != nil {
		connector = wrap(connector)
	}
	w.engine = delivery.New(w.config(w.registry(map[string]delivery.Connector{"gata": connector})))
	return w
}

func (w *world) config(r *delivery.Registry) delivery.Config {
	return delivery.Config{
		Store: w.store, Queue: w.queue, Source: w.domain, Changes: w.domain, Registry: r, Audit: w.audit,
		Clock: w.clock, Log: slog.New(slog.DiscardHandler), Timeout: timeout, Settle: settle, Patience: -1,
	}
}

func (w *world) registry(connectors map[string]delivery.Connector) *delivery.Registry {
	w.t.Helper()
	var types []delivery.Type
	settings := map[string]delivery.Settings{}
	for name, c := range connectors {
		types = append(types, delivery.Type{Name: name, New: func(delivery.Options) (delivery.Connector, error) { return c, nil }})
		settings[name] = delivery.Settings{Type: name}
	}
	r, err := delivery.NewRegistry(types, settings)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// owe makes case n with a number of attachments.
func (w *world) owe(n, attachments int) {
	w.t.Helper()
	o := delivery.Order{CaseID: fmt.Sprint("case", n), Reference: fmt.Sprint("MK-", n), Connector: "gata"}
	for i := range attachments {
		o.AttachmentIDs = append(o.AttachmentIDs, fmt.Sprintf("file%d", i+1))
	}
	err := w.store.InTx(w.t.Context(), func(ctx context.Context) error { return w.engine.Owe(ctx, o) })
	if err != nil {
		w.t.Fatal(err)
	}
}

// oweMore adds steps to case n.
func (w *world) oweMore(n int, steps ...delivery.More) {
	w.t.Helper()
	err := w.store.InTx(w.t.Context(), func(ctx context.Context) error {
		return w.engine.OweMore(ctx, fmt.Sprint("case", n), "gata", steps)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// attempt has a worker look at the step, and returns what it says.
func (w *world) attempt(key string) (next time.Duration, done bool) {
	w.t.Helper()
	next, done, err := w.engine.Attempt(w.t.Context(), w.find(key).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return next, done
}

// find returns the delivery with the key, first where the case was to be worked.
func (w *world) find(key string) delivery.Delivery {
	w.t.Helper()
	var found delivery.Delivery
	for _, d := range w.store.rows {
		if d.Key() == key && (found.ID == "" || d.Connector == "gata") {
			found = d
		}
	}
	if found.ID != "" {
		return found
	}
	w.t.Fatalf("no delivery %s", key)
	return delivery.Delivery{}
}

// pass counts a moment of a worker's life, at which it may end. It ends as a
// killed process does: nothing more is done, and no recover sees it.
func (w *world) pass() {
	if w.moment++; w.moment == w.crashAt {
		runtime.Goexit()
	}
}

// work is the queue's worker and the sweeper, until nothing is owed any more or
// a day has passed.
func (w *world) work() {
	w.t.Helper()
	for end := start.Add(24 * time.Hour); w.clock.Now().Before(end) && w.owes(); {
		id, ok := w.queue.take(w.clock.Now())
		if !ok {
			w.clock.Advance(5 * time.Second)
			w.live(func() error {
				_, err := w.engine.Sweep(w.t.Context(), 15*time.Second)
				return err
			})
			continue
		}
		w.live(func() error {
			next, done, err := w.engine.Attempt(w.t.Context(), id)
			if err == nil && !done {
				w.queue.jobs = append(w.queue.jobs, job{id, w.clock.Now().Add(next)})
			}
			return err
		})
	}
}

// live runs a part of a worker's life. A worker that dies takes every job
// with it.
func (w *world) live(do func() error) {
	w.t.Helper()
	var err error
	survived := make(chan bool, 1)
	go func() {
		alive := false
		defer func() { survived <- alive }()
		err = do()
		alive = true
	}()
	if !<-survived {
		w.queue.jobs = nil
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// owes reports whether there is a step to do now or later.
func (w *world) owes() bool {
	for _, d := range w.store.rows {
		if w.store.inLine(d) {
			return true
		}
	}
	return false
}

// memory is a Store. A transaction is a copy that is put back when it fails.
type memory struct {
	pass      func()
	rows      map[string]delivery.Delivery
	envelopes map[string]delivery.Envelope
	cursor    map[string]string
	polling   map[string]time.Time
	taken     map[string]bool
	holding   map[string]time.Time
	tellings  map[string]string // their digests
	jobs      []job             // made by the transaction
	told      []string
	entries   []audit.Entry
	history   []delivery.HistoryLine
	moved     map[delivery.Move]bool // all moves that were committed, without why
	queue     *queue
	failing   error // of SaveDelivery
	again     bool  // each transaction is run twice, as after a deadlock
}

type inTx struct{}

var errDeadlock = errors.New("deadlock")

func (m *memory) InTx(ctx context.Context, fn func(context.Context) error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m.pass()
	if m.again {
		m.again = false
		_ = m.InTx(ctx, func(ctx context.Context) error { return errors.Join(fn(ctx), errDeadlock) })
		m.again = true
	}
	before := *m
	before.rows, before.envelopes, before.taken, before.tellings = clone(m.rows), clone(m.envelopes), clone(m.taken), clone(m.tellings)
	committed := false
	defer func() {
		if !committed {
			*m = before
		}
	}()
	if err := fn(context.WithValue(ctx, inTx{}, true)); err != nil {
		return err
	}
	m.pass()
	committed = true
	if m.moved == nil {
		m.moved = map[delivery.Move]bool{}
	}
	for id, d := range m.rows {
		if from, to := before.rows[id].State(), d.State(); before.rows[id].ID == "" {
			m.moved[delivery.Move{To: to}] = true
		} else if from != to {
			m.moved[delivery.Move{From: from, To: to}] = true
		}
	}
	if m.queue != nil {
		m.queue.jobs = append(m.queue.jobs, m.jobs...)
		m.jobs = nil
	}
	m.pass()
	return nil
}

func clone[V any](m map[string]V) map[string]V {
	c := map[string]V{}
	for k, v := range m {
		c[k] = v
	}
	return c
}

func (m *memory) CreateDeliveries(_ context.Context, ds []delivery.Delivery) error {
	for _, d := range ds {
		m.rows[d.ID] = d
	}
	return nil
}

func (m *memory) FindDelivery(_ context.Context, id string) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	if !ok {
		return d, errs.New(errs.NotFound, "memory")
	}
	return d, nil
}

// inLine reports whether d is owed and nothing before it holds it back.
func (m *memory) inLine(d delivery.Delivery) bool {
	for _, o := range m.rows {
		passed := !o.DeliveredAt.IsZero() || !o.RefusedAt.IsZero() && o.Seq > 1
		if o.CaseID == d.CaseID && o.Connector == d.Connector && o.Seq < d.Seq && !passed {
			return false
		}
	}
	return d.DeliveredAt.IsZero() && d.RefusedAt.IsZero()
}

func (m *memory) Claim(_ context.Context, id, token string, now, until time.Time) (delivery.Delivery, error) {
	d := m.rows[id]
	if d.LeasedUntil.After(now) || !m.inLine(d) || !d.HeldAt.IsZero() {
		return delivery.Delivery{}, errs.New(errs.Conflict, "memory")
	}
	d.LeaseToken, d.LeasedUntil, d.DueAt = token, until, until
	m.rows[id] = d
	return d, nil
}

func (m *memory) SaveDelivery(_ context.Context, d delivery.Delivery, token string) error {
	if m.failing != nil {
		return m.failing
	}
	if m.rows[d.ID].LeaseToken != token {
		return errs.New(errs.Conflict, "memory")
	}
	d.HeldAt = m.rows[d.ID].HeldAt
	m.rows[d.ID] = d
	return nil
}

func (m *memory) NoteOrphans(_ context.Context, connectors []string, before time.Time) (noted int, err error) {
	for id, d := range m.rows {
		if slices.Contains(connectors, d.Connector) || !m.inLine(d) || !d.DueAt.Before(before) || d.LastProblem == delivery.NoConnector {
			continue
		}
		d.LastProblem, d.Detail = delivery.NoConnector, ""
		m.rows[id] = d
		noted++
	}
	return noted, nil
}

func (m *memory) Reopen(_ context.Context, id string, due time.Time) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	switch {
	case !ok:
		return d, errs.New(errs.NotFound, "memory")
	case d.RefusedAt.IsZero() || !d.MovedAt.IsZero():
		return d, errs.New(errs.Conflict, "memory")
	}
	d.RefusedAt, d.HeldAt, d.DueAt = time.Time{}, time.Time{}, due
	m.rows[id] = d
	return d, nil
}

func (m *memory) FindOverdue(_ context.Context, connector string, before time.Time, limit int) ([]delivery.Delivery, error) {
	var found []delivery.Delivery
	for _, d := range m.rows {
		if connector == d.Connector && m.inLine(d) && d.HeldAt.IsZero() && d.DueAt.Before(before) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b delivery.Delivery) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(limit, len(found))], nil
}

func (m *memory) Hasten(_ context.Context, id string, now time.Time) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	switch {
	case !ok:
		return d, errs.New(errs.NotFound, "memory")
	case !m.inLine(d) || d.LeasedUntil.After(now) || !d.HeldAt.IsZero():
		return d, errs.New(errs.Conflict, "memory")
	}
	d.DueAt = now
	m.rows[id] = d
	return d, nil
}

func (m *memory) Hold(_ context.Context, id string, now time.Time) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	switch {
	case !ok:
		return d, errs.New(errs.NotFound, "memory")
	case !d.DeliveredAt.IsZero() || !d.RefusedAt.IsZero() || !d.HeldAt.IsZero():
		return d, errs.New(errs.Conflict, "memory")
	}
	d.HeldAt = now
	m.rows[id] = d
	return d, nil
}

func (m *memory) Release(_ context.Context, id string, now time.Time) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	switch {
	case !ok:
		return d, errs.New(errs.NotFound, "memory")
	case d.State() != delivery.StateHeld:
		return d, errs.New(errs.Conflict, "memory")
	}
	d.HeldAt, d.DueAt = time.Time{}, now
	m.rows[id] = d
	return d, nil
}

func (m *memory) Confirm(_ context.Context, id string, h delivery.ByHand, actor string, now time.Time) (delivery.Delivery, error) {
	d, ok := m.rows[id]
	switch {
	case !ok:
		return d, errs.New(errs.NotFound, "memory")
	case !d.DeliveredAt.IsZero() || !d.MovedAt.IsZero() || d.LeasedUntil.After(now):
		return d, errs.New(errs.Conflict, "memory")
	}
	d.DeliveredAt, d.ConfirmedBy, d.RemoteID, d.Number = now, actor, h.RemoteID, h.Number
	d.RefusedAt, d.HeldAt, d.LeasedUntil, d.LeaseToken, d.LastProblem, d.Detail = time.Time{}, time.Time{}, time.Time{}, "", "", ""
	m.rows[id] = d
	return d, nil
}

func (m *memory) OweAgain(_ context.Context, d delivery.Delivery, now time.Time) error {
	row := m.rows[d.ID]
	if row.DeliveredAt.IsZero() || !row.DeliveredAt.Equal(d.DeliveredAt) || row.RemoteID != d.RemoteID || row.ConfirmedBy != "" {
		return errs.New(errs.Conflict, "memory")
	}
	row.DeliveredAt, row.RemoteID, row.Number, row.Ticket, row.Tries = time.Time{}, "", "", "", max(row.Tries, 1)
	row.HeldAt, row.DueAt, row.LastProblem, row.Detail = time.Time{}, now, "", ""
	m.rows[d.ID] = row
	return nil
}

func (m *memory) FindLater(_ context.Context, d delivery.Delivery) (later []delivery.Delivery, err error) {
	for _, o := range m.rows {
		if o.CaseID == d.CaseID && o.Connector == d.Connector && o.Seq > d.Seq {
			later = append(later, o)
		}
	}
	slices.SortFunc(later, func(a, b delivery.Delivery) int { return a.Seq - b.Seq })
	return later, nil
}

func (m *memory) MoveAway(_ context.Context, caseID, connector string, now time.Time) error {
	for id, d := range m.rows {
		if d.CaseID != caseID || d.Connector != connector || !d.DeliveredAt.IsZero() {
			continue
		}
		if d.LeasedUntil.After(now) {
			return errs.New(errs.Conflict, "memory")
		}
		d.MovedAt, d.RefusedAt, d.HeldAt = now, now, time.Time{}
		m.rows[id] = d
	}
	return nil
}

func (m *memory) AppendHistory(_ context.Context, l delivery.HistoryLine) error {
	m.history = append(slices.Clone(m.history), l)
	return nil
}

func (m *memory) RepeatHistory(_ context.Context, l delivery.HistoryLine) (bool, error) {
	for i, last := range slices.Backward(m.history) {
		if last.DeliveryID != l.DeliveryID {
			continue
		}
		if last.Actor != "" || last.Outcome != l.Outcome || last.Detail != l.Detail || last.Sent != l.Sent {
			return false, nil
		}
		m.history = slices.Clone(m.history)
		m.history[i].Times++
		m.history[i].LastAt, m.history[i].Took = l.LastAt, l.Took
		return true, nil
	}
	return false, nil
}

func (m *memory) FindHistory(_ context.Context, id string) (lines []delivery.HistoryLine, err error) {
	for _, l := range m.history {
		if l.DeliveryID == id {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

func (m *memory) PurgeHistory(context.Context, time.Time, int) (int, error) { return 0, nil }

func (m *memory) Postpone(_ context.Context, ids []string, due time.Time) error {
	for _, id := range ids {
		d := m.rows[id]
		d.DueAt = due
		m.rows[id] = d
	}
	return nil
}

func (m *memory) FindNext(_ context.Context, d delivery.Delivery) (next delivery.Delivery, found bool, err error) {
	for _, o := range m.rows {
		owed := o.DeliveredAt.IsZero() && o.RefusedAt.IsZero()
		if o.CaseID == d.CaseID && o.Connector == d.Connector && o.Seq > d.Seq && owed && (!found || o.Seq < next.Seq) {
			next, found = o, true
		}
	}
	return next, found, nil
}

func (m *memory) FindLast(_ context.Context, caseID, connector string) (last delivery.Delivery, err error) {
	for _, o := range m.rows {
		if o.CaseID == caseID && o.Connector == connector && o.Seq > last.Seq {
			last = o
		}
	}
	if last.Seq == 0 {
		return last, errs.New(errs.NotFound, "memory")
	}
	return last, nil
}

func (m *memory) FindConfirmed(_ context.Context, connector string, p delivery.Period, after string, limit int) (found []delivery.Delivery, err error) {
	for _, d := range m.rows {
		if d.Connector == connector && d.ID > after && !d.DeliveredAt.IsZero() && !d.CreatedAt.Before(p.From) && d.CreatedAt.Before(p.To) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b delivery.Delivery) int { return cmp.Compare(a.ID, b.ID) })
	return found[:min(limit, len(found))], nil
}

func (m *memory) FindFirst(_ context.Context, caseID, connector string) (delivery.Delivery, error) {
	for _, o := range m.rows {
		if o.CaseID == caseID && o.Connector == connector && o.Seq == 1 {
			return o, nil
		}
	}
	return delivery.Delivery{}, errs.New(errs.NotFound, "memory")
}

func (m *memory) FindEnvelope(_ context.Context, caseID, connector string) (delivery.Envelope, bool, error) {
	e, ok := m.envelopes[caseID+connector]
	return e, ok, nil
}

func (m *memory) SaveEnvelope(_ context.Context, caseID, connector string, e delivery.Envelope) error {
	if m.envelopes == nil {
		m.envelopes = map[string]delivery.Envelope{}
	}
	if _, ok := m.envelopes[caseID+connector]; !ok {
		m.envelopes[caseID+connector] = e
	}
	return nil
}

func (m *memory) ClaimPoll(_ context.Context, connector string, now, until time.Time) (string, error) {
	if m.polling[connector].After(now) {
		return "", errs.New(errs.Conflict, "memory")
	}
	if m.polling == nil {
		m.polling, m.cursor = map[string]time.Time{}, map[string]string{}
	}
	m.polling[connector] = until
	return m.cursor[connector], nil
}

func (m *memory) SaveCursor(_ context.Context, connector, cursor string) error {
	m.cursor[connector] = cursor
	delete(m.polling, connector)
	return nil
}

func (m *memory) FindUnconfirmed(_ context.Context, connector string) (since time.Time, found bool, err error) {
	for _, d := range m.rows {
		if d.Connector == connector && d.Seq == 1 && d.Tries > 0 && m.inLine(d) && (!found || d.FirstTryAt.Before(since)) {
			since, found = d.FirstTryAt, true
		}
	}
	return since, found, nil
}

func (m *memory) FindByRemoteID(_ context.Context, connector, remoteID string) (delivery.Delivery, error) {
	for _, d := range m.rows {
		if d.Connector == connector && d.Seq == 1 && d.RemoteID == remoteID {
			return d, nil
		}
	}
	return delivery.Delivery{}, errs.New(errs.NotFound, "memory")
}

func (m *memory) TakeChange(_ context.Context, connector, key string, _ time.Time) (bool, error) {
	if m.taken[connector+key] {
		return false, nil
	}
	if m.taken == nil {
		m.taken = map[string]bool{}
	}
	m.taken[connector+key] = true
	delete(m.holding, connector+key)
	return true, nil
}

func (m *memory) FindStep(_ context.Context, connector, reference string, seq int) (delivery.Delivery, error) {
	for _, d := range m.rows {
		if d.Connector == connector && d.Reference == reference && d.Seq == seq {
			return d, nil
		}
	}
	return delivery.Delivery{}, errs.New(errs.NotFound, "memory")
}

func (m *memory) TakeTelling(_ context.Context, connector, id, digest string, _ time.Time) (bool, error) {
	before, known := m.tellings[connector+id]
	if known && before != digest {
		return false, errs.New(errs.Conflict, "memory")
	}
	if m.tellings == nil {
		m.tellings = map[string]string{}
	}
	m.tellings[connector+id] = digest
	return !known, nil
}

func (m *memory) FindTaken(_ context.Context, connector, key string) (bool, error) {
	return m.taken[connector+key], nil
}

func (m *memory) HoldChange(_ context.Context, connector, key string, now time.Time) (time.Time, error) {
	if m.holding == nil {
		m.holding = map[string]time.Time{}
	}
	if since, ok := m.holding[connector+key]; ok {
		return since, nil
	}
	m.holding[connector+key] = now
	return now, nil
}

// queue is a Queue whose jobs appear when the transaction commits.
type queue struct {
	store *memory
	jobs  []job
}

type job struct {
	id string
	at time.Time
}

func (q *queue) Enqueue(_ context.Context, _, id string, at time.Time) error {
	q.store.queue = q
	q.store.jobs = append(slices.Clone(q.store.jobs), job{id, at})
	return nil
}

func (q *queue) Waiting(_ context.Context, connector string, limit int) (n int, err error) {
	for _, j := range append(slices.Clone(q.jobs), q.store.jobs...) {
		if q.store.rows[j.id].Connector == connector {
			n++
		}
	}
	return min(n, limit), nil
}

// take removes a job whose time has come.
func (q *queue) take(now time.Time) (string, bool) {
	i := slices.IndexFunc(q.jobs, func(j job) bool { return !j.at.After(now) })
	if i < 0 {
		return "", false
	}
	id := q.jobs[i].id
	q.jobs = slices.Delete(q.jobs, i, i+1)
	return id, true
}

// domain is the Source and the Changes: what it is told is part of the
// transaction, as in life.
type domain struct {
	store    *memory
	envelope error            // why no envelope can be made
	open     error            // why no file can be opened
	change   error            // why nothing can be told
	failing  map[string]error // why no change of a case can be taken
	made     int              // envelopes
	making   func()           // called before one is made
	message  error            // why no message can be read
	keep     error            // why no file can be kept
	kept     map[string]string
}

func (c *domain) Envelope(_ context.Context, caseID, _ string) (delivery.Envelope, error) {
	c.made++
	if c.making != nil {
		c.making()
	}
	e := delivery.Envelope{Reference: strings.Replace(caseID, "case", "MK-", 1), Title: fmt.Sprint("made ", c.made)}
	for i := range 3 {
		e.Files = append(e.Files, delivery.EnvelopeFile{ID: fmt.Sprintf("file%d", i+1)})
	}
	return e, c.envelope
}

// Message returns one with two files, whatever its id.
func (c *domain) Message(_ context.Context, _ string, kind delivery.Kind, itemID string) (delivery.EnvelopeMessage, error) {
	m := delivery.EnvelopeMessage{ID: itemID, Text: string(kind) + " " + itemID, At: start}
	if kind == delivery.KindMessage {
		for i := range 2 {
			m.Files = append(m.Files, delivery.EnvelopeFile{ID: fmt.Sprintf("%s-file%d", itemID, i+1)})
		}
	}
	return m, c.message
}

func (c *domain) OpenFile(_ context.Context, _, fileID string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("content of " + fileID)), c.open
}

func (c *domain) tell(line string) error {
	c.store.told = append(slices.Clone(c.store.told), line)
	return c.change
}

func (c *domain) Delivered(_ context.Context, d delivery.Delivery) error {
	return c.tell("delivered " + d.Key() + " as " + d.RemoteID)
}

func (c *domain) Refused(_ context.Context, d delivery.Delivery) error {
	return c.tell("refused " + d.Key())
}

func (c *domain) KeepFile(ctx context.Context, caseID string, f delivery.ReceivedFile, content []byte) error {
	if ctx.Value(inTx{}) != nil {
		panic("a file is kept within a transaction")
	}
	c.store.pass()
	if c.keep != nil {
		return c.keep
	}
	if c.kept == nil {
		c.kept = map[string]string{}
	}
	c.kept[f.ID] = fmt.Sprintf("%s of %s: %s, %s, %d bytes, %s", f.Name, caseID, content, f.MediaType, f.Size, f.SHA256)
	return nil
}

func (c *domain) Changed(_ context.Context, caseID, _ string, ch delivery.Change, files []delivery.ReceivedFile) error {
	if err := c.failing[caseID]; err != nil {
		return err
	}
	line := []string{fmt.Sprintf("changed %s %s %s", caseID, ch.Status, ch.Note)}
	for _, f := range files {
		name := "+" + f.Name
		if f.Missing {
			name += " missing"
		}
		line = append(line, name)
		if _, kept := c.kept[f.ID]; kept == f.Missing {
			panic("a file is told of that is not there, or the other way round")
		}
	}
	return c.tell(strings.Join(line, " "))
}

// trail is the audit log.
type trail struct{ store *memory }

func (a *trail) Append(_ context.Context, e audit.Entry) error {
	a.store.entries = append(slices.Clone(a.store.entries), e)
	return nil
}

// backEnd is a connector and the back end behind it.
type backEnd struct {
	clock   clock.Clock
	pass    func()
	has     []remote            // what it has, oldest first: doubles too
	answers map[string][]answer // to the next sendings of a key; nothing: it works
	chance  func() answer       // how the others are answered; nil: they work
	sent    []delivery.Step     // every sending
	calls   []string            // every call
	findErr error
	batches map[string]delivery.Batch // by cursor
	pollErr error

	files          map[string]string // of changes, by id
	filesErr       map[string]error
	forgetsTickets bool
	id             string // given instead of the right one
}

type remote struct {
	key, id, parent, content string
	visible                  time.Time // when look-ups begin to see it
}

// answer is how the back end behaves at one sending.
type answer struct {
	effect  bool // it takes the step
	after   time.Duration
	ticket  string // it answers with that instead of the id
	noID    bool
	err     error
	panics  bool
	dies    bool // the worker is killed, after the effect
	instead func()
}

var (
	works       = answer{effect: true}
	lostAnswer  = answer{effect: true, err: errors.New("connection reset")}
	lostRequest = answer{err: errors.New("connection reset")}
	unavailable = answer{err: &delivery.UnavailableError{Err: errors.New("503")}}
	refuses     = answer{err: &delivery.RefusedError{Reason: "400 no such service"}}
)

func (b *backEnd) Find(_ context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	b.calls = append(b.calls, "find "+s.Key)
	b.pass()
	if b.findErr != nil {
		return delivery.Receipt{}, false, b.findErr
	}
	for _, r := range b.has {
		if r.key == s.Key && !r.visible.After(b.clock.Now()) {
			return delivery.Receipt{RemoteID: r.id, Number: "D " + r.id}, true, nil
		}
	}
	if s.Ticket != "" && !b.forgetsTickets {
		return delivery.Receipt{Ticket: s.Ticket}, true, nil
	}
	return delivery.Receipt{}, false, nil
}

func (b *backEnd) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	b.calls = append(b.calls, "send "+s.Key)
	b.sent = append(b.sent, s)
	b.pass()
	a := b.next(s.Key)
	content := s.Envelope.Title
	if s.Message != nil {
		content = s.Message.Text
	}
	if s.Attachment != nil {
		file, err := s.Attachment.Open(ctx)
		if err != nil {
			return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
		}
		defer file.Close()
		raw, _ := io.ReadAll(file)
		content = string(raw)
	}
	id := fmt.Sprint("R", len(b.has)+1)
	if a.effect {
		b.has = append(b.has, remote{s.Key, id, s.RemoteID, content, b.clock.Now().Add(a.after)})
	}
	b.pass()
	switch {
	case a.instead != nil:
		a.instead()
	case a.panics:
		panic("personal data")
	case a.dies:
		runtime.Goexit()
	}
	switch {
	case a.err != nil:
		return delivery.Receipt{}, a.err
	case a.noID:
		return delivery.Receipt{}, nil
	case a.ticket != "":
		return delivery.Receipt{Ticket: a.ticket}, nil
	}
	return delivery.Receipt{RemoteID: cmp.Or(b.id, id), Number: "D " + id}, nil
}

func (b *backEnd) next(key string) answer {
	if queued := b.answers[key]; len(queued) > 0 {
		b.answers[key] = queued[1:]
		return queued[0]
	}
	if b.chance != nil {
		return b.chance()
	}
	return works
}

func (b *backEnd) Poll(_ context.Context, cursor string) (delivery.Batch, error) {
	b.calls = append(b.calls, "poll "+cursor)
	return b.batches[cursor], b.pollErr
}

func (b *backEnd) FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error) {
	b.calls = append(b.calls, "fetch "+fileID+" of "+remoteID)
	b.pass()
	if ctx.Value(inTx{}) != nil {
		panic("a file is fetched within a transaction")
	}
	if err := b.filesErr[fileID]; err != nil {
		return nil, err
	}
	return io.NopCloser(strings.NewReader(b.files[fileID])), nil
}

func (b *backEnd) Check(context.Context) error { return nil }

// keys returns what the back end has, oldest first.
func (b *backEnd) keys() []string {
	var keys []string
	for _, r := range b.has {
		keys = append(keys, r.key)
	}
	return keys
}
