package anysystem

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
	"github.com/mittkoping/entre/internal/errs"
)

var (
	//go:embed cases.html
	casesText string
	//go:embed case.html
	caseText string

	casesPage = page.Parse(casesText)
	casePage  = page.Parse(caseText)
)

const maxPageFiles = 10

// statusNames are the statuses as the page shows them.
var statusNames = []statusView{{Received, "Inkommet", ""}, {Started, "Pågår", "in_progress"}, {Waiting, "Väntar på svar", "in_progress"}, {Closed, "Klart", "closed"}}

type statusView struct {
	Value       Status
	Name, Class string
}

type casesView struct {
	Title  string
	Home   string
	Quirks Quirks
	Taken  int // events that nothing has been made of
	Cases  []caseView
	Outbox []tellingView // newest first
	Saved  string
}

type tellingView struct {
	ID, Type, Outcome string
}

type caseView struct {
	Title, Home, Address     string
	ID, Number, Reference    string
	Category, Text, Received string
	Subject                  string
	Status                   statusView
	Statuses                 []statusView
	History                  []entryView
	Saved, Problem           string
}

type entryView struct {
	By, At, What, Text string
	Files              []fileView
}

type fileView struct {
	Name, Size, Address string
	IsImage             bool
}

func (s *Server) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showCases)
	mux.HandleFunc("POST /hur", s.postQuirks)
	mux.HandleFunc("POST /gor", s.postMake)
	mux.HandleFunc("POST /skicka", s.postDeliver)
	mux.HandleFunc("GET /arende/{id}", s.showCase)
	mux.HandleFunc("POST /arende/{id}", s.postNews)
	mux.HandleFunc("GET /arende/{id}/fil/{file}", s.sendFile)
	return mux
}

func (s *Server) showCases(w http.ResponseWriter, r *http.Request) {
	view := casesView{Title: s.cfg.Title, Home: s.cfg.Prefix + "/", Quirks: s.Quirks()}
	view.Saved = map[string]string{"hur": "Systemet beter sig nu så.", "gor": "Allt som väntade är gjort.", "skicka": "Försökte igen."}[r.URL.Query().Get("saved")]
	for _, c := range slices.Backward(s.Cases()) {
		view.Cases = append(view.Cases, s.viewCase(c))
	}
	s.mu.Lock()
	for _, t := range s.inbox {
		if t.reply.Status == "accepted" {
			view.Taken++
		}
	}
	s.mu.Unlock()
	for _, t := range slices.Backward(s.Outbox()) {
		view.Outbox = append(view.Outbox, tellingView{t.ID, t.Type, outcome(t)})
	}
	s.write(w, r, http.StatusOK, casesPage, view)
}

// outcome says in words what the portal answered.
func outcome(t Telling) string {
	switch {
	case t.Arrived:
		return "Portalen har det"
	case t.Status == 0:
		return "Inte framme än"
	default:
		return fmt.Sprintf("Inte framme: portalen svarade %d", t.Status)
	}
}

func (s *Server) showCase(w http.ResponseWriter, r *http.Request) {
	saved := ""
	if r.URL.Query().Get("saved") != "" {
		saved = "Sparat. Portalen har fått veta det, eller får veta det när den svarar."
	}
	s.writeCase(w, r, http.StatusOK, saved, "")
}

func (s *Server) writeCase(w http.ResponseWriter, r *http.Request, status int, saved, problem string) {
	s.mu.Lock()
	c := s.find(r.PathValue("id"))
	if c == nil {
		s.mu.Unlock()
		s.failPage(w, r, errs.New(errs.NotFound, "anysystem.showCase"))
		return
	}
	view := s.viewCase(c.clone())
	s.mu.Unlock()
	view.Saved, view.Problem = saved, problem
	s.write(w, r, status, casePage, view)
}

func (s *Server) viewCase(c Case) caseView {
	v := caseView{
		Title: s.cfg.Title, Home: s.cfg.Prefix + "/", Address: s.cfg.Prefix + "/arende/" + c.ID, Subject: c.Title,
		ID: c.ID, Number: c.Number, Reference: c.Reference, Category: c.Category, Text: c.Text, Received: page.ClockTime(c.CameAt), Statuses: statusNames,
	}
	v.Status = statusNames[slices.IndexFunc(statusNames, func(n statusView) bool { return n.Value == c.Status })]
	for _, e := range c.History {
		entry := entryView{By: "Handläggaren", At: page.ClockTime(e.At), What: e.What, Text: e.Text}
		if e.ByPortal {
			entry.By = "Portalen"
		}
		for _, f := range e.Files {
			entry.Files = append(entry.Files, fileView{
				Name: f.Name, Size: fmt.Sprintf("%d\u00a0kB", (len(f.Content)+1023)/1024),
				Address: v.Address + "/fil/" + f.ID, IsImage: page.IsImage(f.MediaType),
			})
		}
		v.History = append(v.History, entry)
	}
	return v
}

// postNews does what a person chose on the case's page.
func (s *Server) postNews(w http.ResponseWriter, r *http.Request) {
	n, err := readNews(r)
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	if n.Text == "" && len(n.Files) == 0 && (n.Status == "" || n.Decision || n.Asks) {
		s.writeCase(w, r, http.StatusUnprocessableEntity, "", "Skriv något, välj en fil eller byt status.")
		return
	}
	if err := s.Do(r.Context(), r.PathValue("id"), n); err != nil {
		s.failPage(w, r, err)
		return
	}
	id, err := strconv.Atoi(r.PathValue("id")) // it was found, so it is one
	if err != nil {
		s.failPage(w, r, errs.Wrap(errs.Internal, "anysystem.postNews", err))
		return
	}
	http.Redirect(w, r, s.cfg.Prefix+"/arende/"+strconv.Itoa(id)+"?saved=1", http.StatusSeeOther)
}

// readNews reads the form. The error is Invalid.
func readNews(r *http.Request) (n News, err error) {
	const op = "anysystem.readNews"
	form, err := r.MultipartReader()
	if err != nil {
		return n, errs.Wrap(errs.Invalid, op, err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil || len(n.Files) == maxPageFiles {
			return n, errs.Wrap(errs.Invalid, op, cmp.Or(err, errors.New("too many files")))
		}
		content, err := io.ReadAll(part) // the body as a whole is limited
		if err != nil {
			return n, errs.Wrap(errs.Invalid, op, err)
		}
		value := strings.TrimSpace(strings.ToValidUTF8(string(content), "\uFFFD"))
		switch {
		case part.FormName() == "text":
			n.Text = value
		case part.FormName() == "kind":
			n.Decision, n.Asks = value == "decision", value == "ask"
			if n.Asks {
				n.Status = Waiting
			}
		case part.FormName() == "status" && slices.ContainsFunc(statusNames, func(v statusView) bool { return v.Value == Status(value) }):
			n.Status = Status(value)
		case part.FormName() == "file" && part.FileName() != "":
			n.Files = append(n.Files, File{
				Name: strings.ToValidUTF8(part.FileName(), "\uFFFD"), MediaType: part.Header.Get("Content-Type"), Content: content,
			})
		}
	}
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, t *template.Template, view any) {
	if err := page.Write(w, status, t, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) postQuirks(w http.ResponseWriter, r *http.Request) {
	has := func(name string) bool { return slices.Contains(r.PostForm["hur"], name) }
	if err := r.ParseForm(); err != nil {
		s.failPage(w, r, errs.Wrap(errs.Invalid, "anysystem.postQuirks", err))
		return
	}
	s.SetQuirks(Quirks{Later: has("later"), Twice: has("twice"), Backwards: has("backwards")})
	s.back(w, r, "hur")
}

func (s *Server) postMake(w http.ResponseWriter, r *http.Request) {
	if err := s.MakeAll(r.Context()); err != nil {
		s.failPage(w, r, err)
		return
	}
	s.back(w, r, "gor")
}

func (s *Server) postDeliver(w http.ResponseWriter, r *http.Request) {
	s.Deliver(r.Context())
	s.back(w, r, "skicka")
}

func (s *Server) back(w http.ResponseWriter, r *http.Request, saved string) {
	http.Redirect(w, r, s.cfg.Prefix+"/?saved="+saved, http.StatusSeeOther)
}

// sendFile sends a file of a case.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	var found *File
	if c := s.find(r.PathValue("id")); c != nil {
		for _, e := range c.History {
			for _, f := range e.Files {
				if f.ID == r.PathValue("file") {
					found = &f
				}
			}
		}
	}
	s.mu.Unlock()
	if found == nil {
		s.failPage(w, r, errs.New(errs.NotFound, "anysystem.sendFile"))
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
		s.cfg.Logger.ErrorContext(r.Context(), "anysystem: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel.", http.StatusInternalServerError)
	}
}
