package hunch

import (
	"encoding/binary"
	"errors"
	"math"
)

const (
	buckets  = 1 << 16 // of features, by their hash
	maxWords = 40      // of a query; the rest says no more
	magic    = "hunch1"
)

// Model tells classes of queries apart: 0 is none of them. It may be used by many
// goroutines at once.
type Model struct {
	classes int
	bias    []float32
	scale   []float32
	weights []int8 // bucket by bucket, of each class
}

// Guess returns the likeliest class of the words but 0, and how much likelier
// the classes but 0 are together than 0: the natural logarithm, 0 when neither is.
func (m *Model) Guess(words []string) (class int, sure float64) {
	scores := make([]float64, m.classes)
	f := features(words)
	sums := make([]int, m.classes)
	for _, i := range f {
		for c, w := range m.weights[int(i)*m.classes : int(i+1)*m.classes] {
			sums[c] += int(w)
		}
	}
	for c, sum := range sums {
		scores[c] = float64(m.bias[c]) + float64(m.scale[c])*float64(sum)/norm(f)
	}
	class = 1
	var likely float64
	for c := 1; c < m.classes; c++ {
		likely += math.Exp(scores[c] - scores[0])
		if scores[c] > scores[class] {
			class = c
		}
	}
	return class, math.Log(likely)
}

// Marshal returns the model as Read reads it.
func (m *Model) Marshal() []byte {
	out := append([]byte(magic), byte(m.classes)) //nolint:gosec // a handful
	for c := range m.classes {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.bias[c]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.scale[c]))
	}
	for _, w := range m.weights {
		out = append(out, byte(w)) //nolint:gosec // the same eight bits
	}
	return out
}

// Read returns the model that Marshal wrote.
func Read(raw []byte) (*Model, error) {
	head := len(magic) + 1
	if len(raw) < head || string(raw[:len(magic)]) != magic {
		return nil, errors.New("hunch: this is no model")
	}
	m := &Model{classes: int(raw[len(magic)])}
	if m.classes < 2 || len(raw) != head+m.classes*(8+buckets) {
		return nil, errors.New("hunch: the model is cut off")
	}
	raw = raw[head:]
	for range m.classes {
		m.bias = append(m.bias, math.Float32frombits(binary.LittleEndian.Uint32(raw)))
		m.scale = append(m.scale, math.Float32frombits(binary.LittleEndian.Uint32(raw[4:])))
		raw = raw[8:]
	}
	m.weights = make([]int8, len(raw))
	for i, b := range raw {
		m.weights[i] = int8(b) //nolint:gosec // the same eight bits
	}
	return m, nil
}
