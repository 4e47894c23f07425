package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

// TestDatabaseRestarted has PostgreSQL crash and come back while citizens report. The
// portal goes on by itself, and each receipt is a case, once and whole.
func TestDatabaseRestarted(t *testing.T) {
	server, err := postgres.StartDurable()
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	db := testdb.DB{Dialect: testdb.PostgresDialect, DSN: server.URL}
	department, url := street(t)
	p := newPortal(t, db, url)
	importContent(t, p.config)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	v := &visits{t: t, ctx: ctx, url: p.url, seed: seed(t)}
	for i := range 3 {
		before := len(department.Requests())
		for range 4 {
			v.report()
		}
		if !waitFor(ctx, func() bool { return len(department.Requests()) > before }) {
			t.Fatalf("after %d restarts nothing comes through", i)
		}
		if err := server.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	v.wg.Wait()
	drain(ctx, t, db)
	mend(t, department)
	allTold(ctx, t, db)
	for _, fault := range compare(v.receipts, department.Requests(), countCases(t, db)) {
		t.Error(fault)
	}
	wantInTurn(t, department)
	select {
	case err := <-p.ended:
		p.ended <- err
		t.Errorf("the portal ended: %v", err)
	default:
	}
}

// TestDiskFull fills the disk under the database and the files while a citizen sends
// pictures. They are told, nothing is kept of it by half, and with room again they go on.
func TestDiskFull(t *testing.T) {
	disk := smallDisk(t, 16<<20)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	db := testdb.DB{Dialect: testdb.SQLiteDialect, DSN: filepath.Join(disk, "entre.db")}
	department, url := street(t)
	p := newPortal(t, db, url)
	filesFolder := filepath.Join(disk, "files")
	p.edit(t, "file://"+filepath.Dir(p.config)+"/files", "file://"+filesFolder)
	importContent(t, p.config)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	v := &visits{t: t, ctx: ctx, url: p.url, seed: seed(t)}
	v.report()
	v.wg.Wait()
	drain(ctx, t, db)

	c, err := citizen.New(p.url)
	if err != nil {
		t.Fatal(err)
	}
	files := photos(2, v.seed)
	path := "/tjanst/felanmal-gatubelysning"
	for !strings.HasSuffix(path, "/bilder") {
		page, err := goOn(ctx, c, path, 2, files)
		if err != nil {
			t.Fatal(err)
		}
		path = page.URL.Path
	}
	kept := filesIn(t, filesFolder)
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	page, err := c.Get(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	form, err := page.Form("main form[method=post]:not([action*='/fil/'])")
	if err != nil {
		t.Fatal(err)
	}
	form.Attach("bilder", "bild-0.jpg", "image/jpeg", files[0])
	form.Attach("bilder", "bild-1.jpg", "image/jpeg", files[1])
	after, err := c.Submit(ctx, form, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if after.Status != 503 || !strings.Contains(after.Body, "<h1") {
		t.Errorf("on a full disk the answer is %d:\n%s", after.Status, after.Body)
	}
	if now := filesIn(t, filesFolder); now != kept {
		t.Errorf("%d files are kept, before there were %d", now, kept)
	}
	// It hangs on its reader, who waits: nothing is received that cannot be kept.
	for range 40 {
		v.report()
	}
	pause(ctx, time.Second)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	for !strings.HasSuffix(path, "/kvitto") {
		page, err := goOn(ctx, c, path, 2, files)
		if ctx.Err() != nil {
			t.Fatal(ctx.Err())
		}
		if err != nil {
			pause(ctx, 50*time.Millisecond)
			continue
		}
		path = page.URL.Path
	}
	v.wg.Wait()
	drain(ctx, t, db)
	if there, here := len(department.Requests()), countCases(t, db); there != here || here != len(v.receipts)+1 {
		t.Errorf("%d cases there and %d here, for %d receipts", there, here, len(v.receipts)+1)
	}
	var rows int
	if err := connect(t, db).QueryRowContext(ctx, "SELECT count(*) FROM attachments").Scan(&rows); err != nil || rows != filesIn(t, filesFolder) {
		t.Errorf("%d files, and the database knows %d (%v)", filesIn(t, filesFolder), rows, err)
	}
}

// smallDisk mounts a disk of so many bytes, where that is allowed.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a small disk is mounted by root only: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	if err := os.Mkdir(filepath.Join(dir, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// fill writes until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

func filesIn(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// edit changes the configuration.
func (p *portal) edit(t *testing.T, old, replacement string) {
	t.Helper()
	raw, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), old, replacement, 1)
	if changed == string(raw) {
		t.Fatalf("the configuration has no %q", old)
	}
	if err := os.WriteFile(p.config, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}
