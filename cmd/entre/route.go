package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/errs"
)

// routes shows where a service's cases would go.
func routes(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("route", flag.ContinueOnError)
	path := configFlag(flags, w)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || rest[0] != "preview" {
		return usageError{"write entre route --config FILE preview SERVICE"}
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	p, err := app.PreviewRoute(ctx, cfg, opts, rest[1])
	if errs.Is(err, errs.NotFound) {
		return fmt.Errorf("no service with a form is called %q", rest[1])
	}
	if err != nil {
		return err
	}
	w.say("%s: %s", p.Service.ID, p.Service.Title.SV)
	for _, c := range p.Cases {
		w.say("\n%s", answersOf(c))
		for _, way := range c.Ways {
			w.say("  %s", wayOf(way))
			for _, name := range slices.Sorted(maps.Keys(way.Params)) {
				w.say("      %s: %s", name, way.Params[name])
			}
		}
		if c.Err != nil {
			w.say("  cannot be sent: %v", c.Err)
		}
	}
	return nil
}

// answersOf says which answers lead there.
func answersOf(c app.RoutedExamples) string {
	all := make([]string, len(c.Examples))
	for i, e := range c.Examples {
		all[i] = "answers that nothing sets apart"
		if e.Question != "" {
			all[i] = e.Question + " = " + e.Value
		}
	}
	return strings.Join(all, "; ")
}

func wayOf(way app.Way) string {
	switch {
	case way.IsCopy:
		return "a copy to " + way.Connector
	case way.Rule > 0:
		return fmt.Sprintf("to %s, by rule %d", way.Connector, way.Rule)
	default:
		return "to " + way.Connector
	}
}
