package posted

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/budget"
)

// ValueCost is how many times a value is held at most: as it was read into a
// buffer that grew, as text, and as an answer. Each byte counts as so many.
const ValueCost = 4

const (
	// partCost is what each value or file counts for beside its bytes, so that a
	// million empty ones are too many.
	partCost = 64
	// headerSize is more than a browser writes before a value or a file; package
	// multipart would hold 10 MB.
	headerSize = 16 << 10
	// patience is how many times what is kept a request may be before it is cut
	// off: the values that follow a large file are worth reading past it.
	patience = 4
	chunk    = 32 << 10
	// maxValues is how many values package net/url reads; no page has as many.
	maxValues = 10_000
	// maxFiles is how many files are read of one request: more than any question
	// takes. Something is done with each of them, and said of each on the page.
	maxFiles = 100
)

var errHeader = errors.New("a part's header is too large")

// reading is a form while it is read.
type reading struct {
	limits Limits
	texts  *budget.Share
	files  *budget.Share
	form   Form
	left   int64 // bytes of values that may still come
	kept   int64 // bytes of files
	buf    []byte
}

func (m *reading) read(contentType string, body io.Reader) (Form, error) {
	const op = "posted.read"
	if contentType == "" { // nothing was posted
		return m.form, nil
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return Form{}, errs.New(errs.Invalid, op)
	}
	switch mediaType {
	case "application/x-www-form-urlencoded":
		err = m.plain(body)
	case "multipart/form-data":
		most := patience * (m.limits.Values + m.limits.Files)
		err = m.parts(http.MaxBytesReader(nil, io.NopCloser(body), most), params["boundary"])
	default:
		return Form{}, errs.New(errs.Invalid, op)
	}
	if err != nil {
		return Form{}, unreadable(op, err)
	}
	return m.form, nil
}

// unreadable classifies an error of reading a body: more than we read, or a
// browser that stalled, went away or sent nonsense. The cause is left out, for
// it may quote what was typed.
func unreadable(op string, err error) error {
	if _, ok := errors.AsType[*errs.Error](err); ok {
		return err
	}
	_, isTooLong := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isTooLong, errors.Is(err, errHeader):
		return errs.New(errs.TooLarge, op)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errs.New(errs.Invalid, op).WithText("error.stalled")
	default:
		return errs.New(errs.Invalid, op)
	}
}

func (m *reading) plain(body io.Reader) error {
	raw, err := m.value(body)
	if err != nil {
		return err
	}
	if strings.Count(raw, "&") >= maxValues {
		return errs.New(errs.TooLarge, "posted.plain")
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return err
	}
	for name, list := range values {
		for _, v := range list {
			m.form.Values.Add(clean(name), clean(v))
		}
	}
	return nil
}

func (m *reading) parts(body io.Reader, boundary string) error {
	held := &leash{body: body}
	r := multipart.NewReader(held, boundary)
	for {
		held.left, held.loose = headerSize, false
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && held.left == 0 { // whatever it became of half a line
			return errHeader
		}
		if err != nil {
			return err
		}
		held.loose = true
		if err := m.part(part); err != nil {
			return err
		}
	}
}

func (m *reading) part(part *multipart.Part) error {
	if err := m.spend(partCost + int64(len(part.FormName())+len(part.FileName()))); err != nil {
		return err
	}
	if part.FileName() != "" {
		file, err := m.file(part)
		if len(m.form.Files) <= maxFiles { // the one beyond tells of all
			m.form.Files = append(m.form.Files, file)
		}
		return err
	}
	value, err := m.value(part)
	m.form.Values.Add(clean(part.FormName()), clean(value))
	return err
}

// value reads a value to its end, as far as there is room for it.
func (m *reading) value(r io.Reader) (string, error) {
	raw, err := io.ReadAll(spending{m, r})
	return string(raw), err
}

// spend counts bytes of values.
func (m *reading) spend(n int64) error {
	const op = "posted.value"
	if m.left -= n; m.left < 0 {
		return errs.New(errs.TooLarge, op)
	}
	if !m.texts.Take(ValueCost * n) {
		return errs.New(errs.Unavailable, op).WithText("error.busy")
	}
	return nil
}

// spending counts what is read through it.
type spending struct {
	m *reading
	r io.Reader
}

func (s spending) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if errSpent := s.m.spend(int64(n)); errSpent != nil {
		return n, errSpent
	}
	return n, err
}

// file reads a file to its end, and keeps it if there is room.
func (m *reading) file(part *multipart.Part) (File, error) {
	f := File{Field: clean(part.FormName()), Name: clean(part.FileName())}
	if len(m.form.Files) >= maxFiles {
		f.Lack = LackSpace
	}
	if m.buf == nil {
		m.buf = make([]byte, chunk)
	}
	for {
		n, err := fill(m.buf, part)
		m.keep(&f, m.buf[:n])
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return File{}, err
		}
	}
}

// keep adds what was read to a file, unless there is no room for it: then what
// the file had is given up.
func (m *reading) keep(f *File, read []byte) {
	n, before := int64(len(read)), f.Size
	f.Size += n
	if f.Lack != LackNothing || n == 0 {
		return
	}
	switch {
	case m.kept+n > m.limits.Files:
		f.Lack = LackSpace
	case !m.files.Take(n):
		f.Lack = LackTurn
	default:
		m.kept += n
		f.content = append(f.content, bytes.Clone(read))
		return
	}
	m.kept -= before
	m.files.Return(before)
	f.content = nil
}

// fill reads until buf is full or nothing more comes. Unlike io.ReadFull it
// tells the end of a part from a body that breaks off.
func fill(buf []byte, r io.Reader) (n int, err error) {
	for n < len(buf) && err == nil {
		var more int
		more, err = r.Read(buf[n:])
		n += more
	}
	return n, err
}

// leash lets left bytes be read, or any number while it is loose.
type leash struct {
	body  io.Reader
	left  int
	loose bool
}

func (l *leash) Read(p []byte) (int, error) {
	if l.loose {
		return l.body.Read(p)
	}
	if l.left == 0 {
		return 0, errHeader
	}
	n, err := l.body.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}
