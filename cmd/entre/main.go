// Command entre is Entré: one way in to a municipality.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], world{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ()})
	stop()
	os.Exit(code)
}

// world is what a command sees of the machine.
type world struct {
	in       io.Reader // nil: nothing
	out, err io.Writer
	environ  []string
}

// say writes a line for people.
func (w world) say(format string, args ...any) { _, _ = fmt.Fprintf(w.out, format+"\n", args...) }

// complain writes a line about what went wrong.
func (w world) complain(format string, args ...any) { _, _ = fmt.Fprintf(w.err, format+"\n", args...) }

// Exit codes: 0 is well, 1 is a failure, 2 is a command that cannot be read.
const (
	exitWell   = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `entre: one way in to a municipality

  entre demo [--addr HOST:PORT] [--outside-addr HOST:PORT] [--data DIR]
        run the demo municipality Mittköping and the world outside it
  entre serve --config FILE
        run the portal
  entre healthcheck --config FILE [--ready]
        ask the portal on this machine whether it lives; with --ready, whether
        its database and files answer too
  entre check --config FILE
        try the configuration, the catalogue and every connector
  entre migrate --config FILE up|down|status
        change the database's schema
  entre catalogue --config FILE import DIR [--overwrite ID,ID] [--dry-run]
        read services from a folder of YAML files
  entre catalogue --config FILE export DIR
        write them to one
  entre catalogue check DIR [DIR]
        hold such files to the quality gate, without a configuration
  entre catalogue format DIR
        write them in the one way that export writes them
  entre catalogue schema
        print the JSON Schema of such a file, for your editor
  entre search [--config FILE | --content DIR] --explain "WORDS" [--lang sv|en]
        say what is found for some words, and why
  entre search [--config FILE | --content DIR] evaluate FILE
        say how well judged queries are answered
  entre route --config FILE preview SERVICE
        say where a service's cases go, with which values, by examples of answers
  entre deliveries --config FILE refused
        list what back ends have refused: a person must look
  entre deliveries --config FILE retry ID
        have one tried again, when what it was refused for is mended
  entre deliveries --config FILE reconcile [--connector NAME] [--from DAY] [--to DAY] [--repair]
        ask the back ends for what they have confirmed; nothing is changed
  entre school --config FILE block [--child SYSTEM/ID] [--person]
        shut out from a child at school, at once: everybody, or the person whose
        number comes on standard input (without --child: from all children)
  entre school --config FILE blocks
        list whom; entre school unblock ID lets in again
  entre keys new FILE
        make a key ring; entre keys rotate FILE adds a new first key
  entre version

The variable ENTRE_CONFIG can stand for --config FILE. See docs/configuration.md.`

// command is one word after entre.
type command func(ctx context.Context, args []string, w world) error

func commands() map[string]command {
	return map[string]command{
		"demo": demo, "serve": serve, "healthcheck": healthcheck, "check": check, "migrate": migrate,
		"catalogue": catalogues, "search": searches, "deliveries": deliveries, "route": routes, "school": schools, "keys": keys, "version": version,
	}
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, w world) int {
	if len(args) == 0 {
		w.complain("%s", usage)
		return exitUsage
	}
	do, ok := commands()[args[0]]
	if !ok {
		if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
			w.say("%s", usage)
			return exitWell
		}
		w.complain("entre: there is no command %q\n\n%s", args[0], usage)
		return exitUsage
	}
	err := do(ctx, args[1:], w)
	switch {
	case err == nil:
		return exitWell
	case isUsage(err):
		w.complain("entre %s: %v", args[0], err)
		return exitUsage
	default:
		w.complain("entre %s: %v", args[0], err)
		return exitFailed
	}
}
