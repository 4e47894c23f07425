package app

import (
	"slices"
	"testing"
)

// However a number is written, it is looked for as it is kept.
func TestNamesOf(t *testing.T) {
	for words, want := range map[string]string{
		" bn  2026-17 ":     "BN 2026-00017",
		"BN 2026-00017":     "BN 2026-00017",
		"638344":            "638344",
		"abc-7":             "ABC-7",
		"mk 2026 7f3k 9q2c": "MK 2026 7F3K 9Q2C", // no reference: its last character is wrong
		"Mål 12":            "Mål 12",
	} {
		if got := namesOf(words); !slices.Contains(got, want) {
			t.Errorf("%q: %q, want %q among them", words, got, want)
		}
	}
}
