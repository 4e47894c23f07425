package rivals

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

// postgresIndex is PostgreSQL's full text search, in which any word may match by
// its stem in Swedish or English, and trigrams, which forgive slips: a service is
// worth the sum of both.
func postgresIndex(t *testing.T, docs []document) answerer {
	t.Helper()
	address := os.Getenv(postgres.Variable)
	if address == "" {
		server, err := postgres.Start()
		if err != nil {
			if os.Getenv("CI") == "" {
				t.Logf("without PostgreSQL: %v", err)
				return answerer{}
			}
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Stop() })
		address = server.URL
	}
	db, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := db.Exec(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE EXTENSION IF NOT EXISTS pg_trgm`)
	run(`CREATE TEMP TABLE services (id text PRIMARY KEY, words tsvector, letters text)`)
	for _, d := range docs {
		run(`INSERT INTO services VALUES ($1,
			setweight(to_tsvector('swedish', $2), 'A') || setweight(to_tsvector('english', $3), 'A') ||
			setweight(to_tsvector('swedish', $4), 'B') || setweight(to_tsvector('english', $5), 'B') || setweight(to_tsvector('simple', $6), 'B') ||
			setweight(to_tsvector('swedish', $7), 'C') || setweight(to_tsvector('english', $8), 'C'),
			concat_ws(' ', $2::text, $3::text, $4::text, $5::text, $6::text))`,
			d.ID, d.Title, d.TitleEN, d.Keywords, d.KeywordsEN, d.Foreign, d.Summary, d.SummaryEN)
	}
	run(`CREATE INDEX ON services USING gin (words)`)
	run(`CREATE INDEX ON services USING gin (letters gin_trgm_ops)`)
	run(`ANALYZE services`)
	const find = `
		WITH asked AS (SELECT (
			replace((plainto_tsquery('swedish', $1) || plainto_tsquery('english', $1) || plainto_tsquery('simple', $1))::text, '&', '|'))::tsquery AS words)
		SELECT id FROM services, asked WHERE services.words @@ asked.words OR $1 <% letters
		ORDER BY ts_rank('{0.1, 0.35, 0.75, 1}', services.words, asked.words) + word_similarity($1, letters) DESC, id LIMIT 10`
	return answerer{"PostgreSQL", func(text string) []string {
		rows, err := db.Query(t.Context(), find, text)
		if err != nil {
			t.Fatal(err)
		}
		out, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return out
	}}
}
