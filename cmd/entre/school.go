package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/app"
)

// schools shuts somebody out from seeing a child at school, at once, whatever the
// school's system says. A personal number is read from standard input: it must
// not stand in a shell's history.
func schools(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("school", flag.ContinueOnError)
	path := configFlag(flags, w)
	child := flags.String("child", "", "SYSTEM/ID of the child; none: all children")
	person := flags.Bool("person", false, "one person, whose number comes on standard input; otherwise everybody")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	isBlock, isList, isLift := len(rest) == 1 && rest[0] == "block", len(rest) == 1 && rest[0] == "blocks", len(rest) == 2 && rest[0] == "unblock"
	if !isBlock && !isList && !isLift {
		return usageError{"say block, blocks or unblock ID"}
	}
	var b app.SchoolBlock
	if isBlock {
		if b, err = whom(*child, *person, w); err != nil {
			return err
		}
	}
	cfg, opts, err := load(*path, w)
	if err != nil {
		return err
	}
	switch {
	case isBlock:
		id, err := app.BlockSchool(ctx, cfg, opts, b)
		if err == nil {
			w.say("shut out; entre school unblock %s lets in again", id)
		}
		return err
	case isLift:
		return app.LiftSchoolBlock(ctx, cfg, opts, rest[1])
	}
	blocks, err := app.SchoolBlocks(ctx, cfg, opts)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		who, what := "everybody", "all children"
		if b.OfPerson {
			who = "a person"
		}
		if b.Child != "" {
			what = "child " + b.System + "/" + string(b.Child)
		}
		w.say("%s  %s  %s from %s", b.ID, b.At.Format(time.DateTime), who, what)
	}
	w.say("%d shut out", len(blocks))
	return nil
}

// maxNumber is room for a number and a line's end.
const maxNumber = 64

func whom(child string, person bool, w world) (app.SchoolBlock, error) {
	var b app.SchoolBlock
	if child == "" && !person {
		return b, usageError{"say --child SYSTEM/ID, --person or both"}
	}
	if child != "" {
		var ok bool
		if b.System, b.Child, ok = strings.Cut(child, "/"); !ok || b.Child == "" {
			return b, usageError{"write --child SYSTEM/ID"}
		}
	}
	if person {
		in := w.in
		if in == nil {
			in = strings.NewReader("")
		}
		raw, err := io.ReadAll(io.LimitReader(in, maxNumber))
		if err != nil {
			return b, fmt.Errorf("standard input: %w", err)
		}
		if b.Number = strings.TrimSpace(string(raw)); b.Number == "" {
			return b, errors.New("write the person's number, twelve digits, on standard input")
		}
	}
	return b, nil
}
