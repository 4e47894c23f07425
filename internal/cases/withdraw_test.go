package cases_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
)

func TestWithdraw(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		d.clock.Advance(time.Hour)
		problems, err := d.Withdraw(ctx, parent, c.Reference, url.Values{cases.FieldReason: {strings.Repeat("x", 2001)}})
		if err != nil || len(problems) != 1 || problems[0].Field() != cases.FieldReason || d.see(parent, c).Case.IsClosed() {
			d.t.Fatalf("a reason that is too long: %v, %v", problems, err)
		}
		for range 2 { // again is the same
			if problems, err = d.Withdraw(ctx, parent, c.Reference, url.Values{cases.FieldReason: {"Den lyser igen"}}); err != nil || len(problems) > 0 {
				d.t.Fatal(problems, err)
			}
		}
		v := d.see(parent, c)
		if v.Case.Status() != cases.StatusWithdrawn || !v.Case.ClosedAt.Equal(start.Add(time.Hour)) {
			d.t.Errorf("status %s at %s", v.Case.Status(), v.Case.ClosedAt)
		}
		if diff := cmp.Diff([]string{"citizen withdrawal: Den lyser igen"}, said(v)); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventWithdrawn}, kinds(v)); diff != "" {
			d.t.Errorf("events (-want +got):\n%s", diff)
		}
		want := []cases.OwedMore{{CaseID: c.ID, Connector: "gata", MessageID: v.Messages[0].ID, IsWithdrawal: true}}
		if diff := cmp.Diff(want, d.owed.more); diff != "" {
			d.t.Errorf("owed (-want +got):\n%s", diff)
		}
		if got := d.audit.actions[len(d.audit.actions)-1]; got != audit.CaseWithdrawn {
			d.t.Errorf("noted as %s", got)
		}
		if len(v.Sections) == 0 || len(d.files.there) != 2 {
			d.t.Errorf("what was sent is gone: %v, %d contents", v.Sections, len(d.files.there))
		}
		if w := d.write(letter(c, "Jag ångrade mig")); !w.IsSent || d.see(parent, c).Case.Status() != cases.StatusWithdrawn {
			d.t.Errorf("written afterwards: %+v", w)
		}
	})
}

func TestWithdrawWithoutAReason(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.told(c, cases.Progress{At: start, Kind: cases.EventAsked, Note: "?"})
		if problems, err := d.Withdraw(d.t.Context(), parent, c.Reference, nil); err != nil || len(problems) > 0 {
			d.t.Fatal(problems, err)
		}
		v := d.see(parent, c)
		if v.Case.Status() != cases.StatusWithdrawn {
			d.t.Errorf("status %s", v.Case.Status())
		}
		m, err := d.Said(d.t.Context(), c.ID, d.owed.more[0].MessageID)
		if err != nil || m.Text != "" || m.Kind != cases.MessageWithdrawal {
			d.t.Errorf("for the back end: %+v, %v", m, err)
		}
	})
}

func TestWithdrawAClosedCase(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.told(c, cases.Progress{At: start, Kind: cases.EventClosed})
		if _, err := d.Withdraw(d.t.Context(), parent, c.Reference, nil); !errs.Is(err, errs.Conflict) || errs.TextOf(err) == "" {
			d.t.Errorf("%v", err)
		}
		if v := d.see(parent, c); v.Case.Status() != cases.StatusClosed || len(v.Messages) > 0 || d.owed.more != nil {
			d.t.Errorf("status %s, messages %v, owed %v", v.Case.Status(), said(v), d.owed.more)
		}
	})
}

// TestWithdrawalIsDelivered lets the back end know, which then opens the case
// again. Before that its statuses say nothing of the withdrawal.
func TestWithdrawalIsDelivered(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		if err := d.DeliverWithdrawal(ctx, c.ID); err != nil || d.see(parent, c).Case.IsClosed() {
			d.t.Fatalf("of a case that is not withdrawn: %v", err)
		}
		if _, err := d.Withdraw(ctx, parent, c.Reference, nil); err != nil {
			d.t.Fatal(err)
		}
		d.clock.Advance(5 * time.Minute)
		d.told(c, cases.Progress{Kind: cases.EventStarted})
		if v := d.see(parent, c); v.Case.Status() != cases.StatusWithdrawn {
			d.t.Errorf("before it knew: %s", v.Case.Status())
		}
		for range 2 {
			if err := d.DeliverWithdrawal(ctx, c.ID); err != nil {
				d.t.Fatal(err)
			}
		}
		d.clock.Advance(5 * time.Minute)
		d.told(c, cases.Progress{Kind: cases.EventStarted})
		v := d.see(parent, c)
		if got := kinds(v); v.Case.Status() != cases.StatusStarted || got[len(got)-1] != cases.EventReopened {
			d.t.Errorf("opened again: %s, %v", v.Case.Status(), got)
		}
	})
}

// TestWithdrawTwiceAtOnce presses the button twice, so fast that both are under way.
func TestWithdrawTwiceAtOnce(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if problems, err := d.Withdraw(d.t.Context(), parent, c.Reference, nil); err != nil || len(problems) > 0 {
					d.t.Error(problems, err)
				}
			})
		}
		both.Wait()
		if got := kinds(d.see(parent, c)); len(got) != 2 || len(d.owed.more) != 1 {
			d.t.Errorf("events %v, owed %v", got, d.owed.more)
		}
	})
}
