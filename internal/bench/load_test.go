package bench

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// request is what goes over the wire, made before the clock runs: a client that
// costs much would flatter every ratio.
type request []byte

func newRequest(method, path, host string, header map[string]string, body string) request {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, host)
	for name, value := range header {
		fmt.Fprintf(&b, "%s: %s\r\n", name, value)
	}
	if body != "" {
		fmt.Fprintf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(body))
	}
	fmt.Fprintf(&b, "\r\n%s", body)
	return b.Bytes()
}

// connection is a kept connection of one client.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func dial(t *testing.T, addr string) *connection {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &connection{c, bufio.NewReaderSize(c, 64<<10)}
}

// fetch returns a page, and its size over the wire, which must be compressed.
func (c *connection) fetch(t *testing.T, r request) (page string, zipped int) {
	t.Helper()
	if _, err := c.Write(r); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s: %d %v", r[:bytes.IndexByte(r, '\r')], res.StatusCode, err)
	}
	plain, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), len(raw)
}

// do sends a request, reads the whole answer and returns its status.
func (c *connection) do(r request) (status int, err error) {
	if _, err := c.Write(r); err != nil {
		return 0, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, errors.Join(err, errors.New("no status line"))
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for {
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
		chunked = chunked || bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked"))
	}
	if chunked {
		return status, c.discardChunks()
	}
	_, err = c.in.Discard(length)
	return status, err
}

func (c *connection) discardChunks() error {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		if _, err := c.in.Discard(int(size) + len("\r\n")); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// deed is one thing that a client does over and over; it is called by one
// goroutine for each client.
type deed func(client int) error

// served makes a deed of a request that must be answered with the status.
func served(t *testing.T, addr string, clients, want int, r request) deed {
	t.Helper()
	connections := make([]*connection, clients)
	for i := range connections {
		connections[i] = dial(t, addr)
	}
	return func(client int) error {
		status, err := connections[client].do(r)
		if err == nil && status != want {
			err = fmt.Errorf("status %d, want %d", status, want)
		}
		return err
	}
}

// slice is what happened while something was done for a while by all clients.
type slice struct {
	took  time.Duration
	times []time.Duration
}

func (s slice) perSecond() float64 { return float64(len(s.times)) / s.took.Seconds() }

// errEnough ends a client's part: nothing is left to do.
var errEnough = errors.New("enough")

// run has all clients do the deed until the time is over.
func run(clients int, forTime time.Duration, do deed) (slice, error) {
	var wg sync.WaitGroup
	times, failed := make([][]time.Duration, clients), make([]error, clients)
	start := time.Now()
	for i := range clients {
		wg.Go(func() {
			for at := time.Now(); at.Sub(start) < forTime; {
				err := do(i)
				now := time.Now()
				if err != nil {
					failed[i] = err
					return
				}
				times[i] = append(times[i], now.Sub(at))
				at = now
			}
		})
	}
	wg.Wait()
	out := slice{took: time.Since(start), times: slices.Concat(times...)}
	for _, err := range failed {
		if err != nil && !errors.Is(err, errEnough) && !errors.Is(err, io.EOF) {
			return out, err
		}
	}
	return out, nil
}

// figure is what came out for one thing that was measured.
type figure struct {
	name                string
	perSecond, baseline float64 // medians over the turns
	p99                 time.Duration
	ratio               float64 // median of each turn's
	bytes, zipped       int     // of the page, 0: it is none
	goal
}

// compare has a deed and its baseline take turns.
func compare(t *testing.T, name string, clients int, s schedule, do, baseline deed) figure {
	t.Helper()
	var rates, baselines, ratios []float64
	var times []time.Duration
	for turn := range s.turns + 1 {
		length := s.slice
		if turn == 0 {
			length = s.slice / 4 // to get warm
		}
		base, err := run(clients, length, baseline)
		if err != nil {
			t.Fatalf("%s: the baseline: %v", name, err)
		}
		got, err := run(clients, length, do)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if turn == 0 {
			continue
		}
		if len(got.times) == 0 || len(base.times) == 0 {
			t.Fatalf("%s: nothing was done", name)
		}
		rates, baselines = append(rates, got.perSecond()), append(baselines, base.perSecond())
		ratios = append(ratios, got.perSecond()/base.perSecond())
		times = append(times, got.times...)
	}
	slices.Sort(times)
	return figure{
		name: name, perSecond: median(rates), baseline: median(baselines), ratio: median(ratios), p99: times[len(times)*99/100],
	}
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
