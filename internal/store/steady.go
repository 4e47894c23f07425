package store

import (
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
)

// whoAnswers tells one server's life, and one database in it, from any other.
const whoAnswers = `SELECT concat_ws(' ', pg_postmaster_start_time(), inet_server_addr(), inet_server_port(),
	(SELECT oid FROM pg_database WHERE datname = current_database()))`

// steady remembers since when the same database has answered.
type steady struct {
	mu  sync.Mutex
	who string
	at  time.Time
}

// met notes who has answered a new connection, before it is used.
func (s *steady) met(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.who != who {
		s.who, s.at = who, clock.System{}.Now()
	}
}

func (s *steady) since() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}
