package vocabulary

import (
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Group is a group of synonyms of a language.
type Group struct {
	Key      string // GroupKey
	Language string
	catalogue.SynonymGroup
	Owner   string // of the language's words
	IsDraft bool   // it is not published as it is
}

// GroupList is a page of them.
type GroupList struct {
	Rows      []Group
	Total     int
	Page      int
	Languages []string
}

// Synonyms lists the groups of synonyms, as they are in the actor's draft.
func (s *Service) Synonyms(ctx context.Context, actor identity.Actor, f Filter) (GroupList, error) {
	d, err := s.open(ctx, actor, "vocabulary.Synonyms")
	if err != nil {
		return GroupList{}, err
	}
	list := GroupList{Languages: catalogue.Languages()}
	var all []Group
	has := func(w string) bool { return contains(w, f.Text) }
	for _, lang := range list.Languages {
		for _, g := range d.groups(lang) {
			if (f.Language == "" || f.Language == lang) && (slices.ContainsFunc(g.From, has) || slices.ContainsFunc(g.To, has)) {
				all = append(all, g)
			}
		}
	}
	list.Total = len(all)
	list.Rows, list.Page = pageOf(all, f.Page)
	return list, nil
}

// groups returns those of a language, in order.
func (d desk) groups(lang string) []Group {
	v, ok := d.drafted.Language(lang)
	if !ok {
		return nil
	}
	published := map[string]bool{}
	if before, ok := d.published.Language(lang); ok {
		for _, g := range before.Synonyms {
			published[GroupKey(lang, g)] = true
		}
	}
	out := make([]Group, len(v.Synonyms))
	for i, g := range v.Synonyms {
		key := GroupKey(lang, g)
		out[i] = Group{Key: key, Language: lang, SynonymGroup: g, Owner: v.Owner, IsDraft: !published[key]}
	}
	return out
}

func (d desk) group(lang, key string) (Group, bool) {
	groups := d.groups(lang)
	i := slices.IndexFunc(groups, func(g Group) bool { return g.Key == key })
	if i < 0 {
		return Group{}, false
	}
	return groups[i], true
}

// FindSynonym returns one group, as it is in the actor's draft. NotFound: it is
// not there, or says something else by now.
func (s *Service) FindSynonym(ctx context.Context, actor identity.Actor, lang, key string) (Group, error) {
	const op = "vocabulary.FindSynonym"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return Group{}, err
	}
	g, ok := d.group(lang, key)
	if !ok {
		return Group{}, errs.New(errs.NotFound, op)
	}
	return g, nil
}

// SaveSynonym puts a group in the place of that with the key (empty: it is new),
// in the actor's draft. NotFound as FindSynonym; Invalid with an *InvalidError.
func (s *Service) SaveSynonym(ctx context.Context, actor identity.Actor, lang, key string, g catalogue.SynonymGroup) error {
	const op = "vocabulary.SaveSynonym"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return err
	}
	edit := SynonymEdit{Language: lang, After: &g, Owner: s.Owner(actor)}
	if key != "" {
		before, ok := d.group(lang, key)
		if !ok {
			return errs.New(errs.NotFound, op)
		}
		edit.Before = &before.SynonymGroup
	}
	if faults := d.checkSynonym(edit); len(faults) > 0 {
		return invalid(op, faults)
	}
	if key != "" && GroupKey(lang, g) == key {
		return nil
	}
	return s.keep(ctx, actor, Edit{Synonym: &edit}, op)
}

// checkSynonym holds a group to the rules of files.
func (d desk) checkSynonym(e SynonymEdit) []Fault {
	g := *e.After
	if !slices.Contains(catalogue.Languages(), e.Language) {
		return []Fault{{Field: "language", Rule: RuleNoLanguage}}
	}
	faults := append(checkWords("from", e.Language, g.From), checkWords("to", e.Language, g.To)...)
	if !(g.Weight > 0 && g.Weight <= 1) {
		faults = append(faults, Fault{Field: "weight", Rule: catalogue.WordWeight})
	}
	if len(faults) > 0 {
		return faults
	}
	after := clone(d.drafted)
	v := language(&after, e.Language, e.Owner)
	e.apply(v)
	key := GroupKey(e.Language, g)
	is := func(place int) bool { return GroupKey(e.Language, v.Synonyms[place]) == key }
	for _, f := range catalogue.CheckSynonyms(v.Synonyms) {
		if is(f.Group) || is(f.First) {
			faults = append(faults, Fault{"from", f.Rule, f.Word, f.Other})
		}
	}
	return faults
}

// RemoveSynonym takes a group away, in the actor's draft. NotFound as
// FindSynonym.
func (s *Service) RemoveSynonym(ctx context.Context, actor identity.Actor, lang, key string) error {
	const op = "vocabulary.RemoveSynonym"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return err
	}
	g, ok := d.group(lang, key)
	if !ok {
		return errs.New(errs.NotFound, op)
	}
	return s.keep(ctx, actor, Edit{Synonym: &SynonymEdit{Language: lang, Before: &g.SynonymGroup, Owner: s.Owner(actor)}}, op)
}
