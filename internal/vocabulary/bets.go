package vocabulary

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// BetState is whether a recommended hit counts today.
type BetState string

// The states, in the order of the list: what somebody must do something about
// comes first.
const (
	BetOver  BetState = "over"
	BetOn    BetState = "on"
	BetLater BetState = "later"
)

// Bet is a recommended hit.
type Bet struct {
	catalogue.Bet
	Title   i18n.Text // of the service; empty: there is no such
	State   BetState
	IsMine  bool // the owner is a function that the actor holds
	IsDraft bool // it is not published as it is
}

// Bets lists the recommended hits, as they are in the actor's draft: first those
// that are over, their own before others'.
func (s *Service) Bets(ctx context.Context, actor identity.Actor) ([]Bet, error) {
	d, err := s.open(ctx, actor, "vocabulary.Bets")
	if err != nil {
		return nil, err
	}
	out := make([]Bet, len(d.drafted.Bets.Bets))
	for i, b := range d.drafted.Bets.Bets {
		out[i] = s.bet(d, actor, b)
	}
	order := []BetState{BetOver, BetOn, BetLater}
	first := func(is bool) int {
		if is {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b Bet) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)), cmp.Compare(first(a.IsMine), first(b.IsMine)), cmp.Compare(a.Until, b.Until))
	})
	return out, nil
}

func (s *Service) bet(d desk, actor identity.Actor, b catalogue.Bet) Bet {
	out := Bet{Bet: b, State: BetLater}
	today := catalogue.DayOf(s.cfg.Clock.Now())
	switch {
	case b.IsOver(today):
		out.State = BetOver
	case b.IsOn(today):
		out.State = BetOn
	}
	if e, ok := s.cfg.Catalogue.Current().Find(b.Service); ok {
		out.Title = e.Title
	}
	out.IsMine = slices.ContainsFunc(actor.Staff.Functions, func(f identity.Function) bool {
		a, _ := s.cfg.Organisation.Authority(f.ID.Authority())
		return b.Owner == f.Title.SV+", "+a.Name
	})
	out.IsDraft = !slices.ContainsFunc(d.published.Bets.Bets, func(p catalogue.Bet) bool { return reflect.DeepEqual(p, b) })
	return out
}

// FindBet returns one of them. NotFound: there is none with the id.
func (s *Service) FindBet(ctx context.Context, actor identity.Actor, id string) (Bet, error) {
	const op = "vocabulary.FindBet"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return Bet{}, err
	}
	b, ok := d.bet(id)
	if !ok {
		return Bet{}, errs.New(errs.NotFound, op)
	}
	return s.bet(d, actor, b), nil
}

func (d desk) bet(id string) (catalogue.Bet, bool) {
	i := slices.IndexFunc(d.drafted.Bets.Bets, func(b catalogue.Bet) bool { return b.ID == id })
	if i < 0 {
		return catalogue.Bet{}, false
	}
	return d.drafted.Bets.Bets[i], true
}

// SaveBet puts a recommended hit in the place of that with its id (empty: it is
// new, and is given one), in the actor's draft. NotFound: there is none with the
// id; Invalid with an *InvalidError.
func (s *Service) SaveBet(ctx context.Context, actor identity.Actor, b catalogue.Bet) error {
	const op = "vocabulary.SaveBet"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return err
	}
	edit := BetEdit{After: &b}
	if b.ID == "" {
		b.ID = d.betID(b.Sayings)
	} else {
		before, ok := d.bet(b.ID)
		if !ok {
			return errs.New(errs.NotFound, op)
		}
		edit.Before = &before
	}
	if faults := s.checkBet(d, edit); len(faults) > 0 {
		return invalid(op, faults)
	}
	if edit.Before != nil && reflect.DeepEqual(*edit.Before, b) {
		return nil
	}
	return s.keep(ctx, actor, Edit{Bet: &edit}, op)
}

// Longest of what a bet says, as its schema has it.
const (
	maxOwner  = 200
	maxReason = 500
)

// betFields are the fields of a form by the keys of a file.
var betFields = map[string]string{"sayings": "sayings", "id": "sayings", "from": "first_day", "until": "last_day"}

func (s *Service) checkBet(d desk, e BetEdit) []Fault {
	b := *e.After
	faults := checkWords("sayings", catalogue.MixedLanguages, b.Sayings)
	if _, ok := s.cfg.Catalogue.Current().Find(b.Service); !ok {
		faults = append(faults, Fault{Field: "service", Rule: cmp.Or(missing(b.Service), RuleNoService)})
	}
	for _, f := range []struct {
		field, text string
		most        int
	}{{"owner", b.Owner, maxOwner}, {"reason", b.Reason, maxReason}} {
		switch {
		case f.text == "":
			faults = append(faults, Fault{Field: f.field, Rule: catalogue.WordMissing})
		case len([]rune(f.text)) > f.most:
			faults = append(faults, Fault{Field: f.field, Rule: catalogue.WordLong, Other: strconv.Itoa(f.most)})
		}
	}
	after := clone(d.drafted)
	e.apply(&after.Bets)
	for i, other := range after.Bets.Bets {
		for _, f := range after.Bets.Check(i) {
			if other.ID == b.ID || f.Rule == catalogue.WordTwice && slices.Contains(b.Sayings, f.Other) {
				faults = append(faults, Fault{betFields[f.Field], f.Rule, f.Other, f.Other})
			}
		}
	}
	return faults
}

// betID returns a name of its own for a bet, made of what is typed.
func (d desk) betID(sayings []string) string {
	name := "rekommendation"
	if len(sayings) > 0 {
		name = cmp.Or(slug(sayings[0]), name)
	}
	id := name
	for n := 2; ; n++ {
		if _, taken := d.bet(id); !taken {
			return id
		}
		id = fmt.Sprintf("%s-%d", name, n)
	}
}

// slug writes a text with a–z, 0–9 and single hyphens.
func slug(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-':
			b.WriteByte('-')
		}
	}
	parts := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	return strings.Join(parts, "-")
}

// RemoveBet takes a recommended hit away, in the actor's draft. NotFound: there
// is none with the id.
func (s *Service) RemoveBet(ctx context.Context, actor identity.Actor, id string) error {
	const op = "vocabulary.RemoveBet"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return err
	}
	b, ok := d.bet(id)
	if !ok {
		return errs.New(errs.NotFound, op)
	}
	return s.keep(ctx, actor, Edit{Bet: &BetEdit{Before: &b}}, op)
}
