package catalogue

import (
	"encoding/json"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// Place is the municipality as linked data tells of it.
type Place struct {
	Name string // "Mittköping"
	Base string // the portal's public address, without a slash at the end
}

// SchemaOrg returns a service as a GovernmentService of schema.org, in one
// language: what search engines read.
func (s *Snapshot) SchemaOrg(e *Entry, lang i18n.Lang, at Place) ([]byte, error) {
	page := at.Base + paths.Service(lang, e.ID)
	category, _ := FindCategory(e.Category)
	area := thing{"@type": "AdministrativeArea", "name": at.Name}
	doc := thing{
		"@context":         "https://schema.org",
		"@type":            "GovernmentService",
		"@id":              page,
		"url":              page,
		"identifier":       e.ID,
		"name":             e.Title.In(lang),
		"description":      e.Summary.In(lang),
		"category":         category.Name.In(lang),
		"serviceOperator":  s.operator(e, lang),
		"jurisdiction":     area,
		"areaServed":       area,
		"availableChannel": schemaChannel(e, lang, page),
	}
	if names := e.words(lang); len(names) > 0 {
		doc["alternateName"] = names
	}
	var audience []thing
	for _, code := range e.Audience {
		if a, ok := FindAudience(code); ok {
			audience = append(audience, thing{"@type": "Audience", "audienceType": a.Name.In(lang)})
		}
	}
	doc.set("audience", audience)
	if e.Fee == FeeNone {
		doc["offers"] = thing{"@type": "Offer", "price": "0", "priceCurrency": "SEK"}
	}
	return json.Marshal(doc)
}

func (s *Snapshot) operator(e *Entry, lang i18n.Lang) thing {
	out := thing{"@type": "GovernmentOrganization", "name": e.Authority}
	if a, ok := s.Authority(e.Authority); ok {
		out["name"], out["telephone"] = a.Name.In(lang), a.Contact.Phone
	}
	return out
}

func schemaChannel(e *Entry, lang i18n.Lang, page string) thing {
	out := thing{"@type": "ServiceChannel", "serviceUrl": page}
	if e.Link != nil {
		out["serviceUrl"] = e.Link.URL
	}
	if e.Contact.Phone != "" {
		out["servicePhone"] = thing{"@type": "ContactPoint", "telephone": e.Contact.Phone, "description": e.Contact.Hours.In(lang)}
	}
	if slices.Contains(e.Offline, WayVisit) && !e.Contact.Visit.IsZero() {
		out["serviceLocation"] = thing{"@type": "Place", "description": e.Contact.Visit.In(lang)}
	}
	return out
}

// words are the keywords that are written in the language.
func (s Service) words(lang i18n.Lang) []string {
	var out []string
	for _, k := range s.Keywords {
		if lang == i18n.SV || k.EN != "" {
			out = append(out, k.In(lang))
		}
	}
	return out
}
