package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// marker stands for everything that a citizen says.
const marker = "Karin-Larsson-19121212"

// written puts the marker wherever a citizen's words go, and returns the ids of
// what holds it.
func written(t *testing.T, db *store.DB) (cases.Draft, cases.Attachment, cases.Case) {
	t.Helper()
	ctx, s := t.Context(), db.Cases()
	d, c := aDraft(), aCase()
	d.Answers = forms.Answers{"vem": {Text: marker, Parts: map[string]string{"name": marker}, Files: []forms.File{{Name: marker}}}}
	a := anAttachment(d)
	a.Name, a.SHA256 = marker, marker
	c.Answers, c.FollowUpCode = d.Answers, marker
	e := cases.Event{ID: newID(), CaseID: c.ID, At: now, Kind: cases.EventMessage, Note: marker}
	m := cases.Message{ID: newID(), CaseID: c.ID, At: now, NotedAt: now, Text: marker, Missing: []string{marker}}
	waits := anAttachment(cases.Draft{ID: "message:" + c.ID})
	waits.Name, waits.SHA256 = marker, marker
	must(t, errors.Join(
		s.CreateDraft(ctx, d), s.SaveDraft(ctx, d), s.CreateAttachment(ctx, a), s.CreateCase(ctx, c), s.SaveCase(ctx, c),
		s.CreateEvent(ctx, e), s.CreateMessage(ctx, m), s.SaveWaiting(ctx, waits),
		db.Persons().CreatePerson(ctx, identity.Person{ID: "p", Number: numberOf(t, "198402179298"), Name: marker, CreatedAt: now, SeenAt: now}),
		db.Sessions().SaveSession(ctx, "s", []byte(marker), now),
		db.Deliveries().AppendHistory(ctx, delivery.HistoryLine{ID: newID(), DeliveryID: "d", At: now, LastAt: now, Times: 1, Actor: "staff:siv", Reason: marker}),
		db.Deliveries().SaveEnvelope(ctx, c.ID, "gata", delivery.Envelope{
			Sections: []delivery.Section{{Rows: []delivery.Row{{Lines: []string{marker}}}}}, Contact: &delivery.Contact{Name: marker},
			Place: &delivery.Place{Text: marker}, Files: []delivery.EnvelopeFile{{Name: marker, SHA256: marker}},
			Applicant: &delivery.Applicant{Number: marker, Name: marker},
		}),
	))
	return d, a, c
}

func TestWhatCitizensSayIsNowhereInTheClear(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		path := migrated.SQLite(t)
		db := open(t, config(testdb.DB{Dialect: testdb.SQLiteDialect, DSN: path}, newRing(t)))
		written(t, db)
		writtenInCaseroom(t, db)
		files, err := filepath.Glob(path + "*") // with the write-ahead log
		must(t, err)
		if len(files) < 2 {
			t.Errorf("only %v was looked at", files)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			must(t, err)
			if strings.Contains(string(content), marker) {
				t.Errorf("%s has it in the clear", filepath.Base(file))
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v (%v), want 0600", filepath.Base(file), info.Mode(), err)
			}
		}
	})
	t.Run("postgres", func(t *testing.T) {
		db := open(t, config(testdb.DB{Dialect: testdb.PostgresDialect, DSN: migrated.Postgres(t)}, newRing(t)))
		written(t, db)
		writtenInCaseroom(t, db)
		pool := find[*sql.DB](t)(db.SQL())
		tables := column(t, pool, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
		if len(tables) < 15 {
			t.Errorf("only %v were looked at", tables)
		}
		rows := 0
		for _, table := range tables {
			// bytea is shown as hexadecimal: the marker is looked for in both.
			for _, row := range column(t, pool, "SELECT t::text FROM "+table+" t") {
				rows++
				if strings.Contains(row, marker) || strings.Contains(row, fmt.Sprintf("%x", marker)) {
					t.Errorf("%s has it in the clear", table)
				}
			}
		}
		if rows < 7 {
			t.Errorf("only %d rows were looked at", rows)
		}
	})
}

// writtenInCaseroom puts the marker wherever the words of citizens and handlers
// go in the caseroom.
func writtenInCaseroom(t *testing.T, db *store.DB) caseroom.Case {
	t.Helper()
	ctx, s := t.Context(), db.Caseroom()
	c := caseroom.Case{
		ID: newID(), Reference: "MK-2026-AAAA-1111", Diary: caseroom.DiaryNumber{Authority: "BUN", Year: 2026, Number: 1},
		Handler: identity.Colleague{ID: "p", Name: marker}, ReceivedAt: now, RegisteredAt: now,
	}
	by := caseroom.Author{Colleague: c.Handler}
	must(t, errors.Join(
		s.CreateCase(ctx, c, caseroom.Dossier{
			Sections: []caseroom.Section{{Rows: []caseroom.Row{{Lines: []string{marker}}}}},
			Place:    &caseroom.Place{Text: marker}, Contact: &caseroom.Contact{Name: marker, Email: marker, Phone: marker},
		}),
		s.SaveCase(ctx, c),
		s.CreateEvent(ctx, caseroom.Event{ID: newID(), CaseID: c.ID, At: now, By: by, Text: marker, To: marker, Appeal: marker}),
		s.CreateFile(ctx, caseroom.File{ID: newID(), CaseID: c.ID, Name: marker, SHA256: marker, AddedAt: now}),
		s.CreateRead(ctx, caseroom.Read{CaseID: c.ID, Function: "BUN/placering", Staff: "p", At: now}),
	))
	return c
}

func column(t *testing.T, pool *sql.DB, query string) []string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), query)
	must(t, err)
	defer rows.Close()
	var values []string
	for rows.Next() {
		var value string
		must(t, rows.Scan(&value))
		values = append(values, value)
	}
	must(t, rows.Err())
	return values
}

// TestSealedValuesStayInTheirPlace moves what is sealed from one row to another
// and from one column to another, as somebody with the database could.
func TestSealedValuesStayInTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), db.Cases()
		d, a, c := written(t, db)
		worked, room := writtenInCaseroom(t, db), db.Caseroom()
		another := aDraft()
		must(t, s.CreateDraft(ctx, another))
		pool := find[*sql.DB](t)(db.SQL())
		reads := map[string]func() error{
			"draft":      func() error { _, err := s.FindDraft(ctx, d.ID); return err },
			"attachment": func() error { _, err := s.FindAttachment(ctx, a.ID); return err },
			"case":       func() error { _, err := s.FindCase(ctx, c.ID); return err },
			"events":     func() error { _, err := s.FindEvents(ctx, c.ID); return err },
			"messages":   func() error { _, err := s.FindMessages(ctx, c.ID); return err },
			"envelope":   func() error { _, _, err := db.Deliveries().FindEnvelope(ctx, c.ID, "gata"); return err },

			"handler":         func() error { _, err := room.FindCaseByID(ctx, worked.ID); return err },
			"dossier":         func() error { _, err := room.FindDossier(ctx, worked.ID); return err },
			"caseroom events": func() error { _, err := room.FindEvents(ctx, worked.ID); return err },
			"caseroom files":  func() error { _, err := room.FindFiles(ctx, worked.ID); return err },
		}
		for name, read := range reads {
			if err := read(); err != nil {
				t.Fatalf("%s: %v before anything was moved", name, err)
			}
		}
		for _, statement := range []string{
			"UPDATE drafts SET answers_sealed = (SELECT o.answers_sealed FROM drafts o WHERE o.id = '" + another.ID + "')",
			"UPDATE cases SET answers_sealed = follow_up_code_sealed",
			"UPDATE attachments SET file_sealed = (SELECT c.answers_sealed FROM cases c)",
			"UPDATE case_events SET id = 'another'",
			"UPDATE case_messages SET text_sealed = (SELECT e.note_sealed FROM case_events e)",
			"UPDATE envelopes SET connector = 'another'",
			"UPDATE caseroom_dossiers SET dossier_sealed = (SELECT c.handler_sealed FROM caseroom_cases c)",
			"UPDATE caseroom_cases SET handler_sealed = (SELECT e.content_sealed FROM caseroom_events e)",
			"UPDATE caseroom_files SET file_sealed = (SELECT e.content_sealed FROM caseroom_events e)",
			"UPDATE caseroom_events SET id = 'another'",
		} {
			_, err := pool.ExecContext(ctx, statement)
			must(t, err)
		}
		reads["envelope"] = func() error { _, _, err := db.Deliveries().FindEnvelope(ctx, c.ID, "another"); return err }
		for name, read := range reads {
			if err := read(); err == nil || strings.Contains(err.Error(), marker) {
				t.Errorf("%s: %v, want it refused", name, err)
			}
		}
	})
}

func TestRotatedKeysReadOldRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	must(t, keyring.Create(path))
	load := func() *keyring.Ring { return find[*keyring.Ring](t)(keyring.Load(path)) }
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		old := open(t, config(at, load()))
		d := aDraft()
		must(t, old.Cases().CreateDraft(t.Context(), d))
		must(t, keyring.Rotate(path))
		db := open(t, config(at, load()))
		same(t, "draft of before", d, find[cases.Draft](t)(db.Cases().FindDraft(t.Context(), d.ID)))
		before := keyOf(t, db, d.ID)
		must(t, db.Cases().SaveDraft(t.Context(), d))
		if keyOf(t, db, d.ID) == before {
			t.Error("saved with the old key")
		}
	})
}

func keyOf(t *testing.T, db *store.DB, draftID string) uint32 {
	t.Helper()
	pool := find[*sql.DB](t)(db.SQL())
	var sealed []byte
	must(t, pool.QueryRowContext(t.Context(), "SELECT answers_sealed FROM drafts WHERE id = '"+draftID+"'").Scan(&sealed))
	return find[uint32](t)(keyring.KeyID(sealed))
}
