package soap

import (
	"crypto/sha1" //nolint:gosec // what the profile asks for
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"github.com/mittkoping/entre/internal/clock"
)

// The names of WS-Security 1.0 and its UsernameToken profile.
const (
	oasis      = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
	wsse       = oasis + "wssecurity-secext-1.0.xsd"
	wsu        = oasis + "wssecurity-utility-1.0.xsd"
	typeText   = oasis + "username-token-profile-1.0#PasswordText"
	typeDigest = oasis + "username-token-profile-1.0#PasswordDigest"
	typeBase64 = oasis + "soap-message-security-1.0#Base64Binary"
)

// validFor is how long a message may be on its way. Services take none that is
// older, so that what was overheard cannot be sent again.
const validFor = 5 * time.Minute

// security makes the header that says who calls.
type security struct {
	user, password string
	digest         bool
	clock          clock.Clock
	random         io.Reader // of nonces
}

type securityHeader struct {
	XMLName        xml.Name  `xml:"wsse:Security"`
	WSSE           string    `xml:"xmlns:wsse,attr"`
	WSU            string    `xml:"xmlns:wsu,attr"`
	MustUnderstand int       `xml:"soap:mustUnderstand,attr"`
	Timestamp      timestamp `xml:"wsu:Timestamp"`
	Token          userToken `xml:"wsse:UsernameToken"`
}

type timestamp struct {
	Created string `xml:"wsu:Created"`
	Expires string `xml:"wsu:Expires"`
}

type userToken struct {
	Username string `xml:"wsse:Username"`
	Password struct {
		Type  string `xml:"Type,attr"`
		Value string `xml:",chardata"`
	} `xml:"wsse:Password"`
	Nonce struct {
		Encoding string `xml:"EncodingType,attr"`
		Value    string `xml:",chardata"`
	} `xml:"wsse:Nonce"`
	Created string `xml:"wsu:Created"`
}

// header makes the header of one message.
func (s *security) header() (*securityHeader, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("a nonce: %w", err)
	}
	now := s.clock.Now().UTC()
	created := now.Format("2006-01-02T15:04:05.000Z")
	h := &securityHeader{
		WSSE: wsse, WSU: wsu, MustUnderstand: 1,
		Timestamp: timestamp{Created: created, Expires: now.Add(validFor).Format("2006-01-02T15:04:05.000Z")},
		Token:     userToken{Username: s.user, Created: created},
	}
	h.Token.Nonce.Encoding, h.Token.Nonce.Value = typeBase64, base64.StdEncoding.EncodeToString(nonce)
	h.Token.Password.Type, h.Token.Password.Value = typeText, s.password
	if s.digest {
		sum := sha1.New() //nolint:gosec // what the profile asks for
		sum.Write(nonce)
		sum.Write([]byte(created + s.password))
		h.Token.Password.Type, h.Token.Password.Value = typeDigest, base64.StdEncoding.EncodeToString(sum.Sum(nil))
	}
	return h, nil
}
