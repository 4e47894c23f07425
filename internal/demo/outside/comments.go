package outside

import (
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

const commentsPrefix = "/synpunkter"

// CommentsPath is the page of the contact centre's system for comments and
// complaints, and CommentsAPIPath the address that the portal is given.
const (
	CommentsPath    = commentsPrefix + "/"
	CommentsAPIPath = commentsPrefix + "/entre"
)

// comments is the contact centre's system and what stands before its door.
type comments struct {
	server *anysystem.Server
	faults *faultproxy.Proxy

	mu   sync.Mutex
	mode mode
}

func newComments(cfg Config, delay time.Duration) (*comments, error) {
	system := anysystem.Config{
		Secrets: []string{cfg.CommentsSecret}, PortalURL: cfg.CommentsURL, PortalSecret: cfg.CommentsReturnSecret,
		Categories: []string{"klagomal", "berom", "forslag", "annat"}, Clock: cfg.Clock, Title: "Synpunkter", Prefix: commentsPrefix, Logger: cfg.Logger,
	}
	if cfg.Dir != "" {
		system.Dir = filepath.Join(cfg.Dir, "anysystem")
	}
	server, err := anysystem.New(system)
	if err != nil {
		return nil, err
	}
	return &comments{server: server, faults: faultproxy.New(server, faultproxy.Config{Delay: delay}), mode: modeWell}, nil
}

// routes puts the proxy before the door for the portal only.
func (c *comments) routes(mux *http.ServeMux, sameOrigin *http.CrossOriginProtection) {
	mux.Handle("POST /comments-mode", sameOrigin.Handler(http.HandlerFunc(c.postMode)))
	mux.Handle(CommentsAPIPath+"/", c.faults)
	mux.Handle(CommentsPath, c.server)
}

// setMode turns the faults. It reports whether the mode is known.
func (c *comments) setMode(m mode) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !turn(c.faults, m) {
		return false
	}
	c.mode = m
	return true
}

func (c *comments) now() modeView {
	c.mu.Lock()
	defer c.mu.Unlock()
	choices := modes()
	return choices[slices.IndexFunc(choices, func(v modeView) bool { return v.Value == c.mode })]
}

func (c *comments) postMode(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 1<<10)
	if !c.setMode(mode(r.PostFormValue("mode"))) {
		http.Error(rw, "Det finns inget sådant läge.", http.StatusBadRequest)
		return
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

// Comments is the contact centre's system, as its own staff reach it.
func (w *World) Comments() *anysystem.Server { return w.comments.server }

// CommentsFaults is what stands between the portal and that system.
func (w *World) CommentsFaults() *faultproxy.Proxy { return w.comments.faults }
