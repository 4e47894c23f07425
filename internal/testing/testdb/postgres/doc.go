// Package postgres starts a throw-away PostgreSQL server for tests. It uses the
// programs of a PostgreSQL that is installed, never a server that is running.
//
// It is not for production, where fsync=off loses data, and it knows no
// database of Entré's: package testdb does.
package postgres
