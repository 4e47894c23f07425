package i18n_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/i18n"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		n      int
		sv, en string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{1500, "1\u00a0500", "1,500"},
		{10000, "10\u00a0000", "10,000"},
		{1234567, "1\u00a0234\u00a0567", "1,234,567"},
		{-100, "-100", "-100"},
		{-10000, "-10\u00a0000", "-10,000"},
	} {
		if got := i18n.Number(i18n.SV, c.n); got != c.sv {
			t.Errorf("%d in Swedish: %q, want %q", c.n, got, c.sv)
		}
		if got := i18n.Number(i18n.EN, c.n); got != c.en {
			t.Errorf("%d in English: %q, want %q", c.n, got, c.en)
		}
	}
}
