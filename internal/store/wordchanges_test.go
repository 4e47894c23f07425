package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/vocabulary"
)

func TestWordChanges(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.WordChanges(), t.Context()
		put := func(c vocabulary.Change) vocabulary.Change {
			t.Helper()
			must(t, s.CreateChange(ctx, c))
			return c
		}
		words := put(vocabulary.Change{
			ID: "b", Person: "anna", Function: "KS/kommunikation", At: now,
			Edit: vocabulary.Edit{Words: &vocabulary.WordsEdit{Language: "ar", Service: "lampa", Add: []string{"مصباح", "a 'b' \"c\""}, Owner: "Kansliet"}},
		})
		synonym := put(vocabulary.Change{
			ID: "a", Person: "anna", Function: "KS/kommunikation", At: now.Add(time.Second),
			Edit: vocabulary.Edit{Synonym: &vocabulary.SynonymEdit{Language: "sv", After: &catalogue.SynonymGroup{From: []string{"lyse"}, To: []string{"lampa"}, Weight: 0.7, Both: true}}},
		})
		bet := put(vocabulary.Change{
			ID: "c", Person: "bo", Function: "BN/info", At: now.Add(2 * time.Second),
			Edit: vocabulary.Edit{Bet: &vocabulary.BetEdit{Before: &catalogue.Bet{ID: "x", Sayings: []string{"lampa"}, From: "2026-01-01", Until: "2026-02-01"}}},
		})
		same(t, "Anna's", []vocabulary.Change{words, synonym}, find[[]vocabulary.Change](t)(s.FindDraft(ctx, "anna")))
		same(t, "Bo's", []vocabulary.Change{bet}, find[[]vocabulary.Change](t)(s.FindDraft(ctx, "bo")))
		same(t, "nobody's", []vocabulary.Change{}, find[[]vocabulary.Change](t)(s.FindDraft(ctx, "")))
		wantKind(t, s.CreateChange(ctx, words), errs.Conflict)

		must(t, s.PublishDraft(ctx, "bo", []string{"a", "b"}, now)) // they are not his
		must(t, s.DeleteDraft(ctx, "bo", []string{"a", "b"}))
		must(t, s.DeleteDraft(ctx, "anna", nil))
		same(t, "after Bo", []vocabulary.Change{words, synonym}, find[[]vocabulary.Change](t)(s.FindDraft(ctx, "anna")))
		same(t, "published", []vocabulary.Change{}, find[[]vocabulary.Change](t)(s.FindPublished(ctx, 0, 10)))

		words.PublishedAt, bet.PublishedAt = now.Add(time.Minute), now.Add(time.Hour)
		must(t, s.PublishDraft(ctx, "anna", []string{"b"}, words.PublishedAt))
		must(t, s.PublishDraft(ctx, "bo", []string{"c"}, bet.PublishedAt))
		must(t, s.DeleteDraft(ctx, "anna", []string{"a", "b"})) // what is published stays
		same(t, "after publishing", []vocabulary.Change{}, find[[]vocabulary.Change](t)(s.FindDraft(ctx, "anna")))
		same(t, "published", []vocabulary.Change{bet, words}, find[[]vocabulary.Change](t)(s.FindPublished(ctx, 0, 10)))
		same(t, "the second", []vocabulary.Change{words}, find[[]vocabulary.Change](t)(s.FindPublished(ctx, 1, 1)))
	})
}
