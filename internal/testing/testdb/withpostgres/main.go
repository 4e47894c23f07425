// Command withpostgres runs a command, usually go test, beside one throw-away
// PostgreSQL for all its packages:
//
//	go run ./internal/testing/testdb/withpostgres go test ./...
//
// Without it each test binary starts a server of its own. Where no server can
// be started the command runs all the same, and package testdb skips or fails.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	os.Exit(run(os.Args[1], os.Args[2:]))
}

// run returns the command's exit status.
func run(name string, args []string) int {
	// Ctrl-C reaches the command directly; the server stays until it has ended.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)

	command := exec.Command(name, args...) //nolint:noctx // it ends by itself or by a signal of the user's
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = os.Environ()
	if os.Getenv(postgres.Variable) == "" {
		server, err := postgres.Start()
		if err != nil {
			fmt.Fprintln(os.Stderr, "withpostgres:", err)
		} else {
			defer server.Stop() //nolint:errcheck // it is gone with this process at the latest
			command.Env = append(command.Env, postgres.Variable+"="+server.URL)
		}
	}
	err := command.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return max(exit.ExitCode(), 1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		return 1
	}
	return 0
}
