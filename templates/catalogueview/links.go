package catalogueview

import (
	"context"
	"slices"

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

// areaURL leads to the category in the list of all services.
func areaURL(lang i18n.Lang, c Category) string { return paths.Services(lang) + "#" + c.ID }

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

// loginText says in a sentence how one logs in to use the service.
func loginText(ctx context.Context, login Login) string {
	switch login {
	case LoginCoSign:
		return i18n.T(ctx, "catalogue.service.login.co_sign")
	case LoginBankID:
		return i18n.T(ctx, "catalogue.service.login.bankid")
	case LoginNone:
	}
	return i18n.T(ctx, "catalogue.service.login.none")
}

// heading is what the page of hits says that it found.
func (v Results) heading(ctx context.Context) string {
	switch {
	case v.Query == "":
		return i18n.T(ctx, "catalogue.results.no_query")
	case len(v.Hits) == 0:
		return i18n.T(ctx, "catalogue.results.none", "Query", v.Query)
	default:
		return i18n.N(ctx, "catalogue.results.count", v.Total, "Query", v.Query)
	}
}

func (v Results) shell(ctx context.Context) layout.Shell {
	return v.In(layout.AreaNone, v.heading(ctx))
}

// facts are what one wants to know before beginning.
func (v Service) facts(ctx context.Context) []ui.Fact {
	known := func(text, unknown string) string {
		if text == "" {
			return i18n.T(ctx, unknown)
		}
		return text
	}
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "catalogue.service.time"), Value: known(v.HandlingTime, "catalogue.service.time_unknown")},
		{Label: i18n.T(ctx, "catalogue.service.cost"), Value: known(v.Cost, "catalogue.service.cost_unknown")},
	}
	if v.Kind == KindEService {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "catalogue.service.login"), Value: loginText(ctx, v.Login)})
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "catalogue.service.authority"), Value: v.Authority})
}
