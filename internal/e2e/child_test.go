package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	"github.com/mittkoping/entre/internal/failpoint"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// A portal that can be killed must be a process of its own. It is this very
// test binary, started again with the configuration's path in childVariable;
// the mutant's variable makes its connectors forget to look before they send, and
// the fail point's has it killed or frozen where it comes to that.
const (
	childVariable  = "E2E_PORTAL"
	mutantVariable = "E2E_MUTANT"
	killVariable   = "E2E_KILL"
	freezeVariable = "E2E_FREEZE"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childVariable); path != "" {
		os.Exit(servePortal(path))
	}
	os.Exit(m.Run())
}

func servePortal(path string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	arm(failpoint.Point(os.Getenv(killVariable)), syscall.SIGKILL)
	arm(failpoint.Point(os.Getenv(freezeVariable)), syscall.SIGSTOP)
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	cfg, err := config.Load(path, nil)
	if err == nil {
		opts := app.Options{Log: log}
		if os.Getenv(mutantVariable) != "" {
			opts.Connectors = forgetful
		}
		err = app.Serve(ctx, cfg, opts)
	}
	if err != nil {
		log.Error("the portal ended", "error", err)
		return 1
	}
	return 0
}

// arm has this process get a signal where it first comes to a point.
func arm(at failpoint.Point, s syscall.Signal) {
	if at == "" {
		return
	}
	var once sync.Once
	failpoint.Arm(func(p failpoint.Point) {
		if p != at {
			return
		}
		once.Do(func() {
			_ = syscall.Kill(os.Getpid(), s)
			time.Sleep(100 * time.Millisecond) // it may take effect on another thread first
		})
	})
}

// forgetful makes connectors whose Find never finds anything.
func forgetful(types []delivery.Type) []delivery.Type {
	out := make([]delivery.Type, 0, len(types))
	for _, typ := range types {
		build := typ.New
		typ.New = func(o delivery.Options) (delivery.Connector, error) {
			c, err := build(o)
			if err != nil {
				return nil, err
			}
			return connectortest.Forgetful(c), nil
		}
		out = append(out, typ)
	}
	return out
}

// portal is a portal as a process, over a database that outlives it.
type portal struct {
	t      testing.TB
	url    string
	config string
	binary string // the entre to start; "": this test binary
	mutant bool
	kills  failpoint.Point // where it is killed
	freeze failpoint.Point // or frozen
	log    *os.File
	cmd    *exec.Cmd
	ended  chan error
}

// newPortal writes the configuration of a portal over db whose street
// department answers at backend. Nothing is started.
func newPortal(t testing.TB, db testdb.DB, backend string) *portal {
	t.Helper()
	return newPortalWith(t, db, fmt.Sprintf("type: open311\n    options: {base_url: %q, api_key: test-key, updates: true, upload_files: true}", backend))
}

// newPortalWith is newPortal with another connector to the street department.
func newPortalWith(t testing.TB, db testdb.DB, connector string) *portal {
	t.Helper()
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys.json")
	if err := keyring.Create(keys); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddr(t)
	p := &portal{t: t, url: "http://" + addr, config: filepath.Join(dir, "entre.yaml"), log: log}
	if err := os.WriteFile(p.config, []byte(configFile(addr, db, dir, keys, connector)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the portal's last words:\n%s", p.tail())
		}
		_ = log.Close()
	})
	return p
}

func configFile(addr string, db testdb.DB, dir, keys, connector string) string {
	return fmt.Sprintf(`addr: %s
base_url: http://%s
municipality: {name: Mittköping, reference_prefix: MK, phone: 0300-12 34 56, hours: {sv: vardagar 8–17, en: weekdays 8–17}, visit: {sv: Stadshuset, en: City Hall}}
database: {driver: %s, dsn: %q}
files: {url: "file://%s/files"}
keys_file: %s
limits: {drafts_per_minute: 0, submissions_per_minute: 0}
delivery: {timeout: 1s, settle: 1200ms, sweep_every: 500ms, poll_every: 300ms, backoff_max: 1s}
connectors:
  gatukontoret:
    %s
`, addr, addr, db.Dialect, db.DSN, dir, keys, connector)
}

// configure changes what the configuration says, before the start.
func (p *portal) configure(from, to string) {
	p.t.Helper()
	raw, err := os.ReadFile(p.config)
	if err == nil && !strings.Contains(string(raw), from) {
		err = fmt.Errorf("the configuration says nothing like %q", from)
	}
	if err == nil {
		err = os.WriteFile(p.config, []byte(strings.Replace(string(raw), from, to, 1)), 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// twin returns another node of the same portal, which is not started either.
func (p *portal) twin(t testing.TB) *portal {
	t.Helper()
	raw, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	addr, dir := freeAddr(t), t.TempDir()
	_, rest, _ := strings.Cut(string(raw), "\n")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	q := &portal{t: t, url: "http://" + addr, config: filepath.Join(dir, "entre.yaml"), log: log}
	if err := os.WriteFile(q.config, []byte("addr: "+addr+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		q.kill()
		if t.Failed() {
			t.Logf("the other node's last words:\n%s", q.tail())
		}
		_ = log.Close()
	})
	return q
}

// start starts the portal and waits until it is ready.
func (p *portal) start(ctx context.Context) error {
	if err := p.launch(); err != nil {
		return err
	}
	return p.ready(ctx)
}

// launch starts the portal, which may be killed before it is ready.
func (p *portal) launch() error {
	p.cmd = exec.Command(os.Args[0])
	if p.binary != "" {
		p.cmd = exec.Command(p.binary, "serve", "--config", p.config)
		p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "ENTRE_") }) // they would be settings
	} else {
		p.cmd.Env = append(os.Environ(), childVariable+"="+p.config)
	}
	if p.mutant {
		p.cmd.Env = append(p.cmd.Env, mutantVariable+"=1")
	}
	p.cmd.Env = append(p.cmd.Env, killVariable+"="+string(p.kills), freezeVariable+"="+string(p.freeze))
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(p.cmd, p.ended)
	return nil
}

func (p *portal) ready(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(60 * time.Second)
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-tick.C:
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("the portal ended before it was ready: %w", err)
		case <-deadline:
			return errors.New("the portal is not ready after 60 s")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// kill ends the portal as a power cut would: kill -9, by its process id.
func (p *portal) kill() {
	if p.cmd == nil || p.cmd.Process == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	err := <-p.ended
	p.ended <- err
}

// dump ends the portal and has it write into its log what each of its parts
// was waiting for.
func (p *portal) dump() {
	_ = p.cmd.Process.Signal(syscall.SIGQUIT)
	err := <-p.ended
	p.ended <- err
}

// logged returns everything that the portal has written.
func (p *portal) logged() string {
	raw, err := os.ReadFile(p.log.Name())
	if err != nil {
		p.t.Error(err)
	}
	return string(raw)
}

func (p *portal) tail() string {
	const most = 6000
	raw := []byte(p.logged())
	if len(raw) > most {
		raw = raw[len(raw)-most:]
	}
	return string(bytes.TrimSpace(raw))
}

// seed is the seed of a test's chance: ENTRE_SEED, or a new one. It is printed,
// so that a failure can be had again.
func seed(t testing.TB) uint64 {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	if s := os.Getenv("ENTRE_SEED"); s != "" {
		var err error
		if n, err = strconv.ParseUint(strings.TrimSpace(s), 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed: ENTRE_SEED=%d", n)
	return n
}
