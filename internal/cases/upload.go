package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/filetype"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// Upload is a file as it was posted. Nothing in it is trusted.
type Upload struct {
	Question string
	Name     string
	Size     int64 // bytes, as the transport counted them
	Open     func() (io.ReadCloser, error)
}

// receive looks at each upload of the step, keeps the contents of those that
// may be received, and tells what is wrong with the others. Uploads to
// questions that the step does not show are nobody's and are dropped.
func (s *Service) receive(ctx context.Context, step forms.Step, d Draft, uploads []Upload) ([]Attachment, []forms.Problem, error) {
	var received []Attachment
	var problems []forms.Problem
	count := map[string]int{}
	for _, up := range uploads {
		i := slices.IndexFunc(step.Questions, func(q forms.Question) bool { return q.ID == up.Question && q.Type == forms.TypeFile })
		if i < 0 {
			continue
		}
		q := step.Questions[i]
		if p := q.CheckFileCount(len(d.Answers[q.ID].Files) + count[q.ID] + 1); p != nil {
			problems = append(problems, *p)
			continue
		}
		a, p, err := s.receiveOne(ctx, q, d.ID, up)
		if err != nil {
			return received, nil, err // what was kept before is the caller's to discard
		}
		if p != nil {
			problems = append(problems, *p)
			continue
		}
		count[q.ID]++
		received = append(received, a)
	}
	return received, problems, nil
}

func (s *Service) receiveOne(ctx context.Context, q forms.Question, draftID string, up Upload) (Attachment, *forms.Problem, error) {
	const op = "cases.receive"
	name := filetype.CleanName(up.Name)
	most := q.Limits().MaxBytes
	if up.Size > most { // said before a single byte is read
		return Attachment{}, q.CheckFile(name, "", up.Size), nil
	}
	r, err := up.Open()
	if err != nil {
		return Attachment{}, nil, errs.Wrap(errs.Invalid, op, err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return Attachment{}, nil, errs.Wrap(errs.Invalid, op, err)
	}
	mediaType := filetype.Of(content)
	if p := q.CheckFile(name, mediaType, int64(len(content))); p != nil {
		return Attachment{}, p, nil
	}
	sum := sha256.Sum256(content)
	a := Attachment{
		ID: newID(), DraftID: draftID, Question: q.ID, Sender: PartyCitizen, Name: filetype.WithExtension(name, mediaType), MediaType: mediaType,
		Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), UploadedAt: s.cfg.Clock.Now(),
	}
	// The content is kept before the row that names it: a crash between the two
	// leaves bytes that nobody refers to, never an attachment without content.
	if err := s.cfg.Files.Put(ctx, a.ID, content); err != nil {
		return Attachment{}, nil, errs.Op(op+" "+a.ID, err)
	}
	return a, nil, nil
}

func attachmentIDs(attachments []Attachment) []string {
	ids := make([]string, len(attachments))
	for i, a := range attachments {
		ids[i] = a.ID
	}
	return ids
}

// RemoveFile takes a file away from the actor's own draft.
func (s *Service) RemoveFile(ctx context.Context, actor identity.Actor, draftID, fileID string) error {
	const op = "cases.RemoveFile"
	_, err := s.change(ctx, actor, draftID, func(ctx context.Context, d *Draft) error {
		a, err := s.cfg.Store.FindAttachment(ctx, fileID)
		if err != nil {
			return err
		}
		if a.DraftID != d.ID {
			return errs.New(errs.NotFound, op)
		}
		answer := d.Answers[a.Question]
		answer.Files = slices.DeleteFunc(slices.Clone(answer.Files), func(f forms.File) bool { return f.ID == fileID })
		d.Answers[a.Question] = answer
		return s.cfg.Store.DeleteAttachment(ctx, fileID)
	})
	if err != nil {
		return errs.Op(op, err)
	}
	s.discard(ctx, fileID)
	return nil
}

// DraftFile returns a file of the actor's own draft with its content.
func (s *Service) DraftFile(ctx context.Context, actor identity.Actor, draftID, fileID string) (Attachment, []byte, error) {
	const op = "cases.DraftFile"
	d, err := s.cfg.Store.FindDraft(ctx, draftID)
	if err != nil {
		return Attachment{}, nil, errs.Op(op, err)
	}
	if err := mayEdit(actor, d, op); err != nil {
		return Attachment{}, nil, err
	}
	a, err := s.cfg.Store.FindAttachment(ctx, fileID)
	if err != nil {
		return Attachment{}, nil, errs.Op(op, err)
	}
	if a.DraftID != d.ID || a.CaseID != "" {
		return Attachment{}, nil, errs.New(errs.NotFound, op)
	}
	content, err := s.cfg.Files.Get(ctx, fileID)
	if err != nil {
		return Attachment{}, nil, errs.Op(op+" "+fileID, err)
	}
	return a, content, nil
}

// discard removes contents that no row refers to any more. A failure leaves
// sealed bytes behind and nothing else, so it is only noted.
func (s *Service) discard(ctx context.Context, ids ...string) {
	for _, id := range ids {
		if err := s.cfg.Files.Delete(ctx, id); err != nil && !errs.Is(err, errs.NotFound) {
			s.cfg.Log.WarnContext(ctx, "a removed file's content is still there", "attachment", id, "error", err)
		}
	}
}
