package ss12000

import (
	"fmt"
	"time"
)

// The people of the demo, by their ids here. Their numbers are of the tax
// agency's list for tests; all names are invented.
var (
	Anna   = id(1) // guardian of Alma and Nils
	Karim  = id(2) // guardian of Nils
	Elsa   = id(3) // was guardian of Tindra
	Maria  = id(4) // is guardian of Tindra
	Alma   = id(11)
	Nils   = id(12)
	Tindra = id(13)
	Vidar  = id(14) // in Alma's class; of nobody's children here
)

var norrby, soder = id(101), id(102)

func id(n int) string { return fmt.Sprintf("5c00105c-7e1d-4a6b-9c1d-%012d", n) }

// Mittkoping is the school's data as they would be at the time.
func Mittkoping(now time.Time) Data {
	b := builder{now: now.In(sweden()), meta: Meta{Created: "2022-08-01T08:00:00+02:00", Modified: "2026-08-01T08:00:00+02:00"}}
	b.schoolYear = b.now.Year()
	if b.now.Month() < time.July {
		b.schoolYear--
	}
	b.schools()
	b.people()
	b.subjects()
	b.absences()
	b.grades()
	return b.data
}

// builder fills in the data.
type builder struct {
	now        time.Time
	schoolYear int // the year that it began
	meta       Meta
	data       Data
}

func (b *builder) schools() {
	for _, s := range []struct{ id, name string }{{norrby, "Norrbyskolan"}, {soder, "Söderskolan"}} {
		b.data.Organisations = append(b.data.Organisations, Organisation{ID: s.id, Meta: b.meta, DisplayName: s.name, OrganisationType: "Skolenhet"})
	}
}

func (b *builder) people() {
	adult := func(id, given, family, number string) {
		b.data.Persons = append(b.data.Persons, Person{
			ID: id, Meta: b.meta, GivenName: given, FamilyName: family, CivicNo: &CivicNo{number, "SE"},
			SecurityMarking: MarkingNone, PersonStatus: "Aktiv",
		})
	}
	adult(Anna, "Anna", "Bergström", "197901049283")
	adult(Karim, "Karim", "Haddad", "197902069272")
	adult(Elsa, "Elsa", "Lindqvist", "198402179298")
	adult(Maria, "Maria", "Kowalska", "197001782395")
	b.pupil(Alma, "Alma", "Bergström", "201201252382", norrby, "B", Anna)
	b.pupil(Nils, "Nils", "Haddad", "201501172397", norrby, "A", Anna, Karim)
	b.pupil(Tindra, "Tindra", "Lindqvist", "201501262388", soder, "C", Maria)
	b.pupil(Vidar, "Vidar", "Ekman", "", norrby, "B")
	// Custody changed, and the index has not heard of it yet: that is how a former
	// guardian is found by a portal that trusts it.
	b.data.Person(Elsa).Index = []Responsible{{Person: PersonReference{ID: Tindra}, RelationType: RelationGuardian}}
}

// pupil adds a pupil to a class of a school. Who has no number is born with Alma.
func (b *builder) pupil(id, given, family, number, school, class string, guardians ...string) {
	p := Person{
		ID: id, Meta: b.meta, GivenName: given, FamilyName: family, BirthDate: "2012-05-02",
		SecurityMarking: MarkingNone, PersonStatus: "Aktiv",
	}
	if number != "" {
		p.CivicNo = &CivicNo{number, "SE"}
		p.BirthDate = number[:4] + "-" + number[4:6] + "-" + number[6:8]
	}
	for _, g := range guardians {
		p.Responsibles = append(p.Responsibles, Responsible{Person: PersonReference{ID: g}, RelationType: RelationGuardian})
	}
	var born int
	_, _ = fmt.Sscanf(p.BirthDate, "%d", &born) // it is one of the above
	year := b.schoolYear - born - 6
	begun := fmt.Sprintf("%d-08-15", b.schoolYear)
	p.Enrolments = []Enrolment{{EnroledAt: Reference{ID: school}, SchoolYear: year, SchoolType: "GR", StartDate: begun}}
	b.data.Persons = append(b.data.Persons, p)
	b.join(fmt.Sprintf("%d%s", year, class), school, id, begun)
}

func (b *builder) join(class, school, pupil, begun string) {
	member := Member{Person: PersonReference{ID: pupil}, StartDate: begun}
	for i := range b.data.Groups {
		if g := &b.data.Groups[i]; g.DisplayName == class && g.Organisation.ID == school {
			g.Members = append(g.Members, member)
			return
		}
	}
	b.data.Groups = append(b.data.Groups, Group{
		GroupFragment: GroupFragment{
			ID: id(200 + len(b.data.Groups)), Meta: b.meta, DisplayName: class, GroupType: GroupClass, StartDate: begun,
			Organisation: Reference{ID: school},
		},
		Members: []Member{member},
	})
}

var subjects = []string{"Bild", "Engelska", "Idrott och hälsa", "Matematik", "Musik", "Svenska"}

func (b *builder) subjects() {
	for i, name := range subjects {
		b.data.Syllabuses = append(b.data.Syllabuses, Syllabus{ID: id(300 + i), Meta: b.meta, SchoolType: "GR", SubjectName: name, Official: true})
	}
}

// schoolDay returns the day that is n school days before now, at the hour.
func (b *builder) schoolDay(n, hour, minute int) time.Time {
	day := b.now
	for n > 0 {
		day = day.AddDate(0, 0, -1)
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
}

func (b *builder) absences() {
	whole := func(pupil, kind string, days ...int) {
		for _, n := range days {
			b.data.Absences = append(b.data.Absences, Absence{
				ID: id(400 + len(b.data.Absences)), Meta: b.meta, Type: kind, Student: PersonReference{ID: pupil},
				StartTime: b.schoolDay(n, 8, 10).Format(time.RFC3339), EndTime: b.schoolDay(n, 14, 40).Format(time.RFC3339),
			})
			for lesson := range 5 {
				b.lesson(pupil, lesson, b.schoolDay(n, 8+lesson, 10), 0, 60, 0)
			}
		}
	}
	whole(Alma, "Anmäld frånvaro", 3, 2)
	whole(Nils, "Beviljad ledighet", 12)
	whole(Vidar, "Anmäld frånvaro", 1, 4, 5)
	for n := 1; n < 30; n++ {
		for _, pupil := range []string{Alma, Nils, Tindra, Vidar} {
			b.lesson(pupil, n%len(subjects), b.schoolDay(n, 15, 0), 60, 0, 0)
		}
	}
	b.lesson(Alma, 3, b.schoolDay(6, 10, 10), 40, 0, 20) // came late
	b.lesson(Vidar, 3, b.schoolDay(6, 10, 10), 0, 0, 777)
}

func (b *builder) lesson(pupil string, subject int, start time.Time, present, valid, invalid int) {
	b.data.Lessons = append(b.data.Lessons, Lesson{
		Student: pupil, Activity: Reference{ID: id(500 + subject), DisplayName: subjects[subject]}, Start: start,
		Present: present, Valid: valid, Invalid: invalid,
	})
}

func (b *builder) grades() {
	last, now := term{b.schoolYear, "VT"}, term{b.schoolYear, "HT"}
	registered := fmt.Sprintf("%d-06-10", b.schoolYear)
	if b.now.Month() < time.July {
		last, now = now, term{b.schoolYear + 1, "VT"}
		registered = fmt.Sprintf("%d-12-17", b.schoolYear)
	}
	for i, value := range []string{"B", "C", "C", "D", "A", "B"} {
		b.grade(Alma, i, value, last, registered)
		b.grade(Vidar, i, "F", last, registered)
	}
	b.grade(Alma, 3, "C", now, "") // written, not set in force: nobody may see it yet
}

type term struct {
	year     int
	semester string
}

func (b *builder) grade(pupil string, subject int, value string, t term, registered string) {
	b.data.Grades = append(b.data.Grades, Grade{
		ID: id(600 + len(b.data.Grades)), Meta: b.meta, Student: PersonReference{ID: pupil}, Syllabus: Reference{ID: id(300 + subject)},
		GradeValue: value, Semester: t.semester, Year: t.year, RegisteredDate: registered,
	})
}

// sweden is where the school is. The demo must run where no time zone data is
// installed, and is in UTC then.
func sweden() *time.Location {
	if loc, err := time.LoadLocation("Europe/Stockholm"); err == nil {
		return loc
	}
	return time.UTC
}
