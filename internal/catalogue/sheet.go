package catalogue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
)

// Sheet is a file of the catalogue that is about no one service, as the
// database keeps it: the authorities, the start page, the disturbances, the
// recommended hits, the judged queries.
type Sheet struct {
	Name         string          // of the file, without its ending
	Content      json.RawMessage // what the file says, but for its revision, with sorted keys
	Revision     int             // 1, 2, 3 …: raised by each change
	Hash         string          // of the content
	ImportedHash string          // of what a file last said; differs from Hash when edited here
	UpdatedAt    time.Time
}

// Sheets is what all of them say. What there is no sheet of is empty.
type Sheets struct {
	Directory    Directory
	Start        Start
	Disturbances Disturbances
	Bets         Bets
	Judged       Judged
}

// sheetKind is how one sort of sheet is read.
type sheetKind struct {
	name   string
	schema func() *schema
	read   func(json.RawMessage, *Sheets) error
	check  func(*node, Sheets) []spot // what the schema cannot say
}

// sheetKinds are all sheets that there are.
func sheetKinds() []sheetKind {
	return []sheetKind{
		{directorySheet, directorySchema, func(raw json.RawMessage, s *Sheets) error { return json.Unmarshal(raw, &s.Directory) }, checkDirectory},
		{startSheet, startSchema, func(raw json.RawMessage, s *Sheets) error { return json.Unmarshal(raw, &s.Start) }, nil},
		{disturbancesSheet, disturbancesSchema, func(raw json.RawMessage, s *Sheets) error { return json.Unmarshal(raw, &s.Disturbances) }, checkDisturbances},
		{betsSheet, betsSchema, func(raw json.RawMessage, s *Sheets) error { return json.Unmarshal(raw, &s.Bets) }, checkBets},
		{judgedSheet, judgedSchema, func(raw json.RawMessage, s *Sheets) error { return json.Unmarshal(raw, &s.Judged) }, nil},
	}
}

// The names of the sheets.
const (
	directorySheet    = "authorities"
	startSheet        = "start"
	disturbancesSheet = "disturbances"
	betsSheet         = "bets"
	judgedSheet       = "judged"
)

// The names of the sheets' files.
const (
	DirectoryName    = directorySheet + fileEnding
	StartName        = startSheet + fileEnding
	DisturbancesName = disturbancesSheet + fileEnding
	BetsName         = betsSheet + fileEnding
	JudgedName       = judgedSheet + fileEnding
)

func kindOfSheet(file string) (sheetKind, bool) {
	kinds := sheetKinds()
	i := slices.IndexFunc(kinds, func(k sheetKind) bool { return k.name+fileEnding == file })
	if i < 0 {
		return sheetKind{}, false
	}
	return kinds[i], true
}

// sheetFile is a sheet as its file says it.
type sheetFile struct {
	Sheet
	revision int // that the file says; 0: none
	root     *node
}

// readSheet reads a sheet's file into the sheets. With faults there is none.
func (k sheetKind) readSheet(raw []byte, into *Sheets) (*sheetFile, []spot) {
	root, spots := readDocument(raw)
	if root == nil {
		return nil, spots
	}
	if spots = k.schema().check(root); len(spots) > 0 {
		return nil, spots
	}
	content := root.without("revision").json()
	if err := k.read(content, into); err != nil {
		return nil, []spot{{at: root.at, message: err.Error()}}
	}
	if k.check != nil {
		if spots = k.check(root, *into); len(spots) > 0 {
			return nil, spots
		}
	}
	file := &sheetFile{root: root}
	var said struct {
		Revision int `json:"revision"`
	}
	if err := root.decode(&said); err != nil {
		return nil, []spot{{at: root.at, message: err.Error()}}
	}
	file.Sheet = Sheet{Name: k.name, Content: content, Hash: hashOf(content)}
	file.revision = said.Revision
	return file, nil
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// readStored turns what the database has into what it says.
func readStored(stored []Sheet) (Sheets, error) {
	var out Sheets
	for _, s := range stored {
		k, ok := kindOfSheet(s.Name + fileEnding)
		if !ok {
			continue // of a newer portal
		}
		if err := k.read(s.Content, &out); err != nil {
			return out, fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	return out, nil
}

// yaml returns the sheet's file as export writes it.
func (s Sheet) yaml(revision int) ([]byte, error) {
	k, ok := kindOfSheet(s.Name + fileEnding)
	if !ok {
		return nil, fmt.Errorf("sheet %s: of a newer portal", s.Name)
	}
	plain, err := decodePlain(s.Content)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", s.Name, err)
	}
	content, ok := plain.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("sheet %s: is no mapping", s.Name)
	}
	if revision > 0 {
		content["revision"] = revision
	}
	return writeYAML(k.schema(), s.Name+schemaEnding, content), nil
}

// SheetRule is the name of the quality gate's rule on what is about no one
// service.
const SheetRule = "sheet"

// SheetNames returns the names of all sheets that there may be.
func SheetNames() []string {
	var out []string
	for _, k := range sheetKinds() {
		out = append(out, k.name)
	}
	return out
}

// mention is an id where a sheet names it.
type mention struct {
	id   string
	path []string
}

// sheetFlaws finds the ids that sheets name and no service has, by sheet. What
// has them works without: they are left out.
func sheetFlaws(s Sheets, files []File) map[string][]Flaw {
	flaws := map[string][]Flaw{}
	for name, mentions := range map[string][]mention{
		startSheet: s.Start.services(), disturbancesSheet: s.Disturbances.services(), betsSheet: s.Bets.services(), judgedSheet: s.Judged.services(),
	} {
		for _, m := range mentions {
			if !slices.ContainsFunc(files, func(f File) bool { return f.ID == m.id }) {
				flaws[name] = append(flaws[name], Flaw{SheetRule, m.path, quote(m.id) + " is the id of no service"})
			}
		}
	}
	return flaws
}

// sheetChange is one sheet to write.
type sheetChange struct {
	Sheet
	verdict verdict
}

// planSheets compares the sheets of a folder with the database and reports what
// they meet, as for services.
func (f *Files) planSheets(ctx context.Context, files []*sheetFile, overwrite []string, report *Report) ([]sheetChange, error) {
	stored, err := f.Store.Sheets(ctx)
	if err != nil {
		return nil, err
	}
	var out []sheetChange
	for _, file := range files {
		m := meeting{hash: file.Hash, revision: file.revision}
		after := sheetChange{Sheet: file.Sheet}
		after.Revision, after.ImportedHash = 1, file.Hash
		i := slices.IndexFunc(stored, func(s Sheet) bool { return s.Name == file.Name })
		if i >= 0 {
			m.before = &kept{stored[i].Revision, stored[i].Hash, stored[i].ImportedHash}
			after.Revision = stored[i].Revision + 1
		}
		v, reason := decide(m, slices.Contains(overwrite, file.Name))
		conflict := func() ([]Difference, error) { return differences(stored[i].Content, file.Content) }
		if err := report.add(v, file.Name, reason, conflict); err != nil {
			return nil, err
		}
		if after.verdict = v; v.writes() {
			out = append(out, after)
		}
	}
	return out, nil
}

func differences(before, after json.RawMessage) ([]Difference, error) {
	a, err := decodePlain(before)
	if err != nil {
		return nil, err
	}
	b, err := decodePlain(after)
	if err != nil {
		return nil, err
	}
	var fields []Difference
	differ(a, b, nil, &fields)
	return fields, nil
}

func (f *Files) applySheets(ctx context.Context, changes []sheetChange, now time.Time, actor string) error {
	for _, c := range changes {
		c.UpdatedAt = now
		if err := f.Store.SaveSheet(ctx, c.Sheet); err != nil {
			return err
		}
		err := f.Log.Append(ctx, audit.Entry{
			At: now, Actor: actor, Action: c.verdict.action(), Subject: "catalogue:" + c.Name, Detail: fmt.Sprintf("revision:%d", c.Revision),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
