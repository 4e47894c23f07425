package testdb_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/glebarez/go-sqlite"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mittkoping/entre/internal/testing/testdb"
)

// open connects to db and closes at the end of the test.
func open(t *testing.T, db testdb.DB) *sql.DB {
	t.Helper()
	conn, err := connect(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func connect(db testdb.DB) (*sql.DB, error) {
	return sql.Open(map[string]string{testdb.SQLiteDialect: "sqlite", testdb.PostgresDialect: "pgx"}[db.Dialect], db.DSN)
}

func count(t *testing.T, conn *sql.DB, query string) int {
	t.Helper()
	var n int
	if err := conn.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEachGivesBothDialectsAnEmptyDatabase(t *testing.T) {
	testdb.Postgres(t) // skips, or fails, where there is no server
	var dialects, places []string
	// Twice: the second must not see the table of the first.
	for range 2 {
		testdb.Each(t, func(t *testing.T, db testdb.DB) {
			dialects, places = append(dialects, db.Dialect), append(places, db.DSN)
			if _, err := open(t, db).ExecContext(t.Context(), "CREATE TABLE planted (id integer)"); err != nil {
				t.Error(err)
			}
		})
	}
	if diff := cmp.Diff([]string{"sqlite", "postgres", "sqlite", "postgres"}, dialects); diff != "" {
		t.Errorf("dialects (-want +got):\n%s", diff)
	}
	for i, place := range places {
		for _, other := range places[i+1:] {
			if place == other {
				t.Errorf("%s was given twice", place)
			}
		}
	}
}

func TestDatabaseIsDroppedAfterItsTest(t *testing.T) {
	var url string
	t.Run("uses it", func(t *testing.T) {
		url = testdb.Postgres(t)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		// Left open on purpose: a forgotten connection must not keep the database.
		t.Cleanup(func() { conn.Close(context.Background()) })
	})
	if url == "" {
		t.Skip("no PostgreSQL")
	}
	if conn, err := pgx.Connect(t.Context(), url); err == nil {
		conn.Close(t.Context())
		t.Errorf("%s is still there", url)
	}
}

func TestTemplateIsPreparedOnceAndCopiedForEachTest(t *testing.T) {
	prepared := map[string]int{}
	template := testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
		prepared[db.Dialect]++
		conn, err := connect(db)
		if err != nil {
			return err
		}
		defer conn.Close()
		_, err = conn.ExecContext(ctx, "CREATE TABLE lamps (id integer)")
		return err
	})
	ran := map[string]int{}
	for range 2 {
		template.Each(t, func(t *testing.T, db testdb.DB) {
			ran[db.Dialect]++
			conn := open(t, db)
			if n := count(t, conn, "SELECT count(*) FROM lamps"); n != 0 {
				t.Errorf("the copy holds %d rows of another test", n)
			}
			if _, err := conn.ExecContext(t.Context(), "INSERT INTO lamps VALUES (1)"); err != nil {
				t.Error(err)
			}
		})
	}
	for dialect, times := range ran {
		if times != 2 || prepared[dialect] != 1 {
			t.Errorf("%s: prepared %d times for %d tests, want once for 2", dialect, prepared[dialect], times)
		}
	}
}

func TestSQLiteDoesNotExistYet(t *testing.T) {
	path := testdb.SQLite(t)
	if found, _ := filepath.Glob(path + "*"); len(found) > 0 {
		t.Errorf("%v exist already", found)
	}
}
