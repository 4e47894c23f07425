package outside_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestSchoolModes presses each button for the school's register, and asks it for
// a token, which goes the same way as all that the portal asks.
func TestSchoolModes(t *testing.T) {
	token := url.Values{"grant_type": {"client_credentials"}, "client_id": {"portalen"}, "client_secret": {"hemligt"}}
	for mode, want := range map[string]struct {
		name   string
		status []int // 0 is no answer
		whole  bool  // the answer has a token
	}{
		"well":    {"Fungerar", []int{200}, true},
		"slow":    {"Långsamt", []int{200}, true},
		"grades":  {"Bara betygen är nere", []int{200}, true},
		"ignores": {"Struntar i frågan", []int{200}, true},
		"down":    {"Nere", []int{0, 502}, false},
		"error":   {"Svarar med fel", []int{500}, false},
		"half":    {"Halva svar", []int{200}, false},
		"types":   {"Fel sorts svar", []int{200}, false},
	} {
		t.Run(mode, func(t *testing.T) {
			_, server := start(t, "")
			if status, _ := call(t, http.MethodPost, server.URL+"/school-mode", url.Values{"mode": {mode}}); status != http.StatusOK {
				t.Fatalf("the button answered %d", status)
			}
			status, body := call(t, http.MethodPost, server.URL+outside.SchoolTokenPath, token)
			hasToken := strings.Contains(body, `"access_token":"`) && strings.HasSuffix(body, "}\n")
			if !slices.Contains(want.status, status) || hasToken != want.whole {
				t.Errorf("%d: %s", status, body)
			}
			_, index := call(t, http.MethodGet, server.URL+"/", nil)
			htmlcheck.Run(t, index,
				htmlcheck.In("[aria-labelledby=school] [role=status]", htmlcheck.HasText(want.name)),
				htmlcheck.Count("[aria-labelledby=school] button[aria-pressed=true]", 1),
				htmlcheck.In("[aria-labelledby=school] button[aria-pressed=true]", htmlcheck.HasAttr("value", mode)),
				htmlcheck.In("[aria-labelledby=street] [role=status]", htmlcheck.HasText("Fungerar")))
			if status, page := call(t, http.MethodGet, server.URL+"/skola/", nil); status != http.StatusOK || !strings.Contains(page, "Skolans register") {
				t.Errorf("the school's own page: %d", status)
			}
		})
	}
	_, server := start(t, "")
	if status, _ := call(t, http.MethodPost, server.URL+"/school-mode", url.Values{"mode": {"sabotage"}}); status != http.StatusBadRequest {
		t.Errorf("an unknown mode: %d", status)
	}
}
