package outside

import (
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

const contactPrefix = "/kontaktcenter"

// Where the contact centre's support-management answers, who the portal is there,
// and where in it its errands are.
const (
	ContactAPIPath      = contactPrefix + supportmanagement.APIPath
	ContactTokenPath    = contactPrefix + supportmanagement.TokenPath
	ContactClientID     = "entre"
	ContactMunicipality = "0599"
	ContactNamespace    = "KONTAKTCENTER"
)

// contact is the contact centre's support-management and what stands before it.
type contact struct {
	server *supportmanagement.Server
	faults *faultproxy.Proxy

	mu   sync.Mutex
	mode mode
}

func newContact(cfg Config, delay time.Duration) (*contact, error) {
	system := supportmanagement.Config{
		ClientID: ContactClientID, ClientSecret: cfg.ContactSecret, Municipality: ContactMunicipality, Namespace: ContactNamespace,
		Categories: map[string][]string{"TILLGANGLIGHET": {"WEBB", "PLATS", "ANNAT"}},
		Statuses:   []string{"NEW", "ASSIGNED", "ONGOING", "PENDING", "SUSPENDED", "SOLVED", "WITHDRAWN"},
		Clock:      cfg.Clock, Title: "Kontaktcenter", Prefix: contactPrefix, Logger: cfg.Logger,
	}
	if cfg.Dir != "" {
		system.Dir = filepath.Join(cfg.Dir, "supportmanagement")
	}
	server, err := supportmanagement.New(system)
	if err != nil {
		return nil, err
	}
	return &contact{server: server, faults: faultproxy.New(server, faultproxy.Config{Delay: delay}), mode: modeWell}, nil
}

// routes puts the proxy before the API only: tokens are the gateway's.
func (c *contact) routes(mux *http.ServeMux, sameOrigin *http.CrossOriginProtection) {
	mux.Handle("POST /contact-mode", sameOrigin.Handler(http.HandlerFunc(c.postMode)))
	mux.Handle(ContactAPIPath+"/", c.faults)
	mux.Handle(contactPrefix+"/", c.server)
}

// setMode turns the faults. It reports whether the mode is known.
func (c *contact) setMode(m mode) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !turn(c.faults, m) {
		return false
	}
	c.mode = m
	return true
}

func (c *contact) now() modeView {
	c.mu.Lock()
	defer c.mu.Unlock()
	choices := modes()
	return choices[slices.IndexFunc(choices, func(v modeView) bool { return v.Value == c.mode })]
}

func (c *contact) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !c.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

// Contact is the contact centre's support-management, as its own staff reach it.
func (w *World) Contact() *supportmanagement.Server { return w.contact.server }
