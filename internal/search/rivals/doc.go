// Package rivals answers the judged queries by our own search and by three that
// one could take instead, side by side in one run: Bleve, SQLite's FTS5 and
// PostgreSQL's full text search with trigrams. Each is set up as well as we could,
// over the same texts of the same services. It is a module of its own, so that
// what the rivals need is no dependency of ours.
//
// TestLeads holds our lead to a margin (make speed); make bench-search writes
// the table in docs/search.md. There is nothing here for others to import.
package rivals
