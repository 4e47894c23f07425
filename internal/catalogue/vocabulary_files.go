package catalogue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// WordsFolder is the folder of the vocabularies, beside the services' files.
const WordsFolder = "words"

// vocabularyFile is what one file says, and where.
type vocabularyFile struct {
	Vocabulary
	folder string // as Check calls it
	root   *node
}

// id stands for a vocabulary's file where services have their ids.
func (v Vocabulary) id() string { return WordsFolder + "/" + v.Language }

func (v Vocabulary) fileName() string { return v.id() + fileEnding }

// hash returns the hash that Vocabulary.Hash is of.
func (v Vocabulary) hash() string {
	v.Revision = 0
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers always can
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// isVocabulary reports whether a file is named as one of a vocabulary.
func isVocabulary(name string) bool { return path.Base(path.Dir(name)) == WordsFolder }

// readVocabularies reads the folder of vocabularies, if there is one.
func (l *folder) readVocabularies(dir fs.FS) error {
	listed, err := fs.ReadDir(dir, WordsFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range listed {
		name := WordsFolder + "/" + entry.Name()
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || path.Ext(name) != fileEnding {
			continue
		}
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		v, spots := readVocabulary(name, raw)
		l.tell(name, spots)
		if len(spots) == 0 {
			l.vocabularies = append(l.vocabularies, v)
		}
	}
	return nil
}

// readVocabulary reads one file. One with faults says nothing.
func readVocabulary(name string, raw []byte) (vocabularyFile, []spot) {
	root, spots := readDocument(raw)
	if root == nil {
		return vocabularyFile{}, spots
	}
	if spots = vocabularySchema().check(root); len(spots) > 0 {
		return vocabularyFile{}, spots
	}
	v := vocabularyFile{root: root}
	if err := root.decode(&v.Vocabulary); err != nil {
		return vocabularyFile{}, []spot{{at: root.at, message: err.Error()}}
	}
	if path.Base(name) != path.Base(v.fileName()) {
		spots = append(spots, spot{at: root.find([]string{"language"}), message: fmt.Sprintf(
			"language is %s, but the file is named %s: name it %s%s", v.Language, path.Base(name), v.Language, fileEnding)})
	}
	spots = append(spots, v.checkScripts()...)
	return v, append(spots, v.checkSynonyms()...)
}

// checkScripts refuses words that nobody types in the language.
func (v vocabularyFile) checkScripts() []spot {
	var spots []spot
	check := func(words []string, place ...string) {
		for i, word := range words {
			if wrong, ok := checkLetters(v.Language, word); ok {
				at := v.root.find(append(slices.Clone(place), strconv.Itoa(i)))
				spots = append(spots, spot{at: at, message: quote(word) + " " + wrong.english()})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.Services)) {
		check(v.Services[id], "services", id)
	}
	for i, g := range v.Synonyms {
		check(g.From, "synonyms", strconv.Itoa(i), "from")
		check(g.To, "synonyms", strconv.Itoa(i), "to")
	}
	return spots
}

// checkSynonyms says what CheckSynonyms finds.
func (v vocabularyFile) checkSynonyms() []spot {
	line := func(group int) position { return v.root.child("synonyms").child(strconv.Itoa(group)).at }
	var spots []spot
	for _, f := range CheckSynonyms(v.Synonyms) {
		message := quote(f.Word) + " stands for itself here: take one away"
		if f.Rule == WordTwice {
			message = fmt.Sprintf("%s stands for %s in line %d already: keep one of them", quote(f.Word), quote(f.Other), line(f.First).line)
		}
		spots = append(spots, spot{at: line(f.Group), message: message})
	}
	return spots
}

// unknownServices finds the words of services that are not there.
func (l folder) unknownServices(isThere func(id string) bool) []Fault {
	var faults []Fault
	for _, v := range l.vocabularies {
		for _, id := range slices.Sorted(maps.Keys(v.Services)) {
			if isThere(id) {
				continue
			}
			at := v.root.keyPosition([]string{"services"}, id)
			known := make([]any, len(l.files))
			for i, file := range l.files {
				known[i] = file.ID
			}
			faults = append(faults, Fault{path.Join(v.folder, v.fileName()), at.line, at.column, "there is no service " + id + didYouMean(id, known)})
		}
	}
	return faults
}

// vocabularyChange is one vocabulary to write.
type vocabularyChange struct {
	after  Vocabulary
	action audit.Action
}

// planVocabularies compares the files with the database, reports what they meet
// as for services, and returns what to write.
func (f *Files) planVocabularies(ctx context.Context, files []vocabularyFile, overwrite []string, report *Report) ([]vocabularyChange, error) {
	if len(files) == 0 {
		return nil, nil
	}
	stored, err := f.Store.Vocabularies(ctx)
	if err != nil {
		return nil, err
	}
	var changes []vocabularyChange
	for _, file := range files {
		m := meeting{hash: file.hash(), revision: file.Revision}
		var before Vocabulary
		if i := slices.IndexFunc(stored, func(v Vocabulary) bool { return v.Language == file.Language }); i >= 0 {
			before = stored[i]
			m.before = &kept{before.Revision, before.Hash, before.ImportedHash}
		}
		v, reason := decide(m, slices.Contains(overwrite, file.id()))
		conflict := func() ([]Difference, error) { return before.compare(file.Vocabulary), nil }
		if err := report.add(v, file.id(), reason, conflict); err != nil {
			return nil, err
		}
		if v.writes() {
			after := file.Vocabulary
			after.Revision, after.Hash, after.ImportedHash = before.Revision+1, m.hash, m.hash
			changes = append(changes, vocabularyChange{after, v.action()})
		}
	}
	return changes, nil
}

// compare returns how a file differs from v.
func (v Vocabulary) compare(file Vocabulary) []Difference {
	v.Revision, file.Revision = 0, 0
	var fields []Difference
	differ(plainOf(v), plainOf(file), nil, &fields)
	return fields
}

func (f *Files) applyVocabularies(ctx context.Context, changes []vocabularyChange, now time.Time, actor string) error {
	for _, c := range changes {
		c.after.UpdatedAt = now
		if err := f.Store.SaveVocabulary(ctx, c.after); err != nil {
			return err
		}
		err := f.Log.Append(ctx, audit.Entry{
			At: now, Actor: actor, Action: c.action, Subject: "catalogue:" + c.after.id(), Detail: fmt.Sprintf("revision:%d", c.after.Revision),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// yaml returns the file in the one way that it is written; schema is where an
// editor finds its schema.
func (v Vocabulary) yaml(schema string) []byte {
	return writeYAML(vocabularySchema(), schema, plainOf(v))
}

// render returns the file, after reading it back: one that would not come back
// as it was is never written.
func (v Vocabulary) render() ([]byte, error) {
	raw := v.yaml("../" + VocabularySchemaName)
	back, spots := readVocabulary(v.fileName(), raw)
	if len(spots) > 0 {
		return nil, errs.Wrap(errs.Internal, "catalogue.Vocabulary.render "+v.Language, errors.New("the file would not be readable: "+spots[0].message))
	}
	if back.hash() != v.hash() {
		return nil, errs.Wrap(errs.Internal, "catalogue.Vocabulary.render "+v.Language, errors.New("the file would not say what the database says"))
	}
	return raw, nil
}
