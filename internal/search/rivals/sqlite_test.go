package rivals

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	_ "github.com/glebarez/go-sqlite" // the driver “sqlite”
)

// sqliteIndex is FTS5 with two tables: of words, of which any may match and each
// may be the beginning of a longer one, since it has no Swedish stems, and of
// three letters, which forgive slips. What a service is worth is the sum of both,
// each as a share of its best.
func sqliteIndex(t *testing.T, docs []document) answerer {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "fts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range []string{
		`CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, title, keywords, summary, tokenize = "unicode61 remove_diacritics 2", prefix = '3')`,
		`CREATE VIRTUAL TABLE letters USING fts5(id UNINDEXED, title, keywords, summary, tokenize = "trigram remove_diacritics 1")`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"words", "letters"} {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			_, err := tx.ExecContext(t.Context(), "INSERT INTO "+table+" VALUES (?, ?, ?, ?)",
				d.ID, d.Title+" "+d.TitleEN, strings.Join([]string{d.Keywords, d.KeywordsEN, d.Foreign}, " "), d.Summary+" "+d.SummaryEN)
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tx.ExecContext(t.Context(), "INSERT INTO "+table+"("+table+") VALUES ('optimize')"); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	find, err := db.PrepareContext(t.Context(), `
		WITH by_word AS MATERIALIZED (SELECT id, -bm25(words, 0, 4, 3, 1.4) AS score FROM words WHERE words MATCH ?),
		     by_letter AS MATERIALIZED (SELECT id, -bm25(letters, 0, 4, 3, 1.4) AS score FROM letters WHERE letters MATCH ?)
		SELECT id FROM (
			SELECT id, score / (SELECT max(score) FROM by_word) AS share FROM by_word
			UNION ALL
			SELECT id, score / (SELECT max(score) FROM by_letter) FROM by_letter
		) GROUP BY id ORDER BY sum(share) DESC, id LIMIT 10`)
	if err != nil {
		t.Fatal(err)
	}
	return answerer{"SQLite FTS5", func(text string) []string {
		byWord, byLetter := sqliteQueries(text)
		return read(t, func() (*sql.Rows, error) { return find.QueryContext(t.Context(), byWord, byLetter) })
	}}
}

// sqliteQueries are what is asked of the two tables.
func sqliteQueries(text string) (byWord, byLetter string) {
	var terms, threes []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) }) {
		if stopWords[w] {
			continue
		}
		letters := []rune(w)
		term := `"` + w + `"`
		if len(letters) > 2 {
			term += "*"
		}
		terms = append(terms, term)
		for i := range len(letters) - 2 {
			threes = append(threes, `"`+string(letters[i:i+3])+`"`)
		}
	}
	orNothing := func(all []string) string {
		if len(all) == 0 {
			return `""`
		}
		return strings.Join(all, " OR ")
	}
	return orNothing(terms), orNothing(threes)
}

func read(t *testing.T, query func() (*sql.Rows, error)) []string {
	t.Helper()
	rows, err := query()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// stopWords are Snowball's for Swedish.
var stopWords = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(string(sv.SwedishStopWords)) {
		w, _, _ := strings.Cut(line, "|")
		if w = strings.TrimSpace(w); w != "" {
			out[w] = true
		}
	}
	return out
}()
