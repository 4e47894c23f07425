package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/reconcile"
	"github.com/mittkoping/entre/internal/errs"
)

// Reconciliations keeps what back ends were found not to have: it is a
// reconcile.Store.
type Reconciliations struct{ base }

// Reconciliations returns the store of package delivery/reconcile.
func (db *DB) Reconciliations() *Reconciliations { return &Reconciliations{base{db}} }

type reportRow struct {
	ID          string
	Connector   string
	Night       string
	StartedAt   stamp
	EndedAt     stamp
	LeasedUntil stamp
	LeaseToken  string
	PeriodFrom  stamp
	PeriodTo    stamp
	Repair      bool
	Present     int
	ByHand      int
	Wrong       int
	Repaired    int
	Problem     string
}

// TableName implements GORM's Tabler.
func (reportRow) TableName() string { return "reconciliation_reports" }

type findingRow struct {
	ReportID   string
	Place      int
	DeliveryID string
	What       string
	Detail     string
	Repaired   bool
}

// TableName implements GORM's Tabler.
func (findingRow) TableName() string { return "reconciliation_findings" }

// BeginReport implements reconcile.Store.
func (s *Reconciliations) BeginReport(ctx context.Context, r reconcile.Report, token string, now, until time.Time) (string, error) {
	op := "store.BeginReport " + r.Connector
	row := reportRow{
		ID: r.ID, Connector: r.Connector, Night: r.Night, StartedAt: at(r.StartedAt), LeasedUntil: at(until), LeaseToken: token,
		PeriodFrom: at(r.Period.From), PeriodTo: at(r.Period.To), Repair: r.Repair,
	}
	created := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if created.Error != nil || created.RowsAffected > 0 {
		return r.ID, fail(op, created.Error)
	}
	taken := s.db.writer(ctx).Model(&reportRow{}).Where("connector = ? AND night = ? AND ended_at IS NULL", r.Connector, r.Night).Where(isFree, at(now)).
		Updates(map[string]any{"lease_token": token, "leased_until": at(until), "started_at": at(r.StartedAt), "period_from": at(r.Period.From), "period_to": at(r.Period.To), "repair": r.Repair})
	if taken.Error == nil && taken.RowsAffected == 0 {
		return "", errs.New(errs.Conflict, op)
	}
	if taken.Error != nil {
		return "", fail(op, taken.Error)
	}
	var mine reportRow
	err := s.db.writer(ctx).Where("lease_token = ?", token).Take(&mine).Error
	return mine.ID, fail(op, err)
}

// ExtendReport implements reconcile.Store.
func (s *Reconciliations) ExtendReport(ctx context.Context, id, token string, until time.Time) error {
	return s.save(ctx, "store.ExtendReport "+id, id, token, map[string]any{"leased_until": at(until)})
}

func (s *Reconciliations) save(ctx context.Context, op, id, token string, change map[string]any) error {
	saved := s.db.writer(ctx).Model(&reportRow{}).Where("id = ? AND lease_token = ?", id, token).Updates(change)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.Conflict, op)
	}
	return fail(op, saved.Error)
}

// EndReport implements reconcile.Store.
func (s *Reconciliations) EndReport(ctx context.Context, r reconcile.Report, token string) error {
	op := "store.EndReport " + r.ID
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.save(ctx, op, r.ID, token, map[string]any{
			"ended_at": at(r.EndedAt), "leased_until": nil, "lease_token": "", "present": r.Present, "by_hand": r.ByHand,
			"wrong": r.Wrong, "repaired": r.Repaired, "problem": r.Problem,
		}); err != nil || len(r.Findings) == 0 {
			return err
		}
		rows := make([]findingRow, len(r.Findings))
		for i, f := range r.Findings {
			rows[i] = findingRow{ReportID: r.ID, Place: i, DeliveryID: f.DeliveryID, What: string(f.What), Detail: f.Detail, Repaired: f.Repaired}
		}
		return fail(op, s.db.writer(ctx).CreateInBatches(&rows, 100).Error)
	})
}

// FindReports implements reconcile.Store.
func (s *Reconciliations) FindReports(ctx context.Context, limit int) ([]reconcile.Report, error) {
	const op = "store.FindReports"
	var rows []reportRow
	if err := s.db.reader(ctx).Order("started_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(row reportRow) (reconcile.Report, error) {
		r := reconcile.Report{
			ID: row.ID, Connector: row.Connector, Night: row.Night, StartedAt: row.StartedAt.Time, EndedAt: row.EndedAt.Time,
			Period: delivery.Period{From: row.PeriodFrom.Time, To: row.PeriodTo.Time}, Repair: row.Repair,
			Present: row.Present, ByHand: row.ByHand, Wrong: row.Wrong, Repaired: row.Repaired, Problem: row.Problem,
		}
		var findings []findingRow
		err := s.db.reader(ctx).Where("report_id = ?", r.ID).Order("place").Find(&findings).Error
		for _, f := range findings {
			r.Findings = append(r.Findings, reconcile.Finding{DeliveryID: f.DeliveryID, What: delivery.FindingKind(f.What), Detail: f.Detail, Repaired: f.Repaired})
		}
		return r, err
	})
}

// PurgeReports implements reconcile.Store.
func (s *Reconciliations) PurgeReports(ctx context.Context, before time.Time) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		old := s.db.reader(ctx).Model(&reportRow{}).Select("id").Where("started_at < ?", at(before))
		if err := s.db.writer(ctx).Where("report_id IN (?)", old).Delete(&findingRow{}).Error; err != nil {
			return fail("store.PurgeReports", err)
		}
		return fail("store.PurgeReports", s.db.writer(ctx).Where("started_at < ?", at(before)).Delete(&reportRow{}).Error)
	})
}
