package outside_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestContactModes presses each button for the contact centre's errands, sends one
// and asks for them. Tokens are had whatever happens.
func TestContactModes(t *testing.T) {
	for mode, want := range map[string]struct {
		name      string
		post, ask []int // statuses; 0 is no answer
		kept      int
	}{
		"well": {"Fungerar", []int{201}, []int{200}, 1},
		"slow": {"Långsamt", []int{201}, []int{200}, 1},
		"down": {"Nere", []int{0, 502}, []int{0, 502}, 0},
		"lost": {"Tappar svar", []int{0}, []int{200}, 1},
	} {
		t.Run(mode, func(t *testing.T) {
			world, server := start(t, "")
			if status, _ := call(t, http.MethodPost, server.URL+"/contact-mode", url.Values{"mode": {mode}}); status != http.StatusOK {
				t.Fatalf("the button answered %d", status)
			}
			post, ask := askContact(t, server.URL, http.MethodPost), askContact(t, server.URL, http.MethodGet)
			if !slices.Contains(want.post, post) || !slices.Contains(want.ask, ask) || len(world.Contact().Errands()) != want.kept {
				t.Errorf("sending %d, asking %d, kept %d", post, ask, len(world.Contact().Errands()))
			}
			_, index := call(t, http.MethodGet, server.URL+"/", nil)
			htmlcheck.Run(t, index,
				htmlcheck.In("[aria-labelledby=contact] [role=status]", htmlcheck.HasText(want.name)),
				htmlcheck.In("[aria-labelledby=contact] button[aria-pressed=true]", htmlcheck.HasAttr("value", mode)),
				htmlcheck.In("[aria-labelledby=street] [role=status]", htmlcheck.HasText("Fungerar")))
			if status, page := call(t, http.MethodGet, server.URL+"/kontaktcenter/", nil); status != http.StatusOK || !strings.Contains(page, "Kontaktcenter") {
				t.Errorf("its own page: %d", status)
			}
		})
	}
	_, server := start(t, "")
	if status, _ := call(t, http.MethodPost, server.URL+"/contact-mode", url.Values{"mode": {"sabotage"}}); status != http.StatusBadRequest {
		t.Errorf("an unknown mode: %d", status)
	}
}

// askContact has a token, and makes an errand or asks for all. The status is 0 when
// no whole answer came.
func askContact(t *testing.T, address, method string) int {
	t.Helper()
	status, body := call(t, http.MethodPost, address+outside.ContactTokenPath, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {outside.ContactClientID}, "client_secret": {"hemligt"},
	})
	var had struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &had); err != nil || status != http.StatusOK {
		t.Fatalf("a token: %d, %v", status, err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address+outside.ContactAPIPath+"/"+outside.ContactMunicipality+"/"+outside.ContactNamespace+"/errands",
		strings.NewReader(`{"title":"x","status":"NEW","classification":{"category":"TILLGANGLIGHET","type":"WEBB"}}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+had.Token)
	r.Header.Set("X-Sent-By", "entre01; type=adAccount")
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0
	}
	return answer.StatusCode
}
