package ntlm

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
)

var nonce = [8]byte{1, 2, 3, 4, 5, 6, 7, 8}

// challengeMessage is what a server asks, with its time.
func challengeMessage() []byte {
	info := append([]byte{2, 0, 4, 0}, utf16le("AB")...)
	info = append(info, 7, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8)
	info = append(info, 0, 0, 0, 0)
	m := make([]byte, 48)
	copy(m, signature)
	m[8] = 2
	binary.LittleEndian.PutUint32(m[20:], ourFlags|flagTargetInfo)
	copy(m[24:], nonce[:])
	binary.LittleEndian.PutUint16(m[40:], uint16(len(info)))
	binary.LittleEndian.PutUint16(m[42:], uint16(len(info)))
	m[44] = 48
	return append(m, info...)
}

// windows is a server that asks for Windows authentication, connection by connection.
type windows struct {
	scheme  string
	account account

	mu     sync.Mutex
	asked  map[net.Conn]bool
	bodies []string // of requests, in their order
}

type connKey struct{}

func (s *windows) start(t *testing.T) string {
	t.Helper()
	s.asked = map[net.Conn]bool{}
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) }
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func (s *windows) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	conn, _ := r.Context().Value(connKey{}).(net.Conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies = append(s.bodies, string(body))
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	message, err := base64.StdEncoding.DecodeString(token)
	switch {
	case scheme != s.scheme || err != nil || len(message) < 12:
		w.Header().Set("WWW-Authenticate", s.scheme)
		w.WriteHeader(http.StatusUnauthorized)
	case message[8] == 1:
		s.asked[conn] = true
		w.Header().Set("WWW-Authenticate", s.scheme+" "+base64.StdEncoding.EncodeToString(challengeMessage()))
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "Unauthorized")
	case message[8] == 3 && s.asked[conn] && s.proves(message):
		_, _ = io.WriteString(w, "svar")
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// proves reports whether a last message is of the account.
func (s *windows) proves(m []byte) bool {
	field := func(i int) []byte {
		size, at := int(binary.LittleEndian.Uint16(m[12+8*i:])), int(binary.LittleEndian.Uint32(m[16+8*i:]))
		return m[at : at+size]
	}
	nt := field(1)
	proof := mac(s.account.key(), nonce[:], nt[16:])
	return bytes.Equal(proof, nt[:16]) && bytes.Equal(field(2), utf16le(s.account.domain)) && bytes.Equal(field(3), utf16le(s.account.user)) &&
		bytes.Equal(nt[24:32], []byte{1, 2, 3, 4, 5, 6, 7, 8}) // the server's time
}

func post(t *testing.T, address, username, password string) (*http.Response, string, error) {
	t.Helper()
	transport, err := New(username, password, nil, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("hemligt"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := transport.RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	return a, string(body), err
}

func TestRoundTrip(t *testing.T) {
	for _, test := range []struct {
		name, scheme, username, password string
		account                          account
		status, requests                 int
	}{
		{"a domain", "NTLM", `KOMMUN\entre`, "rätt", account{"entre", "KOMMUN", "rätt"}, 200, 2},
		{"a whole name", "NTLM", "entre@kommun.example", "rätt", account{"entre@kommun.example", "", "rätt"}, 200, 2},
		{"Negotiate", "Negotiate", `KOMMUN\Entré`, "rätt", account{"Entré", "KOMMUN", "rätt"}, 200, 3},
		{"a wrong password", "NTLM", `KOMMUN\entre`, "fel", account{"entre", "KOMMUN", "rätt"}, 401, 2},
		{"another way", "Basic", `KOMMUN\entre`, "rätt", account{"entre", "KOMMUN", "rätt"}, 401, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &windows{scheme: test.scheme, account: test.account}
			a, body, err := post(t, s.start(t), test.username, test.password)
			if err != nil || a.StatusCode != test.status || test.status == http.StatusOK && body != "svar" {
				t.Fatalf("got %v %q, %v", a, body, err)
			}
			if len(s.bodies) != test.requests {
				t.Errorf("%d requests", len(s.bodies))
			}
			for i, b := range s.bodies {
				if last := i == len(s.bodies)-1 && test.name != "another way"; (b == "hemligt") != last {
					t.Errorf("request %d has the body %q", i+1, b)
				}
			}
		})
	}
}

// TestTogether: requests at the same time do not use each other's connections.
func TestTogether(t *testing.T) {
	s := &windows{scheme: "NTLM", account: account{"entre", "KOMMUN", "rätt"}}
	address := s.start(t)
	transport, err := New(`KOMMUN\entre`, "rätt", nil, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("x"))
			if err != nil {
				t.Error(err)
				return
			}
			a, err := transport.RoundTrip(r)
			if err != nil || a.StatusCode != http.StatusOK {
				t.Errorf("got %v, %v", a, err)
				return
			}
			_ = a.Body.Close()
		})
	}
	all.Wait()
}

// TestNotAsked: a server that takes anybody gets nothing; one that is down says so.
func TestNotAsked(t *testing.T) {
	for status, want := range map[int]bool{200: false, 500: false, 400: false, 503: true, 502: true, 404: true, 302: true} {
		got := ""
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got += string(body)
			w.WriteHeader(status)
		}))
		a, _, err := post(t, server.URL, "entre", "x")
		if want != (err == nil && a.StatusCode == status) || !want && !errors.Is(err, errNotAsked) || got != "" {
			t.Errorf("%d: got %v, %v, and it was sent %q", status, a, err, got)
		}
		server.Close()
	}
}
