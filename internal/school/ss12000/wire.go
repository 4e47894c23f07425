package ss12000

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
)

// errUnasked says that an answer is of something else than was asked for.
var errUnasked = errors.New("not what was asked for")

// The values of the standard that mean something to us. All others are as good
// as the least that they could mean.
const (
	unmarked      = "Ingen"
	dead          = "Avliden"
	swedish       = "SE"
	typeReported  = "Anmäld frånvaro"
	typeLeave     = "Beviljad ledighet"
	semesterHT    = "HT"
	semesterVT    = "VT"
	maxValueRunes = 24 // of a grade; "Godkänt" is the longest of the standard's
)

// classTypes are the groups that people call a class.
var classTypes = []string{"Klass", "Avdelning"}

// personExpanded is what is asked for with persons.
var personExpanded = url.Values{"expand": {"responsibleFor", "groupMemberships"}, "expandReferenceNames": {"true"}}

type reference struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

type personReference struct {
	ID              string `json:"id"`
	SecurityMarking string `json:"securityMarking"`
}

type civicNo struct {
	Value       string `json:"value"`
	Nationality string `json:"nationality"`
}

type responsible struct {
	Person       personReference `json:"person"`
	RelationType string          `json:"relationType"`
}

type enrolment struct {
	EnroledAt reference `json:"enroledAt"`
	StartDate string    `json:"startDate"`
	EndDate   string    `json:"endDate"`
	Cancelled bool      `json:"cancelled"`
}

type membership struct {
	Group struct {
		DisplayName string `json:"displayName"`
		GroupType   string `json:"groupType"`
		StartDate   string `json:"startDate"`
		EndDate     string `json:"endDate"`
	} `json:"group"`
	StartDate string `json:"startDate"`
	EndDate   string `json:"endDate"`
}

type person struct {
	ID              string        `json:"id"`
	GivenName       string        `json:"givenName"`
	FamilyName      string        `json:"familyName"`
	CivicNo         civicNo       `json:"civicNo"`
	BirthDate       string        `json:"birthDate"`
	SecurityMarking string        `json:"securityMarking"`
	PersonStatus    string        `json:"personStatus"`
	Enrolments      []enrolment   `json:"enrolments"`
	Responsibles    []responsible `json:"responsibles"`
	Embedded        *struct {
		ResponsibleFor   []responsible `json:"responsibleFor"`
		GroupMemberships []membership  `json:"groupMemberships"`
	} `json:"_embedded"`
}

// is reports whether it is the number: of twelve digits, or of ten as servers
// keep it, with or without a sign between.
func (c civicNo) is(number pnr.Number, today time.Time) bool {
	if c.Nationality != "" && !strings.EqualFold(c.Nationality, swedish) {
		return false
	}
	digits, ok := twelve(c.Value, today)
	return ok && digits == number.Digits()
}

// twelve writes a number with its century. Of ten digits, a plus says that its
// holder is at least a hundred years old this year; otherwise it is the latest
// century in which the year has begun.
func twelve(text string, today time.Time) (string, bool) {
	text = strings.TrimSpace(text)
	digits := strings.NewReplacer("-", "", "+", "", " ", "").Replace(text)
	if len(digits) == 10 {
		year := i18n.Local(today).Year()
		century := year / 100
		if digits[:2] > fmt.Sprintf("%02d", year%100) {
			century--
		}
		if strings.Contains(text, "+") {
			century--
		}
		digits = strconv.Itoa(century) + digits
	}
	_, err := pnr.Parse(digits, today)
	return digits, err == nil
}

// check refuses a record whose id cannot stand in an address or a trail.
func (p person) check() error {
	if _, ok := school.ParseID(p.ID); !ok {
		return fmt.Errorf("persons: %w: what is no id", errUnasked)
	}
	return nil
}

// record returns what the domain knows of a person.
func (p person) record(schools map[string]string) school.Record {
	r := school.Record{
		ID: school.ID(p.ID), GivenName: p.GivenName, FamilyName: p.FamilyName, BirthDate: school.ParseDay(p.BirthDate),
		IsProtected: p.SecurityMarking != unmarked, IsDead: p.PersonStatus == dead,
	}
	for _, o := range p.Responsibles {
		// A reference seldom says it; where it does, anything but "Ingen" is a mark.
		marking := o.Person.SecurityMarking
		r.Responsibles = append(r.Responsibles, school.Responsible{
			Person: school.ID(o.Person.ID), Relation: o.RelationType, IsProtected: marking != "" && marking != unmarked,
		})
	}
	for _, e := range p.Enrolments {
		r.Enrolments = append(r.Enrolments, school.Enrolment{
			School: schools[e.EnroledAt.ID], From: school.ParseDay(e.StartDate), To: lastDay(e.EndDate), IsCancelled: e.Cancelled,
		})
	}
	if p.Embedded == nil {
		return r
	}
	for _, m := range p.Embedded.GroupMemberships {
		if slices.Contains(classTypes, m.Group.GroupType) {
			r.Classes = append(r.Classes, school.Class{
				Name: m.Group.DisplayName, From: max(school.ParseDay(m.StartDate), school.ParseDay(m.Group.StartDate)),
				To: first(lastDay(m.EndDate), lastDay(m.Group.EndDate)),
			})
		}
	}
	return r
}

// longAgo is a last day that cannot be read: it has been.
const longAgo = school.Day("0001-01-01")

// lastDay reads the last day of something; none is until further notice.
func lastDay(text string) school.Day {
	if text == "" {
		return ""
	}
	if day := school.ParseDay(text); day != "" {
		return day
	}
	return longAgo
}

// first returns the day that comes first, of which "" never comes.
func first(a, b school.Day) school.Day {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

type aggregate struct {
	Student           personReference `json:"student"`
	StartDate         string          `json:"startDate"`
	EndDate           string          `json:"endDate"`
	ValidAbsenceSum   int             `json:"validAbsenceSum"`
	InvalidAbsenceSum int             `json:"invalidAbsenceSum"`
}

type absence struct {
	Student   personReference `json:"student"`
	StartTime string          `json:"startTime"`
	EndTime   string          `json:"endTime"`
	Type      string          `json:"type"`
}

func (a absence) absence() (school.Absence, error) {
	start, err := timestamp(a.StartTime)
	if err != nil {
		return school.Absence{}, err
	}
	end, err := timestamp(a.EndTime)
	if err != nil {
		return school.Absence{}, err
	}
	out := school.Absence{Kind: school.AbsenceOther, Start: start, End: end}
	switch a.Type {
	case typeReported:
		out.Kind = school.AbsenceReported
	case typeLeave:
		out.Kind = school.AbsenceLeave
	}
	return out, nil
}

// timestamp reads RFC 3339, and what lacks its offset as Swedish time.
func timestamp(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	sweden := i18n.Local(time.Time{}).Location()
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, sweden); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("absences: %w: what is no time", errUnasked)
}

type grade struct {
	Student        personReference `json:"student"`
	Syllabus       reference       `json:"syllabus"`
	GradeValue     string          `json:"gradeValue"`
	Semester       string          `json:"semester"`
	Year           int             `json:"year"`
	RegisteredDate string          `json:"registeredDate"`
}

// grade returns what the domain knows of a grade. A day of registration that
// cannot be read is none: the grade is not shown.
func (g grade) grade(subjects map[string]string) (school.Grade, error) {
	out := school.Grade{
		Subject: subjects[g.Syllabus.ID], Value: g.GradeValue,
		Term: school.Term{Year: g.Year}, Registered: school.ParseDay(g.RegisteredDate),
	}
	switch g.Semester {
	case semesterHT:
		out.Term.Semester = school.Autumn
	case semesterVT:
		out.Term.Semester = school.Spring
	}
	if out.Subject == "" || out.Value == "" || len([]rune(out.Value)) > maxValueRunes {
		return school.Grade{}, fmt.Errorf("grades: %w: no subject or no grade", errUnasked)
	}
	return out, nil
}

type syllabus struct {
	ID          string `json:"id"`
	SubjectName string `json:"subjectName"`
	CourseName  string `json:"courseName"`
}

// name is the course's where the school has courses.
func (y syllabus) name() string {
	if y.CourseName != "" {
		return y.CourseName
	}
	return y.SubjectName
}
