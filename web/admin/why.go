package admin

import (
	"context"
	"math"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// Why says why the hits of the query in the address come where they do: what
// entre search --explain says, in plain words.
func (h *Handlers) Why(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	page := adminview.Why{Asked: posted.Line(c.QueryParam(paths.ParamQuery)), WithDraft: c.QueryParam(paths.ParamDraft) != ""}
	var err error
	if page.Frame, err = h.frame(c, adminview.TabWhy, paths.AdminWhy(i18n.SV, "", false)); err != nil {
		return err
	}
	page.WithDraft = page.WithDraft && page.Draft > 0
	if page.Asked == "" {
		return h.Pages.OK(c, adminview.WhyPage(page))
	}
	trace, err := h.Words.Explain(ctx, session.Actor(ctx), page.Asked, lang, page.WithDraft)
	if err != nil {
		return err
	}
	page.Total, page.IsGuess, page.Corrected = trace.Total, trace.BestGuess, trace.Corrected
	page.Crisis = search.CrisisOf(page.Asked).Kind != ""
	page.AddWords, page.AddBet = paths.AdminAddWords(lang, page.Asked, ""), paths.AdminAddBet(lang, page.Asked, "")
	for _, hit := range trace.Hits {
		page.Hits = append(page.Hits, h.whyHit(ctx, hit, trace.Hits[0].Score))
	}
	return h.Pages.OK(c, adminview.WhyPage(page))
}

func (h *Handlers) whyHit(ctx context.Context, hit search.TracedHit, best float64) adminview.WhyHit {
	lang := i18n.LangOf(ctx)
	whole := func(share float64) string { return strconv.Itoa(int(math.Round(100 * min(share, 1)))) }
	out := adminview.WhyHit{
		Title: h.title(lang, hit.ID), URL: paths.AdminServiceWords(lang, string(i18n.SV), hit.ID), Score: whole(hit.Score/max(best, 1e-9)) + "\u00a0%",
	}
	reason := func(is bool, key string, args ...any) {
		if is {
			out.Reasons = append(out.Reasons, i18n.T(ctx, "admin.why."+key, args...))
		}
	}
	reason(hit.Bet != "", "bet")
	reason(len(hit.Words) > 0, "covered", "N", whole(hit.Covered))
	reason(hit.Phrase != "", "phrase", "Phrase", hit.Phrase, "N", whole(hit.Like))
	reason(hit.Agrees > 1, "agrees")
	reason(hit.Agrees < 1, "disagrees")
	reason(hit.IsElse, "elsewhere")
	most := 0.0
	for _, w := range hit.Words {
		most = max(most, w.Sure*w.Rarity*w.Weight)
	}
	for _, w := range hit.Words {
		out.Words = append(out.Words, adminview.WhyWord{
			Word: w.Word, How: i18n.T(ctx, howKey(w.How), "Said", w.Said), Counts: i18n.T(ctx, countsKey(w.Sure*w.Rarity*w.Weight/most)),
		})
	}
	return out
}

// hows are the texts of the ways in which a word finds something.
var hows = map[string]string{
	"the word": "word", "its stem": "stem", "a part of it": "part", "with its neighbour": "together", "misspelt": "slip",
	"the beginning of": "beginning", "a synonym": "synonym",
}

func howKey(how string) string {
	if key, ok := hows[how]; ok {
		return "admin.why.by." + key
	}
	return "admin.why.by.other"
}

// countsKey says how much a word counts beside the one that counts most.
func countsKey(share float64) string {
	switch {
	case share >= 0.7:
		return "admin.why.counts.much"
	case share >= 0.3:
		return "admin.why.counts.some"
	default:
		return "admin.why.counts.little"
	}
}
