package byggr

import (
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-24T09:30:00+01:00":   "2026-11-24T08:30:00Z",
		"2026-07-24T09:30:00.1234567": "2026-07-24T07:30:00.1234567Z", // Sweden's summer
		"2026-11-24T09:30:00":         "2026-11-24T08:30:00Z",
		"2026-10-25T02:30:00":         "2026-10-25T00:30:00Z", // which comes twice: the first
		"2026-11-24T09:30:00Z":        "2026-11-24T09:30:00Z",
	} {
		if got, ok := parseTime(text); !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %s, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "2026-11-24", "i går"} {
		if got, ok := parseTime(text); ok {
			t.Errorf("%q: %s", text, got)
		}
	}
	at := time.Date(2026, 7, 24, 22, 30, 0, 0, time.UTC)
	if timestamp(at) != "2026-07-25T00:30:00+02:00" || day(at) != "2026-07-25" {
		t.Errorf("%s, %s", timestamp(at), day(at))
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string][2]string{
		"Plan.PDF": {"Plan.PDF", ".pdf"}, "../../etc/passwd": {"_.._etc_passwd", ""}, "": {"namnlös", ""}, "...": {"namnlös", ""},
		".gitignore": {"gitignore", ""}, "a.b.": {"a.b", ".b"},
	} {
		if whole, ending := fileName(name); whole != want[0] || ending != want[1] {
			t.Errorf("%q: %q, %q", name, whole, ending)
		}
	}
}
