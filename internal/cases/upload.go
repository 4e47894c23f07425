package cases

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"github.com/mittkoping/entre/internal/errs"
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

const maxNameLength = 120 // characters

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
	name := cleanName(up.Name)
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
	mediaType := detect(content)
	if p := q.CheckFile(name, mediaType, int64(len(content))); p != nil {
		return Attachment{}, p, nil
	}
	sum := sha256.Sum256(content)
	a := Attachment{
		ID: newID(), DraftID: draftID, Question: q.ID, Sender: PartyCitizen, Name: withExtension(name, mediaType), MediaType: mediaType,
		Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), UploadedAt: s.cfg.Clock.Now(),
	}
	// The content is kept before the row that names it: a crash between the two
	// leaves bytes that nobody refers to, never an attachment without content.
	if err := s.cfg.Files.Put(ctx, a.ID, content); err != nil {
		return Attachment{}, nil, errs.Op(op+" "+a.ID, err)
	}
	return a, nil, nil
}

// detect finds the media type by looking at the content; the name and what the
// browser says count for nothing. A PDF begins with its mark: readers find it
// further in as well, and so what is a program to one is a PDF to another.
func detect(content []byte) string {
	mediaType, _, _ := strings.Cut(mimetype.Detect(content).String(), ";")
	if mediaType == "application/pdf" && !bytes.HasPrefix(content, []byte("%PDF-")) {
		return "application/octet-stream"
	}
	return mediaType
}

// extensions are how files of a type may end. The first is given to one that
// ends otherwise: nobody opens by its name what it is not. The questions of a form
// say which of them they take; from back ends we take all. None acts in a browser,
// and an office document with macros is of another type.
var extensions = map[string][]string{
	"image/jpeg":      {".jpg", ".jpeg"},
	"image/png":       {".png"},
	"image/webp":      {".webp"},
	"image/heic":      {".heic", ".heif"},
	"application/pdf": {".pdf"},

	"image/gif":  {".gif"},
	"image/tiff": {".tif", ".tiff"},
	"text/plain": {".txt"},
	"text/csv":   {".csv"},
	"text/rtf":   {".rtf"},

	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
}

func withExtension(name, mediaType string) string {
	right, known := extensions[mediaType]
	if !known || slices.Contains(right, strings.ToLower(filepath.Ext(name))) {
		return name
	}
	return name + right[0]
}

func attachmentIDs(attachments []Attachment) []string {
	ids := make([]string, len(attachments))
	for i, a := range attachments {
		ids[i] = a.ID
	}
	return ids
}

// cleanName makes of a posted file name something that people can read and
// nothing can take for a path.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > maxNameLength {
		name = string(runes[len(runes)-maxNameLength:]) // the end has the extension
	}
	if name == "" {
		return "fil"
	}
	return name
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
