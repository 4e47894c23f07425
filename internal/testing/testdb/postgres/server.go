package postgres

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Variable is the environment variable with the URL of a server that tests may
// share instead of starting one: a superuser's, who may create databases.
const Variable = "ENTRE_TEST_POSTGRES"

// ErrNotInstalled says that no PostgreSQL was found on this machine.
var ErrNotInstalled = errors.New("no PostgreSQL is installed (Debian and Ubuntu: apt-get install postgresql)")

//go:embed server.sh
var script string

// Server is a running throw-away server.
type Server struct {
	// URL names its database "postgres", as a superuser who needs no password.
	URL string

	keep io.WriteCloser // the script's standard input: the server lives as long as it is open
	said *bufio.Reader
	cmd  *exec.Cmd
}

// Start starts a server and returns when it accepts connections. It ends, and
// its files go, with Stop or with this process, however that ends.
func Start() (*Server, error) { return run("nothing") }

// StartDurable is Start with a server that writes each commit to the disk, as one
// in use does: slower, for measuring.
func StartDurable() (*Server, error) { return run("durable") }

func run(keeps string) (*Server, error) {
	bin, err := installed()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", script, "server.sh", bin, keeps) //nolint:noctx // it outlives any one test
	// A process group of its own, so that Ctrl-C does not reach the server before the tests that use it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("postgres: start: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("postgres: start: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("postgres: start: %w", err)
	}
	said := bufio.NewReader(stdout)
	line, _ := said.ReadString('\n')
	if url := strings.TrimSpace(line); strings.HasPrefix(url, "postgres://") {
		return &Server{URL: url, keep: stdin, said: said, cmd: cmd}, nil
	}
	reason, _ := io.ReadAll(said)
	return nil, fmt.Errorf("postgres: start %s: %w: %s%s", bin, cmd.Wait(), line, reason)
}

// Restart ends the server at once, as a crash does, starts it again and returns when it
// accepts connections. What had been committed must still be there: see StartDurable.
func (s *Server) Restart() error {
	if _, err := io.WriteString(s.keep, "restart\n"); err != nil {
		return fmt.Errorf("postgres: restart: %w", err)
	}
	line, err := s.said.ReadString('\n')
	if err == nil && line != "restarted\n" {
		err = errors.New(strings.TrimSpace(line))
	}
	if err != nil {
		return fmt.Errorf("postgres: restart: %w", err)
	}
	return nil
}

// Stop ends the server and removes its files.
func (s *Server) Stop() error {
	if err := s.keep.Close(); err != nil {
		return fmt.Errorf("postgres: stop: %w", err)
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("postgres: stop: %w", err)
	}
	return nil
}

// installed returns the folder with initdb and pg_ctl, of the newest version
// there is. Debian keeps them out of PATH, a folder a version.
func installed() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", fmt.Errorf("postgres: find: %w", err)
	}
	newest, newestVersion := "", -1
	for _, initdb := range found {
		bin := filepath.Dir(initdb)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && version > newestVersion {
			newest, newestVersion = bin, version
		}
	}
	if newest != "" {
		return newest, nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNotInstalled
	}
	return filepath.Dir(initdb), nil
}
