package paths

import "github.com/mittkoping/entre/internal/i18n"

func AdminAddWords(lang i18n.Lang, words, service string) string {
	return In(lang, "/admin/sok/ord/nytt"+query("ord", words, "tjanst", service))
}

func AdminAddBet(lang i18n.Lang, words, service string) string {
	return In(lang, "/admin/sok/rekommenderade/ny"+query("ord", words, "tjanst", service))
}
