package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mittkoping/entre/internal/errs"
)

// Export writes every service of the database to a file of its own in the
// folder dir, which is made when it is missing, what is about no one service and
// the words of each language to files too, and the schemas beside them, for
// editors. It returns the names of the files that changed. A file takes its new
// content whole or not at all.
//
// It never writes over a file of somebody else's: when a file in its way does
// not hold the service of its name, the error is Conflict, lists all of them,
// and nothing has been written.
func (f *Files) Export(ctx context.Context, dir string) ([]string, error) {
	const op = "catalogue.Files.Export"
	contents, names := schemas()
	err := f.Store.InTx(ctx, func(ctx context.Context) error {
		sheets, err := f.Store.Sheets(ctx)
		if err != nil {
			return err
		}
		for _, s := range sheets {
			name := s.Name + fileEnding
			if contents[name], err = s.yaml(s.Revision); err != nil {
				return err
			}
			names = append(names, name)
		}
		words, err := f.Store.Vocabularies(ctx)
		if err != nil {
			return err
		}
		for _, v := range words {
			if contents[v.fileName()], err = v.render(); err != nil {
				return err
			}
			names = append(names, v.fileName())
		}
		entries, _, err := f.Store.Entries(ctx)
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := e.ID + fileEnding
			if contents[name], err = f.render(ctx, e); err != nil {
				return errs.Op(op+" "+e.ID, err)
			}
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, errs.Op(op, err)
	}
	names, err = changed(dir, names, contents)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // a folder of public texts
			return nil, errs.Op(op, err)
		}
		if err := replaceFile(path, contents[name]); err != nil {
			return nil, errs.Op(op, err)
		}
	}
	return names, nil
}

// render returns an entry's file, after reading it back: a file that would not
// come back as it was is never written.
func (f *Files) render(ctx context.Context, e Entry) ([]byte, error) {
	file := File{Service: e.Service, Revision: e.Revision}
	if e.FormVersion > 0 {
		form, err := f.Store.FindForm(ctx, e.ID, e.FormVersion)
		if err != nil {
			return nil, err
		}
		file.Form = form.Definition
	}
	raw := file.yaml(SchemaName)
	root, spots := readDocument(raw)
	if len(spots) > 0 {
		return nil, fmt.Errorf("the file would not be readable: %s", spots[0].message)
	}
	var back File
	if err := root.decode(&back); err != nil {
		return nil, err
	}
	if ContentHash(back.Service, back.Form) != ContentHash(file.Service, file.Form) {
		return nil, errors.New("the file would not say what the database says")
	}
	return raw, nil
}

// yaml returns the file in the one way that it is written; schema is where an
// editor finds its schema.
func (f File) yaml(schema string) []byte { return writeYAML(serviceSchema(), schema, asPlain(f)) }

func writeYAML(s *schema, address string, plain any) []byte {
	w := yamlWriter{schema: s}
	w.out.WriteString("# yaml-language-server: $schema=" + address + "\n")
	w.mapping(plain.(map[string]any), s.doc, "", false)
	return []byte(w.out.String())
}

// changed returns the names whose files in dir are missing or say something
// else, and Conflict when one of them is not ours to replace.
func changed(dir string, names []string, contents map[string][]byte) ([]string, error) {
	var out []string
	var refused []error
	for _, name := range names {
		old, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, name)
		case err != nil:
			return nil, err
		case bytes.Equal(old, contents[name]):
		case !sameSubject(old, contents[name]):
			refused = append(refused, fmt.Errorf("%s: holds something else than export would write there: move it away, or export to another folder", filepath.Join(dir, name)))
		default:
			out = append(out, name)
		}
	}
	if len(refused) > 0 {
		return nil, errs.Wrap(errs.Conflict, "catalogue.changed", errors.Join(refused...))
	}
	return out, nil
}

// sameSubject reports whether two files are about the same service, or are the
// same sheet, the words of one language, or the same schema.
func sameSubject(a, b []byte) bool {
	subject := func(raw []byte) string {
		root, _ := readDocument(raw)
		if id := root.child("id").text(); id != "" {
			return id
		}
		if language := root.child("language").text(); language != "" {
			return Vocabulary{Language: language}.id()
		}
		for _, k := range sheetKinds() {
			for _, key := range k.schema().doc.child("properties").fields {
				if key.name != "revision" && root.child(key.name) != nil {
					return k.name
				}
			}
		}
		return root.child("$id").text()
	}
	s := subject(a)
	return s != "" && s == subject(b)
}

// replaceFile puts content in the place of a file in one step, so that a
// reader or a crash meets the old file or the new one, never half of it.
func replaceFile(path string, content []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Chmod(0o644) // public texts, for other tools to read
	}
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
