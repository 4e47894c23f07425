package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/filetype"
)

// maxDocument is how large a file from a back end may be, in bytes.
const maxDocument = 20 << 20

// documentsFor names the place where a back end's files wait for the message
// that they came with. It is no draft's id, and no form's.
func documentsFor(caseID string) string { return "documents:" + caseID }

// KeepDocument keeps a file from a case's back end until Progress tells of it by
// its id; until then nobody sees it. Again with the same id is the same file.
// What it is, is found by looking at it, whatever it is called.
//
// Invalid: it is none that we take, and never will be. NotFound: there is no such
// case.
func (s *Service) KeepDocument(ctx context.Context, caseID, fileID, name string, content []byte) error {
	op := "cases.KeepDocument " + fileID
	if _, err := s.cfg.Store.FindCase(ctx, caseID); err != nil {
		return errs.Op(op, err)
	}
	mediaType := filetype.Of(content)
	if !filetype.IsKnown(mediaType) || len(content) == 0 || len(content) > maxDocument {
		return errs.New(errs.Invalid, op)
	}
	if there, err := s.cfg.Store.FindAttachment(ctx, fileID); err == nil && there.CaseID != "" {
		return nil // it has been told of
	} else if err != nil && !errs.Is(err, errs.NotFound) {
		return errs.Op(op, err)
	}
	if err := s.cfg.Files.Put(ctx, fileID, content); err != nil { // before the row that names it, as in receive
		return errs.Op(op, err)
	}
	sum := sha256.Sum256(content)
	return errs.Op(op, s.cfg.Store.SaveWaiting(ctx, Attachment{
		ID: fileID, DraftID: documentsFor(caseID), Sender: PartyAuthority, Name: filetype.WithExtension(filetype.CleanName(name), mediaType),
		MediaType: mediaType, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), UploadedAt: s.cfg.Clock.Now(),
	}))
}
