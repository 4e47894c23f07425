package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
)

const explained = 5 // hits

// searches says what is found for some words and why, or how well judged queries
// are answered: in the database's catalogue, or in a folder of files.
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
	isEvaluation := len(rest) == 2 && rest[0] == "evaluate"
	if isEvaluation == (*words != "") || !isEvaluation && len(rest) > 0 {
		return usageError{`write entre search --explain "WORDS", or entre search evaluate FILE; with --config FILE or --content DIR`}
	}
	x, err := searchIndex(ctx, *path, *dir, w)
	if err != nil {
		return err
	}
	if isEvaluation {
		return evaluate(x, rest[1], w)
	}
	page, ok := i18n.ParseLang(*lang)
	if !ok {
		return usageError{"--lang is sv or en"}
	}
	return x.Explain(search.Query{Text: *words, Lang: page, Limit: explained}).Write(w.out)
}

func searchIndex(ctx context.Context, config, dir string, w world) (*search.Index, error) {
	if dir != "" {
		root, err := folder(dir)
		if err != nil {
			return nil, err
		}
		x, err := app.SearchFolder(root.FS())
		return x, errors.Join(err, root.Close())
	}
	cfg, opts, err := load(config, w)
	if err != nil {
		return nil, err
	}
	return app.SearchCatalogue(ctx, cfg, opts)
}

func evaluate(x *search.Index, name string, w world) (err error) {
	file, err := os.Open(strings.TrimSpace(name)) //nolint:gosec // the operator's own file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	judged, err := search.ReadJudged(file)
	if err != nil {
		return err
	}
	return x.Evaluate(judged).Write(w.out)
}
