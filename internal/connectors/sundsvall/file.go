package sundsvall

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// unsized stands for the size of a file of which support-management does not say it.
const unsized = "-"

// filesOf are the files of a message. Their ids say where they are, and how long: a
// file is answered as it is, so that nothing else tells it from something else.
func filesOf(conversationID string, m message) (files []delivery.ChangeFile) {
	for _, a := range m.Attachments {
		size, length := unsized, int64(0)
		if a.FileSize != nil && *a.FileSize >= 0 {
			size, length = strconv.FormatInt(*a.FileSize, 10), *a.FileSize
		}
		files = append(files, delivery.ChangeFile{
			ID: strings.Join([]string{conversationID, m.ID, a.ID, size}, "/"), Name: casetext.FileName(a.FileName, maxFileName), MediaType: a.MimeType, Size: length,
		})
	}
	return files
}

// FetchFile implements delivery.FileFetcher.
func (c *connector) FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error) {
	at := strings.Split(fileID, "/")
	if len(at) != 4 || slices.ContainsFunc(at, func(s string) bool { return !isID(s) }) {
		return nil, &delivery.RefusedError{Reason: "the file has an id that is none"}
	}
	a, err := c.do(ctx, http.MethodGet, in(remoteID, "communication", "conversations", at[0], "messages", at[1], "attachments", at[2]),
		httpclient.Request{Header: http.Header{"Accept": {"*/*"}}})
	if refused, ok := errors.AsType[*refusal](err); ok {
		return nil, &delivery.RefusedError{Reason: refused.Error(), Err: err}
	}
	if err != nil {
		return nil, err
	}
	if a.Status != http.StatusOK || at[3] != unsized && at[3] != strconv.Itoa(len(a.Body)) {
		return nil, errors.New("a file of another length than was told")
	}
	if at[3] == unsized && strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return nil, errors.New("a page instead of a file")
	}
	return io.NopCloser(bytes.NewReader(a.Body)), nil
}
