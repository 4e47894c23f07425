package outside

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/ss12000"
)

const schoolPrefix = "/skola"

// SchoolAPIPath is where the school's SS 12000 API answers, and SchoolTokenPath
// where a token for it is had.
const (
	SchoolAPIPath   = schoolPrefix + ss12000.APIPath
	SchoolTokenPath = schoolPrefix + ss12000.TokenPath
)

// The ways that only the school's system misbehaves in.
const (
	modeGrades  mode = "grades"
	modeHalf    mode = "half"
	modeTypes   mode = "types"
	modeError   mode = "error"
	modeIgnores mode = "ignores"
)

// school is the school's system and what stands before it.
type school struct {
	server *ss12000.Server
	faults *faultproxy.Proxy

	mu   sync.Mutex
	mode mode
}

func newSchool(cfg Config, delay time.Duration) (*school, error) {
	server, err := ss12000.New(ss12000.Config{
		ClientID: cfg.SchoolClientID, ClientSecret: cfg.SchoolClientSecret, Clock: cfg.Clock, Prefix: schoolPrefix, Logger: cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	return &school{server: server, faults: faultproxy.New(server, faultproxy.Config{Delay: delay}), mode: modeWell}, nil
}

// routes puts the proxy before the API only, as for the street department.
func (s *school) routes(mux *http.ServeMux, sameOrigin *http.CrossOriginProtection) {
	mux.Handle("POST /school-mode", sameOrigin.Handler(http.HandlerFunc(s.postMode)))
	mux.Handle(schoolPrefix+"/api/", s.faults)
	mux.Handle(schoolPrefix+"/", s.server)
}

// schoolModes are the choices of the index page, from well to worse.
func schoolModes() []modeView {
	return []modeView{
		{modeWell, "Fungerar", "Allt svarar som det ska."},
		{modeSlow, "Långsamt", "Varje anrop tar lång tid. Sidan ska komma ändå, och säga vad som inte svarar."},
		{modeGrades, "Bara betygen är nere", "Barnen och frånvaron ska synas som vanligt."},
		{modeDown, "Nere", "Inget kommer fram. Ingen ska se något barn, och ingen ska tro att de inte har några."},
		{modeError, "Svarar med fel", "Registret svarar 500."},
		{modeHalf, "Halva svar", "Svaren slutar mitt i. En halv lista är ingen lista."},
		{modeTypes, "Fel sorts svar", "Svaren har rätt form och fel innehåll."},
		{modeIgnores, "Struntar i frågan", "Registret skickar alla elever vem man än frågar efter. Ingen ska se någon annans barn."},
	}
}

// setMode turns the faults. It reports whether the mode is known.
func (s *school) setMode(m mode) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	fail := func(match faultproxy.Match, faults ...faultproxy.Fault) {
		s.faults.SetFaults(match, faults...)
		s.faults.SetRate(1)
	}
	switch m {
	case modeWell, modeIgnores:
		s.faults.SetRate(0)
	case modeSlow:
		fail(nil, faultproxy.Slow)
	case modeGrades:
		fail(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/grades") }, faultproxy.BadGateway)
	case modeDown:
		fail(nil, faultproxy.BadGateway, faultproxy.ResetBefore)
	case modeError:
		fail(nil, faultproxy.ServerError)
	case modeHalf:
		fail(nil, faultproxy.TruncatedBody)
	case modeTypes:
		fail(nil, faultproxy.WrongTypes)
	default:
		return false
	}
	s.server.SetQuirks(ss12000.Quirks{IgnoreFilters: m == modeIgnores})
	s.mode = m
	return true
}

func (s *school) now() modeView {
	s.mu.Lock()
	defer s.mu.Unlock()
	choices := schoolModes()
	return choices[slices.IndexFunc(choices, func(v modeView) bool { return v.Value == s.mode })]
}

func (s *school) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !s.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

// School is the school's system, as its own staff reach it.
func (w *World) School() *ss12000.Server { return w.school.server }

// SchoolFaults is what stands between the portal and the school.
func (w *World) SchoolFaults() *faultproxy.Proxy { return w.school.faults }
