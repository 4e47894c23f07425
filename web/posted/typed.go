package posted

import (
	"context"
	"net/url"
)

// Typed is what was posted to the page's address before its login had to be done
// again. It has been saved nowhere: the page shows it in its form.
type Typed struct {
	Values url.Values
	Files  bool // files were sent too, which must be chosen again
}

type typedKey struct{}

// WithTyped returns a context in which t was typed before.
func WithTyped(ctx context.Context, t Typed) context.Context {
	return context.WithValue(ctx, typedKey{}, t)
}

// TypedOf returns what was typed before, and false when nothing was.
func TypedOf(ctx context.Context) (Typed, bool) {
	t, ok := ctx.Value(typedKey{}).(Typed)
	return t, ok
}
