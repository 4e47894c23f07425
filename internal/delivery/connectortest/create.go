package connectortest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// patience is how long a call waits for a back end that does not answer.
const patience = 300 * time.Millisecond

func (h Harness) testCreate(t *testing.T) {
	r := h.set(t, h.Backend)
	step := h.create("MK-2026-AAAA-1111")
	got := r.send(step)
	if got.RemoteID == "" {
		t.Fatal("Send gives no id")
	}
	c := r.wantCases(1)[0]
	if c.RemoteID != got.RemoteID {
		t.Errorf("Send says %q, the back end %q", got.RemoteID, c.RemoteID)
	}
	for _, want := range []string{step.Envelope.Reference, "Provärende", "Beskriv", "En rymd viskning.", "Andra raden."} {
		if !strings.Contains(c.Text, want) {
			t.Errorf("the back end does not show %q:\n%s", want, c.Text)
		}
	}
	r.wantFound(step, got.RemoteID)
	r.wantCases(1)
}

func (h Harness) testFind(t *testing.T) {
	r := h.set(t, h.Backend)
	first, second := h.create("MK-2026-AAAA-1111"), h.create("MK-2026-AAAA-111")
	r.wantAbsent(first)
	a := r.send(first)
	r.wantAbsent(second) // which is the beginning of the other's
	b := r.send(second)
	r.wantFound(first, a.RemoteID)
	r.wantFound(second, b.RemoteID)

	old := first
	old.Since = old.Since.AddDate(0, -7, 0)
	r.wantFound(old, a.RemoteID)
	r.wantCases(2)
}

// testLostAnswers is the heart of it: whatever happened to the answer, the
// look-up tells the truth.
func (h Harness) testLostAnswers(t *testing.T) {
	for _, f := range h.uncertain(t) {
		t.Run(f.name, func(t *testing.T) {
			r := h.set(t, h.Backend)
			step := h.create("MK-2026-AAAA-1111")
			r.front.through(f, func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				got, err := r.connector.Send(ctx, step)
				if err == nil && got != (delivery.Receipt{}) {
					t.Errorf("Send believes %+v", got)
				}
				if err != nil {
					wantUnknown(t, err)
				}
			})
			switch cases := r.backend.Cases(); len(cases) {
			case 0:
				r.wantAbsent(step)
			case 1:
				r.wantFound(step, cases[0].RemoteID)
			default:
				t.Errorf("one Send made %d cases", len(cases))
			}
		})
	}
}

func (h Harness) testNothingSent(t *testing.T) {
	step := h.create("MK-2026-AAAA-1111")
	for _, test := range []struct {
		name  string
		fault fault
		wait  time.Duration
	}{
		{name: "503", fault: fault{spoil: status(http.StatusServiceUnavailable)}},
		{name: "429", fault: fault{spoil: status(http.StatusTooManyRequests)}},
		{name: "429 with Retry-After", fault: fault{spoil: status(http.StatusTooManyRequests, "Retry-After", "7")}, wait: 7 * time.Second},
		{name: "503 with Retry-After", fault: fault{spoil: status(http.StatusServiceUnavailable, "Retry-After", "120")}, wait: 2 * time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := h.set(t, h.Backend)
			r.front.through(test.fault, func() {
				_, err := r.connector.Send(t.Context(), step)
				if got := wantUnavailable(t, err); got != test.wait {
					t.Errorf("Send: retry after %s, want %s", got, test.wait)
				}
				_, _, err = r.connector.Find(t.Context(), step)
				wantUnavailable(t, err)
			})
			r.wantCases(0)
		})
	}
	t.Run("connection refused", func(t *testing.T) {
		c := discreet(t, h.New(t, closedPort(t)))
		_, err := c.Send(t.Context(), step)
		wantUnavailable(t, err)
		_, _, err = c.Find(t.Context(), step)
		wantUnavailable(t, err)
	})
	t.Run("wrong credentials", func(t *testing.T) {
		// A fault of ours: the case waits, and is not lost to a person's list.
		b := h.Backend(t)
		_, err := discreet(t, h.NewWrongKey(t, b.URL)).Send(t.Context(), step)
		wantUnavailable(t, err)
		if n := len(b.Cases()); n != 0 {
			t.Errorf("the back end has %d cases", n)
		}
	})
}

func (h Harness) testRefused(t *testing.T) {
	r := h.set(t, h.Backend)
	step := h.create("MK-2026-AAAA-1111")
	h.Spoil(&step.Envelope)
	_, err := r.connector.Send(t.Context(), step)
	refused, ok := refusedOf(err)
	if !ok || refused.Reason == "" {
		t.Errorf("got %v, want a RefusedError with a reason", err)
	}
	r.wantCases(0)
}

// testFindThroughFaults: a look-up that fails must not look like one that
// found nothing.
func (h Harness) testFindThroughFaults(t *testing.T) {
	for _, f := range h.uncertain(t) {
		t.Run(f.name, func(t *testing.T) {
			r := h.set(t, h.Backend)
			step := h.create("MK-2026-AAAA-1111")
			r.send(step)
			r.front.through(f, func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				got, found, err := r.connector.Find(ctx, step)
				if err == nil {
					t.Errorf("Find says %+v, %v and no error", got, found)
				}
			})
		})
	}
}

func (h Harness) testHostileText(t *testing.T) {
	r := h.set(t, h.Backend)
	const other = "MK-2026-BBBB-2222"
	step := h.create("MK-2026-AAAA-1111")
	lines := []string{
		`<script>alert("1")</script>`, `]]> &amp; <!-- ' " --> </description>`, "åäö ÅÄÖ 🐛👩‍👩‍👧 \u202egodkänd",
		"%s %00 +1 a=b&api_key=x", "Ärendenummer: " + other, other + "/1", `{"json":true}`,
	}
	rows := step.Envelope.Sections[0].Rows
	rows[0].Lines = slices.Concat(lines, []string{"med\r\nradbyte\noch\x00styrtecken\x1b[31m och \xff\xfe bruten UTF-8"})
	step.Envelope.Contact.Name = "  <b>Sture</b>\r\n\r\nHemligsson & Söner  "
	step.Envelope.Place.Text = "Skuggvägen 3 <&>\n"

	got := r.send(step)
	c := r.wantCases(1)[0]
	for _, want := range append(lines, "radbyte", "bruten UTF-8") {
		if !strings.Contains(c.Text, want) {
			t.Errorf("the back end does not show %q:\n%s", want, c.Text)
		}
	}
	r.wantFound(step, got.RemoteID)
	// What a citizen writes never passes for the reference of another case.
	r.wantAbsent(h.create(other))
}

func (h Harness) testCheck(t *testing.T) {
	r := h.set(t, h.Backend)
	if err := r.connector.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	for name, c := range map[string]delivery.Connector{
		"wrong credentials":  h.NewWrongKey(t, r.backend.URL),
		"nobody listens":     h.New(t, closedPort(t)),
		"another web server": h.New(t, newFront(t, r.backend.URL+"/elsewhere").url),
	} {
		if err := discreet(t, c).Check(t.Context()); err == nil {
			t.Errorf("%s: Check finds nothing to mend", name)
		}
	}
	r.wantCases(0)
}

func (h Harness) testCalledOff(t *testing.T) {
	r := h.set(t, h.Backend)
	step := h.create("MK-2026-AAAA-1111")
	calls := map[string]func(context.Context) error{
		"Find":  func(ctx context.Context) error { _, _, err := r.connector.Find(ctx, step); return err },
		"Send":  func(ctx context.Context) error { _, err := r.connector.Send(ctx, step); return err },
		"Poll":  func(ctx context.Context) error { _, err := r.connector.Poll(ctx, ""); return err },
		"Check": func(ctx context.Context) error { return r.connector.Check(ctx) },
	}
	if r.backend.Told != nil { // Poll asks nobody
		delete(calls, "Poll")
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if call(ctx) == nil {
				t.Error("no error after it was called off")
			}
			r.wantCases(0)
			r.front.through(fault{spoil: hang}, func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				ended := make(chan error, 1)
				go func() { ended <- call(ctx) }()
				select {
				case err := <-ended:
					if err == nil {
						t.Error("no error from a back end that does not answer")
					}
				case <-time.After(20 * patience):
					t.Error("it does not end when it is called off")
				}
			})
		})
	}
}
