package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/mittkoping/entre/internal/app"
	"github.com/mittkoping/entre/internal/catalogue"
)

// checkFolders holds folders of catalogue files to the quality gate, as if
// they were one.
func checkFolders(names []string, w world) error {
	var folders []catalogue.Folder
	for _, name := range names {
		dir, err := folder(name)
		if err != nil {
			return err
		}
		defer func() { _ = dir.Close() }() // it was only read
		folders = append(folders, catalogue.Folder{Name: name, FS: dir.FS()})
	}
	well, err := app.CheckCatalogue(folders)
	if invalid, ok := errors.AsType[*catalogue.InvalidFilesError](err); ok {
		w.say("%s", invalid)
		w.say("%d services are well", well)
		return errors.New("something must be mended in the files")
	}
	if err == nil {
		w.say("%d services are well", well)
	}
	return err
}

// formatFolder writes each catalogue file of a folder in the one way that
// export writes it. A file that cannot be read is told of and stays.
func formatFolder(name string, w world) (err error) {
	dir, err := folder(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	files, err := fs.Glob(dir.FS(), "*.yaml")
	if err != nil {
		return err
	}
	words, err := fs.Glob(dir.FS(), catalogue.WordsFolder+"/*.yaml")
	if err != nil {
		return err
	}
	failed := false
	for _, file := range slices.Concat(files, words) {
		changed, err := formatFile(dir, file)
		if invalid, ok := errors.AsType[*catalogue.InvalidFilesError](err); ok {
			failed = true
			w.say("%s", invalid)
			continue
		}
		if err != nil {
			return err
		}
		if changed {
			w.say("written: %s", file)
		}
	}
	if failed {
		return errors.New("some files are as they were, because they cannot be read")
	}
	return nil
}

func formatFile(dir *os.Root, name string) (changed bool, err error) {
	raw, err := dir.ReadFile(name)
	if err != nil {
		return false, err
	}
	out, err := app.FormatCatalogue(name, raw)
	if err != nil || bytes.Equal(raw, out) {
		return false, err
	}
	return true, dir.WriteFile(name, out, 0o644)
}
