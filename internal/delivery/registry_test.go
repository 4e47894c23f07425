package delivery_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// options is what the type "test" takes.
type options struct {
	URL     string            `json:"url"`
	Wait    delivery.Duration `json:"wait"`
	Deep    struct{ A int }   `json:"deep"`
	Ignored string            `json:"-"`
}

// checked is a connector that can only be checked.
type checked struct {
	delivery.Connector
	got options
	err error
}

func (c checked) Check(context.Context) error { return c.err }

func testType(name string, err error) delivery.Type {
	return delivery.Type{Name: name, New: func(o delivery.Options) (delivery.Connector, error) {
		c := checked{err: err}
		return c, o.Decode(&c.got)
	}}
}

func TestRegistry(t *testing.T) {
	broken := errors.New("the key is wrong: set api_key")
	r, err := delivery.NewRegistry(
		[]delivery.Type{testType("works", nil), testType("broken", broken)},
		map[string]delivery.Settings{"gata": {Type: "works"}, "bygg": {Type: "broken"}, "miljö": {Type: "works"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"broken", "works"}, r.Types()); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"bygg", "gata", "miljö"}, r.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if _, ok := r.Connector("gata"); !ok {
		t.Error("gata is not there")
	}
	if _, ok := r.Connector("works"); ok {
		t.Error("a type is taken for a connector")
	}
	want := []delivery.Checked{{Name: "bygg", Type: "broken", Err: broken}, {Name: "gata", Type: "works"}, {Name: "miljö", Type: "works"}}
	sameText := cmp.Comparer(errors.Is)
	if diff := cmp.Diff(want, r.Check(t.Context()), sameText); diff != "" {
		t.Errorf("check (-want +got):\n%s", diff)
	}
}

func TestRegistryRefuses(t *testing.T) {
	tests := []struct {
		name       string
		types      []delivery.Type
		configured map[string]delivery.Settings
		says       []string
	}{
		{
			name:  "a type registered twice",
			types: []delivery.Type{testType("a", nil), testType("a", nil)},
			says:  []string{`connector type "a" is registered twice`},
		},
		{
			name:  "every fault at once",
			types: []delivery.Type{testType("a", nil), testType("b", nil)},
			configured: map[string]delivery.Settings{
				"gata": {Type: "c"},
				"bygg": {Type: "a", Options: map[string]any{"ur": "x"}},
				"":     {Type: "a"},
			},
			says: []string{
				`connector "gata": there is no type "c"; known: a, b`,
				`connector "bygg": there is no option "ur"; known: deep, url, wait`,
				`connector "": a connector needs a name`,
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := delivery.NewRegistry(test.types, test.configured)
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("got %v", err)
			}
			for _, sentence := range test.says {
				if !strings.Contains(err.Error(), sentence) {
					t.Errorf("%q is not in: %v", sentence, err)
				}
			}
		})
	}
}

func TestDecodeOptions(t *testing.T) {
	tests := []struct {
		name   string
		values map[string]any
		want   options
		says   string
	}{
		{name: "nothing"},
		{
			name:   "everything",
			values: map[string]any{"url": "https://gata", "wait": "90s", "deep": map[string]any{"A": 3}},
			want:   options{URL: "https://gata", Wait: delivery.Duration(90 * time.Second), Deep: struct{ A int }{3}},
		},
		{name: "an unknown name", values: map[string]any{"uri": "x"}, says: `there is no option "uri"; known: deep, url, wait`},
		{name: "an unknown name inside", values: map[string]any{"deep": map[string]any{"b": 1}}, says: `unknown field "b"`},
		{name: "a name that differs in case", values: map[string]any{"URL": "x"}, says: `there is no option "URL"`},
		{name: "a wrong type", values: map[string]any{"url": 7}, says: `option "url" cannot be a number`},
		{name: "no length of time", values: map[string]any{"wait": "soon"}, says: `"soon" is not a length of time`},
		{name: "a negative length of time", values: map[string]any{"wait": "-1s"}, says: `"-1s" is not a length of time`},
		{name: "what no file can hold", values: map[string]any{"url": func() {}}, says: "must be texts, numbers"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got options
			err := delivery.NewOptions(test.values).Decode(&got)
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	dir := t.TempDir()
	file, empty := filepath.Join(dir, "key"), filepath.Join(dir, "empty")
	for name, content := range map[string]string{file: "hemlig\n", empty: " \n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, value, file string
		want              string
		wrong             bool
	}{
		{name: "neither"},
		{name: "itself", value: "hemlig", want: "hemlig"},
		{name: "in a file", file: file, want: "hemlig"},
		{name: "both", value: "hemlig", file: file, wrong: true},
		{name: "no such file", file: filepath.Join(dir, "nothing"), wrong: true},
		{name: "an empty file", file: empty, wrong: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := delivery.Secret(test.value, test.file)
			if got != test.want || (err != nil) != test.wrong {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// picky takes messages only.
type picky struct{ delivery.Connector }

func (picky) Takes(k delivery.Kind) bool { return k == delivery.KindMessage }

func TestTakes(t *testing.T) {
	w := newWorld(t, nil)
	r := w.registry(map[string]delivery.Connector{"picky": picky{w.backEnd}, "any": w.backEnd})
	for _, test := range []struct {
		connector string
		kind      delivery.Kind
		want      bool
	}{
		{"picky", delivery.KindMessage, true},
		{"picky", delivery.KindWithdrawal, false},
		{"any", delivery.KindWithdrawal, true},
		{"not configured", delivery.KindMessage, true},
	} {
		if got := r.Takes(test.connector, test.kind); got != test.want {
			t.Errorf("%s takes a %s: %v", test.connector, test.kind, got)
		}
	}
}

// telltale tells its back end who has sent a case.
type telltale struct{ delivery.Connector }

func (telltale) Identifies() bool { return true }

func TestIdentifies(t *testing.T) {
	w := newWorld(t, nil)
	r := w.registry(map[string]delivery.Connector{"telltale": telltale{w.backEnd}, "any": w.backEnd})
	for name, want := range map[string]bool{"telltale": true, "any": false, "not configured": false} {
		if got := r.Identifies(name); got != want {
			t.Errorf("%s identifies: %v", name, got)
		}
	}
}
