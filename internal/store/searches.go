package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/learning"
)

// Searches keeps how often what was searched for: it is a learning.LogStore and
// a learning.Store.
type Searches struct{ base }

// Searches returns the store of package learning.
func (db *DB) Searches() *Searches { return &Searches{base{db}} }

// tallyColumns are those of a learning.Tally.
type tallyColumns struct {
	Searches  int
	NoHit     int
	Unsure    int
	Clicks    int
	Found     int
	FoundNone int
}

func (t tallyColumns) tally() learning.Tally { return learning.Tally(t) }

type searchQueryRow struct {
	Day   string
	Query string
	Lang  string
	Words int
	Tally tallyColumns `gorm:"embedded"`
}

// TableName implements GORM's Tabler.
func (searchQueryRow) TableName() string { return "search_queries" }

type searchChoiceRow struct {
	Day      string
	Query    string
	Lang     string
	Service  string
	Position int
	Clicks   int
}

// TableName implements GORM's Tabler.
func (searchChoiceRow) TableName() string { return "search_choices" }

type serviceVerdictRow struct {
	Day       string
	Service   string
	Found     int
	FoundNone int
}

// TableName implements GORM's Tabler.
func (serviceVerdictRow) TableName() string { return "service_verdicts" }

type searchWordRow struct {
	Day    string
	Digest string
}

// TableName implements GORM's Tabler.
func (searchWordRow) TableName() string { return "search_words" }

type searchHandledRow struct {
	Query string
	Lang  string
	Day   string
}

// TableName implements GORM's Tabler.
func (searchHandledRow) TableName() string { return "search_handled" }

// atATime is how many rows one statement writes: SQLite takes some thousand
// values.
const atATime = 200

// adding is what to do with a row whose key is there: add its columns to those.
func adding(table string, key, columns []string) clause.OnConflict {
	c := clause.OnConflict{}
	for _, k := range key {
		c.Columns = append(c.Columns, clause.Column{Name: k})
	}
	sums := map[string]any{}
	for _, name := range columns {
		sums[name] = gorm.Expr(table + "." + name + " + excluded." + name)
	}
	c.DoUpdates = clause.Assignments(sums)
	return c
}

// AddCounts implements learning.LogStore.
func (s *Searches) AddCounts(ctx context.Context, c learning.Counts) error {
	const op = "store.AddCounts"
	var queries []searchQueryRow
	for _, q := range c.Queries {
		queries = append(queries, searchQueryRow{string(q.Day), q.Text, q.Lang, q.Words, tallyColumns(q.Tally)})
	}
	var choices []searchChoiceRow
	for _, k := range c.Choices {
		choices = append(choices, searchChoiceRow{string(k.Day), k.Text, k.Lang, k.Service, k.Position, k.Clicks})
	}
	var services []serviceVerdictRow
	for _, v := range c.Services {
		services = append(services, serviceVerdictRow{string(v.Day), v.Service, v.Found, v.FoundNone})
	}
	var words []searchWordRow
	for _, w := range c.Words {
		words = append(words, searchWordRow{string(w.Day), w.Digest})
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, write := range []func(*gorm.DB) error{
			addRows(queries, adding("search_queries", []string{"day", "query", "lang"}, []string{"searches", "no_hit", "unsure", "clicks", "found", "found_none"})),
			addRows(choices, adding("search_choices", []string{"day", "query", "lang", "service", "position"}, []string{"clicks"})),
			addRows(services, adding("service_verdicts", []string{"day", "service"}, []string{"found", "found_none"})),
			addRows(words, clause.OnConflict{DoNothing: true}),
		} {
			if err := write(s.db.writer(ctx)); err != nil {
				return fail(op, err)
			}
		}
		return nil
	})
}

func addRows[R any](rows []R, onConflict clause.OnConflict) func(*gorm.DB) error {
	return func(to *gorm.DB) error {
		if len(rows) == 0 {
			return nil
		}
		return to.Clauses(onConflict).CreateInBatches(rows, atATime).Error
	}
}

// FindWords implements learning.LogStore.
func (s *Searches) FindWords(ctx context.Context, days int) ([]string, error) {
	var out []string
	err := s.db.reader(ctx).Model(&searchWordRow{}).Select("digest").Group("digest").Having("count(*) >= ?", days).
		Order("digest").Pluck("digest", &out).Error
	return out, fail("store.FindWords", err)
}

// DeleteBefore implements learning.LogStore.
func (s *Searches) DeleteBefore(ctx context.Context, day, words learning.Day) (int, error) {
	const op = "store.DeleteBefore"
	n := 0
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		n = 0
		for _, old := range []struct {
			row    any
			before learning.Day
		}{
			{&searchQueryRow{}, day}, {&searchChoiceRow{}, day}, {&serviceVerdictRow{}, day}, {&searchHandledRow{}, day}, {&searchWordRow{}, words},
		} {
			deleted := s.db.writer(ctx).Where("day < ?", string(old.before)).Delete(old.row)
			if deleted.Error != nil {
				return fail(op, deleted.Error)
			}
			n += int(deleted.RowsAffected)
		}
		return nil
	})
	return n, err
}

// SaveHandled implements learning.Store.
func (s *Searches) SaveHandled(ctx context.Context, q learning.Query, day learning.Day) error {
	const op = "store.SaveHandled"
	var n int64
	asked := s.db.reader(ctx).Model(&searchQueryRow{}).Where("query = ? AND lang = ?", q.Text, q.Lang).Limit(1).Count(&n)
	if asked.Error != nil {
		return fail(op, asked.Error)
	}
	if n == 0 {
		return errs.New(errs.NotFound, op)
	}
	row := searchHandledRow{q.Text, q.Lang, string(day)}
	return fail(op, s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "query"}, {Name: "lang"}}, DoUpdates: clause.AssignmentColumns([]string{"day"}),
	}).Create(&row).Error)
}
