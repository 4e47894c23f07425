package testdb

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

// Postgres returns the URL of an empty PostgreSQL database, dropped when the
// test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

// server is the server that this process uses. One that it starts itself ends
// with the process; it is kept here whole, since a collected one ends too.
var server = sync.OnceValues(func() (*postgres.Server, error) {
	if address := os.Getenv(postgres.Variable); address != "" {
		return &postgres.Server{URL: address}, nil
	}
	return postgres.Start()
})

// needServer returns the server's URL, or ends the test where there is none.
func needServer(t testing.TB) string {
	t.Helper()
	used, err := server()
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skipf("this test needs a PostgreSQL: %v", err)
		}
		t.Fatal(err)
	}
	return used.URL
}

// created counts this process's databases; with the process id, their names
// are unique among the processes that share a server.
var created atomic.Int64

// create makes a database as a copy of template and returns its URL. It is
// dropped when the test ends, whoever is still connected.
func create(t testing.TB, template string) string {
	t.Helper()
	address := needServer(t)
	name := fmt.Sprintf("entre_test_%d_%d", os.Getpid(), created.Add(1))
	// Copying files is four times faster than the default, which writes them to the log.
	if err := execute(t.Context(), address, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drop(t, address, name) })
	return databaseURL(address, name)
}

// drop removes a database; t's own context has ended when it runs.
func drop(t testing.TB, address, name string) {
	if err := execute(context.Background(), address, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		t.Error(err)
	}
}

// execute runs one statement on a connection of its own.
func execute(ctx context.Context, address, statement string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("testdb: connect: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing hangs on it
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("testdb: %s: %w", strings.Join(strings.Fields(statement)[:2], " "), err)
	}
	return nil
}

// databaseURL returns the server's URL with another database.
func databaseURL(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // pgx has parsed it already
	}
	u.Path = "/" + name
	return u.String()
}
