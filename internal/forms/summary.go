package forms

import "github.com/mittkoping/entre/internal/i18n"

// Section is a step and its answers, for people to read.
type Section struct {
	StepID string
	Title  string
	Rows   []Row
}

// Row is a question and its answer, for people to read. A group has a row for
// each question about each item, with the name of the input as its Question.
type Row struct {
	Question string // its id
	Label    string
	Lines    []string // of the answer; none for files
	Files    []File
	Answered bool
}

// Summary returns the visible questions with their answers in the language, as
// the review, the receipt, the case and the back end show them. Questions
// without an answer are there too; steps that ask nothing are not.
func (d *Definition) Summary(lang i18n.Lang, a Answers) []Section {
	sections := []Section{}
	for _, s := range d.Visible(a) {
		if !s.Asks() {
			continue
		}
		section := Section{StepID: s.ID, Title: s.Title.In(lang)}
		for _, q := range s.Questions {
			section.Rows = append(section.Rows, q.rows(lang, a[q.ID])...)
		}
		sections = append(sections, section)
	}
	return sections
}

func (q Question) rows(lang i18n.Lang, a Answer) []Row {
	if !q.Asks() {
		return nil
	}
	if k, ok := kinds[q.Type].(rower); ok && !a.IsZero() {
		return k.rows(q, lang, a)
	}
	return []Row{q.row(lang, a)}
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
