package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/search"
)

// SearchCatalogue returns the index of the database's catalogue, for the tools
// that say how search answers.
func SearchCatalogue(ctx context.Context, cfg config.Config, opts Options) (*search.Index, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	running := catalogue.New(h.db.Catalogue(), h.log)
	if err := errors.Join(running.Load(ctx), h.close()); err != nil {
		return nil, err
	}
	return search.New(running.Current()), nil
}

// SearchFolder returns the index of a folder of catalogue files, without
// configuration or database. Routes are not looked at.
func SearchFolder(dir fs.FS) (*search.Index, error) {
	files := catalogue.Files{
		CheckForm:  checkForm,
		CheckRoute: func(string, catalogue.Route, json.RawMessage) []catalogue.FormFault { return nil },
	}
	snapshot, err := files.ReadSnapshot(dir)
	if err != nil {
		return nil, err
	}
	return search.New(snapshot), nil
}
