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

func (k keeper) FindCtx(ctx context.Context, id string) ([]byte, bool, error) {
	data, err := k.store.FindSession(ctx, k.prefix+id, k.clock.Now())
	if errs.Is(err, errs.NotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

func (k keeper) CommitCtx(ctx context.Context, id string, data []byte, _ time.Time) error {
	return k.store.SaveSession(ctx, k.prefix+id, data, k.clock.Now().Add(k.life))
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
