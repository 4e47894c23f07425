package throttle_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/web/throttle"
)

func TestAllow(t *testing.T) {
	now := clock.NewFake(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	l := throttle.New(throttle.Config{Every: time.Minute, Burst: 2, Keys: 2, Clock: now})
	steps := []struct {
		name  string
		after time.Duration
		key   string
		want  bool
	}{
		{"first", 0, "a", true},
		{"saved up", 0, "a", true},
		{"too many", 0, "a", false},
		{"another key is not concerned", 0, "b", true},
		{"too soon", 59 * time.Second, "a", false},
		{"one is earned", time.Second, "a", true},
		{"but one only", 0, "a", false},
		{"a third key makes it forget b", 0, "c", true},
		{"and not a", 0, "a", false},
	}
	for _, s := range steps {
		now.Advance(s.after)
		if got := l.Allow(s.key); got != s.want {
			t.Errorf("%s: allowed %t, want %t", s.name, got, s.want)
		}
	}
}

func TestPerMinute(t *testing.T) {
	now := clock.NewFake(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	two, unlimited := throttle.PerMinute(2, now), throttle.PerMinute(0, now)
	for i, want := range []bool{true, true, false} {
		if got := two.Allow("a"); got != want {
			t.Errorf("attempt %d: allowed %t", i, got)
		}
		if !unlimited.Allow("a") {
			t.Errorf("attempt %d: refused without a limit", i)
		}
	}
	now.Advance(30 * time.Second)
	if !two.Allow("a") || two.Allow("a") {
		t.Error("half a minute earns another number than one")
	}
}

func TestClientKey(t *testing.T) {
	tests := []struct{ name, ip, want string }{
		{"IPv4", "192.0.2.7", "192.0.2.7"},
		{"IPv4 in IPv6", "::ffff:192.0.2.7", "192.0.2.7"},
		{"IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"a zone", "fe80::1%eth0", "fe80::/64"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := throttle.ClientKey(tt.ip); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
