package supportmanagement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// find returns an errand; it has answered when there is none. The caller holds the
// lock, as for all that follows.
func (s *Server) find(w http.ResponseWriter, r *http.Request) *Errand {
	for _, e := range s.errands {
		if e.ID == r.PathValue("errand") {
			return e
		}
	}
	problem(w, http.StatusNotFound, "An errand with that id could not be found")
	return nil
}

func (s *Server) getMetadata(w http.ResponseWriter, _ *http.Request) {
	categories, statuses := []map[string]any{}, []map[string]any{}
	for name, types := range s.cfg.Categories {
		list := []map[string]any{}
		for _, t := range types {
			list = append(list, map[string]any{"name": t, "deprecated": false})
		}
		categories = append(categories, map[string]any{"name": name, "types": list})
	}
	for _, name := range s.cfg.Statuses {
		statuses = append(statuses, map[string]any{"name": name})
	}
	writeJSON(w, http.StatusOK, "application/json", map[string]any{"categories": categories, "statuses": statuses})
}

// view is an errand as it is answered.
func view(e *Errand) map[string]any {
	raw, _ := json.Marshal(e.Body)
	out := map[string]any{}
	_ = json.Unmarshal(raw, &out)
	out["id"], out["errandNumber"], out["version"] = e.ID, e.Number, e.Version
	out["created"], out["touched"], out["modified"] = written(e.Created), written(e.Touched), written(e.Touched)
	return out
}

func written(t time.Time) string { return t.Format("2006-01-02T15:04:05.000-07:00") }

func (s *Server) getErrands(w http.ResponseWriter, r *http.Request) {
	match, err := parseFilter(r.URL.Query().Get("filter"))
	if err != nil {
		problem(w, http.StatusBadRequest, err.Error())
		return
	}
	var found []*Errand
	for _, e := range s.errands {
		if match(e) {
			found = append(found, e)
		}
	}
	switch r.URL.Query().Get("sort") {
	case "", "created,asc":
	case "created,desc":
		slices.Reverse(found)
	case "touched,asc":
		slices.SortStableFunc(found, func(a, b *Errand) int { return a.Touched.Compare(b.Touched) })
	default:
		problem(w, http.StatusBadRequest, "sort is not known")
		return
	}
	writePage(w, r, found, func(e *Errand) any { return view(e) })
}

// writePage answers a page of a list, as Spring does.
func writePage[T any](w http.ResponseWriter, r *http.Request, all []T, of func(T) any) {
	page, size := number(r, "page", 0), number(r, "size", 20)
	if page < 0 || size < 1 {
		problem(w, http.StatusBadRequest, "page or size")
		return
	}
	content := []any{}
	for i := page * size; i < min(len(all), (page+1)*size); i++ {
		content = append(content, of(all[i]))
	}
	pages := (len(all) + size - 1) / size
	sort := map[string]any{"sorted": true, "unsorted": false, "empty": false}
	writeJSON(w, http.StatusOK, "application/json", map[string]any{
		"content": content, "totalPages": pages, "totalElements": len(all), "number": page, "size": size,
		"numberOfElements": len(content), "first": page == 0, "last": page+1 >= pages, "empty": len(content) == 0, "sort": sort,
		"pageable": map[string]any{"sort": sort, "paged": true, "unpaged": false, "pageNumber": page, "pageSize": size, "offset": page * size},
	})
}

func number(r *http.Request, name string, otherwise int) int {
	if !r.URL.Query().Has(name) {
		return otherwise
	}
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return -1
	}
	return n
}

func (s *Server) postErrand(w http.ResponseWriter, r *http.Request) {
	var body Body
	if !readJSON(w, r, &body) {
		return
	}
	if wrong := s.against(body, true); len(wrong) > 0 {
		problem(w, http.StatusBadRequest, "", wrong...)
		return
	}
	if s.quirks.DropTags {
		body.ExternalTags = nil
	}
	now := s.cfg.Clock.Now()
	e := &Errand{ID: s.newID(), Body: body, Created: now, Touched: now}
	e.Number = fmt.Sprintf("KC-%s%04d", now.Format("0601"), len(s.errands)+1)
	s.errands = append(s.errands, e)
	s.keep(e)
	s.made(w, r, e.ID)
}

// against is what speaks against what somebody wrote.
func (s *Server) against(b Body, isNew bool) (wrong []violation) {
	if isNew && (b.Title == "" || b.Status == "" || b.Classification == nil) {
		wrong = append(wrong, violation{"title", "must be given, as status and classification"})
	}
	if b.Status != "" && !slices.Contains(s.cfg.Statuses, b.Status) {
		wrong = append(wrong, violation{"status", fmt.Sprintf("value '%s' doesn't exist", b.Status)})
	}
	if c := b.Classification; c != nil && !slices.Contains(s.cfg.Categories[c.Category], c.Type) {
		wrong = append(wrong, violation{"classification", fmt.Sprintf("'%s' and '%s' don't exist", c.Category, c.Type)})
	}
	return wrong
}

func (s *Server) getErrand(w http.ResponseWriter, r *http.Request) {
	if e := s.find(w, r); e != nil {
		w.Header().Set("ETag", e.etag())
		writeJSON(w, http.StatusOK, "application/json", view(e))
	}
}

func (e *Errand) etag() string { return fmt.Sprintf("%q", strconv.Itoa(e.Version)) }

func (s *Server) patchErrand(w http.ResponseWriter, r *http.Request) {
	e := s.find(w, r)
	if e == nil {
		return
	}
	if s.quirks.Conflicts > 0 { // somebody else was quicker
		s.quirks.Conflicts--
		s.touch(e)
		if s.quirks.Conflicts%2 == 1 {
			problem(w, http.StatusConflict, "modified concurrently")
			return
		}
	}
	if match := r.Header.Get("If-Match"); match != "" && match != e.etag() {
		problem(w, http.StatusPreconditionFailed, "If-Match version mismatch")
		return
	}
	body := e.Body
	if !readJSON(w, r, &body) {
		return
	}
	if wrong := s.against(body, false); len(wrong) > 0 {
		problem(w, http.StatusBadRequest, "", wrong...)
		return
	}
	e.Body = body
	s.touch(e)
	writeJSON(w, http.StatusOK, "application/json", view(e))
}

// touch notes that an errand was changed.
func (s *Server) touch(e *Errand) {
	e.Version++
	e.Touched = s.cfg.Clock.Now()
	s.keep(e)
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if r.Header.Get("Content-Type") != "application/json" || decoder.Decode(into) != nil {
		problem(w, http.StatusBadRequest, "the body is not what it should be")
		return false
	}
	return true
}

func (s *Server) getAttachments(w http.ResponseWriter, r *http.Request) {
	e := s.find(w, r)
	if e == nil {
		return
	}
	list := []map[string]any{}
	for _, a := range e.Attachments {
		sum := sha256.Sum256(a.Content)
		list = append(list, map[string]any{
			"id": a.ID, "fileName": a.Name, "mimeType": a.MediaType, "channel": a.Channel, "created": written(a.Created), "hash": hex.EncodeToString(sum[:]),
		})
	}
	writeJSON(w, http.StatusOK, "application/json", list)
}

func (s *Server) postAttachment(w http.ResponseWriter, r *http.Request) {
	e := s.find(w, r)
	if e == nil {
		return
	}
	file, header, err := r.FormFile("errandAttachment")
	if err != nil {
		problem(w, http.StatusBadRequest, "errandAttachment is required")
		return
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		problem(w, http.StatusBadRequest, "errandAttachment cannot be read")
		return
	}
	if s.quirks.CutFiles && len(content) > 0 {
		content = content[:len(content)-1]
	}
	a := Attachment{
		ID: s.newID(), Name: header.Filename, MediaType: header.Header.Get("Content-Type"), Channel: r.FormValue("channel"), Created: s.cfg.Clock.Now(), Content: content,
	}
	e.Attachments = append(e.Attachments, a)
	s.touch(e)
	s.made(w, r, a.ID)
}
