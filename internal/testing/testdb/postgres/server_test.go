package postgres

import (
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T) *Server {
	t.Helper()
	server, err := Start()
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skipf("this test needs a PostgreSQL: %v", err)
		}
		t.Fatal(err)
	}
	return server
}

// folder returns where the server keeps its socket and its data.
func folder(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("host")
}

func TestServerListensOnlyOnItsSocketAndLeavesNothing(t *testing.T) {
	server := start(t)
	dir := folder(t, server.URL)
	if _, err := os.Stat(dir + "/.s.PGSQL.5432"); err != nil {
		t.Errorf("no socket: %v", err)
	}
	pidFile, err := os.ReadFile(dir + "/data/postmaster.pid")
	if err != nil {
		t.Fatal(err)
	}
	// Line 6 of postmaster.pid is the first address listened on.
	if lines := strings.Split(string(pidFile), "\n"); lines[5] != "" {
		t.Errorf("listens on %q, want the socket only", lines[5])
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there after Stop: %v", dir, err)
	}
}

func TestServerEndsWithAKilledTest(t *testing.T) {
	if os.Getenv("ENTRE_TEST_HOLD_SERVER") != "" {
		server := start(t)
		os.Stdout.WriteString(server.URL + "\n")
		select {} // until killed
	}
	start(t).Stop() // only to skip where there is no PostgreSQL

	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServerEndsWithAKilledTest$")
	holder.Env = append(os.Environ(), "ENTRE_TEST_HOLD_SERVER=1")
	stdout, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 4096)
	n, err := stdout.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, strings.TrimSpace(string(line[:n])))
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()

	gone := func() bool { _, err := os.Stat(dir); return os.IsNotExist(err) }
	for deadline := time.Now().Add(20 * time.Second); !gone(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there after its test was killed", dir)
		}
	}
}

func TestStartSaysWhyItFailed(t *testing.T) {
	start(t).Stop() // only to skip where there is no PostgreSQL

	empty := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "sh", "-c", script, "server.sh", empty).Output()
	if err == nil {
		t.Error("a server started without its programs")
	}
	if !strings.Contains(string(out), empty+"/initdb") {
		t.Errorf("said %q, want the program that is missing", out)
	}
}
