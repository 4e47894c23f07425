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

	AuthorityCode  string          `json:"authority_code,omitempty"` // as in diary numbers
	Steps          []string        `json:"steps,omitempty"`
	Fee            catalogue.Fee   `json:"fee,omitempty"`
	Offline        []catalogue.Way `json:"offline,omitempty"`
	LifeEvents     []string        `json:"life_events,omitempty"` // codes
	Urgent         *urgent         `json:"urgent,omitempty"`
	NoFollowUp     bool            `json:"no_follow_up,omitempty"`
	DataProtection *protection     `json:"data_protection,omitempty"`
	Retention      *retention      `json:"retention,omitempty"`
	Review         string          `json:"review,omitempty"` // a day: 2026-11-25
}

type urgent struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
}

// protection is the information under GDPR art. 13; of a service without
// personal data it is the basis alone.
type protection struct {
	Basis      catalogue.Basis     `json:"basis"`
	Sensitive  catalogue.Sensitive `json:"sensitive,omitempty"`
	Purpose    string              `json:"purpose,omitempty"`
	Recipients string              `json:"recipients,omitempty"`
	Controller string              `json:"controller,omitempty"`
	Officer    *officer            `json:"data_protection_officer,omitempty"`
	Rights     []catalogue.Right   `json:"rights,omitempty"`
}

type officer struct {
	Phone string `json:"phone"`
	URL   string `json:"url,omitempty"`
}

type retention struct {
	Kept     string `json:"kept,omitempty"`
	Decision string `json:"decision,omitempty"`
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

// whole tells all of a service but the route of its cases and the systems they
// are worked in, which are our own.
func whole(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry, b brief) entry {
	out := entry{
		brief: b, Category: e.Category, Audience: e.Audience, Authority: e.Authority, Owner: e.Owner,
		Needs: answers.Texts(lang, e.Needs), Next: answers.Texts(lang, e.Next),
		Cost: e.Cost.In(lang), HandlingTime: e.HandlingTime.In(lang),
		Contact:    contact{Phone: e.Contact.Phone, Hours: e.Contact.Hours.In(lang), Visit: e.Contact.Visit.In(lang)},
		LegalBasis: e.LegalBasis, Keywords: answers.Texts(lang, e.Keywords), HasForm: e.FormVersion > 0, UpdatedAt: e.UpdatedAt,
		Steps: answers.Texts(lang, e.Steps), Fee: e.Fee, Offline: e.Offline, LifeEvents: e.LifeEvents, NoFollowUp: e.NoFollowUp,
		DataProtection: protectionOf(lang, now, e), Review: e.Review,
	}
	if a, ok := now.Authority(e.Authority); ok {
		out.AuthorityCode = a.Code
	}
	if e.Urgent != nil {
		out.Urgent = &urgent{Phone: e.Urgent.Phone, Text: e.Urgent.Text.In(lang)}
	}
	if r := (retention{Kept: e.Retention.Kept.In(lang), Decision: e.Retention.Decision}); r != (retention{}) {
		out.Retention = &r
	}
	if e.Link != nil {
		out.Link = &link{URL: e.Link.URL, Label: e.Link.Label.In(lang)}
	}
	return out
}

func protectionOf(lang i18n.Lang, now *catalogue.Snapshot, e *catalogue.Entry) *protection {
	n, ok := now.Notice(e)
	switch {
	case !ok && e.DataProtection.Basis == "":
		return nil
	case !ok:
		return &protection{Basis: e.DataProtection.Basis}
	}
	p := protection{
		Basis: n.Basis, Sensitive: n.Sensitive, Purpose: n.Purpose.In(lang), Recipients: n.Recipients.In(lang),
		Controller: n.Controller.Name.In(lang), Rights: n.Rights,
	}
	if n.Controller.Officer.Phone != "" {
		p.Officer = &officer{Phone: n.Controller.Officer.Phone, URL: n.Controller.Officer.URL}
	}
	return &p
}
