package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// Wording is what editors may say otherwise of how services are found. What they
// have changed is exported with the rest, and an import tells of it as of a
// service that was changed here.
type Wording struct {
	Vocabularies []Vocabulary // by language
	Bets         Bets
}

// Language returns the vocabulary of a language, and false when there is none.
func (w *Wording) Language(tag string) (*Vocabulary, bool) {
	for i := range w.Vocabularies {
		if w.Vocabularies[i].Language == tag {
			return &w.Vocabularies[i], true
		}
	}
	return nil, false
}

// Wording returns what the database has. It is the caller's own.
func (f *Files) Wording(ctx context.Context) (Wording, error) {
	const op = "catalogue.Files.Wording"
	words, err := f.Store.Vocabularies(ctx)
	if err != nil {
		return Wording{}, errs.Op(op, err)
	}
	stored, err := f.Store.Sheets(ctx)
	if err != nil {
		return Wording{}, errs.Op(op, err)
	}
	sheets, err := readStored(stored)
	return Wording{words, sheets.Bets}, errs.Op(op, err)
}

// SaveWording writes what of the wording is not as it is stored, each with an
// audit entry, in the transaction in ctx or one of its own. It writes nothing
// that its file could not say: such a fault, which callers find before, is
// Internal. Conflict: somebody else has just written.
func (f *Files) SaveWording(ctx context.Context, w Wording, actor string) error {
	const op = "catalogue.Files.SaveWording"
	return errs.Op(op, f.Store.InTx(ctx, func(ctx context.Context) error {
		stored, err := f.Store.Vocabularies(ctx)
		if err != nil {
			return err
		}
		for _, v := range w.Vocabularies {
			i := slices.IndexFunc(stored, func(s Vocabulary) bool { return s.Language == v.Language })
			before := Vocabulary{}
			if i >= 0 {
				before = stored[i]
			}
			if err := f.saveWords(ctx, before, v, actor); err != nil {
				return err
			}
		}
		return f.saveBets(ctx, w.Bets, actor)
	}))
}

func (f *Files) saveWords(ctx context.Context, before, after Vocabulary, actor string) error {
	hash := after.hash()
	if hash == before.Hash || before.Revision == 0 && len(after.Services) == 0 && len(after.Synonyms) == 0 {
		return nil
	}
	if _, err := after.render(); err != nil {
		return err
	}
	after.Revision, after.Hash, after.ImportedHash, after.UpdatedAt = before.Revision+1, hash, before.ImportedHash, f.Clock.Now()
	if err := f.Store.SaveVocabulary(ctx, after); err != nil {
		return err
	}
	return f.noteEdit(ctx, after.id(), after.Revision, actor)
}

func (f *Files) saveBets(ctx context.Context, b Bets, actor string) error {
	stored, err := f.Store.Sheets(ctx)
	if err != nil {
		return err
	}
	b.Revision = 0
	if b.Bets == nil {
		b.Bets = []Bet{}
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return err
	}
	after := Sheet{Name: betsSheet, Content: canonical(raw), Revision: 1, UpdatedAt: f.Clock.Now()}
	after.Hash = hashOf(after.Content)
	i := slices.IndexFunc(stored, func(s Sheet) bool { return s.Name == betsSheet })
	if i >= 0 {
		after.Revision, after.ImportedHash = stored[i].Revision+1, stored[i].ImportedHash
	}
	if i >= 0 && stored[i].Hash == after.Hash || i < 0 && len(b.Bets) == 0 {
		return nil
	}
	if err := after.readBack(); err != nil {
		return err
	}
	if err := f.Store.SaveSheet(ctx, after); err != nil {
		return err
	}
	return f.noteEdit(ctx, after.Name, after.Revision, actor)
}

// readBack holds a sheet to the rules of its file.
func (s Sheet) readBack() error {
	raw, err := s.yaml(0)
	if err != nil {
		return err
	}
	k, _ := kindOfSheet(s.Name + fileEnding)
	file, spots := k.readSheet(raw, &Sheets{})
	if len(spots) > 0 {
		return errs.Wrap(errs.Internal, "catalogue.Sheet.readBack "+s.Name, fmt.Errorf("the file would not be readable: %s", spots[0].message))
	}
	if file.Hash != s.Hash {
		return errs.Wrap(errs.Internal, "catalogue.Sheet.readBack "+s.Name, errors.New("the file would not say what the database says"))
	}
	return nil
}

func (f *Files) noteEdit(ctx context.Context, name string, revision int, actor string) error {
	return f.Log.Append(ctx, audit.Entry{
		At: f.Clock.Now(), Actor: actor, Action: audit.CatalogueEdited, Subject: "catalogue:" + name, Detail: fmt.Sprintf("revision:%d", revision),
	})
}

// WithWording returns the snapshot as it would be with another wording.
func (s *Snapshot) WithWording(w Wording) *Snapshot {
	other := *s
	other.vocabularies, other.sheets.Bets = newVocabularies(w.Vocabularies), w.Bets
	return &other
}

// Languages are the tags of the languages that vocabularies may be of, in the
// order in which they are chosen among.
func Languages() []string {
	return []string{"sv", "en", "fi", "ar", "so", "pl", "uk", "fa", MixedLanguages}
}

// TidyWords makes words of what was typed, one a line or with commas between:
// each once, with single spaces.
func TidyWords(typed string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(typed, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ';' }) {
		word := strings.Join(strings.Fields(part), " ")
		same := func(s string) bool { return strings.EqualFold(s, word) }
		if word != "" && !slices.ContainsFunc(out, same) {
			out = append(out, word)
		}
	}
	return out
}
