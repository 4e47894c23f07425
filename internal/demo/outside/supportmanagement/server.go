package supportmanagement

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
	"github.com/mittkoping/entre/internal/errs"
)

// Where the API and the gateway's tokens are.
const (
	APIPath   = "/support-management/15.0"
	TokenPath = "/token"
)

const (
	tokenLife  = time.Hour
	maxRequest = 64 << 20
)

// Config is what the server needs: the credentials, Municipality, Namespace and Clock.
type Config struct {
	ClientID, ClientSecret  string
	Municipality, Namespace string
	Clock                   clock.Clock
	Categories              map[string][]string // types by category
	Statuses                []string
	Title                   string       // of the page
	Prefix                  string       // of all addresses
	Dir                     string       // where state is kept; empty means in memory only
	Logger                  *slog.Logger // nil means no log
}

// Quirks are ways to misbehave.
type Quirks struct {
	LostAnswers        int  // so many changes happen, and are answered with an error
	NoLocation         bool // 201 does not say what was made
	Conflicts          int  // so many changes of an errand come too late
	DropTags           bool // new errands lose their external tags
	CutFiles           bool // attachments lose their last byte
	NoTalk             bool // conversations are refused
	MessagesDoNotTouch bool // a message leaves the errand's times as they are
}

// Server is the system, as one http.Handler. It is safe for concurrent use.
type Server struct {
	cfg     Config
	mux     *http.ServeMux
	handler http.Handler

	mu      sync.Mutex
	journal *journal.Journal[Errand] // an errand as it is after each change
	errands []*Errand
	quirks  Quirks
	ids     int
}

// New returns a system with the state that its directory holds.
func New(cfg Config) (*Server, error) {
	if cfg.ClientID == "" || cfg.ClientSecret == "" || cfg.Municipality == "" || cfg.Namespace == "" || cfg.Clock == nil {
		return nil, errs.Wrap(errs.Invalid, "supportmanagement.New", errors.New("credentials, municipality, namespace and clock are required"))
	}
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.Title = cmp.Or(cfg.Title, "Support-management")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg, mux: http.NewServeMux()}
	if cfg.Dir != "" {
		var err error
		if s.journal, err = journal.Open(cfg.Dir, s.replay); err != nil {
			return nil, errs.Op("supportmanagement.New", err)
		}
	}
	s.routes()
	s.mux.Handle("/", s.pages())
	s.handler = http.StripPrefix(cfg.Prefix, s.mux)
	return s, nil
}

// replay takes an errand as it was after a change.
func (s *Server) replay(e Errand) error {
	s.ids = e.LastID
	if at := slices.IndexFunc(s.errands, func(known *Errand) bool { return known.ID == e.ID }); at >= 0 {
		*s.errands[at] = e
		return nil
	}
	s.errands = append(s.errands, &e)
	return nil
}

// keep remembers an errand after a change. The caller holds the lock.
func (s *Server) keep(e *Errand) {
	e.LastID = s.ids
	if err := s.journal.Append(*e); err != nil {
		s.cfg.Logger.Error("supportmanagement: not kept", "errand", e.ID, "error", err) // it is there until it ends
	}
}

// Close closes what keeps the state. The server takes nothing new after it.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.Close()
}

func (s *Server) routes() {
	s.mux.HandleFunc("POST "+TokenPath, s.postToken)
	const errands = "/errands"
	const errand = errands + "/{errand}"
	const talk = errand + "/communication/conversations"
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /metadata":                             s.getMetadata,
		"GET " + errands:                            s.getErrands,
		"POST " + errands:                           s.postErrand,
		"GET " + errand:                             s.getErrand,
		"PATCH " + errand:                           s.patchErrand,
		"GET " + errand + "/attachments":            s.getAttachments,
		"POST " + errand + "/attachments":           s.postAttachment,
		"GET " + talk:                               s.getConversations,
		"POST " + talk:                              s.postConversation,
		"GET " + talk + "/{conversation}/messages":  s.getMessages,
		"POST " + talk + "/{conversation}/messages": s.postMessage,
		"GET " + talk + "/{conversation}/messages/{message}/attachments/{attachment}": s.getMessageAttachment,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		s.mux.HandleFunc(method+" "+APIPath+"/{municipality}/{namespace}"+path, s.behindGateway(handle))
	}
}

// ServeHTTP answers for the gateway and the system.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	s.handler.ServeHTTP(w, r)
}

// SetQuirks makes it misbehave, or behave.
func (s *Server) SetQuirks(q Quirks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quirks = q
}

// Errands returns all errands, oldest first.
func (s *Server) Errands() []Errand {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Errand, 0, len(s.errands))
	for _, e := range s.errands {
		all = append(all, e.clone())
	}
	return all
}

// postToken gives out a token by the client's credentials, in the form or in the
// header. Any server with the same secret takes it.
func (s *Server) postToken(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if r.PostFormValue("grant_type") != "client_credentials" || id != s.cfg.ClientID || secret != s.cfg.ClientSecret {
		writeJSON(w, http.StatusUnauthorized, "application/json", map[string]string{"error": "invalid_client"})
		return
	}
	until := strconv.FormatInt(s.cfg.Clock.Now().Add(tokenLife).Unix(), 10)
	writeJSON(w, http.StatusOK, "application/json", map[string]any{
		"access_token": until + "." + s.sign(until), "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()),
	})
}

func (s *Server) sign(until string) string {
	mac := hmac.New(sha256.New, []byte(s.cfg.ClientSecret))
	_, _ = mac.Write([]byte(until))
	return hex.EncodeToString(mac.Sum(nil))
}

func (s *Server) isToken(token string) bool {
	until, mac, _ := strings.Cut(token, ".")
	seconds, err := strconv.ParseInt(until, 10, 64)
	return err == nil && hmac.Equal([]byte(mac), []byte(s.sign(until))) && s.cfg.Clock.Now().Unix() < seconds
}

var sentBy = regexp.MustCompile(`^([^;]{1,255}); type=(adAccount|partyId)$`)

// behindGateway lets through who has a token and says who they are.
func (s *Server) behindGateway(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || !s.isToken(token) {
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			writeJSON(w, http.StatusUnauthorized, "application/json", map[string]string{"code": "900901", "message": "Invalid Credentials"})
			return
		}
		if r.PathValue("municipality") != s.cfg.Municipality || r.PathValue("namespace") != s.cfg.Namespace {
			problem(w, http.StatusBadRequest, "No such namespace")
			return
		}
		if r.Method != http.MethodGet && !sentBy.MatchString(r.Header.Get("X-Sent-By")) {
			problem(w, http.StatusBadRequest, "X-Sent-By must be given")
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if r.Method != http.MethodGet && s.quirks.LostAnswers > 0 {
			s.quirks.LostAnswers--
			next(nothing{http.Header{}}, r)
			problem(w, http.StatusInternalServerError, "")
			return
		}
		next(w, r)
	}
}

// nothing is an answer that nobody gets.
type nothing struct{ header http.Header }

func (n nothing) Header() http.Header         { return n.header }
func (n nothing) Write(b []byte) (int, error) { return len(b), nil }
func (n nothing) WriteHeader(int)             {}

// who is the account that asks.
func who(r *http.Request) Identifier {
	m := sentBy.FindStringSubmatch(r.Header.Get("X-Sent-By"))
	if m == nil {
		return Identifier{}
	}
	return Identifier{Type: m[2], Value: m[1]}
}

// newID is a UUID. The caller holds the lock.
func (s *Server) newID() string {
	s.ids++
	return fmt.Sprintf("5f79a808-0ef3-4985-99b9-%012x", s.ids)
}

func writeJSON(w http.ResponseWriter, status int, mediaType string, value any) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a client that left is not our error
}

type violation struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func problem(w http.ResponseWriter, status int, detail string, violations ...violation) {
	p := map[string]any{"title": http.StatusText(status), "status": status}
	if detail != "" {
		p["detail"] = detail
	}
	if len(violations) > 0 {
		p["title"], p["violations"] = "Constraint Violation", violations
		p["type"] = "https://zalando.github.io/problem/constraint-violation"
	}
	writeJSON(w, status, "application/problem+json", p)
}

// made answers what a POST has made. The caller holds the lock.
func (s *Server) made(w http.ResponseWriter, r *http.Request, id string) {
	if !s.quirks.NoLocation {
		w.Header().Set("Location", s.cfg.Prefix+r.URL.Path+"/"+id)
	}
	w.WriteHeader(http.StatusCreated)
}
