package admin

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Words is the administration of words as handlers use it; vocabulary.Service is
// one.
type Words interface {
	Words(ctx context.Context, actor identity.Actor, f vocabulary.Filter) (vocabulary.WordList, error)
	FindWords(ctx context.Context, actor identity.Actor, lang, service string) (vocabulary.ServiceWords, error)
	AddWords(ctx context.Context, actor identity.Actor, lang, service string, words []string) error
	SetWords(ctx context.Context, actor identity.Actor, lang, service string, words []string) error
	Synonyms(ctx context.Context, actor identity.Actor, f vocabulary.Filter) (vocabulary.GroupList, error)
	FindSynonym(ctx context.Context, actor identity.Actor, lang, key string) (vocabulary.Group, error)
	SaveSynonym(ctx context.Context, actor identity.Actor, lang, key string, g catalogue.SynonymGroup) error
	RemoveSynonym(ctx context.Context, actor identity.Actor, lang, key string) error
	Bets(ctx context.Context, actor identity.Actor) ([]vocabulary.Bet, error)
	FindBet(ctx context.Context, actor identity.Actor, id string) (vocabulary.Bet, error)
	SaveBet(ctx context.Context, actor identity.Actor, b catalogue.Bet) error
	RemoveBet(ctx context.Context, actor identity.Actor, id string) error
	Owner(actor identity.Actor) string
	Drafts
}

// Drafts is what becomes of what an editor has changed.
type Drafts interface {
	CountDraft(ctx context.Context, actor identity.Actor) (int, error)
	Preview(ctx context.Context, actor identity.Actor) (vocabulary.Preview, error)
	Undo(ctx context.Context, actor identity.Actor, id string) error
	Discard(ctx context.Context, actor identity.Actor) error
	Publish(ctx context.Context, actor identity.Actor, version string) error
	History(ctx context.Context, actor identity.Actor, page int) ([]vocabulary.Published, bool, error)
	Explain(ctx context.Context, actor identity.Actor, text string, lang i18n.Lang, withDraft bool) (search.Trace, error)
}

// Catalogue is what the portal answers from.
type Catalogue interface {
	Current() *catalogue.Snapshot
}

// The parameters of the routes.
const (
	ParamLanguage = "language"
	ParamService  = "service"
	ParamKey      = "key"
	ParamBet      = "bet"
)

// Handlers answers the requests of the administration.
type Handlers struct {
	Office       func(echo.Context) layout.Office // what every page has around it: that of the back office
	Words        Words
	Routes       Routes
	Catalogue    Catalogue
	Organisation *identity.Organisation
	Clock        clock.Clock
	Pages        *render.Pages
}

// Start is the first page: what there is to look after.
func (h *Handlers) Start(c echo.Context) error {
	ctx := c.Request().Context()
	lang, actor := i18n.LangOf(ctx), session.Actor(ctx)
	page := adminview.Start{Office: h.Office(c)}
	page.Path = paths.Admin(i18n.SV)
	var err error
	if page.Draft, err = h.Words.CountDraft(ctx, actor); err != nil {
		return err
	}
	bets, err := h.Words.Bets(ctx, actor)
	if err != nil {
		return err
	}
	for _, b := range bets {
		if b.State == vocabulary.BetOver {
			page.Expired++
		}
	}
	card := func(tab adminview.Tab, url string) ui.Card {
		return ui.Card{Title: i18n.T(ctx, "admin.tab."+string(tab)), Text: i18n.T(ctx, "admin.card."+string(tab)), URL: url}
	}
	page.Parts = []adminview.Part{{Title: i18n.T(ctx, "admin.part.words"), Cards: []ui.Card{
		card(adminview.TabWords, paths.AdminWords(lang, paths.WordFilter{})), card(adminview.TabSynonyms, paths.AdminSynonyms(lang, paths.WordFilter{})),
		card(adminview.TabBets, paths.AdminBets(lang)), card(adminview.TabWhy, paths.AdminWhy(lang, "", false)),
		card(adminview.TabDraft, paths.AdminDraft(lang)), card(adminview.TabHistory, paths.AdminHistory(lang, 0)),
	}}}
	if identity.CanTry(actor, identity.SeeSearches, "admin.Start") == nil {
		page.Parts = append(page.Parts, adminview.Part{Title: i18n.T(ctx, "usage.parts"), Cards: []ui.Card{
			{Title: i18n.T(ctx, "usage.searches.title"), Text: i18n.T(ctx, "usage.card.searches"), URL: paths.AdminSearches(lang, "", 0)},
			{Title: i18n.T(ctx, "usage.use.title"), Text: i18n.T(ctx, "usage.card.use"), URL: paths.AdminUse(lang)},
		}})
	}
	if identity.CanTry(actor, identity.SeeRoutes, "admin.Start") == nil {
		page.Parts = append(page.Parts, adminview.Part{Title: i18n.T(ctx, "admin.part.routes"), Cards: []ui.Card{
			{Title: i18n.T(ctx, "admin.routes.title"), Text: i18n.T(ctx, "admin.card.routes"), URL: paths.AdminRoutes(lang)},
		}})
	}
	return h.Pages.OK(c, adminview.StartPage(page))
}

// frame is what a page about words has around it. path is its address in
// Swedish, so that one stays on it when changing language.
func (h *Handlers) frame(c echo.Context, tab adminview.Tab, path string) (adminview.Frame, error) {
	f := adminview.Frame{Office: h.Office(c), Tab: tab}
	f.Path = path
	var err error
	ctx := c.Request().Context()
	f.Draft, err = h.Words.CountDraft(ctx, session.Actor(ctx))
	return f, err
}

// languages are the languages that words may be of, to choose among.
func languages(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, tag := range catalogue.Languages() {
		out = append(out, ui.Option{Value: tag, Label: language(ctx, tag)})
	}
	return out
}

// someLanguage is languages with all of them first.
func someLanguage(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Label: i18n.T(ctx, "admin.filter.all")}}, languages(ctx)...)
}

func language(ctx context.Context, tag string) string { return i18n.T(ctx, "admin.lang."+tag) }

// services are all services, to choose among.
func (h *Handlers) services(ctx context.Context) []ui.Option {
	lang := i18n.LangOf(ctx)
	out := []ui.Option{{Label: i18n.T(ctx, "admin.choose_service")}}
	for _, e := range h.Catalogue.Current().Services(lang) {
		out = append(out, ui.Option{Value: e.ID, Label: e.Title.In(lang)})
	}
	return out
}

// title is what a service is called. One that is not there is called by its id.
func (h *Handlers) title(lang i18n.Lang, id string) string {
	if e, ok := h.Catalogue.Current().Find(id); ok {
		return e.Title.In(lang)
	}
	return id
}

func (h *Handlers) titles(lang i18n.Lang, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = h.title(lang, id)
	}
	return out
}

// sayings are words of a language, which the page says them to be of. Of words of
// many, each says it itself by its letters.
func sayings(tag string, words []string) []adminview.Saying {
	out := make([]adminview.Saying, len(words))
	for i, w := range words {
		out[i] = adminview.Saying{Text: w, Lang: tag, RTL: isRTL(tag)}
		if tag == catalogue.MixedLanguages {
			out[i].Lang = ""
		}
	}
	return out
}

func isRTL(tag string) bool { return i18n.Lang(tag).Dir() == "rtl" }

// day writes a day as people do.
func day(lang i18n.Lang, d catalogue.Day) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return i18n.ShortDate(lang, t)
}
