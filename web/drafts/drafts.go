package drafts

import (
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
)

// View tells of a draft in the language.
func View(lang i18n.Lang, f cases.Filling) catalogueview.Draft {
	return catalogueview.Draft{
		ID: f.Draft.ID, ServiceTitle: f.Service.Title.In(lang), Step: f.Resume,
		SavedAt: i18n.DateTime(lang, f.Draft.SavedAt), KeptUntil: i18n.Date(lang, f.KeptTo),
	}
}
