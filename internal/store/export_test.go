package store

import (
	"errors"
	"strings"

	"gorm.io/gorm"
)

// OnPlan has fn told of each query that the database answers from now on, and
// of how it goes about it.
func (db *DB) OnPlan(fn func(query, plan string)) error {
	explain := map[Dialect]string{Postgres: "EXPLAIN ", SQLite: "EXPLAIN QUERY PLAN "}[db.dialect]
	callback := func(tx *gorm.DB) {
		if tx.DryRun { // part of another query
			return
		}
		query := tx.Statement.SQL.String()
		plan, err := db.plan(tx, explain+query)
		if err != nil {
			_ = tx.AddError(err)
			return
		}
		fn(query, plan)
	}
	for _, g := range []*gorm.DB{db.read, db.write} {
		err := errors.Join(g.Callback().Query().After("gorm:query").Register("plan", callback), g.Callback().Row().After("gorm:row").Register("plan", callback))
		if err != nil {
			return err
		}
		if db.read == db.write {
			break
		}
	}
	return nil
}

func (db *DB) plan(tx *gorm.DB, explain string) (string, error) {
	rows, err := tx.Statement.ConnPool.QueryContext(tx.Statement.Context, explain, tx.Statement.Vars...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var step string
		into := []any{&step}
		if db.dialect == SQLite {
			into = []any{new(int), new(int), new(int), &step}
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		steps = append(steps, step)
	}
	return strings.Join(steps, "\n"), rows.Err()
}
