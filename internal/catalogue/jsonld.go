package catalogue

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// JSONLDType is the media type of JSONLD and SchemaOrg.
const JSONLDType = "application/ld+json"

// jsonldContext names the vocabularies of CPSV-AP 3.2.0.
var jsonldContext = map[string]string{
	"cpsv": "http://purl.org/vocab/cpsv#",
	"cv":   "http://data.europa.eu/m8g/",
	"dcat": "http://www.w3.org/ns/dcat#",
	"dct":  "http://purl.org/dc/terms/",
	"eli":  "http://data.europa.eu/eli/ontology#",
	"skos": "http://www.w3.org/2004/02/skos/core#",
}

// The EU's own addresses of a place, of languages and of money.
const (
	euSweden   = "http://publications.europa.eu/resource/authority/country/SWE"
	euLanguage = "http://publications.europa.eu/resource/authority/language/"
	euSEK      = "http://publications.europa.eu/resource/authority/currency/SEK"
)

type jsonldValue struct {
	Lang  string `json:"@language,omitempty"`
	Value string `json:"@value"`
}

type jsonldRef struct {
	ID string `json:"@id"`
}

// thing is a node of a document of linked data.
type thing map[string]any

// set adds what is known: an empty list says nothing and is left out.
func (t thing) set(name string, things []thing) {
	if len(things) > 0 {
		t[name] = things
	}
}

// JSONLD returns a service as a cpsv:PublicService of CPSV-AP 3.2.0, the EU's
// public vocabulary, in all languages: its mandatory properties, and those of
// the others that the catalogue knows. base is the portal's public address
// without a slash at the end. How long it takes is left out: the vocabulary
// wants a duration, and the catalogue has words.
func (s *Snapshot) JSONLD(e *Entry, base string) ([]byte, error) {
	page := base + paths.Service(i18n.SV, e.ID)
	category, _ := FindCategory(e.Category)
	doc := thing{
		"@context":        jsonldContext,
		"@id":             page,
		"@type":           "cpsv:PublicService",
		"dct:identifier":  e.ID,
		"dct:title":       jsonldText(e.Title),
		"dct:description": jsonldText(e.Summary),
		"dct:language":    []jsonldRef{{euLanguage + "SWE"}, {euLanguage + "ENG"}},
		"dct:spatial":     jsonldRef{euSweden},

		"cv:hasCompetentAuthority": s.jsonldAuthority(e),
		"cv:contactPoint": thing{
			"@type":           "cv:ContactPoint",
			"cv:telephone":    e.Contact.Phone,
			"cv:openingHours": jsonldText(e.Contact.Hours),
		},
		"cv:hasChannel":   jsonldChannels(e, page),
		"cv:thematicArea": jsonldConcept(base+paths.Category(i18n.SV, category.Code), category.Name),
	}
	if words := jsonldTexts(e.Keywords); len(words) > 0 {
		doc["dcat:keyword"] = words
	}
	doc.set("dct:audience", jsonldAudience(e))
	doc.set("cv:hasCost", jsonldCost(e, page))
	doc.set("cpsv:hasInput", jsonldInputs(e, page))
	doc.set("cv:hasLegalResource", jsonldLaws(e))
	doc.set("cv:isGroupedBy", jsonldEvents(e, base))
	var related []jsonldRef
	for _, other := range s.Related(e, i18n.SV, manyRelated) {
		related = append(related, jsonldRef{base + paths.Service(i18n.SV, other.ID)})
	}
	if len(related) > 0 {
		doc["cv:relatedService"] = related
	}
	return json.Marshal(doc)
}

const manyRelated = 6

func (s *Snapshot) jsonldAuthority(e *Entry) thing {
	out := thing{"@type": "cv:PublicOrganisation", "skos:prefLabel": jsonldText(i18n.Text{SV: e.Authority}), "dct:spatial": jsonldRef{euSweden}}
	if a, ok := s.Authority(e.Authority); ok {
		out["skos:prefLabel"], out["dct:identifier"] = jsonldText(a.Name), a.Code
	}
	return out
}

func jsonldConcept(id string, name i18n.Text) thing {
	out := thing{"@type": "skos:Concept", "skos:prefLabel": jsonldText(name)}
	if id != "" {
		out["@id"] = id
	}
	return out
}

// jsonldChannels are the ways to the service: on the net, here or at whoever
// does it, and without a computer.
func jsonldChannels(e *Entry, page string) []thing {
	web := page
	if e.Link != nil {
		web = e.Link.URL
	}
	channels := []thing{channel(web, "web")}
	for _, way := range e.Offline {
		switch way {
		case WayPhone:
			channels = append(channels, channel(dial(e.Contact.Phone), string(way)))
		case WayVisit, WayLetter, WayForm:
			channels = append(channels, channel(page+"#way-"+string(way), string(way)))
		}
	}
	return channels
}

func channel(address, sort string) thing {
	return thing{"@id": address, "@type": "cv:Channel", "dct:identifier": address, "dct:type": sort}
}

func dial(phone string) string { return "tel:" + strings.NewReplacer(" ", "", "-", "").Replace(phone) }

func jsonldAudience(e *Entry) []thing {
	var out []thing
	for _, code := range e.Audience {
		if a, ok := FindAudience(code); ok {
			out = append(out, jsonldConcept("", a.Name))
		}
	}
	return out
}

// jsonldCost is what is known of the cost. Only what costs nothing has a
// value: the others have words.
func jsonldCost(e *Entry, page string) []thing {
	if e.Cost.IsZero() {
		return nil
	}
	cost := thing{"@type": "cv:Cost", "dct:identifier": page + "#cost", "dct:description": jsonldText(e.Cost)}
	if e.Fee == FeeNone {
		cost["cv:hasValue"], cost["cv:currency"] = 0, jsonldRef{euSEK}
	}
	return []thing{cost}
}

func jsonldInputs(e *Entry, page string) []thing {
	var out []thing
	for i, need := range e.Needs {
		out = append(out, thing{"@type": "cv:Evidence", "dct:identifier": fmt.Sprintf("%s#need-%d", page, i+1), "dct:title": jsonldText(need)})
	}
	return out
}

func jsonldLaws(e *Entry) []thing {
	var out []thing
	for _, law := range e.LegalBasis {
		out = append(out, thing{"@type": "eli:LegalResource", "dct:title": jsonldText(i18n.Text{SV: law})})
	}
	return out
}

func jsonldEvents(e *Entry, base string) []thing {
	var out []thing
	for _, code := range e.LifeEvents {
		event, ok := FindLifeEvent(code)
		if !ok {
			continue
		}
		sort := "cv:LifeEvent"
		if event.Business {
			sort = "cv:BusinessEvent"
		}
		out = append(out, thing{
			"@id": base + paths.LifeEvent(i18n.SV, code), "@type": sort, "dct:identifier": code, "dct:title": jsonldText(event.Name),
		})
	}
	return out
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
