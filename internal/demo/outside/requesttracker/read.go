package requesttracker

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultPage = 20
	maxPage     = 100
)

// list is the answer to a search, from records in the order of their ids.
func list(query url.Values, records []map[string]any) answer {
	most, err := strconv.Atoi(query.Get("per_page"))
	if err != nil || most < 1 {
		most = defaultPage
	}
	most = min(most, maxPage)
	if query.Get("order") == "DESC" {
		slices.Reverse(records)
	}
	items := []map[string]any{}
	asked := strings.Split(query.Get("fields"), ",")
	for _, r := range records[:min(most, len(records))] {
		item := map[string]any{}
		for name, value := range r {
			if name == "id" || name == "type" || slices.Contains(asked, name) {
				item[name] = value
			}
		}
		items = append(items, item)
	}
	return ok(map[string]any{"count": len(items), "items": items, "per_page": most, "page": 1, "total": nil, "pages": nil})
}

func (s *Server) listTickets(r *http.Request, u User) answer {
	query := r.URL.Query()
	matches, err := parseQuery(query.Get("query"))
	if err != nil {
		return fail(http.StatusBadRequest, err.Error())
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []map[string]any
	for _, t := range s.tickets {
		if u.may(ShowTicket) && matches(t.record(u)) {
			found = append(found, s.describeTicket(t, u))
		}
	}
	return list(query, found)
}

// record is a ticket to a query.
func (t *Ticket) record(u User) record {
	return func(field string) (string, bool) {
		if custom, is := strings.CutPrefix(field, "CF."); is {
			value, set := t.Fields[strings.Trim(custom, "{}")]
			return value, set
		}
		switch field {
		case "id":
			return strconv.Itoa(t.ID), true
		case "Queue":
			return t.Queue, true
		case "Status":
			return t.Status, true
		case "Creator":
			return creatorFor(u, t.Creator), true
		}
		return "", false
	}
}

// showOne tells a ticket by its number. That there is none comes before any right.
func (s *Server) showOne(r *http.Request, u User) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ticket(number(r))
	switch {
	case t == nil:
		return failStatus(http.StatusNotFound)
	case !u.may(ShowTicket):
		return failStatus(http.StatusForbidden)
	}
	return ok(s.describeTicket(t, u))
}

func (s *Server) describeTicket(t *Ticket, u User) map[string]any {
	requestors := []map[string]any{}
	if t.Requestor != "" {
		requestors = append(requestors, reference("user", t.Requestor))
	}
	links := []map[string]string{{"ref": "self"}}
	if u.may(CommentOnTicket) {
		links = append(links, map[string]string{"ref": "comment"})
	}
	if u.may(ReplyToTicket) {
		links = append(links, map[string]string{"ref": "correspond"})
	}
	q, _ := s.queue(t.Queue)
	return map[string]any{
		"id": strconv.Itoa(t.ID), "type": "ticket", "Status": t.Status, "Subject": t.Subject, "Requestor": requestors,
		"CustomFields": describeValues(u, q.TicketFields, t.Fields), "_hyperlinks": links,
	}
}

// describeValues lists every field, also those without a value.
func describeValues(u User, fields []Field, values map[string]string) []map[string]any {
	all := []map[string]any{}
	for _, f := range fields {
		held := []string{}
		if v, set := values[f.Name]; set {
			held = append(held, v)
		}
		if u.may(SeeCustomField) {
			all = append(all, map[string]any{"id": f.Name, "name": f.Name, "values": held})
		}
	}
	return all
}

func (s *Server) listTransactions(r *http.Request, u User) answer {
	query := r.URL.Query()
	matches, err := parseQuery(query.Get("query"))
	if err != nil {
		return fail(http.StatusBadRequest, err.Error())
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []map[string]any
	for _, x := range s.history() {
		if u.maySee(x) && matches(x.record(u)) {
			q, _ := s.queue(s.ticket(x.TicketID).Queue)
			found = append(found, map[string]any{
				"id": strconv.Itoa(x.ID), "type": "transaction", "Type": x.Type, "OldValue": x.OldValue, "NewValue": x.NewValue,
				"ObjectId": strconv.Itoa(x.TicketID), "Created": x.Created, "Creator": reference("user", x.Creator),
				"CustomFields": describeValues(u, q.TransactionFields, x.Fields),
			})
		}
	}
	return list(query, found)
}

// history is what happened to all tickets, in the order of ids. The caller
// holds the lock.
func (s *Server) history() []Transaction {
	var all []Transaction
	for _, t := range s.tickets {
		all = append(all, t.Transactions...)
	}
	slices.SortFunc(all, func(a, b Transaction) int { return a.ID - b.ID })
	return all
}

func (u User) maySee(x Transaction) bool {
	return u.may(ShowTicket) && (x.Type != "Comment" || u.may(ShowTicketComments))
}

// record is a transaction to a query.
func (x Transaction) record(u User) record {
	return func(field string) (string, bool) {
		if custom, is := strings.CutPrefix(field, "CF."); is {
			value, set := x.Fields[strings.Trim(custom, "{}")]
			return value, set
		}
		switch field {
		case "id":
			return strconv.Itoa(x.ID), true
		case "ObjectType":
			return "RT::Ticket", true
		case "ObjectId":
			return strconv.Itoa(x.TicketID), true
		case "Type":
			return x.Type, true
		case "Creator":
			return creatorFor(u, x.Creator), true
		case "Subject":
			return x.Subject, x.Subject != ""
		}
		return "", false
	}
}

// creatorFor is who made a record, to a query of the user.
func creatorFor(u User, creator string) string {
	if creator == u.Name {
		return "__CurrentUser__"
	}
	return creator
}

func (s *Server) listParts(r *http.Request, u User) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	id := number(r)
	for _, x := range s.history() {
		if x.ID != id || !u.maySee(x) {
			continue
		}
		var parts []map[string]any
		for _, p := range x.Parts {
			parts = append(parts, map[string]any{
				"id": strconv.Itoa(p.ID), "type": "attachment", "ContentType": p.MediaType, "Filename": p.Name,
				"ContentLength": strconv.Itoa(len(p.Content)),
			})
		}
		return list(r.URL.Query(), parts)
	}
	return failStatus(http.StatusInternalServerError) // as it is
}

func (s *Server) showPart(r *http.Request, u User) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	id := number(r)
	for _, x := range s.history() {
		for _, p := range x.Parts {
			if p.ID == id && u.maySee(x) {
				return ok(map[string]any{
					"id": p.ID, "ContentType": p.MediaType, "Filename": p.Name,
					"Content": base64.StdEncoding.EncodeToString(p.Content) + "\n",
				})
			}
		}
	}
	return failStatus(http.StatusInternalServerError) // as it is
}
