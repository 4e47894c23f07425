package vocabulary

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// PageSize is how many rows one page of a list has.
const PageSize = 40

// Filter is which rows of a list are asked for.
type Filter struct {
	Text     string // in a word or a title; empty: all
	Language string // empty: all
	Page     int    // from 1; 0 is 1 too
}

// ServiceWords is the words of a service in a language.
type ServiceWords struct {
	Service  string
	Title    i18n.Text
	Language string
	Words    []string
	Own      []string // the service's own keywords in the language, which its file has
	Owner    string   // of the language's words
	IsDraft  bool     // it is otherwise in the draft than published
}

// WordList is a page of them.
type WordList struct {
	Rows      []ServiceWords
	Total     int
	Page      int
	Languages []string // that have words or may have
}

// Words lists the words of services, by title, as they are in the actor's draft.
func (s *Service) Words(ctx context.Context, actor identity.Actor, f Filter) (WordList, error) {
	d, err := s.open(ctx, actor, "vocabulary.Words")
	if err != nil {
		return WordList{}, err
	}
	now := s.cfg.Catalogue.Current()
	list := WordList{Languages: catalogue.Languages()}
	var all []ServiceWords
	for _, e := range now.Services(i18n.SV) {
		for _, lang := range list.Languages {
			if f.Language != "" && f.Language != lang {
				continue
			}
			if row := d.of(e, lang); (len(row.Words) > 0 || row.IsDraft || f.Language != "" || len(row.Own) > 0) && row.matches(f.Text) {
				all = append(all, row)
			}
		}
	}
	list.Total = len(all)
	list.Rows, list.Page = pageOf(all, f.Page)
	return list, nil
}

// of returns the row of a service in a language.
func (d desk) of(e *catalogue.Entry, lang string) ServiceWords {
	row := ServiceWords{Service: e.ID, Title: e.Title, Language: lang}
	for _, k := range e.Keywords {
		if said := ownKeyword(k, lang); said != "" && !slices.Contains(row.Own, said) {
			row.Own = append(row.Own, said)
		}
	}
	if v, ok := d.drafted.Language(lang); ok {
		row.Words, row.Owner = v.Services[e.ID], v.Owner
	}
	var before []string
	if v, ok := d.published.Language(lang); ok {
		before = v.Services[e.ID]
	}
	row.IsDraft = !slices.Equal(before, row.Words)
	return row
}

func ownKeyword(k i18n.Text, lang string) string {
	switch lang {
	case string(i18n.SV):
		return k.SV
	case string(i18n.EN):
		return k.EN
	default:
		return ""
	}
}

func (w ServiceWords) matches(text string) bool {
	has := func(s string) bool { return contains(s, text) }
	return has(w.Title.SV) || has(w.Title.EN) || has(w.Service) || slices.ContainsFunc(w.Words, has) || slices.ContainsFunc(w.Own, has)
}

// contains reports whether a text has another in it, whatever the size of the
// letters. All texts have the empty one.
func contains(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// pageOf returns page n of the rows and its number: the last when there are not
// so many.
func pageOf[T any](rows []T, n int) (page []T, number int) {
	last := max((len(rows)+PageSize-1)/PageSize, 1)
	number = min(max(n, 1), last)
	from := (number - 1) * PageSize
	return rows[from:min(from+PageSize, len(rows))], number
}

// FindWords returns the words of a service in a language, as they are in the
// actor's draft. NotFound: there is no such service or language.
func (s *Service) FindWords(ctx context.Context, actor identity.Actor, lang, service string) (ServiceWords, error) {
	const op = "vocabulary.FindWords"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return ServiceWords{}, err
	}
	e, ok := s.cfg.Catalogue.Current().Find(service)
	if !ok || !slices.Contains(catalogue.Languages(), lang) {
		return ServiceWords{}, errs.New(errs.NotFound, op)
	}
	return d.of(e, lang), nil
}

// AddWords adds words to those of a service in a language, in the actor's draft.
// Those that are there are left. Invalid with an *InvalidError.
func (s *Service) AddWords(ctx context.Context, actor identity.Actor, lang, service string, words []string) error {
	return s.setWords(ctx, actor, "vocabulary.AddWords", lang, service, func(now []string) ([]string, []Fault) {
		faults := checkWords("words", lang, words)
		for _, w := range words {
			if !slices.Contains(now, w) {
				now = append(now, w)
			}
		}
		return now, faults
	})
}

// SetWords makes the words of a service in a language these, in the actor's
// draft; none takes all away. Invalid with an *InvalidError.
func (s *Service) SetWords(ctx context.Context, actor identity.Actor, lang, service string, words []string) error {
	return s.setWords(ctx, actor, "vocabulary.SetWords", lang, service, func([]string) ([]string, []Fault) {
		if len(words) == 0 {
			return nil, nil
		}
		return words, checkWords("words", lang, words)
	})
}

func (s *Service) setWords(
	ctx context.Context, actor identity.Actor, op, lang, service string, to func(now []string) ([]string, []Fault),
) error {
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return err
	}
	var faults []Fault
	e, isThere := s.cfg.Catalogue.Current().Find(service)
	if !isThere {
		faults = append(faults, Fault{Field: "service", Rule: cmp.Or(missing(service), RuleNoService)})
	}
	if !slices.Contains(catalogue.Languages(), lang) {
		faults = append(faults, Fault{Field: "language", Rule: cmp.Or(missing(lang), RuleNoLanguage)})
	}
	var now []string
	if isThere {
		now = d.of(e, lang).Words
	}
	words, found := to(slices.Clone(now))
	if faults = append(faults, found...); len(found) == 0 && len(words) > catalogue.MaxWords {
		faults = append(faults, Fault{Field: "words", Rule: catalogue.WordMany})
	}
	if len(faults) > 0 {
		return invalid(op, faults)
	}
	edit := WordsEdit{Language: lang, Service: service, Owner: s.Owner(actor)}
	edit.Add = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(now, w) })
	edit.Remove = slices.DeleteFunc(slices.Clone(now), func(w string) bool { return slices.Contains(words, w) })
	if len(edit.Add)+len(edit.Remove) == 0 {
		return nil
	}
	return s.keep(ctx, actor, Edit{Words: &edit}, op)
}

func missing(s string) catalogue.WordRule {
	if s == "" {
		return catalogue.WordMissing
	}
	return ""
}
