package sample

import (
	"github.com/mittkoping/entre/templates/schoolview"
)

// pupil is a child with something of everything.
func pupil() schoolview.Child {
	return schoolview.Child{
		URL: "/mina-barn/skolan/5c00105c", Name: "Alma Bergström", School: "Norrbyskolan", Class: "8B", Term: "Höstterminen 2026",
		Attendance: schoolview.Attendance{State: schoolview.Shown, Valid: "10 timmar", Invalid: "1 timme 20 minuter", HasInvalid: true},
		Absences: schoolview.Absences{State: schoolview.Shown, Rows: []schoolview.Absence{
			{Kind: "reported", When: "19 november 2026, 08.10\u2060–\u206014.40"},
			{Kind: "leave", When: "12 oktober 2026 klockan 08.10 till 16 oktober 2026 klockan 14.40"},
			{Kind: "other", When: "2 september 2026, 13.00\u2060–\u206014.40"},
		}, More: 4},
		Grades: schoolview.Grades{State: schoolview.Shown, Terms: []schoolview.TermGrades{
			{Term: "Vårterminen 2026", Grades: []schoolview.Grade{
				{Subject: "Bild", Value: "B"},
				{Subject: "Engelska", Value: "C"},
				{Subject: "Idrott och hälsa", Value: "C"},
				{Subject: "Hem- och konsumentkunskap", Value: "A"},
				{Subject: "Matematik", Value: "D"},
			}},
			{Term: "Höstterminen 2025", Grades: []schoolview.Grade{{Subject: "Svenska som andraspråk", Value: "B"}}},
		}},
	}
}

// emptyPupil has nothing to show, and a long name.
func emptyPupil() schoolview.Child {
	return schoolview.Child{
		URL: "/mina-barn/skolan/5c00105d", Name: "Nils-Alexander Bergström Haddad von Mittköping", School: "Norrbyskolan och fritidshemmet Ekorren", Class: "5A",
		Term: "Höstterminen 2026", Attendance: schoolview.Attendance{State: schoolview.Nothing},
		Absences: schoolview.Absences{State: schoolview.Nothing}, Grades: schoolview.Grades{State: schoolview.Nothing},
	}
}

// silentPupil is one about whom the system does not answer.
func silentPupil() schoolview.Child {
	v := pupil()
	v.Attendance = schoolview.Attendance{State: schoolview.Silence, LastAnswer: "23 november 2026 klockan 09.14"}
	v.Absences = schoolview.Absences{State: schoolview.Silence}
	v.Grades = schoolview.Grades{State: schoolview.Silence, LastAnswer: "23 november 2026 klockan 09.14"}
	return v
}

// selfPupil is a pupil who looks at their own, in a system without grades.
func selfPupil() schoolview.Child {
	v := pupil()
	v.IsSelf, v.School, v.Class, v.Grades = true, "", "", schoolview.Grades{}
	return v
}

func children(list ...schoolview.Child) schoolview.Children {
	return schoolview.Children{Shell: loggedIn("/mina-barn"), Children: list}
}

func hiddenChildren(list ...schoolview.Child) schoolview.Children {
	v := children(list...)
	v.IsHidden = true
	return v
}

func silentSchool(list ...schoolview.Child) schoolview.Children {
	v := children(list...)
	v.Silent = []schoolview.Silent{
		{Title: "Skolans register", LastAnswer: "23 november 2026 klockan 09.14"}, {Title: "Förskolans system"},
	}
	return v
}

func oneChild() schoolview.OneChild {
	return schoolview.OneChild{Shell: loggedIn("/mina-barn/skolan/5c00105c"), Child: pupil()}
}
