package cases

import (
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms"
)

// Way is where a case goes and with which values.
type Way struct {
	Connector string
	Params    map[string]string // evaluated
	IsCopy    bool              // beside the first: it gets what was sent in, and says nothing back
	Rule      int               // which of the route's rules (or copies) says so, from 1; 0: none
	err       error             // a ValueError: Params lacks what could not be computed
}

// Ways returns where a route sends a case with the answers: first the one way
// where it is worked, and then those that get a copy. The answers are pruned. It
// is what a submission does, what a preview shows, and what a check tries.
//
// A condition that cannot be evaluated does not hold. A value that cannot be is
// a ValueError, the first of them; the ways are right for all that, but for their values.
func Ways(x *forms.Expressions, r catalogue.Route, a forms.Answers) ([]Way, error) {
	chosen, place := r.Main(), 0
	for i, rule := range r.Rules {
		if holds, _ := x.Holds(rule.When, a); holds {
			chosen, place = rule, i+1
			break
		}
	}
	params, err := evaluated(x, chosen.Params, a)
	ways := []Way{{Connector: chosen.Connector, Params: params, Rule: place, err: err}}
	for i, c := range r.Copies {
		if c.Connector == chosen.Connector {
			continue
		}
		if c.When != "" {
			if holds, _ := x.Holds(c.When, a); !holds {
				continue
			}
		}
		params, failed := evaluated(x, c.Params, a)
		if err == nil {
			err = failed
		}
		ways = append(ways, Way{Connector: c.Connector, Params: params, IsCopy: true, Rule: i + 1, err: failed})
	}
	return ways, err
}

// wayTo returns the values for a connector that the answers lead to, or that
// somebody has chosen instead: then those of the first rule that names it.
func wayTo(x *forms.Expressions, r catalogue.Route, a forms.Answers, connector string) (map[string]string, error) {
	ways, _ := Ways(x, r, a) // what is wrong with another way is none of this one's
	if at := slices.IndexFunc(ways, func(w Way) bool { return w.Connector == connector }); at >= 0 {
		return ways[at].Params, ways[at].err
	}
	for _, rule := range slices.Concat([]catalogue.RouteRule{r.Main()}, r.Rules, r.Copies) {
		if rule.Connector == connector {
			return evaluated(x, rule.Params, a)
		}
	}
	return map[string]string{}, nil
}

// ValueError says that a value of a route cannot be computed. It holds no answer.
type ValueError struct {
	Param string
	Err   error
}

func (e *ValueError) Error() string { return "params." + e.Param + ": " + e.Err.Error() }

func (e *ValueError) Unwrap() error { return e.Err }

func evaluated(x *forms.Expressions, params map[string]string, a forms.Answers) (map[string]string, error) {
	out := make(map[string]string, len(params))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		value := params[name]
		if expr, isExpr := strings.CutPrefix(value, "="); isExpr {
			var err error
			if value, err = x.Eval(expr, a); err != nil {
				return out, &ValueError{Param: name, Err: err}
			}
		}
		out[name] = value
	}
	return out, nil
}
