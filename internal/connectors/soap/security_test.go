package soap_test

import (
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/soap"
	outside "github.com/mittkoping/entre/internal/demo/outside/soap"
)

// TestWhoCalls: the service knows us in each of the ways.
func TestWhoCalls(t *testing.T) {
	for _, v := range []soap.Version{soap.V11, soap.V12} {
		for _, auth := range []soap.Auth{soap.AuthBasic, soap.AuthWSSText, soap.AuthWSSDigest} {
			t.Run(string(v)+" "+string(auth), func(t *testing.T) {
				var nonces []string
				o := soap.Options{SOAPVersion: v, Auth: auth, Username: "entre", Password: "sesam <&>"}
				c := connect(t, o, func(w http.ResponseWriter, r *http.Request) {
					call, err := outside.Read(w, r)
					if err != nil {
						t.Error(err)
						return
					}
					password := "sesam <&>"
					if auth == soap.AuthWSSDigest {
						nonce, err := base64.StdEncoding.DecodeString(call.Digest.Nonce)
						if err != nil || len(nonce) < 16 || call.Digest.Created != "2026-11-23T12:00:00.000Z" {
							t.Errorf("%+v, %v", call.Digest, err)
						}
						nonces = append(nonces, call.Digest.Nonce)
						sum := sha1.Sum([]byte(string(nonce) + call.Digest.Created + password))
						password = base64.StdEncoding.EncodeToString(sum[:])
					} else if call.Digest != nil {
						t.Error("a digest")
					}
					if call.Username != "entre" || call.Password != password {
						t.Errorf("%q, %q", call.Username, call.Password)
					}
					_ = outside.Answer(w, call.Version, answer{})
				})
				for range 2 {
					if _, err := ask(t, c); err != nil {
						t.Error(err)
					}
				}
				if len(nonces) == 2 && nonces[0] == nonces[1] {
					t.Error("a nonce is used twice")
				}
			})
		}
	}
}
