package alarm_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/alarm"
	"github.com/mittkoping/entre/internal/delivery/oncall"
)

var (
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	notice = oncall.Notice{
		ID: "0198", Escalation: oncall.Late, Connector: "gata", DeliveryID: "d1", At: noon,
		Text: "Ett brådskande ärende har väntat för länge på gata.", URL: "https://e.example/handlaggning/leveranser",
	}
	key = []byte("0123456789abcdef01234567")
)

// taken is a request as it came.
type taken struct {
	header http.Header
	body   string
}

// other is the other end, which answers with the status.
func other(t *testing.T, status int) (url string, got *[]taken) {
	t.Helper()
	got = &[]taken{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*got = append(*got, taken{r.Header, string(body)})
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/alarm", got
}

func TestWebhook(t *testing.T) {
	url, got := other(t, http.StatusNoContent)
	channel, err := alarm.Webhook{URL: url, Secret: "whsec_" + base64.StdEncoding.EncodeToString(key), Clock: clock.NewFake(noon)}.Channel()
	if err != nil {
		t.Fatal(err)
	}
	if err := channel.Tell(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	r := (*got)[0]
	want := `{"type":"entre.delivery.alarm","timestamp":"2026-11-23T12:00:00Z","data":{"id":"0198","escalation":"late","connector":"gata","delivery_id":"d1",` +
		`"at":"2026-11-23T12:00:00Z","text":"Ett brådskande ärende har väntat för länge på gata.","url":"https://e.example/handlaggning/leveranser"}}`
	if diff := cmp.Diff(want, r.body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("0198.1795435200." + r.body))
	if got, want := r.header.Get("webhook-signature"), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)); got != want || r.header.Get("webhook-id") != "0198" {
		t.Errorf("signature %s, want %s; id %s at %s", got, want, r.header.Get("webhook-id"), r.header.Get("webhook-timestamp"))
	}
}

func TestSMS(t *testing.T) {
	for name, want := range map[string]string{
		"form": "from=Kommunen&id=0198&message=Ett+br%C3%A5dskande+%C3%A4rende+har+v%C3%A4ntat+f%C3%B6r+l%C3%A4nge+p%C3%A5+gata.&to=%2B46701740605",
		"json": `{"from":"Kommunen","id":"0198","message":"Ett brådskande ärende har väntat för länge på gata.","to":"+46701740605"}`,
	} {
		t.Run(name, func(t *testing.T) {
			url, got := other(t, http.StatusOK)
			channels, err := alarm.SMS{
				URL: url, Authorization: "Basic x", From: "Kommunen", To: []string{"+46701740605", "+46701740606"}, JSON: name == "json", Clock: clock.System{},
			}.Channels()
			if err != nil || len(channels) != 2 {
				t.Fatal(len(channels), err)
			}
			if err := channels[0].Tell(t.Context(), notice); err != nil {
				t.Fatal(err)
			}
			if r := (*got)[0]; r.body != want || r.header.Get("Authorization") != "Basic x" || r.header.Get("Idempotency-Key") != "0198" {
				t.Errorf("%s\n%v", r.body, r.header)
			}
		})
	}
}

// TestRefusals: what is not taken is an error that says how, and neither where nor
// to whom.
func TestRefusals(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusBadGateway} {
		url, _ := other(t, status)
		hook, err := alarm.Webhook{URL: url, Secret: "whsec_" + base64.StdEncoding.EncodeToString(key), Clock: clock.System{}}.Channel()
		if err != nil {
			t.Fatal(err)
		}
		texts, err := alarm.SMS{URL: url, Authorization: "hemlig", From: "x", To: []string{"+46701740605"}, Clock: clock.System{}}.Channels()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []oncall.Channel{hook, texts[0]} {
			err := c.Tell(t.Context(), notice)
			if err == nil {
				t.Errorf("%d is taken for yes", status)
				continue
			}
			for _, secret := range []string{url, "46701740605", "hemlig", "whsec"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%d: %v", status, err)
				}
			}
		}
	}
}

func TestSettings(t *testing.T) {
	good := "whsec_" + base64.StdEncoding.EncodeToString(key)
	for _, w := range []alarm.Webhook{{URL: "", Secret: good}, {URL: "http://far.example/x", Secret: good}, {URL: "https://x.example", Secret: "hemlig"}, {URL: "https://x.example", Secret: "whsec_aGVq"}} {
		if _, err := w.Channel(); err == nil || strings.Contains(err.Error(), "hemlig") {
			t.Errorf("%+v: %v", w.URL, err)
		}
	}
	for _, s := range []alarm.SMS{
		{URL: "ftp://x", From: "x", To: []string{"+46701740605"}},
		{URL: "https://x.example", To: []string{"+46701740605"}},
		{URL: "https://x.example", From: "x"},
		{URL: "https://x.example", From: "x", To: []string{"0701740605"}},
	} {
		if _, err := s.Channels(); err == nil || strings.Contains(err.Error(), "0701740605") {
			t.Errorf("%+v: %v", s.URL, err)
		}
	}
}
