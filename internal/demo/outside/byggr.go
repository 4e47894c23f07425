package outside

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/byggr"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

const byggRPrefix = "/byggr"

// ByggRServicePath is where the building committee's ByggR answers, and ByggRUser
// who the portal is there.
const (
	ByggRServicePath = byggRPrefix + byggr.ServicePath
	ByggRUser        = "entre"
)

// byggR is the building committee's ByggR, where notices are registered, and what
// stands before it.
type byggR struct {
	server *byggr.Server
	faults *faultproxy.Proxy

	mu   sync.Mutex
	mode mode
}

func newByggR(cfg Config, delay time.Duration) (*byggR, error) {
	c := byggr.Config{
		Username: ByggRUser, Password: cfg.ByggRPassword, Signatures: []string{"ENTRE", "HANDL"},
		Grupper: []string{"LOV", "ANM"}, Typer: []string{"BL", "ELD"}, Handelsetyper: []string{"ANM", "ANSÖKAN", "HANDLING", "STATUS"},
		Handlingstyper: []byggr.Code{{Code: "ANM", Name: "Anmälan"}, {Code: "RIT", Name: "Ritning"}, {Code: "BIL", Name: "Bilaga"}},
		Roller: []byggr.Code{
			{Code: "SOK", Name: "Sökande"}, {Code: "FAG", Name: "Fastighetsägare"}, {Code: "INST", Name: "Installatör"}, {Code: "KPER", Name: "Kontaktperson"},
		},
		Clock: cfg.Clock, Title: "ByggR", Prefix: byggRPrefix, Logger: cfg.Logger,
	}
	if cfg.Dir != "" {
		c.Dir = filepath.Join(cfg.Dir, "byggr")
	}
	server, err := byggr.New(c)
	if err != nil {
		return nil, err
	}
	return &byggR{server: server, faults: faultproxy.New(server, faultproxy.Config{Delay: delay}), mode: modeWell}, nil
}

// routes puts the proxy before the service only, as for the street department.
func (b *byggR) routes(mux *http.ServeMux, sameOrigin *http.CrossOriginProtection) {
	mux.Handle("POST /byggr-mode", sameOrigin.Handler(http.HandlerFunc(b.postMode)))
	mux.Handle(ByggRServicePath, b.faults)
	mux.Handle(byggRPrefix+"/", b.server)
}

// byggRModes are the choices of the index page, from well to worse.
func byggRModes() []modeView {
	return []modeView{
		{modeWell, "Fungerar", "Allt svarar som det ska."},
		{modeSlow, "Långsamt", "Varje anrop tar lång tid. Portalen ska ändå svara direkt."},
		{modeDown, "Nere", "Inget kommer fram. Portalen ska vänta och försöka igen, utan att tappa något."},
		{modeLost, "Tappar svar", "Det som portalen registrerar kommer fram men svaret försvinner. Det ska ändå bli ett ärende, inte två."},
		{modeError, "Svarar med fel", "ByggR registrerar det som kommer, och säger att det gick fel. Det ska ändå bli ett ärende, inte två."},
	}
}

// isSaving matches the calls that register something: all are POST.
func isSaving(r *http.Request) bool {
	return strings.Contains(r.Header.Get("SOAPAction"), "/Save")
}

// setMode turns the faults. It reports whether the mode is known.
func (b *byggR) setMode(m mode) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m {
	case modeWell, modeError:
		b.faults.SetRate(0)
	case modeSlow:
		b.faults.SetFaults(nil, faultproxy.Slow)
		b.faults.SetRate(1)
	case modeDown:
		b.faults.SetFaults(nil, faultproxy.BadGateway, faultproxy.ResetBefore)
		b.faults.SetRate(1)
	case modeLost:
		// Questions get through: how else would a client find what it made?
		b.faults.SetFaults(isSaving, faultproxy.LostAnswer)
		b.faults.SetRate(1)
	default:
		return false
	}
	b.server.SetQuirks(byggr.Quirks{SaveFaults: m == modeError})
	b.mode = m
	return true
}

func (b *byggR) now() modeView {
	b.mu.Lock()
	defer b.mu.Unlock()
	choices := byggRModes()
	return choices[slices.IndexFunc(choices, func(v modeView) bool { return v.Value == b.mode })]
}

func (b *byggR) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !b.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

// ByggR is the building committee's ByggR, as its own staff reach it.
func (w *World) ByggR() *byggr.Server { return w.byggR.server }

// ByggRFaults is what stands between the portal and ByggR.
func (w *World) ByggRFaults() *faultproxy.Proxy { return w.byggR.faults }
