package catalogue_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// loaded returns the snapshot that a running portal has of the store.
func loaded(t *testing.T, m *memory) *catalogue.Snapshot {
	t.Helper()
	c := catalogue.New(m, slog.New(slog.DiscardHandler))
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c.Current()
}

func decoded(t *testing.T, raw []byte, err error) map[string]any {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// both is a text in both languages as linked data has it.
func both(sv, en string) any {
	return []any{map[string]any{"@language": "sv", "@value": sv}, map[string]any{"@language": "en", "@value": en}}
}

func TestJSONLD(t *testing.T) {
	const base, sweden = "https://mittkoping.example", "http://publications.europa.eu/resource/authority/country/SWE"
	channel := func(address, sort string) any {
		return map[string]any{"@id": address, "@type": "cv:Channel", "dct:identifier": address, "dct:type": sort}
	}
	audience := func(sv, en string) any {
		return map[string]any{"@type": "skos:Concept", "skos:prefLabel": both(sv, en)}
	}
	page := base + "/tjanst/" + permit
	evidence := func(n, sv, en string) any {
		return map[string]any{"@type": "cv:Evidence", "dct:identifier": page + "#need-" + n, "dct:title": both(sv, en)}
	}
	tests := []struct {
		id     string
		want   map[string]any
		absent []string
	}{
		{permit, map[string]any{
			"@id":             page,
			"@type":           "cpsv:PublicService",
			"dct:identifier":  permit,
			"dct:title":       both("Ansök om bygglov för tillbyggnad", "Apply for a building permit for an extension"),
			"dct:spatial":     map[string]any{"@id": sweden},
			"dct:description": both("Sök lov för att göra huset större, till exempel med uterum eller större altan.", "Apply for a permit to make your house larger, for example with a conservatory or a larger deck."),
			"cv:hasCompetentAuthority": map[string]any{
				"@type": "cv:PublicOrganisation", "skos:prefLabel": both("Byggnadsnämnden", "Building committee"),
				"dct:identifier": "BN", "dct:spatial": map[string]any{"@id": sweden},
			},
			"cv:hasChannel": []any{channel(page, "web"), channel("tel:0300123456", "phone"), channel(page+"#way-visit", "visit"), channel(page+"#way-form", "form")},
			"cv:thematicArea": map[string]any{
				"@id": base + "/omrade/bygga-bo-och-miljo", "@type": "skos:Concept", "skos:prefLabel": both("Bygga, bo och miljö", "Building, housing and environment"),
			},
			"dct:audience": []any{audience("Privatperson", "Private individuals"), audience("Företag", "Businesses")},
			"cv:hasCost": []any{map[string]any{
				"@type": "cv:Cost", "dct:identifier": page + "#cost", "dct:description": both(
					"Avgiften följer kommunens taxa och beror på hur stor tillbyggnaden är. Fråga oss om vad ditt bygge kostar.",
					"The fee follows the municipality's tariff and depends on the size of the extension. Ask us what yours costs."),
			}},
			"cpsv:hasInput": []any{
				evidence("1", "Din fastighets beteckning, till exempel Norrby 1:23", "The designation of your property, for example Norrby 1:23"),
				evidence("2", "Ritningar av fasader, plan och sektion i skala", "Drawings to scale of façades, floor plan and section"),
				evidence("3", "En karta där du har ritat in tillbyggnaden med mått", "A map on which you have drawn the extension with its measurements"),
				evidence("4", "Ett förslag till kontrollplan", "A proposed inspection plan"),
			},
			"cv:hasLegalResource": []any{map[string]any{
				"@type": "eli:LegalResource", "dct:title": []any{map[string]any{"@language": "sv", "@value": "Plan- och bygglagen (2010:900) 9 kap."}},
			}},
			"cv:isGroupedBy": []any{map[string]any{
				"@id": base + "/livet/bygga", "@type": "cv:LifeEvent", "dct:identifier": "bygga", "dct:title": both("Bygga och bo", "Building and renovating"),
			}},
		}, []string{"cv:relatedService", "cv:processingTime"}},
		{police, map[string]any{
			"cv:hasChannel": []any{channel("https://polisen.se/tjanster-tillstand/pass-och-nationellt-id-kort/", "web"), channel("tel:11414", "phone"), channel(base+"/tjanst/"+police+"#way-visit", "visit")},
		}, nil},
		{lighting, map[string]any{
			"cv:hasCost": []any{map[string]any{
				"@type": "cv:Cost", "dct:identifier": base + "/tjanst/" + lighting + "#cost", "dct:description": both("Det kostar ingenting.", "It is free of charge."),
				"cv:hasValue": 0.0, "cv:currency": map[string]any{"@id": "http://publications.europa.eu/resource/authority/currency/SEK"},
			}},
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.id, func(t *testing.T) {
			s := loaded(t, imported(t))
			e, _ := s.Find(tt.id)
			raw, err := s.JSONLD(e, base)
			got := decoded(t, raw, err)
			for name, value := range tt.want {
				if diff := cmp.Diff(value, got[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			for _, name := range tt.absent {
				if got[name] != nil {
					t.Errorf("%s is %v, though nobody has said", name, got[name])
				}
			}
			context := got["@context"].(map[string]any)
			for _, name := range names(got) {
				prefix, _, found := strings.Cut(name, ":")
				if _, known := context[prefix]; found && !known {
					t.Errorf("%s uses a vocabulary that the context does not name", name)
				}
			}
		})
	}
}

// names returns the properties and types of a document, at any depth.
func names(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if key == "@context" {
				continue
			}
			out = append(out, key)
			if sort, ok := value.(string); ok && key == "@type" {
				out = append(out, sort)
			}
			out = append(out, names(value)...)
		}
	case []any:
		for _, item := range v {
			out = append(out, names(item)...)
		}
	}
	return out
}

func TestSchemaOrg(t *testing.T) {
	s := loaded(t, imported(t))
	e, _ := s.Find(lighting)
	at := catalogue.Place{Name: "Mittköping", Base: "https://mittkoping.example"}
	raw, err := s.SchemaOrg(e, i18n.EN, at)
	got := decoded(t, raw, err)
	area := map[string]any{"@type": "AdministrativeArea", "name": "Mittköping"}
	for name, want := range map[string]any{
		"@context": "https://schema.org", "@type": "GovernmentService", "identifier": lighting,
		"url": "https://mittkoping.example/en/tjanst/" + lighting, "name": "Report a fault in street lighting",
		"category": "Traffic and streets", "jurisdiction": area, "areaServed": area,
		"audience":        []any{map[string]any{"@type": "Audience", "audienceType": "Everyone"}},
		"serviceOperator": map[string]any{"@type": "GovernmentOrganization", "name": "Technical services committee", "telephone": "0300-12 34 56"},
		"offers":          map[string]any{"@type": "Offer", "price": "0", "priceCurrency": "SEK"},
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if strings.Contains(string(raw), e.Title.SV) || strings.Contains(string(raw), e.Keywords[0].SV) {
		t.Errorf("Swedish words in the English document: %s", raw)
	}
	permitted, _ := s.Find(permit)
	raw, err = s.SchemaOrg(permitted, i18n.SV, at)
	if got := decoded(t, raw, err); got["offers"] != nil {
		t.Errorf("what follows a tariff is offered at %v", got["offers"])
	}
}

func TestRelated(t *testing.T) {
	entry := func(id, category, owner string, events ...string) catalogue.Entry {
		return catalogue.Entry{Service: catalogue.Service{
			ID: id, Title: i18n.Text{SV: id}, Category: category, Audience: []string{"alla"}, Owner: owner, Authority: owner, LifeEvents: events,
		}}
	}
	const streets, school = "trafik-och-gator", "barn-och-utbildning"
	s := catalogue.NewSnapshot(1, []catalogue.Entry{
		entry("anmäl a", streets, "gata", "flytta"),
		entry("sök i samma kategori", streets, "park"),
		entry("anmäl i samma kategori", streets, "park"),
		entry("sök hos samma", streets, "gata"),
		entry("sök vid samma händelse", school, "skola", "flytta"),
		entry("sök båda", streets, "park", "flytta", "bygga"),
		entry("anmäl inget gemensamt annars", school, "gata"),
	})
	tests := []struct {
		id   string
		most int
		want []string
	}{
		{"anmäl a", 6, []string{"sök båda", "sök hos samma", "sök vid samma händelse", "anmäl i samma kategori", "sök i samma kategori"}},
		{"anmäl a", 1, []string{"sök båda"}},
		{"anmäl inget gemensamt annars", 6, []string{"sök vid samma händelse"}},
	}
	for _, tt := range tests {
		e, _ := s.Find(tt.id)
		var got []string
		for _, r := range s.Related(e, i18n.SV, tt.most) {
			got = append(got, r.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("related to %s, at most %d (-want +got):\n%s", tt.id, tt.most, diff)
		}
	}
}
