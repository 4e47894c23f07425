package open311

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
	"github.com/mittkoping/entre/internal/errs"
)

const reportsPerPage = 25

//go:embed page.html
var pageText string

var reportsPage = page.Parse(pageText)

// reportsView is the department's list of reports.
type reportsView struct {
	Prefix  string
	Saved   string // what was just done, or ""
	Total   int
	Waiting int // reports that nobody has begun with
	Reports []reportView
	Page    int
	Pages   int
}

// Newer and Older are the neighbouring pages, 0 where there is none.
func (v reportsView) Newer() int { return v.Page - 1 }

// Older is the next page of older reports.
func (v reportsView) Older() int {
	if v.Page == v.Pages {
		return 0
	}
	return v.Page + 1
}

type reportView struct {
	ID          string
	Service     string
	Status      statusView
	Received    string
	Place       string
	Description string
	Answers     []answerView
	Reporter    string
	Updates     []updateView
	Buttons     []statusView
	Action      string // where the form goes
	Page        int
}

type statusView struct {
	Value Status
	Name  string
}

type answerView struct{ Question, Answer string }

type updateView struct {
	At     string
	By     string
	Status string // set when the department changed it
	Text   string
	Files  []fileView
}

type fileView struct {
	Name    string
	Size    string
	Address string
	IsImage bool
}

func (s *Server) showReports(w http.ResponseWriter, r *http.Request) {
	all := s.Requests()
	slices.Reverse(all)
	view := reportsView{
		Prefix: s.cfg.Prefix,
		Total:  len(all),
		Pages:  max(1, (len(all)+reportsPerPage-1)/reportsPerPage),
	}
	asked, _ := strconv.Atoi(r.URL.Query().Get("page")) // anything else means the first
	view.Page = min(max(asked, 1), view.Pages)
	for i, report := range all {
		if report.Status == StatusOpen {
			view.Waiting++
		}
		if report.ID == r.URL.Query().Get("saved") {
			view.Saved = fmt.Sprintf("%s är sparad: %s.", report.ID, statusName(report.Status))
		}
		if i/reportsPerPage == view.Page-1 {
			view.Reports = append(view.Reports, s.viewReport(report, view.Page))
		}
	}
	if err := page.Write(w, http.StatusOK, reportsPage, view); err != nil {
		s.fail(w, r, err)
	}
}

func (s *Server) viewReport(r Request, onPage int) reportView {
	v := reportView{
		ID:          r.ID,
		Service:     r.ServiceName,
		Status:      viewStatus(r.Status),
		Received:    page.ClockTime(r.RequestedAt),
		Place:       placeOf(r),
		Description: r.Description,
		Answers:     s.viewAnswers(r),
		Reporter:    reporterOf(r.Reporter),
		Buttons:     []statusView{viewStatus(StatusOpen), viewStatus(StatusInProgress), viewStatus(StatusFixed)},
		Action:      s.cfg.Prefix + "/reports/" + r.ID + "/status",
		Page:        onPage,
	}
	for _, u := range r.Updates {
		v.Updates = append(v.Updates, s.viewUpdate(u))
	}
	return v
}

func (s *Server) viewAnswers(r Request) []answerView {
	var answers []answerView
	for _, a := range s.services[r.ServiceCode].Attributes {
		names := slices.Clone(r.Attributes[a.Code])
		for i, key := range names {
			if at := slices.IndexFunc(a.Values, func(v Value) bool { return v.Key == key }); at >= 0 {
				names[i] = a.Values[at].Name
			}
		}
		if len(names) > 0 {
			answers = append(answers, answerView{a.Description, strings.Join(names, ", ")})
		}
	}
	return answers
}

func (s *Server) viewUpdate(u Update) updateView {
	v := updateView{At: page.ClockTime(u.At), By: "Från portalen", Text: u.Description}
	if u.FromDepartment {
		v.By, v.Status = "Gatukontoret", statusName(u.Status)
	}
	if u.AsksToClose {
		v.Status = "vill att det avslutas"
	}
	for i, f := range u.Files {
		v.Files = append(v.Files, fileView{
			Name:    f.Name,
			Size:    fmt.Sprintf("%d\u00a0kB", (f.Size+1023)/1024),
			Address: fmt.Sprintf("%s/files/%s/%d", s.cfg.Prefix, u.ID, i),
			IsImage: page.IsImage(f.MediaType),
		})
	}
	return v
}

func viewStatus(s Status) statusView { return statusView{s, statusName(s)} }

func statusName(s Status) string {
	switch s {
	case StatusInProgress:
		return "Pågår"
	case StatusFixed:
		return "Åtgärdat"
	case StatusClosed:
		return "Avslutat"
	default:
		return "Öppet"
	}
}

func placeOf(r Request) string {
	parts := []string{r.Address, r.AddressID}
	if r.Position != nil {
		parts = append(parts, fmt.Sprintf("%.5f, %.5f", r.Position.Lat, r.Position.Long))
	}
	return joinSet(parts, " · ")
}

func reporterOf(r Reporter) string {
	return joinSet([]string{joinSet([]string{r.FirstName, r.LastName}, " "), r.Email, r.Phone}, " · ")
}

// joinSet joins the parts that say something.
func joinSet(parts []string, separator string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), separator)
}

func (s *Server) postStatus(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	r.Body = http.MaxBytesReader(w, r.Body, maxField)
	err := r.ParseForm()
	if err == nil {
		err = s.SetStatus(id, Status(r.PostForm.Get("status")), strings.ToValidUTF8(r.PostForm.Get("note"), "\uFFFD"))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	target := url.URL{
		Path:     s.cfg.Prefix + "/",
		RawQuery: url.Values{"page": r.PostForm["page"], "saved": {id}}.Encode(),
		Fragment: id,
	}
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
}

// sendFile sends an uploaded file.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request) {
	file, err := s.findFile(r.PathValue("update"), r.PathValue("index"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	content, err := s.vault.content(file.SHA256)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.SendFile(w, file.Name, file.MediaType, content)
}

func (s *Server) findFile(updateID, index string) (File, error) {
	const op = "open311.findFile"
	n, err := strconv.Atoi(index)
	if err != nil {
		return File{}, errs.Wrap(errs.NotFound, op, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, r := range s.requests {
		for _, u := range r.Updates {
			if u.ID == updateID && n >= 0 && n < len(u.Files) {
				return u.Files[n], nil
			}
		}
	}
	return File{}, errs.New(errs.NotFound, op+" "+updateID)
}

// fail answers a person: their page needs no more than the status in words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch status := asRefusal(err).status; status {
	case http.StatusNotFound:
		http.Error(w, "Det finns inget här.", status)
	case http.StatusInternalServerError:
		s.cfg.Logger.ErrorContext(r.Context(), "open311: page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Något gick fel hos Gatukontoret.", status)
	default:
		http.Error(w, "Det gick inte att ta emot det du skickade.", status)
	}
}
