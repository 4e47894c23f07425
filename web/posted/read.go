package posted

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/mittkoping/entre/internal/errs"
)

const (
	// partCost is what each value or file counts for beside its bytes, so that a
	// million empty ones are too many.
	partCost = 64
	// patience is how many times what is kept a request may be before it is cut
	// off: the values that follow a large file are worth reading past it.
	patience = 4
	chunk    = 32 << 10
)

func read(r *http.Request, limits Limits, share *share) (Form, error) {
	contentType := r.Header.Get("Content-Type")
	if contentType == "" { // nothing was posted
		return Form{Values: url.Values{}}, nil
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return Form{}, errs.Wrap(errs.Invalid, "posted.read", err)
	}
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return readPlain(r, limits.Values)
	case "multipart/form-data":
		m := parts{limits: limits, share: share, form: Form{Values: url.Values{}}, left: limits.Values}
		body := http.MaxBytesReader(nil, r.Body, patience*(limits.Values+limits.Files))
		return m.read(multipart.NewReader(body, params["boundary"]))
	default:
		return Form{}, errs.New(errs.Invalid, "posted.read "+mediaType)
	}
}

func readPlain(r *http.Request, limit int64) (Form, error) {
	const op = "posted.readPlain"
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	if err != nil {
		return Form{}, unreadable(op, err)
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return Form{}, errs.New(errs.Invalid, op) // the cause quotes what was typed
	}
	form := Form{Values: url.Values{}}
	for name, list := range values {
		for _, v := range list {
			form.Values.Add(clean(name), clean(v))
		}
	}
	return form, nil
}

// unreadable classifies an error of reading a body: more than we read, or a
// browser that went away or sent nonsense.
func unreadable(op string, err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errs.Wrap(errs.TooLarge, op, err)
	}
	return errs.Wrap(errs.Invalid, op, err)
}

// parts reads a multipart form.
type parts struct {
	limits Limits
	share  *share
	form   Form
	left   int64 // bytes of values that may still come
	kept   int64 // bytes of files
}

func (m *parts) read(r *multipart.Reader) (Form, error) {
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return m.form, nil
		}
		if err != nil {
			return Form{}, unreadable("posted.parts", err)
		}
		if err := m.take(part); err != nil {
			return Form{}, err
		}
	}
}

func (m *parts) take(part *multipart.Part) error {
	const op = "posted.part"
	m.left -= partCost + int64(len(part.FormName())+len(part.FileName()))
	if m.left < 0 {
		return errs.New(errs.TooLarge, op)
	}
	if part.FileName() != "" {
		file, err := m.file(part)
		if err != nil {
			return unreadable(op, err)
		}
		m.form.Files = append(m.form.Files, file)
		return nil
	}
	value, err := io.ReadAll(io.LimitReader(part, m.left+1))
	if err != nil {
		return unreadable(op, err)
	}
	if m.left -= int64(len(value)); m.left < 0 {
		return errs.New(errs.TooLarge, op)
	}
	m.form.Values.Add(clean(part.FormName()), clean(string(value)))
	return nil
}

// file reads a file to its end, and keeps it if there is room.
func (m *parts) file(part *multipart.Part) (File, error) {
	f := File{Field: clean(part.FormName()), Name: clean(part.FileName())}
	var content bytes.Buffer
	buf := make([]byte, chunk)
	for {
		n, err := part.Read(buf)
		f.Size += int64(n)
		if f.Lack == LackNothing {
			f.Lack = m.keep(&content, buf[:n])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return File{}, err
		}
	}
	if f.Lack == LackNothing {
		f.content = content.Bytes()
	}
	return f, nil
}

// keep adds what was read to a file's content, unless there is no room for it:
// then what the file had is given up.
func (m *parts) keep(content *bytes.Buffer, read []byte) Lack {
	n := int64(len(read))
	lack := LackNothing
	switch {
	case m.kept+n > m.limits.Files:
		lack = LackSpace
	case !m.share.take(n):
		lack = LackTurn
	}
	if lack != LackNothing {
		m.kept -= int64(content.Len())
		*content = bytes.Buffer{}
		return lack
	}
	m.kept += n
	content.Write(read)
	return LackNothing
}
