package i18n

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed texts/*.yaml
var files embed.FS

// localizers are made once, at first use: the texts are part of the binary,
// so a fault in them is a fault of the build and panics (a test loads them).
var localizers = sync.OnceValue(func() map[Lang]*goi18n.Localizer {
	bundle := goi18n.NewBundle(language.Swedish)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := fs.Glob(files, "texts/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			panic(fmt.Sprintf("i18n: %s: %v", name, err))
		}
	}
	out := map[Lang]*goi18n.Localizer{}
	for _, l := range slices.Concat(Langs[:], Tongues[:]) {
		out[l] = goi18n.NewLocalizer(bundle, string(l), string(SV))
	}
	return out
})

// T returns the text of key in the context's language. args are pairs of a
// name and a value that the text uses as {{.Name}}. A key that no language has
// is returned as it stands, so that a page shows it rather than nothing; a
// test finds such keys.
func T(ctx context.Context, key string, args ...any) string {
	return In(LangOf(ctx), key, args...)
}

// N is T for a text that depends on a number: it picks the plural form of n
// and offers it as {{.N}}.
func N(ctx context.Context, key string, n int, args ...any) string {
	return localize(LangOf(ctx), key, &n, args)
}

// In is T for code that has a language and no context.
func In(lang Lang, key string, args ...any) string { return localize(lang, key, nil, args) }

// plain are the texts that have been asked for and need nothing put in, by
// whole. There are as many as the interface has.
var plain sync.Map

type whole struct {
	lang Lang
	key  string
}

func localize(lang Lang, key string, n *int, args []any) string {
	isPlain := n == nil && len(args) == 0
	if isPlain {
		if text, ok := plain.Load(whole{lang, key}); ok {
			return text.(string)
		}
	}
	cfg := goi18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 || n != nil {
		data := make(map[string]any, len(args)/2+1)
		for i := 0; i+1 < len(args); i += 2 {
			data[fmt.Sprint(args[i])] = args[i+1]
		}
		if n != nil {
			data["N"] = *n
			cfg.PluralCount = *n
		}
		cfg.TemplateData = data
	}
	text, err := localizers()[lang].Localize(&cfg)
	if err != nil && text == "" {
		return key
	}
	if isPlain && err == nil {
		plain.Store(whole{lang, key}, text)
	}
	return text
}

// Keys returns the sorted keys of the interface's texts in lang, for tests and
// for the storybook.
func Keys(lang Lang) ([]string, error) {
	keys := map[string]struct{}{}
	names, err := fs.Glob(files, "texts/*."+string(lang)+".yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		m, err := goi18n.ParseMessageFileBytes(raw, name, map[string]goi18n.UnmarshalFunc{"yaml": yaml.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for _, msg := range m.Messages {
			keys[msg.ID] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(keys)), nil
}
