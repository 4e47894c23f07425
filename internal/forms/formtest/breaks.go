package formtest

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
)

// broken is an answer that breaks one rule.
type broken struct {
	rule   string
	answer forms.Answer
}

// breakRules breaks every rule of a question, in a branch that asks it.
func (w *walk) breakRules(s forms.Step, q forms.Question) {
	w.t.Run(q.ID, func(t *testing.T) {
		for _, name := range w.order {
			if slices.Contains(strings.Fields(name), q.ID) {
				for _, b := range w.breaks(q) {
					t.Run(b.rule, func(t *testing.T) { w.breakOne(t, s.ID, q, w.branches[name], b.answer) })
				}
				checkUploads(t, q)
				return
			}
		}
	})
}

// breakOne gives the wrong answer in a branch that is right otherwise.
func (w *walk) breakOne(t *testing.T, stepID string, q forms.Question, branch forms.Answers, wrong forms.Answer) {
	t.Helper()
	a := maps.Clone(branch)
	a[q.ID] = wrong
	step := visible(t, w.d, branch, stepID)
	problems := forms.ValidateStep(step, a, w.now)
	if len(problems) == 0 {
		t.Fatalf("nothing is wrong with %+v", wrong)
	}
	for _, p := range problems {
		if p.Question != q.ID || !strings.HasPrefix(p.Field(), q.ID) {
			t.Errorf("it is told of %s", p.Field())
		}
		if p.Message.SV == "" || p.Message.EN == "" || p.Message.SV == p.Message.EN || strings.Contains(p.Message.SV+p.Message.EN, "forms.") || strings.Contains(p.Message.SV, "<no value>") {
			t.Errorf("it is told of so: %+v", p.Message)
		}
	}
	if len(w.d.Validate(a, w.now)) == 0 {
		t.Error("it can be submitted")
	}
	if kept := forms.Read(step, forms.Typed(step, a), a); q.Type != forms.TypeFile {
		if diff := cmp.Diff(clean(wrong), clean(kept[q.ID])); diff != "" {
			t.Errorf("what was typed is not there any more (-typed +kept):\n%s", diff)
		}
	}
}

// clean makes nothing of an empty answer, whatever it is empty of.
func clean(a forms.Answer) forms.Answer {
	if a.IsZero() {
		return forms.Answer{}
	}
	return a
}

// breaks are the rules of a question, each with an answer that breaks it.
func (w *walk) breaks(q forms.Question) []broken {
	var all []broken
	if q.Required {
		all = append(all, broken{"required", forms.Answer{}})
	}
	switch q.Type {
	case forms.TypeText, forms.TypeLongText:
		return append(all, w.wrongTexts(q)...)
	case forms.TypeNumber, forms.TypeMoney:
		return append(all, wrongNumbers(q)...)
	case forms.TypeDate:
		return append(all, w.wrongDays(q)...)
	case forms.TypeYesNo, forms.TypeChoice:
		return append(all, broken{"an option", forms.Answer{Text: "finns-inte"}})
	case forms.TypeChoices:
		return append(all, wrongChoices(q)...)
	case forms.TypeGroup:
		return append(all, w.wrongGroups(q)...)
	case forms.TypeFile:
		return append(all, broken{"max_files", files(q, q.Limits().MaxFiles+1)})
	case forms.TypePersonalNumber:
		return append(all, w.wrongPersonalNumbers(q)...)
	default:
		return append(all, wrongOthers(q)...)
	}
}

func (w *walk) wrongTexts(q forms.Question) []broken {
	limits := q.Limits()
	all := []broken{{"max_length", forms.Answer{Text: strings.Repeat("å", limits.MaxLength+1)}}}
	if limits.MinLength > 0 {
		all = append(all, broken{"min_length", forms.Answer{Text: "å"}})
	}
	for _, s := range []string{"§", "§§§§§§§§§§", "1 § å", "x"} {
		if a := (forms.Answer{Text: s}); limits.Pattern != "" && len([]rune(s)) <= limits.MaxLength && len(w.problems(q, a)) > 0 {
			return append(all, broken{"pattern", a})
		}
	}
	return all
}

func wrongNumbers(q forms.Question) []broken {
	r := q.Rules
	all := []broken{
		{"a number", forms.Answer{Text: "många"}}, {"decimals", forms.Answer{Text: "1,23456"}}, {"an end", forms.Answer{Text: strings.Repeat("9", 20)}},
	}
	if r.Min != nil {
		all = append(all, broken{"min", number(*r.Min - 1)})
	}
	if r.Max != nil {
		all = append(all, broken{"max", number(*r.Max + 1)})
	}
	return all
}

func (w *walk) wrongDays(q forms.Question) []broken {
	all := []broken{
		{"a day that exists", parts(forms.PartDay, "31", forms.PartMonth, "2", forms.PartYear, "2026")},
		{"the whole year", parts(forms.PartDay, "3", forms.PartMonth, "12", forms.PartYear, "85")},
		{"day, month and year", parts(forms.PartDay, "3")},
		{"digits", parts(forms.PartDay, "tredje", forms.PartMonth, "dec", forms.PartYear, "-1")},
	}
	far := map[string]time.Time{"earliest": w.now.AddDate(-170, 0, 0), "latest": w.now.AddDate(170, 0, 0)}
	if q.Rules.Earliest != "" {
		all = append(all, broken{"earliest", day(far["earliest"])})
	}
	if q.Rules.Latest != "" {
		all = append(all, broken{"latest", day(far["latest"])})
	}
	if q.Rules.MinAge > 0 {
		all = append(all, broken{"min_age", day(w.now.AddDate(-q.Rules.MinAge, 0, 2))})
	}
	if q.Rules.MaxAge > 0 {
		all = append(all, broken{"max_age", day(w.now.AddDate(-q.Rules.MaxAge-1, 0, -2))})
	}
	return all
}

func wrongChoices(q forms.Question) []broken {
	all := []broken{{"an option", forms.Answer{Values: []string{"finns-inte"}}}}
	var together []string
	for _, o := range q.Options {
		if o.Exclusive {
			other := q.Options[0].Value
			if other == o.Value {
				other = q.Options[1].Value
			}
			all = append(all, broken{"exclusive " + o.Value, forms.Answer{Values: []string{other, o.Value}}})
			continue
		}
		together = append(together, o.Value)
	}
	if n := q.Rules.MinCount; n > 1 {
		all = append(all, broken{"min_count", forms.Answer{Values: together[:n-1]}})
	}
	if n := q.Rules.MaxCount; n > 0 && n < len(together) {
		all = append(all, broken{"max_count", forms.Answer{Values: together[:n+1]}})
	}
	return all
}

// wrongPersonalNumbers ages by the published numbers: a child where somebody
// grown up is asked for, and the other way round.
func (w *walk) wrongPersonalNumbers(q forms.Question) []broken {
	all := []broken{
		{"twelve digits", forms.Answer{Text: "12"}},
		{"the whole year", forms.Answer{Text: "790104-9283"}},
		{"the check digit", forms.Answer{Text: "19790104-9284"}},
		{"digits", forms.Answer{Text: "vet inte"}},
	}
	if q.Rules.MinAge > 14 {
		all = append(all, broken{"min_age", forms.Answer{Text: "20150117-2397"}})
	}
	if age := q.Rules.MaxAge; age > 0 && age < 40 {
		all = append(all, broken{"max_age", forms.Answer{Text: "19790104-9283"}})
	}
	return all
}

func wrongOthers(q forms.Question) []broken {
	switch q.Type {
	case forms.TypeEmail:
		return []broken{{"an address", forms.Answer{Text: "anna@"}}}
	case forms.TypePhone:
		return []broken{{"a number", forms.Answer{Text: "ring mig"}}}
	case forms.TypeOrganisationNumber:
		return []broken{
			{"ten digits", forms.Answer{Text: "12"}},
			{"the check digit", forms.Answer{Text: "556677-8890"}},
			{"a sole trader's check digit", forms.Answer{Text: "19790104-9284"}},
		}
	case forms.TypeContact:
		all := []broken{
			{"an e-mail address", parts(forms.PartEmail, "anna@", forms.PartPhone, "070-174 06 35")},
			{"a phone number", parts(forms.PartEmail, "anna@exempel.se", forms.PartPhone, "ring mig")},
			{"a name", parts(forms.PartName, strings.Repeat("a", 201), forms.PartEmail, "anna@exempel.se", forms.PartPhone, "070-174 06 35")},
		}
		if need := q.Rules.NeedOne; len(need) > 0 && !slices.Contains(need, forms.PartName) {
			all = append(all, broken{"need_one", parts(forms.PartName, "Anna Berg")})
		}
		return all
	case forms.TypeAddress:
		return []broken{
			{"a town", parts(forms.PartStreet, "Storgatan 1", forms.PartPostcode, "123 45")},
			{"a postcode", parts(forms.PartStreet, "Storgatan 1", forms.PartPostcode, "1234", forms.PartCity, "Mittköping")},
			{"a street", parts(forms.PartPostcode, "123 45", forms.PartCity, "Mittköping")},
			{"an end", parts(forms.PartStreet, strings.Repeat("å", 101), forms.PartPostcode, "123 45", forms.PartCity, "Mittköping")},
		}
	case forms.TypePlace:
		return []broken{
			{"an end", parts(forms.PartText, strings.Repeat("å", 201))},
			{"a latitude", parts(forms.PartText, "x", forms.PartLat, "91", forms.PartLon, "15")},
			{"a longitude", parts(forms.PartText, "x", forms.PartLat, "58")},
		}
	default:
		return nil
	}
}

// wrongGroups are too few, too many, and the second item with each fault that a
// question about it can have.
func (w *walk) wrongGroups(q forms.Question) []broken {
	limits := q.Limits()
	all := []broken{{"max_count", forms.Answer{Items: w.items(q, limits.MaxCount+1)}}}
	if limits.MinCount > 1 {
		all = append(all, broken{"min_count", forms.Answer{Items: w.items(q, limits.MinCount-1)}})
	}
	n := min(2, limits.MaxCount)
	for _, sub := range q.Questions {
		for _, b := range w.breaks(sub) {
			items := w.items(q, max(n, limits.MinCount))
			items[n-1][sub.ID] = b.answer
			if b.answer.IsZero() {
				delete(items[n-1], sub.ID)
				if len(items[n-1]) == 0 {
					continue // an item of which nothing is answered is none
				}
			}
			all = append(all, broken{sub.ID + " " + b.rule, forms.Answer{Items: items}})
		}
	}
	return all
}

// checkUploads holds a question for files to refusing what it does not take.
func checkUploads(t *testing.T, q forms.Question) {
	t.Helper()
	if q.Type != forms.TypeFile {
		return
	}
	limits := q.Limits()
	for name, p := range map[string]*forms.Problem{
		"max_bytes": q.CheckFile("x", limits.Accept[0], limits.MaxBytes+1),
		"accept":    q.CheckFile("x", "text/html", 1),
		"empty":     q.CheckFile("x", limits.Accept[0], 0),
	} {
		if p == nil || p.Message.SV == "" || p.Message.EN == "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := q.CheckFile("x", limits.Accept[0], limits.MaxBytes); p != nil {
		t.Errorf("a file as large as it may be: %+v", p)
	}
}
