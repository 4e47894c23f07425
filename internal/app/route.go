package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
)

// routeCheck gathers what is wrong in one route.
type routeCheck struct {
	registry  *delivery.Registry
	authority string
	route     catalogue.Route
	form      *forms.Definition  // nil: it has faults of its own
	values    *forms.Expressions // nil as form is
	faults    []catalogue.FormFault
}

// checkRoute says what is wrong in a route to this configuration's connectors.
// Its expressions are checked against the form, unless that has faults of its
// own, and then tried over examples of its answers: what could not be computed
// after the citizen has been given a receipt is told when the file is read.
func (h *house) checkRoute(authority string, r catalogue.Route, definition json.RawMessage) []catalogue.FormFault {
	c := &routeCheck{registry: h.registry, authority: authority, route: r}
	if form, err := forms.Parse(definition); err == nil {
		c.form, c.values = form, form.Expressions(r.Codes)
	}
	c.way(nil, r.Main())
	for i, rule := range r.Rules {
		path := []string{"rules", strconv.Itoa(i)}
		c.condition(path, rule.When)
		c.way(path, rule)
	}
	for i, rule := range r.Copies {
		path := []string{"copies", strconv.Itoa(i)}
		if rule.When != "" {
			c.condition(path, rule.When)
		}
		c.way(path, rule)
		c.copied(path, rule.Connector, r.Copies[:i])
	}
	if c.form != nil && len(c.faults) == 0 {
		c.examples()
	}
	return c.faults
}

func (c *routeCheck) fault(path []string, message string) {
	c.faults = append(c.faults, catalogue.FormFault{Path: slices.Clone(path), Message: message})
}

// way checks one way of the route by itself.
func (c *routeCheck) way(path []string, w catalogue.RouteRule) {
	connector, ok := c.registry.Connector(w.Connector)
	if !ok {
		c.fault(append(path, "connector"), fmt.Sprintf(
			"no connector is called %q in the configuration; write one of %s", w.Connector, strings.Join(c.registry.Names(), ", ")))
	}
	if c.form == nil {
		return
	}
	if checker, ok := connector.(delivery.RouteChecker); ok {
		for _, f := range checker.CheckRoute(delivery.Route{Authority: c.authority, Params: w.Params, Files: asksForFiles(c.form)}) {
			at := path
			if f.Param != "" {
				at = slices.Concat(path, []string{"params", f.Param})
			}
			c.fault(at, f.Message)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.Params)) {
		if expr, ok := strings.CutPrefix(w.Params[name], "="); ok {
			if err := c.values.Check(expr); err != nil {
				c.fault(append(path, "params", name), err.Error())
			}
		}
	}
}

func (c *routeCheck) condition(path []string, when string) {
	if c.form == nil {
		return
	}
	if err := c.values.CheckCondition(when); err != nil {
		c.fault(append(path, "when"), err.Error())
	}
}

// copied refuses a copy to where the case may be worked: it would be one case
// there, and which of the two it is nobody could tell.
func (c *routeCheck) copied(path []string, connector string, before []catalogue.RouteRule) {
	for _, w := range slices.Concat([]catalogue.RouteRule{c.route.Main()}, c.route.Rules, before) {
		if w.Connector == connector {
			c.fault(append(path, "connector"), "the case itself or another copy goes there; a copy goes somewhere else")
			return
		}
	}
}

// examples tries the route over examples of the form's answers.
func (c *routeCheck) examples() {
	told := map[string]bool{}
	for _, e := range c.form.Examples() {
		_, err := cases.Ways(c.values, c.route, e.Answers)
		if err == nil {
			continue
		}
		value, ok := errors.AsType[*cases.ValueError](err)
		if !ok || told[value.Param] {
			continue
		}
		told[value.Param] = true
		when := ""
		if e.Question != "" {
			when = fmt.Sprintf(" when %s is answered with %q", e.Question, e.Value)
		}
		c.fault(nil, fmt.Sprintf("%s has no value%s: a code list needs an entry for each answer, or one for %q", value.Param, when, forms.OtherCode))
	}
}

// RoutePreview is where a service's cases would go.
type RoutePreview struct {
	Service catalogue.Entry
	Cases   []RoutedExamples
}

// RoutedExamples is where some examples go, as cases says it.
type RoutedExamples = cases.Previewed

// Way is one of their ways.
type Way = cases.Way

// PreviewRoute returns where the database's route of a service sends examples of
// its form's answers. NotFound: there is no such service, or it has no form.
func PreviewRoute(ctx context.Context, cfg config.Config, opts Options, serviceID string) (p RoutePreview, err error) {
	const op = "app.PreviewRoute"
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	entries, _, err := h.db.Catalogue().Entries(ctx)
	if err != nil {
		return p, err
	}
	at := slices.IndexFunc(entries, func(e catalogue.Entry) bool { return e.ID == serviceID })
	if at < 0 || entries[at].FormVersion == 0 {
		return p, errs.New(errs.NotFound, op+" "+serviceID)
	}
	p.Service = entries[at]
	stored, err := h.db.Catalogue().FindForm(ctx, serviceID, p.Service.FormVersion)
	if err != nil {
		return p, err
	}
	form, err := forms.Parse(stored.Definition)
	if err != nil {
		return p, errs.Wrap(errs.Internal, op, err)
	}
	p.Cases = cases.Preview(form, stored.Route)
	return p, nil
}
