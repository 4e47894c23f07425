package cases_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// TestReroute: all of a case goes elsewhere, and what the citizen was told stays.
func TestReroute(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		if err := d.Deliver(ctx, c.ID, "gata", "G-17"); err != nil {
			d.t.Fatal(err)
		}
		to := func(change func(*cases.Rerouting)) cases.Rerouting {
			r := cases.Rerouting{
				To:   catalogue.RouteRule{Connector: "rummet", Params: map[string]string{"function": "MN/tillsyn", "vad": "=answers.fel"}},
				From: c.Authority, Authority: "Miljönämnden", Ground: cases.GroundOpen, Reason: "Det är en sjö.",
			}
			if change != nil {
				change(&r)
			}
			return r
		}
		for name, tt := range map[string]struct {
			change func(*cases.Rerouting)
			kind   errs.Kind
		}{
			"no reason":           {func(r *cases.Rerouting) { r.Reason = " " }, errs.Invalid},
			"no ground":           {func(r *cases.Rerouting) { r.Ground = "" }, errs.Invalid},
			"a ground of its own": {func(r *cases.Rerouting) { r.Ground = "why not" }, errs.Invalid},
			"where it is":         {func(r *cases.Rerouting) { r.To.Connector = "gata" }, errs.Conflict},
			"another's by now":    {func(r *cases.Rerouting) { r.From = "Byggnadsnämnden" }, errs.Conflict},
		} {
			if err := d.Reroute(ctx, c.ID, to(tt.change), "staff:siv"); !errs.Is(err, tt.kind) {
				d.t.Errorf("%s: %v, want %v", name, err, tt.kind)
			}
		}
		if err := d.Reroute(ctx, "nothing", to(nil), "staff:siv"); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("no such case: %v", err)
		}
		if len(d.owed.moved) > 0 {
			d.t.Fatal("what was refused was done")
		}

		d.clock.Advance(time.Hour)
		if err := d.Reroute(ctx, c.ID, to(nil), "staff:siv"); err != nil {
			d.t.Fatal(err)
		}
		now, err := d.store.FindCase(ctx, c.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		if now.Reference != c.Reference || !now.ReceivedAt.Equal(c.ReceivedAt) || len(now.Answers) != len(c.Answers) {
			d.t.Error("reference, day of receipt or answers have changed")
		}
		if now.Authority != "Miljönämnden" || now.Connector != "rummet" || now.Status() != cases.StatusReceived || now.Number != "" {
			d.t.Errorf("got %s at %s, %s, number %q", now.Authority, now.Connector, now.Status(), now.Number)
		}
		events, err := d.store.FindEvents(ctx, c.ID)
		var kinds []cases.EventKind
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventDelivered, cases.EventMoved}, kinds); diff != "" || err != nil {
			d.t.Errorf("timeline (-want +got):\n%s%v", diff, err)
		}
		got, err := d.Dossier(ctx, c.ID, "rummet")
		if diff := cmp.Diff(map[string]string{"function": "MN/tillsyn", "vad": "slackt"}, got.Params); diff != "" || err != nil {
			d.t.Errorf("values (-want +got):\n%s%v", diff, err)
		}
		moved := d.owed.moved[0]
		if moved.From != "gata" || moved.Owed.Connector != "rummet" || len(moved.Owed.AttachmentIDs) != 2 {
			d.t.Errorf("owed %+v", moved)
		}
		if err := d.Deliver(ctx, c.ID, "gata", "G-18"); err != nil { // the old one, late
			d.t.Fatal(err)
		}
		if err := d.Deliver(ctx, c.ID, "rummet", "M-1"); err != nil {
			d.t.Fatal(err)
		}
		if now, err = d.store.FindCase(ctx, c.ID); err != nil || now.Number != "M-1" {
			d.t.Errorf("number %q (%v), want the new one's", now.Number, err)
		}
	})
}
