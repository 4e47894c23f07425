package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/config"
)

// StoredCatalogue returns the database's catalogue, for the tools that say how
// search answers.
func StoredCatalogue(ctx context.Context, cfg config.Config, opts Options) (*catalogue.Snapshot, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	running := catalogue.New(h.db.Catalogue(), h.log)
	if err := errors.Join(running.Load(ctx), h.close()); err != nil {
		return nil, err
	}
	return running.Current(), nil
}

// CatalogueIn returns the catalogue of a folder of files, without configuration or
// database. Routes are not looked at.
func CatalogueIn(dir fs.FS) (*catalogue.Snapshot, error) {
	files := catalogue.Files{
		CheckForm:  checkForm,
		CheckRoute: func(string, catalogue.Route, json.RawMessage) []catalogue.FormFault { return nil },
	}
	return files.ReadSnapshot(dir)
}
