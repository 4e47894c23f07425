package sundsvall_test

import (
	"maps"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/sundsvall"
	"github.com/mittkoping/entre/internal/delivery"
)

func TestOptions(t *testing.T) {
	with := func(change map[string]any) map[string]any {
		all := map[string]any{
			"base_url": "https://api.example/support-management/15.0", "municipality": "2281", "namespace": "KC", "sent_by": "entre01",
			"token_url": "https://api.example/token", "client_id": "entre", "client_secret": "x",
		}
		maps.Copy(all, change)
		return all
	}
	for name, test := range map[string]struct {
		change map[string]any
		says   string
	}{
		"all is well":                 {change: map[string]any{"statuses": map[string]any{"KLART": "closed"}, "timeout": "5s"}},
		"no token":                    {change: map[string]any{"token_url": "", "client_id": "", "client_secret": ""}},
		"no address":                  {change: map[string]any{"base_url": ""}, says: "base_url: it is required"},
		"without TLS":                 {change: map[string]any{"base_url": "http://api.example"}, says: "base_url: it must begin with https"},
		"tokens without TLS":          {change: map[string]any{"token_url": "http://api.example"}, says: "token_url: it must begin with https"},
		"no municipality":             {change: map[string]any{"municipality": ""}, says: "option municipality"},
		"a namespace with a slash":    {change: map[string]any{"namespace": "a/b"}, says: "option namespace"},
		"a tag that breaks a filter":  {change: map[string]any{"tag": "a' or 'b"}, says: "option tag"},
		"an account with a semicolon": {change: map[string]any{"sent_by": "a; type=partyId"}, says: "option sent_by"},
		"an account of two lines":     {change: map[string]any{"sent_by": "a\r\nX: y"}, says: "option sent_by"},
		"a secret without an address": {change: map[string]any{"token_url": ""}, says: "token_url: it is required"},
		"no secret":                   {change: map[string]any{"client_secret": ""}, says: "client_id and client_secret"},
		"a secret's file that is not": {change: map[string]any{"client_secret": "", "client_secret_file": "finns-inte"}, says: "client_secret_file"},
		"half a certificate":          {change: map[string]any{"client_cert_file": "x"}, says: "client_cert_file and client_key_file"},
		"a status that is none":       {change: map[string]any{"statuses": map[string]any{"KLART": "done"}}, says: `KLART: it is received, started, waiting or closed, not "done"`},
		"a slip":                      {change: map[string]any{"name_space": "x"}, says: `there is no option "name_space"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sundsvall.Type().New(delivery.NewOptions(with(test.change)))
			if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

func TestCheckSaysWhatToMend(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*sundsvall.Options)
		says   string
	}{
		"the namespace": {func(o *sundsvall.Options) { o.Namespace = "X" }, "municipality or namespace is wrong"},
		"the status":    {func(o *sundsvall.Options) { o.Status = "X" }, `option status: the namespace has no status "X"`},
		"withdrawn":     {func(o *sundsvall.Options) { o.WithdrawnStatus = "X" }, `option withdrawn_status: the namespace has no status "X"`},
		"the category":  {func(o *sundsvall.Options) { o.Category = "X" }, `option category: the namespace has no category "X"`},
		"the type":      {func(o *sundsvall.Options) { o.Type = "X" }, `option type: the namespace's category has no type "X"`},
		"the secret":    {func(o *sundsvall.Options) { o.ClientSecret = "X" }, "the client's credentials are wrong"},
		"no token":      {func(o *sundsvall.Options) { o.TokenURL, o.ClientID, o.ClientSecret = "", "", "" }, "the token is not accepted: 401"},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t)
			o := options(s.url, s.tokenURL)
			test.change(&o)
			web := s.url
			if o.TokenURL == "" { // the contract asks for a token
				plain := httptest.NewServer(s.Server)
				t.Cleanup(plain.Close)
				web = plain.URL + strings.TrimPrefix(web, web[:strings.Index(web, "/support")])
			}
			o.BaseURL = web
			if err := connect(t, o).Check(t.Context()); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}
