package search

import (
	"cmp"
	"slices"
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

// stemOf returns the word's stem in the tongue, with the marks over its letters:
// what “ansökan”, “ansökningar” and “ansöker” have in common.
func stemOf(w word, t tongue) string {
	switch t {
	case inSwedish:
		return swedishStem(w.written)
	case inEnglish:
		return snowball(w.written, english.Stem)
	case inFinnish:
		return snowball(w.written, finnish.Stem)
	case inArabic:
		return snowball(strings.TrimPrefix(w.surface, "ال"), arabic.Stem)
	default:
		return lightStem(w.surface)
	}
}

// stems are a word's in each tongue that it may be of, and "" in the others.
type stems [tongues]string

func stemsOf(w word) (out stems) {
	for _, t := range tonguesOf(w) {
		out[t] = stemOf(w, t)
	}
	return out
}

// lightStem takes an ending of a case or the article off a longer word, or else
// the vowel off its end, for languages that nobody has a stemmer for here:
// Polish, Somali, Ukrainian and Persian among them.
func lightStem(surface string) string {
	letters := []rune(surface)
	n := len(letters)
	for _, ending := range lightEndings {
		if cut := n - len(ending); cut >= minLight && slices.Equal(letters[cut:], ending) {
			n = cut
			break
		}
	}
	for n > minLight && len(letters)-n < 2 && strings.ContainsRune(vowels, letters[n-1]) {
		n--
	}
	return string(letters[:n])
}

const (
	minLight = 4
	vowels   = "aeiouyаеиіїоуюяєйьّةهی"
)

// lightEndings are the endings without marks, the longest first.
var lightEndings = func() [][]rune {
	var out [][]rune
	for ending := range strings.FieldsSeq(`
		iego iemu ami ach ego emu ych ymi imi owie owi iem
		ada adda aha ayaasha yaasha yada
		ами ями ого ому ими ових ів ах ях ам ям ої ій ою ею ий
		های ها هایم هایی
	`) {
		out = append(out, []rune(ending))
	}
	slices.SortStableFunc(out, func(a, b []rune) int { return cmp.Compare(len(b), len(a)) })
	return out
}()

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
		if rest, ok := strings.CutSuffix(s, suffix); ok && len(rest) >= 3 && !endsIn(s, notDefinite) {
			s = rest
			break
		}
	}
	if known, ok := swedishStems[s]; ok {
		return known
	}
	if len(s) <= shortStem { // “farligt” is no “far”
		if i := strings.LastIndex(w, "lig"); i >= len(s) {
			return w[:i] + "lig"
		}
	}
	return s
}

// shortStem is how short a stem is that other words have too.
const shortStem = 4

// notDefinite are words whose -an belongs to them.
var notDefinite = []string{"plan", "man", "dan", "ban", "organ", "kan", "kran", "tran", "veteran"}

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
	"buller": "buller", "bullret": "buller", "bullrar": "buller", "bullrigt": "buller", "bullar": "bulle", "bulle": "bulle",
	"toan": "toa", "ån": "å", "åar": "å", "sjön": "sjö", "sjöar": "sjö", "ön": "ö", "bron": "bro", "vägen": "väg", "vägar": "väg",
	"trasigt": "trasig", "trasiga": "trasig", "sönder": "trasig", "sönderslagen": "trasig",
}

// languageTongue returns the tongue of a language by its tag.
func languageTongue(tag string) tongue {
	if t, ok := tongueOf[tag]; ok {
		return t
	}
	return inOther
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

	// tongueOf are the tongues of the languages that have words of services.
	tongueOf = map[string]tongue{"sv": inSwedish, "en": inEnglish, "fi": inFinnish, "ar": inArabic}
)
