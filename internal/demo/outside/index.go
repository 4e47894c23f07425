package outside

import (
	_ "embed"
	"net/http"
	"slices"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/page"
)

const callsShown = 12

//go:embed index.html
var indexText string

var indexPage = page.Parse(indexText)

// mode is how the street department's API behaves, as a person chose it.
type mode string

const (
	modeWell mode = "well"
	modeSlow mode = "slow"
	modeDown mode = "down"
	modeLost mode = "lost"
)

// modes are the choices of the index page, from well to worse.
func modes() []modeView {
	return []modeView{
		{modeWell, "Fungerar", "Allt svarar som det ska."},
		{modeSlow, "Långsamt", "Varje anrop tar lång tid. Portalen ska ändå svara direkt."},
		{modeDown, "Nere", "Inget kommer fram. Portalen ska vänta och försöka igen, utan att tappa något."},
		{modeLost, "Tappar svar", "Anmälan kommer fram men svaret försvinner. Det ska ändå bli en anmälan, inte två."},
	}
}

// setMode turns the faults. It reports whether the mode is known.
func (w *World) setMode(m mode) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !turn(w.faults, m) {
		return false
	}
	w.mode = m
	return true
}

// turn has what stands before a system fail as the mode says. It reports whether
// the mode is one of modes.
func turn(faults *faultproxy.Proxy, m mode) bool {
	switch m {
	case modeWell:
		faults.SetRate(0)
		return true
	case modeSlow:
		faults.SetFaults(nil, faultproxy.Slow)
	case modeDown:
		faults.SetFaults(nil, faultproxy.BadGateway, faultproxy.ResetBefore)
	case modeLost:
		// Questions get through: how else would a client find what it made?
		faults.SetFaults(faultproxy.Method(http.MethodPost), faultproxy.LostAnswer)
	default:
		return false
	}
	faults.SetRate(1)
	return true
}

// indexView is the index page.
type indexView struct {
	Street  string // address of the department's page
	API     string
	Now     modeView
	Choices []modeView
	Calls   []callView // newest first

	School        string // address of the school's page
	SchoolAPI     string
	SchoolNow     modeView
	SchoolChoices []modeView

	Building string // address of the building committee's page

	Comments    string // address of the page of the system for comments
	CommentsAPI string
	CommentsNow modeView

	Environment        string // address of the environment office's page
	EnvironmentService string
	EnvironmentNow     modeView

	Contact    string // address of the contact centre's page
	ContactAPI string
	ContactNow modeView

	ByggR        string // address of its ByggR's page
	ByggRService string
	ByggRNow     modeView
	ByggRChoices []modeView
}

type modeView struct {
	Value mode
	Name  string
	Means string
}

type callView struct{ Method, Path, Outcome string }

func (w *World) showIndex(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	current := w.mode
	w.mu.Unlock()
	view := indexView{
		Street:  streetPrefix + "/",
		API:     "http://" + r.Host + StreetAPIPath,
		Choices: modes(),
		School:  schoolPrefix + "/", SchoolAPI: "http://" + r.Host + SchoolAPIPath,
		SchoolNow: w.school.now(), SchoolChoices: schoolModes(),
		Building: BuildingPath,
		Comments: CommentsPath, CommentsAPI: "http://" + r.Host + CommentsAPIPath, CommentsNow: w.comments.now(),
		Environment: environmentPrefix + "/", EnvironmentService: "http://" + r.Host + EnvironmentService,
		EnvironmentNow: w.office.now(),
		Contact:        contactPrefix + "/", ContactAPI: "http://" + r.Host + ContactAPIPath, ContactNow: w.contact.now(),
		ByggR: byggRPrefix + "/", ByggRService: "http://" + r.Host + ByggRServicePath, ByggRNow: w.byggR.now(), ByggRChoices: byggRModes(),
	}
	view.Now = view.Choices[slices.IndexFunc(view.Choices, func(v modeView) bool { return v.Value == current })]
	for _, e := range slices.Backward(w.faults.Log()) {
		if len(view.Calls) == callsShown {
			break
		}
		view.Calls = append(view.Calls, callView{e.Method, e.Path, outcome(e)})
	}
	if err := page.Write(rw, http.StatusOK, indexPage, view); err != nil {
		w.logger.ErrorContext(r.Context(), "outside: index not shown", "error", err)
		http.Error(rw, "Sidan kan inte visas.", http.StatusInternalServerError)
	}
}

// outcome says what the caller met, in words for a person.
func outcome(e faultproxy.Event) string {
	switch {
	case e.Fault == faultproxy.None:
		return "Svarade som det ska"
	case e.Fault == faultproxy.Slow && e.Forwarded:
		return "Kom fram, svarade långsamt"
	case e.Fault == faultproxy.Slow:
		return "Väntar, eller gav upp innan det kom fram"
	case e.Fault == faultproxy.LostAnswer:
		return "Kom fram, men svaret tappades"
	case e.Forwarded:
		return "Kom fram, men svaret blev fel"
	default:
		return "Kom inte fram"
	}
}

func (w *World) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !w.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}
