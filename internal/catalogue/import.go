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

// Report says what an import did, or would do, by service id.
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
	files, err := f.Read(dir)
	if err != nil {
		return Report{}, errs.Op(op, err)
	}
	for _, id := range opts.Overwrite {
		if !slices.ContainsFunc(files, func(file File) bool { return file.ID == id }) {
			return Report{}, errs.Wrap(errs.Invalid, op, fmt.Errorf("overwrite %s: no file has this id", id))
		}
	}
	var report Report
	err = f.Store.InTx(ctx, func(ctx context.Context) error {
		var changes []change
		if report, changes, err = f.plan(ctx, files, opts.Overwrite); err != nil {
			return errs.Op(op, err)
		}
		if len(report.Conflicts) > 0 {
			return errs.Wrap(errs.Conflict, op, report.conflictError())
		}
		if opts.DryRun {
			return nil
		}
		return errs.Op(op, f.apply(ctx, changes, opts.Actor))
	})
	return report, err
}

// change is one service to write.
type change struct {
	file   File
	before *Entry // nil: new
	hash   string
	action audit.Action
}

// plan compares the files with the database and writes nothing.
func (f *Files) plan(ctx context.Context, files []File, overwrite []string) (Report, []change, error) {
	entries, _, err := f.Store.Entries(ctx)
	if err != nil {
		return Report{}, nil, err
	}
	stored := map[string]*Entry{}
	for i := range entries {
		stored[entries[i].ID] = &entries[i]
	}
	var report Report
	var changes []change
	for _, file := range files {
		before := stored[file.ID]
		delete(stored, file.ID)
		c := change{file: file, before: before, hash: ContentHash(file.Service, file.Form), action: audit.CatalogueImported}
		verdict, reason := decide(c, slices.Contains(overwrite, file.ID))
		switch verdict {
		case verdictConflict:
			fields, err := f.compare(ctx, *before, file)
			if err != nil {
				return Report{}, nil, err
			}
			report.Conflicts = append(report.Conflicts, Conflict{file.ID, reason, fields})
		case verdictUnchanged:
			report.Unchanged = append(report.Unchanged, file.ID)
		case verdictKept:
			report.Kept = append(report.Kept, file.ID)
		case verdictCreated:
			report.Created = append(report.Created, file.ID)
		case verdictUpdated:
			report.Updated = append(report.Updated, file.ID)
		case verdictOverridden:
			report.Overridden = append(report.Overridden, file.ID)
			c.action = audit.CatalogueOverridden
		}
		if verdict.writes() {
			changes = append(changes, c)
		}
	}
	for _, e := range entries {
		if stored[e.ID] != nil {
			report.OnlyInDatabase = append(report.OnlyInDatabase, e.ID)
		}
	}
	return report, changes, nil
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

// decide says what becomes of one file, and of a conflict why. A file that
// Export made says which revision it was made from, and only an edit of that
// very revision may replace it. A file without a revision may replace what a
// file said last, but never an edit made in the database.
func decide(c change, overwrite bool) (verdict, string) {
	v, reason := verdictConflict, ""
	switch e := c.before; {
	case e == nil:
		return verdictCreated, ""
	case c.hash == e.Hash:
		return verdictUnchanged, ""
	case c.file.Revision == e.Revision:
		return verdictUpdated, ""
	case c.file.Revision != 0:
		reason = fmt.Sprintf("the file was made from revision %d, but the database is at revision %d: export again and make the change in the new file", c.file.Revision, e.Revision)
	case c.hash == e.ImportedHash:
		v = verdictKept
	case e.Hash == e.ImportedHash:
		return verdictUpdated, ""
	default:
		reason = "both the file and the database have changed since the last import: export, and make the change of the file in the new file"
	}
	if overwrite {
		return verdictOverridden, ""
	}
	return v, reason
}

func (f *Files) apply(ctx context.Context, changes []change, actor string) error {
	now := f.Clock.Now()
	for _, c := range changes {
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
