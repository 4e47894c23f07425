package open311

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/mittkoping/entre/internal/errs"
)

// vault keeps the contents of uploaded files under their checksums: in a
// directory, or in memory when it has none. No name that a client chose ever
// reaches the file system. It is safe for concurrent use.
type vault struct {
	dir string

	mu     sync.Mutex
	memory map[string][]byte
}

func newVault(dir string) (*vault, error) {
	if dir == "" {
		return &vault{memory: map[string][]byte{}}, nil
	}
	err := os.MkdirAll(dir, 0o700)
	return &vault{dir: dir}, errs.Wrap(errs.Unavailable, "open311.newVault", err)
}

// save reads content to its end and keeps it. The error is Unavailable when the
// vault failed, and content's own when that could not be read.
func (v *vault) save(content io.Reader) (size int64, sum string, err error) {
	hash := sha256.New()
	if v.dir == "" {
		var kept bytes.Buffer
		if size, err = io.Copy(io.MultiWriter(&kept, hash), content); err != nil {
			return 0, "", err
		}
		sum = hex.EncodeToString(hash.Sum(nil))
		v.mu.Lock()
		defer v.mu.Unlock()
		v.memory[sum] = kept.Bytes()
		return size, sum, nil
	}
	file, err := os.CreateTemp(v.dir, "incoming-*")
	if err != nil {
		return 0, "", errs.Wrap(errs.Unavailable, "open311.vault.save", err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // already renamed when all went well
	size, err = io.Copy(io.MultiWriter(file, hash), content)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if _, ours := errors.AsType[*fs.PathError](err); ours {
		err = errs.Wrap(errs.Unavailable, "open311.vault.save", err)
	}
	if err != nil {
		return 0, "", err
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	err = os.Rename(file.Name(), filepath.Join(v.dir, sum))
	return size, sum, errs.Wrap(errs.Unavailable, "open311.vault.save", err)
}

// content returns what was kept under a checksum.
func (v *vault) content(sum string) ([]byte, error) {
	const op = "open311.vault.content"
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
		return nil, errs.New(errs.NotFound, op)
	}
	if v.dir != "" {
		content, err := os.ReadFile(filepath.Join(v.dir, sum)) // hexadecimal, checked above
		if os.IsNotExist(err) {
			return nil, errs.Wrap(errs.NotFound, op, err)
		}
		return content, errs.Wrap(errs.Unavailable, op, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	content, ok := v.memory[sum]
	if !ok {
		return nil, errs.New(errs.NotFound, op)
	}
	return bytes.Clone(content), nil
}
