package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// What a receiver says of an event.
const (
	statusDone     = "done"
	statusAccepted = "accepted" // it has it, and has not made anything of it yet
	statusRefused  = "refused"  // it will never take it
	statusUnknown  = "unknown"  // it has no event of that name
)

// said is an answer of the receiver: to an event and to a look-up the same.
type said struct {
	WebhookID string `json:"webhook_id"`
	Status    string `json:"status"`
	ID        string `json:"id"`     // what the receiver calls what it has made
	Number    string `json:"number"` // what people call it, if anything else
	SHA256    string `json:"sha256"` // of the content of a file, as the receiver has it
	Reason    string `json:"reason"` // of a refusal, as a code
}

// judge lets through what may be the receiver's own words; readAnswer tells.
func judge(a *httpclient.Answer) error {
	switch {
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return &delivery.UnavailableError{Err: &notAcceptedError{a}}
	case a.Status == http.StatusAccepted, a.Status >= 400 && a.Status < 500:
		return nil
	}
	return a.Err()
}

// maxName is the longest id or number of a receiver's that is kept, in bytes.
const maxName = 200

// readAnswer reads an answer that is about the event of that id, in the receiver's own
// words: a proxy in between knows no ids.
func readAnswer(a *httpclient.Answer, id string) (said, error) {
	var s said
	if err := json.Unmarshal(a.Body, &s); err != nil || s.WebhookID != id {
		return said{}, fmt.Errorf("%s without words about the event", a.StatusLine())
	}
	if len(s.ID) > maxName || len(s.Number) > maxName || casetext.Clean(s.ID) != s.ID || casetext.Clean(s.Number) != s.Number {
		return said{}, errors.New("an answer with an id or a number that cannot be kept")
	}
	return s, nil
}

// receipt makes the engine's word of the receiver's.
func (s said) receipt(a *httpclient.Answer, step delivery.Step) (delivery.Receipt, error) {
	isGood := a.Status == http.StatusOK || a.Status == http.StatusCreated || a.Status == http.StatusAccepted
	switch {
	case s.Status == statusRefused:
		return delivery.Receipt{}, &delivery.RefusedError{Reason: strings.TrimSpace(a.StatusLine() + " " + reasonCode(s.Reason))}
	case s.Status == statusAccepted && isGood:
		return delivery.Receipt{Ticket: s.WebhookID}, nil
	case s.Status != statusDone || !isGood:
		return delivery.Receipt{}, fmt.Errorf("%s with status %s", a.StatusLine(), reasonCode(s.Status))
	case s.ID == "":
		return delivery.Receipt{}, errors.New("an answer without an id")
	case step.Kind == delivery.KindAttachment && !strings.EqualFold(s.SHA256, step.Attachment.SHA256):
		// It has a file, and it is not this one: sending it again would be the same
		// event once more.
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "another checksum there"}
	}
	return delivery.Receipt{RemoteID: s.ID, Number: s.Number}, nil
}

// codes are what a reason may look like: no words, since they may repeat what
// was sent.
var codes = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,63}$`)

// maxCodeDigits is how many digits a code may have in all: fewer than any number of
// a person or a telephone.
const maxCodeDigits = 5

func reasonCode(s string) string {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if !codes.MatchString(s) || digits > maxCodeDigits {
		return ""
	}
	return s
}
