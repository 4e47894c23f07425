package open311

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
)

func TestOptions(t *testing.T) {
	tests := []struct {
		name    string
		options map[string]any
		says    string // "": they are right
	}{
		{name: "the least", options: map[string]any{"base_url": "https://gata.example/v2"}},
		{name: "everything", options: map[string]any{
			"base_url": "https://gata.example/v2/", "jurisdiction_id": "gata.example", "api_key": "x", "format": "xml",
			"updates": true, "upload_files": true, "timeout": "10s", "max_list": 50, "clock_margin": "1m", "allow_http": false,
		}},
		{name: "this machine without TLS", options: map[string]any{"base_url": "http://localhost:8081/open311/v2"}},
		{name: "this machine by its number", options: map[string]any{"base_url": "http://127.0.0.1:8081"}},
		{name: "another machine without TLS", options: map[string]any{"base_url": "http://gata.example/v2"}, says: "base_url: it must begin with https"},
		{name: "that is allowed", options: map[string]any{"base_url": "http://gata.example/v2", "allow_http": true}},
		{name: "nothing", says: "base_url: it is required"},
		{name: "no address", options: map[string]any{"base_url": "gata.example"}, says: "base_url: it must be an address such as"},
		{name: "another scheme", options: map[string]any{"base_url": "file:///etc/passwd"}, says: "base_url: it must be an address such as"},
		{name: "a user", options: map[string]any{"base_url": "https://a:b@gata.example"}, says: "base_url: it must have no user"},
		{name: "a query", options: map[string]any{"base_url": "https://gata.example?x=y"}, says: "base_url: it must have no user, no ?"},
		{name: "another format", options: map[string]any{"base_url": "https://gata.example", "format": "yaml"}, says: `format: it is json or xml, not "yaml"`},
		{name: "files without updates", options: map[string]any{"base_url": "https://gata.example", "upload_files": true}, says: "updates must be true"},
		{name: "a list of one", options: map[string]any{"base_url": "https://gata.example", "max_list": 1}, says: "max_list: it is at least 2"},
		{name: "no key file", options: map[string]any{"base_url": "https://gata.example", "api_key_file": "/does/not/exist"}, says: "api_key_file: "},
		{name: "a slip", options: map[string]any{"url": "https://gata.example"}, says: `there is no option "url"; known: allow_http, api_key`},
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
