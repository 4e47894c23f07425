package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/oncall"
	"github.com/mittkoping/entre/internal/errs"
)

// Alarms keeps who is alarmed of what: it is an oncall.Store.
type Alarms struct{ base }

// Alarms returns the store of package delivery/oncall.
func (db *DB) Alarms() *Alarms { return &Alarms{base{db}} }

type alarmRow struct {
	ID          string
	DeliveryID  string
	Escalation  string
	Channel     string
	Connector   string
	MadeAt      stamp
	DueAt       stamp
	LeasedUntil stamp
	LeaseToken  string
	Tries       int
	GivenAt     stamp
	Detail      string
}

// TableName implements GORM's Tabler.
func (alarmRow) TableName() string { return "delivery_alarms" }

func (r alarmRow) alarm() oncall.Alarm {
	return oncall.Alarm{
		ID: r.ID, DeliveryID: r.DeliveryID, Escalation: oncall.Escalation(r.Escalation), Channel: r.Channel, Connector: r.Connector,
		MadeAt: r.MadeAt.Time, DueAt: r.DueAt.Time, LeasedUntil: r.LeasedUntil.Time, LeaseToken: r.LeaseToken, Tries: r.Tries,
		GivenAt: r.GivenAt.Time, Detail: r.Detail,
	}
}

func rowOfAlarm(a oncall.Alarm) alarmRow {
	return alarmRow{
		ID: a.ID, DeliveryID: a.DeliveryID, Escalation: string(a.Escalation), Channel: a.Channel, Connector: a.Connector,
		MadeAt: at(a.MadeAt), DueAt: at(a.DueAt), LeasedUntil: at(a.LeasedUntil), LeaseToken: a.LeaseToken, Tries: a.Tries,
		GivenAt: at(a.GivenAt), Detail: a.Detail,
	}
}

// urgent are the urgent deliveries that are not there and have no alarm of the
// escalation.
func (s *Alarms) urgent(ctx context.Context, e oncall.Escalation) *gorm.DB {
	return s.db.reader(ctx).Model(&deliveryRow{}).
		Where("deliveries.urgent_at IS NOT NULL AND deliveries.delivered_at IS NULL AND deliveries.moved_at IS NULL").
		Where("NOT EXISTS (SELECT 1 FROM delivery_alarms a WHERE a.delivery_id = deliveries.id AND a.escalation = ?)", string(e))
}

// FindStuck implements oncall.Store.
func (s *Alarms) FindStuck(ctx context.Context, shut []string, limit int) ([]oncall.Waiting, error) {
	kept := []string{string(delivery.BackEndDown), string(delivery.NotReady), string(delivery.NoConnector)}
	return s.waiting(ctx, "store.FindStuck", s.urgent(ctx, oncall.Stuck).
		Where("(deliveries.refused_at IS NOT NULL OR deliveries.last_problem IN ? OR deliveries.connector IN ?)", kept, shut), limit)
}

// FindLate implements oncall.Store.
func (s *Alarms) FindLate(ctx context.Context, now time.Time, limit int) ([]oncall.Waiting, error) {
	return s.waiting(ctx, "store.FindLate", s.urgent(ctx, oncall.Late).Where("deliveries.urgent_at <= ?", at(now)), limit)
}

func (s *Alarms) waiting(ctx context.Context, op string, q *gorm.DB, limit int) ([]oncall.Waiting, error) {
	var rows []deliveryRow
	if err := q.Order("deliveries.urgent_at, deliveries.id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r deliveryRow) (oncall.Waiting, error) {
		w := oncall.Waiting{DeliveryID: r.ID, CaseID: r.CaseID, Reference: r.Reference, Connector: r.Connector, CreatedAt: r.CreatedAt.Time}
		found := s.db.reader(ctx).Model(&deliveryRow{}).
			Where("case_id = ? AND connector = ? AND kind = ? AND item_id = ''", r.CaseID, r.Connector, string(delivery.KindAttachment)).
			Order("seq").Pluck("attachment_id", &w.AttachmentIDs)
		return w, found.Error
	})
}

// CreateAlarm implements oncall.Store.
func (s *Alarms) CreateAlarm(ctx context.Context, a oncall.Alarm) (bool, error) {
	row := rowOfAlarm(a)
	created := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return created.RowsAffected > 0, fail("store.CreateAlarm "+a.DeliveryID, created.Error)
}

// ClaimAlarm implements oncall.Store. Of many who claim only one gets it, since one
// statement both looks and takes.
func (s *Alarms) ClaimAlarm(ctx context.Context, token string, now, until time.Time) (oncall.Alarm, bool, error) {
	const op = "store.ClaimAlarm"
	due := s.db.reader(ctx).Model(&alarmRow{}).Select("id").Where("given_at IS NULL AND due_at <= ?", at(now)).Where(isFree, at(now)).
		Order("due_at, id").Limit(1)
	claimed := s.db.writer(ctx).Model(&alarmRow{}).Where("id = (?)", due).Where("given_at IS NULL").Where(isFree, at(now)).
		Updates(map[string]any{"lease_token": token, "leased_until": at(until)})
	if claimed.Error != nil || claimed.RowsAffected == 0 {
		return oncall.Alarm{}, false, fail(op, claimed.Error)
	}
	var row alarmRow
	err := s.db.writer(ctx).Where("lease_token = ?", token).Take(&row).Error
	return row.alarm(), err == nil, fail(op, err)
}

// SaveAlarm implements oncall.Store.
func (s *Alarms) SaveAlarm(ctx context.Context, a oncall.Alarm, token string) error {
	op := "store.SaveAlarm " + a.ID
	row := rowOfAlarm(a)
	saved := s.db.writer(ctx).Select("due_at", "leased_until", "lease_token", "tries", "given_at", "detail").
		Where("id = ? AND lease_token = ?", a.ID, token).Updates(&row)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.Conflict, op)
	}
	return fail(op, saved.Error)
}

// HasAlarm implements oncall.Store.
func (s *Alarms) HasAlarm(ctx context.Context, deliveryID, channel string) (bool, error) {
	var n int64
	err := s.db.reader(ctx).Model(&alarmRow{}).Where("delivery_id = ? AND channel = ?", deliveryID, channel).Count(&n).Error
	return n > 0, fail("store.HasAlarm "+deliveryID, err)
}

// IsOwed implements oncall.Store.
func (s *Alarms) IsOwed(ctx context.Context, caseID, connector string) (bool, error) {
	_, err := s.db.Deliveries().FindFirst(ctx, caseID, connector)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// CountWaiting returns how many alarms nobody has taken yet.
func (s *Alarms) CountWaiting(ctx context.Context) (int, error) {
	var n int64
	err := s.db.reader(ctx).Model(&alarmRow{}).Where("given_at IS NULL").Count(&n).Error
	return int(n), fail("store.CountWaiting", err)
}

type episodeRow struct {
	ID        string
	Connector string
	Kind      string
	BeganAt   stamp
	SeenAt    stamp
	OverAt    stamp
}

// TableName implements GORM's Tabler.
func (episodeRow) TableName() string { return "connector_episodes" }

// SeeEpisode implements oncall.Episodes.
func (s *Alarms) SeeEpisode(ctx context.Context, e oncall.Episode) (bool, error) {
	op := "store.SeeEpisode " + e.Connector
	row := episodeRow{ID: e.ID, Connector: e.Connector, Kind: string(e.Trouble), BeganAt: at(e.BeganAt), SeenAt: at(e.SeenAt)}
	created := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if created.Error != nil || created.RowsAffected > 0 {
		return created.Error == nil, fail(op, created.Error)
	}
	return false, fail(op, s.db.writer(ctx).Model(&episodeRow{}).Where("connector = ? AND kind = ? AND over_at IS NULL AND seen_at < ?", e.Connector, string(e.Trouble), at(e.SeenAt)).
		Update("seen_at", at(e.SeenAt)).Error)
}

// FindLapsed implements oncall.Episodes.
func (s *Alarms) FindLapsed(ctx context.Context, before time.Time) ([]oncall.Episode, error) {
	const op = "store.FindLapsed"
	var rows []episodeRow
	if err := s.db.reader(ctx).Where("over_at IS NULL AND seen_at < ?", at(before)).Order("began_at, id").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r episodeRow) (oncall.Episode, error) {
		return oncall.Episode{ID: r.ID, Connector: r.Connector, Trouble: oncall.Trouble(r.Kind), BeganAt: r.BeganAt.Time, SeenAt: r.SeenAt.Time}, nil
	})
}

// EndEpisode implements oncall.Episodes.
func (s *Alarms) EndEpisode(ctx context.Context, id string, before, now time.Time) (bool, error) {
	ended := s.db.writer(ctx).Model(&episodeRow{}).Where("id = ? AND over_at IS NULL AND seen_at < ?", id, at(before)).Update("over_at", at(now))
	return ended.RowsAffected > 0, fail("store.EndEpisode "+id, ended.Error)
}
