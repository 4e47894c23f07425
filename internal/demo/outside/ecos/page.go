package ecos

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

const (
	maxForm  = 64 << 20 // bytes
	maxFiles = 10       // that staff may send along with one occurrence
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+ServicePath, s.serve)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.showCases)
	pages.HandleFunc("GET /arende/{id}", s.showCase)
	pages.HandleFunc("POST /arende/{id}/handelse", s.postOccurrence)
	pages.HandleFunc("GET /handling/{id}", s.sendDocument)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

type casesView struct {
	Title string
	Cases []caseView // newest first
}

type caseView struct {
	Title, Address, Home string
	Number, Subtitle     string
	Process, Property    string
	Received             string
	Last                 string // what happened last
	Parties              []string
	Facilities           []facilityView
	History              []occurrenceView
	Types                []Item
	Saved, Problem       string
}

type facilityView struct {
	Name    string
	Details []string
}

type occurrenceView struct {
	By, At, What, Text string
	Files              []documentView
}

type documentView struct{ Name, Size, Note, Address, Text string }

// kinds are what facilities are called, by the contract's types.
var kinds = map[string]string{
	"CreateGeothermalHeatingFacilitySvcDto": "Bergvärme", "CreateSoilHeatingFacilitySvcDto": "Jordvärme",
	"CreateMarineHeatingFacilitySvcDto": "Sjövärme", "CreateAirHeatingFacilitySvcDto": "Luftvärme",
	"IndividualSewage": "Enskilt avlopp", "Food": "Livsmedelsanläggning", "HealthProtection": "Hälsoskyddsanläggning",
}

func (s *Server) showCases(w http.ResponseWriter, r *http.Request) {
	view := casesView{Title: s.cfg.Title}
	for _, k := range slices.Backward(s.Cases()) {
		view.Cases = append(view.Cases, s.view(k))
	}
	if err := page.Write(w, http.StatusOK, casesPage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) showCase(w http.ResponseWriter, r *http.Request) {
	saved := ""
	if r.URL.Query().Has("saved") {
		saved = "Händelsen är sparad. Det som hör till den sökande syns i portalen."
	}
	s.writeCase(w, r, http.StatusOK, saved, "")
}

func (s *Server) writeCase(w http.ResponseWriter, r *http.Request, status int, saved, problem string) {
	all := s.Cases()
	at := slices.IndexFunc(all, func(k Case) bool { return k.ID == r.PathValue("id") })
	if at < 0 {
		s.failPage(w, r, errs.New(errs.NotFound, "ecos.showCase"))
		return
	}
	view := s.view(all[at])
	view.Saved, view.Problem = saved, problem
	if err := page.Write(w, status, casePage, view); err != nil {
		s.failPage(w, r, err)
	}
}

func (s *Server) view(k Case) caseView {
	process, _ := name(s.cfg.ProcessTypes, k.ProcessType)
	v := caseView{
		Title: s.cfg.Title, Address: s.cfg.Prefix + "/arende/" + k.ID, Home: s.cfg.Prefix + "/",
		Number: k.Number, Subtitle: strings.TrimSpace(k.Subtitle + " " + k.SubtitleFree), Process: process, Property: s.designation(&k),
		Received: k.StartDate.In(sweden()).Format("2006-01-02"),
	}
	parties := s.Parties()
	for _, role := range k.Roles {
		called, _ := name(s.cfg.Roles, role.RoleID)
		at := slices.IndexFunc(parties, func(p Party) bool { return p.ID == role.PartyID })
		if at >= 0 {
			v.Parties = append(v.Parties, called+": "+strings.Join(slices.Concat([]string{parties[at].Name, parties[at].Number}, parties[at].Contacts), ", "))
		}
	}
	for _, f := range s.Facilities() {
		if f.CaseID == k.ID {
			v.Facilities = append(v.Facilities, facilityView{strings.TrimSpace(kinds[f.Kind] + " " + f.Name), f.Details})
		}
	}
	for _, o := range k.Occurrences {
		v.History = append(v.History, s.viewOccurrence(o))
		v.Last = v.History[len(v.History)-1].What
	}
	for _, id := range s.cfg.StaffOccurrences {
		called, _ := name(s.cfg.OccurrenceTypes, id)
		v.Types = append(v.Types, Item{id, called})
	}
	return v
}

func (s *Server) viewOccurrence(o Occurrence) occurrenceView {
	called, _ := name(s.cfg.OccurrenceTypes, o.Type)
	v := occurrenceView{By: "Portalen", At: page.ClockTime(o.At), What: called}
	if o.ByStaff {
		v.By = "Handläggaren"
	}
	if o.Description != called {
		v.Text = o.Description
	}
	for _, d := range o.Documents {
		shown := documentView{
			Name: d.Filename, Note: d.Note, Size: fmt.Sprintf("%d\u00a0kB", (len(d.Data)+1023)/1024), Address: s.cfg.Prefix + "/handling/" + d.ID,
		}
		if d.ContentType == "text/plain" && !o.ByStaff && len(d.Data) < 100_000 {
			shown.Text = strings.TrimPrefix(strings.ReplaceAll(string(d.Data), "\r\n", "\n"), "\uFEFF")
		}
		v.Files = append(v.Files, shown)
	}
	return v
}

// postOccurrence has something happen to a case.
func (s *Server) postOccurrence(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	kind, words, files, err := readOccurrence(r)
	if err != nil {
		s.failPage(w, r, err)
		return
	}
	if !slices.Contains(s.cfg.StaffOccurrences, kind) {
		s.writeCase(w, r, http.StatusUnprocessableEntity, "", "Välj vad som har hänt.")
		return
	}
	all := s.Cases()
	at := slices.IndexFunc(all, func(k Case) bool { return k.ID == r.PathValue("id") })
	if at < 0 {
		s.failPage(w, r, errs.New(errs.NotFound, "ecos.postOccurrence"))
		return
	}
	if err := s.Occur(all[at].ID, kind, words, files...); err != nil {
		s.failPage(w, r, err)
		return
	}
	http.Redirect(w, r, s.cfg.Prefix+"/arende/"+all[at].ID+"?saved", http.StatusSeeOther)
}

// readOccurrence reads the form. The error is Invalid.
func readOccurrence(r *http.Request) (kind, words string, files []Document, err error) {
	const op = "ecos.readOccurrence"
	form, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, errs.Wrap(errs.Invalid, op, err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return kind, words, files, nil
		}
		if err != nil || len(files) == maxFiles {
			return "", "", nil, errs.Wrap(errs.Invalid, op, cmp.Or(err, errors.New("too many files")))
		}
		content, err := io.ReadAll(part) // the body as a whole is limited
		if err != nil {
			return "", "", nil, errs.Wrap(errs.Invalid, op, err)
		}
		text := strings.TrimSpace(strings.ToValidUTF8(string(content), "\uFFFD"))
		switch {
		case part.FormName() == "type":
			kind = text
		case part.FormName() == "text":
			words = text
		case part.FormName() == "file" && part.FileName() != "": // a browser sends one without a name when none was chosen
			files = append(files, Document{Filename: strings.ToValidUTF8(part.FileName(), "\uFFFD"), ContentType: partType(part), Data: content})
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

// sendDocument sends a document.
func (s *Server) sendDocument(w http.ResponseWriter, r *http.Request) {
	d, ok := s.document(r.PathValue("id"))
	if !ok {
		s.failPage(w, r, errs.New(errs.NotFound, "ecos.sendDocument"))
		return
	}
	page.SendFile(w, d.Filename, d.ContentType, d.Data)
}

// failPage answers a person: their page needs no more than the status in words.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	switch errs.KindOf(err) {
	case errs.NotFound:
		http.Error(w, "Det finns inget här.", http.StatusNotFound)
	case errs.Invalid:
		http.Error(w, "Det gick inte att ta emot det du skickade.", http.StatusBadRequest)
	default:
		s.cfg.Logger.ErrorContext(r.Context(), "ecos: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel.", http.StatusInternalServerError)
	}
}
