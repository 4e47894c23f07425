package web

import (
	"context"
	"slices"
	"sync"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
)

// owed keeps what waits for back ends, and is the engine that sends it.
type owed struct {
	mu    sync.Mutex
	items []watch.Item // longest waiting first
	fails error        // of the engine
	told  []string     // to the engine
}

func (o *owed) found(q watch.Query) []watch.Item {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.items), func(i watch.Item) bool {
		return !q.Everything && !slices.Contains(q.Authorities, i.Authority) ||
			q.Part == watch.PartLate && !i.IsLate || q.Part == watch.PartRefused && i.RefusedAt.IsZero()
	})
}

func (o *owed) FindWaiting(_ context.Context, q watch.Query) ([]watch.Item, error) {
	all := o.found(q)
	from := min(q.Offset, len(all))
	return all[from:min(from+q.Limit, len(all))], nil
}

func (o *owed) CountWaiting(_ context.Context, q watch.Query) (int, error) {
	return len(o.found(q)), nil
}

func (o *owed) FindItem(_ context.Context, id string) (watch.Item, error) {
	for _, i := range o.found(watch.Query{Everything: true}) {
		if i.ID == id {
			return i, nil
		}
	}
	return watch.Item{}, errs.New(errs.NotFound, "owed")
}

func (o *owed) FindLate(context.Context, watch.Deadlines) ([]watch.Late, error) { return nil, nil }

func (o *owed) tell(what string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fails == nil {
		o.told = append(o.told, what)
	}
	return o.fails
}

func (o *owed) SendNow(_ context.Context, id, actor string) error {
	return o.tell("send " + id + " " + actor)
}

func (o *owed) Retry(_ context.Context, id, actor string) error {
	return o.tell("retry " + id + " " + actor)
}

func (o *owed) Hold(_ context.Context, id, reason, actor string) error {
	return o.tell("hold " + id + " " + reason + " " + actor)
}

func (o *owed) Release(_ context.Context, id, actor string) error {
	return o.tell("release " + id + " " + actor)
}

func (o *owed) ConfirmByHand(_ context.Context, id string, h delivery.ByHand, actor string) error {
	return o.tell("confirm " + id + " " + h.RemoteID + " " + h.Reason + " " + actor)
}

func (o *owed) FindHistory(context.Context, string) ([]delivery.HistoryLine, error) { return nil, nil }

// wait adds a delivery of the authority.
func (o *owed) wait(id, authority string, d delivery.Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d.ID, d.Reference, d.Connector, d.Seq, d.CreatedAt = id, "MK-"+id, "gata", 1, noon
	if d.Kind == "" {
		d.Kind = delivery.KindCreate
	}
	o.items = append(o.items, watch.Item{Delivery: d, Authority: authority})
}
