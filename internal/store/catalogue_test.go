package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/store"
)

func anEntry(id string) catalogue.Entry {
	return catalogue.Entry{
		Service: catalogue.Service{
			ID: id, Kind: catalogue.KindEService, Title: i18n.Text{SV: "Felanmäl gatubelysning"}, Audience: []string{"private"},
			Route: &catalogue.Route{Connector: "gata", Params: map[string]string{"service_code": "=plats"}},
		},
		Revision: 1, Hash: "h1", ImportedHash: "h0", FormVersion: 1, UpdatedAt: now,
	}
}

func aForm(serviceID string, version int) *catalogue.Form {
	// Spaces, order and escapes are kept: its hash is taken of the bytes.
	return &catalogue.Form{
		ServiceID: serviceID, Version: version, CreatedAt: now,
		Definition: json.RawMessage("{ \"steps\" : [],\n \"b\":1, \"a\" : \"å\\u00e5<\" }"),
	}
}

func TestCatalogue(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Catalogue(), t.Context()
		want := func(version int64, entries ...catalogue.Entry) {
			t.Helper()
			got, gotVersion, err := s.Entries(ctx)
			must(t, err)
			same(t, "entries", entries, got)
			if alone := find[int64](t)(s.Version(ctx)); gotVersion != version || alone != version {
				t.Errorf("version %d, and alone %d, want %d", gotVersion, alone, version)
			}
		}
		want(0, []catalogue.Entry{}...)

		b, a := anEntry("b"), anEntry("a-z")
		must(t, s.SaveEntry(ctx, b, aForm("b", 1)))
		must(t, s.SaveEntry(ctx, a, nil))
		want(2, a, b)
		same(t, "form", *aForm("b", 1), find[catalogue.Form](t)(s.FindForm(ctx, "b", 1)))

		b.Revision, b.Title.SV, b.Hash, b.ImportedHash, b.FormVersion, b.UpdatedAt = 2, "Ny", "h2", "h2", 2, now.AddDate(0, 1, 0)
		must(t, s.SaveEntry(ctx, b, aForm("b", 2)))
		want(3, a, b)

		// What is refused changes nothing, not the version either.
		wantKind(t, s.SaveEntry(ctx, b, nil), errs.Conflict)
		skipping, again, unknown := b, b, anEntry("c")
		skipping.Revision, again.Revision, unknown.Revision = 4, 1, 2
		wantKind(t, s.SaveEntry(ctx, skipping, nil), errs.Conflict)
		wantKind(t, s.SaveEntry(ctx, again, nil), errs.Conflict)
		wantKind(t, s.SaveEntry(ctx, unknown, nil), errs.Conflict)
		oldForm := b
		oldForm.Revision = 3
		wantKind(t, s.SaveEntry(ctx, oldForm, aForm("b", 2)), errs.Conflict)
		want(3, a, b)

		_, err := s.FindForm(ctx, "b", 3)
		wantKind(t, err, errs.NotFound)
	})
}

func TestSheets(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Catalogue(), t.Context()
		want := func(version int64, sheets ...catalogue.Sheet) {
			t.Helper()
			same(t, "sheets", append([]catalogue.Sheet{}, sheets...), find[[]catalogue.Sheet](t)(s.Sheets(ctx)))
			same(t, "version", version, find[int64](t)(s.Version(ctx)))
		}
		want(0)
		a := catalogue.Sheet{Name: "authorities", Content: []byte(`{"b":"<1>", "a":[1]}`), Revision: 1, Hash: "h1", ImportedHash: "h0", UpdatedAt: now}
		b := catalogue.Sheet{Name: "start", Content: []byte(`{}`), Revision: 1, Hash: "h2", ImportedHash: "h2", UpdatedAt: now}
		must(t, s.SaveSheet(ctx, b))
		must(t, s.SaveSheet(ctx, a))
		want(2, a, b)
		a.Content, a.Revision, a.Hash, a.ImportedHash, a.UpdatedAt = []byte(`{"b":"å"}`), 2, "h3", "h3", now.AddDate(0, 1, 0)
		must(t, s.SaveSheet(ctx, a))
		want(3, a, b)

		// What is refused changes nothing, not the version either.
		again, skipping, first := a, a, a
		skipping.Revision, first.Revision = 4, 1
		for _, refused := range []catalogue.Sheet{again, skipping, first} {
			wantKind(t, s.SaveSheet(ctx, refused), errs.Conflict)
		}
		want(3, a, b)
	})
}

func TestVocabularies(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Catalogue(), t.Context()
		want := func(version int64, all ...catalogue.Vocabulary) {
			t.Helper()
			same(t, "vocabularies", all, find[[]catalogue.Vocabulary](t)(s.Vocabularies(ctx)))
			same(t, "version", version, find[int64](t)(s.Version(ctx)))
		}
		want(0, []catalogue.Vocabulary{}...)

		sv := catalogue.Vocabulary{
			Language: "sv", Owner: "Kontaktcenter", Synonyms: []catalogue.SynonymGroup{{From: []string{"dagis"}, To: []string{"förskola"}, Weight: 0.85, Both: true}},
			Revision: 1, Hash: "h1", ImportedHash: "h0", UpdatedAt: now,
		}
		ar := catalogue.Vocabulary{
			Language: "ar", Owner: "Kontaktcenter", Services: map[string][]string{"a": {"روضة أطفال", "حضانة"}}, Revision: 1, Hash: "h1", ImportedHash: "h1", UpdatedAt: now,
		}
		must(t, s.SaveVocabulary(ctx, sv))
		must(t, s.SaveVocabulary(ctx, ar))
		want(2, ar, sv)

		sv.Revision, sv.Hash, sv.ImportedHash, sv.UpdatedAt, sv.Owner = 2, "h2", "h2", now.AddDate(0, 1, 0), "Biblioteket"
		must(t, s.SaveVocabulary(ctx, sv))
		want(3, ar, sv)

		// What is refused changes nothing, not the version either.
		again, skipping, first, unknown := sv, sv, sv, sv
		skipping.Revision, first.Revision, unknown.Language = 4, 1, "fi"
		for _, refused := range []catalogue.Vocabulary{again, skipping, first, unknown} {
			wantKind(t, s.SaveVocabulary(ctx, refused), errs.Conflict)
		}
		want(3, ar, sv)
	})
}

func TestCatalogueBySeveralImports(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Catalogue(), t.Context()
		must(t, concurrently(8, func(i int) error {
			return s.InTx(ctx, func(ctx context.Context) error {
				for j := range 5 {
					if err := s.SaveEntry(ctx, anEntry(fmt.Sprintf("s-%d-%d", i, j)), nil); err != nil {
						return err
					}
				}
				return nil
			})
		}))
		entries, version, err := s.Entries(ctx)
		must(t, err)
		if len(entries) != 40 || version != 40 {
			t.Errorf("%d entries at version %d, want 40 and 40", len(entries), version)
		}
	})
}

func TestAuditIsOnlyAddedTo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		e := audit.Entry{At: now, Actor: "visitor", Action: audit.CaseSubmitted, Subject: "case:1", Detail: "x"}
		must(t, db.Audit().Append(ctx, e))
		pool := find[*sql.DB](t)(db.SQL())
		for _, statement := range []string{
			"UPDATE audit_entries SET detail = 'y'", "DELETE FROM audit_entries", "TRUNCATE audit_entries",
		} {
			if db.Dialect() == store.SQLite && strings.HasPrefix(statement, "TRUNCATE") {
				continue // SQLite has no such statement
			}
			if _, err := pool.ExecContext(ctx, statement); err == nil || !strings.Contains(err.Error(), "never changed") {
				t.Errorf("%s: %v, want it refused", statement, err)
			}
		}
		var got audit.Entry
		var action string
		must(t, pool.QueryRowContext(ctx, "SELECT actor, action, subject, detail FROM audit_entries").
			Scan(&got.Actor, &action, &got.Subject, &got.Detail))
		got.Action, got.At = audit.Action(action), e.At
		same(t, "entry", e, got)
	})
}
