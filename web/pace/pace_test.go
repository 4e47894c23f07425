package pace_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mittkoping/entre/web/pace"
)

// oneConnection is a listener for one connection.
type oneConnection chan net.Conn

func (l oneConnection) Accept() (net.Conn, error) {
	if conn, ok := <-l; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (l oneConnection) Close() error   { return nil }
func (l oneConnection) Addr() net.Addr { return &net.TCPAddr{} }

// connect returns the client's end of a connection to the handler.
func connect(t *testing.T, handler http.HandlerFunc) net.Conn {
	t.Helper()
	listener := make(oneConnection, 1)
	client, server := net.Pipe()
	listener <- server
	close(listener)
	s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() {
		_ = client.Close()
		_ = s.Close()
		time.Sleep(2 * pace.Window) // in the bubble: until all have noticed
	})
	return client
}

func TestReader(t *testing.T) {
	tests := []struct {
		name  string
		pause time.Duration // between two pieces
		piece int
		want  error
	}{
		{"as slow as one may be", pace.Window - time.Second, pace.Least, nil},
		{"it stalls", pace.Window + time.Second, pace.Least, os.ErrDeadlineExceeded},
		{"it trickles", pace.Window / 2, 1, os.ErrDeadlineExceeded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const pieces = 4
				read := make(chan error, 1)
				conn := connect(t, func(w http.ResponseWriter, r *http.Request) {
					body, stop := pace.Reader(w, r.Body)
					defer stop()
					_, err := io.CopyN(io.Discard, body, int64(pieces*tt.piece))
					read <- err
				})
				go func() { _, _ = io.Copy(io.Discard, conn) }()
				_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
				go func() {
					for range pieces {
						if _, err := conn.Write(make([]byte, tt.piece)); err != nil {
							return
						}
						time.Sleep(tt.pause)
					}
				}()
				if err := <-read; !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestWrite(t *testing.T) {
	tests := []struct {
		name  string
		pause time.Duration // before each piece is read
		ends  bool
	}{
		{"as slow as one may be", pace.Window - time.Second, true},
		{"it stalls", pace.Window + time.Second, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wrote := make(chan error, 1)
				conn := connect(t, func(w http.ResponseWriter, _ *http.Request) {
					wrote <- pace.Write(w, make([]byte, 10*pace.Least))
				})
				_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				go func() {
					for {
						time.Sleep(tt.pause)
						if _, err := io.CopyN(io.Discard, conn, pace.Least+1<<10); err != nil {
							return
						}
					}
				}()
				if err := <-wrote; (err == nil) != tt.ends {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}
