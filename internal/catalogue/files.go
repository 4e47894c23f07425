package catalogue

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

// FormFault is one thing wrong in a form, or in the route that its answers
// take.
type FormFault struct {
	Path    []string // where, from the root of the form or the route: steps, 0, questions, 1, type
	Message string   // what to write instead, in plain words
}

// FormChecker says what is wrong in a form's definition; nothing when it can
// be used.
type FormChecker func(definition json.RawMessage) []FormFault

// RouteChecker says what is wrong in a route of a service of the authority: an
// unknown connector, or an expression that the form has no answer for. form is
// nil when it has faults of its own. A nil one finds nothing: there is no
// configuration to hold it to.
type RouteChecker func(authority string, route Route, form json.RawMessage) []FormFault

// Files is the way in and out of the catalogue by a folder of YAML files, one
// a service, named after its id, a few that are about no one service, and one a
// language in WordsFolder.
// All fields must be set, but for Read and Check only the checkers.
type Files struct {
	Store      Store
	Log        audit.Log
	Clock      clock.Clock
	CheckForm  FormChecker
	CheckRoute RouteChecker
}

// File is what one file says.
type File struct {
	Name string `json:"-"`
	Service
	Form     json.RawMessage `json:"form,omitempty"`     // nil: no form
	Revision int             `json:"revision,omitempty"` // 0: not made by Export

	idAt position
}

const fileEnding = ".yaml"

// folder is what was found in a folder.
type folder struct {
	files        []File           // by id
	roots        map[string]*node // of the files, by id
	sheetFiles   []*sheetFile
	sheets       Sheets           // what they say
	vocabularies []vocabularyFile // by language
	faults       []Fault          // of the files that are not here
}

func (l *folder) tell(name string, spots []spot) {
	for _, s := range spots {
		l.faults = append(l.faults, Fault{name, s.at.line, s.at.column, s.message})
	}
}

// Read reads and checks the YAML files of dir, by id. It stops at nothing:
// when something is wrong, the error is Invalid and wraps an
// *InvalidFilesError with all of it. Other files, and other folders than
// WordsFolder, are left alone.
func (f *Files) Read(dir fs.FS) ([]File, error) {
	l, err := f.readSound(dir)
	return l.files, errs.Op("catalogue.Files.Read", err)
}

// ReadSnapshot reads and checks a folder as Read does, and returns the catalogue
// that it is, authorities and vocabularies too: for tools that want no database.
func (f *Files) ReadSnapshot(dir fs.FS) (*Snapshot, error) {
	l, err := f.readSound(dir)
	if err != nil {
		return nil, errs.Op("catalogue.Files.ReadSnapshot", err)
	}
	entries := make([]Entry, len(l.files))
	for i, file := range l.files {
		entries[i] = Entry{Service: file.Service, Revision: 1}
		if file.Form != nil {
			entries[i].FormVersion = 1
		}
	}
	words := make([]Vocabulary, len(l.vocabularies))
	for i, v := range l.vocabularies {
		words[i] = v.Vocabulary
	}
	return NewSnapshotOf(Content{Entries: entries, Sheets: l.sheets, Words: words}), nil
}

// readSound reads a folder of which nothing may be wrong.
func (f *Files) readSound(dir fs.FS) (folder, error) {
	l, err := f.readFolder(dir)
	if err != nil {
		return folder{}, err
	}
	if len(l.files) == 0 && len(l.sheetFiles) == 0 && len(l.vocabularies) == 0 && len(l.faults) == 0 {
		l.faults = []Fault{{".", 1, 1, "there are no files that end in " + fileEnding + " here: is this the right folder?"}}
	}
	if len(l.faults) > 0 {
		sortFaults(l.faults)
		return folder{}, errs.Wrap(errs.Invalid, "catalogue.Files.readSound", &InvalidFilesError{l.faults})
	}
	return l, nil
}

// readFolder reads what can be read in a folder and tells of the rest.
func (f *Files) readFolder(dir fs.FS) (folder, error) {
	l := folder{roots: map[string]*node{}}
	listed, err := fs.ReadDir(dir, ".")
	if err != nil {
		return l, err
	}
	for _, entry := range listed {
		name := entry.Name()
		if entry.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		if stem, ok := strings.CutSuffix(name, ".yml"); ok {
			l.faults = append(l.faults, Fault{name, 1, 1, "is not read: name the file " + stem + fileEnding})
		}
		if !strings.HasSuffix(name, fileEnding) {
			continue
		}
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			return l, err
		}
		if k, ok := kindOfSheet(name); ok {
			file, spots := k.readSheet(raw, &l.sheets)
			l.tell(name, spots)
			if len(spots) == 0 {
				l.sheetFiles = append(l.sheetFiles, file)
			}
			continue
		}
		file, root, spots := f.readFile(name, raw)
		l.tell(name, spots)
		l.files = append(l.files, file)
		if len(spots) == 0 {
			l.roots[file.ID] = root
		}
	}
	if err := l.readVocabularies(dir); err != nil {
		return l, err
	}
	l.faults = append(l.faults, sameIDs(l.files)...)
	l.files = slices.DeleteFunc(l.files, func(file File) bool { return l.roots[file.ID] == nil })
	slices.SortFunc(l.files, func(a, b File) int { return strings.Compare(a.ID, b.ID) })
	return l, nil
}

// readFile reads one file. One with faults has nothing but its id, which is
// compared with the others'.
func (f *Files) readFile(name string, raw []byte) (File, *node, []spot) {
	root, spots := readDocument(raw)
	if root == nil {
		return File{Name: name}, nil, spots
	}
	spots = serviceSchema().check(root)
	id := root.child("id").text()
	if stem := strings.TrimSuffix(name, fileEnding); id != "" && id != stem {
		spots = append(spots, spot{
			at:      root.find([]string{"id"}),
			message: fmt.Sprintf("id is %s, but the file is named %s: name it %s%s, or write id: %s", id, name, id, fileEnding, stem),
		})
	}
	spots = append(spots, f.check(root, spots)...)
	if len(spots) > 0 {
		return File{Name: name, Service: Service{ID: id}, idAt: root.find([]string{"id"})}, nil, spots
	}
	file := File{Name: name, idAt: root.find([]string{"id"})}
	if err := root.decode(&file); err != nil {
		return file, nil, []spot{{at: root.at, message: err.Error()}}
	}
	return file, root, nil
}

// check asks the checkers about the parts that the schema found nothing wrong
// in, so that nothing is said twice.
func (f *Files) check(root *node, found []spot) []spot {
	sound := func(key string) *node {
		if slices.ContainsFunc(found, func(s spot) bool { return len(s.path) > 0 && s.path[0] == key }) {
			return nil
		}
		return root.child(key)
	}
	var spots []spot
	tell := func(key string, faults []FormFault) {
		for _, fault := range faults {
			path := append([]string{key}, fault.Path...)
			spots = append(spots, spot{path, root.find(path), pathName(path) + ": " + fault.Message})
		}
	}
	var definition json.RawMessage
	if form := sound("form"); form != nil {
		tell("form", f.CheckForm(form.json()))
		if len(spots) == 0 {
			definition = form.json()
		}
	}
	if route := sound("route"); route != nil && f.CheckRoute != nil {
		var r Route
		if err := route.decode(&r); err != nil {
			return append(spots, spot{[]string{"route"}, route.at, err.Error()})
		}
		tell("route", f.CheckRoute(root.child("authority").text(), r, definition))
	}
	return spots
}

// sameIDs finds the files that claim an id which another file has already.
func sameIDs(files []File) []Fault {
	first := map[string]string{}
	var faults []Fault
	for _, file := range files {
		if file.ID == "" {
			continue
		}
		if other, taken := first[file.ID]; taken {
			faults = append(faults, Fault{file.Name, file.idAt.line, file.idAt.column, fmt.Sprintf("id %s is also the id of %s: an id belongs to one file", file.ID, other)})
			continue
		}
		first[file.ID] = file.Name
	}
	return faults
}
