package alarm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery/oncall"
)

// SMS sends alarms as text messages, by a gateway that takes to, from and message
// in a request: as a form, or as JSON.
type SMS struct {
	URL           string
	Authorization string   // the whole header, such as "Basic …" or "Bearer …"; "": none
	From          string   // who it is from: a name of at most 11 letters, or a number
	To            []string // numbers, as +46701234567
	JSON          bool     // instead of a form
	Clock         clock.Clock
}

var numberShape = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// Channels returns one channel for each number, so that an alarm to one is not
// given twice because another did not answer. The error says what to mend, and neither secrets nor numbers.
func (s SMS) Channels() ([]oncall.Channel, error) {
	base, err := httpclient.ParseBase(s.URL, false)
	if err != nil {
		return nil, fmt.Errorf("sms_url: %w", err)
	}
	if s.From == "" || len(s.To) == 0 {
		return nil, errors.New("sms_from and sms_to are required with sms_url")
	}
	header := http.Header{}
	if s.Authorization != "" {
		header.Set("Authorization", s.Authorization)
	}
	var channels []oncall.Channel
	for _, to := range s.To {
		if !numberShape.MatchString(to) {
			return nil, errors.New("sms_to: write each number as +46701234567")
		}
		channels = append(channels, &sms{client: client(base, header, s.Clock), from: s.From, to: to, json: s.JSON})
	}
	return channels, nil
}

type sms struct {
	client   *httpclient.Client
	from, to string
	json     bool
}

// Tell implements oncall.Channel. The gateway is told the alarm's id as well: one
// that knows what it has had sends it once.
func (s *sms) Tell(ctx context.Context, n oncall.Notice) error {
	var r httpclient.Request
	if s.json {
		var err error
		if r, err = httpclient.JSON(map[string]string{"to": s.to, "from": s.from, "message": n.Text, "id": n.ID}); err != nil {
			return errors.New("it cannot be written")
		}
	} else {
		body := []byte(url.Values{"to": {s.to}, "from": {s.from}, "message": {n.Text}, "id": {n.ID}}.Encode())
		r = httpclient.Request{ContentType: "application/x-www-form-urlencoded", Body: bytes.NewReader(body), Size: int64(len(body))}
	}
	r.Header = http.Header{"Idempotency-Key": {n.ID}}
	_, err := s.client.Do(ctx, http.MethodPost, "", r)
	return err
}
