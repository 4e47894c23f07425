package forms

import "github.com/mittkoping/entre/internal/i18n"

// Section is a step and its answers, for people to read.
type Section struct {
	StepID string
	Title  string
	Rows   []Row
}

// Row is a question and its answer, for people to read.
type Row struct {
	Question string // its id
	Label    string
	Lines    []string // of the answer; none for files
	Files    []File
	Answered bool
}

// Summary returns the visible questions with their answers in the language, as
// the review, the receipt, the case and the back end show them. Questions
// without an answer are there too.
func (d *Definition) Summary(lang i18n.Lang, a Answers) []Section {
	steps := d.Visible(a)
	sections := make([]Section, len(steps))
	for i, s := range steps {
		rows := make([]Row, len(s.Questions))
		for j, q := range s.Questions {
			rows[j] = q.row(lang, a[q.ID])
		}
		sections[i] = Section{StepID: s.ID, Title: s.Title.In(lang), Rows: rows}
	}
	return sections
}

func (q Question) row(lang i18n.Lang, a Answer) Row {
	r := Row{Question: q.ID, Label: q.Label.In(lang)}
	if a.IsZero() {
		return r
	}
	r.Answered = true
	r.Lines = kinds[q.Type].lines(q, lang, a)
	r.Files = a.Files
	return r
}
