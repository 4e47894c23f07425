package store

import (
	"context"
	"log/slog"
	"net"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

func TestConnectionsNoticeAMachineThatIsGone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the option is Linux's")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := dialer(0).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		for option, want := range map[int]int{18: 20_000, syscall.TCP_KEEPIDLE: 5, syscall.TCP_KEEPINTVL: 5, syscall.TCP_KEEPCNT: 3} {
			if got, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, option); err != nil || got != want {
				t.Errorf("option %d is %d, %v; want %d", option, got, err, want)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOpenIsPatientOnlyWithWhatMayMend(t *testing.T) {
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := refused.Addr().String()
	_ = refused.Close()
	tests := []struct {
		name, dsn string
		patience  time.Duration
		least     time.Duration
	}{
		{"nobody there, no patience", "postgres://u@" + nobody + "/entre?sslmode=disable", 0, 0},
		{"nobody there", "postgres://u@" + nobody + "/entre?sslmode=disable", 1500 * time.Millisecond, 1500 * time.Millisecond},
		{"no address", "postgres://u@:nine/entre", time.Hour, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			begun := time.Now()
			db, err := Open(ctx, Config{Dialect: Postgres, DSN: tt.dsn, Patience: tt.patience, Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				_ = db.Close()
				t.Fatal("it is open")
			}
			if took := time.Since(begun); took < tt.least || ctx.Err() != nil {
				t.Errorf("took %s, at least %s", took, tt.least)
			}
			if tt.patience < time.Hour && errs.KindOf(err) != errs.Unavailable {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestSteadyMovesWhenAnotherAnswers(t *testing.T) {
	var s steady
	var marks []time.Time
	for _, who := range []string{"first", "first", "second", "first"} {
		time.Sleep(time.Millisecond) // the clock must tell them apart
		s.met(who)
		marks = append(marks, s.since())
	}
	if !marks[0].Equal(marks[1]) || !marks[2].After(marks[1]) || !marks[3].After(marks[2]) {
		t.Errorf("marks %v", marks)
	}
}
