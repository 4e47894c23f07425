package search

import (
	"testing"
	"unicode/utf8"
)

// FuzzWords looks for a text that is not taken apart as it should be, and for
// one whose letters lose their marks otherwise by the table than by Unicode's.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"Gatlampan är trasig", "é̂́̂ ÅÄÖ ß æøł", "موقف السيارات", "дитячий садок", "İstanbul ẞ ﬁ ½ ǅ ŉ", "유치원 车 🚲", "\xff\xc3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := fold(text), foldAny(text); got != want && utf8.ValidString(text) {
			t.Errorf("%q is folded to %q, and by Unicode's tables to %q", text, got, want)
		}
		for _, w := range words(text) {
			if w.surface == "" || w.written == "" || utf8.RuneCountInString(w.written) > maxLetter {
				t.Errorf("%q has the word %+v", text, w)
			}
			for _, in := range []tongue{inSwedish, inEnglish, inFinnish, inArabic, inOther} {
				_ = stemOf(w, in)
			}
			_ = newLexicon().split(w.surface)
		}
		if got := queryWords(text); len(got) > maxWords {
			t.Errorf("%d words", len(got))
		}
	})
}
