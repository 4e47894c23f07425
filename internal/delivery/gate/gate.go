package gate

import (
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
)

// Config is how a gate behaves. Zero values stand for the defaults.
type Config struct {
	Clock     clock.Clock   // required
	PerSecond float64       // most that are let in in a second; 0: any number
	Failures  int           // how many failures in a row shut it; default 5
	Shut      time.Duration // how long it is shut at first, twice as long each time that the probe fails; default 5 s
	MaxShut   time.Duration // and at most; default 1 min
	Probe     time.Duration // how long a probe is waited for; default 2 min
}

const (
	defaultFailures = 5
	defaultShut     = 5 * time.Second
	defaultMaxShut  = time.Minute
	defaultProbe    = 2 * time.Minute

	// probing is how soon one comes again who is not let in beside a probe.
	probing = time.Second
)

// Gate is before one back end. It is safe for concurrent use.
type Gate struct {
	cfg Config

	mu     sync.Mutex
	failed map[string]bool // whose attempts failed since the last that did not
	down   int             // how often the back end was away since then
	shut   time.Duration   // how long it is shut now; 0: it is open
	until  time.Time       // when a probe is let in
	since  time.Time       // since when it is shut
	probes time.Time       // until when a probe is waited for; zero: there is none
	next   time.Time       // when the pace lets the next one in
}

// New returns an open gate.
func New(cfg Config) *Gate {
	if cfg.Failures == 0 {
		cfg.Failures = defaultFailures
	}
	if cfg.Shut == 0 {
		cfg.Shut = defaultShut
	}
	if cfg.MaxShut == 0 {
		cfg.MaxShut = defaultMaxShut
	}
	if cfg.Probe == 0 {
		cfg.Probe = defaultProbe
	}
	return &Gate{cfg: cfg, failed: map[string]bool{}}
}

// Pass is what lets one attempt through. Whoever has it says once how it went.
type Pass struct {
	gate  *Gate
	probe bool
}

// Enter returns a pass, or nil and how long to wait before one asks again. When
// the gate has been shut for long enough it lets one through, to see, and no
// other beside it.
func (g *Gate) Enter() (*Pass, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.cfg.Clock.Now()
	if g.shut > 0 {
		switch {
		case now.Before(g.until):
			return nil, g.until.Sub(now)
		case now.Before(g.probes):
			return nil, probing
		}
	}
	if wait := g.next.Sub(now); wait > 0 {
		return nil, wait
	}
	if g.cfg.PerSecond > 0 {
		g.next = now.Add(time.Duration(float64(time.Second) / g.cfg.PerSecond))
	}
	if g.shut > 0 {
		g.probes = now.Add(g.cfg.Probe)
		return &Pass{gate: g, probe: true}, 0
	}
	return &Pass{gate: g}, 0
}

// Worked says that the back end answered, whatever it said: the gate is open.
func (p *Pass) Worked() {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open()
}

// Failed says that the attempt at a thing failed in a way that may be the
// thing's own fault: only different things shut the gate.
func (p *Pass) Failed(thing string) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed[thing] = true
	p.judge(0)
}

// Down says that the back end is away, and for how long it says so itself; 0: it
// does not say.
func (p *Pass) Down(retryAfter time.Duration) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down++
	p.judge(retryAfter)
}

// Nothing says that nothing was learnt of the back end.
func (p *Pass) Nothing() {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.probe {
		g.probes = time.Time{}
	}
}

// judge shuts the gate when it must be.
func (p *Pass) judge(retryAfter time.Duration) {
	g, now := p.gate, p.gate.cfg.Clock.Now()
	switch {
	case p.probe:
		g.shut = min(2*g.shut, g.cfg.MaxShut)
	case g.shut > 0: // by another, meanwhile
		return
	case len(g.failed) >= g.cfg.Failures || g.down >= g.cfg.Failures:
		g.shut, g.since = g.cfg.Shut, now
	default:
		return
	}
	g.probes = time.Time{}
	g.until = now.Add(max(g.shut, min(retryAfter, g.cfg.MaxShut)))
}

func (g *Gate) open() {
	clear(g.failed)
	g.down, g.shut, g.since, g.until, g.probes = 0, 0, time.Time{}, time.Time{}, time.Time{}
}

// Knock has a probe let in now: a person knows that the back end is there again.
func (g *Gate) Knock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until = time.Time{}
}

// ShutSince returns since when the gate is shut; zero: it is open.
func (g *Gate) ShutSince() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.since
}
