package keyring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// file is the ring's file: two keysets in Tink's JSON.
type file struct {
	AEAD json.RawMessage `json:"aead"`
	PRF  json.RawMessage `json:"prf"`
}

// Create writes a file with new keys, readable by its owner only. It is an
// error (fs.ErrExist) when there is a file already: losing keys is losing all
// that they sealed.
func Create(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("keyring.Create: %s: %w", path, fs.ErrExist)
	}
	k, err := newKeys()
	if err != nil {
		return err
	}
	content, err := k.encode()
	if err != nil {
		return err
	}
	return write(path, content, os.Link)
}

// Load reads a ring. It refuses a file that others than its owner may read or
// write, and says how to mend that.
func Load(path string) (*Ring, error) {
	k, err := read(path)
	if err != nil {
		return nil, err
	}
	return k.ring()
}

// Rotate adds a new key to the file, which seals from the next Load on. What
// the old keys sealed stays readable. A process that has not loaded the file
// anew cannot open what the new key sealed: restart them all together.
func Rotate(path string) error {
	k, err := read(path)
	if err != nil {
		return err
	}
	if k, err = k.withNewPrimary(); err != nil {
		return err
	}
	content, err := k.encode()
	if err != nil {
		return err
	}
	return write(path, content, os.Rename)
}

func read(path string) (keys, error) {
	info, err := os.Stat(path)
	if err != nil {
		return keys{}, fmt.Errorf("keyring: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return keys{}, fmt.Errorf("keyring: the key file %s is open to others than its owner (mode %04o): run chmod 600 %s",
			path, mode, path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return keys{}, fmt.Errorf("keyring: %w", err)
	}
	k, err := decode(content)
	if err != nil {
		return keys{}, fmt.Errorf("keyring: %s: %w", path, err)
	}
	return k, nil
}

// write puts content in a temporary file beside path, makes it durable and
// then moves it to path: os.Rename replaces what is there, os.Link refuses to.
func write(path string, content []byte, move func(from, to string) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".keyring-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	defer func() {
		if removeErr := os.Remove(temporary.Name()); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("keyring: %w", removeErr))
		}
	}()
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := move(temporary.Name(), path); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	return nil
}

func (k keys) encode() ([]byte, error) {
	sealing, err := encodeKeyset(k.aead)
	if err != nil {
		return nil, err
	}
	digesting, err := encodeKeyset(k.prf)
	if err != nil {
		return nil, err
	}
	content, err := json.MarshalIndent(file{AEAD: sealing, PRF: digesting}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	return append(content, '\n'), nil
}

func decode(content []byte) (keys, error) {
	var f file
	if err := json.Unmarshal(content, &f); err != nil {
		return keys{}, errors.New("not a key file: not JSON") // the cause may quote a key
	}
	sealing, err := decodeKeyset(f.AEAD)
	if err != nil {
		return keys{}, fmt.Errorf("not a key file: aead: %w", err)
	}
	digesting, err := decodeKeyset(f.PRF)
	if err != nil {
		return keys{}, fmt.Errorf("not a key file: prf: %w", err)
	}
	return keys{aead: sealing, prf: digesting}, nil
}

func encodeKeyset(handle *keyset.Handle) (json.RawMessage, error) {
	var content bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&content)); err != nil {
		return nil, fmt.Errorf("keyring: write keyset: %w", err)
	}
	return content.Bytes(), nil
}

func decodeKeyset(content json.RawMessage) (*keyset.Handle, error) {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(content)))
	if err != nil {
		return nil, errors.New("not a keyset") // the cause may quote a key
	}
	return handle, nil
}
