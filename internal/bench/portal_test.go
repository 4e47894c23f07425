package bench

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/web"
)

// openPortal serves Mittköping over db as entre serve does, with a log in a file,
// and returns where. What its cases owe to back ends is not carried out: that
// would be another measure.
func openPortal(t *testing.T, db testdb.DB) (addr string) {
	t.Helper()
	return listen(t, prepare(t, db).open(t).Handler())
}

// prepared is a portal that can be opened.
type prepared struct {
	cfg  config.Config
	opts app.Options
}

// prepare makes db that of Mittköping, whose back ends nobody answers for.
func prepare(t *testing.T, db testdb.DB) prepared {
	t.Helper()
	dir := t.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Municipality = config.Municipality{
		Name: "Mittköping", ReferencePrefix: "MK", Phone: "0300-12 34 56", Hours: i18n.Text{SV: "vardagar 8–17"}, Visit: i18n.Text{SV: "Stadshuset"},
	}
	cfg.Database = config.Database{Driver: db.Dialect, DSN: db.DSN}
	cfg.KeysFile, cfg.Files.URL = filepath.Join(dir, "keys"), "file://"+filepath.Join(dir, "files")
	cfg.Limits.DraftsPerMinute, cfg.Limits.SubmissionsPerMinute = 0, 0
	// Nobody listens there: what is measured is the portal.
	if cfg.Connectors, err = (app.DemoConfig{OutsideAddr: "127.0.0.1:1", Dir: dir}).BackEnds(); err != nil {
		t.Fatal(err)
	}
	if cfg.Organisation, err = config.ParseOrganisation(content.Organisation()); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := keyring.Create(cfg.KeysFile); err != nil {
		t.Fatal(err)
	}
	opts := app.Options{Log: slog.New(slog.NewJSONHandler(log, nil))}
	if _, err := app.Migrate(t.Context(), cfg, opts, app.MigrateUp); err != nil {
		t.Fatal(err)
	}
	if _, err := app.ImportCatalogue(t.Context(), cfg, opts, content.Services(), catalogue.ImportOptions{Actor: "system"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return prepared{cfg, opts}
}

// open opens the portal until the test ends.
func (p prepared) open(t *testing.T) *app.Portal {
	t.Helper()
	portal, err := app.Open(t.Context(), p.cfg, p.opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := portal.Close(); err != nil {
			t.Error(err)
		}
	})
	return portal
}

// run answers, and carries deliveries out, until the test ends.
func (p prepared) run(t *testing.T) (addr string) {
	t.Helper()
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.cfg.Addr = free.Addr().String()
	_ = free.Close()
	portal := p.open(t)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- portal.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	for range 500 {
		conn, err := net.Dial("tcp", p.cfg.Addr)
		if err == nil {
			_ = conn.Close()
			return p.cfg.Addr
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the portal does not answer")
	return ""
}

// openConstant serves one page at every address, by the same server and with
// the same compression as the portal, and nothing else around it.
func openConstant(t *testing.T, page string) (addr string) {
	t.Helper()
	compress, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(5), gzhttp.EnableZstd(false))
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(page)
	return listen(t, compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = w.Write(body)
	})))
}

func listen(t *testing.T, handler http.Handler) (addr string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.HTTPServer(handler)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return listener.Addr().String()
}
