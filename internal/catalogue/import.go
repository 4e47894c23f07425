package catalogue

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// ImportOptions say how to import.
type ImportOptions struct {
	Overwrite []string // ids whose file wins over the database
	Actor     string   // for the audit trail
	DryRun    bool     // report only
}

// Report says what an import did, or would do, by service id. Files that are
// about no one service are told of by their names: “authorities”, “words/fi”.
type Report struct {
	Created        []string
	Updated        []string
	Unchanged      []string // the file and the database say the same
	Kept           []string // changed in the database only: it stays
	Overridden     []string // a conflict, or a change in the database, that the file won by Overwrite
	OnlyInDatabase []string // no file: left alone
	Conflicts      []Conflict
}

// Conflict is a service that cannot be imported without losing somebody's
// change.
type Conflict struct {
	ID     string
	Reason string
	Fields []Difference
}

// Import reads the files of dir into the database: all of them or none, in one
// transaction with an audit entry a changed service. What each file meets is
// decided by decide. Services without a file are left alone.
//
// Errors: Invalid with an *InvalidFilesError when a file is wrong, or Invalid
// when Overwrite names an id that no file has; Conflict when a change would be lost, with the
// conflicts in the report. With an error nothing has been written.
func (f *Files) Import(ctx context.Context, dir fs.FS, opts ImportOptions) (Report, error) {
	const op = "catalogue.Files.Import"
	found, err := f.readSound(dir)
	if err != nil {
		return Report{}, errs.Op(op, err)
	}
	for _, id := range opts.Overwrite {
		if !found.has(id) {
			return Report{}, errs.Wrap(errs.Invalid, op, fmt.Errorf("overwrite %s: no file has this id", id))
		}
	}
	var report Report
	err = f.Store.InTx(ctx, func(ctx context.Context) error {
		var p plan
		if p, err = f.plan(ctx, found, opts.Overwrite); err != nil {
			return errs.Op(op, err)
		}
		report = p.report
		if len(report.Conflicts) > 0 {
			return errs.Wrap(errs.Conflict, op, report.conflictError())
		}
		if opts.DryRun {
			return nil
		}
		return errs.Op(op, f.apply(ctx, p, opts.Actor))
	})
	return report, err
}

// has reports whether a file of the folder goes by the id.
func (l folder) has(id string) bool {
	return slices.ContainsFunc(l.sheetFiles, func(file *sheetFile) bool { return file.Name == id }) ||
		slices.ContainsFunc(l.files, func(file File) bool { return file.ID == id }) ||
		slices.ContainsFunc(l.vocabularies, func(file vocabularyFile) bool { return file.id() == id })
}

// plan is what an import has to write.
type plan struct {
	report  Report
	sheets  []sheetChange
	words   []vocabularyChange
	changes []change
}

// change is one service to write.
type change struct {
	file   File
	before *Entry // nil: new
	hash   string
	action audit.Action
}

// plan compares a folder with the database and writes nothing.
func (f *Files) plan(ctx context.Context, found folder, overwrite []string) (plan, error) {
	var p plan
	var err error
	if p.sheets, err = f.planSheets(ctx, found.sheetFiles, overwrite, &p.report); err != nil {
		return p, err
	}
	entries, _, err := f.Store.Entries(ctx)
	if err != nil {
		return p, err
	}
	if p.words, err = f.planVocabularies(ctx, found.vocabularies, overwrite, &p.report); err != nil {
		return p, err
	}
	stored := map[string]*Entry{}
	for i := range entries {
		stored[entries[i].ID] = &entries[i]
	}
	unknown := found.unknownServices(func(id string) bool { return stored[id] != nil || found.roots[id] != nil })
	if len(unknown) > 0 {
		return p, errs.Wrap(errs.Invalid, "catalogue.Files.plan", &InvalidFilesError{unknown})
	}
	for _, file := range found.files {
		c := change{file: file, before: stored[file.ID], hash: ContentHash(file.Service, file.Form)}
		delete(stored, file.ID)
		v, reason := decide(c.meeting(), slices.Contains(overwrite, file.ID))
		conflict := func() ([]Difference, error) { return f.compare(ctx, *c.before, file) }
		if err := p.report.add(v, file.ID, reason, conflict); err != nil {
			return p, err
		}
		if v.writes() {
			c.action = v.action()
			p.changes = append(p.changes, c)
		}
	}
	for _, e := range entries {
		if stored[e.ID] != nil {
			p.report.OnlyInDatabase = append(p.report.OnlyInDatabase, e.ID)
		}
	}
	return p, f.checkContacts(ctx, found, p.sheets)
}

// checkContacts refuses a service that nobody could call, because neither it
// nor its authority says how.
func (f *Files) checkContacts(ctx context.Context, found folder, changes []sheetChange) error {
	stored, err := f.Store.Sheets(ctx)
	if err != nil {
		return err
	}
	for _, c := range changes {
		stored = append(stored, c.Sheet) // what comes last is what holds
	}
	sheets, err := readStored(stored)
	if err != nil {
		return err
	}
	var faults []Fault
	for _, file := range found.files {
		if c := Resolve(file.Service, sheets.Directory).Contact; c.Phone != "" && !c.Hours.IsZero() {
			continue
		}
		at := found.roots[file.ID].find([]string{"contact"})
		faults = append(faults, Fault{file.Name, at.line, at.column, fmt.Sprintf(
			"contact needs phone and hours: write them, or let %s say what holds for all services of %s", DirectoryName, file.Authority)})
	}
	if len(faults) > 0 {
		return errs.Wrap(errs.Invalid, "catalogue.Files.checkContacts", &InvalidFilesError{faults})
	}
	return nil
}

// add puts an id on the list that a verdict is about. conflict tells, of a
// conflict, what differs.
func (r *Report) add(v verdict, id, reason string, conflict func() ([]Difference, error)) error {
	switch v {
	case verdictConflict:
		fields, err := conflict()
		if err != nil {
			return err
		}
		r.Conflicts = append(r.Conflicts, Conflict{id, reason, fields})
	case verdictUnchanged:
		r.Unchanged = append(r.Unchanged, id)
	case verdictKept:
		r.Kept = append(r.Kept, id)
	case verdictCreated:
		r.Created = append(r.Created, id)
	case verdictUpdated:
		r.Updated = append(r.Updated, id)
	case verdictOverridden:
		r.Overridden = append(r.Overridden, id)
	}
	return nil
}

type verdict int

const (
	verdictUnchanged verdict = iota
	verdictKept
	verdictConflict
	verdictCreated
	verdictUpdated
	verdictOverridden
)

func (v verdict) writes() bool { return v >= verdictCreated }

func (v verdict) action() audit.Action {
	if v == verdictOverridden {
		return audit.CatalogueOverridden
	}
	return audit.CatalogueImported
}

// meeting is a file and what the database has of the same.
type meeting struct {
	hash     string // of the file
	revision int    // that the file says; 0: none
	before   *kept  // nil: nothing
}

// kept is what the database knows of what it has.
type kept struct {
	revision           int
	hash, importedHash string
}

func (c change) meeting() meeting {
	m := meeting{hash: c.hash, revision: c.file.Revision}
	if c.before != nil {
		m.before = &kept{c.before.Revision, c.before.Hash, c.before.ImportedHash}
	}
	return m
}

// decide says what becomes of one file, and of a conflict why. A file that
// Export made says which revision it was made from, and only an edit of that
// very revision may replace it. A file without a revision may replace what a
// file said last, but never an edit made in the database.
func decide(m meeting, overwrite bool) (verdict, string) {
	v, reason := verdictConflict, ""
	switch e := m.before; {
	case e == nil:
		return verdictCreated, ""
	case m.hash == e.hash:
		return verdictUnchanged, ""
	case m.revision == e.revision:
		return verdictUpdated, ""
	case m.revision != 0:
		reason = fmt.Sprintf("the file was made from revision %d, but the database is at revision %d: export again and make the change in the new file", m.revision, e.revision)
	case m.hash == e.importedHash:
		v = verdictKept
	case e.hash == e.importedHash:
		return verdictUpdated, ""
	default:
		reason = "both the file and the database have changed since the last import: export, and make the change of the file in the new file"
	}
	if overwrite {
		return verdictOverridden, ""
	}
	return v, reason
}

func (f *Files) apply(ctx context.Context, p plan, actor string) error {
	now := f.Clock.Now()
	if err := f.applySheets(ctx, p.sheets, now, actor); err != nil {
		return err
	}
	if err := f.applyVocabularies(ctx, p.words, now, actor); err != nil {
		return err
	}
	for _, c := range p.changes {
		entry := Entry{
			Service:      c.file.Service,
			Revision:     1,
			Hash:         c.hash,
			ImportedHash: c.hash,
			UpdatedAt:    now,
		}
		if c.before != nil {
			entry.Revision = c.before.Revision + 1
		}
		form, version, err := f.nextForm(ctx, c, now)
		if err != nil {
			return err
		}
		entry.FormVersion = version
		if err := f.Store.SaveEntry(ctx, entry, form); err != nil {
			return err
		}
		err = f.Log.Append(ctx, audit.Entry{
			At:      now,
			Actor:   actor,
			Action:  c.action,
			Subject: "service:" + entry.ID,
			Detail:  fmt.Sprintf("revision:%d", entry.Revision),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// nextForm returns the form's new version, nil when form and route are the
// stored ones, and the version that the entry should have: 0 without a form. A
// file with a form has a route (the schema says so).
func (f *Files) nextForm(ctx context.Context, c change, now time.Time) (*Form, int, error) {
	if c.file.Form == nil {
		return nil, 0, nil
	}
	definition, version := canonical(c.file.Form), 0
	if c.before != nil && c.before.FormVersion > 0 {
		version = c.before.FormVersion
		current, err := f.Store.FindForm(ctx, c.file.ID, version)
		if err != nil {
			return nil, 0, err
		}
		if bytes.Equal(canonical(current.Definition), definition) && reflect.DeepEqual(current.Route, *c.file.Route) {
			return nil, version, nil
		}
	}
	// A form that was taken away and comes back goes on after its old versions,
	// which drafts and cases still name.
	for taken := true; taken; {
		version++
		_, err := f.Store.FindForm(ctx, c.file.ID, version)
		if taken = err == nil; !taken && !errs.Is(err, errs.NotFound) {
			return nil, 0, err
		}
	}
	return &Form{ServiceID: c.file.ID, Version: version, Definition: definition, Route: *c.file.Route, CreatedAt: now}, version, nil
}

// ContentHash returns the hash that Entry.Hash is of: what the service and its
// form (nil: none) say, whatever the order of keys in the form.
func ContentHash(s Service, form json.RawMessage) string {
	raw, err := json.Marshal(File{Service: s, Form: canonical(form)})
	if err != nil {
		panic(err) // texts and numbers always can
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// canonical returns JSON with sorted keys and no spaces. What cannot be read
// stays as it is.
func canonical(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return nil
	}
	v, err := decodePlain(raw)
	if err != nil {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}

func (r Report) conflictError() error {
	var all []error
	for _, c := range r.Conflicts {
		all = append(all, errors.New(c.String()))
	}
	return errors.Join(all...)
}
