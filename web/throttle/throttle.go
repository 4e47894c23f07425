package throttle

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/mittkoping/entre/internal/clock"
)

// Config says how much a limiter allows.
type Config struct {
	Every time.Duration // a new attempt is earned
	Burst int           // attempts that may be saved up
	Keys  int           // most keys to remember; the one unused for longest is forgotten first
	Clock clock.Clock
}

// Limiter counts attempts by key. It is safe for concurrent use.
type Limiter struct {
	cfg   Config
	mu    sync.Mutex
	byKey map[string]*list.Element
	used  *list.List // of *bucket, the latest used first
}

type bucket struct {
	key     string
	allowed *rate.Limiter
}

// New returns a limiter.
func New(cfg Config) *Limiter {
	return &Limiter{cfg: cfg, byKey: map[string]*list.Element{}, used: list.New()}
}

// PerMinute returns a limiter of n attempts in a minute, which may come all at
// once. It is nil, which limits nothing, when n is 0.
func PerMinute(n int, now clock.Clock) *Limiter {
	if n == 0 {
		return nil
	}
	return New(Config{Every: time.Minute / time.Duration(n), Burst: n, Keys: 10_000, Clock: now})
}

// Allow counts an attempt by key and reports whether it may be made. A nil
// limiter allows everything.
func (l *Limiter) Allow(key string) bool {
	if l == nil {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.byKey[key]
	if ok {
		l.used.MoveToFront(at)
	} else {
		if l.used.Len() >= l.cfg.Keys {
			oldest := l.used.Back()
			delete(l.byKey, oldest.Value.(*bucket).key)
			l.used.Remove(oldest)
		}
		at = l.used.PushFront(&bucket{key, rate.NewLimiter(rate.Every(l.cfg.Every), l.cfg.Burst)})
		l.byKey[key] = at
	}
	return at.Value.(*bucket).allowed.AllowN(l.cfg.Clock.Now(), 1)
}

// ClientKey returns the key of a client by its address. An IPv6 client owns a
// whole /64 network and can change address within it as it likes.
func ClientKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if addr = addr.Unmap().WithZone(""); addr.Is4() {
		return addr.String()
	}
	network, err := addr.Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}
