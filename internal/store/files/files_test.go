package files_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store/files"
)

const (
	one = "0123456789abcdef0123456789abcdef"
	two = "fedcba9876543210fedcba9876543210"
)

func open(t *testing.T, address string, ring *keyring.Ring) *files.Files {
	t.Helper()
	f, err := files.Open(t.Context(), address, ring)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func newRing(t *testing.T) *keyring.Ring {
	t.Helper()
	ring, err := keyring.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func put(t *testing.T, f *files.Files, id string, content []byte) {
	t.Helper()
	if err := f.Put(t.Context(), id, content); err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("error %v, want the kind %v", err, kind)
	}
}

func TestFiles(t *testing.T) {
	for name, address := range map[string]string{"folder": "file://" + t.TempDir(), "memory": "mem://"} {
		t.Run(name, func(t *testing.T) {
			f := open(t, address, newRing(t))
			if err := f.Ping(t.Context()); err != nil {
				t.Error(err)
			}
			for _, content := range [][]byte{[]byte("first"), {}, bytes.Repeat([]byte("0123456789"), 300_000)} {
				put(t, f, one, content) // over what was there
				got, err := f.Get(t.Context(), one)
				if err != nil || !bytes.Equal(got, content) {
					t.Errorf("got %d bytes (%v), want the %d that were put", len(got), err, len(content))
				}
			}
			_, err := f.Get(t.Context(), two)
			wantKind(t, err, errs.NotFound)
			wantKind(t, f.Delete(t.Context(), two), errs.NotFound)
			if err := f.Delete(t.Context(), one); err != nil {
				t.Error(err)
			}
			_, err = f.Get(t.Context(), one)
			wantKind(t, err, errs.NotFound)
		})
	}
}

func TestNamesAreOurOwn(t *testing.T) {
	folder := t.TempDir()
	f := open(t, "file://"+folderIn(t, folder), newRing(t))
	for _, id := range []string{"", "../" + one, one + "/x", "lampa.jpg", strings.ToUpper(one), one + ".attrs", "abc", strings.Repeat("a", 65)} {
		wantKind(t, f.Put(t.Context(), id, []byte("x")), errs.NotFound)
		_, err := f.Get(t.Context(), id)
		wantKind(t, err, errs.NotFound)
		wantKind(t, f.Delete(t.Context(), id), errs.NotFound)
	}
	left := 0
	err := filepath.WalkDir(folder, func(_ string, e os.DirEntry, err error) error {
		if !e.IsDir() {
			left++
		}
		return err
	})
	if err != nil || left > 0 {
		t.Errorf("%d files were written (%v)", left, err)
	}
}

func TestContentsAreSealedInTheirPlace(t *testing.T) {
	folder, ring := t.TempDir(), newRing(t)
	f := open(t, "file://"+folder, ring)
	put(t, f, one, []byte("Karin Larsson"))
	put(t, f, two, []byte("Nils Nilsson"))

	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 { // no metadata and no temporary files beside
		t.Errorf("%v (%v), want the two files", entries, err)
	}
	sealed, err := os.ReadFile(filepath.Join(folder, one))
	if err != nil || bytes.Contains(sealed, []byte("Karin")) {
		t.Errorf("the file has it in the clear (%v)", err)
	}
	if err := os.WriteFile(filepath.Join(folder, two), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = f.Get(t.Context(), two)
	wantKind(t, err, errs.Internal)
	_, err = open(t, "file://"+folder, newRing(t)).Get(t.Context(), one)
	wantKind(t, err, errs.Internal)
}

// folderIn makes a folder for files.
func folderIn(t *testing.T, parent string) string {
	t.Helper()
	folder := filepath.Join(parent, "files")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestFolderThatIsNotThere opens a folder that nobody has made, as when a disk
// is not mounted: it is told, and not made.
func TestFolderThatIsNotThere(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "mounted")
	if _, err := files.Open(t.Context(), "file://"+folder, newRing(t)); !errs.Is(err, errs.Unavailable) {
		t.Errorf("error %v, want unavailable", err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("it was made")
	}
}

func TestFolderThatIsGone(t *testing.T) {
	folder := folderIn(t, t.TempDir())
	f := open(t, "file://"+folder, newRing(t))
	if err := os.WriteFile(folder+".moved", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(folder+".moved", folder); err != nil { // a file where the folder was
		t.Fatal(err)
	}
	wantKind(t, f.Put(t.Context(), one, []byte("x")), errs.Unavailable)
}

func TestOpenRefuses(t *testing.T) {
	for _, address := range []string{"", "files", "/var/files", "file://relative", "file://host/files", "mem://x", "ftp://x/y", "s3://bucket", "%"} {
		_, err := files.Open(t.Context(), address, newRing(t))
		wantKind(t, err, errs.Invalid)
	}
}
