package answers

import (
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/ui"
)

// Sections are the steps of a form with their answers; fileURL is where a file
// can be opened, and nil when it can be opened nowhere.
func Sections(lang i18n.Lang, sections []forms.Section, fileURL func(id string) string) []ui.Section {
	out := make([]ui.Section, len(sections))
	for i, s := range sections {
		out[i] = Section(lang, s, fileURL)
	}
	return out
}

// Section is one of Sections.
func Section(lang i18n.Lang, s forms.Section, fileURL func(id string) string) ui.Section {
	out := ui.Section{Title: s.Title}
	for _, row := range s.Rows {
		answer := ui.Answer{Label: row.Label, Lines: row.Lines}
		for _, f := range row.Files {
			file := ui.File{ID: f.ID, Name: f.Name, Size: ui.FileSize(lang, f.Size)}
			if fileURL != nil {
				file.URL = fileURL(f.ID)
			}
			answer.Files = append(answer.Files, file)
		}
		out.Answers = append(out.Answers, answer)
	}
	return out
}

// Texts are texts of the content in the language.
func Texts(lang i18n.Lang, texts []i18n.Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, t.In(lang))
	}
	return out
}
