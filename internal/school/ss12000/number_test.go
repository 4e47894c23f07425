package ss12000

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/identity/pnr"
)

func TestCivicNo(t *testing.T) {
	today := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	anna, err := pnr.Parse("197901049283", today)
	if err != nil {
		t.Fatal(err)
	}
	child, err := pnr.Parse("201201252382", today)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		number pnr.Number
		no     civicNo
		want   bool
	}{
		"twelve digits":         {anna, civicNo{"197901049283", "SE"}, true},
		"no nationality":        {anna, civicNo{"197901049283", ""}, true},
		"twelve and a hyphen":   {anna, civicNo{"19790104-9283", ""}, true},
		"ten and a hyphen":      {anna, civicNo{"790104-9283", ""}, true},
		"ten":                   {anna, civicNo{" 7901049283 ", ""}, true},
		"a child's ten":         {child, civicNo{"120125-2382", "se"}, true},
		"over a hundred":        {anna, civicNo{"790104+9283", ""}, false},
		"a child who is older":  {child, civicNo{"120125+2382", ""}, false},
		"another's":             {anna, civicNo{"197902069272", ""}, false},
		"another country's":     {anna, civicNo{"197901049283", "FI"}, false},
		"wrong check digit":     {anna, civicNo{"197901049284", ""}, false},
		"nothing":               {anna, civicNo{}, false},
		"nothing and no number": {pnr.Number{}, civicNo{}, false},
		"too much":              {anna, civicNo{"197901049283 197901049283", ""}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.no.is(c.number, today); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
