package catalogue

import (
	"encoding/json"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// JSONLDType is the media type of JSONLD.
const JSONLDType = "application/ld+json"

// jsonldContext names the vocabularies of CPSV-AP 3.2.0.
var jsonldContext = map[string]string{
	"cpsv": "http://purl.org/vocab/cpsv#",
	"cv":   "http://data.europa.eu/m8g/",
	"dcat": "http://www.w3.org/ns/dcat#",
	"dct":  "http://purl.org/dc/terms/",
	"skos": "http://www.w3.org/2004/02/skos/core#",
}

// The EU's own addresses of a place and of languages.
const (
	euSweden   = "http://publications.europa.eu/resource/authority/country/SWE"
	euLanguage = "http://publications.europa.eu/resource/authority/language/"
)

type jsonldValue struct {
	Lang  string `json:"@language,omitempty"`
	Value string `json:"@value"`
}

type jsonldRef struct {
	ID string `json:"@id"`
}

// JSONLD returns the service as a cpsv:PublicService of CPSV-AP 3.2.0, the EU's
// public vocabulary: its mandatory properties and how to reach it. base is the
// portal's public address without a slash at the end.
func JSONLD(s Service, base string) ([]byte, error) {
	page := base + paths.Service(i18n.SV, s.ID)
	category, _ := FindCategory(s.Category)
	doc := map[string]any{
		"@context":        jsonldContext,
		"@id":             page,
		"@type":           "cpsv:PublicService",
		"dct:identifier":  s.ID,
		"dct:title":       jsonldText(s.Title),
		"dct:description": jsonldText(s.Summary),
		"dct:language":    []jsonldRef{{euLanguage + "SWE"}, {euLanguage + "ENG"}},
		"cv:hasCompetentAuthority": map[string]any{
			"@type":          "cv:PublicOrganisation",
			"skos:prefLabel": jsonldValue{"sv", s.Authority},
			"dct:spatial":    jsonldRef{euSweden},
		},
		"cv:contactPoint": map[string]any{
			"@type":           "cv:ContactPoint",
			"cv:telephone":    s.Contact.Phone,
			"cv:openingHours": jsonldText(s.Contact.Hours),
		},
		"cv:hasChannel": jsonldChannels(s, page),
		"cv:thematicArea": map[string]any{
			"@id":            base + "/#" + category.Code,
			"@type":          "skos:Concept",
			"skos:prefLabel": jsonldText(category.Name),
		},
	}
	if words := jsonldTexts(s.Keywords); len(words) > 0 {
		doc["dcat:keyword"] = words
	}
	return json.Marshal(doc)
}

// jsonldChannels are the ways to the service: on the net, here or at whoever
// does it, and by phone.
func jsonldChannels(s Service, page string) []any {
	web := page
	if s.Link != nil {
		web = s.Link.URL
	}
	var channels []any
	for _, address := range []string{web, "tel:" + strings.NewReplacer(" ", "", "-", "").Replace(s.Contact.Phone)} {
		channels = append(channels, map[string]any{"@id": address, "@type": "cv:Channel", "dct:identifier": address})
	}
	return channels
}

func jsonldText(t i18n.Text) []jsonldValue { return jsonldTexts([]i18n.Text{t}) }

func jsonldTexts(texts []i18n.Text) []jsonldValue {
	var out []jsonldValue
	for _, t := range texts {
		out = append(out, jsonldValue{string(i18n.SV), t.SV})
		if t.EN != "" {
			out = append(out, jsonldValue{string(i18n.EN), t.EN})
		}
	}
	return out
}
