package catalogueview

import (
	"context"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func cards(lang i18n.Lang, services []Brief) []ui.Card {
	out := make([]ui.Card, len(services))
	for i, s := range services {
		out[i] = ui.Card{Title: s.Title, Text: s.Summary, URL: paths.Service(lang, s.ID)}
	}
	return out
}

func eventCards(lang i18n.Lang, events []LifeEvent) []ui.Card {
	out := make([]ui.Card, len(events))
	for i, e := range events {
		out[i] = ui.Card{Title: e.Name, Text: e.Description, URL: paths.LifeEvent(lang, e.ID), Icon: eventIcons[e.ID]}
	}
	return out
}

// eventIcons are the pictures of events of life, by code; one without is shown
// by its words alone.
var eventIcons = map[string]string{
	"fa-barn": "heart", "borja-skolan": "book", "flytta": "box", "bygga": "house", "separera": "part",
	"bli-sjuk-eller-funktionsnedsatt": "care", "bli-aldre": "person", "tappat-jobbet": "case", "nagon-har-dott": "candle",
	"starta-foretag": "shop", "ordna-evenemang": "calendar",
}

func joined(words []string) string { return strings.Join(words, ", ") }

// letterID is the anchor of a letter in the list from A to Ö.
func letterID(l Letter) string { return "bokstav-" + strings.ToLower(l.Letter) }

// withServices leaves out the areas that nothing stands in yet.
func withServices(categories []Category) []Category {
	return slices.DeleteFunc(slices.Clone(categories), func(c Category) bool { return len(c.Services) == 0 })
}

// continueURL leads to the step that a draft was left at.
func continueURL(lang i18n.Lang, d Draft) string { return paths.Step(lang, d.ID, d.Step) }

// loginTag says how one logs in, in a word or two, and in which tone.
func loginTag(ctx context.Context, s Brief) (ui.Tone, string) {
	switch {
	case s.Kind == KindSignpost:
		return ui.TonePlain, i18n.T(ctx, "catalogue.kind.signpost")
	case s.ByHand:
		return ui.TonePlain, i18n.T(ctx, "catalogue.kind.by_hand")
	case s.Kind == KindInformation:
		return ui.TonePlain, i18n.T(ctx, "catalogue.kind.information")
	case s.Login == LoginCoSign:
		return ui.TonePlain, i18n.T(ctx, "catalogue.login.co_sign")
	case s.Login == LoginBankID:
		return ui.TonePlain, i18n.T(ctx, "catalogue.login.bankid")
	default:
		return ui.ToneOpen, i18n.T(ctx, "catalogue.login.none")
	}
}

// heading is what the page of hits says that it found.
func (v Results) heading(ctx context.Context) string {
	switch {
	case v.Crisis != nil: // a tab tells nobody what was asked for
		return v.Crisis.Title
	case v.Query == "":
		return i18n.T(ctx, "catalogue.results.no_query")
	case len(v.Hits) == 0 && v.Unfiltered != "":
		return i18n.T(ctx, "catalogue.results.none_filtered", "Query", v.Query)
	case len(v.Hits) == 0:
		return i18n.T(ctx, "catalogue.results.none", "Query", v.Query)
	default:
		return i18n.N(ctx, "catalogue.results.count", v.Total, "Query", v.Query)
	}
}

func (v Results) shell(ctx context.Context) layout.Shell {
	return v.In(layout.AreaNone, v.heading(ctx))
}

// knownFlaws are what is known not to be accessible, by the end of the texts'
// keys.
func (v Info) knownFlaws() []string {
	flaws := []string{"known_people", "known_language", "known_files"}
	if v.Tell == "" {
		flaws = append(flaws, "known_form")
	}
	return flaws
}
