package i18n

import (
	"context"
	"strings"
)

// Lang is a language of the interface, as a BCP 47 tag.
type Lang string

// The languages of the interface. Swedish is the one that is always complete.
const (
	SV Lang = "sv"
	EN Lang = "en"
)

// Langs are the languages of the interface, the first being the default.
var Langs = [...]Lang{SV, EN}

// Tongues are languages that the interface does not speak, but has a few texts
// in: those of texts/tongue.*.yaml.
var Tongues = [...]Lang{"fi", "ar", "so", "pl", "uk", "fa"}

// ParseTongue returns the language with the tag when there are texts of
// texts/tongue.*.yaml in it, the interface's languages among them.
func ParseTongue(tag string) (Lang, bool) {
	for _, l := range Tongues {
		if string(l) == tag {
			return l, true
		}
	}
	return ParseLang(tag)
}

// Dir returns the direction that the language is written in, as HTML names it.
func (l Lang) Dir() string {
	if l == "ar" || l == "fa" {
		return "rtl"
	}
	return "ltr"
}

// Name returns the language's name in itself.
func (l Lang) Name() string {
	if l == EN {
		return "English"
	}
	return "Svenska"
}

// ParseLang returns the language with the tag, and false when the interface
// does not speak it.
func ParseLang(tag string) (Lang, bool) {
	for _, l := range Langs {
		if strings.EqualFold(tag, string(l)) {
			return l, true
		}
	}
	return SV, false
}

// Text is a text of the content in the languages it has been written in.
type Text struct {
	SV string `json:"sv" yaml:"sv"`
	EN string `json:"en,omitempty" yaml:"en,omitempty"`
}

// In returns the text in lang, or in Swedish when it is missing there.
func (t Text) In(lang Lang) string {
	if lang == EN && t.EN != "" {
		return t.EN
	}
	return t.SV
}

// IsZero reports whether there is no text at all.
func (t Text) IsZero() bool { return t == Text{} }

type langKey struct{}

// WithLang returns a context whose texts are in lang.
func WithLang(ctx context.Context, lang Lang) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// LangOf returns the language of the context: Swedish unless WithLang said
// otherwise.
func LangOf(ctx context.Context) Lang {
	if l, ok := ctx.Value(langKey{}).(Lang); ok {
		return l
	}
	return SV
}
