package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
)

const explained = 5 // hits

// searches says what is found for some words and why, or how well judged queries
// are answered, those of a file or the catalogue's own: in the database's catalogue,
// or in a folder of files.
func searches(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	path := configFlag(flags, w)
	dir := flags.String("content", "", "a folder of catalogue files, instead of the database")
	lang := flags.String("lang", string(i18n.SV), "language of the page")
	words := flags.String("explain", "", "words to look for")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	isEvaluation := (len(rest) == 1 || len(rest) == 2) && rest[0] == "evaluate"
	if isEvaluation == (*words != "") || !isEvaluation && len(rest) > 0 {
		return usageError{`write entre search --explain "WORDS", or entre search evaluate [FILE]; with --config FILE or --content DIR`}
	}
	snapshot, err := searchedCatalogue(ctx, *path, *dir, w)
	if err != nil {
		return err
	}
	x := search.New(snapshot)
	if isEvaluation {
		judged := search.JudgedIn(snapshot)
		if len(rest) == 2 {
			if judged, err = readJudged(rest[1]); err != nil {
				return err
			}
		}
		if len(judged) == 0 {
			return usageError{"the catalogue has no judged queries: import judged.yaml, or name a FILE with a table of them"}
		}
		return x.Evaluate(judged).Write(w.out)
	}
	page, ok := i18n.ParseLang(*lang)
	if !ok {
		return usageError{"--lang is sv or en"}
	}
	return x.Explain(search.Query{Text: *words, Lang: page, Limit: explained, Day: catalogue.DayOf(clock.System{}.Now())}).Write(w.out)
}

func searchedCatalogue(ctx context.Context, config, dir string, w world) (*catalogue.Snapshot, error) {
	if dir != "" {
		root, err := folder(dir)
		if err != nil {
			return nil, err
		}
		s, err := app.CatalogueIn(root.FS())
		return s, errors.Join(err, root.Close())
	}
	cfg, opts, err := load(config, w)
	if err != nil {
		return nil, err
	}
	return app.StoredCatalogue(ctx, cfg, opts)
}

func readJudged(name string) (judged []search.Judged, err error) {
	file, err := os.Open(strings.TrimSpace(name)) //nolint:gosec // the operator's own file
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return search.ReadJudged(file)
}
