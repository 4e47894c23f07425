package app

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

func TestPeriod(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 30, 0, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		from, to string
		want     delivery.Period
	}{
		{"", "", delivery.Period{From: day(22), To: now}},
		{"2026-11-01", "", delivery.Period{From: day(1), To: now}},
		{"2026-11-05", "2026-11-05", delivery.Period{From: day(5), To: day(6)}}, // the whole day
	} {
		if got, err := period(now, c.from, c.to); err != nil || got != c.want {
			t.Errorf("%s to %s: %v (%v), want %v", c.from, c.to, got, err, c.want)
		}
	}
	for _, bad := range []string{"igår", "2026-13-01", "20261101"} {
		if _, err := period(now, bad, ""); err == nil {
			t.Errorf("%s is a day", bad)
		}
		if _, err := period(now, "", bad); err == nil {
			t.Errorf("%s is a last day", bad)
		}
	}
}
