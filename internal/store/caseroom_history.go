package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

const (
	contentOfRoomEvent = "caseroom_events.content"
	fileOfRoomFile     = "caseroom_files.file"
)

type roomEventRow struct {
	ID            string
	CaseID        string
	At            stamp
	Kind          string
	Staff         string
	Function      string
	Status        string
	Told          sql.NullInt64
	ContentSealed []byte
}

// TableName implements GORM's Tabler.
func (roomEventRow) TableName() string { return "caseroom_events" }

// sealedEvent is what is sealed of an event.
type sealedEvent struct {
	By      string           `json:"by,omitempty"` // the name
	Text    string           `json:"text,omitempty"`
	To      string           `json:"to,omitempty"`
	LastDay time.Time        `json:"last_day,omitzero"`
	Outcome caseroom.Outcome `json:"outcome,omitempty"`
	Appeal  string           `json:"appeal,omitempty"`
}

// CreateEvent implements caseroom.History.
func (s *Caseroom) CreateEvent(ctx context.Context, e caseroom.Event) error {
	op := "store.CreateEvent " + e.ID
	sealed, err := s.db.seal(contentOfRoomEvent, e.ID, sealedEvent{e.By.Name, e.Text, e.To, e.LastDay, e.Outcome, e.Appeal})
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&roomEventRow{
		ID: e.ID, CaseID: e.CaseID, At: at(e.At), Kind: string(e.Kind), Staff: string(e.By.ID), Function: string(e.By.Function),
		Status: string(e.Status), Told: sql.NullInt64{Int64: e.Told, Valid: e.Told != 0}, ContentSealed: sealed,
	}).Error)
}

func (db *DB) roomEventOf(r roomEventRow) (caseroom.Event, error) {
	var sealed sealedEvent
	err := db.unseal(contentOfRoomEvent, r.ID, r.ContentSealed, &sealed)
	return caseroom.Event{
		ID: r.ID, CaseID: r.CaseID, At: r.At.Time, Kind: caseroom.EventKind(r.Kind), Status: caseroom.Status(r.Status), Told: r.Told.Int64,
		By: caseroom.Author{
			Colleague: identity.Colleague{ID: identity.PersonID(r.Staff), Name: sealed.By}, Function: identity.FunctionID(r.Function),
		},
		Text: sealed.Text, To: sealed.To, LastDay: sealed.LastDay, Outcome: sealed.Outcome, Appeal: sealed.Appeal,
	}, err
}

// FindEvents implements caseroom.History.
func (s *Caseroom) FindEvents(ctx context.Context, caseID string) ([]caseroom.Event, error) {
	op := "store.FindEvents " + caseID
	var rows []roomEventRow
	if err := s.db.reader(ctx).Where("case_id = ?", caseID).Order("position").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.roomEventOf)
}

// NextTold implements caseroom.History.
func (s *Caseroom) NextTold(ctx context.Context) (int64, error) {
	var last int64
	taken := s.db.writer(ctx).Raw("UPDATE caseroom_told SET last = last + 1 WHERE id = 1 RETURNING last").Scan(&last)
	return last, fail("store.NextTold", taken.Error)
}

// FindTold implements caseroom.History.
func (s *Caseroom) FindTold(ctx context.Context, after int64, limit int) ([]caseroom.ToldEvent, error) {
	const op = "store.FindTold"
	var rows []struct {
		Event roomEventRow `gorm:"embedded"`
		Lang  string
	}
	err := s.db.reader(ctx).Table("caseroom_events").Select("caseroom_events.*, caseroom_cases.lang").
		Joins("JOIN caseroom_cases ON caseroom_cases.id = caseroom_events.case_id").
		Where("told > ?", after).Order("told").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fail(op, err)
	}
	told := make([]caseroom.ToldEvent, len(rows))
	for i, r := range rows {
		e, err := s.db.roomEventOf(r.Event)
		if err != nil {
			return nil, fail(op, err)
		}
		told[i] = caseroom.ToldEvent{Event: e, Lang: i18n.Lang(r.Lang)}
	}
	return told, nil
}

type roomReadRow struct {
	CaseID   string
	Function string
	Staff    string
	Day      string
	At       stamp
}

// TableName implements GORM's Tabler.
func (roomReadRow) TableName() string { return "caseroom_reads" }

// CreateRead implements caseroom.History.
func (s *Caseroom) CreateRead(ctx context.Context, r caseroom.Read) error {
	return fail("store.CreateRead "+r.CaseID, s.db.writer(ctx).Create(&roomReadRow{
		CaseID: r.CaseID, Function: string(r.Function), Staff: string(r.Staff), Day: i18n.Local(r.At).Format(time.DateOnly), At: at(r.At),
	}).Error)
}

// FindReads implements caseroom.History.
func (s *Caseroom) FindReads(ctx context.Context, caseID string) ([]caseroom.Read, error) {
	op := "store.FindReads " + caseID
	var rows []roomReadRow
	err := s.db.reader(ctx).Raw(`SELECT case_id, function, day, max(at) AS at FROM caseroom_reads WHERE case_id = ?
		GROUP BY case_id, function, day ORDER BY max(at) DESC, function`, caseID).Scan(&rows).Error
	if err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r roomReadRow) (caseroom.Read, error) {
		return caseroom.Read{CaseID: r.CaseID, Function: identity.FunctionID(r.Function), At: r.At.Time}, nil
	})
}

type roomFileRow struct {
	ID          string
	CaseID      string
	EventID     string
	FromCitizen bool
	FileSealed  []byte
	MediaType   string
	Size        int64
	AddedAt     stamp
}

// TableName implements GORM's Tabler.
func (roomFileRow) TableName() string { return "caseroom_files" }

// CreateFile implements caseroom.Papers.
func (s *Caseroom) CreateFile(ctx context.Context, f caseroom.File) error {
	op := "store.CreateFile " + f.ID
	sealed, err := s.db.seal(fileOfRoomFile, f.ID, sealedFile{Name: f.Name, SHA256: f.SHA256})
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&roomFileRow{
		ID: f.ID, CaseID: f.CaseID, EventID: f.EventID, FromCitizen: f.FromCitizen, FileSealed: sealed, MediaType: f.MediaType,
		Size: f.Size, AddedAt: at(f.AddedAt),
	}).Error)
}

func (db *DB) roomFileOf(r roomFileRow) (caseroom.File, error) {
	var sealed sealedFile
	err := db.unseal(fileOfRoomFile, r.ID, r.FileSealed, &sealed)
	return caseroom.File{
		ID: r.ID, CaseID: r.CaseID, EventID: r.EventID, FromCitizen: r.FromCitizen, Name: sealed.Name, MediaType: r.MediaType,
		Size: r.Size, SHA256: sealed.SHA256, AddedAt: r.AddedAt.Time,
	}, err
}

// FindFile implements caseroom.Papers.
func (s *Caseroom) FindFile(ctx context.Context, id string) (caseroom.File, error) {
	op := "store.FindFile"
	var row roomFileRow
	if err := s.db.reader(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return caseroom.File{}, fail(op, err)
	}
	f, err := s.db.roomFileOf(row)
	return f, fail(op, err)
}

// FindFiles implements caseroom.Papers.
func (s *Caseroom) FindFiles(ctx context.Context, caseIDs ...string) ([]caseroom.File, error) {
	const op = "store.FindFiles"
	if len(caseIDs) == 0 {
		return nil, nil
	}
	var rows []roomFileRow
	if err := s.db.reader(ctx).Where("case_id IN ?", caseIDs).Order("position").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.roomFileOf)
}
