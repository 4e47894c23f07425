package open311

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

const (
	maxField = 64 << 10 // bytes of one field of a multipart form that is not a file
	maxParts = 200
	maxName  = 255 // characters of a file name that are kept
)

// updateDocument is an update as GET servicerequestupdates tells it.
type updateDocument struct {
	ID          string `xml:"update_id" json:"update_id"`
	RequestID   string `xml:"service_request_id" json:"service_request_id"`
	Status      Status `xml:"status" json:"status"`
	Updated     string `xml:"updated_datetime" json:"updated_datetime"`
	Description string `xml:"description" json:"description"`
	MediaURL    string `xml:"media_url" json:"media_url"`
}

// listUpdates answers every update in the window, the department's and the
// clients' own, oldest first. Without a window that is all of them.
func (s *Server) listUpdates(query url.Values) (answer, error) {
	w, err := parseWindow(query)
	if err != nil {
		return answer{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	now := s.now()
	var found []Update
	for _, r := range s.requests {
		for _, u := range r.Updates {
			if s.assigned(r, now) && w.holds(u.At) {
				found = append(found, u)
			}
		}
	}
	// Ids count upwards, and are of one length until the hundred thousandth.
	slices.SortStableFunc(found, func(a, b Update) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	documents := make([]updateDocument, len(found))
	for i, u := range found {
		documents[i] = updateDocument{u.ID, u.RequestID, u.Status, u.At.Format(time.RFC3339), u.Description, u.MediaURL}
	}
	return list("service_request_updates", "request_update", documents), nil
}

// postUpdate takes an update from a client, with files when it is multipart
// (mySociety's extension, "POST Service Request Update").
func (s *Server) postUpdate(r *http.Request) (answer, error) {
	form, files, err := s.readUpdate(r)
	if err != nil {
		return answer{}, err
	}
	if err := s.checkKey(form); err != nil {
		return answer{}, err
	}
	if faults := append(checkUpdate(form, files), checkText(form)...); len(faults) > 0 {
		return answer{}, refuse(http.StatusBadRequest, faults...)
	}
	request, found := s.findRequest(form.Get("service_request_id"))
	if !found {
		return answer{}, refuse(http.StatusNotFound, "service_request_id was not found.")
	}
	created, err := s.addUpdate(Update{
		RequestID:   request.ID,
		ClientID:    form.Get("update_id"),
		AsksToClose: Status(strings.ToLower(form.Get("status"))).geoReport() == StatusClosed,
		Description: form.Get("description"),
		MediaURL:    form.Get("media_url"),
		Files:       files,
	})
	type receipt struct {
		ID string `xml:"update_id" json:"update_id"`
	}
	return list("service_request_updates", "request_update", []receipt{{created.ID}}), err
}

// checkUpdate checks the arguments that the extension requires.
func checkUpdate(form url.Values, files []File) []string {
	var faults []string
	for _, name := range []string{"service_request_id", "update_id", "status", "updated_datetime"} {
		if form.Get(name) == "" {
			faults = append(faults, name+" was not provided.")
		}
	}
	if form.Get("description") == "" && len(files) == 0 {
		faults = append(faults, "description was not provided.")
	}
	if status := form.Get("status"); status != "" && !Status(strings.ToLower(status)).known() {
		faults = append(faults, "status must be OPEN, IN_PROGRESS, FIXED or CLOSED.")
	}
	if at := form.Get("updated_datetime"); at != "" {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			faults = append(faults, "updated_datetime must be a date and time with a zone, as 2010-01-01T00:00:00Z.")
		}
	}
	return faults
}

// readUpdate reads either kind of form. The files of a multipart form are in
// the vault afterwards, whether the update is then taken or not.
func (s *Server) readUpdate(r *http.Request) (url.Values, []File, error) {
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "multipart/form-data" {
		form, err := parseForm(r)
		return form, nil, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, refuse(http.StatusBadRequest, "The body is not a multipart form.")
	}
	form := url.Values{}
	var files []File
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, files, nil
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		if err := s.readPart(part, form, &files); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, refuse(http.StatusBadRequest, fmt.Sprintf("The form has more than %d parts.", maxParts))
}

// readPart adds a part to the form or to the files. A file in a field that the
// department does not read is refused: it would be lost without a word.
func (s *Server) readPart(part *multipart.Part, form url.Values, files *[]File) error {
	name := part.FormName()
	media := name == "media" || strings.HasPrefix(name, "media_") && name != "media_url"
	switch {
	case name == "":
		return refuse(http.StatusBadRequest, "A part of the form has no name.")
	case !media && part.FileName() != "":
		return refuse(http.StatusBadRequest, "Files must be sent as media, media_1 and so on.")
	case !media:
		value, err := io.ReadAll(io.LimitReader(part, maxField+1))
		if err != nil {
			return unreadable(err)
		}
		if len(value) > maxField {
			return refuse(http.StatusBadRequest, "A field of the form is too long.")
		}
		form.Add(name, string(value))
		return nil
	}
	size, sum, err := s.vault.save(part)
	if err != nil {
		return unreadable(err)
	}
	*files = append(*files, File{Name: fileName(part), MediaType: fileType(part), Size: size, SHA256: sum})
	return nil
}

// unreadable tells a broken upload, which is the client's, from one that is
// too large and from our own failure to keep it.
func unreadable(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || errs.Is(err, errs.Unavailable) {
		return err
	}
	return refuse(http.StatusBadRequest, "The form is broken or ends before it should.")
}

// fileName is the name as sent, without folders and made valid UTF-8.
func fileName(part *multipart.Part) string {
	name := strings.ToValidUTF8(part.FileName(), "\uFFFD")
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	return cmp.Or(name, "namnlös")
}

func fileType(part *multipart.Part) string {
	mediaType, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		return "application/octet-stream"
	}
	return mediaType
}
