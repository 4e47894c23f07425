package byggr

import (
	"crypto/sha1" //nolint:gosec // what WS-Security's profile asks for
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/soap"
)

const actions = nsService + "/V8/IExportArenden/"

// routes is the service and the page for people.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+ServicePath, s.serve)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(s.pages()))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

// operation does what is asked. Its answer is the elements inside of the response.
type operation func(q in) ([]out, error)

func (s *Server) operations() map[string]operation {
	return map[string]operation{
		"SaveNewArende":                   s.saveNewArende,
		"SaveNewHandelse":                 s.saveNewHandelse,
		"GetArende":                       s.getArende,
		"GetRelateradeArendenByPersOrgNr": s.getByPersOrgNr,
		"GetRelateradeArendenByFastighet": s.getByFastighet,
		"GetUpdatedArenden":               s.getUpdated,
		"GetUpdatedArendenCount":          s.countUpdated,
		"GetDocument":                     s.getDocument,
		"GetHandlingTyper":                s.getHandlingTyper,
		"GetRoller":                       s.getRoller,
	}
}

// clientFault is how it refuses: with the code Client, and words.
func clientFault(format string, args ...any) error {
	return &soap.FaultError{Code: "Client", Reason: fmt.Sprintf(format, args...)}
}

// brokenFault is how .NET tells that something went wrong inside.
func brokenFault() error {
	return &soap.FaultError{Code: "a:InternalServiceFault", Reason: "The server was unable to process the request due to an internal error."}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	call, err := soap.Read(w, r)
	if call == nil {
		return
	}
	if err == nil && !s.isKnown(call) {
		if call.Digest == nil && r.Header.Get("Authorization") != "" || call.Username == "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="ByggR"`)
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
			return
		}
		err = &soap.FaultError{Code: "o:FailedAuthentication", Reason: "An error occurred when verifying security for the message."}
	}
	var answer out
	if err == nil {
		answer, err = s.perform(call)
	}
	if err != nil {
		err = soap.AnswerFault(w, call.Version, soap.AsFault(err))
	} else {
		err = soap.Answer(w, call.Version, answer)
	}
	if err != nil {
		s.cfg.Logger.WarnContext(r.Context(), "byggr: not answered", "error", err)
	}
}

func (s *Server) isKnown(c *soap.Call) bool {
	password := s.cfg.Password
	if c.Digest != nil {
		nonce, err := base64.StdEncoding.DecodeString(c.Digest.Nonce)
		if err != nil {
			return false
		}
		sum := sha1.Sum([]byte(string(nonce) + c.Digest.Created + password)) //nolint:gosec // as above
		password = base64.StdEncoding.EncodeToString(sum[:])
	}
	return c.Username == s.cfg.Username && c.Password == password
}

// perform does one operation, whole, before any other.
func (s *Server) perform(c *soap.Call) (out, error) {
	name := strings.TrimPrefix(c.Action, actions)
	do, ok := s.operations()[name]
	if !ok || name == c.Action || c.Name != (xml.Name{Space: nsService, Local: name}) {
		return out{}, &soap.FaultError{Code: "a:ActionNotSupported", Reason: "The message cannot be processed at the receiver."}
	}
	var q in
	if err := c.Decode(&q); err != nil {
		return out{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quirks.FaultBefore {
		return out{}, brokenFault()
	}
	kids, err := do(q)
	if err == nil && (s.quirks.FaultAfter || s.quirks.SaveFaults && strings.HasPrefix(name, "Save")) {
		err = brokenFault()
	}
	return out{name: name + "Response", ns: nsService, kids: kids}, err
}

// One that is not there is a fault; nothing at all would be an empty answer.
func (s *Server) getArende(q in) ([]out, error) {
	a := s.find(q.text("dnr"))
	if a == nil {
		return nil, clientFault("Arende not found for dnr %s", q.text("dnr"))
	}
	return []out{arendeXML("GetArendeResult", a)}, nil
}

func (s *Server) list(name string, belongs func(a *Arende) bool) []out {
	result := out{name: name}
	for _, a := range s.arenden {
		if belongs(a) {
			result.kids = append(result.kids, arendeXML("arende", a))
		}
	}
	return []out{result}
}

func (s *Server) getByPersOrgNr(q in) ([]out, error) {
	number := q.text("persOrgNr")
	return s.list("GetRelateradeArendenByPersOrgNrResult", func(a *Arende) bool {
		return slices.ContainsFunc(a.Intressenter, func(i Intressent) bool { return i.PersOrgNr == number })
	}), nil
}

func (s *Server) getByFastighet(q in) ([]out, error) {
	fnr, _ := strconv.Atoi(q.text("fnr"))
	if !q.at("fnr").is() && q.text("trakt") == "" {
		return nil, clientFault("Ange fnr, eller trakt och fBetNr.")
	}
	return s.list("GetRelateradeArendenByFastighetResult", func(a *Arende) bool {
		return slices.ContainsFunc(a.Fastigheter, func(f Fastighet) bool {
			if fnr > 0 {
				return f.Fnr == fnr
			}
			return f.Trakt == q.text("trakt") && f.FbetNr == q.text("fBetNr")
		})
	}), nil
}

// updated lists what changed after one time, until another, oldest change first.
func (s *Server) updated(q in) (found []*Arende, bounds [2]string, err error) {
	after, ok := q.time("filter", "LowerExclusiveBound")
	until, untilOK := q.time("filter", "UpperInclusiveBound")
	if !q.at("filter", "UpperInclusiveBound").is() {
		until, untilOK = s.cfg.Clock.Now(), true
	}
	if !ok || !untilOK {
		return nil, bounds, clientFault("Filtret saknar giltiga tider.")
	}
	for _, a := range s.arenden {
		if a.Uppdaterad.After(after) && !a.Uppdaterad.After(until) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(x, y *Arende) int { return x.Uppdaterad.Compare(y.Uppdaterad) })
	if s.cfg.MaxBatch > 0 && len(found) > s.cfg.MaxBatch {
		found = found[:s.cfg.MaxBatch]
		until = found[len(found)-1].Uppdaterad
	}
	return found, [2]string{dateTime(after), dateTime(until)}, nil
}

func (s *Server) getUpdated(q in) ([]out, error) {
	found, bounds, err := s.updated(q)
	if err != nil {
		return nil, err
	}
	list := out{name: "Arenden"}
	for _, a := range found {
		list.kids = append(list.kids, arendeXML("arende", a))
	}
	return []out{{name: "GetUpdatedArendenResult", kids: []out{el("BatchStart", bounds[0]), el("BatchEnd", bounds[1]), list}}}, nil
}

func (s *Server) countUpdated(q in) ([]out, error) {
	found, _, err := s.updated(q)
	return []out{el("GetUpdatedArendenCountResult", strconv.Itoa(len(found)))}, err
}

func (s *Server) getDocument(q in) ([]out, error) {
	id := q.text("documentId")
	for _, a := range s.arenden {
		for _, h := range a.Handelser {
			for _, d := range h.Handlingar {
				if d.DokID == id {
					return []out{documentXML(d, q.bool("inkluderaFil"))}, nil
				}
			}
		}
	}
	return nil, clientFault("Error getting GemDmsdoclinkBE with DoclinkId=%s. Item not found.", id)
}

func documentXML(d Handling, withFile bool) out {
	name := el("namn", d.Namn)
	name.ns = nsArende
	o := out{name: "GetDocumentResult", attrs: []string{"dokId", d.DokID}, kids: []out{name}}
	if withFile {
		file := out{name: "fil", ns: nsArende, kids: []out{el("filBuffer", base64Of(d.Content))}, attrs: pairs("filAndelse", d.Andelse)}
		o.kids = append(o.kids, file)
	}
	return o
}

func (s *Server) getHandlingTyper(in) ([]out, error) {
	list := out{name: "GetHandlingTyperResult"}
	for i, c := range s.cfg.Handlingstyper {
		list.kids = append(list.kids, out{name: "HandlingTyp", kids: []out{
			el("Typ", c.Code), el("Beskrivning", c.Name), el("ArAktiv", "true"), el("SortOrdn", strconv.Itoa(i)),
		}})
	}
	return []out{list}, nil
}

func (s *Server) getRoller(in) ([]out, error) {
	list := out{name: "GetRollerResult"}
	for _, c := range s.cfg.Roller {
		list.kids = append(list.kids, out{name: "Roll", kids: []out{el("RollKod", c.Code), el("Beskrivning", c.Name), el("ArAktiv", "true")}})
	}
	return []out{list}, nil
}
