package connectortest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// testNobodyToTrust: nothing is sent to whom we cannot find, or cannot know.
func (h Harness) testNobodyToTrust(t *testing.T) {
	step := h.create("MK-2026-AAAA-1111")
	for _, test := range []struct{ name, url, says string }{
		{"an expired certificate", expired(t), "expired"},
		{"a name that is gone", "https://borta.invalid/v2", "lookup"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := discreet(t, h.New(t, test.url))
			_, err := c.Send(t.Context(), step)
			wantUnavailable(t, err)
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("Send: %v, which does not say %q", err, test.says)
			}
			_, _, err = c.Find(t.Context(), step)
			wantUnavailable(t, err)
			if c.Check(t.Context()) == nil {
				t.Error("Check finds nothing to mend")
			}
		})
	}
}

// expired returns the address of a server whose certificate was good until
// yesterday. It fails t when anything is asked of it.
func expired(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.System{}.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(0, 0, -1),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("something was sent to a server with an expired certificate")
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // we leave as we should
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// testAnotherCase: a cache or a mix-up in the back end gives the answers to
// another case's requests. What a Send then says is held against the ids of other
// cases by the engine; a look-up never takes the other case for this one.
func (h Harness) testAnotherCase(t *testing.T) {
	if h.Slow || h.Ours {
		t.Skip("a product, or nobody between us and it")
	}
	r := h.set(t, h.Backend)
	one, other := h.create("MK-2026-AAAA-1111"), h.create("MK-2026-BBBB-2222")
	tape := newTape()
	var id string
	r.front.through(fault{after: true, spoil: tape.record}, func() {
		id = r.send(other).RemoteID
		r.wantFound(other, id)
	})
	before := r.wantCases(1)[0]

	r.front.through(fault{after: true, spoil: tape.play}, func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*patience)
		defer cancel()
		if got, found, err := r.connector.Find(ctx, one); err == nil && found {
			t.Errorf("nothing was sent, and Find says %+v", got)
		}
		got, err := r.connector.Send(ctx, one)
		if err != nil {
			wantUnknown(t, err)
		}
		if got, found, err := r.connector.Find(ctx, one); err == nil && found && got.RemoteID == id {
			t.Error("Find takes the other case for this one")
		}
		t.Logf("Send says %q and %v; the other case is %q", got.RemoteID, err, id)
	})
	cases := r.backend.Cases()
	if len(cases) == 0 || len(cases) > 2 {
		t.Fatalf("there are %d cases", len(cases))
	}
	if diff := cmp.Diff(before, cases[0]); diff != "" {
		t.Errorf("the other case (-before +after):\n%s", diff)
	}
	if len(cases) == 2 {
		r.wantFound(one, cases[1].RemoteID)
	} else {
		r.wantAbsent(one)
	}
	r.wantFound(other, id)
}

// tape keeps answers, the last of each kind of request.
type tape struct {
	mu      sync.Mutex
	answers map[string]*httptest.ResponseRecorder
}

func newTape() *tape { return &tape{answers: map[string]*httptest.ResponseRecorder{}} }

// kind is what a request asks, and not of which case.
func kind(r *http.Request) string {
	return r.Method + " " + r.URL.Path + " " + r.URL.Query().Get("do") + " " + r.Header.Get("SOAPAction")
}

func (p *tape) record(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[kind(r)] = answer
	again(w, r, answer)
}

func (p *tape) play(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.answers[kind(r)]; old != nil {
		answer = old
	}
	again(w, r, answer)
}

// again gives an answer as it was, with the address of what was made.
func again(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder) {
	for _, name := range []string{"Location", "ETag"} {
		if value := answer.Header().Get(name); value != "" {
			w.Header().Set(name, value)
		}
	}
	instead(func(b []byte) []byte { return b })(w, r, answer)
}

// skewed is a clock that goes, and is wrong.
type skewed time.Duration

func (s skewed) Now() time.Time { return clock.System{}.Now().Add(time.Duration(s)) }

// apart is how much clocks may differ before Check of any connector says so.
const apart = 4 * time.Minute

// testClocks: a look-up does not depend on whose clock is right.
func (h Harness) testClocks(t *testing.T) {
	if h.Skewed == nil {
		t.Skip("nothing is looked up by its time")
	}
	for name, theirs := range map[string]skewed{"ahead": skewed(apart), "behind": skewed(-apart)} {
		t.Run(name, func(t *testing.T) {
			p := &polled{rig: h.set(t, func(t *testing.T) *Backend { t.Helper(); return h.Skewed(t, theirs) })}
			const reference = "MK-2026-AAAA-1111"
			step := h.create(reference)
			p.wantAbsent(step)
			id := p.send(step).RemoteID
			p.wantFound(step, id)
			if !h.NoFiles {
				file := h.attach(reference, id, 2, "gömd.jpg", []byte("innehåll"))
				p.wantAbsent(file)
				p.wantFound(file, p.send(file).RemoteID)
			}
			if !h.NoWords {
				word := h.say(delivery.KindMessage, reference, id, 3, "Lite förtroligt.")
				p.wantAbsent(word)
				p.wantFound(word, p.send(word).RemoteID)
			}
			p.begin()
			p.poll()
			p.backend.SetStatus(t, id, delivery.StatusClosed, "Klart.")
			// From a clock that is ahead it may come later, by as much.
			if news := p.poll(); len(news) == 0 && theirs < 0 {
				t.Error("what has happened is not told")
			}
			p.wantCases(1)
		})
	}
}

// testToldOddly: what comes twice has the key that it had, and what comes in
// another order is told in that of its times, or not at all.
func (p *polled) testToldOddly() {
	p.begin()
	p.poll()
	straight := p.seen
	for name, change := range map[string]func([]byte) []byte{"twice": doubled, "backwards": backwards} {
		p.begin()
		p.front.through(fault{after: true, spoil: instead(change)}, func() {
			if b, err := p.connector.Poll(p.t.Context(), ""); err == nil && !b.More {
				p.poll()
			}
		})
		if len(p.order) == 0 { // it would not have it
			continue
		}
		if diff := cmp.Diff(straight, p.seen); diff != "" {
			p.t.Errorf("%s (-before +after):\n%s", name, diff)
		}
		last := map[string]time.Time{}
		for _, c := range p.order {
			if c.At.Before(last[c.RemoteID]) {
				p.t.Errorf("%s: %s is told too late", name, c.Key)
			}
			last[c.RemoteID] = c.At
		}
	}
}
