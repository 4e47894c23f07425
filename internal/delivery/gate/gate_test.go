package gate_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery/gate"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func shutGate(t *testing.T) (*gate.Gate, *clock.Fake) {
	t.Helper()
	c := clock.NewFake(noon)
	g := gate.New(gate.Config{Clock: c})
	for range 5 {
		enter(t, g).Down(0)
	}
	return g, c
}

func enter(t *testing.T, g *gate.Gate) *gate.Pass {
	t.Helper()
	p, wait := g.Enter()
	if p == nil {
		t.Fatalf("not let in for %s", wait)
	}
	return p
}

func refused(t *testing.T, g *gate.Gate, want time.Duration) {
	t.Helper()
	if p, wait := g.Enter(); p != nil || wait != want {
		t.Fatalf("let in %v, wait %s, want %s", p != nil, wait, want)
	}
}

func TestOpens(t *testing.T) {
	for name, c := range map[string]struct {
		report func(p *gate.Pass, n int)
		shut   bool
	}{
		"a back end that is away":          {func(p *gate.Pass, _ int) { p.Down(0) }, true},
		"one thing again and again":        {func(p *gate.Pass, _ int) { p.Failed("d1") }, false},
		"different things":                 {func(p *gate.Pass, n int) { p.Failed(strconv.Itoa(n)) }, true},
		"nothing learnt":                   {func(p *gate.Pass, _ int) { p.Nothing() }, false},
		"it answers now and then":          {func(p *gate.Pass, n int) { report(n%4 == 3, p) }, false},
		"it answers":                       {func(p *gate.Pass, _ int) { p.Worked() }, false},
		"it answers only in the beginning": {func(p *gate.Pass, n int) { report(n == 0, p) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			clk := clock.NewFake(noon)
			g := gate.New(gate.Config{Clock: clk})
			for n := range 6 {
				if p, _ := g.Enter(); p != nil {
					c.report(p, n)
				}
			}
			if got := !g.ShutSince().IsZero(); got != c.shut {
				t.Errorf("shut %v, want %v", got, c.shut)
			}
		})
	}
}

func report(worked bool, p *gate.Pass) {
	if worked {
		p.Worked()
	} else {
		p.Down(0)
	}
}

func TestOneProbeAtATime(t *testing.T) {
	g, c := shutGate(t)
	refused(t, g, 5*time.Second)
	c.Advance(5*time.Second - time.Microsecond)
	refused(t, g, time.Microsecond)
	c.Advance(time.Microsecond)
	probe := enter(t, g)
	refused(t, g, time.Second)
	probe.Down(0)
	refused(t, g, 10*time.Second) // twice as long
	c.Advance(10 * time.Second)
	probe = enter(t, g)
	probe.Failed("the same thing") // one is enough for a probe
	refused(t, g, 20*time.Second)
	c.Advance(20 * time.Second)
	enter(t, g).Nothing() // it was stopped, say
	probe = enter(t, g)
	probe.Worked()
	for range 20 {
		enter(t, g)
	}
	if !g.ShutSince().IsZero() {
		t.Error("it is still shut")
	}
}

func TestAProbeThatIsNeverHeardOf(t *testing.T) {
	g, c := shutGate(t)
	c.Advance(5 * time.Second)
	enter(t, g)
	c.Advance(2*time.Minute - time.Microsecond)
	refused(t, g, time.Second)
	c.Advance(time.Microsecond)
	enter(t, g)
}

func TestNeverShutForLong(t *testing.T) {
	g, c := shutGate(t)
	c.Advance(5 * time.Second)
	enter(t, g).Down(time.Hour)
	refused(t, g, time.Minute)
	for range 10 {
		c.Advance(time.Minute)
		enter(t, g).Down(0)
	}
	refused(t, g, time.Minute)
	if since := g.ShutSince(); !since.Equal(noon) {
		t.Errorf("shut since %s", since)
	}
}

func TestStragglersDoNotMatter(t *testing.T) {
	c := clock.NewFake(noon)
	g := gate.New(gate.Config{Clock: c})
	var inside []*gate.Pass
	for range 8 {
		inside = append(inside, enter(t, g))
	}
	for _, p := range inside[:5] {
		p.Down(0)
	}
	c.Advance(time.Second)
	for _, p := range inside[5:] {
		p.Down(0)
	}
	refused(t, g, 4*time.Second) // counted from when it was shut
}

func TestKnock(t *testing.T) {
	g, _ := shutGate(t)
	g.Knock()
	probe := enter(t, g)
	refused(t, g, time.Second)
	probe.Down(0)
	refused(t, g, 10*time.Second)
}

func TestPace(t *testing.T) {
	c := clock.NewFake(noon)
	g := gate.New(gate.Config{Clock: c, PerSecond: 4})
	for range 3 {
		enter(t, g).Worked()
		refused(t, g, 250*time.Millisecond)
		c.Advance(250 * time.Millisecond)
	}
	c.Advance(time.Hour) // nobody saves up
	enter(t, g)
	refused(t, g, 250*time.Millisecond)
}
