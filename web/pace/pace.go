package pace

import (
	"io"
	"net/http"
	"time"
)

// A connection must move 16 KB each 30 seconds: a phone with the poorest
// coverage does, and whoever only wants to hold on to us hardly gets anything.
const (
	Window = 30 * time.Second
	Least  = 16 << 10
)

// past is a deadline that ends at once whatever waits for a connection. Since
// it is the only one that is set here, the server's own time-outs stay.
var past = time.Unix(1, 0)

// watch ends a connection where too little flows.
type watch struct {
	timer  *time.Timer
	flowed int
}

func begin(end func(time.Time) error) *watch {
	return &watch{timer: time.AfterFunc(Window, func() { _ = end(past) })}
}

func (w *watch) flow(n int) {
	if w.flowed += n; w.flowed >= Least {
		w.flowed = 0
		w.timer.Reset(Window)
	}
}

func (w *watch) stop() { w.timer.Stop() }

// Reader returns the body of the request that w answers, which fails with
// os.ErrDeadlineExceeded when it stalls. Call stop when it is read.
func Reader(w http.ResponseWriter, body io.Reader) (r io.Reader, stop func()) {
	watched := begin(http.NewResponseController(w).SetReadDeadline)
	return &reader{body, watched}, watched.stop
}

type reader struct {
	body  io.Reader
	watch *watch
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.watch.flow(n)
	return n, err
}

// Write writes the content to w. It fails when the reader at the other end
// stalls.
func Write(w http.ResponseWriter, content []byte) error {
	watched := begin(http.NewResponseController(w).SetWriteDeadline)
	defer watched.stop()
	for len(content) > 0 {
		n, err := w.Write(content[:min(len(content), Least)])
		if err != nil {
			return err
		}
		watched.flow(n)
		content = content[n:]
	}
	return nil
}
