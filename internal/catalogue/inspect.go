package catalogue

import (
	"bytes"
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/errs"
)

// Folder is a folder and what faults call it.
type Folder struct {
	Name string
	FS   fs.FS
}

// Check reads folders as if they were one and holds each service to the
// quality gate, without a database. When something is wrong, the error is
// Invalid and wraps an *InvalidFilesError with all of it: what Import would
// refuse, and the flaws of the rest. It returns how many files are well.
func (f *Files) Check(folders []Folder) (int, error) {
	const op = "catalogue.Files.Check"
	var all folder
	in := map[string]string{} // folder by id
	all.roots = map[string]*node{}
	for _, dir := range folders {
		l, err := f.readFolder(dir.FS)
		if err != nil {
			return 0, errs.Op(op+" "+dir.Name, err)
		}
		for _, fault := range l.faults {
			fault.File = path.Join(dir.Name, fault.File)
			all.faults = append(all.faults, fault)
		}
		for _, file := range l.files {
			if other, taken := in[file.ID]; taken {
				all.faults = append(all.faults, Fault{path.Join(dir.Name, file.Name), 1, 1, "the same service is in " + other + " too: keep one"})
				continue
			}
			in[file.ID], all.roots[file.ID] = dir.Name, l.roots[file.ID]
			all.files = append(all.files, file)
		}
		for _, file := range l.sheetFiles {
			in[file.Name], all.roots[file.Name] = dir.Name, file.root
			all.sheetFiles = append(all.sheetFiles, file)
		}
		for _, v := range l.vocabularies {
			v.folder = dir.Name
			all.vocabularies = append(all.vocabularies, v)
		}
	}
	sheets, err := all.allSheets()
	if err != nil {
		return 0, errs.Op(op, err)
	}
	all.faults = append(all.faults, all.unknownServices(func(id string) bool { return in[id] != "" || all.roots[id] != nil })...)
	flaws := Gate(all.files, sheets.Directory, f.Clock.Now())
	for _, file := range all.files {
		all.tellFlaws(in[file.ID], file.ID, flaws[file.ID])
	}
	for name, found := range sheetFlaws(sheets, all.files) {
		all.tellFlaws(in[name], name, found)
	}
	well := len(all.files) - len(flaws)
	if len(all.faults) == 0 {
		return well, nil
	}
	sortFaults(all.faults)
	return well, errs.Wrap(errs.Invalid, op, &InvalidFilesError{all.faults})
}

// tellFlaws tells of flaws where they stand in the file of an id in a folder.
func (l *folder) tellFlaws(dir, id string, flaws []Flaw) {
	for _, flaw := range flaws {
		at := l.roots[id].find(flaw.Path)
		l.faults = append(l.faults, Fault{path.Join(dir, id+fileEnding), at.line, at.column, flaw.String()})
	}
}

// allSheets is what the sheets of several folders say; the last one holds.
func (l *folder) allSheets() (Sheets, error) {
	var all []Sheet
	for _, file := range l.sheetFiles {
		all = append(all, file.Sheet)
	}
	return readStored(all)
}

// CheckStored holds what the database has to the quality gate: the flaws by
// id, and those of the files that are about no one service by their names.
func (f *Files) CheckStored(ctx context.Context) (map[string][]Flaw, error) {
	const op = "catalogue.Files.CheckStored"
	entries, _, err := f.Store.Entries(ctx)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	stored, err := f.Store.Sheets(ctx)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	sheets, err := readStored(stored)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	files := make([]File, len(entries))
	for i, e := range entries {
		files[i].Service = e.Service
		if e.FormVersion == 0 {
			continue
		}
		form, err := f.Store.FindForm(ctx, e.ID, e.FormVersion)
		if err != nil {
			return nil, errs.Op(op+" "+e.ID, err)
		}
		files[i].Form = form.Definition
	}
	flaws := Gate(files, sheets.Directory, f.Clock.Now())
	maps.Copy(flaws, sheetFlaws(sheets, files))
	return flaws, nil
}

// Format returns a file of a folder as Export would write it, but for the
// comments at its top, which stay, and the revision. Comments further down
// would be lost: such a file, and one that cannot be read, is Invalid.
func (f *Files) Format(name string, raw []byte) ([]byte, error) {
	const op = "catalogue.Files.Format"
	top, rest := topComments(raw)
	if at := innerComment(rest); at > 0 {
		line := bytes.Count(top, []byte("\n")) + at
		return nil, invalid(op, Fault{name, line, 1, "a comment would be lost here: move it to the top of the file"})
	}
	out, spots := f.canonicalFile(name, raw)
	if len(spots) > 0 {
		return nil, invalid(op, faultsOf(name, spots)...)
	}
	if len(top) > 0 {
		_, out = topComments(out)
	}
	return slices.Concat(top, out), nil
}

// canonicalFile returns a file in the one way that it is written, whatever it
// is about. With faults there is none.
func (f *Files) canonicalFile(name string, raw []byte) ([]byte, []spot) {
	if isVocabulary(name) {
		words, spots := readVocabulary(name, raw)
		if len(spots) > 0 {
			return nil, spots
		}
		return words.yaml("../" + VocabularySchemaName), nil
	}
	if k, ok := kindOfSheet(path.Base(name)); ok {
		file, spots := k.readSheet(raw, &Sheets{})
		if len(spots) > 0 {
			return nil, spots
		}
		out, err := file.yaml(0)
		if err != nil {
			return nil, []spot{{at: file.root.at, message: err.Error()}}
		}
		return out, nil
	}
	file, _, spots := f.readFile(path.Base(name), raw)
	if len(spots) > 0 {
		return nil, spots
	}
	return file.yaml(SchemaName), nil
}

// topComments splits a file after the comments that it begins with.
func topComments(raw []byte) (top, rest []byte) {
	n := 0
	for line := range bytes.Lines(raw) {
		if !bytes.HasPrefix(line, []byte("#")) {
			break
		}
		n += len(line)
	}
	return raw[:n], raw[n:]
}

// innerComment returns the first line that is a comment, from 1; 0: none.
func innerComment(raw []byte) int {
	n := 0
	for line := range strings.Lines(string(raw)) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), "# ") {
			return n
		}
	}
	return 0
}

func faultsOf(name string, spots []spot) []Fault {
	var l folder
	l.tell(name, spots)
	return l.faults
}

func invalid(op string, faults ...Fault) error {
	sortFaults(faults)
	return errs.Wrap(errs.Invalid, op, &InvalidFilesError{faults})
}
