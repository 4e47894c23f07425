package middleware

import (
	"context"
	"crypto/rand"
	"log/slog"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// idLength makes an id of 60 bits that can be said on the phone.
const idLength = 12

type requestKey struct{}

// request is what we decide about a request before we look at it.
type request struct {
	id    string
	nonce string
}

// Begin gives the request its id (told in X-Request-Id), the nonce of its
// content security policy, and the language that its address is in.
func Begin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		lang, _ := paths.Split(r.URL.Path)
		begun := request{id: rand.Text()[:idLength], nonce: rand.Text()}
		ctx := context.WithValue(i18n.WithLang(r.Context(), lang), requestKey{}, begun)
		c.SetRequest(r.WithContext(ctx))
		c.Response().Header().Set(echo.HeaderXRequestID, begun.id)
		return next(c)
	}
}

// RequestID returns the id of the request, or "" outside one.
func RequestID(ctx context.Context) string { return begun(ctx).id }

// Nonce returns the nonce that a script on the request's page must carry.
func Nonce(ctx context.Context) string { return begun(ctx).nonce }

func begun(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// LogHandler returns a handler that adds the request's id to what is logged
// with a request's context.
func LogHandler(h slog.Handler) slog.Handler { return logHandler{h} }

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestID(ctx); id != "" {
		record.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, record)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
