package connectortest

import (
	"context"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
)

// testInspect: a case that is there is present, one that the back end has lost is absent
// if that can be told at all, and an answer that is garbled says neither.
func (h Harness) testInspect(t *testing.T) {
	r := h.set(t, h.Backend)
	inspector, ok := inner(r.connector).(delivery.Inspector)
	if !ok {
		t.Skip("it cannot say more than Find")
	}
	step := h.create("MK-2026-AAAA-1111")
	step.RemoteID = r.send(step).RemoteID
	got, err := inspector.Inspect(t.Context(), step)
	if err != nil || got.Presence != delivery.Present {
		t.Errorf("what is there is %q (%v)", got.Presence, err)
	}
	empty := h.set(t, h.Backend)
	want := delivery.Absent
	if h.Hides {
		want = delivery.Unsure
	}
	lost, _ := inner(empty.connector).(delivery.Inspector)
	if got, err := lost.Inspect(t.Context(), step); err != nil || got.Presence != want {
		t.Errorf("what is lost is %q (%v), want %q", got.Presence, err, want)
	}
	for _, from := range []struct {
		rig   *rig
		never delivery.Presence
	}{{r, delivery.Absent}, {empty, delivery.Present}} {
		asked, _ := inner(from.rig.connector).(delivery.Inspector)
		for _, f := range h.uncertain(t) {
			from.rig.front.through(f, func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				if got, err := asked.Inspect(ctx, step); err == nil && got.Presence == from.never {
					t.Errorf("%s: it is %s", f.name, got.Presence)
				}
			})
		}
	}
}
