package requesttracker

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
	"github.com/mittkoping/entre/internal/errs"
)

var (
	//go:embed tickets.html
	ticketsText string
	//go:embed ticket.html
	ticketText string

	ticketsPage = page.Parse(ticketsText)
	ticketPage  = page.Parse(ticketText)
)

// maxReplyFiles is how many files staff may send along with one reply.
const maxReplyFiles = 10

// statusNames are the statuses as the page shows them, in the order of a case's
// life.
var statusNames = []statusView{
	{"new", "Ny", ""},
	{"open", "Pågår", "in_progress"},
	{"stalled", "Väntar på svar", "in_progress"},
	{"resolved", "Klart", "closed"},
	{"rejected", "Avskrivet", "closed"},
}

type statusView struct{ Value, Name, Class string }

func viewStatus(value string) statusView {
	at := slices.IndexFunc(statusNames, func(v statusView) bool { return v.Value == value })
	if at < 0 {
		return statusView{Value: value, Name: value}
	}
	return statusNames[at]
}

// ticketsView is the list of tickets, newest first.
type ticketsView struct {
	Title   string
	Tickets []ticketView
	Waiting int // tickets that nobody has begun with
}

// ticketView is a ticket with its history.
type ticketView struct {
	Title    string
	ID       int
	Address  string
	Subject  string
	Queue    string
	Status   statusView
	Received string
	Changed  string
	Fields   []fieldView
	History  []eventView
	Statuses []statusView
	Home     string
	Saved    string // what was just done, or ""
	Problem  string // why it was not, or ""
}

type fieldView struct{ Name, Value string }

type eventView struct {
	By, At, What, Text string
	Files              []fileView
}

type fileView struct {
	Name, Size, Address string
	IsImage             bool
}

func (s *Server) showTickets(w http.ResponseWriter, r *http.Request) {
	view := ticketsView{Title: s.cfg.Title}
	for _, t := range slices.Backward(s.Tickets()) {
		if t.Status == "new" {
			view.Waiting++
		}
		view.Tickets = append(view.Tickets, s.viewTicket(t))
	}
	if err := page.Write(w, http.StatusOK, ticketsPage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) showTicket(w http.ResponseWriter, r *http.Request) {
	saved := map[string]string{
		"reply": "Svaret är skickat. Den som skickade in ärendet läser det i portalen.", "status": "Statusen är ändrad.",
	}[r.URL.Query().Get("saved")]
	s.writeTicket(w, r, http.StatusOK, saved, "")
}

func (s *Server) writeTicket(w http.ResponseWriter, r *http.Request, status int, saved, problem string) {
	s.mu.RLock()
	t := s.ticket(number(r))
	if t == nil {
		s.mu.RUnlock()
		s.failPage(w, r, errs.New(errs.NotFound, "requesttracker.showTicket"))
		return
	}
	view := s.viewTicket(t.clone())
	s.mu.RUnlock()
	view.Saved, view.Problem = saved, problem
	if err := page.Write(w, status, ticketPage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) viewTicket(t Ticket) ticketView {
	v := ticketView{
		Title: s.cfg.Title, ID: t.ID, Subject: t.Subject, Queue: t.Queue, Status: viewStatus(t.Status), Statuses: statusNames,
		Address: fmt.Sprintf("%s/ticket/%d", s.cfg.Prefix, t.ID), Home: s.cfg.Prefix + "/",
		Received: page.ClockTime(t.Transactions[0].Created),
		Changed:  page.ClockTime(t.Transactions[len(t.Transactions)-1].Created),
	}
	q, _ := s.queue(t.Queue)
	for _, f := range q.TicketFields {
		if value := t.Fields[f.Name]; value != "" {
			v.Fields = append(v.Fields, fieldView{f.Name, value})
		}
	}
	for _, x := range t.Transactions {
		v.History = append(v.History, s.viewEvent(x))
	}
	return v
}

func (s *Server) viewEvent(x Transaction) eventView {
	v := eventView{By: "Portalen", At: page.ClockTime(x.Created)}
	switch x.Creator {
	case s.cfg.Staff:
		v.By = "Handläggaren"
	case systemUser:
		v.By = "Systemet"
	}
	switch {
	case x.Type == "Create":
		v.What = "ärendet kom in"
	case x.Type == "Status":
		v.What = "status: " + viewStatus(x.OldValue).Name + " → " + viewStatus(x.NewValue).Name
	case x.Type == "Comment":
		v.What = "anteckning"
	case x.Creator == s.cfg.Staff:
		v.What = "svar"
	default:
		v.What = "meddelande"
	}
	for _, p := range x.Parts {
		switch {
		case p.Name != "":
			v.Files = append(v.Files, fileView{
				Name: p.Name, Size: fmt.Sprintf("%d\u00a0kB", (len(p.Content)+1023)/1024),
				Address: fmt.Sprintf("%s/file/%d", s.cfg.Prefix, p.ID), IsImage: page.IsImage(p.MediaType),
			})
		case p.MediaType == "text/plain":
			v.Text = string(p.Content)
		}
	}
	return v
}

// postReply answers whoever sent the case in, with files.
func (s *Server) postReply(w http.ResponseWriter, r *http.Request) {
	text, files, err := readReply(r)
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	if text == "" && len(files) == 0 {
		s.writeTicket(w, r, http.StatusUnprocessableEntity, "", "Skriv ett svar eller välj en fil.")
		return
	}
	if err := s.Correspond(number(r), s.cfg.Staff, text, files...); err != nil {
		s.failPage(w, r, err)
		return
	}
	s.back(w, r, "reply")
}

// readReply reads the form. The error is Invalid.
func readReply(r *http.Request) (text string, files []Part, err error) {
	const op = "requesttracker.readReply"
	form, err := r.MultipartReader()
	if err != nil {
		return "", nil, errs.Wrap(errs.Invalid, op, err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return text, files, nil
		}
		if err != nil || len(files) == maxReplyFiles {
			return "", nil, errs.Wrap(errs.Invalid, op, cmp.Or(err, errors.New("too many files")))
		}
		content, err := io.ReadAll(part) // the body as a whole is limited
		if err != nil {
			return "", nil, errs.Wrap(errs.Invalid, op, err)
		}
		switch {
		case part.FormName() == "text":
			text = strings.TrimSpace(strings.ToValidUTF8(string(content), "\uFFFD"))
		case part.FormName() == "file" && part.FileName() != "": // a browser sends one without a name when none was chosen
			files = append(files, Part{Name: strings.ToValidUTF8(part.FileName(), "\uFFFD"), MediaType: partType(part), Content: content})
		}
	}
}

func partType(part *multipart.Part) string {
	mediaType, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		return "application/octet-stream"
	}
	return mediaType
}

func (s *Server) postStatus(w http.ResponseWriter, r *http.Request) {
	if err := s.SetStatus(number(r), s.cfg.Staff, r.PostFormValue("status")); err != nil {
		s.failPage(w, r, err)
		return
	}
	s.back(w, r, "status")
}

// back shows the ticket again, which a reload then does not post once more.
func (s *Server) back(w http.ResponseWriter, r *http.Request, saved string) {
	target := s.cfg.Prefix + "/ticket/" + strconv.Itoa(number(r)) + "?saved=" + saved
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// sendFile sends a file of a ticket.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request) {
	id := number(r)
	s.mu.RLock()
	var found Part
	for _, x := range s.history() {
		for _, p := range x.Parts {
			if p.ID == id && p.Name != "" {
				found = p
			}
		}
	}
	s.mu.RUnlock()
	if found.ID == 0 {
		s.failPage(w, r, errs.New(errs.NotFound, "requesttracker.sendFile "+strconv.Itoa(id)))
		return
	}
	page.SendFile(w, found.Name, found.MediaType, found.Content)
}

// failPage answers a person: their page needs no more than the status in words.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	switch errs.KindOf(err) {
	case errs.NotFound:
		http.Error(w, "Det finns inget här.", http.StatusNotFound)
	case errs.Invalid:
		http.Error(w, "Det gick inte att ta emot det du skickade.", http.StatusBadRequest)
	default:
		s.cfg.Logger.ErrorContext(r.Context(), "requesttracker: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel.", http.StatusInternalServerError)
	}
}
