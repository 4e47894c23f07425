package soap_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/soap"
)

// TestWindows: a service that asks for Windows authentication gets the request once it
// has asked, and not before.
func TestWindows(t *testing.T) {
	asks := make([]byte, 56) // the least of a challenge: flags, and nothing told of the server
	copy(asks, "NTLMSSP\x00\x02")
	asks[20], asks[22], asks[40], asks[44] = 1, 0x80, 4, 48
	var bodies []string
	c := connect(t, soap.Options{Auth: soap.AuthNTLM, Username: `KOMMUN\entre`, Password: "x"}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		token, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "NTLM "))
		if err != nil || len(token) < 12 || token[8] != 3 {
			w.Header().Set("WWW-Authenticate", "NTLM "+base64.StdEncoding.EncodeToString(asks))
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Answer xmlns="urn:prov"><Text>svar</Text></Answer></s:Body></s:Envelope>`)
	})
	a, err := ask(t, c)
	if err != nil || a.Text != "svar" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if len(bodies) != 2 || bodies[0] != "" || !strings.Contains(bodies[1], secret) {
		t.Errorf("the bodies are %q", bodies)
	}
}
