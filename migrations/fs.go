// Package migrations holds the schema as numbered SQL, a folder a dialect. A
// number means the same in both; whatever is in one is in the other.
//
// River's tables have a number too (00005), but no file: River brings its own
// SQL, which package store runs in that place.
//
// Rules: a migration that has been released is never changed. Old and new code
// run side by side during an upgrade, so a column is first added and filled,
// and removed one release later. Columns whose names end in _sealed hold what
// package keyring sealed, with the table, column and row in the seal: beside
// each table stands why its other columns are readable.
package migrations

import "embed"

// Postgres is the schema of PostgreSQL.
//
//go:embed postgres/*.sql
var Postgres embed.FS

// SQLite is the schema of SQLite. Times are whole microseconds since 1970 in
// UTC: SQLite has no type for them, and text would not sort and compare as
// exactly.
//
//go:embed sqlite/*.sql
var SQLite embed.FS
