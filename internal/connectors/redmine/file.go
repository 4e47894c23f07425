package redmine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// sendFile uploads the file, and adds it to its issue with a note. A file that was
// uploaded only is nobody's, and is removed by Redmine after a day.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	token, err := c.upload(ctx, *s.Attachment)
	if err != nil {
		return delivery.Receipt{}, err
	}
	name := fileName(*s.Attachment)
	i, j, err := c.add(ctx, s, note{
		Notes:   c.show("Bilaga: "+name, s.Key),
		Uploads: []upload{{Token: token, Filename: name, ContentType: httpclient.MediaType(s.Attachment.MediaType), Description: s.Key}},
	})
	if err != nil {
		return delivery.Receipt{}, err
	}
	files := filesOf(i, j)
	if len(files) != 1 || files[0].Size != s.Attachment.Size {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "the note is there, but not the whole file"}
	}
	return noteReceipt(j), nil
}

// upload sends the content, and returns what Redmine calls it until it belongs
// somewhere. That has the checksum of what arrived.
func (c *connector) upload(ctx context.Context, f delivery.EnvelopeFile) (string, error) {
	content, err := f.Open(ctx)
	if err != nil {
		return "", &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	a, err := c.http.Do(ctx, http.MethodPost, "uploads.json", httpclient.Request{
		Query: url.Values{"filename": {fileName(f)}}, ContentType: "application/octet-stream", Body: content, Size: f.Size,
	})
	if err != nil {
		return "", err
	}
	up, err := decodeUnder[struct {
		Token string `json:"token"`
	}](a.Body, "upload")
	if err != nil {
		return "", err
	}
	_, sum, ok := strings.Cut(up.Token, ".")
	if !ok || a.Status != http.StatusCreated {
		return "", errNotJSON
	}
	if len(sum) == len(f.SHA256) && sum != f.SHA256 { // another length: another kind of sum
		return "", errors.New("the file did not arrive as it was sent")
	}
	return up.Token, nil
}

// filesOf are the files that came to an issue with a journal, and are still there.
func filesOf(i issue, j journal) (files []delivery.ChangeFile) {
	for _, d := range j.Details {
		if d.Property != "attachment" || d.New == nil {
			continue
		}
		n, _ := number(d.Name)
		at := slices.IndexFunc(i.Attachments, func(a attachment) bool { return a.ID == n })
		if at < 0 {
			continue
		}
		a := i.Attachments[at]
		files = append(files, delivery.ChangeFile{
			ID: d.Name, Name: fileName(delivery.EnvelopeFile{Name: a.Filename}), MediaType: a.ContentType, Size: a.Filesize,
		})
	}
	return files
}

// FetchFile implements delivery.FileFetcher. The file must be one of the case's, and
// its address is made here: the one that Redmine says may be anywhere.
func (c *connector) FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error) {
	i, there, err := c.read(ctx, remoteID)
	if err != nil {
		return nil, err
	}
	n, ok := number(fileID)
	at := slices.IndexFunc(i.Attachments, func(a attachment) bool { return a.ID == n })
	if !there || !ok || at < 0 {
		return nil, &delivery.RefusedError{Reason: "the file is not there any more"}
	}
	a, err := c.get(ctx, "attachments/download/"+strconv.FormatInt(int64(n), 10), nil)
	if err != nil {
		return nil, err
	}
	if a.Status != http.StatusOK || int64(len(a.Body)) != i.Attachments[at].Filesize {
		return nil, fmt.Errorf("file %d: %d bytes, not the %d that it has", n, len(a.Body), i.Attachments[at].Filesize)
	}
	return io.NopCloser(bytes.NewReader(a.Body)), nil
}
