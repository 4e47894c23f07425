package admin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Draft shows what one has changed, and what it would do to search.
func (h *Handlers) Draft(c echo.Context) error { return h.draft(c, http.StatusOK, "") }

const shownMoves = 40 // more than anybody reads

func (h *Handlers) draft(c echo.Context, status int, isTold string) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	p, err := h.Words.Preview(ctx, session.Actor(ctx))
	if err != nil {
		return err
	}
	page := adminview.Draft{Version: p.Version, HasClash: p.HasClashes(), IsTold: isTold, Judged: p.Judged, Figures: figures(ctx, p)}
	if page.Frame, err = h.frame(c, adminview.TabDraft, paths.AdminDraft(i18n.SV)); err != nil {
		return err
	}
	if done := c.QueryParam(paths.ParamDone); slices.Contains([]string{doneSaved, doneUndone, doneDiscarded, donePublished}, done) {
		page.Done = i18n.T(ctx, "admin.done."+done)
	}
	for _, d := range p.Changes {
		change := h.change(ctx, d.Edit)
		change.ID, change.Clashes = d.ID, d.Clashes
		page.Changes = append(page.Changes, change)
	}
	page.Said = h.moved(lang, p.Said)
	page.Moved = h.moved(lang, p.Moved[:min(len(p.Moved), shownMoves)])
	page.MovedMore = len(p.Moved) - len(page.Moved)
	return h.Pages.Show(c, status, adminview.DraftPage(page))
}

// figures are those of the judged queries, before and after.
func figures(ctx context.Context, p vocabulary.Preview) []adminview.Figure {
	var out []adminview.Figure
	for _, f := range []struct {
		key           string
		before, after float64
	}{
		{"first", p.Before.First, p.After.First}, {"three", p.Before.Three, p.After.Three}, {"modest", p.Before.Modestly, p.After.Modestly},
	} {
		tells := "same"
		switch {
		case f.after > f.before:
			tells = "better"
		case f.after < f.before:
			tells = "worse"
		}
		out = append(out, adminview.Figure{
			Label: i18n.T(ctx, "admin.preview."+f.key), Before: percent(ctx, f.before), After: percent(ctx, f.after),
			Tells: i18n.T(ctx, "admin.preview."+tells), IsWorse: tells == "worse",
		})
	}
	return out
}

// percent writes a share with one decimal: "87,7 %".
func percent(ctx context.Context, share float64) string {
	s := strconv.FormatFloat(100*share, 'f', 1, 64)
	if i18n.LangOf(ctx) == i18n.SV {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + "\u00a0%"
}

func (h *Handlers) moved(lang i18n.Lang, list []vocabulary.Moved) []adminview.Moved {
	out := make([]adminview.Moved, len(list))
	for i, m := range list {
		out[i] = adminview.Moved{Query: m.Query, Before: h.titles(lang, m.Before), After: h.titles(lang, m.After), Tells: tells(m)}
		if m.Expected != "" {
			out[i].Expected = h.title(lang, m.Expected)
		}
	}
	return out
}

func tells(m vocabulary.Moved) string {
	switch {
	case m.IsBetter():
		return "better"
	case m.IsWorse():
		return "worse"
	case m.HasMoved():
		return "other"
	default:
		return "same"
	}
}

// change says in words what an edit is.
func (h *Handlers) change(ctx context.Context, e vocabulary.Edit) adminview.Change {
	lang := i18n.LangOf(ctx)
	switch {
	case e.Words != nil:
		return adminview.Change{
			What:  i18n.T(ctx, "admin.edit.words", "Service", h.title(lang, e.Words.Service), "Language", language(ctx, e.Words.Language)),
			Added: sayings(e.Words.Language, e.Words.Add), Removed: sayings(e.Words.Language, e.Words.Remove),
			URL: paths.AdminServiceWords(lang, e.Words.Language, e.Words.Service),
		}
	case e.Synonym != nil:
		return synonymChange(ctx, *e.Synonym)
	case e.Bet != nil:
		return h.betChange(ctx, *e.Bet)
	default:
		return adminview.Change{}
	}
}

func synonymChange(ctx context.Context, e vocabulary.SynonymEdit) adminview.Change {
	said := func(g *catalogue.SynonymGroup) string {
		key := "admin.edit.stands"
		if g.Both {
			key += "_both"
		}
		return i18n.T(ctx, key, "From", strings.Join(g.From, ", "), "To", strings.Join(g.To, ", "), "Weight", weight(i18n.LangOf(ctx), g.Weight))
	}
	what := func(how string) string {
		return i18n.T(ctx, "admin.edit.synonym_"+how, "Language", language(ctx, e.Language))
	}
	switch {
	case e.Before == nil:
		return adminview.Change{What: what("new"), Details: []string{said(e.After)}, URL: synonymURL(ctx, e)}
	case e.After == nil:
		return adminview.Change{What: what("removed"), Details: []string{said(e.Before)}}
	default:
		return adminview.Change{
			What: what("changed"), Details: []string{said(e.After), i18n.T(ctx, "admin.edit.stood", "What", said(e.Before))}, URL: synonymURL(ctx, e),
		}
	}
}

func synonymURL(ctx context.Context, e vocabulary.SynonymEdit) string {
	return paths.AdminSynonym(i18n.LangOf(ctx), e.Language, vocabulary.GroupKey(e.Language, *e.After))
}

func (h *Handlers) betChange(ctx context.Context, e vocabulary.BetEdit) adminview.Change {
	lang := i18n.LangOf(ctx)
	what := func(how string, b *catalogue.Bet) adminview.Change {
		return adminview.Change{
			What: i18n.T(ctx, "admin.edit.bet_"+how, "Service", h.title(lang, b.Service)),
			Details: []string{
				strings.Join(b.Sayings, ", "), i18n.T(ctx, "admin.edit.days", "From", day(lang, b.From), "To", day(lang, b.Until)),
				i18n.T(ctx, "admin.edit.reason", "Reason", b.Reason),
			},
		}
	}
	switch {
	case e.After == nil:
		return what("removed", e.Before)
	case e.Before == nil:
		out := what("new", e.After)
		out.URL = paths.AdminBet(lang, e.After.ID)
		return out
	default:
		out := what("changed", e.After)
		out.URL = paths.AdminBet(lang, e.After.ID)
		return out
	}
}

// DoDraft publishes the draft, throws it away, or takes a change out of it.
func (h *Handlers) DoDraft(c echo.Context) error {
	ctx := c.Request().Context()
	actor, v := session.Actor(ctx), posted.Of(ctx).Values
	var err error
	done := ""
	switch v.Get(adminview.FieldDo) {
	case adminview.DoPublish:
		err, done = h.Words.Publish(ctx, actor, v.Get(adminview.FieldVersion)), donePublished
	case adminview.DoDiscard:
		err, done = h.Words.Discard(ctx, actor), doneDiscarded
	case adminview.DoUndo:
		err, done = h.Words.Undo(ctx, actor, v.Get(adminview.FieldChange)), doneUndone
	}
	if errs.Is(err, errs.Conflict) {
		return h.draft(c, http.StatusConflict, i18n.T(ctx, "admin.draft.moved_on"))
	}
	if err != nil {
		return err
	}
	return render.SeeOther(c, paths.AdminDraftDone(i18n.LangOf(ctx), done))
}

// History shows what has been published.
func (h *Handlers) History(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	n, _ := strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	n = max(n, 1)
	list, more, err := h.Words.History(ctx, session.Actor(ctx), n)
	if err != nil {
		return err
	}
	page := adminview.History{Page: n}
	if page.Frame, err = h.frame(c, adminview.TabHistory, paths.AdminHistory(i18n.SV, n)); err != nil {
		return err
	}
	if n > 1 {
		page.Newer = paths.AdminHistory(lang, n-1)
	}
	if more {
		page.Older = paths.AdminHistory(lang, n+1)
	}
	for _, p := range list {
		change := h.change(ctx, p.Edit)
		change.URL = "" // it may say something else by now
		change.When, change.Who = i18n.DateTime(lang, p.PublishedAt), h.who(ctx, p)
		page.Changes = append(page.Changes, change)
	}
	return h.Pages.OK(c, adminview.HistoryPage(page))
}

// who is whoever published something: by name while they hold the function.
func (h *Handlers) who(ctx context.Context, p vocabulary.Published) string {
	function := string(p.Function)
	if f, ok := h.Organisation.Function(p.Function); ok {
		function = f.Title.In(i18n.LangOf(ctx))
		if a, ok := h.Organisation.Authority(p.Function.Authority()); ok {
			function = fmt.Sprintf("%s, %s", function, a.Name)
		}
	}
	name := p.Name
	if p.IsMine {
		name = i18n.T(ctx, "admin.history.you")
	}
	if name == "" {
		return function
	}
	return i18n.T(ctx, "admin.history.as", "Name", name, "Function", function)
}
