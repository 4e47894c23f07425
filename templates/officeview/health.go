package officeview

import (
	"context"
	"strconv"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/ui"
)

// Condition is how it goes with a connector, with the values of the domain.
type Condition string

// The conditions.
const (
	ConditionMissing Condition = "missing"
	ConditionAway    Condition = "away"
	ConditionStill   Condition = "still"
	ConditionWorks   Condition = "works"
	ConditionUnused  Condition = "unused"
)

// Health is how it goes with a connector. What waits is counted as far as
// MaxDeliveries.
type Health struct {
	Connector string
	Condition Condition
	LastDone  string // "21 nov 2026 14.05"; empty: never
	Waiting   int
	Cases     int
	Late      int
	Held      int
	Refused   int
	Oldest    string // "3 timmar"; empty: nothing waits
	Problem   string // what most that wait have met; empty: nothing
	Detail    string // in the back end's words
	Trend     Trend
}

// isQuiet reports whether there is nothing to look at.
func (h Health) isQuiet() bool {
	return h.Waiting == 0 && (h.Condition == ConditionWorks || h.Condition == ConditionUnused)
}

func (h Health) tone() ui.Tone {
	switch h.Condition {
	case ConditionMissing, ConditionAway:
		return ui.ToneFault
	case ConditionStill:
		return ui.ToneWait
	case ConditionWorks:
		return ui.ToneDone
	default:
		return ui.TonePlain
	}
}

// toSend reports whether a person could have something sent.
func (h Health) toSend() bool { return h.Condition != ConditionMissing && h.Waiting > h.Held+h.Refused }

func (h Health) facts(ctx context.Context) []ui.Fact {
	done := h.LastDone
	if done == "" {
		done = i18n.T(ctx, "office.health.never")
	}
	facts := []ui.Fact{{Label: i18n.T(ctx, "office.health.last"), Value: done}}
	if h.Waiting == 0 {
		return facts
	}
	waiting := i18n.T(ctx, "office.health.waiting_of", "Waiting", count(h.Waiting), "Cases", i18n.N(ctx, "office.health.cases", h.Cases, "Count", count(h.Cases)))
	facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.health.waiting"), Value: waiting}, ui.Fact{Label: i18n.T(ctx, "office.health.oldest"), Value: h.Oldest})
	for _, some := range []struct {
		what string
		n    int
	}{{"late", h.Late}, {"refused", h.Refused}, {"held", h.Held}} {
		if some.n > 0 {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, "office.health."+some.what), Value: count(some.n)})
		}
	}
	return facts
}

// loud are those with something to look at, quiet the others.
func (v Deliveries) loud() (loud, quiet []Health) {
	for _, h := range v.Health {
		if h.isQuiet() {
			quiet = append(quiet, h)
		} else {
			loud = append(loud, h)
		}
	}
	return loud, quiet
}

// Trend is what came through at a connector of late, hour by hour, as a picture:
// a bar each, on which stands what was made in it and waits.
type Trend struct {
	Since string // when it begins: "15.00"
	Hours []Hour
}

// Hour is one of them.
type Hour struct{ Done, Waiting int }

// The picture, in its own units.
const (
	trendWidth  = 288
	trendHeight = 56
)

// bar is a rectangle of the picture.
type bar struct{ X, Y, Width, Height string }

func (t Trend) most() int {
	most := 1
	for _, h := range t.Hours {
		most = max(most, h.Done+h.Waiting)
	}
	return most
}

// bars are the two parts of an hour's bar. What there is of anything can be seen,
// however much there is of the rest.
func (t Trend) bars(i int) (done, waiting bar) {
	h, room := t.Hours[i], float64(trendHeight-2)
	tall := func(n int) float64 {
		if n == 0 {
			return 0
		}
		return max(2, room*float64(n)/float64(t.most()))
	}
	d, w := tall(h.Done), tall(h.Waiting)
	if over := d + w - room; over > 0 {
		d -= over
	}
	step := float64(trendWidth) / float64(len(t.Hours))
	at := func(y, height float64) bar {
		return bar{X: coordinate(step*float64(i) + 1), Y: coordinate(y), Width: coordinate(step - 2), Height: coordinate(max(height, 0))}
	}
	bottom := float64(trendHeight - 1)
	return at(bottom-d, d), at(bottom-d-w, w)
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// said is what the picture says, in words.
func (t Trend) said(ctx context.Context) string {
	done, waiting, last := 0, 0, -1
	for i, h := range t.Hours {
		done, waiting = done+h.Done, waiting+h.Waiting
		if h.Done > 0 {
			last = i
		}
	}
	text := i18n.T(ctx, "office.trend.none")
	if done > 0 {
		text = i18n.N(ctx, "office.trend.done", done)
		if quiet := len(t.Hours) - 1 - last; quiet > 0 {
			text += " " + i18n.N(ctx, "office.trend.quiet", quiet)
		}
	}
	if waiting > 0 {
		text += " " + i18n.N(ctx, "office.trend.waiting", waiting)
	}
	return text
}
