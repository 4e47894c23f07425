package soap_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
	outside "github.com/mittkoping/entre/internal/demo/outside/soap"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const secret = "hemlig rad"

type question struct {
	XMLName xml.Name   `xml:"urn:prov Question"`
	Text    string     `xml:"Text"`
	Count   soap.Nil   `xml:"Count"`
	File    soap.Bytes `xml:"File"`
}

type answer struct {
	XMLName xml.Name   `xml:"urn:prov Answer"`
	Text    string     `xml:"Text"`
	File    soap.Bytes `xml:"File"`
}

// connect returns a client of a service that answers as it is told.
func connect(t *testing.T, o soap.Options, serve http.HandlerFunc) *soap.Client {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	o.BaseURL = server.URL + "/Prov.svc"
	c, err := soap.New(o, "Prov", clock.NewFake(now))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(t *testing.T, c *soap.Client) (answer, error) {
	t.Helper()
	var a answer
	err := c.Call(t.Context(), "urn:prov/Ask", question{Text: secret + " <&> \u0000å\n", Count: soap.IsNil, File: []byte{0, 1, 255}}, &a)
	if err != nil && strings.Contains(err.Error(), "hemlig") {
		t.Errorf("the error tells what was sent: %v", err)
	}
	return a, err
}

// TestCall speaks to a service that was written without a look at the client.
func TestCall(t *testing.T) {
	for _, v := range []soap.Version{"", soap.V11, soap.V12} {
		t.Run("version "+string(v), func(t *testing.T) {
			c := connect(t, soap.Options{SOAPVersion: v}, func(w http.ResponseWriter, r *http.Request) {
				call, err := outside.Read(w, r)
				if err != nil || r.URL.Path != "/Prov.svc" || call.Action != "urn:prov/Ask" || call.Name.Space != "urn:prov" {
					t.Errorf("%s: %+v, %v", r.URL, call, err)
					return
				}
				var q question
				if err := call.Decode(&q); err != nil || q.Text != secret+" <&> \uFFFDå\n" || !strings.Contains(string(call.Envelope), `<Count xsi:nil="true"></Count>`) {
					t.Errorf("asked %+v, %v", q, err)
				}
				if err := outside.Answer(w, call.Version, answer{Text: "räksmörgås <&>", File: q.File}); err != nil {
					t.Error(err)
				}
			})
			got, err := ask(t, c)
			if err != nil || got.Text != "räksmörgås <&>" || string(got.File) != "\x00\x01\xff" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	for _, v := range []soap.Version{soap.V11, soap.V12} {
		for _, status := range []int{0, http.StatusOK} { // 0: as the version says
			t.Run(fmt.Sprintf("version %s, status %d", v, status), func(t *testing.T) {
				c := connect(t, soap.Options{SOAPVersion: v}, func(w http.ResponseWriter, r *http.Request) {
					call, _ := outside.Read(w, r)
					_ = outside.AnswerFault(w, call.Version, &outside.FaultError{Code: "Client", Reason: secret, Status: status, Detail: struct {
						XMLName xml.Name `xml:"urn:prov ValidationFault"`
						Field   string   `xml:"Field"`
					}{Field: "Dnr"}})
				})
				_, err := ask(t, c)
				fault, ok := errors.AsType[*soap.FaultError](err)
				if !ok || !fault.Has("Sender") || fault.Detail != "ValidationFault" || fault.Reason != secret {
					t.Fatalf("got %+v, %v", fault, err)
				}
				var detail struct{ Field string }
				if err := fault.DecodeDetail(&detail); err != nil || detail.Field != "Dnr" {
					t.Errorf("the detail: %+v, %v", detail, err)
				}
				own := errors.New("own")
				if got := soap.Judge(err, func(*soap.FaultError) error { return own }); !errors.Is(got, own) {
					t.Errorf("judged: %v", got)
				}
			})
		}
	}
}

// TestJudge: what the service says before it looks at the operation is a matter of
// settings, and the case waits.
func TestJudge(t *testing.T) {
	for code, waits := range map[string]bool{
		"wsse:FailedAuthentication": true, "wsse:InvalidSecurityToken": true, "VersionMismatch": true, "MustUnderstand": true,
		"a:ActionNotSupported": true, "Client": false, "Server": false, "a:InternalServiceFault": false, "Client.Validation": false,
	} {
		for _, v := range []soap.Version{soap.V11, soap.V12} {
			if v == soap.V12 && code == "Client.Validation" {
				continue // only the older version has such codes
			}
			c := connect(t, soap.Options{SOAPVersion: v}, func(w http.ResponseWriter, r *http.Request) {
				call, _ := outside.Read(w, r)
				_ = outside.AnswerFault(w, call.Version, &outside.FaultError{Code: code, Reason: secret})
			})
			own := errors.New("own")
			_, err := ask(t, c)
			err = soap.Judge(err, func(*soap.FaultError) error { return own })
			_, waited := errors.AsType[*delivery.UnavailableError](err)
			if waited != waits || errors.Is(err, own) == waits {
				t.Errorf("%s in %s: %v", code, v, err)
			}
		}
	}
}

// TestOtherAnswers: all that is no answer to what was asked leaves it open what the
// service did.
func TestOtherAnswers(t *testing.T) {
	const begin, end = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`, `</s:Body></s:Envelope>`
	const good = `<Answer xmlns="urn:prov"><Text>å</Text></Answer>`
	type want string
	const ok, unknown, waits, refused, faulty want = "ok", "unknown", "waits", "refused", "fault"
	for _, test := range []struct {
		name   string
		status int
		media  string
		body   string
		want   want
	}{
		{"good", 200, "text/xml; charset=utf-8", begin + good + end, ok},
		{"with a header, a comment and space", 200, "text/xml", "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- x -->" +
			strings.Replace(begin, "<s:Body>", "<s:Header><a>1</a></s:Header> <s:Body>\n", 1) + good + "\n" + end + "\n<!-- y -->", ok},
		{"of the other version", 200, "application/soap+xml", strings.Replace(begin, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", 1) + good + end, ok},
		{"latin 1, by the header", 200, "text/xml; charset=ISO-8859-1", begin + "<Answer xmlns='urn:prov'><Text>\xe5</Text></Answer>" + end, ok},
		{"latin 1, by itself", 200, "text/xml", `<?xml version="1.0" encoding="iso-8859-1"?>` + begin + "<Answer xmlns='urn:prov'><Text>\xe5</Text></Answer>" + end, ok},
		{"the header goes before", 200, "text/xml; charset=utf-8", `<?xml version="1.0" encoding="iso-8859-1"?>` + begin + good + end, ok},
		{"utf-16", 200, "text/xml; charset=utf-16", begin + good + end, unknown},
		{"bytes that are not the charset's", 200, "text/xml; charset=utf-8", begin + "<Answer xmlns='urn:prov'><Text>\xe5</Text></Answer>" + end, unknown},
		{"an answer to something else", 200, "text/xml", begin + `<Other xmlns="urn:prov"/>` + end, unknown},
		{"in another namespace", 200, "text/xml", begin + `<Answer xmlns="urn:annan"><Text>å</Text></Answer>` + end, unknown},
		{"two answers", 200, "text/xml", begin + good + good + end, unknown},
		{"an empty body", 200, "text/xml", begin + end, unknown},
		{"two bodies", 200, "text/xml", begin + good + "</s:Body><s:Body>" + good + end, unknown},
		{"no body", 200, "text/xml", `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>`, unknown},
		{"something behind it", 200, "text/xml", begin + good + end + "<x/>", unknown},
		{"text in between", 200, "text/xml", begin + "text" + good + end, unknown},
		{"half of it", 200, "text/xml", (begin + good + end)[:100], unknown},
		{"without its end", 200, "text/xml", begin + good + "</s:Body>", unknown},
		{"nothing", 200, "text/xml", "", unknown},
		{"a page", 200, "text/html", "<!doctype html><html><body>Logga in</body></html>", unknown},
		{"XML that is no envelope", 200, "text/xml", "<html><body/></html>", unknown},
		{"a document type", 200, "text/xml", "<!DOCTYPE s:Envelope>" + begin + good + end, unknown},
		{"an entity of its own", 200, "text/xml", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>` + begin + "<Answer xmlns='urn:prov'><Text>&e;</Text></Answer>" + end, unknown},
		{"an entity that nobody knows", 200, "text/xml", begin + "<Answer xmlns='urn:prov'><Text>&e;</Text></Answer>" + end, unknown},
		{"an instruction", 200, "text/xml", begin + "<?php x?>" + good + end, unknown},
		{"nested without end", 200, "text/xml", begin + strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200) + end, unknown},
		{"base64 that is none", 200, "text/xml", begin + "<Answer xmlns='urn:prov'><File>hemlig!</File></Answer>" + end, unknown},
		{"an error without a fault", 500, "text/xml", begin + good + end, unknown},
		{"an error page", 500, "text/html", "<html>hemlig</html>", unknown},
		{"a fault without a code", 500, "text/xml", begin + "<s:Fault><faultstring>hemlig</faultstring></s:Fault>" + end, unknown},
		{"a fault whose code is none", 500, "text/xml", begin + "<s:Fault><faultcode>s:en hemlig rad</faultcode></s:Fault>" + end, unknown},
		{"a fault", 500, "text/xml", begin + "<s:Fault><faultcode>s:Server</faultcode><faultstring>hemlig</faultstring></s:Fault>" + end, faulty},
		{"not found", 404, "text/html", "<html/>", unknown},
		{"accepted, whatever that is", 202, "text/xml", "", unknown},
		{"down", 503, "text/html", "<html/>", waits},
		{"no login", 401, "text/html", "<html/>", waits},
		{"no right", 403, "text/html", "<html/>", waits},
		{"another version of SOAP", 415, "", "", waits},
		{"too large", 413, "text/html", "<html/>", refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := connect(t, soap.Options{}, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.media)
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			a, err := ask(t, c)
			got := unknown
			if err == nil {
				got = ok
			} else if _, is := errors.AsType[*delivery.UnavailableError](err); is {
				got = waits
			} else if _, is := errors.AsType[*delivery.RefusedError](err); is {
				got = refused
			} else if _, is := errors.AsType[*soap.FaultError](err); is {
				got = faulty
			}
			if got != test.want || got == ok && a.Text != "å" && !strings.Contains(test.name, "goes before") {
				t.Errorf("got %s, %+v: %v", got, a, err)
			}
		})
	}
}

// TestManyElementsAreTooLong: empty elements, which fit in an answer by the million,
// are not made anything of. Who asked for a list may ask for less of it.
func TestManyElementsAreTooLong(t *testing.T) {
	c := connect(t, soap.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Answer xmlns="urn:prov"><Text>å</Text>`+
			strings.Repeat("<a/>", 500_000)+`</Answer></s:Body></s:Envelope>`)
	})
	if a, err := ask(t, c); !errors.Is(err, httpclient.ErrTooLong) {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := 0
	c := connect(t, soap.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	if _, err := ask(t, c); err == nil || asked != 1 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

func TestOptions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lösen")
	if err := os.WriteFile(file, []byte("sesam\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		change func(*soap.Options)
		want   string // in the error; "" for none
	}{
		{"as little as possible", func(*soap.Options) {}, ""},
		{"without an address", func(o *soap.Options) { o.BaseURL = "" }, "base_url"},
		{"without TLS", func(o *soap.Options) { o.BaseURL = "http://host.example/" }, "base_url"},
		{"another version", func(o *soap.Options) { o.SOAPVersion = "1.3" }, "soap_version"},
		{"another way", func(o *soap.Options) { o.Auth = "kerberos" }, "auth"},
		{"a name and no way", func(o *soap.Options) { o.Username = "x" }, "auth"},
		{"a way and no name", func(o *soap.Options) { o.Auth, o.PasswordFile = soap.AuthBasic, file }, "username"},
		{"a way and no password", func(o *soap.Options) { o.Auth, o.Username = soap.AuthBasic, "x" }, "password_file"},
		{"a colon", func(o *soap.Options) { o.Auth, o.Username, o.PasswordFile = soap.AuthBasic, "x:y", file }, "username"},
		{"a file that is not there", func(o *soap.Options) { o.Auth, o.Username, o.PasswordFile = soap.AuthBasic, "x", file+"x" }, "password_file"},
		{"half a certificate", func(o *soap.Options) { o.ClientCert = file }, "client_key_file"},
		{"no certificate", func(o *soap.Options) { o.CA = file }, "ca_file"},
		{"Windows", func(o *soap.Options) { o.Auth, o.Username, o.PasswordFile = soap.AuthNTLM, `KOMMUN\entre`, file }, ""},
		{"basic", func(o *soap.Options) { o.Auth, o.Username, o.PasswordFile = soap.AuthBasic, "x", file }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := soap.Options{BaseURL: "https://host.example/Prov.svc"}
			test.change(&o)
			_, err := soap.New(o, "Prov", clock.NewFake(now))
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestEmbedded: a connector's own options and these stand side by side.
func TestEmbedded(t *testing.T) {
	var got struct {
		soap.Options
		Sign string `json:"sign"`
	}
	values := map[string]any{"base_url": "https://host.example", "soap_version": "1.2", "timeout": "3s", "sign": "ENTRE"}
	err := delivery.NewOptions(values).Decode(&got)
	if diff := cmp.Diff(soap.Options{BaseURL: "https://host.example", SOAPVersion: soap.V12, Timeout: delivery.Duration(3 * time.Second)}, got.Options); err != nil || diff != "" || got.Sign != "ENTRE" {
		t.Errorf("got %+v, %v\n%s", got, err, diff)
	}
	for name, want := range map[string]string{"sing": `there is no option "sing"`, "username": `option "username" cannot be`} {
		err := delivery.NewOptions(map[string]any{name: 1}).Decode(&got)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error()+"base_url", "base_url") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
