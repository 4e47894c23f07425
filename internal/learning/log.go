package learning

import (
	"context"
	"encoding/hex"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

// LogStore adds up what happened on all nodes.
type LogStore interface {
	// AddCounts adds the counts to those that are there.
	AddCounts(ctx context.Context, c Counts) error
	// FindWords returns the digests of the unknown words that were typed on so
	// many days or more.
	FindWords(ctx context.Context, days int) ([]string, error)
	// DeleteBefore deletes what is of days before the day: counts, and the digests
	// of words before words.
	DeleteBefore(ctx context.Context, day, words Day) (int, error)
}

// LogConfig is what a Log needs. Every field but Most is required.
type LogConfig struct {
	Store    LogStore
	Lexicon  Lexicon
	IsCrisis func(text string) bool
	MAC      func(purpose, value string) []byte // a keyed digest, see package keyring
	Clock    clock.Clock
	Log      *slog.Logger

	Days int // that counts are kept after their own; 0: nothing is noted, and what there is goes
	Most int // counts that are held until they are added; 0 means 5000
}

const (
	defaultMost = 5000
	purpose     = "learning.word" // of the digests

	// A word that nobody knows is kept when it was typed on this many of the last
	// days: see docs/adr/0005-searches-of-nobody.md.
	manyDays   = 3
	withinDays = 30

	wordsEvery = 5 * time.Minute
	lastFlush  = 5 * time.Second
)

// Log notes what happens, stripped, and adds it to the store now and then. It is
// safe for concurrent use; noting never waits for the store.
type Log struct {
	cfg     LogConfig
	dropped atomic.Int64
	words   atomic.Pointer[map[string]bool] // digests of those that many have typed

	mu       sync.Mutex
	held     held
	wordsAge time.Time // when words were read
}

// held are counts on their way to the store.
type held struct {
	queries  map[dayQuery]*QueryCount
	choices  map[choiceKey]int
	services map[dayService]*ServiceCount
	words    map[WordDay]bool
}

type dayQuery struct {
	day Day
	Query
}

type choiceKey struct {
	dayQuery
	service  string
	position int
}

type dayService struct {
	day     Day
	service string
}

func newHeld() held {
	return held{map[dayQuery]*QueryCount{}, map[choiceKey]int{}, map[dayService]*ServiceCount{}, map[WordDay]bool{}}
}

func (h held) size() int {
	return len(h.queries) + len(h.choices) + len(h.services) + len(h.words)
}

// NewLog returns a log.
func NewLog(cfg LogConfig) *Log {
	if cfg.Most == 0 {
		cfg.Most = defaultMost
	}
	l := &Log{cfg: cfg, held: newHeld()}
	l.words.Store(&map[string]bool{})
	return l
}

// Dropped returns how many things were not noted since there was no room.
func (l *Log) Dropped() int64 { return l.dropped.Load() }

// NoteSearch notes a query that was answered.
func (l *Log) NoteSearch(s Search) {
	t := Tally{Searches: 1}
	switch {
	case s.Hits == 0:
		t.NoHit = 1
	case !s.BestGuess:
		t.Unsure = 1
	}
	key, stripped, ok := l.strip(s.Text, s.Lang)
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tally(key, stripped.Words, t)
	for _, word := range stripped.Unknown {
		w := WordDay{key.day, l.digest(word)}
		if !l.held.words[w] && l.hasRoom() {
			l.held.words[w] = true
		}
	}
}

// NoteChoice notes a service that was opened from the hits of a query.
func (l *Log) NoteChoice(c Choice) {
	key, stripped, ok := l.strip(c.Text, c.Lang)
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tally(key, stripped.Words, Tally{Clicks: 1})
	l.choose(choiceKey{key, c.Service, min(max(c.Position, 1), MaxPosition)}, 1)
}

// NoteVerdict notes an answer to “Hittade du rätt?”.
func (l *Log) NoteVerdict(v Verdict) {
	t := Tally{FoundNone: 1}
	if v.Found {
		t = Tally{Found: 1}
	}
	if v.Service != "" {
		if l.cfg.Days == 0 {
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.judge(dayService{DayOf(l.cfg.Clock.Now()), v.Service}, t.Found, t.FoundNone)
		return
	}
	key, stripped, ok := l.strip(v.Text, v.Lang)
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tally(key, stripped.Words, t)
}

// strip returns under what a query is counted, and false when it is not: when
// nothing is noted, it says nothing, or it tells of a crisis.
func (l *Log) strip(text, lang string) (dayQuery, Stripped, bool) {
	if l.cfg.Days == 0 || l.cfg.IsCrisis(text) {
		return dayQuery{}, Stripped{}, false
	}
	words := *l.words.Load()
	s := Stripper{Lexicon: l.cfg.Lexicon, Keeps: func(word string) bool { return len(words) > 0 && words[l.digest(word)] }}.Strip(text)
	return dayQuery{DayOf(l.cfg.Clock.Now()), Query{s.Text, lang}}, s, s.Text != ""
}

// digestBytes is enough for no two words to have the same.
const digestBytes = 16

func (l *Log) digest(word string) string {
	return hex.EncodeToString(l.cfg.MAC(purpose, word)[:digestBytes])
}

// hasRoom reports whether one more thing may be held, and counts it as dropped
// when not.
func (l *Log) hasRoom() bool {
	if l.held.size() < l.cfg.Most {
		return true
	}
	l.dropped.Add(1)
	return false
}

func (l *Log) tally(key dayQuery, words int, t Tally) {
	count := l.held.queries[key]
	if count == nil {
		if !l.hasRoom() {
			return
		}
		count = &QueryCount{Day: key.day, Query: key.Query, Words: words}
		l.held.queries[key] = count
	}
	count.Add(t)
}

func (l *Log) choose(key choiceKey, clicks int) {
	if l.held.choices[key] > 0 || l.hasRoom() {
		l.held.choices[key] += clicks
	}
}

func (l *Log) judge(key dayService, found, foundNone int) {
	count := l.held.services[key]
	if count == nil {
		if !l.hasRoom() {
			return
		}
		count = &ServiceCount{Day: key.day, Service: key.service}
		l.held.services[key] = count
	}
	count.Found += found
	count.FoundNone += foundNone
}

// Flush adds what is held to the store. What the store does not take is held
// again, as far as there is room.
func (l *Log) Flush(ctx context.Context) error {
	const op = "learning.Flush"
	l.mu.Lock()
	out := l.held
	l.held = newHeld()
	l.mu.Unlock()
	if out.size() > 0 {
		if err := l.cfg.Store.AddCounts(ctx, out.counts()); err != nil {
			l.takeBack(out)
			return errs.Op(op, err)
		}
	}
	return errs.Op(op, l.readWords(ctx))
}

func (l *Log) takeBack(out held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, q := range out.queries {
		l.tally(key, q.Words, q.Tally)
	}
	for key, clicks := range out.choices {
		l.choose(key, clicks)
	}
	for key, s := range out.services {
		l.judge(key, s.Found, s.FoundNone)
	}
	for w := range out.words {
		if !l.held.words[w] && l.hasRoom() {
			l.held.words[w] = true
		}
	}
}

// readWords asks now and then which words many have typed.
func (l *Log) readWords(ctx context.Context) error {
	now := l.cfg.Clock.Now()
	l.mu.Lock()
	isFresh := !l.wordsAge.IsZero() && now.Sub(l.wordsAge) < wordsEvery
	l.mu.Unlock()
	if l.cfg.Days == 0 || isFresh {
		return nil
	}
	digests, err := l.cfg.Store.FindWords(ctx, manyDays)
	if err != nil {
		return err
	}
	words := make(map[string]bool, len(digests))
	for _, d := range digests {
		words[d] = true
	}
	l.words.Store(&words)
	l.mu.Lock()
	l.wordsAge = now
	l.mu.Unlock()
	return nil
}

// Purge deletes what is older than it may be.
func (l *Log) Purge(ctx context.Context) (int, error) {
	today := DayOf(l.cfg.Clock.Now())
	day, words := today.Minus(l.cfg.Days), today.Minus(min(withinDays, l.cfg.Days))
	if l.cfg.Days == 0 {
		day, words = today.Minus(-2), today.Minus(-2) // all, also of a node whose clock is ahead
	}
	n, err := l.cfg.Store.DeleteBefore(ctx, day, words)
	return n, errs.Op("learning.Purge", err)
}

// Run adds what is held to the store every so often, and once more when ctx
// ends.
func (l *Log) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := l.Flush(ctx); err != nil && ctx.Err() == nil {
			l.cfg.Log.ErrorContext(ctx, "learning: counts of searches could not be kept", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
			defer cancel()
			if err := l.Flush(last); err != nil {
				l.cfg.Log.ErrorContext(last, "learning: the last counts of searches could not be kept", "error", err)
			}
			return
		}
	}
}

// counts is what is held, in order: nodes that add the same rows then do not
// wait for one another.
func (h held) counts() Counts {
	var c Counts
	for _, q := range h.queries {
		c.Queries = append(c.Queries, *q)
	}
	for key, clicks := range h.choices {
		c.Choices = append(c.Choices, ChoiceCount{Day: key.day, Query: key.Query, Service: key.service, Position: key.position, Clicks: clicks})
	}
	for _, s := range h.services {
		c.Services = append(c.Services, *s)
	}
	for w := range h.words {
		c.Words = append(c.Words, w)
	}
	c.sort()
	return c
}
