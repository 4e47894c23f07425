package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
	"github.com/mittkoping/entre/internal/errs"
)

func signed(key, id string, seconds int64, body string) string {
	raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	mac := hmac.New(sha256.New, raw)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, seconds, body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// TestSignatureIsStandard holds the test's own signing to the example that the
// standard publishes; the connector is held to the test's.
func TestSignatureIsStandard(t *testing.T) {
	t.Parallel()
	got := signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, `{"test": 2432232314}`)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

// TestEventsAreSigned: by each secret, in the order given, over what is sent.
func TestEventsAreSigned(t *testing.T) {
	t.Parallel()
	k, _, baseURL := between(t, nil)
	c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{key("n"), ours}})
	if _, err := c.Send(t.Context(), caseStep(true)); err != nil {
		t.Fatal(err)
	}
	h := k.headers[0]
	var seconds int64
	_, _ = fmt.Sscan(h.Get("webhook-timestamp"), &seconds)
	want := signed(key("n"), h.Get("webhook-id"), seconds, string(k.sent[0])) + " " + signed(ours, h.Get("webhook-id"), seconds, string(k.sent[0]))
	if got := h.Get("webhook-signature"); got != want {
		t.Errorf("signed %q, want %q", got, want)
	}
	if got := h.Get("Content-Type"); got != "application/cloudevents+json" {
		t.Errorf("sent as %q", got)
	}
}

// TestSecretsAreExchanged without an event being lost, in both directions.
func TestSecretsAreExchanged(t *testing.T) {
	t.Parallel()
	old, young := key("g"), key("n")
	for name, at := range map[string]struct{ sends, takes []string }{
		"before": {[]string{old}, []string{old}}, "the sender first": {[]string{old, young}, []string{old}},
		"the receiver follows": {[]string{old, young}, []string{young}}, "after": {[]string{young}, []string{young}},
	} {
		_, baseURL := system(t, func(c *anysystem.Config) { c.Secrets = at.takes })
		c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: at.sends, InboundSecrets: at.sends[:0]})
		if _, err := c.Send(t.Context(), caseStep(true)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		back := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}, InboundSecrets: at.sends}).(delivery.Inbound)
		s, _ := system(t, func(c *anysystem.Config) { c.PortalSecret = at.takes[0] })
		if err := send(t, s, connectTo(t, s)); err != nil {
			t.Fatal(err)
		}
		told := s.Outbox()[0]
		if _, err := back.Hear(delivery.Heard{Header: told.Header.Get, Body: told.Body}); err != nil {
			t.Errorf("%s, back: %v", name, err)
		}
	}
}

func connectTo(t *testing.T, s *anysystem.Server) delivery.Connector {
	t.Helper()
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return connect(t, webhook.Options{BaseURL: web.URL + "/entre", Secrets: []string{ours}})
}

// send sends a case and has the system say something of it.
func send(t *testing.T, s *anysystem.Server, c delivery.Connector) error {
	t.Helper()
	if _, err := c.Send(t.Context(), caseStep(true)); err != nil {
		return err
	}
	return s.Do(t.Context(), s.Cases()[0].ID, anysystem.News{Text: "Hej"})
}

// TestHeardInTime: what is older or younger than five minutes is not believed, nor
// an event of ours that comes back.
func TestHeardInTime(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC))
	c, err := webhook.New(webhook.Options{BaseURL: "https://a.example", Secrets: []string{ours}, InboundSecrets: []string{theirs}}, now)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"specversion":"1.0","id":"e-1","source":"urn:x","type":"entre.inbound.message","time":"2026-11-26T09:30:00Z","data":{"reference":"MK","text":"Hej"}}`
	for name, test := range map[string]struct {
		key    string
		id     string
		offset time.Duration
		want   bool
	}{
		"now": {theirs, "e-1", 0, true}, "five minutes old": {theirs, "e-1", -5 * time.Minute, true}, "older": {theirs, "e-1", -5*time.Minute - time.Second, false},
		"from the future": {theirs, "e-1", 5*time.Minute + time.Second, false}, "our own secret": {ours, "e-1", 0, false},
		"another name in the header": {theirs, "e-2", 0, false}, "a name with a full stop": {theirs, "e.1", 0, false},
	} {
		seconds := now.Now().Add(test.offset).Unix()
		h := http.Header{}
		h.Set("webhook-id", test.id)
		h.Set("webhook-timestamp", strconv.FormatInt(seconds, 10))
		h.Set("webhook-signature", "v2,x "+signed(key("q"), test.id, seconds, body)+" "+signed(test.key, test.id, seconds, body))
		_, err := c.(delivery.Inbound).Hear(delivery.Heard{Header: h.Get, Body: []byte(body)})
		if (err == nil) != test.want || err != nil && !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, want heard %v", name, err, test.want)
		}
	}
	silent := connect(t, webhook.Options{BaseURL: "https://a.example", Secrets: []string{ours}}).(delivery.Inbound)
	if _, err := silent.Hear(heard("e-1", body)); !errs.Is(err, errs.NotFound) {
		t.Errorf("without inbound secrets: %v, want NotFound", err)
	}
}

// TestSecretsAreOfOneConnector: who may tell one connector something must not be
// able to tell another.
func TestSecretsAreOfOneConnector(t *testing.T) {
	t.Parallel()
	made := func(secret, inbound string) delivery.Settings {
		return delivery.Settings{Type: "webhook", Options: map[string]any{
			"base_url": "https://a.example", "secrets": []string{secret}, "inbound_secrets": []string{inbound},
		}}
	}
	for name, test := range map[string]struct {
		other delivery.Settings
		ok    bool
	}{
		"of their own":                  {made(key("p"), key("q")), true},
		"the same for what we send":     {made(ours, key("q")), true},
		"the same for what we are told": {made(key("p"), theirs), false},
		"ours is the other's":           {made(key("p"), ours), false},
	} {
		_, err := delivery.NewRegistry([]delivery.Type{webhook.Type()}, map[string]delivery.Settings{"a": made(ours, theirs), "b": test.other})
		if (err == nil) != test.ok || err != nil && (!errs.Is(err, errs.Invalid) || strings.Contains(err.Error(), "whsec_")) {
			t.Errorf("%s: %v, want it taken: %v", name, err, test.ok)
		}
	}
}

func wantUnavailable(t *testing.T, name string, err error) {
	t.Helper()
	if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
		t.Errorf("%s: %v, want an UnavailableError", name, err)
	}
}

// TestAnswers: what a receiver may answer, and what that is to us.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const id = `"webhook_id":"MK-2026-7F3K-9Q2C_1"`
	for _, test := range []struct {
		name    string
		status  int
		body    string
		send    string // what Send makes of it
		find    string
		details string // in the reason
	}{
		{"done", 200, `{` + id + `,"status":"done","id":"7","number":"D 7"}`, "7", "7", ""},
		{"made", 201, `{` + id + `,"status":"done","id":"7"}`, "7", "7", ""},
		{"done without an id", 201, `{` + id + `,"status":"done"}`, "unknown", "unknown", ""},
		{"of another event", 200, `{"webhook_id":"MK-2026-7F3K-9Q2C_2","status":"done","id":"7"}`, "unknown", "unknown", ""},
		{"an id that cannot be kept", 200, `{` + id + `,"status":"done","id":"` + strings.Repeat("7", 201) + `"}`, "unknown", "unknown", ""},
		{"a number for an id", 200, `{` + id + `,"status":"done","id":7}`, "unknown", "unknown", ""},
		{"accepted", 202, `{` + id + `,"status":"accepted"}`, "ticket", "ticket", ""},
		{"accepted without a word", 202, ``, "unknown", "unknown", ""},
		{"unknown to a look-up", 404, `{` + id + `,"status":"unknown"}`, "unknown", "absent", ""},
		{"unknown with success", 200, `{` + id + `,"status":"unknown"}`, "unknown", "unknown", ""},
		{"another's 404", 404, `{"status":"unknown"}`, "unknown", "unknown", ""},
		{"refused", 422, `{` + id + `,"status":"refused","reason":"no_such_category"}`, "refused", "refused", "422 Unprocessable Entity no_such_category"},
		{"an error inside a success", 200, `{` + id + `,"status":"refused","reason":"full"}`, "refused", "refused", "200 OK full"},
		{"refused in words", 422, `{` + id + `,"status":"refused","reason":"Anna Andersson får inte"}`, "refused", "refused", "422 Unprocessable Entity"},
		{"refused with a number of a person", 422, `{` + id + `,"status":"refused","reason":"pnr_19790104-9283"}`, "refused", "refused", "422 Unprocessable Entity"},
		{"too large for a proxy", 413, `<p>Fel</p>`, "refused", "unknown", ""},
		{"another's 422", 422, `{"error":"x"}`, "unknown", "unknown", ""},
		{"401", 401, `{` + id + `,"status":"refused"}`, "unavailable", "unavailable", ""},
		{"403", 403, ``, "unavailable", "unavailable", ""},
		{"500 that says done", 500, `{` + id + `,"status":"done","id":"7"}`, "unknown", "unknown", ""},
		{"204", 204, ``, "unknown", "unknown", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			t.Cleanup(web.Close)
			c := connect(t, webhook.Options{BaseURL: web.URL, Secrets: []string{ours}})
			r, err := c.Send(t.Context(), caseStep(true))
			if got, reason := outcome(r, true, err); got != test.send || test.details != "" && reason != test.details {
				t.Errorf("Send: %s (%s), want %s", got, reason, test.send)
			}
			r, found, err := c.Find(t.Context(), caseStep(true))
			if got, _ := outcome(r, found, err); got != test.find {
				t.Errorf("Find: %s, want %s (%v)", got, test.find, err)
			}
		})
	}
}

func outcome(r delivery.Receipt, found bool, err error) (outcome, reason string) {
	refused, isRefused := errors.AsType[*delivery.RefusedError](err)
	_, isUnavailable := errors.AsType[*delivery.UnavailableError](err)
	switch {
	case isRefused:
		return "refused", refused.Reason
	case isUnavailable:
		return "unavailable", ""
	case err != nil:
		return "unknown", ""
	case !found:
		return "absent", ""
	case r.Ticket != "":
		return "ticket", ""
	}
	return r.RemoteID, ""
}

// TestFilesAreWhole: a file that is another on either side is not delivered.
func TestFilesAreWhole(t *testing.T) {
	t.Parallel()
	k, s, baseURL := between(t, nil)
	c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}})
	if _, err := c.Send(t.Context(), caseStep(true)); err != nil {
		t.Fatal(err)
	}
	step := laterStep(2, delivery.KindAttachment, s.Cases()[0].ID)
	step.Attachment.Open = fileOf("", "bytt").Open
	_, err := c.Send(t.Context(), step)
	wantUnavailable(t, "changed on our disk", err)
	if len(k.sent) != 1 {
		t.Error("it was sent")
	}
	k.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"webhook_id":"MK-2026-7F3K-9Q2C_2","status":"done","id":"1","sha256":"`+strings.Repeat("0", 64)+`"}`)
	})
	step = laterStep(2, delivery.KindAttachment, "1")
	if _, err := c.Send(t.Context(), step); !isRefusedFor(err, "another checksum there") {
		t.Errorf("changed there: %v", err)
	}
	step.Attachment.Size = 65 << 20
	if _, err := c.Send(t.Context(), step); !isRefusedFor(err, "file larger than 64 MiB") {
		t.Errorf("too large: %v", err)
	}
}

func isRefusedFor(err error, reason string) bool {
	refused, ok := errors.AsType[*delivery.RefusedError](err)
	return ok && refused.Reason == reason
}

// TestCheckFindsWhatToMend in a receiver that does not keep the contract.
func TestCheckFindsWhatToMend(t *testing.T) {
	t.Parallel()
	const unknown = `{"webhook_id":"check_0","status":"unknown"}`
	for name, test := range map[string]struct {
		answer func(w http.ResponseWriter, first bool)
		want   string
	}{
		"looks at no signature": {func(w http.ResponseWriter, _ bool) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, unknown)
		}, "does not check signatures"},
		"finds everything": {func(w http.ResponseWriter, _ bool) {
			_, _ = io.WriteString(w, `{"webhook_id":"check_0","status":"done","id":"1"}`)
		}, "must answer 404"},
		"another clock": {func(w http.ResponseWriter, _ bool) {
			w.Header().Set("Date", "Thu, 26 Nov 2020 09:00:00 GMT")
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, unknown)
		}, "clock"},
		"breaks at a wrong signature": {func(w http.ResponseWriter, first bool) {
			w.WriteHeader(map[bool]int{true: 404, false: 500}[first])
			_, _ = io.WriteString(w, unknown)
		}, "401"},
		"another web server": {func(w http.ResponseWriter, _ bool) { _, _ = io.WriteString(w, "<p>Hej</p>") }, "docs/webhook.md"},
		"does not know us":   {func(w http.ResponseWriter, _ bool) { w.WriteHeader(http.StatusUnauthorized) }, "secret"},
	} {
		var asked atomic.Int64
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { test.answer(w, asked.Add(1) == 1) }))
		t.Cleanup(web.Close)
		err := connect(t, webhook.Options{BaseURL: web.URL, Secrets: []string{ours}}).Check(t.Context())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// TestClocksApart: a receiver that does not believe our timestamp has done nothing.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	s, baseURL := system(t, nil)
	c, err := webhook.New(webhook.Options{BaseURL: baseURL, Secrets: []string{ours}}, clock.NewFake(clock.System{}.Now().Add(-6*time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(t.Context(), caseStep(true))
	wantUnavailable(t, "six minutes behind", err)
	if err := c.Check(t.Context()); err == nil || len(s.Cases()) != 0 {
		t.Errorf("Check: %v; %d cases", err, len(s.Cases()))
	}
}

// TestNoDoubleWithoutLookingUp: a request that arrives late, after nobody found it
// and it was sent again, is the same event.
func TestNoDoubleWithoutLookingUp(t *testing.T) {
	t.Parallel()
	s, baseURL := system(t, nil)
	c := connectortest.Forgetful(connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}}))
	var first delivery.Receipt
	for i := range 3 {
		got, err := c.Send(t.Context(), caseStep(true))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = got
		}
		if got != first || len(s.Cases()) != 1 {
			t.Errorf("sending %d gives %+v, before %+v; %d cases", i+1, got, first, len(s.Cases()))
		}
	}
}
