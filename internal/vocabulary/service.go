package vocabulary

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/search"
)

// Store keeps changes. Errors: Conflict (an id that is there already).
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	CreateChange(ctx context.Context, c Change) error
	// FindDraft returns a person's changes that are not published, in order.
	FindDraft(ctx context.Context, person identity.PersonID) ([]Change, error)
	// DeleteDraft removes those of them with these ids.
	DeleteDraft(ctx context.Context, person identity.PersonID, ids []string) error
	// PublishDraft notes that those with these ids were published.
	PublishDraft(ctx context.Context, person identity.PersonID, ids []string, at time.Time) error
	// FindPublished returns what has been published, the latest first.
	FindPublished(ctx context.Context, offset, limit int) ([]Change, error)
}

// Wording is the words as the database has them; catalogue.Files is one.
type Wording interface {
	Wording(ctx context.Context) (catalogue.Wording, error)
	SaveWording(ctx context.Context, w catalogue.Wording, actor string) error
}

// Catalogue is what this node answers from; catalogue.Catalogue is one.
type Catalogue interface {
	Current() *catalogue.Snapshot
	Refresh(ctx context.Context) error
}

// Explainer says why hits come where they do; search.Engine is one.
type Explainer interface {
	Explain(q search.Query) search.Trace
}

// Holders says who holds a function, by name; identity.Roster is one.
type Holders interface {
	FindHolders(ctx context.Context, function identity.FunctionID, now time.Time) ([]identity.Colleague, error)
}

// Config is what a Service needs: all of it.
type Config struct {
	Store        Store
	Wording      Wording
	Catalogue    Catalogue
	Search       Explainer
	Holders      Holders
	Organisation *identity.Organisation
	Clock        clock.Clock
	Log          *slog.Logger
}

// Service is the administration of words. Each method asks whether the actor may
// (identity.EditWords) and is otherwise NotFound or LoginNeeded.
type Service struct {
	cfg    Config
	trying chan struct{} // one index at a time is made for a preview: it costs what citizens' searches would have
}

// New returns the administration of words.
func New(cfg Config) *Service { return &Service{cfg: cfg, trying: make(chan struct{}, 1)} }

// desk is what an editor has before them.
type desk struct {
	published catalogue.Wording
	drafted   catalogue.Wording // with their own changes
	changes   []Change
	clashes   map[string]bool // the changes, by id, that can no longer be made
}

// open reads what the actor has before them.
func (s *Service) open(ctx context.Context, actor identity.Actor, op string) (desk, error) {
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return desk{}, err
	}
	w, err := s.cfg.Wording.Wording(ctx)
	if err != nil {
		return desk{}, errs.Op(op, err)
	}
	changes, err := s.cfg.Store.FindDraft(ctx, actor.Staff.ID)
	if err != nil {
		return desk{}, errs.Op(op, err)
	}
	d := desk{published: w, drafted: clone(w), changes: changes, clashes: map[string]bool{}}
	for _, c := range changes {
		if !c.Edit.apply(&d.drafted) || s.isImpossible(d.drafted, c.Edit) {
			d.clashes[c.ID] = true
		}
	}
	return d, nil
}

// clone returns a wording whose lists may be put otherwise.
func clone(w catalogue.Wording) catalogue.Wording {
	return catalogue.Wording{Vocabularies: slices.Clone(w.Vocabularies), Bets: catalogue.Bets{Bets: slices.Clone(w.Bets.Bets)}}
}

// isImpossible reports whether what the edit has come to breaks a rule: it did
// not when it was made, but others have published since.
func (s *Service) isImpossible(w catalogue.Wording, e Edit) bool {
	switch {
	case e.Words != nil:
		v, _ := w.Language(e.Words.Language)
		_, isThere := s.cfg.Catalogue.Current().Find(e.Words.Service)
		return len(v.Services[e.Words.Service]) > catalogue.MaxWords || !isThere && len(e.Words.Add) > 0
	case e.Synonym != nil && e.Synonym.After != nil:
		v, _ := w.Language(e.Synonym.Language)
		return len(catalogue.CheckSynonyms(v.Synonyms)) > 0
	case e.Bet != nil && e.Bet.After != nil:
		for i := range w.Bets.Bets {
			if len(w.Bets.Check(i)) > 0 {
				return true
			}
		}
	}
	return false
}

// keep puts an edit into the actor's draft.
func (s *Service) keep(ctx context.Context, actor identity.Actor, e Edit, op string) error {
	return errs.Op(op, s.cfg.Store.CreateChange(ctx, Change{
		ID: newID(), Person: actor.Staff.ID, Function: editing(actor).ID, Edit: e, At: s.cfg.Clock.Now(),
	}))
}

// editing returns the function as which the actor edits.
func editing(actor identity.Actor) identity.Function {
	for _, f := range actor.Staff.Functions {
		if f.Has(identity.PowerEdit) {
			return f
		}
	}
	return identity.Function{}
}

// Owner is what the actor's function is called where an owner is asked for:
// “Kommunikatör, Kommunstyrelsen”.
func (s *Service) Owner(actor identity.Actor) string {
	f := editing(actor)
	owner := f.Title.In(i18n.SV)
	if a, ok := s.cfg.Organisation.Authority(f.ID.Authority()); ok {
		owner += ", " + a.Name
	}
	return owner
}

// Fault is one thing wrong with what an editor typed.
type Fault struct {
	Field string // "words", "service", "language", "from", "to", "weight", "sayings", "owner", "reason", "first_day", "last_day"
	Rule  catalogue.WordRule
	Word  string // that it is about
	Other string // what it is held against
}

// Rules that files have no need of.
const (
	RuleNoService  catalogue.WordRule = "no_service"  // there is no such service
	RuleNoLanguage catalogue.WordRule = "no_language" // no vocabulary is of such a language
)

// InvalidError is all that is wrong with what an editor typed. Its kind is
// errs.Invalid.
type InvalidError struct{ Faults []Fault }

// Error implements error. It does not say what was typed.
func (e *InvalidError) Error() string {
	names := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		names[i] = f.Field + ": " + string(f.Rule)
	}
	return strings.Join(names, ", ")
}

func invalid(op string, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return errs.Wrap(errs.Invalid, op, &InvalidError{faults})
}

// checkWords holds words of a language to the rules of files.
func checkWords(field, lang string, words []string) []Fault {
	if len(words) == 0 {
		return []Fault{{Field: field, Rule: catalogue.WordMissing}}
	}
	var faults []Fault
	if len(words) > catalogue.MaxWords {
		faults = append(faults, Fault{Field: field, Rule: catalogue.WordMany})
	}
	for _, word := range words {
		if f, wrong := catalogue.CheckWord(lang, word); wrong {
			faults = append(faults, Fault{field, f.Rule, f.Word, f.Other})
		}
	}
	return faults
}

func newID() string {
	id := make([]byte, 16)
	_, _ = rand.Read(id) // it never fails
	return hex.EncodeToString(id)
}
