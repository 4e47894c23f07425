package caseroom_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

type auditEntry = audit.Entry

// noted returns the audit trail's entries about the caseroom from now on.
func (w *world) noted() *[]audit.Entry {
	var entries []audit.Entry
	w.audit.refuses = func(e audit.Entry) bool { entries = append(entries, e); return false }
	return &entries
}

func TestOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.arrival(func(a *caseroom.Arrival) { a.HandlingDays = 10; a.Lang = i18n.EN })
		r, err := w.room.Register(t.Context(), a)
		must(t, err)
		_, err = w.room.AddFile(t.Context(), caseroom.ArrivingFile{Key: "f", CaseID: r.ID, Name: "../intyg.pdf", Content: []byte("%PDF-1.7")})
		must(t, err)
		entries := w.noted()
		v := w.open("Asta", a.Reference)
		same(t, "case", caseroom.Case{
			ID: r.ID, Reference: a.Reference, Diary: r.Diary, ServiceID: "forskola", Title: a.Title, Lang: i18n.EN, Authority: "BUN",
			Function: seats, ReceivedAt: monday, RegisteredAt: monday, Revision: 1,
			DueAt: time.Date(2026, 3, 26, 22, 59, 59, 999999000, time.UTC), // the end of the tenth day in Sweden
		}, v.Case)
		same(t, "dossier", a.Dossier, v.Dossier)
		same(t, "function", "Placeringshandläggare", v.Function.SV)
		same(t, "authority", school, v.Authority.Name)
		if len(v.Functions) != 1 || v.Functions[0].ID != buses {
			t.Errorf("it can be forwarded to %v", v.Functions)
		}
		if len(v.Files) != 1 || v.Files[0].Name != "intyg.pdf" || v.Files[0].MediaType != "application/pdf" || !v.Files[0].FromCitizen {
			t.Errorf("files: %+v", v.Files)
		}
		same(t, "audit", []audit.Entry{{
			At: monday, Actor: "staff:Asta", Action: audit.CaseroomOpened, Subject: "caseroom:" + r.ID, Detail: "BUN/placering",
		}}, *entries)

		*entries = nil
		f, content, err := w.room.File(t.Context(), w.as("Asta"), a.Reference, v.Files[0].ID)
		if err != nil || string(content) != "%PDF-1.7" || f.ID != v.Files[0].ID {
			t.Errorf("file %+v, %q (%v)", f, content, err)
		}
		same(t, "audit", []audit.Entry{{
			At: monday, Actor: "staff:Asta", Action: audit.AttachmentRead, Subject: "caseroom:" + r.ID, Detail: f.ID,
		}}, *entries)
		_, _, err = w.room.File(t.Context(), w.as("Asta"), w.register(), f.ID)
		wantKind(t, err, errs.NotFound)
	})
}

func TestWhoMayOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		own := w.arrival()
		w.senders[own.Reference] = "Asta"
		r, err := w.room.Register(t.Context(), own)
		must(t, err)
		id, err := w.room.AddFile(t.Context(), caseroom.ArrivingFile{Key: "f", CaseID: r.ID, Name: "a", Content: []byte("a")})
		must(t, err)
		entries := w.noted()
		for name, may := range map[string]bool{"Asta": false, "Bo": true, "Cilla": false, "Rut": true, "Kim": false, "nobody": false} {
			_, err := w.room.Open(t.Context(), w.as(name), own.Reference)
			_, _, fileErr := w.room.File(t.Context(), w.as(name), own.Reference, id)
			_, findErr := w.room.Find(t.Context(), w.as(name), own.Reference)
			for what, err := range map[string]error{"case": err, "file": fileErr, "finding": findErr} {
				if (err == nil) != may || !may && !errs.Is(err, errs.NotFound) {
					t.Errorf("%s by %s: %v", what, name, err)
				}
			}
		}
		readers, err := w.room.Readers(t.Context(), own.Reference)
		must(t, err)
		if len(readers) != 2 {
			t.Errorf("%d functions have read it, want those of Bo and Rut", len(readers))
		}
		tried := map[string]int{}
		for _, e := range *entries {
			if e.Action == audit.CaseroomRefused && e.Subject == "caseroom:"+r.ID && e.Detail == "case.open" {
				tried[e.Actor]++
			}
		}
		for _, name := range []string{"Asta", "Cilla", "Kim"} { // the case and its file
			if tried["staff:"+name] != 2 {
				t.Errorf("%s tried, and the audit trail has %v", name, tried)
			}
		}
	})
}

func TestReaders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		readers := func() []caseroom.Reader {
			r, err := w.room.Readers(t.Context(), reference)
			must(t, err)
			return r
		}
		same(t, "readers", []caseroom.Reader{}, readers())
		w.open("Asta", reference)
		w.clock.Advance(time.Hour)
		w.open("Bo", reference)
		w.clock.Advance(time.Minute)
		w.open("Rut", reference)
		w.clock.Advance(24 * time.Hour)
		w.open("Bo", reference)
		seatsTitle := i18n.Text{SV: "Placeringshandläggare", EN: "Placement officer"}
		same(t, "readers", []caseroom.Reader{
			{Function: seatsTitle, At: monday.Add(25*time.Hour + time.Minute)},
			{Function: i18n.Text{SV: "Registrator"}, At: monday.Add(time.Hour + time.Minute)},
			{Function: seatsTitle, At: monday.Add(time.Hour)},
		}, readers())
		none, err := w.room.Readers(t.Context(), "MK-2026-none")
		if err != nil || len(none) != 0 {
			t.Errorf("readers of no case: %v (%v)", none, err)
		}
	})
}

// TestNews is about what the citizen has said that nobody has opened.
func TestNews(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		id := w.kept(reference).ID
		say := func(key string) {
			t.Helper()
			_, err := w.room.AddMessage(t.Context(), caseroom.Word{Key: key, CaseID: id, Text: "Hur går det?"})
			must(t, err)
		}
		wantNews := func(want bool) {
			t.Helper()
			if got := w.kept(reference).HasNews(); got != want {
				t.Errorf("news %v, want %v", got, want)
			}
		}
		wantNews(false)
		say("1")
		wantNews(true)
		w.open("Rut", reference) // who does not work it
		wantNews(true)
		w.open("Bo", reference) // nobody has it, so anybody's reading counts
		wantNews(false)
		must(t, w.room.Take(t.Context(), w.as("Asta"), w.seen(reference)))
		say("2")
		w.open("Bo", reference)
		wantNews(true)
		before := w.seen(reference)
		w.open("Asta", reference)
		wantNews(false)
		same(t, "reading changes nothing that others have seen", before, w.seen(reference))
		say("2") // the same once more
		wantNews(false)
		_, err := w.room.AddFile(t.Context(), caseroom.ArrivingFile{Key: "3", CaseID: id, Name: "a", Content: []byte("a")})
		must(t, err)
		wantNews(false) // it came with the case
		_, err = w.room.AddFile(t.Context(), caseroom.ArrivingFile{Key: "4", CaseID: id, Name: "a", Content: []byte("a"), Later: true})
		must(t, err)
		wantNews(true)
	})
}
