package cases

import (
	"strings"
	"testing"
	"time"
)

func TestNewReferenceIsRead(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for range 200 {
		ref := newReference("MK", at)
		for _, typed := range []string{ref, strings.ToLower(ref), strings.ReplaceAll(ref, "-", " "), " " + strings.ReplaceAll(ref, "-", "") + "\n"} {
			got, ok := NormalizeReference(typed)
			if !ok || got != ref {
				t.Fatalf("NormalizeReference(%q) = %q, %v; want %q", typed, got, ok, ref)
			}
		}
	}
}

func TestReferenceTakesTheSwedishYear(t *testing.T) {
	newYear := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	if ref := newReference("MK", newYear); !strings.HasPrefix(ref, "MK-2027-") {
		t.Errorf("half past midnight on New Year's night in Sweden gave %s", ref)
	}
}

// TestCheckCharacterCatches changes each character to each other one, and has
// each pair of neighbours change places: every such reference is refused.
func TestCheckCharacterCatches(t *testing.T) {
	ref := newReference("MK", time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	body := strings.LastIndex(ref[:len("MK-2026-")], "-") + 1
	for i := body; i < len(ref); i++ {
		if ref[i] == '-' {
			continue
		}
		for j := range len(alphabet) {
			if wrong := ref[:i] + string(alphabet[j]) + ref[i+1:]; wrong != ref {
				if _, ok := NormalizeReference(wrong); ok {
					t.Errorf("%s was taken for a reference; it is %s", wrong, ref)
				}
			}
		}
	}
	plain := strings.ReplaceAll(ref, "-", "")
	for i := len("MK2026"); i < len(plain)-1; i++ {
		swapped := []byte(plain)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if string(swapped) != plain {
			if _, ok := NormalizeReference(string(swapped)); ok {
				t.Errorf("%s was taken for a reference; it is %s", swapped, plain)
			}
		}
	}
}

func TestNormalizeReferenceRefuses(t *testing.T) {
	for _, s := range []string{"", "MK", "MK-2026-", "MK-2026-7F3K-9Q2", "12-2026-7F3K-9Q2C", "MK-20X6-7F3K-9Q2C", "MK-1026-7F3K-9Q2C", "åäö", strings.Repeat("A", 10_000)} {
		if got, ok := NormalizeReference(s); ok {
			t.Errorf("%.30q was read as %s", s, got)
		}
	}
}
