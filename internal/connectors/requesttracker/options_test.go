package requesttracker

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
)

func TestOptions(t *testing.T) {
	with := func(more map[string]any) map[string]any {
		all := map[string]any{"base_url": "https://rt.example", "token": "1-14-x", "queue": "Park & natur"}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	tests := []struct {
		name    string
		options map[string]any
		says    string // "": they are right
	}{
		{name: "the least", options: with(nil)},
		{name: "everything", options: with(map[string]any{
			"base_url": "https://rt.example/rt/", "external_id_field": "Vårt id", "delivery_id_field": "Leverans-id",
			"requestor": true, "statuses": map[string]any{"väntar": "waiting"}, "timeout": "10s", "allow_http": false,
		})},
		{name: "this machine without TLS", options: with(map[string]any{"base_url": "http://127.0.0.1:8081"})},
		{name: "another machine without TLS", options: with(map[string]any{"base_url": "http://rt.example"}), says: "base_url: it must begin with https"},
		{name: "that is allowed", options: with(map[string]any{"base_url": "http://rt.example", "allow_http": true})},
		{name: "nothing", says: "base_url: it is required"},
		{name: "no address", options: with(map[string]any{"base_url": "rt.example"}), says: "base_url: it must be an address such as"},
		{name: "a user", options: with(map[string]any{"base_url": "https://a:b@rt.example"}), says: "base_url: it must have no user"},
		{name: "the interface's address", options: with(map[string]any{"base_url": "https://rt.example/REST/2.0/"}), says: "without /REST/2.0"},
		{name: "no token", options: with(map[string]any{"token": ""}), says: "token or token_file: one of them is required"},
		{name: "no token file", options: with(map[string]any{"token": "", "token_file": "/does/not/exist"}), says: "token_file: "},
		{name: "no queue", options: with(map[string]any{"queue": ""}), says: "queue: it is required"},
		{name: "a field's name that ends the query", options: with(map[string]any{"external_id_field": "a} OR CF.{b"}), says: "external_id_field: the field's name"},
		{name: "another one", options: with(map[string]any{"delivery_id_field": "'"}), says: "delivery_id_field: the field's name"},
		{name: "a status that is none", options: with(map[string]any{"statuses": map[string]any{"klar": "done"}}), says: `statuses: klar: it is received, started, waiting or closed, not "done"`},
		{name: "a slip", options: with(map[string]any{"que": "x"}), says: `there is no option "que"; known: allow_http, base_url`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Type().New(delivery.NewOptions(test.options))
			if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}
