package delivery

import (
	"context"
	"errors"
	"time"

	"github.com/mittkoping/entre/internal/delivery/gate"
)

// defaultPatience is how long a worker stands before a gate that is shut. A queue
// whose workers stand costs nothing; one whose jobs are put off one by one,
// as fast as they can be, costs the database what the other connectors need.
const defaultPatience = time.Second

// newGates returns a gate for each connector.
func newGates(cfg Config) map[string]*gate.Gate {
	gates := map[string]*gate.Gate{}
	for _, name := range cfg.Registry.Names() {
		gates[name] = gate.New(gate.Config{
			Clock: cfg.Clock, PerSecond: cfg.Registry.Limits(name).PerSecond, Probe: LongestAttempt(cfg.Timeout),
		})
	}
	return gates
}

// enter waits for a moment to be let in at the connector's gate. Without a pass
// it says how long to stay away. A connector that is not configured has no gate.
func (e *Engine) enter(ctx context.Context, connector string) (pass *gate.Pass, wait time.Duration) {
	g, ok := e.gates[connector]
	if !ok {
		return nil, 0
	}
	if pass, wait = g.Enter(); pass != nil {
		return pass, 0
	}
	timer := time.NewTimer(min(wait, e.cfg.Patience))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return g.Enter()
}

// learn tells the gate what a call has shown of the back end. Our own failures,
// and calls that we broke off ourselves, show nothing.
func (a *attempt) learn(ctx context.Context, err error) {
	if a.pass == nil {
		return
	}
	unavailable, down := errors.AsType[*UnavailableError](err)
	_, refused := errors.AsType[*RefusedError](err)
	switch {
	case ctx.Err() != nil || a.openErr != nil:
		a.lesson = a.pass.Nothing
	case err == nil || refused:
		a.lesson = a.pass.Worked
	case down:
		a.lesson = func() { a.pass.Down(unavailable.RetryAfter) }
	default:
		a.lesson = func() { a.pass.Failed(a.d.ID) }
	}
}

// Shut returns since when the connector's back end is left in peace by this node,
// because it is away; zero: it is not.
func (e *Engine) Shut(connector string) time.Time {
	if g, ok := e.gates[connector]; ok {
		return g.ShutSince()
	}
	return time.Time{}
}
