package byggr

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
	"github.com/mittkoping/entre/internal/errs"
)

var (
	//go:embed arenden.html
	arendenText string
	//go:embed arende.html
	arendeText string

	arendenPage = page.Parse(arendenText)
	arendePage  = page.Parse(arendeText)
)

const (
	maxForm  = 64 << 20 // bytes
	maxFiles = 10       // with one answer
)

func (s *Server) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showArenden)
	mux.HandleFunc("GET /arende/{id}", s.showArende)
	mux.HandleFunc("POST /arende/{id}/status", s.postStatus)
	mux.HandleFunc("POST /arende/{id}/handelse", s.postHandelse)
	mux.HandleFunc("GET /dokument/{id}", s.sendDocument)
	return mux
}

type arendenView struct {
	Title   string
	Arenden []arendeView // newest first
	Waiting int          // that nobody has begun with
}

type arendeView struct {
	Title, Home, Address  string
	Dnr, Beskrivning      string
	Status, Class         string
	Kom, Handlaggare      string
	Sort, Ref             string
	Fastighet             string
	Begun, Closed         bool
	Intressenter          []partyView
	Handelser             []handelseView
	Saved, Problem, Typed string
}

type partyView struct{ Name, Number, Roles, Reach, Address string }

type handelseView struct {
	Riktning, At, Rubrik, Typ, Text string
	Files                           []fileView
}

type fileView struct {
	Name, Status, Address string
	IsImage               bool
}

func (s *Server) showArenden(w http.ResponseWriter, r *http.Request) {
	view := arendenView{Title: s.cfg.Title}
	for _, a := range slices.Backward(s.Arenden()) {
		v := s.view(a)
		if !v.Begun && !v.Closed {
			view.Waiting++
		}
		view.Arenden = append(view.Arenden, v)
	}
	if err := page.Write(w, http.StatusOK, arendenPage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) showArende(w http.ResponseWriter, r *http.Request) {
	saved := map[string]string{
		"handelse": "Händelsen är sparad. Den som skickade in ärendet läser den i portalen.", "status": "Ärendet är ändrat.",
	}[r.URL.Query().Get("saved")]
	s.writeArende(w, r, http.StatusOK, saved, "")
}

func (s *Server) writeArende(w http.ResponseWriter, r *http.Request, status int, saved, problem string) {
	a, err := s.byID(r.PathValue("id"))
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	view := s.view(a)
	view.Saved, view.Problem = saved, problem
	if err := page.Write(w, status, arendePage, view); err != nil {
		s.failPage(w, r, err)
	}
}

// byID returns a case by its number in the page's addresses.
func (s *Server) byID(id string) (Arende, error) {
	all := s.Arenden()
	at := slices.IndexFunc(all, func(a Arende) bool { return strconv.Itoa(a.ID) == id })
	if at < 0 {
		return Arende{}, errs.New(errs.NotFound, "byggr.byID")
	}
	return all[at], nil
}

func (s *Server) view(a Arende) arendeView {
	v := arendeView{
		Title: s.cfg.Title, Home: s.cfg.Prefix + "/", Address: fmt.Sprintf("%s/arende/%d", s.cfg.Prefix, a.ID),
		Dnr: a.Dnr, Beskrivning: cmp.Or(a.Beskrivning, a.Handelser[0].Rubrik), Status: a.Status, Kom: page.ClockTime(a.Registrerad),
		Handlaggare: a.Handlaggare, Sort: strings.Join(nonEmpty(a.Codes.Grupp, a.Codes.Typ, a.Codes.Slag, a.Codes.Klass), " · "), Ref: a.ExternRef,
		Closed: a.Status != "Pågående", Begun: a.Handlaggare == s.staff(),
	}
	switch {
	case v.Closed:
		v.Class = "closed"
	case v.Begun:
		v.Class = "in_progress"
	}
	for _, f := range a.Fastigheter {
		v.Fastighet = strings.TrimSpace(f.Trakt + " " + f.FbetNr)
	}
	for _, p := range a.Intressenter {
		party := partyView{Name: p.Name(), Number: p.PersOrgNr, Roles: strings.Join(p.Roller, ", ")}
		party.Address = strings.Join(nonEmpty(p.Adress, strings.TrimSpace(p.PostNr+" "+p.Ort)), ", ")
		for _, k := range p.Kommunikation {
			party.Reach = strings.Trim(party.Reach+", "+k.Beskrivning, ", ")
		}
		v.Intressenter = append(v.Intressenter, party)
	}
	for _, h := range a.Handelser {
		v.Handelser = append(v.Handelser, s.viewHandelse(h))
	}
	return v
}

// nonEmpty leaves out what is empty.
func nonEmpty(all ...string) (some []string) {
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}

func (s *Server) viewHandelse(h Handelse) handelseView {
	v := handelseView{
		Riktning: h.Riktning, At: page.ClockTime(h.Start), Rubrik: h.Rubrik, Typ: strings.Join(nonEmpty(h.Typ, h.Slag, h.Utfall), " · "),
		Text: strings.TrimSpace(h.Anteckning + "\n" + h.Beslutstext),
	}
	for _, d := range h.Handlingar {
		v.Files = append(v.Files, fileView{
			Name: d.Namn, Status: d.Status, Address: fmt.Sprintf("%s/dokument/%s", s.cfg.Prefix, d.DokID), IsImage: page.IsImage(mediaType(d)),
		})
	}
	return v
}

func (s *Server) postStatus(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	a, err := s.byID(r.PathValue("id"))
	if err == nil {
		switch r.PostFormValue("status") {
		case "begin":
			err = s.Begin(a.Dnr)
		case "end":
			err = s.End(a.Dnr)
		default:
			err = errs.New(errs.Invalid, "byggr.postStatus")
		}
	}
	s.back(w, r, "status", err)
}

// postHandelse answers whoever sent the case in, with files.
func (s *Server) postHandelse(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	a, err := s.byID(r.PathValue("id"))
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	typ, text, files, err := readForm(r)
	switch {
	case err == nil && !slices.Contains([]string{TypMeddelande, TypKomplettering, TypBeslut}, typ):
		err = errs.New(errs.Invalid, "byggr.postHandelse")
	case err == nil && text == "" && len(files) == 0:
		s.writeArende(w, r, http.StatusUnprocessableEntity, "", "Skriv något eller välj en fil.")
		return
	}
	if err == nil {
		err = s.Say(a.Dnr, typ, text, files...)
	}
	s.back(w, r, "handelse", err)
}

// readForm reads the form. The error is Invalid.
func readForm(r *http.Request) (typ, text string, files []Handling, err error) {
	const op = "byggr.readForm"
	form, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, errs.Wrap(errs.Invalid, op, err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return typ, text, files, nil
		}
		var content []byte
		if err == nil && len(files) < maxFiles {
			content, err = io.ReadAll(part) // the body as a whole is limited
		}
		if err != nil || len(files) == maxFiles {
			return "", "", nil, errs.Wrap(errs.Invalid, op, cmp.Or(err, errors.New("too many files")))
		}
		typ, text, files = takePart(part, content, typ, text, files)
	}
}

func takePart(part *multipart.Part, content []byte, typ, text string, files []Handling) (newTyp, newText string, newFiles []Handling) {
	said := strings.TrimSpace(strings.ToValidUTF8(string(content), "\uFFFD"))
	switch {
	case part.FormName() == "typ":
		typ = said
	case part.FormName() == "text":
		text = said
	case part.FormName() == "file" && part.FileName() != "": // a browser sends one without a name when none was chosen
		name := strings.ToValidUTF8(part.FileName(), "\uFFFD")
		files = append(files, Handling{Namn: name, Anteckning: name, Andelse: strings.ToLower(path.Ext(name)), Content: content})
	}
	return typ, text, files
}

// back shows the case again, which a reload then does not post once more.
func (s *Server) back(w http.ResponseWriter, r *http.Request, saved string, err error) {
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	http.Redirect(w, r, s.cfg.Prefix+"/arende/"+url.PathEscape(r.PathValue("id"))+"?saved="+saved, http.StatusSeeOther)
}

func (s *Server) sendDocument(w http.ResponseWriter, r *http.Request) {
	for _, a := range s.Arenden() {
		for _, h := range a.Handelser {
			for _, d := range h.Handlingar {
				if d.DokID == r.PathValue("id") {
					page.SendFile(w, d.Namn, mediaType(d), d.Content)
					return
				}
			}
		}
	}
	s.failPage(w, r, errs.New(errs.NotFound, "byggr.sendDocument"))
}

// mediaType guesses by what the content is: ByggR keeps endings only.
func mediaType(d Handling) string { return http.DetectContentType(d.Content) }

// failPage answers a person: their page needs no more than the status in words.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	switch errs.KindOf(err) {
	case errs.NotFound:
		http.Error(w, "Det finns inget här.", http.StatusNotFound)
	case errs.Invalid:
		http.Error(w, "Det gick inte att ta emot det du skickade.", http.StatusBadRequest)
	default:
		s.cfg.Logger.ErrorContext(r.Context(), "byggr: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel.", http.StatusInternalServerError)
	}
}
