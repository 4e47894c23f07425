// Package store keeps what the domains know in SQLite or PostgreSQL. Each domain
// has declared the Store that it needs; here is one small type for each
// (Cases, Deliveries, Catalogue, Audit), all over one DB.
//
// InTx puts a transaction in the context; every method joins the one that it
// finds there, so that several domains write together or not at all. So does
// the queue (package queue below). A method that finds none works alone.
//
// What citizens say is sealed on its way in and opened on its way out (package
// keyring); which columns those are stands in the migrations.
//
// Errors have the kinds NotFound (no such row, or none of what it refers to),
// Conflict (a unique value that exists, or a row that somebody else changed),
// Unavailable (the database does not answer) or Internal. None quotes a value.
//
// It holds no rules of a domain and knows no page. Only this package and those
// below it import GORM; only they and package app import River.
package store
