package catalogue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/audit"
)

// readDirectory reads the authorities' file. With faults there is none.
func readDirectory(raw []byte) (*Directory, []spot) {
	root, spots := readDocument(raw)
	if root == nil {
		return nil, spots
	}
	if spots = directorySchema().check(root); len(spots) > 0 {
		return nil, spots
	}
	var d Directory
	if err := root.decode(&d); err != nil {
		return nil, []spot{{at: root.at, message: err.Error()}}
	}
	codes, names := map[string]bool{}, map[string]bool{}
	for i, a := range d.Authorities {
		at := root.child("authorities").child(strconv.Itoa(i))
		if codes[a.Code] {
			spots = append(spots, spot{at: at.child("code").at, message: fmt.Sprintf("code %s is another authority's already: a code belongs to one", a.Code)})
		}
		if names[a.Name.SV] {
			spots = append(spots, spot{at: at.find([]string{"name", "sv"}), message: fmt.Sprintf("%s stands here twice: keep one of them", a.Name.SV)})
		}
		codes[a.Code], names[a.Name.SV] = true, true
	}
	if len(spots) > 0 {
		return nil, spots
	}
	return &d, nil
}

// hash returns the hash that Directory.Hash is of.
func (d Directory) hash() string {
	raw, err := json.Marshal(d.Authorities)
	if err != nil {
		panic(err) // texts always can
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// directoryID stands for the authorities' file where services have their ids.
const directoryID = "authorities"

// planDirectory compares the authorities' file with the database, reports
// what it meets as for a service, and returns what to write: nil for nothing.
func (f *Files) planDirectory(ctx context.Context, file *Directory, overwrite []string, report *Report) (*Directory, verdict, error) {
	if file == nil {
		return nil, verdictUnchanged, nil
	}
	before, err := f.Store.Directory(ctx)
	if err != nil {
		return nil, verdictUnchanged, err
	}
	m := meeting{hash: file.hash(), revision: file.Revision}
	if before.Revision > 0 {
		m.before = &kept{before.Revision, before.Hash, before.ImportedHash}
	}
	v, reason := decide(m, slices.Contains(overwrite, directoryID))
	conflict := func() ([]Difference, error) {
		var fields []Difference
		differ(plainOf(before.Authorities), plainOf(file.Authorities), []string{directoryID}, &fields)
		return fields, nil
	}
	if err := report.add(v, directoryID, reason, conflict); err != nil || !v.writes() {
		return nil, v, err
	}
	after := Directory{Authorities: file.Authorities, Revision: before.Revision + 1, Hash: m.hash, ImportedHash: m.hash}
	return &after, v, nil
}

func (f *Files) applyDirectory(ctx context.Context, d *Directory, v verdict, now time.Time, actor string) error {
	if d == nil {
		return nil
	}
	d.UpdatedAt = now
	if err := f.Store.SaveDirectory(ctx, *d); err != nil {
		return err
	}
	return f.Log.Append(ctx, audit.Entry{
		At: now, Actor: actor, Action: v.action(), Subject: "catalogue:" + directoryID, Detail: fmt.Sprintf("revision:%d", d.Revision),
	})
}
