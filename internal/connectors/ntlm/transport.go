package ntlm

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
)

// Transport is an http.RoundTripper that makes each request known.
type Transport struct {
	account account
	base    *http.Transport
	clock   clock.Clock
}

// New returns a transport for an account: DOMAIN\name, name@domain, or name alone. Base
// carries the requests; nil is the usual one.
func New(username, password string, base http.RoundTripper, c clock.Clock) (*Transport, error) {
	if base == nil {
		base = http.DefaultTransport
	}
	carrier, ok := base.(*http.Transport)
	if !ok {
		return nil, errors.New("NTLM needs the standard library's transport")
	}
	a := account{user: username, password: password}
	if domain, user, ok := strings.Cut(username, `\`); ok {
		a.domain, a.user = domain, user
	}
	return &Transport{account: a, base: carrier, clock: c}, nil
}

// errNotAsked is a server that would take the request from anybody, or that is
// none: it has been sent nothing.
var errNotAsked = errors.New("the server does not ask for Windows authentication")

// schemes are the ways in which NTLM is spoken, in the order that they are tried.
var schemes = []string{"NTLM", "Negotiate"}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	own := t.base.Clone()
	own.MaxConnsPerHost = 1
	own.Protocols = new(http.Protocols)
	own.Protocols.SetHTTP1(true) // a stream of HTTP/2 is no connection
	response, err := t.exchange(own, r)
	if err != nil {
		own.CloseIdleConnections()
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	response.Body = &closing{response.Body, own}
	return response, nil
}

func (t *Transport) exchange(own *http.Transport, r *http.Request) (*http.Response, error) {
	for _, scheme := range schemes {
		response, err := own.RoundTrip(empty(r, scheme+" "+base64.StdEncoding.EncodeToString(negotiate())))
		if err != nil {
			return nil, err
		}
		switch response.StatusCode {
		case http.StatusUnauthorized:
		case http.StatusOK, http.StatusCreated, http.StatusBadRequest, http.StatusInternalServerError:
			_ = response.Body.Close()
			return nil, errNotAsked // it is an answer to nothing
		default:
			return response, nil
		}
		offers := response.Header.Values("WWW-Authenticate")
		token, ok := tokenOf(offers, scheme)
		if !ok {
			if scheme == schemes[0] && offered(offers, schemes[1]) && drain(response) == nil {
				continue
			}
			return response, nil // 401: not our credentials, or not our way
		}
		asked, err := parseChallenge(token)
		if err == nil {
			err = drain(response)
		}
		if err != nil {
			return nil, err
		}
		ours := make([]byte, 8)
		if _, err := io.ReadFull(rand.Reader, ours); err != nil {
			return nil, err
		}
		whole := r.Clone(r.Context())
		whole.Header.Set("Authorization", scheme+" "+base64.StdEncoding.EncodeToString(t.account.authenticate(asked, ours, t.clock.Now())))
		return own.RoundTrip(whole)
	}
	return nil, errNotAsked
}

// empty is the request without its body.
func empty(r *http.Request, authorization string) *http.Request {
	first := r.Clone(r.Context())
	first.Body, first.GetBody, first.ContentLength = http.NoBody, nil, 0
	first.Header.Set("Authorization", authorization)
	return first
}

// tokenOf is the message that the server gives in a scheme.
func tokenOf(offers []string, scheme string) ([]byte, bool) {
	for _, o := range offers {
		name, value, _ := strings.Cut(o, " ")
		if !strings.EqualFold(name, scheme) || value == "" {
			continue
		}
		token, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		return token, err == nil
	}
	return nil, false
}

func offered(offers []string, scheme string) bool {
	return slices.ContainsFunc(offers, func(o string) bool { return strings.EqualFold(strings.TrimSpace(o), scheme) })
}

// drain reads an answer to its end, so that its connection is used again.
func drain(r *http.Response) error {
	defer r.Body.Close()
	_, err := io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20))
	return err
}

// closing ends the connection with the answer.
type closing struct {
	io.ReadCloser
	own *http.Transport
}

func (c *closing) Close() error {
	err := c.ReadCloser.Close()
	c.own.CloseIdleConnections()
	return err
}
