package learning_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/learning"
)

// lexicon is a small catalogue's words.
type lexicon struct{}

var (
	knownWords = strings.Fields(`bygglov förskola sommarlov soffa slänga trasig lampa skola plats ansöka behöver hjälp betala faktura trädfällning
		sten berg björn dagis 1177 112 b12 byta efternamn son dotter barn granne lärare permit school need läkare åring gatan kyrkogatan heter name namn`)
	fillers  = strings.Fields("jag har min mitt är i på för vill vad the a my is i en och till vid med")
	slips    = map[string]string{"förskolla": "förskola", "hanna": "hänga", "byglov": "bygglov"}
	compound = []string{"skolbusskort"}
)

func (lexicon) Known(word string) (string, bool) {
	if slices.Contains(fillers, word) {
		return "", true
	}
	if slices.Contains(knownWords, word) {
		return word, true
	}
	mended, ok := slips[word]
	return mended, ok
}

func (lexicon) Compound(word string) bool { return slices.Contains(compound, word) }

func TestStrip(t *testing.T) {
	for name, tt := range map[string]struct {
		typed, text string
		unknown     []string
	}{
		"words of the catalogue":          {"Bygglov", "bygglov", nil},
		"without what says nothing":       {"jag vill slänga min soffa", "slänga soffa", nil},
		"a slip, as it was meant":         {"förskolla", "förskola", []string{"förskolla"}},
		"a compound of known words":       {"skolbusskort", "skolbusskort", nil},
		"an unknown word":                 {"hoverboard", "<word>", []string{"hoverboard"}},
		"an unknown word among others":    {"slänga hoverboard", "slänga <word>", []string{"hoverboard"}},
		"two unknown words are a name":    {"elvin kvarnbo", "<word>", nil},
		"… with a filler between":         {"elvin och kvarnbo", "<word>", nil},
		"unknown in another script":       {"бузина", "<word>", nil},
		"short and unknown":               {"xq", "<word>", nil},
		"many have typed it":              {"segway", "segway", nil},
		"many have, beside an unknown":    {"segway elvin", "<word>", nil},
		"many have, in a name's place":    {"jag heter segway", "heter <name>", nil},
		"long":                            {strings.Repeat("bygglov soffa ", 10), "bygglov soffa bygglov soffa bygglov soffa bygglov soffa <more>", nil},
		"a long word":                     {strings.Repeat("x", 31), "<word>", nil},
		"nothing":                         {" \t", "", nil},
		"nothing but fillers":             {"vad är jag", "", nil},
		"nothing but signs":               {"?!\uE000\uE001", "", nil},
		"a name that many have":           {"bygglov Karin", "bygglov <name>", nil},
		"… in small letters":              {"karin bygglov", "<name> bygglov", nil},
		"… somebody's own":                {"karins bygglov", "<name> bygglov", nil},
		"… that is near a word":           {"hanna", "<name>", nil},
		"… and is a word":                 {"trasig sten", "trasig sten", nil},
		"… and is a word, beside another": {"björn sten", "<name>", nil},
		"… with a surname":                {"karin larsson skola", "<name> skola", nil},
		"a rare surname":                  {"grimståhl", "<name>", nil},
		"a capital within":                {"bygglov Elvin", "bygglov <name>", nil},
		"a capital first":                 {"Hoverboard", "<word>", []string{"hoverboard"}},
		"jag heter":                       {"jag heter Elvin Kvarnbo och behöver hjälp", "heter <name> behöver hjälp", nil},
		"jag heter, a word":               {"jag heter Sten Bygglov", "heter <name>", nil},
		"mitt namn är":                    {"mitt namn är elvin", "namn <name>", nil},
		"vad heter":                       {"vad heter gatan", "heter gatan", nil},
		"my name is":                      {"my name is elvin", "name <name>", nil},
		"min son":                         {"min son Kalle behöver hjälp", "son <name> behöver hjälp", nil},
		"min son, unknown":                {"min son elvin behöver hjälp", "son <name> behöver hjälp", nil},
		"min son, a word":                 {"min son behöver hjälp", "son behöver hjälp", nil},
		"min son, a name that is a word":  {"min son björn", "son <name>", nil},
		"läraren, with both names":        {"lärare Elvin Kvarnbo", "lärare <name>", nil},
		"a personal number":               {"191212121212", "<number>", nil},
		"… with a hyphen":                 {"faktura 19121212-1212", "faktura <number>", nil},
		"… with spaces":                   {"19 12 12 12 12 12", "<number>", nil},
		"… with what is not seen":         {"1\u200b9\u200b1\u200b2\u200b1\u200b2", "<number>", nil},
		"… with signs":                    {"1_9*1;2/1|2", "<number>", nil},
		"… with letters between":          {"1 plats 9 plats 1 plats 2 plats 1", "<number> plats <number> plats <number> plats <number> plats <more>", nil},
		"… in Arabic digits":              {"١٩١٢١٢١٢", "<number>", nil},
		"… in wide digits":                {"１９１２１２", "<number>", nil},
		"a phone number":                  {"ring 0300-12 34 56", "<word> <number>", nil},
		"… with the country":              {"+46 70 174 06 35", "<number>", nil},
		"an e-mail address":               {"faktura Karin.Larsson@example.se", "faktura <email>", nil},
		"a link":                          {"https://example.se/karin bygglov", "<word> bygglov", nil},
		"a reference":                     {"MK-2026-7F3K-9Q2C", "<number>", nil},
		"… in four words":                 {"mk 2026 7f3k 9q2c", "<word> <number>", nil},
		"a diary number":                  {"BUN 2026-00123", "<word> <number>", nil},
		"a car's number":                  {"ABC 123", "<word> <number>", nil},
		"… of the newer kind":             {"abc12d", "<number>", nil},
		"a property":                      {"eken 1:23", "<word> <number>", nil},
		"a property among words":          {"skola 1:23", "skola <number>", nil},
		"an address":                      {"Storgatan 5", "<address> <number>", nil},
		"… that is a word too":            {"kyrkogatan 5 bygglov", "<address> <number> bygglov", nil},
		"a street by itself":              {"lampa kvarnvägen", "lampa <address>", nil},
		"a small number":                  {"skola 5", "skola 5", nil},
		"an age":                          {"plats 5-åring", "plats 5 åring", nil},
		"a number of the catalogue":       {"1177", "1177", nil},
		"… beside another":                {"1177 1177", "<number>", nil},
		"a year":                          {"sommarlov 2026", "sommarlov <number>", nil},
		"a code of the catalogue":         {"B12", "b12", nil},
		"a name with a number":            {"elvin84", "<number>", nil},
		"a number with a name":            {"8-Kvarnbo", "<number> <name>", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := learning.Stripper{Lexicon: lexicon{}, Keeps: func(word string) bool { return word == "segway" }}
			got := s.Strip(tt.typed)
			if diff := cmp.Diff(tt.text, got.Text); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.unknown, got.Unknown); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
		})
	}
}
