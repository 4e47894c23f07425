package school

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/identity/pnr"
)

// ID is a person's id in a school's system: opaque, says who it is only to
// whoever may ask that system.
type ID string

// isID reports whether a text can be such an id. It is checked wherever one
// comes in, since ids stand in addresses and in the audit trail.
func isID(text string) bool {
	if text == "" || len(text) > 64 {
		return false
	}
	for _, c := range []byte(text) {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// ParseID reads an id that somebody else wrote.
func ParseID(text string) (ID, bool) { return ID(text), isID(text) }

// Source is a school's system. Its errors say that it did not answer, or not
// what it was asked; they hold nothing personal. It keeps no answer about who
// may see whom.
type Source interface {
	// Capabilities are the kinds of data that the system has.
	Capabilities() []Kind
	// ChildrenOf returns the one person who has the number, and the children that
	// the system says they have to do with, each as the child's OWN record says.
	// The zero Family: it knows no such person.
	ChildrenOf(ctx context.Context, number pnr.Number) (Family, error)
	// Attendance returns the child's minutes of absence from and to the days, both included.
	Attendance(ctx context.Context, child ID, from, to Day) (Minutes, error)
	// Absences returns what has been reported of the child from the day on.
	Absences(ctx context.Context, child ID, from Day) ([]Absence, error)
	// Grades returns all the child's grades, those not yet set in force too.
	Grades(ctx context.Context, child ID) ([]Grade, error)
}

// Kind is a kind of data about a child.
type Kind string

// The kinds. Every source has the record.
const (
	KindRecord     Kind = "record" // name, school and class
	KindAttendance Kind = "attendance"
	KindAbsences   Kind = "absences"
	KindGrades     Kind = "grades"
)

// Family is a person and the children that a source says they have to do with.
type Family struct {
	Self     Record
	Children []Record
}

// Record is what a source holds of a person.
type Record struct {
	ID          ID
	GivenName   string
	FamilyName  string
	BirthDate   Day
	IsProtected bool // marked in any degree, or not clearly unmarked
	IsDead      bool

	Responsibles []Responsible // who stand in this record
	Enrolments   []Enrolment
	Classes      []Class
}

// Responsible is somebody who stands in a child's record.
type Responsible struct {
	Person      ID
	Relation    string // as the source writes it: RelationGuardian
	IsProtected bool   // marked where they are referred to
}

// RelationGuardian is the relation that lets somebody see a child. "Förälder"
// alone says nothing about custody.
const RelationGuardian = "Vårdnadshavare"

// Enrolment is a pupil's place at a school.
type Enrolment struct {
	School      string
	From, To    Day // To "": until further notice
	IsCancelled bool
}

// Class is a pupil's place in a class.
type Class struct {
	Name     string
	From, To Day
}

// Minutes is how long a child has been absent.
type Minutes struct {
	Valid   int
	Invalid int // without leave
}

// Absence is a time that a child was reported absent.
type Absence struct {
	Kind       AbsenceKind
	Start, End time.Time
}

// AbsenceKind is what sort of absence it is.
type AbsenceKind string

// The kinds of absence.
const (
	AbsenceOther    AbsenceKind = "other"
	AbsenceReported AbsenceKind = "reported" // by a guardian or the school
	AbsenceLeave    AbsenceKind = "leave"    // granted beforehand
)

// Grade is a grade in a subject or a course.
type Grade struct {
	Subject    string
	Value      string // "A" to "F", or another scale's
	Term       Term
	Registered Day // "": not set in force
}
