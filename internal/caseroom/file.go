package caseroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/filetype"
	"github.com/mittkoping/entre/internal/identity"
)

// Upload is a file that a handler sends along. Its name is not trusted.
type Upload struct {
	Name    string
	Content []byte
}

const (
	maxUpload  = 20 << 20 // bytes: what the portal takes back from a back end
	maxUploads = 10       // in one deed
)

// ArrivingFile is a file of a case that comes from the citizen.
type ArrivingFile struct {
	Key     string
	CaseID  string
	Name    string
	Content []byte
	Later   bool // it came after the case itself, so its handlers are told
}

// AddFile keeps a file of a case, once, and returns its id. NotFound: there is
// no such case.
func (s *Service) AddFile(ctx context.Context, a ArrivingFile) (string, error) {
	op := "caseroom.AddFile " + a.Key
	if a.Key == "" {
		return "", errs.Wrap(errs.Invalid, op, errors.New("a step needs a key"))
	}
	if known, err := s.cfg.Store.FindStep(ctx, a.Key); !errs.Is(err, errs.NotFound) {
		return known, errs.Op(op, err)
	}
	files, err := s.keep(ctx, []Upload{{a.Name, a.Content}})
	if err != nil {
		return "", errs.Op(op, err)
	}
	f := files[0]
	f.CaseID, f.FromCitizen = a.CaseID, true
	id, err := s.once(ctx, a.Key, f.ID, func(ctx context.Context) error { return s.addFile(ctx, f, a.Later) })
	if err == nil && id != f.ID {
		s.discard(ctx, files) // another one came first
	}
	s.discardAfter(ctx, err, files)
	return id, errs.Op(op, err)
}

func (s *Service) addFile(ctx context.Context, f File, later bool) error {
	c, err := s.cfg.Store.FindCaseByID(ctx, f.CaseID)
	if err != nil {
		return err
	}
	now := s.cfg.Clock.Now()
	f.AddedAt = now
	if !later {
		return s.cfg.Store.CreateFile(ctx, f)
	}
	before := c
	c.hear(now)
	e := Event{At: now, Kind: EventFile, Files: []File{f}}
	return s.save(ctx, before, c, e, portal, audit.CaseroomFile)
}

// File returns a file of a case that the actor may open, with its content. Each
// reading is audited. NotFound otherwise.
func (s *Service) File(ctx context.Context, actor identity.Actor, reference, fileID string) (File, []byte, error) {
	const op = "caseroom.File"
	var f File
	err := s.inCase(ctx, actor, reference, identity.OpenCase, op, func(ctx context.Context, c Case) (err error) {
		if f, err = s.cfg.Store.FindFile(ctx, fileID); err != nil {
			return err
		}
		if f.CaseID != c.ID {
			return errs.New(errs.NotFound, op)
		}
		entry := audit.Entry{At: s.cfg.Clock.Now(), Actor: actor.String(), Action: audit.AttachmentRead, Subject: subject(c), Detail: f.ID}
		return s.cfg.Audit.Append(ctx, entry)
	})
	if err != nil {
		return File{}, nil, err
	}
	content, err := s.cfg.Files.Get(ctx, f.ID)
	return f, content, errs.Op(op+" "+f.ID, err)
}

// Content returns a file that went out to a citizen, for the connector that
// carries it: NotFound when it is not one of those, or not of the case.
func (s *Service) Content(ctx context.Context, caseID, fileID string) ([]byte, error) {
	const op = "caseroom.Content"
	f, err := s.cfg.Store.FindFile(ctx, fileID)
	if err != nil {
		return nil, errs.Op(op+" "+fileID, err)
	}
	if f.CaseID != caseID || f.FromCitizen {
		return nil, errs.New(errs.NotFound, op+" "+fileID)
	}
	content, err := s.cfg.Files.Get(ctx, fileID)
	return content, errs.Op(op+" "+fileID, err)
}

// keep puts the contents of files away, before anything refers to them: a crash
// leaves bytes that nobody refers to, never a file without content.
func (s *Service) keep(ctx context.Context, uploads []Upload) ([]File, error) {
	var files []File
	for _, up := range uploads {
		sum := sha256.Sum256(up.Content)
		f := File{
			ID: newID(), Name: filetype.CleanName(up.Name), MediaType: filetype.Of(up.Content), Size: int64(len(up.Content)), SHA256: hex.EncodeToString(sum[:]),
		}
		if err := s.cfg.Files.Put(ctx, f.ID, up.Content); err != nil {
			s.discard(ctx, files)
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// discardAfter removes the contents of files whose deed failed. It leaves them
// when nobody knows whether it did: then a file may refer to them. (A commit
// whose answer was lost is Unavailable.)
func (s *Service) discardAfter(ctx context.Context, failure error, files []File) {
	if failure != nil && !errs.Is(failure, errs.Unavailable) {
		s.discard(ctx, files)
	}
}

// discard removes contents that nothing refers to after all. A failure leaves
// sealed bytes behind and nothing else, so it is only noted.
func (s *Service) discard(ctx context.Context, files []File) {
	for _, f := range files {
		if err := s.cfg.Files.Delete(context.WithoutCancel(ctx), f.ID); err != nil && !errs.Is(err, errs.NotFound) {
			s.cfg.Log.WarnContext(ctx, "a file's content is still there that nothing refers to", "file", f.ID, "error", err)
		}
	}
}
