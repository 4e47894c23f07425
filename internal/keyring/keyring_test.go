package keyring_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/keyring"
)

func created(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := keyring.Create(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, path string) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func seal(t *testing.T, ring *keyring.Ring, plain, context string) []byte {
	t.Helper()
	sealed, err := ring.Seal([]byte(plain), context)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestOpen(t *testing.T) {
	path := created(t)
	ring, another := load(t, path), load(t, created(t))
	sealed := seal(t, ring, "lampan är trasig", "drafts.answers/1")
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1

	for _, tt := range []struct {
		name    string
		ring    *keyring.Ring
		sealed  []byte
		context string
		want    string
		wantErr bool
	}{
		{name: "same ring", ring: ring, sealed: sealed, context: "drafts.answers/1", want: "lampan är trasig"},
		{name: "same file, loaded again", ring: load(t, path), sealed: sealed, context: "drafts.answers/1", want: "lampan är trasig"},
		{name: "empty value", ring: ring, sealed: seal(t, ring, "", "x"), context: "x", want: ""},
		{name: "moved to another row", ring: ring, sealed: sealed, context: "drafts.answers/2", wantErr: true},
		{name: "moved to another column", ring: ring, sealed: sealed, context: "cases.answers/1", wantErr: true},
		{name: "changed", ring: ring, sealed: changed, context: "drafts.answers/1", wantErr: true},
		{name: "cut", ring: ring, sealed: sealed[:8], context: "drafts.answers/1", wantErr: true},
		{name: "nothing", ring: ring, sealed: nil, context: "drafts.answers/1", wantErr: true},
		{name: "another ring", ring: another, sealed: sealed, context: "drafts.answers/1", wantErr: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plain, err := tt.ring.Open(tt.sealed, tt.context)
			if gotErr := err != nil; gotErr != tt.wantErr {
				t.Fatalf("Open: %v, want an error: %v", err, tt.wantErr)
			}
			if string(plain) != tt.want {
				t.Errorf("Open = %q, want %q", plain, tt.want)
			}
		})
	}
}

func TestSealHidesAndNeverRepeats(t *testing.T) {
	ring := load(t, created(t))
	one, two := seal(t, ring, "lampan är trasig", "x"), seal(t, ring, "lampan är trasig", "x")
	if bytes.Contains(one, []byte("lampan")) {
		t.Error("the sealed value holds the plain one")
	}
	if bytes.Equal(one, two) {
		t.Error("the same value was sealed to the same bytes twice")
	}
}

func TestRotate(t *testing.T) {
	path := created(t)
	before := load(t, path)
	old := seal(t, before, "gammal", "x")
	if err := keyring.Rotate(path); err != nil {
		t.Fatal(err)
	}
	after := load(t, path)

	if plain, err := after.Open(old, "x"); err != nil || string(plain) != "gammal" {
		t.Errorf("Open of what the old key sealed = %q, %v", plain, err)
	}
	oldID, err := keyring.KeyID(old)
	if err != nil {
		t.Fatal(err)
	}
	newID, err := keyring.KeyID(seal(t, after, "ny", "x"))
	if err != nil {
		t.Fatal(err)
	}
	if oldID == newID {
		t.Error("the old key still seals")
	}
	if !bytes.Equal(before.MAC("code", "K7"), after.MAC("code", "K7")) {
		t.Error("a digest changed: nothing that was kept by it is found again")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
}

func TestKeyIDOfPlainText(t *testing.T) {
	if _, err := keyring.KeyID([]byte("lampan")); !errors.Is(err, keyring.ErrNotSealed) {
		t.Errorf("KeyID: %v, want ErrNotSealed", err)
	}
}

func TestMAC(t *testing.T) {
	ring := load(t, created(t))
	base := ring.MAC("code", "K7")
	if len(base) != 32 || !bytes.Equal(base, ring.MAC("code", "K7")) {
		t.Error("not 32 bytes that repeat")
	}
	for name, other := range map[string][]byte{
		"value":        ring.MAC("code", "K8"),
		"purpose":      ring.MAC("token", "K7"),
		"ring":         load(t, created(t)).MAC("code", "K7"),
		"moved border": ring.MAC("codeK", "7"),
	} {
		if bytes.Equal(base, other) {
			t.Errorf("another %s gives the same digest", name)
		}
	}
}

func TestCreateKeepsWhatIsThere(t *testing.T) {
	path := created(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := keyring.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Create: %v, want ErrExist", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changed (%v)", err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%d files in the folder (%v), want the key file only", len(left), err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content string
		mode    os.FileMode
		want    string
	}{
		{name: "readable by the group", content: "{}", mode: 0o640, want: "chmod 600"},
		{name: "readable by all", content: "{}", mode: 0o604, want: "chmod 600"},
		{name: "not JSON", content: "secret", mode: 0o600, want: "not a key file"},
		{name: "no keys", content: "{}", mode: 0o600, want: "not a key file"},
		{name: "other JSON", content: `{"aead":{"secret":1},"prf":{}}`, mode: 0o600, want: "not a key file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys.json")
			if err := os.WriteFile(path, []byte(tt.content), tt.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil { // whatever the umask
				t.Fatal(err)
			}
			_, err := keyring.Load(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("Load: %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error quotes the file: %v", err)
			}
		})
	}
}
