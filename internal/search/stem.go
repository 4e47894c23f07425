package search

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/swedish"
)

// tongue is a language that words are stemmed in. What is not Swedish, English,
// Finnish or Arabic is compared as it is written.
type tongue uint8

const (
	inSwedish tongue = iota
	inEnglish
	inFinnish
	inArabic
	inOther
	tongues
)

// stemOf returns the word's stem in the tongue, folded: what “ansökan”,
// “ansökningar” and “ansöker” have in common.
func stemOf(w word, t tongue) string {
	switch t {
	case inSwedish:
		return fold(swedishStem(w.written))
	case inEnglish:
		return fold(snowball(w.written, english.Stem))
	case inFinnish:
		return fold(snowball(w.written, finnish.Stem))
	case inArabic:
		return fold(snowball(strings.TrimPrefix(w.surface, "ال"), arabic.Stem))
	default:
		return w.surface
	}
}

func snowball(w string, by func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(w)
	by(env)
	return env.Current()
}

// swedishStem is Snowball's, and what it leaves: the definite form in -an
// (“förskolan”), deeds in -ning (“sophämtning” ~ “hämta”) and -an (“ansökan”),
// and the words of swedishStems.
func swedishStem(w string) string {
	if s, ok := swedishStems[w]; ok {
		return s
	}
	s := snowball(w, swedish.Stem)
	for _, suffix := range []string{"ningarn", "ningar", "ningen", "ning", "an"} {
		if rest, ok := strings.CutSuffix(s, suffix); ok && len(rest) >= 4 && !endsIn(s, notDefinite) {
			s = rest
			break
		}
	}
	if known, ok := swedishStems[s]; ok {
		return known
	}
	return s
}

// notDefinite are words whose -an belongs to them.
var notDefinite = []string{"plan", "man", "dan", "ban", "organ"}

func endsIn(s string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// swedishStems are the words and stems that change their vowel, or that a rule
// would take for another word.
var swedishStems = map[string]string{
	"böcker": "bok", "böckerna": "bok", "boken": "bok", "händer": "hand", "städer": "stad", "söner": "son", "döttrar": "dotter", "dottern": "dotter",
	"träd": "träd", "träden": "träd", "trädet": "träd", "barn": "barn", "barnet": "barn", "barnen": "barn", "barnens": "barn", "barnets": "barn",
	"råttor": "rått", "möss": "mus", "musen": "mus", "gäss": "gås", "bröder": "bror", "mödrar": "mor", "fäder": "far",
	"sjukt": "sjuk", "sjuka": "sjuk", "dött": "död", "dog": "död", "dör": "död", "avliden": "avlid", "avled": "avlid", "avlidit": "avlid",
	"såg": "se", "ser": "se", "gick": "gå", "sålde": "sälj", "säljer": "sälj", "sälja": "sälj", "sålt": "sälj", "försäljning": "sälj",
	"bygge": "bygg", "byggnad": "byggnad", "byggt": "bygg", "byggde": "bygg",
	"stulen": "stöld", "stulit": "stöld", "stulet": "stöld", "stals": "stöld",
	"flyttat": "flytt", "flyttar": "flytt", "snöröjning": "snöröj", "snöröjningen": "snöröj",
	"hyra": "hyr", "hyran": "hyr", "hyrs": "hyr", "kö": "kö", "kön": "kö", "köer": "kö", "köa": "kö", "köplats": "köplats",
	"lån": "lån", "lånet": "lån", "låna": "lån", "låner": "lån", "läxor": "läx",
	"skolan": "skol", "gatan": "gat", "gatans": "gat", "lampan": "lamp", "soporna": "sop", "sopor": "sop",
	"trasigt": "trasig", "trasiga": "trasig", "sönder": "trasig", "sönderslagen": "trasig",
}

// tonguesOf returns which tongues a word of a query may be of: its letters say.
func tonguesOf(w word) []tongue {
	for _, r := range w.surface {
		switch {
		case unicode.Is(unicode.Latin, r):
			return latinTongues
		case unicode.Is(unicode.Arabic, r):
			return arabicTongues
		}
	}
	return otherTongues
}

var (
	latinTongues  = []tongue{inSwedish, inEnglish, inFinnish, inOther}
	arabicTongues = []tongue{inArabic, inOther}
	otherTongues  = []tongue{inOther, inSwedish, inEnglish}
)
