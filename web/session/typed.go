package session

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
)

const keyTyped = "typed"

// Typed is what somebody posted whose login had ended. It waits, sealed as all
// that a session remembers, in the session of the login that follows, and is
// gone with it.
type Typed struct {
	Path   string     `json:"path"`  // where it was posted, without its language
	Token  string     `json:"token"` // of the form: it is for nobody else than whom the form was for
	Values url.Values `json:"values"`
	Files  bool       `json:"files"` // there were files too, which are not kept
}

// KeepTyped keeps what was posted, in place of what was kept before.
func (l *Logins) KeepTyped(c echo.Context, t Typed) error {
	document, err := json.Marshal(t)
	if err != nil {
		return errs.Wrap(errs.Internal, "session.KeepTyped", err)
	}
	l.sessions.Put(c.Request().Context(), keyTyped, string(document))
	return l.commit(c)
}

// Typed returns what was kept, and false when nothing was. Whose it is, is for
// the caller to check, by its token.
func (l *Logins) Typed(ctx context.Context) (Typed, bool) {
	var t Typed
	document := l.sessions.GetString(ctx, keyTyped)
	return t, document != "" && json.Unmarshal([]byte(document), &t) == nil
}

// DropTyped forgets what was kept.
func (l *Logins) DropTyped(ctx context.Context) error {
	l.sessions.Remove(ctx, keyTyped)
	_, _, err := l.sessions.Commit(ctx)
	return errs.Op("session.DropTyped", err)
}
