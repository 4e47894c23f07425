package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Caseroom keeps the caseroom's cases: it is a caseroom.Store.
type Caseroom struct{ base }

// Caseroom returns the store of package caseroom.
func (db *DB) Caseroom() *Caseroom { return &Caseroom{base{db}} }

const (
	handlerOfRoomCase = "caseroom_cases.handler"
	dossierOfRoomCase = "caseroom_dossiers.dossier"
)

type roomCaseRow struct {
	ID            string
	Reference     string
	Diary         string
	ServiceID     string
	Title         string
	Lang          string
	Authority     string
	Function      string
	Handler       string
	HandlerSealed []byte
	Citizen       string
	ReceivedAt    stamp
	RegisteredAt  stamp
	DueAt         stamp
	StartedAt     stamp
	WaitingAt     stamp
	CompleteBy    stamp
	DecidedAt     stamp
	ClosedAt      stamp
	WithdrawnAt   stamp
	NewsAt        stamp
	Revision      int
}

// TableName implements GORM's Tabler.
func (roomCaseRow) TableName() string { return "caseroom_cases" }

// roomDossierRow is what no list reads.
type roomDossierRow struct {
	CaseID        string
	DossierSealed []byte
}

// TableName implements GORM's Tabler.
func (roomDossierRow) TableName() string { return "caseroom_dossiers" }

// changedByDeed are the columns that a deed changes.
var changedByDeed = []string{
	"function", "handler", "handler_sealed", "due_at", "started_at", "waiting_at", "complete_by", "decided_at", "closed_at",
	"withdrawn_at", "news_at", "revision",
}

func (db *DB) roomCaseRow(c caseroom.Case) (roomCaseRow, error) {
	handler, err := db.seal(handlerOfRoomCase, c.ID, c.Handler.Name)
	return roomCaseRow{
		ID: c.ID, Reference: c.Reference, Diary: c.Diary.String(), ServiceID: c.ServiceID, Title: c.Title, Lang: string(c.Lang),
		Authority: string(c.Authority), Function: string(c.Function), Handler: string(c.Handler.ID), HandlerSealed: handler,
		Citizen: string(c.Citizen), ReceivedAt: at(c.ReceivedAt), RegisteredAt: at(c.RegisteredAt), DueAt: at(c.DueAt),
		StartedAt: at(c.StartedAt), WaitingAt: at(c.WaitingAt), CompleteBy: at(c.CompleteBy), DecidedAt: at(c.DecidedAt),
		ClosedAt: at(c.ClosedAt), WithdrawnAt: at(c.WithdrawnAt), NewsAt: at(c.NewsAt), Revision: c.Revision,
	}, err
}

func (db *DB) roomCaseOf(r roomCaseRow) (caseroom.Case, error) {
	diary, ok := caseroom.ParseDiaryNumber(r.Diary)
	if !ok {
		return caseroom.Case{}, errs.New(errs.Internal, "store: no diary number in "+r.ID)
	}
	c := caseroom.Case{
		ID: r.ID, Reference: r.Reference, Diary: diary, ServiceID: r.ServiceID, Title: r.Title, Lang: i18n.Lang(r.Lang),
		Authority: identity.AuthorityCode(r.Authority), Function: identity.FunctionID(r.Function),
		Handler: identity.Colleague{ID: identity.PersonID(r.Handler)}, Citizen: identity.PersonID(r.Citizen),
		ReceivedAt: r.ReceivedAt.Time, RegisteredAt: r.RegisteredAt.Time, DueAt: r.DueAt.Time, StartedAt: r.StartedAt.Time,
		WaitingAt: r.WaitingAt.Time, CompleteBy: r.CompleteBy.Time, DecidedAt: r.DecidedAt.Time, ClosedAt: r.ClosedAt.Time,
		WithdrawnAt: r.WithdrawnAt.Time, NewsAt: r.NewsAt.Time, Revision: r.Revision,
	}
	return c, db.unseal(handlerOfRoomCase, r.ID, r.HandlerSealed, &c.Handler.Name)
}

// NextDiaryNumber implements caseroom.Registry.
func (s *Caseroom) NextDiaryNumber(ctx context.Context, authority identity.AuthorityCode, year int) (int, error) {
	var last int
	taken := s.db.writer(ctx).Raw(`INSERT INTO diary_counters (authority, year, last) VALUES (?, ?, 1)
		ON CONFLICT (authority, year) DO UPDATE SET last = diary_counters.last + 1
		RETURNING last`, string(authority), year).Scan(&last)
	return last, fail("store.NextDiaryNumber "+string(authority), taken.Error)
}

// CreateCase implements caseroom.Registry.
func (s *Caseroom) CreateCase(ctx context.Context, c caseroom.Case, d caseroom.Dossier) error {
	op := "store.CreateCase " + c.ID
	row, err := s.db.roomCaseRow(c)
	if err != nil {
		return fail(op, err)
	}
	dossier, err := s.db.seal(dossierOfRoomCase, c.ID, d)
	if err != nil {
		return fail(op, err)
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.writer(ctx).Create(&row).Error; err != nil {
			return fail(op, err)
		}
		return fail(op, s.db.writer(ctx).Create(&roomDossierRow{CaseID: c.ID, DossierSealed: dossier}).Error)
	})
}

type roomStepRow struct {
	Key     string
	ID      string
	TakenAt stamp
}

// TableName implements GORM's Tabler.
func (roomStepRow) TableName() string { return "caseroom_steps" }

// CreateStep implements caseroom.Registry.
func (s *Caseroom) CreateStep(ctx context.Context, key, id string, now time.Time) error {
	return fail("store.CreateStep "+key, s.db.writer(ctx).Create(&roomStepRow{Key: key, ID: id, TakenAt: at(now)}).Error)
}

// FindStep implements caseroom.Registry.
func (s *Caseroom) FindStep(ctx context.Context, key string) (string, error) {
	var row roomStepRow
	err := s.db.reader(ctx).Where("key = ?", key).Take(&row).Error
	return row.ID, fail("store.FindStep "+key, err)
}

// FindCase implements caseroom.Cases.
func (s *Caseroom) FindCase(ctx context.Context, reference string) (caseroom.Case, error) {
	// What is asked for was typed by somebody, so it is not in the operation.
	return s.findCase("store.FindCase", s.db.locking(ctx).Where("reference = ?", reference))
}

// FindCaseByID implements caseroom.Cases.
func (s *Caseroom) FindCaseByID(ctx context.Context, id string) (caseroom.Case, error) {
	return s.findCase("store.FindCaseByID "+id, s.db.locking(ctx).Where("id = ?", id))
}

// FindCaseByDiary implements caseroom.Cases.
func (s *Caseroom) FindCaseByDiary(ctx context.Context, n caseroom.DiaryNumber) (caseroom.Case, error) {
	return s.findCase("store.FindCaseByDiary", s.db.locking(ctx).Where("diary = ?", n.String()))
}

func (s *Caseroom) findCase(op string, query *gorm.DB) (caseroom.Case, error) {
	var row roomCaseRow
	if err := query.Take(&row).Error; err != nil {
		return caseroom.Case{}, fail(op, err)
	}
	c, err := s.db.roomCaseOf(row)
	return c, fail(op, err)
}

// FindDossier implements caseroom.Cases.
func (s *Caseroom) FindDossier(ctx context.Context, caseID string) (caseroom.Dossier, error) {
	op := "store.FindDossier " + caseID
	var row roomDossierRow
	if err := s.db.reader(ctx).Where("case_id = ?", caseID).Take(&row).Error; err != nil {
		return caseroom.Dossier{}, fail(op, err)
	}
	var d caseroom.Dossier
	return d, fail(op, s.db.unseal(dossierOfRoomCase, caseID, row.DossierSealed, &d))
}

// SaveCase implements caseroom.Cases.
func (s *Caseroom) SaveCase(ctx context.Context, c caseroom.Case) error {
	op := "store.SaveCase " + c.ID
	row, err := s.db.roomCaseRow(c)
	if err != nil {
		return fail(op, err)
	}
	saved := s.db.writer(ctx).Select(changedByDeed).Where("id = ?", c.ID).Updates(&row)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, saved.Error)
}
