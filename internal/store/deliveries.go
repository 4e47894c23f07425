package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// Deliveries keeps what is owed to back ends, and what came back: it is a
// delivery.Store.
type Deliveries struct{ base }

// Deliveries returns the store of package delivery.
func (db *DB) Deliveries() *Deliveries { return &Deliveries{base{db}} }

type deliveryRow struct {
	ID           string
	CaseID       string
	Reference    string
	Connector    string
	Seq          int
	Kind         string
	ItemID       string
	AttachmentID string
	CreatedAt    stamp
	UrgentAt     stamp
	DueAt        stamp
	LeasedUntil  stamp
	LeaseToken   string
	Tries        int
	FirstTryAt   stamp
	Ticket       string
	RemoteID     string
	Number       string
	DeliveredAt  stamp
	RefusedAt    stamp
	HeldAt       stamp
	ConfirmedBy  string
	MovedAt      stamp
	LastProblem  string
	Detail       string
}

// TableName implements GORM's Tabler.
func (deliveryRow) TableName() string { return "deliveries" }

// changedByAttempt are the columns that an attempt changes.
var changedByAttempt = []string{
	"due_at", "leased_until", "lease_token", "tries", "first_try_at", "ticket", "remote_id", "number",
	"delivered_at", "refused_at", "last_problem", "detail",
}

const (
	notFinal = "deliveries.delivered_at IS NULL AND deliveries.refused_at IS NULL"
	notHeld  = "deliveries.held_at IS NULL"
	refused  = "deliveries.refused_at IS NOT NULL AND deliveries.moved_at IS NULL" // what is moved is nobody's to look at
	isFree   = "(leased_until IS NULL OR leased_until <= ?)"
	// The same of one delivery, or of those of one case, said so that the indexes of
	// all that waits do not seem to do for it: see firstInLine.
	notFinalHere = "coalesce(deliveries.delivered_at, deliveries.refused_at) IS NULL"
	notHeldHere  = "coalesce(deliveries.delivered_at, deliveries.refused_at, deliveries.held_at) IS NULL"
	// firstInLine: of the steps that were refused only the case itself holds the
	// rest back. It counts with CASE what it could ask for with WHERE, so that only
	// the index by case does for it. Asked with NOT EXISTS, PostgreSQL took an index
	// that goes through all that waits, when very many had come since it last
	// counted its rows: a minute and a half for 100,000.
	firstInLine = `(SELECT coalesce(sum(CASE WHEN earlier.delivered_at IS NULL AND (earlier.refused_at IS NULL OR earlier.kind = 'create') THEN 1 END), 0)
		FROM deliveries earlier WHERE earlier.case_id = deliveries.case_id AND earlier.connector = deliveries.connector
		AND earlier.seq < deliveries.seq) = 0`
)

func rowOfDelivery(d delivery.Delivery) deliveryRow {
	return deliveryRow{
		ID: d.ID, CaseID: d.CaseID, Reference: d.Reference, Connector: d.Connector, Seq: d.Seq, Kind: string(d.Kind),
		ItemID: d.ItemID, AttachmentID: d.AttachmentID, CreatedAt: at(d.CreatedAt), UrgentAt: at(d.UrgentAt), DueAt: at(d.DueAt), LeasedUntil: at(d.LeasedUntil),
		LeaseToken: d.LeaseToken, Tries: d.Tries, FirstTryAt: at(d.FirstTryAt), Ticket: d.Ticket, RemoteID: d.RemoteID,
		Number: d.Number, DeliveredAt: at(d.DeliveredAt), RefusedAt: at(d.RefusedAt), HeldAt: at(d.HeldAt), ConfirmedBy: d.ConfirmedBy, MovedAt: at(d.MovedAt),
		LastProblem: string(d.LastProblem), Detail: d.Detail,
	}
}

func (r deliveryRow) delivery() delivery.Delivery {
	return delivery.Delivery{
		ID: r.ID, CaseID: r.CaseID, Reference: r.Reference, Connector: r.Connector, Seq: r.Seq, Kind: delivery.Kind(r.Kind),
		ItemID: r.ItemID, AttachmentID: r.AttachmentID, CreatedAt: r.CreatedAt.Time, UrgentAt: r.UrgentAt.Time, DueAt: r.DueAt.Time, LeasedUntil: r.LeasedUntil.Time,
		LeaseToken: r.LeaseToken, Tries: r.Tries, FirstTryAt: r.FirstTryAt.Time, Ticket: r.Ticket, RemoteID: r.RemoteID,
		Number: r.Number, DeliveredAt: r.DeliveredAt.Time, RefusedAt: r.RefusedAt.Time, HeldAt: r.HeldAt.Time, ConfirmedBy: r.ConfirmedBy, MovedAt: r.MovedAt.Time,
		LastProblem: delivery.Problem(r.LastProblem), Detail: r.Detail,
	}
}

// CreateDeliveries implements delivery.Store.
func (s *Deliveries) CreateDeliveries(ctx context.Context, ds []delivery.Delivery) error {
	if len(ds) == 0 {
		return nil
	}
	rows := make([]deliveryRow, len(ds))
	for i, d := range ds {
		rows[i] = rowOfDelivery(d)
	}
	return fail("store.CreateDeliveries "+ds[0].CaseID, s.db.writer(ctx).Create(&rows).Error)
}

// FindDelivery implements delivery.Store.
func (s *Deliveries) FindDelivery(ctx context.Context, id string) (delivery.Delivery, error) {
	return one("store.FindDelivery "+id, s.db.reader(ctx).Where("id = ?", id))
}

// Claim implements delivery.Store. Of many who claim the same only one gets it,
// since one statement both looks and takes.
func (s *Deliveries) Claim(ctx context.Context, id, token string, now, until time.Time) (delivery.Delivery, error) {
	op := "store.Claim " + id
	claimed := s.db.writer(ctx).Model(&deliveryRow{}).
		Where("id = ?", id).Where(notHeldHere).Where(isFree, at(now)).Where(firstInLine).
		Updates(map[string]any{"lease_token": token, "leased_until": at(until), "due_at": at(until)})
	if claimed.Error != nil {
		return delivery.Delivery{}, fail(op, claimed.Error)
	}
	if claimed.RowsAffected == 0 {
		return delivery.Delivery{}, errs.New(errs.Conflict, op)
	}
	return s.FindDelivery(ctx, id) // which from now on only token may change
}

// SaveDelivery implements delivery.Store. It is also a Conflict when another
// case has the remote id.
func (s *Deliveries) SaveDelivery(ctx context.Context, d delivery.Delivery, token string) error {
	op := "store.SaveDelivery " + d.ID
	if token == "" { // which is what a row that nobody holds has
		return errs.New(errs.Conflict, op)
	}
	row := rowOfDelivery(d)
	saved := s.db.writer(ctx).Select(changedByAttempt).Where("id = ? AND lease_token = ?", d.ID, token).Updates(&row)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.Conflict, op)
	}
	return fail(op, saved.Error)
}

// FindOverdue implements delivery.Unheld.
func (s *Deliveries) FindOverdue(ctx context.Context, connector string, before time.Time, limit int) ([]delivery.Delivery, error) {
	var rows []deliveryRow
	found := s.db.reader(ctx).Where("connector = ?", connector).Where(notFinal).Where(notHeld).Where("due_at < ?", at(before)).Where(firstInLine).
		Order("due_at").Limit(limit).Find(&rows)
	if found.Error != nil {
		return nil, fail("store.FindOverdue", found.Error)
	}
	ds := make([]delivery.Delivery, len(rows))
	for i, r := range rows {
		ds[i] = r.delivery()
	}
	return ds, nil
}

// NoteOrphans implements delivery.Unheld.
func (s *Deliveries) NoteOrphans(ctx context.Context, connectors []string, before time.Time) (int, error) {
	orphans := s.db.writer(ctx).Model(&deliveryRow{}).Where(notFinal).
		Where("due_at < ? AND last_problem <> ?", at(before), string(delivery.NoConnector))
	if len(connectors) > 0 { // nothing at all is not in a list without entries
		orphans = orphans.Where("connector NOT IN ?", connectors)
	}
	noted := orphans.Updates(map[string]any{"last_problem": string(delivery.NoConnector), "detail": ""})
	return int(noted.RowsAffected), fail("store.NoteOrphans", noted.Error)
}

// Postpone implements delivery.Unheld.
func (s *Deliveries) Postpone(ctx context.Context, ids []string, due time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	return fail("store.Postpone", s.db.writer(ctx).Model(&deliveryRow{}).Where("id IN ?", ids).Update("due_at", at(due)).Error)
}

// FindNext implements delivery.Steps.
func (s *Deliveries) FindNext(ctx context.Context, d delivery.Delivery) (delivery.Delivery, bool, error) {
	next, err := one("store.FindNext "+d.ID, s.db.reader(ctx).
		Where("case_id = ? AND connector = ? AND seq > ?", d.CaseID, d.Connector, d.Seq).Where(notFinalHere).Order("seq"))
	if errs.Is(err, errs.NotFound) {
		return delivery.Delivery{}, false, nil
	}
	return next, err == nil, err
}

// FindFirst implements delivery.Steps.
func (s *Deliveries) FindFirst(ctx context.Context, caseID, connector string) (delivery.Delivery, error) {
	return one("store.FindFirst "+caseID, s.db.reader(ctx).
		Where("case_id = ? AND connector = ? AND kind = ?", caseID, connector, string(delivery.KindCreate)).Order("seq"))
}

// FindLast implements delivery.Steps. Two who add steps meet at the first of the
// case; one who adds and one who finishes the last step meet at the last.
func (s *Deliveries) FindLast(ctx context.Context, caseID, connector string) (delivery.Delivery, error) {
	op := "store.FindLast " + caseID
	steps := func(order string) *gorm.DB {
		return s.db.locking(ctx).Where("case_id = ? AND connector = ?", caseID, connector).Order(order)
	}
	if _, err := one(op, steps("seq")); err != nil {
		return delivery.Delivery{}, err
	}
	return one(op, steps("seq DESC")) // a statement of its own, which sees what the other has added
}

// FindLater implements delivery.Steps.
func (s *Deliveries) FindLater(ctx context.Context, d delivery.Delivery) ([]delivery.Delivery, error) {
	op := "store.FindLater " + d.ID
	var rows []deliveryRow
	found := s.db.reader(ctx).Where("case_id = ? AND connector = ? AND seq > ?", d.CaseID, d.Connector, d.Seq).Order("seq").Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, func(r deliveryRow) (delivery.Delivery, error) { return r.delivery(), nil })
}

// FindConfirmed implements delivery.Steps.
func (s *Deliveries) FindConfirmed(ctx context.Context, connector string, p delivery.Period, after string, limit int) ([]delivery.Delivery, error) {
	const op = "store.FindConfirmed"
	var rows []deliveryRow
	found := s.db.reader(ctx).Where("connector = ? AND id > ? AND delivered_at IS NOT NULL", connector, after).
		Where("created_at >= ? AND created_at < ?", at(p.From), at(p.To)).Order("id").Limit(limit).Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, func(r deliveryRow) (delivery.Delivery, error) { return r.delivery(), nil })
}

// one returns the first delivery of the query, or NotFound.
func one(op string, query *gorm.DB) (delivery.Delivery, error) {
	var r deliveryRow
	if err := query.Limit(1).Take(&r).Error; err != nil {
		return delivery.Delivery{}, fail(op, err)
	}
	return r.delivery(), nil
}

// backlogRow is what one of FindBacklog's two counts says of a connector.
type backlogRow struct {
	Connector string
	N         int
	Oldest    stamp
}

// FindBacklog returns what is not confirmed, by connector: for those that have
// something. It counts rows that are under way or refused, never all.
func (s *Deliveries) FindBacklog(ctx context.Context) ([]delivery.Backlog, error) {
	const op = "store.FindBacklog"
	count := func(which string) (rows []backlogRow, err error) {
		err = s.db.reader(ctx).Model(&deliveryRow{}).Select("connector, count(*) AS n, min(created_at) AS oldest").
			Where(which).Group("connector").Order("connector").Find(&rows).Error
		return rows, fail(op, err)
	}
	owed, err := count(notFinal)
	if err != nil {
		return nil, err
	}
	turnedAway, err := count(refused)
	if err != nil {
		return nil, err
	}
	byName := map[string]delivery.Backlog{}
	for _, r := range owed {
		byName[r.Connector] = delivery.Backlog{Connector: r.Connector, Owed: r.N, Oldest: r.Oldest.Time}
	}
	for _, r := range turnedAway {
		b := byName[r.Connector]
		b.Connector, b.Refused = r.Connector, r.N
		byName[r.Connector] = b
	}
	names := slices.Sorted(maps.Keys(byName))
	out := make([]delivery.Backlog, len(names))
	for i, name := range names {
		out[i] = byName[name]
	}
	return out, nil
}

// FindRefused returns up to limit deliveries that a back end has refused, the
// longest refused first.
func (s *Deliveries) FindRefused(ctx context.Context, limit int) ([]delivery.Delivery, error) {
	const op = "store.FindRefused"
	var rows []deliveryRow
	if err := s.db.reader(ctx).Where(refused).Order("refused_at, id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r deliveryRow) (delivery.Delivery, error) { return r.delivery(), nil })
}
