package formtest

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/forms"
)

// Numbers of the tax agency's published list for tests, grown-ups and children.
var personalNumbers = []string{"19790104-9283", "19840217-9298", "197001782395", "20120125-2382", "20150117-2397", "20150126-2388"}

const organisationNumber = "556677-8899"

// candidates are answers that may be right, the plainest first. What the rules
// refuse is sorted out by whoever asks.
func (w *walk) candidates(q forms.Question) []forms.Answer {
	switch q.Type {
	case forms.TypeText, forms.TypeLongText:
		return w.texts(q)
	case forms.TypeNumber, forms.TypeMoney:
		return w.numbers(q)
	case forms.TypeDate:
		return w.days()
	case forms.TypeYesNo:
		return texts(forms.Yes, forms.No)
	case forms.TypeChoice:
		return texts(values(q)...)
	case forms.TypeChoices:
		return choices(q)
	case forms.TypeEmail:
		return texts("anna.berg@exempel.se")
	case forms.TypePhone:
		return texts("070-174 06 35")
	case forms.TypeContact:
		return []forms.Answer{parts(forms.PartName, "Anna Berg", forms.PartEmail, "anna.berg@exempel.se", forms.PartPhone, "070-174 06 35")}
	case forms.TypePersonalNumber:
		return texts(personalNumbers...)
	case forms.TypeOrganisationNumber:
		return texts(organisationNumber)
	case forms.TypeAddress:
		return []forms.Answer{parts(forms.PartStreet, "Storgatan 1", forms.PartPostcode, "123 45", forms.PartCity, "Mittköping")}
	case forms.TypePlace:
		return []forms.Answer{parts(forms.PartText, "Storgatan 1", forms.PartLat, "58.41086", forms.PartLon, "15.62157")}
	case forms.TypeFile:
		return []forms.Answer{files(q, 1), files(q, q.Limits().MaxFiles)}
	case forms.TypeGroup:
		return w.groups(q)
	case forms.TypeConsent:
		return []forms.Answer{{Text: forms.Yes, Parts: map[string]string{"sv": q.Text.SV, "en": q.Text.EN}}}
	case forms.TypeInformation:
		return nil
	}
	w.t.Fatalf("formtest knows no answer to the type %s", q.Type)
	return nil
}

func (w *walk) texts(q forms.Question) []forms.Answer {
	if q.Rules.Pattern != "" {
		var out []forms.Answer
		if re, err := syntax.Parse(q.Rules.Pattern, syntax.Perl); err == nil {
			for more := range 12 {
				out = append(out, texts(match(re, more))...)
			}
		}
		return append(out, texts(w.known.texts...)...)
	}
	limits := q.Limits()
	plain := "Så här är det. " + strings.Repeat("Och mer därtill. ", limits.MinLength/10)
	if n := []rune(plain); len(n) > limits.MaxLength {
		plain = string(n[:limits.MaxLength])
	}
	return append(texts(strings.TrimSpace(plain)), texts(w.known.texts...)...)
}

// match writes a text that the expression matches; what may be repeated is
// repeated so many times more than it must.
func match(re *syntax.Regexp, more int) string {
	var b strings.Builder
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(re.Rune[0])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "a"
	case syntax.OpStar:
		return strings.Repeat(match(re.Sub[0], more), more)
	case syntax.OpPlus:
		return strings.Repeat(match(re.Sub[0], more), 1+more)
	case syntax.OpQuest:
		return strings.Repeat(match(re.Sub[0], more), min(more, 1))
	case syntax.OpRepeat:
		return strings.Repeat(match(re.Sub[0], more), re.Min)
	case syntax.OpAlternate:
		return match(re.Sub[0], more)
	default:
		for _, sub := range re.Sub {
			b.WriteString(match(sub, more))
		}
		return b.String()
	}
}

func (w *walk) numbers(q forms.Question) []forms.Answer {
	r := q.Rules
	all := []float64{12, 0, 1, 1000}
	for _, limit := range []*float64{r.Min, r.Max} {
		if limit != nil {
			all = append(all, *limit)
		}
	}
	for _, n := range w.known.numbers {
		all = append(all, n-1, n, n+1)
	}
	out := make([]forms.Answer, len(all))
	for i, n := range all {
		out[i] = number(n)
	}
	return out
}

func number(n float64) forms.Answer {
	return forms.Answer{Text: strings.Replace(strconv.FormatFloat(n, 'f', -1, 64), ".", ",", 1)}
}

// days are days near and far from today and from those that conditions name.
func (w *walk) days() []forms.Answer {
	var all []forms.Answer
	for _, n := range []int{7, 0, -7, 30, -30, 120, 400, -400, -40 * 365, -25 * 365, -10 * 365, -3 * 365} {
		all = append(all, day(w.now.AddDate(0, 0, n)))
	}
	for _, d := range w.known.days {
		all = append(all, day(d.AddDate(0, 0, -1)), day(d), day(d.AddDate(0, 0, 1)))
	}
	return all
}

func day(d time.Time) forms.Answer { return forms.Answer{Text: d.Format("2006-01-02")} }

func values(q forms.Question) []string {
	out := make([]string, len(q.Options))
	for i, o := range q.Options {
		out[i] = o.Value
	}
	return out
}

// choices are each option alone, and growing numbers of those that can be
// chosen together.
func choices(q forms.Question) []forms.Answer {
	var out []forms.Answer
	var together []string
	for _, o := range q.Options {
		out = append(out, forms.Answer{Values: []string{o.Value}})
		if !o.Exclusive {
			together = append(together, o.Value)
		}
	}
	for n := 2; n <= len(together); n++ {
		out = append(out, forms.Answer{Values: slices.Clone(together[:n])})
	}
	return out
}

func files(q forms.Question, n int) forms.Answer {
	var a forms.Answer
	for i := range n {
		a.Files = append(a.Files, forms.File{ID: itoa(i), Name: "fil.pdf", MediaType: q.Limits().Accept[0], Size: 1000})
	}
	return a
}

// groups are from one item up to as many as there may be, or five.
func (w *walk) groups(q forms.Question) []forms.Answer {
	var out []forms.Answer
	for n := max(1, q.Rules.MinCount); n <= min(5, q.Limits().MaxCount); n++ {
		out = append(out, forms.Answer{Items: w.items(q, n)})
	}
	for _, s := range w.known.texts { // an answer that a condition looks for among many
		for _, sub := range q.Questions {
			item := w.items(q, 1)[0]
			item[sub.ID] = forms.Answer{Text: s}
			out = append(out, forms.Answer{Items: append([]forms.Item{item}, w.items(q, max(0, q.Rules.MinCount-1))...)})
		}
	}
	return out
}

// items are so many items, with an answer to everything.
func (w *walk) items(q forms.Question, n int) []forms.Item {
	items := make([]forms.Item, n)
	for i := range items {
		items[i] = forms.Item{}
		for _, sub := range q.Questions {
			items[i][sub.ID] = w.samples(sub)[0]
		}
	}
	return items
}

func texts(all ...string) []forms.Answer {
	out := make([]forms.Answer, len(all))
	for i, s := range all {
		out[i] = forms.Answer{Text: s}
	}
	return out
}

func parts(pairs ...string) forms.Answer {
	a := forms.Answer{Parts: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		a.Parts[pairs[i]] = pairs[i+1]
	}
	return a
}
