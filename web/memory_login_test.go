package web

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// saved is a session.
type saved struct {
	data    []byte
	expires time.Time
}

func (m *memory) FindSession(_ context.Context, id string, now time.Time) ([]byte, error) {
	s, err := find(m, m.sessions, id)
	if err == nil && !s.expires.After(now) {
		return nil, errs.New(errs.NotFound, "memory")
	}
	return s.data, err
}

func (m *memory) SaveSession(_ context.Context, id string, data []byte, expires time.Time) error {
	return keep(m, m.sessions, id, saved{data, expires})
}

func (m *memory) UpdateSession(ctx context.Context, id string, data []byte, expires time.Time) error {
	if _, err := find(m, m.sessions, id); err != nil {
		return err
	}
	return m.SaveSession(ctx, id, data, expires)
}

func (m *memory) DeleteSession(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
	return nil
}

func (m *memory) CreatePerson(_ context.Context, p identity.Person) error {
	return keep(m, m.persons, p.Number.Digits(), p)
}

func (m *memory) FindPersonByNumber(_ context.Context, n pnr.Number) (identity.Person, error) {
	return find(m, m.persons, n.Digits())
}

func (m *memory) SavePerson(_ context.Context, p identity.Person) error {
	return keep(m, m.persons, p.Number.Digits(), p)
}

// outside is where the provider shows its pages: a site that nobody visits in
// these tests.
const outside = "http://127.0.0.1:9/auth"

// provider says that whoever comes back with the right state and code is the
// person that the code names.
type provider struct {
	clock *clock.Fake
	fails error // instead of all that

	leaves bool // one can be logged out there
}

func (p *provider) Begin(_ context.Context, lang i18n.Lang) (string, identity.Flow, error) {
	if p.fails != nil {
		return "", identity.Flow{}, p.fails
	}
	state := "state-" + p.clock.Now().Format(time.RFC3339)
	return outside + "?" + url.Values{"state": {state}}.Encode(), identity.Flow{Provider: "demo", State: state, StartedAt: p.clock.Now(), Lang: lang}, nil
}

// EndSession has an address when leaves is set.
func (p *provider) EndSession(_ context.Context, s identity.ProviderSession, state string) string {
	if !p.leaves {
		return ""
	}
	return outside + "/out?" + url.Values{"state": {state}, "of": {s.ID}}.Encode()
}

// ReadLogoutNotice takes a token that is "jti sid sub", signed by nobody.
func (p *provider) ReadLogoutNotice(_ context.Context, token string) (identity.LogoutNotice, error) {
	parts := strings.Split(token, " ")
	if len(parts) != 3 {
		return identity.LogoutNotice{}, errs.New(errs.Invalid, "provider")
	}
	return identity.LogoutNotice{ID: parts[0], Session: parts[1], Subject: parts[2], Until: p.clock.Now().Add(time.Minute)}, p.fails
}

// names are the people of these tests, of the tax agency's list for tests.
var names = map[string]string{"197901049283": "Anna Öst", "197902069272": "Bo Väst"}

func (p *provider) Finish(_ context.Context, flow identity.Flow, callback url.Values) (identity.Proof, error) {
	refuse := func(reason identity.Reason) (identity.Proof, error) {
		return identity.Proof{}, &identity.RefusedError{Reason: reason, Err: errs.New(errs.Invalid, "provider")}
	}
	switch {
	case p.fails != nil:
		return identity.Proof{}, p.fails
	case flow.State == "":
		return refuse(identity.ReasonExpired)
	case callback.Get("state") != flow.State:
		return refuse(identity.ReasonForged)
	case callback.Get("error") != "":
		return refuse(identity.ReasonCancelled)
	}
	number, err := pnr.Parse(callback.Get("code"), p.clock.Now())
	return identity.Proof{Number: number, Name: names[callback.Get("code")], Level: 3, Groups: callback["group"], Session: identity.ProviderSession{
		Provider: "demo", Subject: "sub-" + callback.Get("code"), ID: callback.Get("sid"),
	}}, err
}
