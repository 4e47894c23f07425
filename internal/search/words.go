package search

import (
	"iter"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/unicode/norm"
)

// Limits of what is looked for, so that a pasted page of text costs no more
// than a long sentence.
const (
	maxText   = 500 // bytes
	maxWords  = 20
	maxLetter = 40 // runes of one word
)

// word is one word as it was written, in small letters, and without the marks
// over its letters: who writes on a foreign keyboard leaves them out.
type word struct{ written, surface string }

// words takes a text apart. Words that say nothing about what somebody wants
// are among them: see isFiller.
func words(text string) []word {
	var out []word
	for w := range written(text) {
		if surface := fold(w); surface != "" {
			out = append(out, word{w, surface})
		}
	}
	return out
}

// written yields the words of a text as they are written, in small letters.
func written(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !isPlain(text) {
			text = norm.NFKC.String(text)
		}
		for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
		}) {
			if !yield(clip(w, maxLetter)) {
				return
			}
		}
	}
}

// queryWords is words of the beginning of what somebody typed, each once.
func queryWords(text string) []word {
	if len(text) > maxText {
		text = text[:maxText]
	}
	found := words(strings.ToValidUTF8(text, " "))
	found = found[:min(len(found), maxWords)]
	var out []word
	for _, w := range found {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func clip(w string, limit int) string {
	if len(w) <= limit {
		return w
	}
	n := 0
	for i := range w {
		if n++; n > limit {
			return w[:i]
		}
	}
	return w
}

// fold takes the marks off letters: å and ä become a, ö becomes o, é becomes e,
// and the short vowels of Arabic and Persian go.
func fold(s string) string {
	if isPlain(s) {
		return s
	}
	var buf [4 * maxLetter]byte
	out := buf[:0]
	for _, r := range s {
		if int(r) >= len(latin) {
			return foldAny(s)
		}
		out = append(out, latin[r]...)
	}
	return string(out)
}

// latin is what fold makes of each letter of Latin script: the others are asked
// of Unicode's tables.
var latin = func() (out [0x250]string) {
	for r := range out {
		out[r] = foldAny(string(rune(r)))
	}
	return out
}()

func foldAny(s string) string {
	return foreign.Replace(runes.Remove(runes.In(unicode.Mn)).String(norm.NFD.String(s)))
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// foreign are letters that another keyboard or habit writes for one another.
var foreign = strings.NewReplacer(
	"æ", "a", "ø", "o", "ł", "l", "đ", "d", "ß", "ss",
	"ى", "ي", "ی", "ي", "ک", "ك", "ة", "ه", "أ", "ا", "إ", "ا", "آ", "ا", "ـ", "",
)

// isFiller reports whether the word says nothing about what somebody wants. A
// word with marks over its letters is only taken for one that has the same: “ån”
// is no “an”.
func isFiller(w word) bool {
	_, is := filler(w)
	return is
}

// filler is isFiller, with what the word says of what somebody wants to do:
// “när” is to see.
func filler(w word) (says intent, is bool) {
	if says, is = fillers[w.written]; !is && w.written == w.surface {
		says, is = foldedFillers[w.surface]
	}
	return says, is
}

// fillers are the words around what somebody wants: “hur gör jag för att …”, “I
// would like to …”.
var fillers = withIntents(set(`
	jag du han hon vi ni de man min mitt mina din ditt dina var vart vara vem vad när hur varför vilken vilket vilka
	vill ville ska skall kan kunna får få måste behöver skulle gör göra går gå har ha hade är blir bli blev finns
	en ett den det dem detta denna dessa som att och eller men om inte ej så även också bara nu där hit dit
	i på till från för av med mot vid hos under över efter utan mig dig oss er sig hej snälla tack någon något några nån nåt
	sin sitt sina hans hennes deras vår vårt våra utanför bredvid framför bakom nära vores ju väl nog lite mycket hela själv varit blivit mer än ta tar ut in upp
	a an the i you he she we they my your our me us it this that is are was be am do does did can could will would
	should may want need like to of in on at for from with by about and or not please hello how what where when who which there
	get have has had im its
	ja ei minä sinä hän te he miten missä mistä mikä kuka onko tänään
	olen ovat ole minun sinun voin voinko saan saako saanko haluan haluaisin tarvitsen että kun jos kanssa tai myös nyt mitä mihin milloin miksi kuinka meidän minulla
	w na do z jak gdzie co czy to się jest moje mój dla
	nie chcę potrzebuję mam mieć być jestem mogę można po od przy przez oraz lub że żeby moja mojego mojej kiedy skąd dlaczego
	في من على عن الى إلى ان أن هل كيف اين أين ما هو هي انا أنا أحصل أريد اريد احصل
	لا لي عندي يمكن يمكنني أحتاج احتاج كم متى مع هذا هذه لدي لدى هناك بي
	در از به برای را با این آن که است می
	من میخواهم خواهم چگونه چطور کجا چه آیا باید هم یک ما شما نیاز دارم دارد کنم کنید کنیم چرا کی ام
	як де що чи на до з у в це я мій для
	хочу потрібно можу можна треба мені мене не про від за та або щоб коли моя мого моєї чому як
	waa waxaan iyo ku u si sidee rabaa
	ma waxa aan ah oo la leh iga sida halkee xaggee maxaa goorma baahanahay doonayaa mid
`))

var foldedFillers = func() map[string]intent {
	folded := map[string]bool{}
	for w := range fillers {
		folded[fold(w)] = true
	}
	return withIntents(folded)
}()

// withIntents works out once what each of the words says: they are the most of
// a sentence.
func withIntents(words map[string]bool) map[string]intent {
	out := map[string]intent{}
	for w := range words {
		out[w] = intentOf([]word{{w, fold(w)}})
	}
	return out
}

func set(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}
