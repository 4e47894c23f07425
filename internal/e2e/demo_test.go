package e2e

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/demo/idp"
	"github.com/mittkoping/entre/internal/demo/outside/byggr"
	"github.com/mittkoping/entre/internal/demo/outside/ecos"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/demo/outside/requesttracker"
	"github.com/mittkoping/entre/internal/demo/outside/ss12000"
)

// demo is Mittköping in this process, as make demo runs it, on ports of its own.
type demo struct {
	url        string // the portal
	outside    string
	department *open311.Server
	building   *requesttracker.Server
	office     *ecos.Server // of the environment
	byggR      *byggr.Server
	faults     *faultproxy.Proxy
	school     *ss12000.Server
	citizens   *idp.Server // where they log in
	log        *lockedBuffer
}

// startDemo starts Mittköping; change may alter how it is set up.
func startDemo(t *testing.T, change ...func(*app.DemoConfig)) *demo {
	t.Helper()
	addr := freeAddr(t)
	_, port, err := net.SplitHostPort(freeAddr(t))
	if err != nil {
		t.Fatal(err)
	}
	outsideAddr := net.JoinHostPort("localhost", port)
	log := &lockedBuffer{}
	dc := app.DemoConfig{Addr: addr, OutsideAddr: outsideAddr, Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(log, nil))}
	for _, c := range change {
		c(&dc)
	}
	d, err := app.OpenDemo(t.Context(), dc)
	if err != nil {
		t.Fatal(err)
	}
	out := &demo{
		url: "http://" + addr, outside: "http://" + outsideAddr,
		department: d.World.Street(), building: d.World.Building(), office: d.World.Environment(), faults: d.World.StreetFaults(), school: d.World.School(),
		byggR:    d.World.ByggR(),
		citizens: d.Provider(idp.PathCitizens), log: log,
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx, func() {}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		out.namesNobody(t) // whatever the test did
		if t.Failed() {
			t.Logf("the demo's log:\n%s", log.String())
		}
	})
	if !waitFor(deadline(t), func() bool { return answers(out.url + "/readyz") }) {
		t.Fatal("the demo is not ready")
	}
	return out
}

// waitForRequest waits until the street department has the case.
func (d *demo) waitForRequest(t *testing.T, reference string) open311.Request {
	t.Helper()
	var found open311.Request
	ok := waitFor(deadline(t), func() bool {
		for _, r := range d.department.Requests() {
			if strings.Contains(r.Description, reference) {
				found = r
				return true
			}
		}
		return false
	})
	if !ok {
		t.Fatalf("%s never came to the street department", reference)
	}
	return found
}

func answers(url string) bool {
	res, err := http.Get(url)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// deadline is how long a test waits for what should be there soon.
func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// importContent migrates the database of a configuration and fills it with
// those of Mittköping's services whose cases go to its connectors.
func importContent(t testing.TB, path string) {
	t.Helper()
	cfg, err := config.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	opts := app.Options{Log: slog.New(slog.DiscardHandler)}
	if err := os.MkdirAll(strings.TrimPrefix(cfg.Files.URL, "file://"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Migrate(t.Context(), cfg, opts, app.MigrateUp); err != nil {
		t.Fatal(err)
	}
	if _, err := app.ImportCatalogue(t.Context(), cfg, opts, routed(t, cfg), catalogue.ImportOptions{Actor: "system"}); err != nil {
		t.Fatal(err)
	}
}

// routed returns Mittköping's content without the services that go to other
// connectors than the configuration has, and what names them.
func routed(t testing.TB, cfg config.Config) fs.FS {
	t.Helper()
	services := content.Services()
	names, err := fs.Glob(services, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{}
	for _, name := range names {
		raw, err := fs.ReadFile(services, name)
		if err != nil {
			t.Fatal(err)
		}
		_, connector, hasRoute := strings.Cut(string(raw), "\nroute:\n  connector: ")
		connector, _, _ = strings.Cut(connector, "\n")
		_, isOurs := cfg.Connectors[connector]
		if name == catalogue.DirectoryName || hasRoute && isOurs {
			out[name] = &fstest.MapFile{Data: raw}
		}
	}
	return out
}

// lockedBuffer is a log that a test reads while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	buf strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
