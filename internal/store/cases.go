package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

const (
	answersOfCase = "cases.answers"
	codeOfCase    = "cases.follow_up_code"
)

type caseRow struct {
	ID                 string
	Reference          string
	ServiceID          string
	FormVersion        int
	DraftID            string
	Lang               string
	TitleSV            string
	TitleEN            string
	Authority          string
	Connector          string
	AnswersSealed      []byte
	FollowUpCodeSealed []byte
	ReceivedAt         stamp
	DeliveredAt        stamp
	StartedAt          stamp
	ClosedAt           stamp
	StatusAt           stamp
	Number             string
	Person             string
	WaitingAt          stamp
	AskedAt            stamp
	AskedUntil         stamp
	AskedIn            string
	AnsweredAt         stamp
	DecidedAt          stamp
	WithdrawnAt        stamp
	NewsAt             stamp
	SeenAt             stamp
	NoFollowUp         bool
	WayParams          string // JSON
}

// TableName implements GORM's Tabler.
func (caseRow) TableName() string { return "cases" }

func (db *DB) caseRow(c cases.Case) (caseRow, error) {
	answers, err := db.seal(answersOfCase, c.ID, c.Answers)
	if err != nil {
		return caseRow{}, err
	}
	code, err := db.seal(codeOfCase, c.ID, c.FollowUpCode)
	if err != nil {
		return caseRow{}, err
	}
	way, err := wayParams(c)
	return caseRow{
		ID: c.ID, Reference: c.Reference, ServiceID: c.ServiceID, FormVersion: c.FormVersion, DraftID: c.DraftID,
		Lang: string(c.Lang), TitleSV: c.Title.SV, TitleEN: c.Title.EN, Authority: c.Authority, Connector: c.Connector,
		AnswersSealed: answers, FollowUpCodeSealed: code, ReceivedAt: at(c.ReceivedAt), DeliveredAt: at(c.DeliveredAt),
		StartedAt: at(c.StartedAt), ClosedAt: at(c.ClosedAt), StatusAt: at(c.StatusAt), Number: c.Number, Person: string(c.Person),
		WaitingAt: at(c.WaitingAt), AskedAt: at(c.Asked.At), AskedUntil: at(c.Asked.Until), AskedIn: c.Asked.MessageID,
		AnsweredAt: at(c.Asked.AnsweredAt), DecidedAt: at(c.DecidedAt), WithdrawnAt: at(c.WithdrawnAt),
		NewsAt: at(c.NewsAt), SeenAt: at(c.SeenAt), NoFollowUp: c.NoFollowUp, WayParams: way,
	}, err
}

// changedInCase are the columns that SaveCase writes.
var changedInCase = []string{
	"delivered_at", "started_at", "closed_at", "status_at", "number", "waiting_at", "asked_at", "asked_until", "asked_in",
	"answered_at", "decided_at", "withdrawn_at", "news_at",
}

func (db *DB) caseOf(r caseRow) (cases.Case, error) {
	var answers forms.Answers
	if err := db.unseal(answersOfCase, r.ID, r.AnswersSealed, &answers); err != nil {
		return cases.Case{}, err
	}
	var code string
	if err := db.unseal(codeOfCase, r.ID, r.FollowUpCodeSealed, &code); err != nil {
		return cases.Case{}, err
	}
	var way map[string]string
	if r.WayParams != "" {
		if err := json.Unmarshal([]byte(r.WayParams), &way); err != nil {
			return cases.Case{}, err
		}
	}
	return cases.Case{
		ID: r.ID, Reference: r.Reference, ServiceID: r.ServiceID, FormVersion: r.FormVersion, DraftID: r.DraftID,
		Lang: i18n.Lang(r.Lang), Title: i18n.Text{SV: r.TitleSV, EN: r.TitleEN}, Authority: r.Authority, Connector: r.Connector,
		Answers: answers, FollowUpCode: code, ReceivedAt: r.ReceivedAt.Time, DeliveredAt: r.DeliveredAt.Time,
		StartedAt: r.StartedAt.Time, ClosedAt: r.ClosedAt.Time, StatusAt: r.StatusAt.Time, Number: r.Number, Person: identity.PersonID(r.Person),
		WaitingAt: r.WaitingAt.Time, DecidedAt: r.DecidedAt.Time, WithdrawnAt: r.WithdrawnAt.Time, NewsAt: r.NewsAt.Time, SeenAt: r.SeenAt.Time,
		Asked:      cases.Asked{At: r.AskedAt.Time, Until: r.AskedUntil.Time, MessageID: r.AskedIn, AnsweredAt: r.AnsweredAt.Time},
		NoFollowUp: r.NoFollowUp, WayParams: way,
	}, nil
}

// CreateCase implements cases.Cases.
func (s *Cases) CreateCase(ctx context.Context, c cases.Case) error {
	op := "store.CreateCase " + c.ID
	row, err := s.db.caseRow(c)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// FindCase implements cases.Cases.
func (s *Cases) FindCase(ctx context.Context, id string) (cases.Case, error) {
	return s.findCase("store.FindCase "+id, s.db.locking(ctx).Where("id = ?", id))
}

// FindCaseByReference implements cases.Cases.
func (s *Cases) FindCaseByReference(ctx context.Context, reference string) (cases.Case, error) {
	// What is asked for was typed by somebody, so it is not in the operation.
	return s.findCase("store.FindCaseByReference", s.db.reader(ctx).Where("reference = ?", reference))
}

func (s *Cases) findCase(op string, query *gorm.DB) (cases.Case, error) {
	var row caseRow
	if err := query.Take(&row).Error; err != nil {
		return cases.Case{}, fail(op, err)
	}
	c, err := s.db.caseOf(row)
	return c, fail(op, err)
}

// FindCases implements cases.Belongings.
func (s *Cases) FindCases(ctx context.Context, p identity.PersonID) ([]cases.Case, error) {
	const op = "store.FindCases"
	if p == "" {
		return nil, nil
	}
	var rows []caseRow
	if err := s.db.reader(ctx).Where(isPersons, string(p)).Order("received_at DESC, id").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.caseOf)
}

// SaveCase implements cases.Cases. What was received is never changed.
func (s *Cases) SaveCase(ctx context.Context, c cases.Case) error {
	op := "store.SaveCase " + c.ID
	saved := s.db.writer(ctx).Select(changedInCase).Where("id = ?", c.ID).Updates(&caseRow{
		DeliveredAt: at(c.DeliveredAt), StartedAt: at(c.StartedAt), ClosedAt: at(c.ClosedAt), StatusAt: at(c.StatusAt), Number: c.Number,
		WaitingAt: at(c.WaitingAt), AskedAt: at(c.Asked.At), AskedUntil: at(c.Asked.Until), AskedIn: c.Asked.MessageID,
		AnsweredAt: at(c.Asked.AnsweredAt), DecidedAt: at(c.DecidedAt), WithdrawnAt: at(c.WithdrawnAt), NewsAt: at(c.NewsAt),
	})
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, saved.Error)
}

// SaveWay implements cases.Cases.
func (s *Cases) SaveWay(ctx context.Context, c cases.Case) error {
	op := "store.SaveWay " + c.ID
	way, err := wayParams(c)
	if err != nil {
		return fail(op, err)
	}
	saved := s.db.writer(ctx).Model(&caseRow{}).Where("id = ?", c.ID).
		Updates(map[string]any{"authority": c.Authority, "connector": c.Connector, "way_params": way})
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, saved.Error)
}

func wayParams(c cases.Case) (string, error) {
	if c.WayParams == nil {
		return "", nil
	}
	raw, err := json.Marshal(c.WayParams)
	return string(raw), err
}

// SaveSeen implements cases.Belongings.
func (s *Cases) SaveSeen(ctx context.Context, caseID string, seen time.Time) error {
	return fail("store.SaveSeen "+caseID, s.db.writer(ctx).Model(&caseRow{}).Where("id = ?", caseID).Update("seen_at", at(seen)).Error)
}
