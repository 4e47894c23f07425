package api

import (
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/web/answers"
)

// entry is a service with all that is public of it, in one language. Texts
// that are not written in it are in Swedish; what is unknown is left out.
type entry struct {
	brief
	Category     string    `json:"category"` // codes, as in the catalogue's files
	Audience     []string  `json:"audience"`
	Authority    string    `json:"authority"`
	Owner        string    `json:"owner"`
	Needs        []string  `json:"needs,omitempty"`
	Next         []string  `json:"next,omitempty"`
	Cost         string    `json:"cost,omitempty"`
	HandlingTime string    `json:"handling_time,omitempty"`
	Contact      contact   `json:"contact"`
	LegalBasis   []string  `json:"legal_basis,omitempty"`
	Keywords     []string  `json:"keywords,omitempty"`
	Link         *link     `json:"link,omitempty"`
	HasForm      bool      `json:"has_form"`
	UpdatedAt    time.Time `json:"updated_at"`
}

type contact struct {
	Phone string `json:"phone"`
	Hours string `json:"hours"`
	Visit string `json:"visit,omitempty"`
}

type link struct {
	URL   string `json:"url"`
	Label string `json:"label"`
}

// whole tells all of a service but the route of its cases, which is our own.
func whole(lang i18n.Lang, e *catalogue.Entry, b brief) entry {
	out := entry{
		brief: b, Category: e.Category, Audience: e.Audience, Authority: e.Authority, Owner: e.Owner,
		Needs: answers.Texts(lang, e.Needs), Next: answers.Texts(lang, e.Next),
		Cost: e.Cost.In(lang), HandlingTime: e.HandlingTime.In(lang),
		Contact:    contact{Phone: e.Contact.Phone, Hours: e.Contact.Hours.In(lang), Visit: e.Contact.Visit.In(lang)},
		LegalBasis: e.LegalBasis, Keywords: answers.Texts(lang, e.Keywords), HasForm: e.FormVersion > 0, UpdatedAt: e.UpdatedAt,
	}
	if e.Link != nil {
		out.Link = &link{URL: e.Link.URL, Label: e.Link.Label.In(lang)}
	}
	return out
}
