package cases_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
)

const wayForm = `{"steps":[{"id":"a","title":{"sv":"A","en":"A"},"questions":[
	{"id":"del","type":"choice","label":{"sv":"Del","en":"Del"},"options":[
		{"value":"norra","label":{"sv":"Norra","en":"Norra"}},{"value":"sodra","label":{"sv":"Södra","en":"Södra"}},{"value":"annan","label":{"sv":"Annan","en":"Annan"}}]},
	{"id":"belopp","type":"number","label":{"sv":"Belopp","en":"Belopp"}}]}]}`

func TestWays(t *testing.T) {
	form, err := forms.Parse([]byte(wayForm))
	if err != nil {
		t.Fatal(err)
	}
	r := catalogue.Route{
		Connector: "room", Params: map[string]string{"function": "KS/start"},
		Codes: map[string]map[string]string{"typ": {"norra": "N", "sodra": "S", "*": "-"}},
		Rules: []catalogue.RouteRule{
			{When: "answers.belopp > 1000", Connector: "big", Params: map[string]string{"typ": "=codes.typ[answers.del]"}},
			{When: "answers.del == 'norra'", Connector: "north"},
		},
		Copies: []catalogue.RouteRule{
			{Connector: "diary", Params: map[string]string{"belopp": "=answers.belopp"}},
			{When: "answers.del == 'sodra'", Connector: "south"},
		},
	}
	way := func(connector string, rule int, params ...string) cases.Way {
		w := cases.Way{Connector: connector, Rule: rule, Params: map[string]string{}}
		for i := 0; i < len(params); i += 2 {
			w.Params[params[i]] = params[i+1]
		}
		return w
	}
	copied := func(w cases.Way) cases.Way { w.IsCopy = true; return w }
	tests := []struct {
		name, del, amount string
		want              []cases.Way
	}{
		{"no rule holds", "annan", "5", []cases.Way{way("room", 0, "function", "KS/start"), copied(way("diary", 1, "belopp", "5"))}},
		{"by kind", "norra", "5", []cases.Way{way("north", 2), copied(way("diary", 1, "belopp", "5"))}},
		{"the first rule wins", "norra", "5000", []cases.Way{way("big", 1, "typ", "N"), copied(way("diary", 1, "belopp", "5000"))}},
		{"a code for all others", "annan", "5000", []cases.Way{way("big", 1, "typ", "-"), copied(way("diary", 1, "belopp", "5000"))}},
		{"a copy by condition", "sodra", "5", []cases.Way{way("room", 0, "function", "KS/start"), copied(way("diary", 1, "belopp", "5")), copied(way("south", 2))}},
		{"nothing answered", "", "", []cases.Way{way("room", 0, "function", "KS/start"), copied(way("diary", 1, "belopp", "0"))}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cases.Ways(form.Expressions(r.Codes), r, forms.Answers{"del": {Text: tt.del}, "belopp": {Text: tt.amount}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(cases.Way{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("a code is missing", func(t *testing.T) {
		r := r
		r.Codes = map[string]map[string]string{"typ": {"norra": "N"}}
		got, err := cases.Ways(form.Expressions(r.Codes), r, forms.Answers{"del": {Text: "sodra"}, "belopp": {Text: "5000"}})
		value, ok := errors.AsType[*cases.ValueError](err)
		if !ok || value.Param != "typ" || got[0].Connector != "big" || len(got) != 3 {
			t.Errorf("got %v, %v; want the right ways and what is wrong", got, err)
		}
	})
}

// TestACopyThatCannotBeIsNoneOfTheCases: a value of a copy that cannot be computed
// stops the copy, and the case goes with the values of its own rule.
func TestACopyThatCannotBeIsNoneOfTheCases(t *testing.T) {
	eachDesk(t, func(d *desk) {
		d.publish(2, lampForm, catalogue.Route{
			Connector: "gata", Params: map[string]string{"vad": "main"},
			Codes:  map[string]map[string]string{"typ": {"annat": "1"}},
			Rules:  []catalogue.RouteRule{{When: "answers.fel == 'slackt'", Connector: "gata", Params: map[string]string{"vad": "rule"}}},
			Copies: []catalogue.RouteRule{{Connector: "diariet", Params: map[string]string{"typ": "=codes.typ[answers.fel]"}}},
		})
		c := d.send(d.complete())
		if got, err := d.Dossier(d.t.Context(), c.ID, "gata"); err != nil || got.Params["vad"] != "rule" {
			d.t.Errorf("the case goes with %v (%v)", got.Params, err)
		}
		if _, err := d.Dossier(d.t.Context(), c.ID, "diariet"); !errs.Is(err, errs.Invalid) {
			d.t.Errorf("the copy: %v, want invalid", err)
		}
	})
}

// TestSubmitGoesByRules: what the answers say decides where the case is worked
// and who gets a copy; a copy's word changes nothing.
func TestSubmitGoesByRules(t *testing.T) {
	eachDesk(t, func(d *desk) {
		d.publish(2, lampForm, catalogue.Route{
			Connector: "gata", Params: map[string]string{"vad": "=answers.fel"},
			Rules:  []catalogue.RouteRule{{When: "answers.fel == 'slackt'", Connector: "jour", Params: map[string]string{"brådska": "ja"}}},
			Copies: []catalogue.RouteRule{{Connector: "diariet", Params: map[string]string{"typ": "lampa"}}},
		})
		c := d.send(d.complete())
		if diff := cmp.Diff(
			cases.Owed{CaseID: c.ID, Reference: c.Reference, ServiceID: c.ServiceID, Connector: "jour", Copies: []string{"diariet"}, AttachmentIDs: d.owed.owed[0].AttachmentIDs},
			d.owed.owed[0],
		); diff != "" || c.Connector != "jour" {
			d.t.Errorf("worked at %s; owed (-want +got):\n%s", c.Connector, diff)
		}
		for connector, want := range map[string]map[string]string{"jour": {"brådska": "ja"}, "diariet": {"typ": "lampa"}, "gata": {"vad": "slackt"}, "annat": {}} {
			got, err := d.Dossier(d.t.Context(), c.ID, connector)
			if err != nil {
				d.t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.Params); diff != "" {
				d.t.Errorf("values for %s (-want +got):\n%s", connector, diff)
			}
		}
		for _, err := range []error{
			d.Deliver(d.t.Context(), c.ID, "diariet", "D-1"),
			d.Progress(d.t.Context(), c.ID, cases.Progress{Connector: "diariet", Kind: cases.EventClosed}),
		} {
			if err != nil {
				d.t.Fatal(err)
			}
		}
		now, err := d.store.FindCase(d.t.Context(), c.ID)
		if err != nil || now.Status() != cases.StatusReceived || now.Number != "" {
			d.t.Errorf("after the copy's words: %s, number %q, %v; want nothing changed", now.Status(), now.Number, err)
		}
	})
}
