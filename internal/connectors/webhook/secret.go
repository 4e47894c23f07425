package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// The headers of Standard Webhooks, and the one of a token.
const (
	headerID            = "webhook-id"
	headerTimestamp     = "webhook-timestamp"
	headerSignature     = "webhook-signature"
	headerAuthorization = "Authorization"
)

const (
	secretPrefix  = "whsec_"
	minSecret     = 24 // bytes, as Standard Webhooks says
	maxSecret     = 64
	signatureMark = "v1,"
	// tolerance is how far a timestamp may be from our clock.
	tolerance = 5 * time.Minute
	// maxSignatures is how many signatures of one event are looked at: a sender has
	// two while it exchanges a secret.
	maxSignatures = 8
)

// secret is the key of a signature. It is never written anywhere.
type secret []byte

// String keeps a secret out of what is printed.
func (secret) String() string { return "whsec_…" }

// GoString does the same.
func (s secret) GoString() string { return s.String() }

func (s secret) equal(other secret) bool { return subtle.ConstantTimeCompare(s, other) == 1 }

// Shares implements delivery.Sharer.
func (c *connector) Shares(other delivery.Connector) bool {
	o, ok := other.(*connector)
	return ok && slices.ContainsFunc(c.inbound, func(s secret) bool {
		return slices.ContainsFunc(o.inbound, s.equal) || slices.ContainsFunc(o.secrets, s.equal)
	})
}

var errSecret = errors.New("a secret is whsec_ and the base64 of 24 to 64 random bytes")

// readSecrets reads secrets that are given as themselves or in files.
func readSecrets(values, files []string) ([]secret, error) {
	var secrets []secret
	for _, file := range files {
		value, err := delivery.Secret("", file)
		if err != nil {
			return nil, err
		}
		values = append(values[:len(values):len(values)], value)
	}
	for _, value := range values {
		encoded, ok := strings.CutPrefix(value, secretPrefix)
		key, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil || len(key) < minSecret || len(key) > maxSecret {
			return nil, errSecret // without what was written
		}
		secrets = append(secrets, key)
	}
	return secrets, nil
}

// signature is the MAC of an event, in the words of the header.
func (s secret) signature(id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return signatureMark + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// sign returns the header's value: a signature by each secret.
func sign(secrets []secret, id string, at time.Time, body []byte) (timestamp, signatures string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	all := make([]string, len(secrets))
	for i, s := range secrets {
		all[i] = s.signature(id, timestamp, body)
	}
	return timestamp, strings.Join(all, " ")
}

// isSigned reports whether one of the signatures is by one of the secrets. It takes
// as long whichever it is, and whether it is one.
func isSigned(secrets []secret, id, timestamp, signatures string, body []byte) bool {
	shown := strings.Fields(signatures)
	shown = shown[:min(len(shown), maxSignatures)]
	match := 0
	for _, s := range secrets {
		want := []byte(s.signature(id, timestamp, body))
		for _, given := range shown {
			match |= subtle.ConstantTimeCompare(want, []byte(given))
		}
	}
	return match == 1
}

// isTimely reports whether a timestamp in whole seconds is close to now.
func isTimely(timestamp string, now time.Time) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	return err == nil && now.Sub(time.Unix(seconds, 0)).Abs() <= tolerance
}

// isHeaderName reports whether name is a token of RFC 9110, 5.6.2.
func isHeaderName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r) {
			return false
		}
	}
	return name != ""
}

// isHeaderValue reports whether value can be sent in a header: printable ASCII.
func isHeaderValue(value string) bool {
	for _, r := range value {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return value != ""
}
