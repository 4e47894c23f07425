package vocabulary_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// TestFromNoHitToAHit: a word is tried before it is published, is nobody else's
// until then, and is searched by at once afterwards.
func TestFromNoHitToAHit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		if got := w.first("trasig lyra"); got != "" {
			t.Fatalf("it finds %q before", got)
		}
		must(t, w.AddWords(ctx, anna, "sv", lamp, []string{"lyra", "lyktstolpe"}))
		if n, err := w.CountDraft(ctx, anna); n != 1 || err != nil {
			t.Fatalf("the draft has %d changes, %v", n, err)
		}
		row, err := w.FindWords(ctx, anna, "sv", lamp)
		if diff := cmp.Diff([]string{"lyktstolpe", "lyra"}, row.Words); diff != "" || err != nil || !row.IsDraft || row.Owner != "Kansliet" {
			t.Errorf("Anna sees %+v, %v", row, err)
		}
		if row, _ := w.FindWords(ctx, bo, "sv", lamp); row.IsDraft || len(row.Words) != 1 {
			t.Errorf("Bo sees %+v", row)
		}
		if w.first("trasig lyra") != "" {
			t.Error("a draft is searched by")
		}

		p, err := w.Preview(ctx, anna)
		must(t, err)
		if p.Judged != 3 || p.Before.First >= p.After.First || p.After.First != 1 {
			t.Errorf("figures of %d queries: before %+v, after %+v", p.Judged, p.Before, p.After)
		}
		if len(p.Moved) != 1 || p.Moved[0].Query != "trasig lyra" || !p.Moved[0].IsBetter() || p.Moved[0].IsWorse() || len(p.Moved[0].Before) != 0 || p.Moved[0].After[0] != lamp {
			t.Errorf("moved %+v", p.Moved)
		}
		if len(p.Said) != 1 || p.Said[0].Query != "lyra" || p.Said[0].After[0] != lamp || !p.Said[0].HasMoved() {
			t.Errorf("its own words come to %+v", p.Said)
		}

		must(t, w.Publish(ctx, anna, p.Version))
		if got := w.first("trasig lyra"); got != lamp {
			t.Errorf("it finds %q after", got)
		}
		if n, _ := w.CountDraft(ctx, anna); n != 0 {
			t.Errorf("the draft has %d changes left", n)
		}
		want := []audit.Entry{{At: noon, Actor: "staff:anna", Action: audit.CatalogueEdited, Subject: "catalogue:words/sv", Detail: "revision:2"}}
		if diff := cmp.Diff(want, w.trail.entries); diff != "" {
			t.Errorf("audit (-want +got):\n%s", diff)
		}
		history, more, err := w.History(ctx, bo, 1)
		if err != nil || more || len(history) != 1 || history[0].Name != "Anna Öst" || history[0].IsMine || history[0].Function != "KS/kommunikation" ||
			!slices.Equal(history[0].Edit.Words.Add, []string{"lyra"}) || !history[0].PublishedAt.Equal(noon) {
			t.Errorf("history %+v, %v", history, err)
		}
	})
}

// TestDraftsMeet: what colleagues publish meanwhile is added to, never written
// over; what cannot be made any more is said, and nothing of the draft is
// published.
func TestDraftsMeet(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.AddWords(ctx, anna, "sv", lamp, []string{"lyra"}))
		must(t, w.AddWords(ctx, bo, "sv", lamp, []string{"lampett"}))
		must(t, w.AddWords(ctx, bo, "fi", lamp, []string{"katuvalo"}))
		must(t, w.publish(anna))
		must(t, w.publish(bo))
		if got := w.running.Current().Words("sv")[lamp]; !slices.Equal(got, []string{"lyktstolpe", "lyra", "lampett"}) {
			t.Errorf("the words are %v", got)
		}
		wording, err := w.files.Wording(ctx)
		must(t, err)
		if fi, ok := wording.Language("fi"); !ok || fi.Owner != "Kommunikatör, Kommunstyrelsen" {
			t.Errorf("Finnish has begun as %+v", fi)
		}

		list, err := w.Synonyms(ctx, anna, vocabulary.Filter{Text: "VOV"})
		must(t, err)
		group := list.Rows[0]
		must(t, w.SaveSynonym(ctx, anna, "sv", group.Key, catalogue.SynonymGroup{From: []string{"vovve", "jycke"}, To: []string{"hund"}, Weight: 0.8}))
		w.later()
		must(t, w.AddWords(ctx, anna, "sv", dog, []string{"hundkrake"}))
		must(t, w.RemoveSynonym(ctx, bo, "sv", group.Key))
		must(t, w.publish(bo))

		p, err := w.Preview(ctx, anna)
		must(t, err)
		if !p.HasClashes() || !p.Changes[0].Clashes || p.Changes[1].Clashes {
			t.Errorf("clashes %+v", p.Changes)
		}
		if err := w.Publish(ctx, anna, p.Version); !errs.Is(err, errs.Conflict) || w.first("hundkrake") == dog {
			t.Errorf("published: %v", err)
		}
		must(t, w.Undo(ctx, bo, p.Changes[0].ID)) // it is not Bo's
		if n, _ := w.CountDraft(ctx, anna); n != 2 {
			t.Errorf("%d changes after Bo", n)
		}
		must(t, w.Undo(ctx, anna, p.Changes[0].ID))
		if err := w.Publish(ctx, anna, p.Version); !errs.Is(err, errs.Conflict) {
			t.Errorf("another draft than was previewed is published: %v", err)
		}
		must(t, w.publish(anna))
		if got := w.first("hundkrake"); got != dog {
			t.Errorf("it finds %q", got)
		}

		must(t, w.AddWords(ctx, anna, "sv", dog, []string{"byracka"}))
		must(t, w.Discard(ctx, anna))
		if err := w.publish(anna); !errs.Is(err, errs.Conflict) {
			t.Errorf("an empty draft is published: %v", err)
		}
	})
}

// TestSynonymsAndBets: what an editor changes twice in a draft is as they left
// it last, and counts on its days only.
func TestSynonymsAndBets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.SaveSynonym(ctx, anna, "sv", "", catalogue.SynonymGroup{From: []string{"bling"}, To: []string{"gatubelysning"}, Weight: 0.2}))
		w.later()
		list, err := w.Synonyms(ctx, anna, vocabulary.Filter{Text: "bling"})
		must(t, err)
		if len(list.Rows) != 1 || !list.Rows[0].IsDraft {
			t.Fatalf("the draft has %+v", list.Rows)
		}
		must(t, w.SaveSynonym(ctx, anna, "sv", list.Rows[0].Key, catalogue.SynonymGroup{From: []string{"bling"}, To: []string{"gatubelysning"}, Weight: 1}))
		w.later()
		bet := catalogue.Bet{Sayings: []string{"Köra hem från skolan"}, Service: lamp, Owner: w.Owner(anna), Reason: "Prov.", From: "2026-11-25", Until: "2026-11-26"}
		must(t, w.SaveBet(ctx, anna, bet))
		w.later()
		bets, err := w.Bets(ctx, anna)
		must(t, err)
		if len(bets) != 1 || bets[0].ID != "kora-hem-fran-skolan" || bets[0].State != vocabulary.BetOn || !bets[0].IsMine || !bets[0].IsDraft || bets[0].Title.SV != "Felanmäl gatubelysning" {
			t.Fatalf("bets %+v", bets)
		}
		bet = bets[0].Bet
		bet.Service = school
		must(t, w.SaveBet(ctx, anna, bet))
		must(t, w.publish(anna))
		if w.first("bling") != lamp || w.first("köra hem från skolan") != school {
			t.Errorf("finds %q and %q", w.first("bling"), w.first("köra hem från skolan"))
		}
		w.clock.Advance(48 * 3600e9)
		bets, err = w.Bets(ctx, bo)
		must(t, err)
		if bets[0].State != vocabulary.BetOver || bets[0].IsDraft || w.first("köra hem från skolan") == lamp {
			t.Errorf("after its last day: %+v", bets[0])
		}
		must(t, w.RemoveBet(ctx, bo, bet.ID))
		if _, err := w.FindBet(ctx, bo, bet.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("it is there in the draft: %v", err)
		}
		if _, err := w.FindBet(ctx, anna, bet.ID); err != nil {
			t.Errorf("it is gone for others: %v", err)
		}
		must(t, w.publish(bo))
		if got := w.running.Current().Bets(); len(got) != 0 {
			t.Errorf("bets %+v", got)
		}
	})
}

// TestFaults: words are held to the rules of files when they are typed.
func TestFaults(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		good := catalogue.Bet{Sayings: []string{"hej"}, Service: lamp, Owner: "Kansliet", Reason: "Prov.", From: "2026-11-25", Until: "2026-11-26"}
		must(t, w.SaveBet(ctx, anna, good))
		words := func(lang, service string, words ...string) error { return w.AddWords(ctx, anna, lang, service, words) }
		synonym := func(from, to string, weight float64) error {
			return w.SaveSynonym(ctx, anna, "sv", "", catalogue.SynonymGroup{From: catalogue.TidyWords(from), To: catalogue.TidyWords(to), Weight: weight})
		}
		bet := func(change func(*catalogue.Bet)) error {
			b := good
			change(&b)
			return w.SaveBet(ctx, anna, b)
		}
		long := strings.Repeat("x", catalogue.MaxWord+1)
		for name, c := range map[string]struct {
			err  error
			want []vocabulary.Fault
		}{
			"no word":           {words("sv", lamp), []vocabulary.Fault{{Field: "words", Rule: catalogue.WordMissing}}},
			"too long":          {words("sv", lamp, long), []vocabulary.Fault{{Field: "words", Rule: catalogue.WordLong, Word: long}}},
			"another script":    {words("ar", lamp, "lampa"), []vocabulary.Fault{{Field: "words", Rule: catalogue.WordNoLetter, Word: "lampa", Other: "Arabic"}}},
			"two scripts":       {words("uk", lamp, "лiхтар"), []vocabulary.Fault{{Field: "words", Rule: catalogue.WordMixed, Word: "лiхтар"}}},
			"no such service":   {words("sv", "finns-inte", "lampa"), []vocabulary.Fault{{Field: "service", Rule: vocabulary.RuleNoService}}},
			"no service":        {words("sv", "", "lampa"), []vocabulary.Fault{{Field: "service", Rule: catalogue.WordMissing}}},
			"no such language":  {words("de", lamp, "Lampe"), []vocabulary.Fault{{Field: "language", Rule: vocabulary.RuleNoLanguage}}},
			"itself":            {synonym("Hund", "hund", 1), []vocabulary.Fault{{Field: "from", Rule: catalogue.WordSelf, Word: "Hund"}}},
			"said already":      {synonym("vovve", "hund", 0.5), []vocabulary.Fault{{Field: "from", Rule: catalogue.WordTwice, Word: "vovve", Other: "hund"}}},
			"no weight":         {synonym("jycke", "hund", 0), []vocabulary.Fault{{Field: "weight", Rule: catalogue.WordWeight}}},
			"stands for nobody": {synonym("jycke", "", 1), []vocabulary.Fault{{Field: "to", Rule: catalogue.WordMissing}}},
			"no owner": {bet(func(b *catalogue.Bet) { b.Sayings, b.Owner, b.Reason = []string{"x"}, "", strings.Repeat("x", 501) }), []vocabulary.Fault{
				{Field: "owner", Rule: catalogue.WordMissing}, {Field: "reason", Rule: catalogue.WordLong, Other: "500"},
			}},
			"no last day":  {bet(func(b *catalogue.Bet) { b.Sayings, b.Until = []string{"x"}, "" }), []vocabulary.Fault{{Field: "last_day", Rule: catalogue.WordNoDay}}},
			"backwards":    {bet(func(b *catalogue.Bet) { b.Sayings, b.Until = []string{"x"}, "2026-11-24" }), []vocabulary.Fault{{Field: "last_day", Rule: catalogue.WordBackwards, Word: "2026-11-25", Other: "2026-11-25"}}},
			"the same bet": {bet(func(b *catalogue.Bet) { b.Sayings = []string{"Hej"} }), []vocabulary.Fault{{Field: "sayings", Rule: catalogue.WordTwice, Word: "Hej", Other: "Hej"}}},
		} {
			t.Run(name, func(t *testing.T) {
				if diff := cmp.Diff(c.want, faultsOf(t, c.err)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if strings.Contains(c.err.Error(), "lampa") || strings.Contains(c.err.Error(), "Hej") {
					t.Errorf("the error says what was typed: %v", c.err)
				}
			})
		}
		if n, _ := w.CountDraft(ctx, anna); n != 1 {
			t.Errorf("the draft has %d changes: what is wrong was kept", n)
		}
		for name, err := range map[string]error{
			"a synonym": w.SaveSynonym(ctx, anna, "sv", "0000", catalogue.SynonymGroup{}), "a bet": bet(func(b *catalogue.Bet) { b.ID = "finns-inte" }),
			"to take away a synonym": w.RemoveSynonym(ctx, anna, "sv", "0000"), "to take away a bet": w.RemoveBet(ctx, anna, "finns-inte"),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s that is not there: %v", name, err)
			}
		}
	})
}

// TestNothingChangedIsNoChange: a form that is sent as it was leaves the draft.
func TestNothingChangedIsNoChange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		list, err := w.Synonyms(ctx, anna, vocabulary.Filter{})
		must(t, err)
		must(t, w.SetWords(ctx, anna, "sv", lamp, []string{"lyktstolpe"}))
		must(t, w.SaveSynonym(ctx, anna, "sv", list.Rows[0].Key, list.Rows[0].SynonymGroup))
		if n, _ := w.CountDraft(ctx, anna); n != 0 {
			t.Errorf("the draft has %d changes", n)
		}
		must(t, w.SetWords(ctx, anna, "sv", lamp, nil))
		must(t, w.publish(anna))
		if got := w.running.Current().Words("sv")[lamp]; got != nil {
			t.Errorf("the words are %v", got)
		}
	})
}

// TestLists: rows are found by what they say, and by the service's title.
func TestLists(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			filter vocabulary.Filter
			want   []string
		}{
			"all":              {vocabulary.Filter{}, []string{dog + " sv", dog + " en", school + " sv", school + " en", lamp + " sv", lamp + " en"}},
			"a word":           {vocabulary.Filter{Text: "LYKT"}, []string{lamp + " sv"}},
			"a title":          {vocabulary.Filter{Text: "lös", Language: "sv"}, []string{dog + " sv"}},
			"its own keyword":  {vocabulary.Filter{Text: "own word of ansok"}, []string{school + " en"}},
			"an empty lang":    {vocabulary.Filter{Text: "lös", Language: "fi"}, []string{dog + " fi"}},
			"nothing":          {vocabulary.Filter{Text: "zzz"}, nil},
			"a page too many":  {vocabulary.Filter{Text: "LYKT", Page: 9}, []string{lamp + " sv"}},
			"before the first": {vocabulary.Filter{Text: "LYKT", Page: -1}, []string{lamp + " sv"}},
		} {
			t.Run(name, func(t *testing.T) {
				list, err := w.Words(t.Context(), anna, c.filter)
				must(t, err)
				var got []string
				for _, r := range list.Rows {
					got = append(got, r.Service+" "+r.Language)
				}
				slices.Sort(got)
				slices.Sort(c.want)
				if diff := cmp.Diff(c.want, got); diff != "" || list.Total != len(got) {
					t.Errorf("%d in all (-want +got):\n%s", list.Total, diff)
				}
			})
		}
	})
}

// TestExplain says why, as everybody is answered and with the draft.
func TestExplain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.AddWords(t.Context(), anna, "sv", lamp, []string{"lyra"}))
		published, err := w.Explain(t.Context(), anna, "lyra", "sv", false)
		if err != nil || len(published.Hits) != 0 {
			t.Errorf("published: %+v, %v", published, err)
		}
		drafted, err := w.Explain(t.Context(), anna, "lyra", "sv", true)
		if err != nil || len(drafted.Hits) != 1 || drafted.Hits[0].ID != lamp || drafted.Hits[0].Words[0].Said != "lyra" {
			t.Errorf("with the draft: %+v, %v", drafted, err)
		}
	})
}

// TestOnlyEditors: nobody else sees or does anything here.
func TestOnlyEditors(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.AddWords(t.Context(), anna, "sv", lamp, []string{"lyra"}))
		w.later()
		before := len(w.trail.entries)
		group := catalogue.SynonymGroup{From: []string{"a"}, To: []string{"b"}, Weight: 1}
		deeds := map[string]func(ctx context.Context, a identity.Actor) error{
			"Words": func(ctx context.Context, a identity.Actor) error {
				_, err := w.Words(ctx, a, vocabulary.Filter{})
				return err
			},
			"FindWords": func(ctx context.Context, a identity.Actor) error {
				_, err := w.FindWords(ctx, a, "sv", lamp)
				return err
			},
			"AddWords": func(ctx context.Context, a identity.Actor) error {
				return w.AddWords(ctx, a, "sv", lamp, []string{"x"})
			},
			"SetWords": func(ctx context.Context, a identity.Actor) error { return w.SetWords(ctx, a, "sv", lamp, nil) },
			"Synonyms": func(ctx context.Context, a identity.Actor) error {
				_, err := w.Synonyms(ctx, a, vocabulary.Filter{})
				return err
			},
			"FindSynonym": func(ctx context.Context, a identity.Actor) error {
				_, err := w.FindSynonym(ctx, a, "sv", "x")
				return err
			},
			"SaveSynonym":   func(ctx context.Context, a identity.Actor) error { return w.SaveSynonym(ctx, a, "sv", "", group) },
			"RemoveSynonym": func(ctx context.Context, a identity.Actor) error { return w.RemoveSynonym(ctx, a, "sv", "x") },
			"Bets":          func(ctx context.Context, a identity.Actor) error { _, err := w.Bets(ctx, a); return err },
			"FindBet":       func(ctx context.Context, a identity.Actor) error { _, err := w.FindBet(ctx, a, "x"); return err },
			"SaveBet":       func(ctx context.Context, a identity.Actor) error { return w.SaveBet(ctx, a, catalogue.Bet{}) },
			"RemoveBet":     func(ctx context.Context, a identity.Actor) error { return w.RemoveBet(ctx, a, "x") },
			"CountDraft":    func(ctx context.Context, a identity.Actor) error { _, err := w.CountDraft(ctx, a); return err },
			"Preview":       func(ctx context.Context, a identity.Actor) error { _, err := w.Preview(ctx, a); return err },
			"Undo":          func(ctx context.Context, a identity.Actor) error { return w.Undo(ctx, a, "x") },
			"Discard":       func(ctx context.Context, a identity.Actor) error { return w.Discard(ctx, a) },
			"Publish":       func(ctx context.Context, a identity.Actor) error { return w.Publish(ctx, a, "x") },
			"History":       func(ctx context.Context, a identity.Actor) error { _, _, err := w.History(ctx, a, 1); return err },
			"Explain": func(ctx context.Context, a identity.Actor) error {
				_, err := w.Explain(ctx, a, "x", "sv", false)
				return err
			},
			"the draft's": func(ctx context.Context, a identity.Actor) error {
				_, err := w.Explain(ctx, a, "x", "sv", true)
				return err
			},
		}
		for name, do := range deeds {
			for who, c := range map[string]struct {
				actor identity.Actor
				want  errs.Kind
			}{
				"nobody":    {identity.Actor{}, errs.LoginNeeded},
				"a citizen": {identity.Actor{Person: "anna"}, errs.LoginNeeded},
				"a handler": {atWork("carl", "BN/bygglov", identity.PowerHandle, identity.PowerRegister, identity.PowerDeliveries, identity.PowerOperate), errs.NotFound},
				"no longer": {identity.Actor{Staff: &identity.Staff{ID: "anna"}}, errs.NotFound},
			} {
				if err := do(t.Context(), c.actor); !errs.Is(err, c.want) {
					t.Errorf("%s, %s: %v, want the kind %v", name, who, err, c.want)
				}
			}
		}
		if n, _ := w.CountDraft(t.Context(), anna); n != 1 || len(w.trail.entries) != before {
			t.Error("something was changed")
		}
	})
}
