package idp

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"rsc.io/qr"
)

var (
	//go:embed page.html
	pageText string
	//go:embed style.css
	styleText string

	page = template.Must(template.New("page").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(styleText) }, //nolint:gosec // our own embedded file
	}).Parse(pageText))
)

// view is any page.
type view struct {
	Kind    string // choice, code, app, cards, confirm, done, expired or fault
	Staff   bool   // the provider is the one for staff
	Refresh int    // seconds until the browser asks again; 0: it does not
	Service string
	Order   string // its address
	Here    bool   // the app is on the device that logs in
	People  []person
	Person  person
	Index   int
	Message string
}

const herePrefix = "har"

func (s *Server) showChoice(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) { s.show(w, http.StatusOK, s.view("choice", o)) })
}

// showCards lets somebody at work say who they are. There is no other device:
// the card is in the computer.
func (s *Server) showCards(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		v := s.view("cards", o)
		v.People, v.Here = s.people, true
		s.show(w, http.StatusOK, v)
	})
}

// showCode shows the code to scan, asks itself again and again whether somebody
// has, and goes back to the client when they have approved.
func (s *Server) showCode(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		now := s.cfg.Clock.Now()
		if o.shown.IsZero() {
			o.shown = now
		}
		v := s.view("code", o)
		v.Refresh, v.Message = 2, "Starta BankID-appen och läs av QR-koden."
		if o.scanned {
			v.Message = "Skriv in din säkerhetskod i BankID-appen och välj Identifiera."
		}
		s.show(w, http.StatusOK, v)
	})
}

// picture is the code as it is this second.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		code, err := qr.Encode(o.code(s.cfg.Clock.Now()), qr.L)
		if err != nil {
			http.Error(w, "ingen kod", http.StatusInternalServerError)
			return
		}
		code.Scale = 5
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(code.PNG())
	})
}

// again shows a new code when one was not scanned in time.
func (s *Server) again(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if o := s.orders[r.PathValue("id")]; o != nil && !o.ended && o.approvedAt.IsZero() {
		o.begun, o.shown, o.token = s.cfg.Clock.Now(), s.cfg.Clock.Now(), rand.Text()
	}
	s.mu.Unlock()
	http.Redirect(w, r, s.cfg.Path+"/order/"+url.PathEscape(r.PathValue("id"))+"/kod", http.StatusSeeOther)
}

// showApp is the app, on this device or the other one, where one says who one is.
func (s *Server) showApp(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		o.scanned = true
		v := s.view("app", o)
		v.People, v.Here = s.people, r.URL.Query().Has(herePrefix)
		s.show(w, http.StatusOK, v)
	})
}

// showConfirm asks whether that is the right person.
func (s *Server) showConfirm(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		i, ok := s.personAt(r)
		if !ok {
			s.show(w, http.StatusNotFound, s.fault())
			return
		}
		v := s.view("confirm", o)
		v.Person, v.Index, v.Here = s.people[i], i, r.URL.Query().Has(herePrefix)
		s.show(w, http.StatusOK, v)
	})
}

// approve identifies the person. On this device the browser goes back at once;
// else it is the other page that does.
func (s *Server) approve(w http.ResponseWriter, r *http.Request) {
	s.with(w, r, func(o *order) {
		i, ok := s.personAt(r)
		if !ok {
			s.show(w, http.StatusNotFound, s.fault())
			return
		}
		o.scanned, o.who, o.approvedAt = true, &s.people[i], s.cfg.Clock.Now()
		if r.URL.Query().Has(herePrefix) {
			s.succeed(w, r, o)
			return
		}
		s.show(w, http.StatusOK, s.view("done", o))
	})
}

// cancel ends the order; the client is told.
func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	o := s.orders[r.PathValue("id")]
	over := o == nil || o.ended
	if !over {
		o.ended = true
	}
	s.mu.Unlock()
	if over {
		s.show(w, http.StatusNotFound, s.fault())
		return
	}
	s.goBack(w, r, url.Values{"error": {"access_denied"}, "error_description": {"userCancel"}, "state": {o.state}})
}

// succeed sends the browser back with a code. s.mu is held.
func (s *Server) succeed(w http.ResponseWriter, r *http.Request, o *order) {
	o.ended = true
	code := rand.Text()
	s.codes[code] = o
	s.goBack(w, r, url.Values{"code": {code}, "state": {o.state}})
}

// isWaiting reports whether the request is of the page that waits for the other
// device: it is the one in the browser that logs in.
func isWaiting(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/kod") }

// with gives fn the request's order while nobody else has it. An order that has
// been approved leads the page that waits for it back to the client, and one
// that has ended or waited too long is told of.
func (s *Server) with(w http.ResponseWriter, r *http.Request, fn func(*order)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[r.PathValue("id")]
	switch {
	case o == nil || o.ended:
		s.show(w, http.StatusNotFound, s.fault())
	case o.who != nil && isWaiting(r):
		s.succeed(w, r, o)
	case o.who != nil:
		s.show(w, http.StatusOK, s.view("done", o))
	case o.isOver(s.cfg.Clock.Now()):
		v := s.view("expired", o)
		v.Message = "BankID-appen svarar inte. Kontrollera att den är startad och att du har internetanslutning. Försök sedan igen."
		if v.Staff {
			v.Message = "Du väntade för länge med att visa kortet. Gå tillbaka dit du ville logga in och börja om."
		}
		s.show(w, http.StatusOK, v)
	default:
		fn(o)
	}
}

func (s *Server) view(kind string, o *order) view {
	return view{Kind: kind, Service: s.cfg.Service, Order: s.cfg.Path + "/order/" + o.id, Staff: s.cfg.Path == PathStaff}
}

func (s *Server) fault() view { return view{Kind: "fault", Staff: s.cfg.Path == PathStaff} }

// show answers with a page that may do nothing but be seen, and post to us and
// on to the client.
func (s *Server) show(w http.ResponseWriter, status int, v view) {
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		http.Error(w, "Sidan kan inte visas.", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256([]byte(styleText))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "+
		origin(s.cfg.RedirectURL)+"; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (s *Server) personAt(r *http.Request) (int, bool) {
	i, err := strconv.Atoi(r.PathValue("person"))
	return i, err == nil && i >= 0 && i < len(s.people)
}
