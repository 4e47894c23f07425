package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

const (
	keyProvider = "provider" // what the provider calls the login
	keyLeaving  = "leaving"  // the state of a logout at the provider
)

func (l *Logins) keepProvider(ctx context.Context, s identity.ProviderSession) error {
	document, err := json.Marshal(s)
	if err != nil {
		return errs.Wrap(errs.Internal, "session.keepProvider", err)
	}
	l.sessions.Put(ctx, keyProvider, string(document))
	return nil
}

// ProviderSession returns what the provider calls the login, and the zero one
// when nobody is logged in.
func (l *Logins) ProviderSession(ctx context.Context) identity.ProviderSession {
	var s identity.ProviderSession
	_ = json.Unmarshal([]byte(l.sessions.GetString(ctx, keyProvider)), &s) // "" is none
	return s
}

// BeginLeaving remembers the state with which the browser is to come back from
// the provider, after SignOut.
func (l *Logins) BeginLeaving(c echo.Context, state string) error {
	l.sessions.Put(c.Request().Context(), keyLeaving, state)
	return l.commit(c)
}

// EndLeaving returns that state and forgets it; "" when there is none.
func (l *Logins) EndLeaving(c echo.Context) (string, error) {
	state := l.sessions.PopString(c.Request().Context(), keyLeaving)
	if state == "" {
		return "", nil
	}
	_, _, err := l.sessions.Commit(c.Request().Context())
	return state, errs.Op("session.EndLeaving", err)
}

// EndAtProvider ends the sessions that the provider says have ended there: from
// their next request on nobody is logged in. Invalid: the notice has been read
// before.
func (l *Logins) EndAtProvider(ctx context.Context, provider string, notice identity.LogoutNotice) error {
	const op = "session.EndAtProvider"
	now := l.clock.Now()
	read := l.markOf("read", provider, notice.ID)
	switch _, err := l.marks.FindSession(ctx, read, now); {
	case err == nil:
		return errs.New(errs.Invalid, op)
	case !errs.Is(err, errs.NotFound):
		return errs.Op(op, err)
	}
	for kind, name := range map[string]string{markSession: notice.Session, markSubject: notice.Subject} {
		// A notice of a session is not of the others of the same person.
		if name == "" || kind == markSubject && notice.Session != "" {
			continue
		}
		at := []byte(strconv.FormatInt(now.Unix(), 10))
		if err := l.marks.SaveSession(ctx, l.markOf(kind, provider, name), at, now.Add(l.absolute)); err != nil {
			return errs.Op(op, err)
		}
	}
	return errs.Op(op, l.marks.SaveSession(ctx, read, nil, notice.Until.Add(time.Minute)))
}

const (
	markSession = "sid"
	markSubject = "sub"
)

// markOf is the id of a row beside the sessions that says that one has ended,
// or that a notice has been read.
func (l *Logins) markOf(kind, provider, name string) string {
	sum := sha256.Sum256([]byte(provider + "\x00" + name))
	return l.prefix + kind + ":" + hex.EncodeToString(sum[:])
}

// hasEnded reports whether the provider has said that the session, which began
// at begun, has ended there.
func (l *Logins) hasEnded(ctx context.Context, begun time.Time) (bool, error) {
	s := l.ProviderSession(ctx)
	for kind, name := range map[string]string{markSession: s.ID, markSubject: s.Subject} {
		if name == "" {
			continue
		}
		at, err := l.marks.FindSession(ctx, l.markOf(kind, s.Provider, name), l.clock.Now())
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		seconds, err := strconv.ParseInt(string(at), 10, 64)
		if err != nil || !begun.After(time.Unix(seconds, 0)) {
			return true, nil //nolint:nilerr // a mark that cannot be read is one all the same
		}
	}
	return false, nil
}
