package oidc_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/oidc"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// certified is a provider that we have not written: npm oidc-provider, which the
// OpenID Foundation has certified. It asks its browser who logs in.
type certified struct {
	t       *testing.T
	rp      *oidc.Provider
	browser *http.Client
	notices chan string // logout_tokens that it sends
	said    words       // on standard error
}

// words are what a process says while it runs.
type words struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

const portalOut = "http://127.0.0.1:1/ut"

// openCertified starts the provider with variables ("CLAIMS=id_token") in its
// environment. The test is skipped where there is no node, and never in CI.
func openCertified(t *testing.T, environ ...string) *certified {
	t.Helper()
	lacks := func(what string) {
		if os.Getenv("CI") != "" {
			t.Fatal(what)
		}
		t.Skip(what)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		lacks("node is not installed")
	}
	if _, err := os.Stat("../../../node_modules/oidc-provider"); err != nil {
		lacks("oidc-provider is not installed: run npm ci")
	}
	c := &certified{t: t, notices: make(chan string, 1)}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		c.notices <- r.PostFormValue("logout_token")
	}))
	t.Cleanup(listener.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.browser = &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), redirect) || strings.HasPrefix(r.URL.String(), portalOut) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	c.rp = oidc.New(oidc.Config{
		Name: "certified", Issuer: c.start(node, listener.URL, environ), ClientID: "entre", ClientSecret: "a-secret-that-is-long-enough-for-anybody",
		RedirectURL: redirect, LogoutURL: portalOut,
		Scopes: []string{"https://id.oidc.se/scope/naturalPersonNumber", "https://id.oidc.se/scope/naturalPersonInfo"},
		Params: map[string]string{"acr_values": loa3},
		Claims: oidc.ClaimMap{PersonalNumber: numberClaim, CoordinationNumber: coordinationClaim, Name: "name"},
		Levels: map[string]int{loa3: 3}, MinLevel: 3, UserInfo: true, Clock: clock.System{},
	})
	return c
}

// start runs the provider until the test ends, and returns its issuer.
func (c *certified) start(node, notices string, environ []string) string {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, node, "testdata/provider.mjs", redirect, portalOut, notices)
	cmd.Env = append(os.Environ(), environ...)
	cmd.Stderr = &c.said
	stdin, err := cmd.StdinPipe() // it ends when this process does
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		stop()
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	ready := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		ready <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case issuer := <-ready:
		if issuer != "" {
			return issuer
		}
		_ = cmd.Wait()
		c.t.Fatalf("the provider does not start:\n%s", c.said.String())
	case <-time.After(30 * time.Second):
		c.t.Fatal("the provider is not ready after 30 s")
	}
	return ""
}

// open follows an address until it leads back to us, and returns where to, or
// the page where it stops.
func (c *certified) open(req *http.Request) (*url.URL, *http.Response) {
	c.t.Helper()
	res, err := c.browser.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = res.Body.Close() })
	back, err := res.Location()
	if err != nil {
		return nil, res
	}
	return back, res
}

func (c *certified) get(address string) (*url.URL, *http.Response) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.open(req)
}

// login does what the person does (login or cancel) and returns the flow and
// what the browser comes back with.
func (c *certified) login(deed string) (identity.Flow, url.Values) {
	c.t.Helper()
	address, flow, err := c.rp.Begin(c.t.Context(), i18n.SV)
	if err != nil {
		c.t.Fatal(err)
	}
	// The interaction's own address answers 404: nobody shows a page there.
	_, stopped := c.get(address)
	back, res := c.get(stopped.Request.URL.String() + "/" + deed)
	if back == nil {
		body, _ := io.ReadAll(res.Body)
		c.t.Fatalf("%s leads nowhere: %d\n%s", deed, res.StatusCode, body)
	}
	return flow, back.Query()
}

func TestCertifiedProvider(t *testing.T) {
	for _, where := range []string{"userinfo", "id_token"} {
		t.Run("the number in "+where, func(t *testing.T) {
			c := openCertified(t, "CLAIMS="+where)
			if err := c.rp.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			flow, answer := c.login("login")
			proof, err := c.rp.Finish(t.Context(), flow, answer)
			if err != nil || proof.Number.Digits() != anna || proof.Name != "Anna Öst" || proof.Level != 3 {
				t.Fatalf("%+v, %v", proof, err)
			}
			if s := proof.Session; s.Subject != "pairwise-7" || s.ID == "" || (s.Hint != "") != (where == "userinfo") {
				t.Errorf("session %+v", s)
			}
			_, err = c.rp.Finish(t.Context(), flow, answer) // the code replayed
			wantReason(t, err, identity.ReasonProvider)
			c.logOut(proof.Session)
		})
	}
}

// logOut is the logout at the provider, which comes back and tells us so too.
func (c *certified) logOut(s identity.ProviderSession) {
	c.t.Helper()
	back, res := c.get(c.rp.EndSession(c.t.Context(), s, "the-state"))
	if back == nil { // it asks its browser first
		doc, err := htmlcheck.Parse(res.Body)
		if err != nil {
			c.t.Fatal(err)
		}
		form := htmlcheck.Find(doc, "form")
		values := url.Values{"logout": {"yes"}}
		for _, input := range htmlcheck.FindAll(form, "input") {
			values.Set(htmlcheck.Attr(input, "name"), htmlcheck.Attr(input, "value"))
		}
		req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, htmlcheck.Attr(form, "action"), strings.NewReader(values.Encode()))
		if err != nil {
			c.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		back, _ = c.open(req)
	}
	if back == nil || !strings.HasPrefix(back.String(), portalOut) || back.Query().Get("state") != "the-state" {
		c.t.Fatalf("comes back to %v", back)
	}
	select {
	case token := <-c.notices:
		notice, err := c.rp.ReadLogoutNotice(c.t.Context(), token)
		if err != nil || notice.Session != s.ID || notice.ID == "" {
			c.t.Errorf("notice %+v, %v; the session is %+v", notice, err, s)
		}
	case <-time.After(10 * time.Second):
		c.t.Errorf("the provider does not tell that it has ended:\n%s", c.said.String())
	}
}

func TestCertifiedProviderRefuses(t *testing.T) {
	c := openCertified(t)
	t.Run("cancelled", func(t *testing.T) {
		flow, answer := c.login("cancel")
		_, err := c.rp.Finish(t.Context(), flow, answer)
		wantReason(t, err, identity.ReasonCancelled)
	})
	for name, change := range map[string]func(*identity.Flow){
		"verifier wrong": func(f *identity.Flow) { f.Verifier = strings.Repeat("a", 43) },
		"nonce wrong":    func(f *identity.Flow) { f.Nonce = "another" },
		"state wrong":    func(f *identity.Flow) { f.State = "another" },
	} {
		t.Run(name, func(t *testing.T) {
			flow, answer := c.login("login")
			change(&flow)
			proof, err := c.rp.Finish(t.Context(), flow, answer)
			if _, ok := errors.AsType[*identity.RefusedError](err); !ok || proof.Name != "" {
				t.Errorf("%+v, %v", proof, err)
			}
			tellsNothing(t, err)
		})
	}
}
