package ss12000

import (
	"slices"
	"time"
)

// The values of the standard that the demo uses.
const (
	MarkingNone      = "Ingen"
	MarkingSecrecy   = "Sekretessmarkering"
	RelationGuardian = "Vårdnadshavare"
	GroupClass       = "Klass"
)

// Reference refers to something by its id.
type Reference struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName,omitempty"`
}

// PersonReference refers to a person.
type PersonReference struct {
	ID              string `json:"id"`
	DisplayName     string `json:"displayName,omitempty"`
	SecurityMarking string `json:"securityMarking,omitempty"`
}

// CivicNo is a personal number.
type CivicNo struct {
	Value       string `json:"value"`
	Nationality string `json:"nationality,omitempty"`
}

// Responsible is somebody who stands in a child's record, or a child that
// somebody stands in the record of.
type Responsible struct {
	Person       PersonReference `json:"person"`
	RelationType string          `json:"relationType,omitempty"`
}

// Enrolment is a place at a school.
type Enrolment struct {
	EnroledAt  Reference `json:"enroledAt"`
	SchoolYear int       `json:"schoolYear"`
	SchoolType string    `json:"schoolType"`
	StartDate  string    `json:"startDate"`
	EndDate    string    `json:"endDate,omitempty"`
	Cancelled  bool      `json:"cancelled"`
}

// Meta is when something was made and changed.
type Meta struct {
	Created  string `json:"created"`
	Modified string `json:"modified"`
}

// Person is a pupil, a guardian or somebody else.
type Person struct {
	ID              string        `json:"id"`
	Meta            Meta          `json:"meta"`
	GivenName       string        `json:"givenName"`
	FamilyName      string        `json:"familyName"`
	CivicNo         *CivicNo      `json:"civicNo,omitempty"`
	BirthDate       string        `json:"birthDate,omitempty"`
	SecurityMarking string        `json:"securityMarking,omitempty"`
	PersonStatus    string        `json:"personStatus,omitempty"`
	Enrolments      []Enrolment   `json:"enrolments,omitempty"`
	Responsibles    []Responsible `json:"responsibles,omitempty"`
	Embedded        *Embedded     `json:"_embedded,omitempty"`

	// Index is for whom the system's own index says that the person is
	// responsible, when it differs from what stands in the children's records: it
	// is renewed at night.
	Index []Responsible `json:"-"`
}

// Embedded is what expand fills in.
type Embedded struct {
	ResponsibleFor   []Responsible     `json:"responsibleFor,omitempty"`
	GroupMemberships []GroupMembership `json:"groupMemberships,omitempty"`
}

// GroupMembership is a person's place in a group.
type GroupMembership struct {
	Group     GroupFragment `json:"group"`
	StartDate string        `json:"startDate,omitempty"`
	EndDate   string        `json:"endDate,omitempty"`
}

// GroupFragment is a group without its members.
type GroupFragment struct {
	ID           string    `json:"id"`
	Meta         Meta      `json:"meta"`
	DisplayName  string    `json:"displayName"`
	GroupType    string    `json:"groupType"`
	StartDate    string    `json:"startDate"`
	EndDate      string    `json:"endDate,omitempty"`
	Organisation Reference `json:"organisation"`
}

// Group is a class or another group.
type Group struct {
	GroupFragment
	Members []Member `json:"groupMemberships"`
}

// Member is somebody in a group.
type Member struct {
	Person    PersonReference `json:"person"`
	StartDate string          `json:"startDate,omitempty"`
	EndDate   string          `json:"endDate,omitempty"`
}

// Organisation is a school.
type Organisation struct {
	ID               string `json:"id"`
	Meta             Meta   `json:"meta"`
	DisplayName      string `json:"displayName"`
	OrganisationType string `json:"organisationType"`
}

// Absence is a time that a pupil was reported absent.
type Absence struct {
	ID        string          `json:"id"`
	Meta      Meta            `json:"meta"`
	StartTime string          `json:"startTime"`
	EndTime   string          `json:"endTime"`
	Type      string          `json:"type"`
	Student   PersonReference `json:"student"`
}

// Lesson is how long a pupil was present at a lesson: what the sums are made of.
type Lesson struct {
	Student  string
	Activity Reference
	Start    time.Time
	Present  int // minutes
	Valid    int
	Invalid  int
}

// Aggregate is a pupil's minutes in an activity.
type Aggregate struct {
	Activity          Reference       `json:"activity"`
	Student           PersonReference `json:"student"`
	StartDate         string          `json:"startDate"`
	EndDate           string          `json:"endDate"`
	AttendanceSum     int             `json:"attendanceSum"`
	ValidAbsenceSum   int             `json:"validAbsenceSum"`
	InvalidAbsenceSum int             `json:"invalidAbsenceSum"`
}

// Grade is a grade.
type Grade struct {
	ID             string          `json:"id"`
	Meta           Meta            `json:"meta"`
	Student        PersonReference `json:"student"`
	Syllabus       Reference       `json:"syllabus"`
	GradeValue     string          `json:"gradeValue"`
	Semester       string          `json:"semester"`
	Year           int             `json:"year"`
	RegisteredDate string          `json:"registeredDate,omitempty"`
	FinalGrade     bool            `json:"finalGrade"`
}

// Syllabus is a subject or a course.
type Syllabus struct {
	ID          string `json:"id"`
	Meta        Meta   `json:"meta"`
	SchoolType  string `json:"schoolType"`
	SubjectName string `json:"subjectName"`
	CourseName  string `json:"courseName,omitempty"`
	Official    bool   `json:"official"`
}

// Data is everything that the system holds.
type Data struct {
	Organisations []Organisation
	Persons       []Person
	Groups        []Group
	Absences      []Absence
	Lessons       []Lesson
	Grades        []Grade
	Syllabuses    []Syllabus
}

// Person returns the person with the id, to be changed, or nil.
func (d *Data) Person(id string) *Person {
	at := slices.IndexFunc(d.Persons, func(p Person) bool { return p.ID == id })
	if at < 0 {
		return nil
	}
	return &d.Persons[at]
}

// responsibleFor is what the index says of a person.
func (d *Data) responsibleFor(id string) []Responsible {
	out := []Responsible{}
	for _, p := range d.Persons {
		for _, r := range p.Responsibles {
			if r.Person.ID == id {
				out = append(out, Responsible{Person: PersonReference{ID: p.ID}, RelationType: r.RelationType})
			}
		}
		if p.ID == id {
			out = append(out, p.Index...)
		}
	}
	return out
}

func (d *Data) memberships(id string) []GroupMembership {
	out := []GroupMembership{}
	for _, g := range d.Groups {
		for _, m := range g.Members {
			if m.Person.ID == id {
				out = append(out, GroupMembership{Group: g.GroupFragment, StartDate: m.StartDate, EndDate: m.EndDate})
			}
		}
	}
	return out
}

func (d *Data) schoolName(id string) string {
	at := slices.IndexFunc(d.Organisations, func(o Organisation) bool { return o.ID == id })
	if at < 0 {
		return ""
	}
	return d.Organisations[at].DisplayName
}
