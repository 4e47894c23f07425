// Package testdb gives a test a database of its own, in SQLite and in
// PostgreSQL, so that whatever touches the database is tried on both:
//
//	testdb.Each(t, func(t *testing.T, db testdb.DB) {
//		s, err := store.Open(ctx, db.Dialect, db.DSN)
//		…
//	})
//
// The database is empty. A test that wants tables uses a Template, which runs
// the migrations once and copies the result.
//
// PostgreSQL is the server that the environment variable ENTRE_TEST_POSTGRES
// names (make test starts one for all packages); without it the test binary
// starts a throw-away server. Where there is none the test is skipped, or fails
// when CI is set.
//
// It is not for production, and it knows neither the store nor its tables.
package testdb
