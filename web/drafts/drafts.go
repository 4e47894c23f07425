package drafts

import (
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
)

// View tells of a draft in the language.
func View(lang i18n.Lang, f cases.Filling) catalogueview.Draft {
	return catalogueview.Draft{
		ID: f.Draft.ID, ServiceTitle: f.Service.Title.In(lang), Step: ResumeStep(f),
		SavedAt: i18n.DateTime(lang, f.Draft.SavedAt), KeptUntil: i18n.Date(lang, f.KeptTo),
	}
}

// ResumeStep returns the id of the step to go on from: the first with something
// to mend, or the first where nothing is answered, or the last.
func ResumeStep(f cases.Filling) string {
	steps := f.Form.Visible(f.Draft.Answers)
	for _, s := range steps {
		if len(forms.ValidateStep(s, f.Draft.Answers)) > 0 {
			return s.ID
		}
	}
	for _, s := range steps {
		if !isAnswered(s, f.Draft.Answers) {
			return s.ID
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1].ID
}

func isAnswered(s forms.Step, answers forms.Answers) bool {
	for _, q := range s.Questions {
		if !answers[q.ID].IsZero() {
			return true
		}
	}
	return false
}
