package session

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Functions says which functions somebody holds now; identity.Roster is one.
type Functions interface {
	FindFunctions(ctx context.Context, person identity.PersonID) ([]identity.Function, error)
}

// NewStaffLogins returns the logins of staff. Their functions are asked for at
// each request: an appointment that has ended gives nothing any more.
func NewStaffLogins(cfg Config, functions Functions) *Logins {
	l := newLogins(cfg, "entre-staff", 30*time.Minute, 8*time.Hour)
	l.enter = func(ctx context.Context, login Login) (context.Context, error) {
		held, err := functions.FindFunctions(ctx, login.Person)
		if err != nil {
			return nil, errs.Op("session.enter", err)
		}
		return WithStaff(ctx, identity.Staff{ID: login.Person, Name: login.Name, Functions: held}), nil
	}
	return l
}

// WithStaff returns a context in which they are at work, and nobody else: who
// they are as a citizen, in the same browser, is forgotten.
func WithStaff(ctx context.Context, staff identity.Staff) context.Context {
	login := Login{Person: staff.ID, Name: staff.Name}
	return WithActor(context.WithValue(ctx, loginKey{}, login), identity.Actor{Staff: &staff})
}

// WithNobody returns a context in which nobody is here, after a logout.
func WithNobody(ctx context.Context) context.Context {
	return WithActor(context.WithValue(ctx, loginKey{}, Login{}), identity.Actor{})
}

type officeKey struct{}

// InOffice reports whether the request is to the back office, where one logs in
// as staff.
func InOffice(ctx context.Context) bool { return ctx.Value(officeKey{}) != nil }

// EnterOffice is the middleware that makes InOffice true. It stands before all
// that may fail.
func EnterOffice(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), officeKey{}, true)))
		return next(c)
	}
}
