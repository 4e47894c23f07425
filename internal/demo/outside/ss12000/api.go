package ss12000

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const defaultPage = 100 // rows, when the client does not say

// resources is what the API answers.
func (s *Server) resources(mux *http.ServeMux) {
	serve(s, mux, resource[Organisation]{
		name: "organisations", all: func(d *Data) []Organisation { return d.Organisations }, id: func(o Organisation) string { return o.ID },
	})
	serve(s, mux, resource[Person]{
		name: "persons", all: func(d *Data) []Person { return d.Persons }, id: func(p Person) string { return p.ID },
		keep: func(p Person, q url.Values) bool { return is(q, "civicNo", p.number()) },
		look: func(p Person, body lookup) bool {
			return slices.Contains(body.CivicNos, p.number()) && p.number() != ""
		},
		dress: s.dressPerson,
	})
	serve(s, mux, resource[Group]{
		name: "groups", all: func(d *Data) []Group { return d.Groups }, id: func(g Group) string { return g.ID },
		keep: func(g Group, q url.Values) bool {
			return is(q, "groupType", g.GroupType) && is(q, "organisation", g.Organisation.ID)
		},
	})
	serve(s, mux, resource[Syllabus]{
		name: "syllabuses", all: func(d *Data) []Syllabus { return d.Syllabuses }, id: func(y Syllabus) string { return y.ID },
	})
	serve(s, mux, resource[Grade]{
		name: "grades", all: func(d *Data) []Grade { return d.Grades }, id: func(g Grade) string { return g.ID },
		keep: func(g Grade, q url.Values) bool { return is(q, "student", g.Student.ID) },
	})
	serve(s, mux, resource[Absence]{
		name: "absences", all: func(d *Data) []Absence { return d.Absences }, id: func(a Absence) string { return a.ID },
		keep: func(a Absence, q url.Values) bool {
			return is(q, "student", a.Student.ID) && notBefore(a.StartTime, q.Get("startTime.onOrAfter"))
		},
		dress: s.dressAbsence,
	})
	mux.HandleFunc("GET /aggregatedAttendance", s.aggregated)
}

// resource is one kind of thing and how it is asked for.
type resource[T any] struct {
	name  string
	all   func(*Data) []T
	id    func(T) string
	keep  func(T, url.Values) bool             // by the filters of a list; nil: there are none
	look  func(T, lookup) bool                 // by more than the id; nil: by that only
	dress func(T, *Data, url.Values, Quirks) T // as it is sent; nil: as it is
}

type lookup struct {
	IDs      []string `json:"ids"`
	CivicNos []string `json:"civicNos"`
}

// serve answers for a resource: a list, one, and several by what they are known by.
func serve[T any](s *Server, mux *http.ServeMux, r resource[T]) {
	dressed := func(rows []T, d *Data, q url.Values, quirks Quirks) []T {
		out := make([]T, 0, len(rows))
		for _, row := range rows {
			if r.dress != nil {
				row = r.dress(row, d, q, quirks)
			}
			out = append(out, row)
		}
		return out
	}
	mux.HandleFunc("GET /"+r.name, func(w http.ResponseWriter, req *http.Request) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		query, from, ok := pageOf(req.URL.Query())
		if !ok {
			refuse(w, http.StatusBadRequest, "BAD_REQUEST", "pageToken combines with limit only")
			return
		}
		rows := slices.Clone(r.all(&s.data))
		if r.keep != nil && !s.quirks.IgnoreFilters {
			rows = slices.DeleteFunc(rows, func(row T) bool { return !r.keep(row, query) })
		}
		sendPage(w, dressed(rows, &s.data, query, s.quirks), query, from, s.quirks)
	})
	mux.HandleFunc("GET /"+r.name+"/{id}", func(w http.ResponseWriter, req *http.Request) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		for _, row := range r.all(&s.data) {
			if r.id(row) == req.PathValue("id") {
				send(w, http.StatusOK, dressed([]T{row}, &s.data, req.URL.Query(), s.quirks)[0])
				return
			}
		}
		w.WriteHeader(http.StatusNotFound) // without a body, as the standard says
	})
	mux.HandleFunc("POST /"+r.name+"/lookup", func(w http.ResponseWriter, req *http.Request) {
		var body lookup
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			refuse(w, http.StatusBadRequest, "BAD_REQUEST", "the body is no lookup")
			return
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		rows := slices.DeleteFunc(slices.Clone(r.all(&s.data)), func(row T) bool {
			isAsked := slices.Contains(body.IDs, r.id(row)) || r.look != nil && r.look(row, body)
			return !isAsked && !s.quirks.IgnoreFilters
		})
		send(w, http.StatusOK, dressed(rows, &s.data, req.URL.Query(), s.quirks))
	})
}

// is reports whether a filter, if it is set, has the value among its own.
func is(q url.Values, filter, value string) bool {
	return len(q[filter]) == 0 || slices.Contains(q[filter], value)
}

func notBefore(at, from string) bool {
	a, errA := time.Parse(time.RFC3339, at)
	f, errF := time.Parse(time.RFC3339, from)
	return errA != nil || errF != nil || !a.Before(f)
}

// pageOf returns the query that a list was first asked for with, and from which
// row on. It reports false when a token comes with more than limit.
func pageOf(q url.Values) (query url.Values, from int, ok bool) {
	token := q.Get("pageToken")
	if token == "" {
		return q, 0, true
	}
	for key := range q {
		if key != "pageToken" && key != "limit" {
			return nil, 0, false
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil, 0, false
	}
	offset, first, _ := strings.Cut(string(raw), " ")
	from, err = strconv.Atoi(offset)
	if err != nil || from < 0 {
		return nil, 0, false
	}
	query, err = url.ParseQuery(first)
	if err == nil && q.Has("limit") {
		query.Set("limit", q.Get("limit"))
	}
	return query, from, err == nil
}

type rowsPage[T any] struct {
	Data      []T     `json:"data"`
	PageToken *string `json:"pageToken"`
}

func sendPage[T any](w http.ResponseWriter, rows []T, query url.Values, from int, quirks Quirks) {
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit < 1 {
		limit = defaultPage
	}
	from = min(from, len(rows))
	to := min(from+limit, len(rows))
	out := rowsPage[T]{Data: rows[from:to]}
	if to < len(rows) || quirks.LoopingToken {
		first := maps.Clone(query)
		first.Del("limit")
		token := base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(to) + " " + first.Encode()))
		if quirks.LoopingToken {
			token = base64.RawURLEncoding.EncodeToString([]byte("0 " + first.Encode()))
		}
		out.PageToken = &token
	}
	send(w, http.StatusOK, out)
}

func (p Person) number() string {
	if p.CivicNo == nil {
		return ""
	}
	return p.CivicNo.Value
}

// dressPerson expands what is asked for.
func (s *Server) dressPerson(p Person, d *Data, q url.Values, quirks Quirks) Person {
	if len(q["expand"]) > 0 && !quirks.IgnoreExpand {
		p.Embedded = &Embedded{}
		if slices.Contains(q["expand"], "responsibleFor") {
			p.Embedded.ResponsibleFor = d.responsibleFor(p.ID)
		}
		if slices.Contains(q["expand"], "groupMemberships") {
			p.Embedded.GroupMemberships = d.memberships(p.ID)
		}
	}
	if q.Get("expandReferenceNames") == "true" && !quirks.IgnoreExpand {
		p.Enrolments = slices.Clone(p.Enrolments)
		for i, e := range p.Enrolments {
			p.Enrolments[i].EnroledAt.DisplayName = d.schoolName(e.EnroledAt.ID)
		}
	}
	if n := p.number(); len(n) == 12 && quirks.ShortNumbers {
		p.CivicNo = &CivicNo{Value: n[2:8] + "-" + n[8:]}
	}
	return p
}

func (s *Server) dressAbsence(a Absence, _ *Data, _ url.Values, quirks Quirks) Absence {
	if quirks.NoOffset {
		a.StartTime, a.EndTime = a.StartTime[:len("2006-01-02T15:04:05")], a.EndTime[:len("2006-01-02T15:04:05")]
	}
	return a
}

// aggregated sums lessons by pupil and activity.
func (s *Server) aggregated(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	query, from, ok := pageOf(r.URL.Query())
	first, last := query.Get("startDate"), query.Get("endDate")
	if !ok || first == "" || last == "" {
		refuse(w, http.StatusBadRequest, "BAD_REQUEST", "startDate and endDate are required")
		return
	}
	type of struct{ student, activity string }
	sums := map[of]*Aggregate{}
	var order []of
	for _, l := range s.data.Lessons {
		day := l.Start.Format(time.DateOnly)
		if !s.quirks.IgnoreFilters && (!is(query, "student", l.Student) || day < first || day > last) {
			continue
		}
		key := of{l.Student, l.Activity.ID}
		if sums[key] == nil {
			sums[key] = &Aggregate{Activity: l.Activity, Student: PersonReference{ID: l.Student}, StartDate: first, EndDate: last}
			order = append(order, key)
		}
		sums[key].AttendanceSum += l.Present
		sums[key].ValidAbsenceSum += l.Valid
		sums[key].InvalidAbsenceSum += l.Invalid
	}
	rows := make([]Aggregate, len(order))
	for i, key := range order {
		rows[i] = *sums[key]
	}
	sendPage(w, rows, query, from, s.quirks)
}
