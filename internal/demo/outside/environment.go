package outside

import (
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/ecos"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

const environmentPrefix = "/miljo"

// EnvironmentService is where the environment office's Ecos answers, and
// EnvironmentUser who the portal is there.
const (
	EnvironmentService = environmentPrefix + ecos.ServicePath
	EnvironmentUser    = "entre"
)

// The code lists of the environment office's Ecos, as its administrator would tell
// them to whoever sets the portal up. The routes of services have them too.
const (
	EnvironmentHeatPump = "5b1f0a10-0001-4e05-9c11-000000000001" // process types
	EnvironmentFood     = "5b1f0a10-0001-4e05-9c11-000000000002"

	EnvironmentNotice     = "5b1f0a10-0002-4e05-9c11-000000000001" // types of occurrence
	EnvironmentAttachment = "5b1f0a10-0002-4e05-9c11-000000000002"
	EnvironmentMessage    = "5b1f0a10-0002-4e05-9c11-000000000003"
	EnvironmentWithdrawal = "5b1f0a10-0002-4e05-9c11-000000000004"
	EnvironmentBegun      = "5b1f0a10-0002-4e05-9c11-000000000005"
	EnvironmentAsked      = "5b1f0a10-0002-4e05-9c11-000000000006"
	EnvironmentLetter     = "5b1f0a10-0002-4e05-9c11-000000000007"
	EnvironmentDecision   = "5b1f0a10-0002-4e05-9c11-000000000008"
	EnvironmentClosed     = "5b1f0a10-0002-4e05-9c11-000000000009"
	EnvironmentNote       = "5b1f0a10-0002-4e05-9c11-00000000000a"

	EnvironmentReceived       = "5b1f0a10-0003-4e05-9c11-000000000001" // statuses of documents
	environmentSent           = "5b1f0a10-0003-4e05-9c11-000000000002"
	environmentDraft          = "5b1f0a10-0003-4e05-9c11-000000000003"
	EnvironmentFacilityStatus = "5b1f0a10-0004-4e05-9c11-000000000001"
	EnvironmentApplicant      = "5b1f0a10-0005-4e05-9c11-000000000001" // roles
	EnvironmentOperator       = "5b1f0a10-0005-4e05-9c11-000000000002"
	EnvironmentEmail          = "5b1f0a10-0006-4e05-9c11-000000000001" // ways to reach somebody
	EnvironmentPhone          = "5b1f0a10-0006-4e05-9c11-000000000002"
	EnvironmentContactType    = "5b1f0a10-0006-4e05-9c11-000000000003"
	EnvironmentAddressType    = "5b1f0a10-0006-4e05-9c11-000000000004"
	EnvironmentDocument       = "5b1f0a10-0007-4e05-9c11-000000000001" // types of document
	EnvironmentDocumentFile   = "5b1f0a10-0007-4e05-9c11-000000000002"
)

// properties is the municipality's register, as far as the demo has it.
var properties = map[string]int{
	"Almen 3": 130010001, "Eken 4": 130010002, "Hamnen 7": 130010003, "Lunden 12": 130010004,
	"Norrby 1:23": 130020001, "Sjövik 1:45": 130020002, "Söderby 4:17": 130020003, "Ängsholm 2:8": 130020004,
}

// PropertyRegister is that register as a file: a line for each property, with its
// designation and its key.
func PropertyRegister() []byte {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		fmt.Fprintf(&b, "%s;%d\n", name, properties[name])
	}
	return []byte(b.String())
}

// environment is the environment office's Ecos and what stands before it.
type environment struct {
	server *ecos.Server
	faults *faultproxy.Proxy

	mu   sync.Mutex
	mode mode
}

func newEnvironment(cfg Config, delay time.Duration) (*environment, error) {
	office := ecos.Config{
		Username: EnvironmentUser, Password: cfg.EnvironmentPassword, Clock: cfg.Clock, Title: "Miljökontoret", Prefix: environmentPrefix, Logger: cfg.Logger,
		ProcessTypes: []ecos.Item{{ID: EnvironmentHeatPump, Name: "Anmälan om värmepump"}, {ID: EnvironmentFood, Name: "Registrering av livsmedelsverksamhet"}},
		OccurrenceTypes: []ecos.Item{
			{ID: EnvironmentNotice, Name: "Anmälan inkommen"},
			{ID: EnvironmentAttachment, Name: "Bilaga inkommen"},
			{ID: EnvironmentMessage, Name: "Meddelande från den sökande"},
			{ID: EnvironmentWithdrawal, Name: "Återkallelse"},
			{ID: EnvironmentBegun, Name: "Handläggning påbörjad"},
			{ID: EnvironmentAsked, Name: "Begäran om komplettering"},
			{ID: EnvironmentLetter, Name: "Skrivelse till den sökande"},
			{ID: EnvironmentDecision, Name: "Beslut"},
			{ID: EnvironmentClosed, Name: "Ärendet avslutat"},
			{ID: EnvironmentNote, Name: "Tjänsteanteckning (syns inte i portalen)"},
		},
		StaffOccurrences: []string{EnvironmentBegun, EnvironmentAsked, EnvironmentLetter, EnvironmentDecision, EnvironmentClosed, EnvironmentNote},
		DocumentStatuses: []ecos.Item{
			{ID: EnvironmentReceived, Name: "Inkommen"}, {ID: environmentSent, Name: "Upprättad"}, {ID: environmentDraft, Name: "Arbetsmaterial"},
		},
		FacilityStatuses: []ecos.Item{{ID: EnvironmentFacilityStatus, Name: "Anmäld"}},
		Roles:            []ecos.Item{{ID: EnvironmentApplicant, Name: "Sökande"}, {ID: EnvironmentOperator, Name: "Verksamhetsutövare"}},
		EmailPath:        ecos.Item{ID: EnvironmentEmail, Name: "E-post"}, PhonePath: ecos.Item{ID: EnvironmentPhone, Name: "Telefon"},
		ContactType: ecos.Item{ID: EnvironmentContactType, Name: "Kontakt"},
		Properties:  map[int]string{},
	}
	for name, key := range properties {
		office.Properties[key] = name
	}
	if cfg.Dir != "" {
		office.Dir = filepath.Join(cfg.Dir, "ecos")
	}
	server, err := ecos.New(office)
	if err != nil {
		return nil, err
	}
	return &environment{server: server, faults: faultproxy.New(server, faultproxy.Config{Delay: delay}), mode: modeWell}, nil
}

// routes puts the proxy before the service only, as for the street department.
func (e *environment) routes(mux *http.ServeMux, sameOrigin *http.CrossOriginProtection) {
	mux.Handle("POST /environment-mode", sameOrigin.Handler(http.HandlerFunc(e.postMode)))
	mux.Handle(EnvironmentService, e.faults)
	mux.Handle(environmentPrefix+"/", e.server)
}

// changes matches the calls that change something: questions get through, or how
// would a client find what it made?
func changes(r *http.Request) bool {
	called := strings.Trim(r.Header.Get("SOAPAction"), `"`)
	called = called[strings.LastIndexByte(called, '/')+1:]
	return !strings.HasPrefix(called, "Get") && !strings.HasPrefix(called, "Search")
}

// setMode turns the faults. It reports whether the mode is known.
func (e *environment) setMode(m mode) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m == modeLost {
		e.faults.SetFaults(changes, faultproxy.LostAnswer)
		e.faults.SetRate(1)
	} else if !turn(e.faults, m) {
		return false
	}
	e.mode = m
	return true
}

func (e *environment) now() modeView {
	e.mu.Lock()
	defer e.mu.Unlock()
	choices := modes()
	return choices[slices.IndexFunc(choices, func(v modeView) bool { return v.Value == e.mode })]
}

func (e *environment) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !e.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

// Environment is the environment office's Ecos, as its own staff reach it.
func (w *World) Environment() *ecos.Server { return w.office.server }

// EnvironmentFaults is what stands between the portal and the environment office.
func (w *World) EnvironmentFaults() *faultproxy.Proxy { return w.office.faults }
