package middleware

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
)

// Recover makes an Internal error of a panic and logs where it happened,
// without anything of the request.
func Recover(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				switch r := recover(); r {
				case nil:
				case http.ErrAbortHandler:
					panic(r) // the server's own way to hang up
				default:
					log.ErrorContext(c.Request().Context(), "panic", "route", c.Path(), "panic", describe(r), "stack", string(debug.Stack()))
					err = errs.New(errs.Internal, "middleware.Recover")
				}
			}()
			return next(c)
		}
	}
}

// describe tells of a panic what was written by whoever wrote the code. Other
// values may hold what a citizen wrote.
func describe(r any) string {
	switch v := r.(type) {
	case runtime.Error:
		return v.Error()
	case string:
		return v
	default:
		return fmt.Sprintf("%T", r)
	}
}
