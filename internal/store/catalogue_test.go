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

func TestDirectory(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Catalogue(), t.Context()
		same(t, "none", catalogue.Directory{}, find[catalogue.Directory](t)(s.Directory(ctx)))

		d := catalogue.Directory{
			Authorities: []catalogue.Authority{{
				Code: "BN", Name: i18n.Text{SV: "Byggnadsnämnden", EN: "The building committee"}, Departments: []string{"Bygglov <1>"},
				Contact: catalogue.Contact{Phone: "0300", Hours: i18n.Text{SV: "Vardagar"}},
			}},
			Revision: 1, Hash: "h1", ImportedHash: "h0", UpdatedAt: now,
		}
		must(t, s.SaveDirectory(ctx, d))
		same(t, "the first", d, find[catalogue.Directory](t)(s.Directory(ctx)))

		d.Revision, d.Hash, d.ImportedHash, d.UpdatedAt, d.Authorities[0].RecordsPlan = 2, "h2", "h2", now.AddDate(0, 1, 0), "BN 1"
		must(t, s.SaveDirectory(ctx, d))
		same(t, "the second", d, find[catalogue.Directory](t)(s.Directory(ctx)))

		// What is refused changes nothing, not the version either.
		again, skipping, first := d, d, d
		skipping.Revision, first.Revision = 4, 1
		for _, refused := range []catalogue.Directory{again, skipping, first} {
			wantKind(t, s.SaveDirectory(ctx, refused), errs.Conflict)
		}
		same(t, "still the second", d, find[catalogue.Directory](t)(s.Directory(ctx)))
		same(t, "version", int64(2), find[int64](t)(s.Version(ctx)))
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
