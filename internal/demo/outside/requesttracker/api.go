package requesttracker

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// routes is the part of REST 2 that is there, and the page for people.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]handler{
		"GET /REST/2.0/rt":                           s.showVersion,
		"GET /REST/2.0/queue/{name}":                 s.showQueue,
		"GET /REST/2.0/customfield/{id}":             s.showField,
		"POST /REST/2.0/ticket":                      s.postTicket,
		"GET /REST/2.0/ticket/{id}":                  s.showOne,
		"PUT /REST/2.0/ticket/{id}":                  s.putTicket,
		"POST /REST/2.0/ticket/{id}/comment":         s.postMessage("Comment", CommentOnTicket),
		"POST /REST/2.0/ticket/{id}/correspond":      s.postMessage("Correspond", ReplyToTicket),
		"GET /REST/2.0/tickets":                      s.listTickets,
		"GET /REST/2.0/transactions":                 s.listTransactions,
		"GET /REST/2.0/transaction/{id}/attachments": s.listParts,
		"GET /REST/2.0/attachment/{id}":              s.showPart,
	} {
		mux.HandleFunc(pattern, s.authenticated(handle))
	}
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.showTickets)
	pages.HandleFunc("GET /ticket/{id}", s.showTicket)
	pages.HandleFunc("POST /ticket/{id}/reply", s.postReply)
	pages.HandleFunc("POST /ticket/{id}/status", s.postStatus)
	pages.HandleFunc("GET /file/{id}", s.sendFile)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

// answer is a status and what is sent as JSON.
type answer struct {
	status   int
	location string
	value    any
}

func ok(value any) answer { return answer{status: http.StatusOK, value: value} }

func fail(status int, message string) answer {
	return answer{status: status, value: map[string]string{"message": message}}
}

func failStatus(status int) answer { return fail(status, http.StatusText(status)) }

type handler func(r *http.Request, u User) answer

// authenticated asks for a token.
func (s *Server) authenticated(handle handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a := failStatus(http.StatusUnauthorized)
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "token ")
		for _, u := range s.cfg.Users {
			if token != "" && u.Token == token {
				a = handle(r, u)
			}
		}
		body, err := json.MarshalIndent(a.value, "", "   ")
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", `application/json; charset="utf-8"`)
		if a.location != "" {
			w.Header().Set("Location", a.location)
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(body) // a client that left is not our error
	}
}

// failBody is the answer to a body that cannot be read.
func failBody(err error) answer {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return failStatus(http.StatusRequestEntityTooLarge)
	}
	return fail(http.StatusBadRequest, "JSON parse error: "+err.Error())
}

func (s *Server) showVersion(*http.Request, User) answer {
	return ok(map[string]string{"Version": "5.0.3"})
}

func (s *Server) showQueue(r *http.Request, u User) answer {
	q, found := s.queue(r.PathValue("name"))
	if !found || !u.may(SeeQueue) {
		return failStatus(http.StatusForbidden)
	}
	links := []map[string]string{{"ref": "self"}}
	if u.may(CreateTicket) {
		links = append(links, map[string]string{"ref": "create"})
	}
	return ok(map[string]any{
		"id": 1, "Name": q.Name, "_hyperlinks": links,
		"TicketCustomFields":            describeFields(u, q.TicketFields),
		"TicketTransactionCustomFields": describeFields(u, q.TransactionFields),
	})
}

// describeFields names fields with their ids, which are their names here.
func describeFields(u User, fields []Field) []map[string]string {
	all := []map[string]string{}
	for _, f := range fields {
		if u.may(SeeCustomField) {
			all = append(all, map[string]string{"type": "customfield", "id": f.Name, "name": f.Name})
		}
	}
	return all
}

func (s *Server) showField(r *http.Request, u User) answer {
	if !u.may(AdminCustomField) {
		return failStatus(http.StatusForbidden)
	}
	for _, q := range s.cfg.Queues {
		if f, found := findField(q.TicketFields, r.PathValue("id")); found {
			unique := "0"
			if f.Unique {
				unique = "1"
			}
			return ok(map[string]string{"id": f.Name, "Name": f.Name, "UniqueValues": unique})
		}
	}
	return failStatus(http.StatusNotFound)
}

// number reads an id of a path; 0 is nobody's.
func number(r *http.Request) int {
	n, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return 0
	}
	return n
}
