package middleware

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/web/session"
)

// Allow is the middleware that refuses who can do the deed to nothing at all:
// see identity.CanTry. A deed that no rule knows is refused to everybody.
func Allow(deed identity.Deed) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := identity.CanTry(session.Actor(c.Request().Context()), deed, "middleware.Allow "+string(deed)); err != nil {
				return err
			}
			return next(c)
		}
	}
}
