package httpclient

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
)

// Field is a field of a form.
type Field struct{ Name, Value string }

// File is a file of a form, which is not read before it is sent.
type File struct {
	Field     string // what the form calls it
	Name      string // for people
	MediaType string
	Content   io.Reader
	Size      int64
}

// FileForm is a request with a multipart form: the fields that are not empty, and
// then the file.
func FileForm(fields []Field, f File) (Request, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, field := range fields {
		if field.Value == "" {
			continue
		}
		if err := w.WriteField(field.Name, field.Value); err != nil {
			return Request{}, err
		}
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition(f.Field, f.Name))
	header.Set("Content-Type", MediaType(f.MediaType))
	if _, err := w.CreatePart(header); err != nil {
		return Request{}, err
	}
	begin := bytes.Clone(form.Bytes())
	form.Reset()
	if err := w.Close(); err != nil {
		return Request{}, err
	}
	return Request{
		ContentType: w.FormDataContentType(),
		Body:        io.MultiReader(bytes.NewReader(begin), f.Content, &form),
		Size:        int64(len(begin)) + f.Size + int64(form.Len()),
	}, nil
}

// MediaType returns the type in its written form, so that nothing else gets into
// a header.
func MediaType(s string) string {
	name, params, err := mime.ParseMediaType(s)
	if err != nil {
		return "application/octet-stream"
	}
	return mime.FormatMediaType(name, params)
}
