package schoolview

import "github.com/mittkoping/entre/templates/layout"

// Children is Mina barn. Nothing in it says why something is hidden.
type Children struct {
	layout.Shell
	Children []Child
	IsHidden bool     // something is not shown
	Silent   []Silent // systems that did not answer
}

// Silent is a system that did not answer.
type Silent struct {
	Title      string // "Skolans register"
	LastAnswer string // "21 november 2026 klockan 09.14"; empty: nobody knows
}

// OneChild is one child with all there is to see; Shell.Title is the name.
type OneChild struct {
	layout.Shell
	Child Child
}

// Child is a child that one may see.
type Child struct {
	URL    string // of its own page
	Name   string
	IsSelf bool   // it is the reader
	School string // empty: none now
	Class  string
	Term   string // "höstterminen 2026", which attendance and absences are of

	Attendance Attendance
	Absences   Absences
	Grades     Grades
}

// State is how a kind of data is, with the values of the domain. Empty: the
// school's system has no such data, and nothing is said.
type State string

// The states.
const (
	Shown   State = "shown"
	Nothing State = "nothing"
	Silence State = "silent"
)

// Attendance is a term's sums.
type Attendance struct {
	State          State
	LastAnswer     string // of Silence; empty: nobody knows
	Valid, Invalid string // "1 timme 35 minuter"
	HasInvalid     bool
}

// Absences is what has been reported, the latest first.
type Absences struct {
	State      State
	LastAnswer string
	Rows       []Absence
	More       int // how many rows there are besides
}

// Absence is a time that a child was reported absent.
type Absence struct {
	Kind AbsenceKind
	When string // "19 november 2026 klockan 08.10–14.40"
}

// AbsenceKind is what sort of absence it is, with the values of the domain.
type AbsenceKind string

// Grades are those that are set, the latest first.
type Grades struct {
	State      State
	LastAnswer string
	Terms      []TermGrades
	More       int // how many grades there are besides
}

// TermGrades are the grades of one term.
type TermGrades struct {
	Term   string // "Vårterminen 2026"; empty: it is not known
	Grades []Grade
}

// Grade is a grade in a subject.
type Grade struct {
	Subject string
	Value   string
}
