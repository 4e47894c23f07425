package byggr_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/byggr"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/byggr"
)

func TestOptions(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*byggr.Options)
		want   string // in the error; "" for none
	}{
		"as they should be":      {func(*byggr.Options) {}, ""},
		"no address":             {func(o *byggr.Options) { o.BaseURL = "" }, "base_url"},
		"no signature":           {func(o *byggr.Options) { o.Signature = "" }, "signature"},
		"no type of document":    {func(o *byggr.Options) { o.DocumentType = "" }, "document_type"},
		"no type of event":       {func(o *byggr.Options) { o.Event = "" }, "event"},
		"a default of no route":  {func(o *byggr.Options) { o.Defaults = map[string]string{"queue": "x"} }, "queue"},
		"a status of ours":       {func(o *byggr.Options) { o.Statuses = map[string]delivery.Status{"Gallrat": "gone"} }, "Gallrat"},
		"an event of no kind":    {func(o *byggr.Options) { o.Events = map[string]string{"MEDD": "mail"} }, "MEDD"},
		"an event with no type":  {func(o *byggr.Options) { o.Events = map[string]string{"/X": "message"} }, "TYP"},
		"an event with too much": {func(o *byggr.Options) { o.Events = map[string]string{"A/B/C/D": "message"} }, "TYP"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options("https://byggr.example/ArendeExportWS.svc")
			test.change(&o)
			_, err := byggr.New(o, clock.System{})
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestType(t *testing.T) {
	values := map[string]any{
		"base_url": "https://byggr.example/ArendeExportWS.svc", "signature": "ENTRE", "document_type": "BIL", "event": "HANDLING",
		"events": map[string]any{"MEDD": "message"}, "defaults": map[string]any{"komkod": "0599"}, "sent_statuses": []any{"Expedierad"},
	}
	if c, err := byggr.Type().New(delivery.NewOptions(values)); err != nil || c == nil {
		t.Errorf("got %v", err)
	}
	values["sigature"] = "x"
	if _, err := byggr.Type().New(delivery.NewOptions(values)); err == nil || !strings.Contains(err.Error(), "base_url") {
		t.Errorf("got %v", err) // which names the options of the SOAP client too
	}
}

func TestCheckRoute(t *testing.T) {
	good := map[string]string{"arendegrupp": "LOV", "arendetyp": "ANM", "handelsetyp": "ANM"}
	for name, test := range map[string]struct {
		add  map[string]string
		want []string // the params with a fault
	}{
		"as it should be":           {nil, nil},
		"no group":                  {map[string]string{"arendegrupp": ""}, []string{""}},
		"unknown":                   {map[string]string{"queue": "x"}, []string{"queue"}},
		"a party":                   {map[string]string{"intressent.sokande.namn": "=answers.namn"}, nil},
		"a party with no such":      {map[string]string{"intressent.sokande.alder": "=answers.x"}, []string{"intressent.sokande.alder"}},
		"a party with no name":      {map[string]string{"intressent..namn": "x", "intressent.namn": "x"}, []string{"intressent..namn", "intressent.namn"}},
		"of who was logged in":      {map[string]string{"inloggad.adress": "=answers.x", "inloggad.namn": "x"}, []string{"inloggad.namn"}},
		"no truth":                  {map[string]string{"inom_plan": "ja"}, []string{"inom_plan"}},
		"no number":                 {map[string]string{"fnr": "a"}, []string{"fnr"}},
		"no designation":            {map[string]string{"fastighet": "huset"}, []string{"fastighet"}},
		"values that are computed":  {map[string]string{"fnr": "=a", "inom_plan": "=b", "fastighet": "=c"}, nil},
		"values that are written":   {map[string]string{"fnr": "1", "inom_plan": "false", "fastighet": "Eken 4"}, nil},
		"given by the installation": {map[string]string{"arendetyp": ""}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			params := map[string]string{}
			for _, m := range []map[string]string{good, test.add} {
				for k, v := range m {
					params[k] = v
				}
			}
			c := connect(t, "https://byggr.example/", nil)
			var got []string
			for _, f := range c.(delivery.RouteChecker).CheckRoute(delivery.Route{Params: params}) {
				got = append(got, f.Param)
				if f.Message == "" {
					t.Error("a fault without words")
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
	c := connect(t, "https://byggr.example/", func(o *byggr.Options) { o.Defaults = map[string]string{"arendetyp": "ANM"} })
	if faults := c.(delivery.RouteChecker).CheckRoute(delivery.Route{Params: map[string]string{"arendegrupp": "LOV", "handelsetyp": "ANM"}}); len(faults) > 0 {
		t.Errorf("with a default: %+v", faults)
	}
}

func TestCheckNames(t *testing.T) {
	for want, change := range map[string]func(*byggr.Options){
		"document_type": func(o *byggr.Options) { o.DocumentType = "FINNSINTE" },
		"role":          func(o *byggr.Options) { o.Role = "FINNSINTE" },
		"base_url":      func(o *byggr.Options) { o.Password = "fel" },
	} {
		s := simulate(t, nil)
		err := connect(t, s.url, change).Check(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	s := simulate(t, func(cfg *server.Config) { cfg.Roller = nil })
	if err := connect(t, s.url, nil).Check(t.Context()); err == nil {
		t.Error("no roles at all")
	}
}
