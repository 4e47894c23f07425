// The storybook shows every page in every state with made-up data, for
// designers and for the browser tests: a list at /, each story at /NAME and in
// English at /en/NAME. It needs no database and answers nothing but GET.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/mittkoping/entre/internal/testing/sample"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		slog.Error("storybook", "error", err)
		os.Exit(1)
	}
}

// run serves until ctx ends or somebody presses Ctrl-C.
func run(ctx context.Context, args []string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	flags := flag.NewFlagSet("storybook", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8090", "where to listen")
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", *addr, err)
	}
	server := &http.Server{Handler: sample.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	slog.InfoContext(ctx, "storybook", "open", "http://"+listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
