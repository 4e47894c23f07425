package session

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

// keeper is a Store as the library wants it. The ids of citizens' and staff's
// sessions begin differently, so that neither's secret opens a session of the
// other. When a row may be swept is counted by our clock; when a login ends is
// decided in recognize.
type keeper struct {
	store  Store
	clock  clock.Clock
	prefix string
	life   time.Duration
}

// opened is the id of the session that a request came with.
type opened struct{ id string }

type openedKey struct{}

// withOpened returns the context of a request, in which the session that it came
// with is remembered.
func withOpened(ctx context.Context) context.Context {
	return context.WithValue(ctx, openedKey{}, &opened{})
}

func (k keeper) FindCtx(ctx context.Context, id string) ([]byte, bool, error) {
	data, err := k.store.FindSession(ctx, k.prefix+id, k.clock.Now())
	if errs.Is(err, errs.NotFound) {
		return nil, false, nil
	}
	if came, ok := ctx.Value(openedKey{}).(*opened); ok && err == nil {
		came.id = id
	}
	return data, err == nil, err
}

// CommitCtx saves a session. One that the request came with, and that another
// request has ended meanwhile, stays ended.
func (k keeper) CommitCtx(ctx context.Context, id string, data []byte, _ time.Time) error {
	expires := k.clock.Now().Add(k.life)
	if came, ok := ctx.Value(openedKey{}).(*opened); !ok || came.id != id {
		return k.store.SaveSession(ctx, k.prefix+id, data, expires)
	}
	if err := k.store.UpdateSession(ctx, k.prefix+id, data, expires); !errs.Is(err, errs.NotFound) {
		return err
	}
	return nil
}

func (k keeper) DeleteCtx(ctx context.Context, id string) error {
	return k.store.DeleteSession(ctx, k.prefix+id)
}

// The library asks for these too and calls them when there is no context.
func (k keeper) Find(id string) ([]byte, bool, error) { return k.FindCtx(context.Background(), id) }

func (k keeper) Commit(id string, data []byte, _ time.Time) error {
	return k.CommitCtx(context.Background(), id, data, time.Time{})
}

func (k keeper) Delete(id string) error { return k.DeleteCtx(context.Background(), id) }
