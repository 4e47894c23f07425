package app

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/identity"
)

// router knows the ways that cases can go: those that the route of their form
// names, and every function of the caseroom.
type router struct {
	house *house
	cases *cases.Service
}

// Targets implements watch.Router.
func (r router) Targets(ctx context.Context, caseID string) ([]watch.Target, error) {
	c, route, err := r.cases.WayOf(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var out []watch.Target
	for _, rule := range slices.Concat([]catalogue.RouteRule{route.Main()}, route.Rules, route.Copies) {
		t := watch.Target{Connector: rule.Connector, Authority: c.Authority}
		if rule.Connector != c.Connector && r.house.registry.TypeOf(rule.Connector) != caseroom.TypeName && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	for _, name := range r.house.registry.Names() {
		if name == c.Connector || r.house.registry.TypeOf(name) != caseroom.TypeName {
			continue
		}
		for _, a := range r.house.organisation.Authorities() {
			for _, f := range a.Functions {
				if f.Has(identity.PowerHandle) {
					out = append(out, watch.Target{Connector: name, Function: f.ID, Title: f.Title, Authority: a.Name})
				}
			}
		}
	}
	return out, nil
}

// Reroute implements watch.Router.
func (r router) Reroute(ctx context.Context, caseID, authority string, to watch.Target, why watch.Rerouting, actor string) error {
	rule := catalogue.RouteRule{Connector: to.Connector}
	if to.Function != "" {
		rule.Params = caseroom.ParamsFor(to.Function)
	}
	return r.cases.Reroute(ctx, caseID, cases.Rerouting{
		To: rule, From: authority, Authority: to.Authority, Ground: cases.Ground(why.Ground), Reason: why.Reason,
	}, actor)
}
