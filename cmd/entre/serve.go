package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/config"
)

// usageError is a command line that cannot be read.
type usageError struct{ say string }

func (e usageError) Error() string { return e.say }

func isUsage(err error) bool {
	_, ok := errors.AsType[usageError](err)
	return ok
}

// parse reads flags wherever they stand among the arguments, and returns the
// rest.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(io.Discard)
	var rest []string
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, usageError{err.Error()}
		}
		args = flags.Args()
		if len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	return rest, nil
}

// configFlag adds --config, with ENTRE_CONFIG as its default.
func configFlag(flags *flag.FlagSet, w world) *string {
	fallback := ""
	for _, v := range w.environ {
		if path, ok := strings.CutPrefix(v, "ENTRE_CONFIG="); ok {
			fallback = path
		}
	}
	return flags.String("config", fallback, "configuration file")
}

// load reads the configuration and makes the log that it asks for.
func load(path string, w world) (config.Config, app.Options, error) {
	// It says where the file is; it is no setting of its own.
	environ := slices.DeleteFunc(slices.Clone(w.environ), func(v string) bool { return strings.HasPrefix(v, "ENTRE_CONFIG=") })
	cfg, err := config.Load(path, environ)
	if err != nil {
		return config.Config{}, app.Options{}, err
	}
	return cfg, app.Options{Log: logger(cfg.Log, w.err)}, nil
}

func logger(cfg config.Log, to io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.Level)) // config has checked it
	opts := &slog.HandlerOptions{Level: level}
	if cfg.Format == "text" {
		return slog.New(slog.NewTextHandler(to, opts))
	}
	return slog.New(slog.NewJSONHandler(to, opts))
}

func serve(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	path := configFlag(flags, w)
	if rest, err := parse(flags, args); err != nil || len(rest) > 0 {
		return errors.Join(err, tooMany(rest))
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	return app.Serve(ctx, cfg, opts)
}

func demo(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "the portal")
	outsideAddr := flags.String("outside-addr", "localhost:8081", "everything outside the portal")
	dir := flags.String("data", "var/demo", "where everything is kept")
	if rest, err := parse(flags, args); err != nil || len(rest) > 0 {
		return errors.Join(err, tooMany(rest))
	}
	log := slog.New(slog.NewTextHandler(w.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d, err := app.OpenDemo(ctx, app.DemoConfig{Addr: *addr, OutsideAddr: *outsideAddr, Dir: *dir, Log: log})
	if err != nil {
		return err
	}
	open := func() {
		w.say(`Mittköping is open. Everything in it is made up.

  The portal                http://%s
  The world outside         http://%s

Try this: search for "gatlampan är trasig", report a lamp, and look at it in
the street department's own system in the world outside. Set it as mended there
and watch the case in the portal. Take their system down and report again.

Everything is kept in %s; remove it to begin anew. Stop with Ctrl-C.`, *addr, *outsideAddr, *dir)
	}
	return errors.Join(d.Run(ctx, open), d.Close())
}

func version(_ context.Context, args []string, w world) error {
	if err := tooMany(args); err != nil {
		return err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this binary does not know its version")
	}
	w.say("entre %s %s", info.Main.Version, info.GoVersion)
	return nil
}

func tooMany(rest []string) error {
	if len(rest) > 0 {
		return usageError{fmt.Sprintf("what is %q? See entre help.", rest[0])}
	}
	return nil
}

// folder opens a folder that must exist.
func folder(path string) (*os.Root, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be read: %w", path, err)
	}
	return root, nil
}
