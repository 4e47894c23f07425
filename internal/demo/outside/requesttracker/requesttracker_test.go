package requesttracker

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

// The interface is tried by the tests of the connector, which run before the
// product as well. Here is what they do not reach.

func TestQueries(t *testing.T) {
	values := map[string]string{"id": "7", "Type": "Status", "CF.{Fält}": `o'x\`}
	r := func(field string) (string, bool) { v, ok := values[field]; return v, ok }
	for query, want := range map[string]bool{
		"id=7":                               true,
		"id > 6 AND id > 7":                  false,
		"id > 6 AND (Type='X' OR id='7')":    true,
		"id=1 OR id=7 AND Type='status'":     true,
		"(id=1 OR id=7) AND Type='X'":        false,
		`CF.{Fält}='o\'x\\'`:                 true,
		"CF.{Fält} IS NOT NULL":              true,
		"CF.{Annat} IS NOT NULL OR Nope='x'": false,
		"id < 8 AND Type!='Correspond'":      true,
		"id < 7":                             false,
		"Type!='status'":                     false,
	} {
		matches, err := parseQuery(query)
		if err != nil || matches(r) != want {
			t.Errorf("%s: %v, want %v", query, err, want)
		}
	}
	for _, query := range []string{"", "id", "id=1 id=2", "(id=1", "'x'=1", "id > x", "id=1 OR", "id IS NULL", "id='x", "€"} {
		if _, err := parseQuery(query); err == nil || !strings.HasPrefix(err.Error(), "Wrong query") {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func TestNew(t *testing.T) {
	if _, err := New(Config{}); !errs.Is(err, errs.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	s, err := New(Config{Users: []User{{Name: "a"}}, Queues: []Queue{{Name: "Q"}}, Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Correspond(1, "a", "hej"); !errs.Is(err, errs.NotFound) {
		t.Errorf("Correspond: %v, want NotFound", err)
	}
	if err := s.SetStatus(1, "a", "open"); !errs.Is(err, errs.NotFound) {
		t.Errorf("SetStatus: %v, want NotFound", err)
	}
	s.create(User{Name: "a"}, Ticket{Queue: "Q"}, message{})
	if err := s.SetStatus(1, "a", "nope"); !errs.Is(err, errs.Invalid) {
		t.Errorf("SetStatus: %v, want Invalid", err)
	}
}
