package redmine_test

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a Redmine with what .ci/redmine.rb makes in it, which does what the product
// does: what real_test.go tries of the one it tries of the other.
type fake struct {
	t      *testing.T
	mu     sync.Mutex
	last   int // number of anything
	issues []*fakeIssue
	files  map[int]*fakeFile

	newestFirst bool          // journals, as our user likes to see them
	skew        time.Duration // of its clock
	short       bool          // lists have one less than they should
	cutOff      bool          // the last byte of a file is lost
	evilURL     string        // of files
	answerOld   bool          // to a new issue: the oldest
}

type fakeIssue struct {
	id, project, tracker, author, status int
	subject, description                 string
	updated                              time.Time
	fields                               map[int]string
	journals                             []*fakeJournal
	files                                []*fakeFile
}

type fakeJournal struct {
	id, user int
	notes    string
	private  bool
	created  time.Time
	details  []map[string]any
}

type fakeFile struct {
	id         int
	name, kind string
	content    []byte
	attached   bool
}

// fakeUser is somebody with a key. Rights are Redmine's names of them.
type fakeUser struct {
	id       int
	rights   []string
	projects []int
}

const (
	parks, streets            = 1, 2
	tracker, otherTracker     = 1, 2
	fieldReference            = 1
	fieldPost                 = 2
	fieldUnfiltered           = 3
	fieldElsewhere            = 4
	fakeKey, fakeStaff        = "nyckel", "handlaggare"
	fakeStranger, fakeMute    = "obehorig", "stum"
	portalID, staffID, dumbID = 4, 5, 7
)

var portalRights = []string{"view_issues", "add_issues", "edit_own_issues", "add_issue_notes", "view_private_notes"}

var fakeUsers = map[string]fakeUser{
	fakeKey:      {portalID, portalRights, []int{parks, streets}},
	fakeStaff:    {staffID, append([]string{"edit_issues", "delete_issues", "set_notes_private"}, portalRights...), []int{parks, streets}},
	fakeStranger: {6, nil, nil},
	fakeMute:     {dumbID, []string{"view_issues", "add_issues", "edit_own_issues"}, []int{parks}},
}

var fakeStatuses = []map[string]any{
	{"id": 1, "name": "Ny", "is_closed": false},
	{"id": 2, "name": "Pågår", "is_closed": false},
	{"id": 3, "name": "Återkoppling", "is_closed": false},
	{"id": 4, "name": "Väntar på annan", "is_closed": false},
	{"id": 5, "name": "Stängd", "is_closed": true},
	{"id": 6, "name": "Avslagen", "is_closed": true},
	{"id": 7, "name": "Otillåten", "is_closed": false},
}

// trackerFields are the fields that issues of a tracker have, in a project.
func trackerFields(project, of int) []int {
	switch {
	case project == streets:
		return []int{fieldReference}
	case of == otherTracker:
		return []int{fieldReference, fieldElsewhere}
	}
	return []int{fieldReference, fieldPost, fieldUnfiltered}
}

func (u fakeUser) may(right string) bool { return slices.Contains(u.rights, right) }

// newFake starts one.
func newFake(t *testing.T, change func(*fake)) (*fake, world) {
	t.Helper()
	f := &fake{t: t, files: map[int]*fakeFile{}}
	if change != nil {
		change(f)
	}
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request, fakeUser){
		"GET /users/current.json": f.current, "GET /projects/{id}": f.project, "GET /roles/{id}": f.role,
		"GET /issue_statuses.json": f.statuses, "GET /issues.json": f.list, "POST /issues.json": f.create, "GET /issues/{id}": f.show,
		"PUT /issues/{id}": f.update, "DELETE /issues.json": f.remove, "POST /uploads.json": f.upload, "GET /attachments/download/{id}": f.download,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			u, ok := fakeUsers[r.Header.Get("X-Redmine-API-Key")]
			if !ok {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			body, err := io.ReadAll(r.Body) // before the lock: it may take its time
			if err != nil {
				return
			}
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			f.mu.Lock()
			defer f.mu.Unlock()
			w.Header().Set("Date", f.now().Format(http.TimeFormat))
			handle(w, r, u)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return f, world{url: server.URL, project: "park", key: fakeKey, staff: fakeStaff, stranger: fakeStranger, mute: fakeMute}
}

// now is the time there, in whole seconds.
func (f *fake) now() time.Time { return time.Now().UTC().Add(f.skew).Truncate(time.Second) }

func (f *fake) number() int { f.last++; return f.last }

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}

func invalid(w http.ResponseWriter, errs ...string) {
	answer(w, http.StatusUnprocessableEntity, map[string]any{"errors": errs})
}

func (f *fake) current(w http.ResponseWriter, _ *http.Request, u fakeUser) {
	memberships := []any{}
	for _, p := range u.projects {
		memberships = append(memberships, map[string]any{"id": p, "project": map[string]any{"id": p}, "roles": []any{map[string]any{"id": u.id}}})
	}
	answer(w, http.StatusOK, map[string]any{"user": map[string]any{"id": u.id, "admin": false, "memberships": memberships}})
}

func (f *fake) role(w http.ResponseWriter, r *http.Request, _ fakeUser) {
	for _, u := range fakeUsers {
		if strconv.Itoa(u.id)+".json" == r.PathValue("id") {
			answer(w, http.StatusOK, map[string]any{"role": map[string]any{"id": u.id, "permissions": u.rights}})
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

func projectNumber(name string) int {
	return map[string]int{"park": parks, "1": parks, "gata": streets, "2": streets}[name]
}

func named(names ...string) (list []any) {
	for i := 0; i < len(names); i += 2 {
		list = append(list, map[string]any{"id": json.Number(names[i]), "name": names[i+1]})
	}
	return list
}

func (f *fake) project(w http.ResponseWriter, r *http.Request, u fakeUser) {
	p := projectNumber(strings.TrimSuffix(r.PathValue("id"), ".json"))
	switch {
	case p == 0:
		w.WriteHeader(http.StatusNotFound)
	case !slices.Contains(u.projects, p):
		w.WriteHeader(http.StatusForbidden)
	case p == parks:
		answer(w, http.StatusOK, map[string]any{"project": map[string]any{
			"id": p, "trackers": named("1", "Ärende", "2", "Fel"),
			"issue_custom_fields": named("1", "ExternalId", "2", "Stolpe", "3", "Ofiltrerat", "4", "Annorstädes"),
		}})
	default:
		answer(w, http.StatusOK, map[string]any{"project": map[string]any{
			"id": p, "trackers": named("1", "Ärende"), "issue_custom_fields": named("1", "ExternalId"),
		}})
	}
}

func (f *fake) statuses(w http.ResponseWriter, _ *http.Request, _ fakeUser) {
	answer(w, http.StatusOK, map[string]any{"issue_statuses": fakeStatuses})
}

func isClosed(status int) bool { return fakeStatuses[status-1]["is_closed"] == true }

// list answers with the issues that meet the conditions that it knows.
func (f *fake) list(w http.ResponseWriter, r *http.Request, u fakeUser) {
	q := r.URL.Query()
	found := []*fakeIssue{}
	for _, i := range f.issues {
		if slices.Contains(u.projects, i.project) && i.meets(q.Get, u) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b *fakeIssue) int {
		switch q.Get("sort") {
		case "updated_on,id":
			return cmp.Or(a.updated.Compare(b.updated), a.id-b.id)
		case "id":
			return a.id - b.id
		}
		return b.id - a.id
	})
	offset, _ := strconv.Atoi(q.Get("offset"))
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 25
	}
	limit = min(limit, 100)
	total := len(found)
	page := found[min(offset, total):min(offset+limit, total)]
	if f.short && len(page) > 0 {
		page = page[1:]
	}
	list := []any{}
	for _, i := range page {
		list = append(list, f.shown(i, u, false))
	}
	answer(w, http.StatusOK, map[string]any{"issues": list, "total_count": total, "offset": offset, "limit": limit})
}

// meets looks at the conditions. One on a field that is no filter is left out.
func (i *fakeIssue) meets(get func(string) string, _ fakeUser) bool {
	if get("status_id") != "*" && isClosed(i.status) {
		return false
	}
	for _, field := range []int{fieldReference, fieldPost, fieldElsewhere} {
		switch want := get(fmt.Sprint("cf_", field)); {
		case want == "*" && i.fields[field] == "", want != "" && want != "*" && !strings.EqualFold("="+i.fields[field], want):
			return false
		}
	}
	since, err := time.Parse(time.RFC3339, strings.TrimPrefix(get("updated_on"), ">="))
	switch {
	case err == nil && i.updated.Before(since.Add(-time.Second)): // it counts parts of seconds
		return false
	case get("issue_id") != "" && get("issue_id") != strconv.Itoa(i.id):
		return false
	case get("author_id") != "" && get("author_id") != strconv.Itoa(i.author):
		return false
	}
	return get("project_id") == "" || get("project_id") == strconv.Itoa(i.project)
}

// shown is an issue as the interface shows it.
func (f *fake) shown(i *fakeIssue, u fakeUser, whole bool) map[string]any {
	fields := []any{}
	for _, n := range trackerFields(i.project, i.tracker) {
		fields = append(fields, map[string]any{"id": n, "value": i.fields[n]})
	}
	v := map[string]any{
		"id": i.id, "status": map[string]any{"id": i.status}, "subject": i.subject, "description": i.description,
		"author": map[string]any{"id": i.author}, "project": map[string]any{"id": i.project},
		"updated_on": i.updated.Format(time.RFC3339), "custom_fields": fields,
	}
	if !whole {
		return v
	}
	journals, files := []any{}, []any{}
	for _, j := range i.journals {
		if j.private && !u.may("view_private_notes") {
			continue
		}
		journals = append(journals, map[string]any{
			"id": j.id, "user": map[string]any{"id": j.user}, "notes": j.notes, "created_on": j.created.Format(time.RFC3339),
			"private_notes": j.private, "details": j.details,
		})
	}
	if f.newestFirst {
		slices.Reverse(journals)
	}
	for _, a := range i.files {
		files = append(files, map[string]any{
			"id": a.id, "filename": a.name, "filesize": len(a.content), "content_type": a.kind,
			"content_url": f.evilURL + "/attachments/download/" + strconv.Itoa(a.id),
		})
	}
	v["journals"], v["attachments"] = journals, files
	return v
}

// find returns an issue that the user sees.
func (f *fake) find(r *http.Request, u fakeUser) *fakeIssue {
	for _, i := range f.issues {
		if strconv.Itoa(i.id)+".json" == r.PathValue("id") && slices.Contains(u.projects, i.project) {
			return i
		}
	}
	return nil
}

func (f *fake) show(w http.ResponseWriter, r *http.Request, u fakeUser) {
	i := f.find(r, u)
	if i == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"issue": f.shown(i, u, true)})
}

func (f *fake) remove(w http.ResponseWriter, r *http.Request, _ fakeUser) {
	gone := r.URL.Query()["ids[]"]
	f.issues = slices.DeleteFunc(f.issues, func(i *fakeIssue) bool { return slices.Contains(gone, strconv.Itoa(i.id)) })
	w.WriteHeader(http.StatusNoContent)
}

// written is what a request says of an issue.
type written struct {
	Issue struct {
		Project     json.RawMessage `json:"project_id"`
		Tracker     int             `json:"tracker_id"`
		Priority    int             `json:"priority_id"`
		Status      int             `json:"status_id"`
		Subject     string          `json:"subject"`
		Description string          `json:"description"`
		Notes       string          `json:"notes"`
		Private     bool            `json:"private_notes"`
		Fields      []struct {
			ID    int    `json:"id"`
			Value string `json:"value"`
		} `json:"custom_fields"`
		Uploads []struct {
			Token, Filename, Description string
			ContentType                  string `json:"content_type"`
		} `json:"uploads"`
	} `json:"issue"`
}

func (f *fake) create(w http.ResponseWriter, r *http.Request, u fakeUser) {
	var v written
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p := projectNumber(strings.Trim(string(v.Issue.Project), `"`))
	switch {
	case p == 0:
		w.WriteHeader(http.StatusNotFound)
		return
	case !slices.Contains(u.projects, p) || !u.may("add_issues"):
		w.WriteHeader(http.StatusForbidden)
		return
	case v.Issue.Priority > 1:
		invalid(w, "Prioritet måste anges")
		return
	case v.Issue.Subject == "" || len([]rune(v.Issue.Subject)) > 255:
		invalid(w, "Ämne är fel")
		return
	}
	if v.Issue.Tracker != otherTracker { // one that is not there becomes the first
		v.Issue.Tracker = tracker
	}
	i := &fakeIssue{
		id: f.number(), project: p, tracker: v.Issue.Tracker, author: u.id, status: 1, subject: v.Issue.Subject,
		description: v.Issue.Description, updated: f.now(), fields: map[int]string{},
	}
	for _, x := range v.Issue.Fields {
		i.set(x.ID, x.Value)
	}
	f.issues = append(f.issues, i)
	if f.answerOld {
		i = f.issues[0]
	}
	answer(w, http.StatusCreated, map[string]any{"issue": f.shown(i, u, false)})
}

// set sets a field that the issue has, and leaves out any other.
func (i *fakeIssue) set(field int, value string) {
	if slices.Contains(trackerFields(i.project, i.tracker), field) {
		i.fields[field] = value
	}
}

func (f *fake) update(w http.ResponseWriter, r *http.Request, u fakeUser) {
	var v written
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	i := f.find(r, u)
	edits := i != nil && (u.may("edit_issues") || u.may("edit_own_issues") && i.author == u.id)
	switch {
	case i == nil:
		w.WriteHeader(http.StatusNotFound)
		return
	case !edits && !u.may("add_issue_notes"):
		w.WriteHeader(http.StatusForbidden)
		return
	}
	j := &fakeJournal{user: u.id, created: f.now()}
	if u.may("add_issue_notes") {
		j.notes = v.Issue.Notes
	}
	if edits {
		for _, x := range v.Issue.Fields {
			i.set(x.ID, x.Value)
		}
		if p := projectNumber(strings.Trim(string(v.Issue.Project), `"`)); p != 0 {
			i.project = p
		}
		if to := v.Issue.Status; to != 0 && to != i.status && (to != 7 || u.id == staffID) {
			j.details = append(j.details, detail("attr", "status_id", strconv.Itoa(i.status), strconv.Itoa(to)))
			i.status = to
		}
	}
	for _, up := range v.Issue.Uploads {
		n, _, _ := strings.Cut(up.Token, ".")
		file := f.files[atoi(n)]
		if file == nil || file.attached {
			invalid(w, "1 fil kunde inte sparas.")
			return
		}
		file.attached, file.name, file.kind = true, up.Filename, up.ContentType
		i.files = append(i.files, file)
		j.details = append(j.details, detail("attachment", n, nil, up.Filename))
	}
	f.write(i, j, v.Issue.Private && u.may("set_notes_private"))
	w.WriteHeader(http.StatusNoContent)
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

func detail(property, name string, before, after any) map[string]any {
	return map[string]any{"property": property, "name": name, "old_value": before, "new_value": after}
}

// write adds what was done to an issue. A private note is split from the rest, which
// everybody sees.
func (f *fake) write(i *fakeIssue, j *fakeJournal, private bool) {
	if private && j.notes != "" {
		if len(j.details) > 0 {
			i.journals = append(i.journals, &fakeJournal{id: f.number(), user: j.user, created: j.created, details: j.details})
			j.details = nil
		}
		j.private = true
	}
	if j.notes == "" && len(j.details) == 0 {
		return
	}
	j.id = f.number()
	if j.details == nil {
		j.details = []map[string]any{}
	}
	i.journals, i.updated = append(i.journals, j), j.created
}

func (f *fake) upload(w http.ResponseWriter, r *http.Request, u fakeUser) {
	content, _ := io.ReadAll(r.Body)
	switch {
	case r.Header.Get("Content-Type") != "application/octet-stream":
		w.WriteHeader(http.StatusNotAcceptable)
		return
	case !u.may("add_issues"):
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if f.cutOff && len(content) > 0 {
		content = content[:len(content)-1]
	}
	sum := sha256.Sum256(content)
	file := &fakeFile{id: f.number(), name: r.URL.Query().Get("filename"), content: content}
	f.files[file.id] = file
	answer(w, http.StatusCreated, map[string]any{"upload": map[string]any{"id": file.id, "token": fmt.Sprint(file.id, ".", hex.EncodeToString(sum[:]))}})
}

func (f *fake) download(w http.ResponseWriter, r *http.Request, _ fakeUser) {
	file := f.files[atoi(r.PathValue("id"))]
	if file == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	_, _ = w.Write(file.content)
}
