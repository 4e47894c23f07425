package redmine_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/delivery"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	with := func(more map[string]any) map[string]any {
		all := map[string]any{"base_url": "https://redmine.example", "api_key": "x", "project": "park", "tracker": "Ärende"}
		maps.Copy(all, more)
		return all
	}
	for _, test := range []struct {
		name    string
		options map[string]any
		says    string // "": they are right
	}{
		{name: "the least", options: with(nil)},
		{name: "everything", options: with(map[string]any{
			"base_url": "https://redmine.example/sub/", "tracker": "3", "external_id_field": "Vårt id", "formatting": "markdown",
			"statuses": map[string]any{"Väntar": "waiting"}, "withdrawn_status": "Avslagen", "timeout": "10s", "allow_http": false,
		})},
		{name: "another machine without TLS", options: with(map[string]any{"base_url": "http://redmine.example"}), says: "base_url: it must begin with https"},
		{name: "that is allowed", options: with(map[string]any{"base_url": "http://redmine.example", "allow_http": true})},
		{name: "nothing", says: "base_url: it is required"},
		{name: "no key", options: with(map[string]any{"api_key": ""}), says: "api_key or api_key_file: one of them is required"},
		{name: "no key file", options: with(map[string]any{"api_key": "", "api_key_file": "/does/not/exist"}), says: "api_key_file: "},
		{name: "no project", options: with(map[string]any{"project": ""}), says: "project: it is required"},
		{name: "no tracker", options: with(map[string]any{"tracker": ""}), says: "tracker: it is required"},
		{name: "a format that is none", options: with(map[string]any{"formatting": "html"}), says: "formatting: it is textile, markdown or none"},
		{name: "a status that is none", options: with(map[string]any{"statuses": map[string]any{"klar": "done"}}), says: `statuses: klar: it is received, started, waiting or closed, not "done"`},
		{name: "a slip", options: with(map[string]any{"trackr": "x"}), says: `there is no option "trackr"; known: allow_http, api_key`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := redmine.Type().New(delivery.NewOptions(test.options))
			if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}
