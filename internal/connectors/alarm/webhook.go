package alarm

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery/oncall"
)

// timeout is how long one request may take.
const timeout = 15 * time.Second

// eventType is what a webhook calls an alarm.
const eventType = "entre.delivery.alarm"

// Webhook tells alarms to an address, as Standard Webhooks says: the receiver
// knows by webhook-id that it has had one already.
type Webhook struct {
	URL    string
	Secret string // whsec_ and the base64 of 24 to 64 random bytes
	Clock  clock.Clock
}

// Channel returns it ready to use. The error says what to mend, and no secret.
func (w Webhook) Channel() (oncall.Channel, error) {
	base, err := httpclient.ParseBase(w.URL, false)
	if err != nil {
		return nil, fmt.Errorf("webhook_url: %w", err)
	}
	encoded, ok := strings.CutPrefix(w.Secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New("webhook_secret: it is whsec_ and the base64 of 24 to 64 random bytes")
	}
	return &webhook{client: client(base, http.Header{}, w.Clock), key: key, clock: w.Clock}, nil
}

func client(base *url.URL, header http.Header, c clock.Clock) *httpclient.Client {
	return &httpclient.Client{Base: base, Header: header, Timeout: timeout, Clock: c, Judge: func(a *httpclient.Answer) error {
		if a.Status >= 200 && a.Status < 300 {
			return nil
		}
		return a.Err()
	}}
}

type webhook struct {
	client *httpclient.Client
	key    []byte
	clock  clock.Clock
}

// event is the body.
type event struct {
	Type      string        `json:"type"`
	Timestamp time.Time     `json:"timestamp"`
	Data      oncall.Notice `json:"data"`
}

// Tell implements oncall.Channel.
func (w *webhook) Tell(ctx context.Context, n oncall.Notice) error {
	body, err := json.Marshal(event{Type: eventType, Timestamp: n.At, Data: n})
	if err != nil {
		return errors.New("it cannot be written")
	}
	timestamp := strconv.FormatInt(w.clock.Now().Unix(), 10)
	mac := hmac.New(sha256.New, w.key)
	mac.Write([]byte(n.ID + "." + timestamp + "."))
	mac.Write(body)
	_, err = w.client.Do(ctx, http.MethodPost, "", httpclient.Request{
		ContentType: "application/json", Body: bytes.NewReader(body), Size: int64(len(body)),
		Header: http.Header{
			"Webhook-Id":        {n.ID},
			"Webhook-Timestamp": {timestamp},
			"Webhook-Signature": {"v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))},
		},
	})
	return err
}
