package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/mittkoping/entre/internal/errs"
)

const (
	// maxUnfetched is how many files of one poll may fail before the rest are
	// left for the next: a back end that hangs at each must not hold the poll up.
	maxUnfetched = 3

	// maxChangeFiles is how many files of one change are fetched. The rest are
	// missing: what a back end says must not fill our disks.
	maxChangeFiles = 50
)

// fileNames is the namespace of the ids of received files.
var fileNames = uuid.MustParse("5f0c8a2e-6a53-5d0e-9d55-5f8f6c1d3b7a")

// noFileError says why a file can never be had.
type noFileError struct{ reason string }

func (e *noFileError) Error() string { return "file missing: " + e.reason }

// receive fetches and keeps the files of a change. The error says that they, and
// so the change, must be asked for again.
func (p *poll) receive(ctx context.Context, caseID string, c Change) ([]ReceivedFile, error) {
	files := make([]ReceivedFile, len(c.Files))
	for i, f := range c.Files {
		files[i] = ReceivedFile{ID: p.fileID(c, f), Name: f.Name, MediaType: f.MediaType}
		content, err := p.fetchFile(ctx, c, i)
		if err == nil {
			err = p.keepFile(ctx, caseID, &files[i], content)
		}
		missing, never := errors.AsType[*noFileError](err)
		if err != nil && !never {
			return nil, err
		}
		if never {
			files[i].Missing = true
			p.cfg.Log.ErrorContext(ctx, "delivery: file missing", "connector", p.name, "change", c.Key, "file", files[i].ID, "reason", missing.reason)
		}
	}
	return files, nil
}

// fileID is the same for the same file of the same change.
func (p *poll) fileID(c Change, f ChangeFile) string {
	return uuid.NewSHA1(fileNames, []byte(strings.Join([]string{p.name, c.Key, f.ID}, "\x00"))).String()
}

// keepFile hands the content over. Our own failure to keep it is no reason to do
// without it: the change waits.
func (p *poll) keepFile(ctx context.Context, caseID string, f *ReceivedFile, content []byte) error {
	kept, sum := *f, sha256.Sum256(content)
	kept.Size, kept.SHA256 = int64(len(content)), hex.EncodeToString(sum[:])
	err := p.cfg.Changes.KeepFile(ctx, caseID, kept, content)
	if errs.Is(err, errs.Invalid) {
		return &noFileError{"not taken here"}
	}
	if err == nil {
		*f = kept
	}
	return err
}

// fetchFile reads a file of the change from the back end. The error is
// noFileError when it is of no use to ask again, or has been asked for too long.
func (p *poll) fetchFile(ctx context.Context, c Change, at int) ([]byte, error) {
	fetcher, ok := p.connector.(FileFetcher)
	switch {
	case !ok:
		return nil, &noFileError{"the connector fetches none"}
	case at >= maxChangeFiles:
		return nil, &noFileError{"too many in one change"}
	case c.Files[at].Size > p.cfg.MaxFile:
		return nil, &noFileError{"too large"}
	case p.unfetched >= maxUnfetched:
		return nil, errors.New("file left for the next poll")
	}
	content, err := p.readFile(ctx, fetcher, c.RemoteID, c.Files[at].ID)
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return nil, &noFileError{clip(refused.Reason)}
	}
	switch {
	case err != nil && ctx.Err() == nil:
		p.unfetched++
		return nil, p.wait(ctx, c, err)
	case err != nil: // we are stopping
		return nil, err
	case int64(len(content)) > p.cfg.MaxFile:
		return nil, &noFileError{"too large"}
	}
	return content, nil
}

// readFile reads a file, which may take as long as one call, and no more of it
// than shows that it is too large.
func (p *poll) readFile(ctx context.Context, fetcher FileFetcher, remoteID, fileID string) (content []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.cfg.Timeout)
	defer cancel()
	err = p.guarded(ctx, p.name, func() error {
		body, err := fetcher.FetchFile(ctx, remoteID, fileID)
		if err != nil {
			return err
		}
		defer func() { _ = body.Close() }()
		content, err = io.ReadAll(io.LimitReader(body, p.cfg.MaxFile+1))
		return err
	})
	return content, err
}

// wait returns why the change waits for a file, or noFileError when it has waited
// for long enough.
func (p *poll) wait(ctx context.Context, c Change, why error) error {
	now := p.cfg.Clock.Now()
	since, err := p.cfg.Store.HoldChange(ctx, p.name, c.Key, now)
	if err != nil {
		return err
	}
	if now.Sub(since) >= p.cfg.FilePatience {
		return &noFileError{"not to be had for " + p.cfg.FilePatience.String()}
	}
	return fmt.Errorf("file of the change: %w", why)
}
