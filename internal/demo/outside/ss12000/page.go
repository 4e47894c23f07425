package ss12000

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/page"
)

//go:embed page.html
var pageText string

var pupilsPage = page.Parse(pageText)

// pupilsView is the school's list of pupils.
type pupilsView struct {
	Prefix string
	Pupils []pupilView
}

type pupilView struct {
	ID, Name, Born, School, Class string
	IsMarked                      bool
	Guardians                     []guardianView
	Others                        []guardianView // who could be
}

type guardianView struct{ ID, Name string }

// adults are those whom the page offers as guardians.
func adults() []string { return []string{Anna, Karim, Elsa, Maria} }

func (s *Server) showPupils(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	view := pupilsView{Prefix: s.cfg.Prefix}
	for _, p := range s.data.Persons {
		if len(p.Enrolments) > 0 {
			view.Pupils = append(view.Pupils, s.viewPupil(p))
		}
	}
	s.mu.RUnlock()
	if err := page.Write(w, http.StatusOK, pupilsPage, view); err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "ss12000: page not shown", "error", err)
		http.Error(w, "Sidan kan inte visas.", http.StatusInternalServerError)
	}
}

func (s *Server) viewPupil(p Person) pupilView {
	v := pupilView{
		ID: p.ID, Name: p.name(), Born: p.BirthDate, School: s.data.schoolName(p.Enrolments[0].EnroledAt.ID),
		IsMarked: p.SecurityMarking != MarkingNone,
	}
	for _, m := range s.data.memberships(p.ID) {
		v.Class = m.Group.DisplayName
	}
	for _, id := range adults() {
		adult := s.data.Person(id)
		if adult == nil {
			continue
		}
		g := guardianView{id, adult.name()}
		if slices.ContainsFunc(p.Responsibles, func(r Responsible) bool { return r.Person.ID == id }) {
			v.Guardians = append(v.Guardians, g)
		} else {
			v.Others = append(v.Others, g)
		}
	}
	return v
}

func (p Person) name() string { return strings.TrimSpace(p.GivenName + " " + p.FamilyName) }

// postMarking sets or takes away a pupil's protected identity.
func (s *Server) postMarking(w http.ResponseWriter, r *http.Request) {
	s.changePupil(w, r, func(p *Person) {
		if p.SecurityMarking == MarkingNone {
			p.SecurityMarking = MarkingSecrecy
		} else {
			p.SecurityMarking = MarkingNone
		}
	})
}

// postGuardian makes somebody a guardian, or no longer one.
func (s *Server) postGuardian(w http.ResponseWriter, r *http.Request) {
	guardian := r.PostFormValue("guardian")
	s.changePupil(w, r, func(p *Person) {
		isGuardian := func(r Responsible) bool { return r.Person.ID == guardian }
		if slices.ContainsFunc(p.Responsibles, isGuardian) {
			p.Responsibles = slices.DeleteFunc(slices.Clone(p.Responsibles), isGuardian)
		} else if slices.Contains(adults(), guardian) {
			p.Responsibles = append(slices.Clone(p.Responsibles), Responsible{Person: PersonReference{ID: guardian}, RelationType: RelationGuardian})
		}
	})
}

func (s *Server) changePupil(w http.ResponseWriter, r *http.Request, change func(*Person)) {
	isKnown := false
	s.Change(func(d *Data) {
		if p := d.Person(r.PostFormValue("pupil")); p != nil && len(p.Enrolments) > 0 {
			isKnown = true
			change(p)
		}
	})
	if !isKnown {
		http.Error(w, "Det finns ingen sådan elev.", http.StatusNotFound)
		return
	}
	http.Redirect(w, r, s.cfg.Prefix+"/", http.StatusSeeOther)
}
