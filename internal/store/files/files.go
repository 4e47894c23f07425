package files

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	"gocloud.dev/gcerrors"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/keyring"
)

// Files is an open bucket: it is a cases.Files. It is safe for concurrent use.
type Files struct {
	bucket *blob.Bucket
	ring   *keyring.Ring
	folder string // of a file bucket: what is written there is synced
}

var _ cases.Files = (*Files)(nil)

// Open opens the bucket with the address: "file:///var/lib/entre/files" is a
// folder, which must be there (a disk that is not mounted must not look like an
// empty one); "mem://" is forgotten when it is closed, for
// tests.
func Open(_ context.Context, address string, ring *keyring.Ring) (*Files, error) {
	const op = "files.Open"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errs.Wrap(errs.Invalid, op, err)
	}
	switch {
	case u.Scheme == "mem" && u.Host == "" && u.Path == "":
		return &Files{bucket: memblob.OpenBucket(nil), ring: ring}, nil
	case u.Scheme == "file" && u.Host == "" && filepath.IsAbs(u.Path):
		return openFolder(u.Path, ring)
	default:
		return nil, errs.Wrap(errs.Invalid, op, fmt.Errorf("%q is neither file:///an/absolute/path nor mem://", address))
	}
}

func openFolder(folder string, ring *keyring.Ring) (*Files, error) {
	const op = "files.Open"
	bucket, err := fileblob.OpenBucket(folder, &fileblob.Options{
		// Beside the file, since only within one file system is a rename atomic.
		NoTempDir: true,
		Metadata:  fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	return &Files{bucket: bucket, ring: ring, folder: folder}, nil
}

// Close closes the bucket.
func (f *Files) Close() error {
	if err := f.bucket.Close(); err != nil {
		return fmt.Errorf("files.Close: %w", err)
	}
	return nil
}

// Ping tells whether the bucket can be reached: Unavailable when it can not.
func (f *Files) Ping(ctx context.Context) error {
	const op = "files.Ping"
	ok, err := f.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("the bucket is not there")
	}
	return errs.Wrap(errs.Unavailable, op, err)
}

// Put implements cases.Files.
func (f *Files) Put(ctx context.Context, id string, content []byte) error {
	op, err := operation("Put", id)
	if err != nil {
		return err
	}
	sealed, err := f.ring.Seal(content, place(id))
	if err != nil {
		return errs.Wrap(errs.Internal, op, err)
	}
	if err := f.write(ctx, id, sealed); err != nil {
		return errs.Wrap(errs.Unavailable, op, err)
	}
	return errs.Wrap(errs.Unavailable, op, f.sync(id))
}

// write writes all or nothing. The bucket's own WriteAll puts what it could write of a
// file in its place when the disk is full, over a good one even: only a context that has
// ended keeps it from that.
func (f *Files) write(ctx context.Context, id string, content []byte) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := f.bucket.NewWriter(ctx, id, &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		cancel()
		_ = w.Close() // it fails, and so removes what there is
		return fmt.Errorf("write: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}

// Get implements cases.Files.
func (f *Files) Get(ctx context.Context, id string) ([]byte, error) {
	op, err := operation("Get", id)
	if err != nil {
		return nil, err
	}
	sealed, err := f.bucket.ReadAll(ctx, id)
	if err != nil {
		return nil, errs.Wrap(kindOf(err), op, err)
	}
	content, err := f.ring.Open(sealed, place(id))
	return content, errs.Wrap(errs.Internal, op, err)
}

// Delete implements cases.Files.
func (f *Files) Delete(ctx context.Context, id string) error {
	op, err := operation("Delete", id)
	if err != nil {
		return err
	}
	err = f.bucket.Delete(ctx, id)
	return errs.Wrap(kindOf(err), op, err)
}

// place is where the content is kept, as the seal says it.
func place(id string) string { return "files/" + id }

// idPattern is what an id looks like: nothing that means anything in a path.
var idPattern = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

// operation returns the operation's name for errors, and NotFound for an id
// that is none of ours.
func operation(name, id string) (string, error) {
	if !idPattern.MatchString(id) {
		return "", errs.New(errs.NotFound, "files."+name)
	}
	return "files." + name + " " + id, nil
}

func kindOf(err error) errs.Kind {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return errs.NotFound
	}
	return errs.Unavailable
}

// sync makes a written file durable, with its name in the folder.
func (f *Files) sync(id string) error {
	if f.folder == "" {
		return nil
	}
	for _, path := range []string{filepath.Join(f.folder, id), f.folder} {
		file, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("sync: %w", err)
		}
		if err := errors.Join(file.Sync(), file.Close()); err != nil {
			return fmt.Errorf("sync: %w", err)
		}
	}
	return nil
}
