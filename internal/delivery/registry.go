package delivery

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/mittkoping/entre/internal/errs"
)

// Type is a kind of back end that we can speak to. A connector's package
// offers one, and package app lists them.
type Type struct {
	Name string                             // as written in the configuration: "open311"
	New  func(o Options) (Connector, error) // makes a connector; touches no network
}

// Settings configure one connector.
type Settings struct {
	Type    string
	Options map[string]any // what the type takes; see Options
	Limits  Limits
}

// Limits are how much a node asks of one back end. 0: no limit of its own.
type Limits struct {
	Concurrency int     // deliveries at the same time
	PerSecond   float64 // deliveries begun in a second
}

// Registry holds the connectors of this installation by name. It does not
// change once it is made.
type Registry struct {
	types      map[string]Type
	connectors map[string]Connector
	typeOf     map[string]string // by the connector's name
	limits     map[string]Limits // by the connector's name
}

// NewRegistry makes every configured connector. The map's keys are the names
// by which routes and deliveries know them: changing one orphans what is owed.
// The error is Invalid and lists everything that is wrong.
func NewRegistry(types []Type, configured map[string]Settings) (*Registry, error) {
	const op = "delivery.NewRegistry"
	r := &Registry{types: map[string]Type{}, connectors: map[string]Connector{}, typeOf: map[string]string{}, limits: map[string]Limits{}}
	var problems []error
	for _, t := range types {
		if _, taken := r.types[t.Name]; taken || t.Name == "" {
			problems = append(problems, fmt.Errorf("connector type %q is registered twice or has no name", t.Name))
		}
		r.types[t.Name] = t
	}
	for _, name := range slices.Sorted(maps.Keys(configured)) {
		if err := r.add(name, configured[name]); err != nil {
			problems = append(problems, fmt.Errorf("connector %q: %w", name, err))
		}
	}
	problems = append(problems, r.shared()...)
	if err := errors.Join(problems...); err != nil {
		return nil, errs.Wrap(errs.Invalid, op, err)
	}
	return r, nil
}

// shared are the connectors that the back end of another could tell of cases that
// it does not have.
func (r *Registry) shared() (problems []error) {
	for _, name := range r.Names() {
		sharer, ok := r.connectors[name].(Sharer)
		for _, other := range r.Names() {
			if ok && other != name && sharer.Shares(r.connectors[other]) {
				problems = append(problems, fmt.Errorf("connector %q: a secret of its back end is one of connector %q; each needs its own", name, other))
			}
		}
	}
	return problems
}

func (r *Registry) add(name string, s Settings) error {
	if name == "" {
		return errors.New("a connector needs a name")
	}
	t, ok := r.types[s.Type]
	if !ok {
		return fmt.Errorf("there is no type %q; known: %s", s.Type, strings.Join(r.Types(), ", "))
	}
	c, err := t.New(Options{values: s.Options})
	if err != nil {
		return err
	}
	r.connectors[name], r.typeOf[name], r.limits[name] = c, s.Type, s.Limits
	return nil
}

// Types returns the names of the types that are known, sorted.
func (r *Registry) Types() []string { return slices.Sorted(maps.Keys(r.types)) }

// Names returns the names of the connectors that are configured, sorted.
func (r *Registry) Names() []string { return slices.Sorted(maps.Keys(r.connectors)) }

// Connector returns a connector by its name, and false when none is configured.
func (r *Registry) Connector(name string) (Connector, bool) {
	c, ok := r.connectors[name]
	return c, ok
}

// Limits returns how much the connector's back end is asked at most.
func (r *Registry) Limits(name string) Limits { return r.limits[name] }

// TypeOf returns the type of a configured connector, and "" of no such.
func (r *Registry) TypeOf(name string) string { return r.typeOf[name] }

// Takes reports whether a connector's back end has a place for a kind of step,
// so that nobody is offered to say what cannot be passed on. A connector that is
// not configured may have once it is.
func (r *Registry) Takes(name string, k Kind) bool {
	taker, ok := r.connectors[name].(Taker)
	return !ok || taker.Takes(k)
}

// Inbound returns a connector by its name that may be told something, and false
// when there is none.
func (r *Registry) Inbound(name string) (Inbound, bool) {
	i, ok := r.connectors[name].(Inbound)
	return i, ok
}

// Identifies reports whether a connector tells its back end who has sent a case
// (Identifier). One that is not configured does not.
func (r *Registry) Identifies(name string) bool {
	identifier, ok := r.connectors[name].(Identifier)
	return ok && identifier.Identifies()
}

// Checked is what the check of a connector found.
type Checked struct {
	Name string
	Type string
	Err  error // nil: it works; otherwise a sentence that says what to mend
}

// Check tries every connector against its back end, all at once, and returns
// what it found, by name. It leaves nothing behind.
func (r *Registry) Check(ctx context.Context) []Checked {
	checked := make([]Checked, len(r.connectors))
	var running sync.WaitGroup
	for i, name := range r.Names() {
		running.Go(func() {
			checked[i] = Checked{Name: name, Type: r.typeOf[name], Err: r.connectors[name].Check(ctx)}
		})
	}
	running.Wait()
	return checked
}
