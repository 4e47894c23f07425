package supportmanagement

import (
	_ "embed"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
	"github.com/mittkoping/entre/internal/errs"
)

var (
	//go:embed errands.html
	errandsText string
	//go:embed errand.html
	errandText string

	errandsPage = page.Parse(errandsText)
	errandPage  = page.Parse(errandText)
)

// staff is who writes on the page.
var staff = Identifier{Type: "adAccount", Value: "joe01doe"}

const maxForm = 32 << 20 // bytes

// statusNames are the usual statuses as the page shows them; others by their own
// names.
var statusNames = []statusView{
	{"NEW", "Nytt", ""},
	{"ASSIGNED", "Tilldelat", "in_progress"},
	{"ONGOING", "Pågår", "in_progress"},
	{"PENDING", "Väntar", "in_progress"},
	{"SUSPENDED", "Parkerat", "in_progress"},
	{"SOLVED", "Löst", "closed"},
	{"WITHDRAWN", "Återkallat", "closed"},
}

type statusView struct{ Value, Name, Class string }

type errandsView struct {
	Title   string
	Errands []errandView // newest first
	Waiting int
}

type errandView struct {
	Title, Home, Address string
	Number, Name, Sort   string
	Created, Text        string
	Status               statusView
	Statuses             []statusView
	Tags                 []Pair
	People               []personView
	Files                []fileView
	Messages             []messageView
	Saved, Problem       string
}

type personView struct{ Role, Name, Reach string }

type messageView struct {
	By, At, Text string
	Files        []fileView
}

type fileView struct {
	Name, Address string
	IsImage       bool
}

// pages are for those who work the errands.
func (s *Server) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showErrands)
	mux.HandleFunc("GET /arende/{id}", func(w http.ResponseWriter, r *http.Request) { s.showErrand(w, r, http.StatusOK, "") })
	mux.HandleFunc("POST /arende/{id}", s.postAnswer)
	mux.HandleFunc("GET /arende/{id}/fil/{file}", s.sendFile)
	return http.NewCrossOriginProtection().Handler(mux)
}

func (s *Server) showErrands(w http.ResponseWriter, r *http.Request) {
	view := errandsView{Title: s.cfg.Title}
	for _, e := range slices.Backward(s.Errands()) {
		v := s.view(e)
		if v.Status.Class == "" {
			view.Waiting++
		}
		view.Errands = append(view.Errands, v)
	}
	if err := page.Write(w, http.StatusOK, errandsPage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) showErrand(w http.ResponseWriter, r *http.Request, status int, problem string) {
	e, err := s.byID(r.PathValue("id"))
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	v := s.view(e)
	v.Problem = problem
	if r.URL.Query().Has("sparat") {
		v.Saved = "Det är sparat. Den som skickade in ärendet ser det i portalen."
	}
	if err := page.Write(w, status, errandPage, v); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) byID(id string) (Errand, error) {
	all := s.Errands()
	at := slices.IndexFunc(all, func(e Errand) bool { return e.ID == id })
	if at < 0 {
		return Errand{}, errs.New(errs.NotFound, "supportmanagement.byID")
	}
	return all[at], nil
}

func (s *Server) view(e Errand) errandView {
	v := errandView{
		Title: s.cfg.Title, Home: s.cfg.Prefix + "/", Address: s.cfg.Prefix + "/arende/" + e.ID, Number: e.Number, Name: e.Body.Title,
		Created: page.ClockTime(e.Created), Text: e.Body.Description, Status: nameOf(e.Body.Status), Tags: e.Body.ExternalTags,
		Files: s.files(e, e.Attachments),
	}
	if c := e.Body.Classification; c != nil {
		v.Sort = c.Category + " · " + c.Type
	}
	for _, name := range s.cfg.Statuses {
		v.Statuses = append(v.Statuses, nameOf(name))
	}
	for _, p := range e.Body.Stakeholders {
		person := personView{Role: p.Role, Name: strings.TrimSpace(p.FirstName + " " + p.LastName)}
		for _, c := range p.ContactChannels {
			person.Reach = strings.TrimSpace(person.Reach + " " + c.Value)
		}
		v.People = append(v.People, person)
	}
	for _, c := range e.Conversations {
		for _, m := range c.Messages {
			v.Messages = append(v.Messages, messageView{By: m.By.Value, At: page.ClockTime(m.Created), Text: m.Content, Files: s.files(e, m.Attachments)})
		}
	}
	return v
}

func nameOf(status string) statusView {
	if at := slices.IndexFunc(statusNames, func(v statusView) bool { return v.Value == status }); at >= 0 {
		return statusNames[at]
	}
	return statusView{status, status, "in_progress"}
}

func (s *Server) files(e Errand, all []Attachment) (views []fileView) {
	for _, a := range all {
		views = append(views, fileView{a.Name, s.cfg.Prefix + "/arende/" + e.ID + "/fil/" + a.ID, page.IsImage(a.MediaType)})
	}
	return views
}

// postAnswer writes to whoever sent the errand in, and sets its status.
func (s *Server) postAnswer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	e, err := s.byID(r.PathValue("id"))
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	if err := r.ParseMultipartForm(maxForm); err != nil {
		s.failPage(w, r, errs.Wrap(errs.Invalid, "supportmanagement.postAnswer", err))
		return
	}
	m := Message{By: staff, Content: strings.TrimSpace(strings.ToValidUTF8(r.PostFormValue("text"), "\uFFFD"))}
	for _, header := range r.MultipartForm.File["file"] {
		file, err := header.Open()
		if err != nil {
			continue
		}
		content, err := io.ReadAll(file)
		if _ = file.Close(); err == nil && header.Filename != "" {
			m.Attachments = append(m.Attachments, Attachment{Name: header.Filename, MediaType: http.DetectContentType(content), Content: content})
		}
	}
	status := r.PostFormValue("status")
	says := m.Content != "" || len(m.Attachments) > 0
	if !says && (status == "" || status == e.Body.Status) {
		s.showErrand(w, r, http.StatusUnprocessableEntity, "Skriv något, välj en fil eller ändra status.")
		return
	}
	if says {
		err = s.Say(e.ID, 0, m)
	}
	if err == nil && status != "" && status != e.Body.Status {
		err = s.SetStatus(e.ID, status)
	}
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	http.Redirect(w, r, s.cfg.Prefix+"/arende/"+url.PathEscape(e.ID)+"?sparat", http.StatusSeeOther)
}

func (s *Server) sendFile(w http.ResponseWriter, r *http.Request) {
	e, err := s.byID(r.PathValue("id"))
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	all := slices.Clone(e.Attachments)
	for _, c := range e.Conversations {
		for _, m := range c.Messages {
			all = append(all, m.Attachments...)
		}
	}
	for _, a := range all {
		if a.ID == r.PathValue("file") {
			page.SendFile(w, a.Name, a.MediaType, a.Content)
			return
		}
	}
	s.failPage(w, r, errs.New(errs.NotFound, "supportmanagement.sendFile"))
}

// failPage answers a person: their page needs no more than the status in words.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	switch errs.KindOf(err) {
	case errs.NotFound:
		http.Error(w, "Det finns inget här.", http.StatusNotFound)
	case errs.Invalid:
		http.Error(w, "Det gick inte att ta emot det du skickade.", http.StatusBadRequest)
	default:
		s.cfg.Logger.ErrorContext(r.Context(), "supportmanagement: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel.", http.StatusInternalServerError)
	}
}
