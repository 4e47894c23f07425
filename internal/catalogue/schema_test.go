package catalogue_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms"
)

// part is as much of a JSON Schema as the tests look at.
type part struct {
	Enum       []string        `json:"enum"`
	Required   []string        `json:"required"`
	Properties map[string]part `json:"properties"`
	Items      *part           `json:"items"`
	Defs       map[string]part `json:"$defs"`
}

func schemaOf(t *testing.T, raw []byte) part {
	t.Helper()
	var s part
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// The schema repeats what Go says, so that editors can know it: these tests
// hold the two together.
func TestSchemaListsWhatGoLists(t *testing.T) {
	s := schemaOf(t, catalogue.Schema())
	codes := func(areas []catalogue.Area) []string {
		var out []string
		for _, a := range areas {
			out = append(out, a.Code)
		}
		return out
	}
	var types []string
	for _, name := range forms.Types() {
		types = append(types, string(name))
	}
	var events []string
	for _, e := range catalogue.LifeEvents() {
		events = append(events, e.Code)
	}
	listed := slices.Sorted(slices.Values(s.Defs["question"].Properties["type"].Enum))
	tests := []struct {
		name      string
		got, want []string
	}{
		{"categories", s.Properties["category"].Enum, codes(catalogue.Categories())},
		{"audiences", s.Properties["audience"].Items.Enum, codes(catalogue.Audiences())},
		{"kinds", s.Properties["kind"].Enum, []string{string(catalogue.KindEService), string(catalogue.KindInformation), string(catalogue.KindSignpost)}},
		{"logins", s.Properties["login"].Enum, []string{string(catalogue.LoginNone), string(catalogue.LoginBankID), string(catalogue.LoginCoSign)}},
		{"types of question", listed, types},
		{"events of life", s.Properties["life_events"].Items.Enum, events},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("(-Go +schema):\n%s", diff)
			}
		})
	}
}

func TestSchemaHasTheKeysOfGo(t *testing.T) {
	sheet := func(name string) part { return schemaOf(t, catalogue.SheetSchemas()[name+".schema.json"]) }
	s, d, start, disturbances := schemaOf(t, catalogue.Schema()), sheet("authorities"), sheet("start"), sheet("disturbances")
	v := schemaOf(t, catalogue.VocabularySchema())
	tests := []struct {
		name   string
		schema part
		goType reflect.Type
	}{
		{"file", s, reflect.TypeFor[catalogue.File]()},
		{"contact", s.Properties["contact"], reflect.TypeFor[catalogue.Contact]()},
		{"urgent", s.Properties["urgent"], reflect.TypeFor[catalogue.Urgent]()},
		{"data protection", s.Properties["data_protection"], reflect.TypeFor[catalogue.DataProtection]()},
		{"retention", s.Properties["retention"], reflect.TypeFor[catalogue.Retention]()},
		{"backend", s.Properties["backend"], reflect.TypeFor[catalogue.Backend]()},
		{"authorities", d, reflect.TypeFor[catalogue.Directory]()},
		{"start page", start, reflect.TypeFor[catalogue.Start]()},
		{"season", start.Defs["season"], reflect.TypeFor[catalogue.Season]()},
		{"disturbances", disturbances, reflect.TypeFor[catalogue.Disturbances]()},
		{"disturbance", disturbances.Defs["disturbance"], reflect.TypeFor[catalogue.Disturbance]()},
		{"bets", sheet("bets"), reflect.TypeFor[catalogue.Bets]()},
		{"bet", sheet("bets").Defs["bet"], reflect.TypeFor[catalogue.Bet]()},
		{"judged queries", sheet("judged"), reflect.TypeFor[catalogue.Judged]()},
		{"judged query", sheet("judged").Defs["query"], reflect.TypeFor[catalogue.JudgedQuery]()},
		{"authority", d.Defs["authority"], reflect.TypeFor[catalogue.Authority]()},
		{"contact of an authority", d.Defs["authority"].Properties["contact"], reflect.TypeFor[catalogue.Contact]()},
		{"vocabulary", v, reflect.TypeFor[catalogue.Vocabulary]()},
		{"synonyms", v.Defs["synonym"], reflect.TypeFor[catalogue.SynonymGroup]()},
		{"reach", d.Defs["reach"], reflect.TypeFor[catalogue.Reach]()},
		{"link", s.Properties["link"], reflect.TypeFor[catalogue.Link]()},
		{"route", s.Properties["route"], reflect.TypeFor[catalogue.Route]()},
		{"form", s.Defs["form"], reflect.TypeFor[forms.Definition]()},
		{"step", s.Defs["step"], reflect.TypeFor[forms.Step]()},
		{"question", s.Defs["question"], reflect.TypeFor[forms.Question]()},
		{"option", s.Defs["option"], reflect.TypeFor[forms.Option]()},
		{"rules", s.Defs["rules"], reflect.TypeFor[forms.Rules]()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			for _, f := range reflect.VisibleFields(tt.goType) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if f.IsExported() && name != "" && name != "-" {
					want = append(want, name)
				}
			}
			var got []string
			for name := range tt.schema.Properties {
				got = append(got, name)
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("keys (-Go +schema):\n%s", diff)
			}
		})
	}
}

// A fault says what the schema says, so nothing may be without a description.
func TestSchemaDescribesEveryKey(t *testing.T) {
	all := catalogue.SheetSchemas()
	all[catalogue.SchemaName], all[catalogue.VocabularySchemaName] = catalogue.Schema(), catalogue.VocabularySchema()
	for name, raw := range all {
		t.Run(name, func(t *testing.T) { describesEveryKey(t, raw) })
	}
}

func describesEveryKey(t *testing.T, raw []byte) {
	t.Helper()
	var s any
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	root := s.(map[string]any)
	defs := root["$defs"].(map[string]any)
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		properties, _ := m["properties"].(map[string]any)
		for name, p := range properties {
			described, _ := p.(map[string]any)
			text, _ := described["description"].(string)
			if ref, ok := described["$ref"].(string); ok && text == "" {
				text, _ = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)["description"].(string)
			}
			if text == "" {
				t.Errorf("%s.%s has no description", path, name)
			}
			walk(path+"."+name, p)
		}
		walk(path+"[]", m["items"])
	}
	walk("", root)
	for name, def := range defs {
		walk(name, def)
	}
}
