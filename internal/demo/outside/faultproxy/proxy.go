package faultproxy

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	defaultDelay      = 10 * time.Second
	defaultRetryAfter = time.Second
	defaultMaxBody    = 64 << 20 // bytes
	maxEvents         = 10_000
)

// Config says how a proxy fails. The zero value never does.
type Config struct {
	Seed       uint64
	Rate       float64       // share of the requests that fail, 0 to 1
	Faults     []Fault       // drawn from with equal chance; nil means All
	Match      Match         // which requests may fail by chance; scripts ask their own
	Delay      time.Duration // of Slow and SlowAfter; 0 means 10 s
	RetryAfter time.Duration // of TooMany, in whole seconds; 0 means 1 s
	MaxBody    int64         // bytes of a request that are taken; 0 means 64 MiB
}

// Event is one request that came through.
type Event struct {
	Method    string
	Path      string // without the query, which may hold personal data
	Fault     Fault
	Forwarded bool // whether the back end got it
}

// Proxy is the back end as its clients meet it. It is safe for concurrent use.
type Proxy struct {
	next http.Handler
	cfg  Config // Rate, Faults and Match change; guarded by mu

	mu      sync.Mutex
	random  *rand.Rand
	scripts []*script
	events  []*Event
	counts  map[kind]int
	first   map[string]*answer // what the first request of a method and path was answered
}

// kind is what is counted.
type kind struct {
	method string
	fault  Fault
}

// script is a queue of faults for the requests that match.
type script struct {
	match  Match
	faults []Fault
}

// New returns a proxy in front of next.
func New(next http.Handler, cfg Config) *Proxy {
	cfg.Delay = cmp.Or(cfg.Delay, defaultDelay)
	cfg.RetryAfter = cmp.Or(cfg.RetryAfter, defaultRetryAfter)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, defaultMaxBody)
	return &Proxy{
		next:   next,
		cfg:    cfg,
		random: rand.New(rand.NewPCG(cfg.Seed, cfg.Seed)), //nolint:gosec // repeatable on purpose
		counts: map[kind]int{},
		first:  map[string]*answer{},
	}
}

// Remote is a handler that passes requests on to another server, to be put
// behind a proxy.
func Remote(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
}

// Script queues exact faults for the next requests, before any chance. None
// lets one through.
func (p *Proxy) Script(faults ...Fault) { p.ScriptFor(nil, faults...) }

// ScriptFor queues exact faults for the next requests that match. Of several
// scripts that match, the one queued first decides.
func (p *Proxy) ScriptFor(match Match, faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scripts = append(p.scripts, &script{match: match, faults: faults})
}

// SetRate changes the share of requests that fail by chance.
func (p *Proxy) SetRate(rate float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cfg.Rate = rate
}

// SetFaults changes what is drawn from, no fault meaning All, and for which
// requests.
func (p *Proxy) SetFaults(match Match, faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cfg.Match, p.cfg.Faults = match, faults
}

// Log returns the latest requests, oldest first: at most 10,000.
func (p *Proxy) Log() []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	events := make([]Event, len(p.events))
	for i, e := range p.events {
		events[i] = *e
	}
	return events
}

// Count returns how many requests of a method have met a fault, or None, since
// the beginning.
func (p *Proxy) Count(method string, fault Fault) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[kind{method, fault}]
}

// begin decides the fault of a request and logs it.
func (p *Proxy) begin(r *http.Request) *Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &Event{Method: r.Method, Path: r.URL.Path, Fault: p.choose(r)}
	if len(p.events) == maxEvents {
		p.events = append([]*Event(nil), p.events[maxEvents/2:]...)
	}
	p.events = append(p.events, e)
	p.counts[kind{e.Method, e.Fault}]++
	return e
}

// choose takes the fault from the scripts, else from chance.
func (p *Proxy) choose(r *http.Request) Fault {
	for _, s := range p.scripts {
		if len(s.faults) > 0 && s.match.holds(r) {
			fault := s.faults[0]
			s.faults = s.faults[1:]
			return fault
		}
	}
	faults := p.cfg.Faults
	if faults == nil {
		faults = All()
	}
	faults = applicable(faults, r)
	if len(faults) == 0 || !p.cfg.Match.holds(r) || p.random.Float64() >= p.cfg.Rate {
		return None
	}
	return faults[p.random.IntN(len(faults))]
}

// ServeHTTP answers a request with the fault that is its turn.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	event := p.begin(r)
	// The whole request is read first: only then does the server notice a
	// client that leaves, and a refusal reaches a client that still writes.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, p.cfg.MaxBody))
	if err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "request body not readable", status)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if refuse(w, r, event.Fault, p.cfg.RetryAfter) {
		return
	}
	if event.Fault == Slow && !wait(r.Context(), p.cfg.Delay) {
		return
	}
	p.mu.Lock()
	event.Forwarded = true
	p.mu.Unlock()
	switch {
	case event.Fault != None && event.Fault != Slow:
		p.spoil(w, r, event.Fault)
	case r.Method != http.MethodGet && p.isFirst(r):
		p.answerFirst(w, r)
	default:
		p.next.ServeHTTP(w, r)
	}
}

func (p *Proxy) isFirst(r *http.Request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.first[place(r)] == nil
}

// answerFirst keeps what is answered, for OtherAnswer.
func (p *Proxy) answerFirst(w http.ResponseWriter, r *http.Request) {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	p.next.ServeHTTP(a, r)
	p.mu.Lock()
	if p.first[place(r)] == nil && a.status < http.StatusMultipleChoices {
		p.first[place(r)] = a
	}
	p.mu.Unlock()
	a.send(w, a.body.Bytes())
}

// other is what the first request like r was answered, and a when r is the first.
func (p *Proxy) other(r *http.Request, a *answer) *answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	return cmp.Or(p.first[place(r)], a)
}

func place(r *http.Request) string { return r.Method + " " + r.URL.Path }

// spoil lets the back end do its work in peace, and then harms its answer.
func (p *Proxy) spoil(w http.ResponseWriter, r *http.Request, fault Fault) {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	p.next.ServeHTTP(a, r.WithContext(context.WithoutCancel(r.Context())))
	switch fault {
	case LostAnswer:
		hangUp(w, nil, false)
	case ResetDuring:
		hangUp(w, a.firstHalf(), true)
	case HalfAnswer:
		hangUp(w, a.firstHalf(), false)
	case TruncatedBody:
		a.send(w, a.body.Bytes()[:a.body.Len()/2])
	case WrongTypes:
		a.send(w, wrongTypes(a.body.Bytes()))
	case DuplicateItems:
		a.send(w, duplicated(a.body.Bytes()))
	case SlowAfter:
		wait(r.Context(), p.cfg.Delay)
		a.send(w, a.body.Bytes())
	case SlowDrip:
		a.drip(r.Context(), w, p.cfg.Delay/10)
	case WithoutID:
		a.status = http.StatusCreated
		a.send(w, withoutIDs(a.body.Bytes()))
	case OtherAnswer:
		other := p.other(r, a)
		other.send(w, other.body.Bytes())
	default:
		a.send(w, a.body.Bytes())
	}
}

// refuse answers the faults that come before the effect.
func refuse(w http.ResponseWriter, r *http.Request, fault Fault, retryAfter time.Duration) bool {
	switch fault {
	case ServerError:
		http.Error(w, "internal server error", http.StatusInternalServerError)
	case BadGateway:
		sendPage(w, http.StatusBadGateway, "502 Bad Gateway")
	case ErrorInside:
		sendError(w, r)
	case HTMLInstead:
		sendPage(w, http.StatusOK, "Planerat underhåll")
	case TooMany:
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
		http.Error(w, "too many requests", http.StatusTooManyRequests)
	case ResetBefore:
		hangUp(w, nil, true)
	default:
		return false
	}
	return true
}

// wait reports whether d passed before the client left.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
