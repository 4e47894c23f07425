package hunch

import (
	"math"
	"math/rand/v2"
)

// Example is a query and its class.
type Example struct {
	Words  []string
	Class  int
	Weight float64 // how much it counts; 1 is as one example
}

const (
	rounds = 14
	pace   = 0.3 // of learning, in the first round
	forget = 0.00002
)

// Train returns a model of the classes 0 … classes-1, by multinomial logistic
// regression. The same examples in the same order give the same model.
func Train(examples []Example, classes int) *Model {
	type learnt struct {
		f []int32
		Example
	}
	all := make([]learnt, len(examples))
	for i, e := range examples {
		all[i] = learnt{features(e.Words), e}
	}
	weights, bias := make([]float64, classes*buckets), make([]float64, classes)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // an order, always the same
	p := make([]float64, classes)
	for round := range rounds {
		chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		rate := pace / float64(1+round)
		for _, e := range all {
			n := norm(e.f)
			var sum float64
			for c := range p {
				z := bias[c]
				for _, i := range e.f {
					z += weights[int(i)*classes+c] / n
				}
				p[c] = math.Exp(min(z, 50))
				sum += p[c]
			}
			for c := range p {
				g := p[c] / sum
				if c == e.Class {
					g--
				}
				g *= e.Weight
				for _, i := range e.f {
					w := &weights[int(i)*classes+c]
					*w -= rate * (g/n + forget**w)
				}
				bias[c] -= rate * g * 0.1
			}
		}
	}
	return quantized(weights, bias, classes)
}

// quantized keeps of each weight what eight bits hold.
func quantized(weights, bias []float64, classes int) *Model {
	m := &Model{classes: classes, weights: make([]int8, len(weights))}
	for c := range classes {
		var most float64
		for i := c; i < len(weights); i += classes {
			most = max(most, math.Abs(weights[i]))
		}
		scale := max(most, 1e-9) / 127
		for i := c; i < len(weights); i += classes {
			m.weights[i] = int8(math.Round(weights[i] / scale))
		}
		m.bias, m.scale = append(m.bias, float32(bias[c])), append(m.scale, float32(scale))
	}
	return m
}
