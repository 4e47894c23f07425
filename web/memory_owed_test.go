package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

// owed keeps what waits for back ends, and is the engine that sends it.
type owed struct {
	mu    sync.Mutex
	items []watch.Item // longest waiting first
	fails error        // of the engine
	told  []string     // to the engine
	past  []delivery.HistoryLine
	loads map[string]watch.Load // of connectors, beside what waits
}

func (o *owed) found(q watch.Query) []watch.Item {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.items), func(i watch.Item) bool {
		if q.Names != nil {
			return !slices.Contains(q.Names, i.Reference) && !slices.Contains(q.Names, i.Number) || !q.Everything && !slices.Contains(q.Authorities, i.Authority)
		}
		return !q.Everything && !slices.Contains(q.Authorities, i.Authority) || !i.DeliveredAt.IsZero() || !i.MovedAt.IsZero() ||
			q.Connector != "" && q.Connector != i.Connector || q.Problem != "" && q.Problem != i.LastProblem ||
			!q.DueAfter.IsZero() && (!i.RefusedAt.IsZero() || !i.HeldAt.IsZero()) ||
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
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, i := range o.items {
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

func (o *owed) FindHistory(context.Context, string) ([]delivery.HistoryLine, error) {
	return o.past, nil
}

func (o *owed) FindConnectors(context.Context) ([]string, error) { return nil, nil }

func (o *owed) FindLoad(_ context.Context, connector string, _ time.Time, _ watch.Deadlines) (watch.Load, error) {
	l := o.loads[connector]
	for _, i := range o.found(watch.Query{Everything: true, Connector: connector}) {
		l.Pending = append(l.Pending, watch.Pending{
			CaseID: i.CaseID, CreatedAt: i.CreatedAt, Problem: i.LastProblem, Detail: i.Detail,
			IsRefused: !i.RefusedAt.IsZero(), IsHeld: !i.HeldAt.IsZero(), IsLate: i.IsLate,
		})
	}
	return l, nil
}

func (o *owed) Shut(string) time.Time { return time.Time{} }

func (o *owed) Targets(context.Context, string) ([]watch.Target, error) {
	return []watch.Target{
		{Connector: "park", Authority: "Byggnadsnämnden"},
		{Connector: "room", Function: "TN/gata", Title: i18n.Text{SV: "Gatuhandläggare", EN: "Streets"}, Authority: "Tekniska nämnden"},
		{Connector: "room", Function: "BN/bygglov", Title: i18n.Text{SV: "Bygglovshandläggare", EN: "Permits"}, Authority: "Byggnadsnämnden"},
	}, nil
}

func (o *owed) Reroute(_ context.Context, caseID, _ string, to watch.Target, r watch.Rerouting, actor string) error {
	if r.Reason == "" {
		return errs.New(errs.Invalid, "owed").WithText("office.deliveries.reroute.reason_missing")
	}
	if to.Authority != "Byggnadsnämnden" && r.Ground == "" {
		return errs.New(errs.Invalid, "owed").WithText("office.deliveries.reroute.ground_missing")
	}
	return o.tell("reroute " + caseID + " " + to.ID() + " " + r.Ground + " " + r.Reason + " " + actor)
}

// wait adds a delivery of the authority.
func (o *owed) wait(id, authority string, d delivery.Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d.ID, d.Reference, d.CaseID, d.Seq, d.CreatedAt = id, "MK-"+id, "case-"+id, 1, noon
	if d.Connector == "" {
		d.Connector = "gata"
	}
	if d.Kind == "" {
		d.Kind = delivery.KindCreate
	}
	o.items = append(o.items, watch.Item{Delivery: d, Authority: authority})
}
