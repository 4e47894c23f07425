package outside_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/demo/outside"
)

const made = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><CreatePersonParty xmlns="urn:Ecos.API.MinutMiljo.Service.V1">` +
	`<personParty xmlns:d="urn:Ecos.API.MinutMiljo.DataContracts.V1"><d:NationalIdentificationNumber>19790104-9283</d:NationalIdentificationNumber></personParty>` +
	`</CreatePersonParty></s:Body></s:Envelope>`

const asked = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetDocumentStatuses xmlns="urn:Ecos.API.MinutMiljo.Service.V1"/></s:Body></s:Envelope>`

// callEcos calls the environment office's Ecos. The status is 0 when no whole answer came.
func callEcos(t *testing.T, address, password, operation, envelope string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+outside.EnvironmentService, strings.NewReader(envelope))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(outside.EnvironmentUser, password)
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `"urn:Ecos.API.MinutMiljo.Service.V1/IMinutMiljoService/`+operation+`"`)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	a, err := client.Do(r)
	if err != nil {
		return 0
	}
	defer a.Body.Close()
	if _, err := io.ReadAll(a.Body); err != nil {
		return 0
	}
	return a.StatusCode
}

// TestEnvironmentModes: a person breaks the environment office's system. When it loses
// answers, questions get through.
func TestEnvironmentModes(t *testing.T) {
	for _, test := range []struct {
		mode, name   string
		made, asked  int
		partiesAfter int
	}{
		{"well", "Fungerar", 200, 200, 1},
		{"slow", "Långsamt", 200, 200, 1},
		{"lost", "Tappar svar", 0, 200, 1},
	} {
		t.Run(test.mode, func(t *testing.T) {
			world, server := start(t, "")
			status, body := call(t, http.MethodPost, server.URL+"/environment-mode", url.Values{"mode": {test.mode}})
			if status != http.StatusOK || !strings.Contains(body, `<h2 id="environment">Miljökontorets system</h2> <span class="chip`) || !strings.Contains(body, test.name+"</span>") {
				t.Errorf("the index: %d", status)
			}
			if got := callEcos(t, server.URL, "lösen", "CreatePersonParty", made); got != test.made {
				t.Errorf("to make something: %d", got)
			}
			if got := callEcos(t, server.URL, "lösen", "GetDocumentStatuses", asked); got != test.asked {
				t.Errorf("to ask: %d", got)
			}
			if n := len(world.Environment().Parties()); n != test.partiesAfter {
				t.Errorf("%d parties", n)
			}
		})
	}
	t.Run("down", func(t *testing.T) {
		world, server := start(t, "")
		call(t, http.MethodPost, server.URL+"/environment-mode", url.Values{"mode": {"down"}})
		if got := callEcos(t, server.URL, "lösen", "CreatePersonParty", made); got == http.StatusOK || len(world.Environment().Parties()) > 0 {
			t.Errorf("got %d", got)
		}
		if status, _ := call(t, http.MethodGet, server.URL+"/miljo/", nil); status != http.StatusOK {
			t.Errorf("the office's own page: %d", status)
		}
	})
	_, server := start(t, "")
	if status, _ := call(t, http.MethodPost, server.URL+"/environment-mode", url.Values{"mode": {"x"}}); status != http.StatusBadRequest {
		t.Errorf("an unknown mode: %d", status)
	}
	if got := callEcos(t, server.URL, "fel", "GetDocumentStatuses", asked); got != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", got)
	}
}
