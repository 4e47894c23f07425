package search_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/search"
)

// TestCrisisOf: one way of each kind in each language, misspelt ones, and what
// is near in words and far in meaning.
func TestCrisisOf(t *testing.T) {
	tests := []struct {
		query string
		want  search.CrisisKind
	}{
		{"jag vill inte leva längre", search.CrisisSuicide},
		{"orkar inte mer", search.CrisisSuicide},
		{"villdö", search.CrisisSuicide},
		{"sjävlmord", search.CrisisSuicide},
		{"själv mords tankar", search.CrisisSuicide},
		{"min dotter skär sig i armarna", search.CrisisSuicide},
		{"pappa slår mig", search.CrisisChild},
		{"mamma e full igen o ja e rädd", search.CrisisChild},
		{"grannens barn far illa", search.CrisisChild},
		{"min man slår mig", search.CrisisViolence},
		{"min sambo hotar att döda mig", search.CrisisViolence},
		{"jag e rädd för min man", search.CrisisViolence},
		{"blev våltagen", search.CrisisViolence},
		{"det brinner i köket", search.CrisisDanger},
		{"hjääälp", search.CrisisDanger},
		{"pappa andas inte", search.CrisisDanger},
		{"socialjouren", search.CrisisDanger},
		{"papa slor mej", search.CrisisChild},
		{"jagvilldö", search.CrisisSuicide},
		{"ingenstans å sova inatt", search.CrisisDanger},
		{"jelp fort", search.CrisisDanger},
		{"har skrivit avskedsbrev", search.CrisisSuicide},
		{"hemlös med barn ikväll", search.CrisisDanger},
		{"I want to die", search.CrisisSuicide},
		{"my dad hits me", search.CrisisChild},
		{"my husband beats me", search.CrisisViolence},
		{"someone has a gun", search.CrisisDanger},
		{"en jaksa elää enää", search.CrisisSuicide},
		{"isä hakkaa äitiä", search.CrisisChild},
		{"mieheni lyö minua", search.CrisisViolence},
		{"talo palaa", search.CrisisDanger},
		{"أريد أن أموت", search.CrisisSuicide},
		{"ابي يضربني", search.CrisisChild},
		{"زوجي يضربني", search.CrisisViolence},
		{"حريق في البيت", search.CrisisDanger},
		{"waxaan rabaa inaan dhinto", search.CrisisSuicide},
		{"aabahay wuu i garaacaa", search.CrisisChild},
		{"ninkayga ayaa i garaaca", search.CrisisViolence},
		{"guriga dab baa qabsaday", search.CrisisDanger},
		{"nie chce mi sie zyc", search.CrisisSuicide},
		{"tata bije mame", search.CrisisChild},
		{"mąż mnie bije", search.CrisisViolence},
		{"nie oddycha", search.CrisisDanger},
		{"не хочу жити", search.CrisisSuicide},
		{"тато п'є і б'є мене", search.CrisisChild},
		{"чоловік б’є мене", search.CrisisViolence},
		{"горить квартира", search.CrisisDanger},
		{"می\u200cخواهم بمیرم", search.CrisisSuicide},
		{"بابام منو کتک میزنه", search.CrisisChild},
		{"شوهرم مرا می\u200cزند", search.CrisisViolence},
		{"خانه آتش گرفته", search.CrisisDanger},
		{strings.Repeat("jag vet inte vad jag ska göra ", 8) + "han slår mig", search.CrisisViolence},

		{"", search.NoCrisis},
		{"lampan brinner dygnet runt", search.NoCrisis},
		{"skjuta upp betalning", search.NoCrisis},
		{"får barn åka gratis buss", search.NoCrisis},
		{"min man har dött dödsbo", search.NoCrisis},
		{"kulturskolan slagverk barn", search.NoCrisis},
		{"tillstånd brandfarlig vara", search.NoCrisis},
		{"död hund på vägen", search.NoCrisis},
		{"får man slå gräset på söndagar", search.NoCrisis},
		{"anmäla påkörd stolpe", search.NoCrisis},
		{"råd om skulder", search.NoCrisis},
		{"flytta hit med min partner", search.NoCrisis},
		{"flu shot", search.NoCrisis},
		{"swimming lessons for kids", search.NoCrisis},
		{"kronofogden jagar mig", search.NoCrisis},
		{"mamma klarar inte att bo hemma längre", search.NoCrisis},
		{"building permit for fire station", search.NoCrisis},
		{"haluan rakentaa talon", search.NoCrisis},
		{strings.Repeat("x", 100_000), search.NoCrisis},
	}
	for _, tt := range tests {
		t.Run(tt.query[:min(len(tt.query), 40)], func(t *testing.T) {
			if got := search.CrisisOf(tt.query); got.Kind != tt.want {
				t.Errorf("%q: got %+v, want %q", tt.query, got, tt.want)
			}
		})
	}
}

// TestCrisisOfJudged: of what people in a crisis would write nothing is missed,
// and of what only looks like it little is taken for one. Whoever wrote the
// queries had not seen the words, and the other way round.
func TestCrisisOfJudged(t *testing.T) {
	rate := func(name string) (found, all int) {
		t.Helper()
		for _, j := range judged(t, name) {
			all++
			is := search.CrisisOf(j.Query).Kind != search.NoCrisis
			if is {
				found++
			}
			if is == strings.HasPrefix(name, "crisis-not") {
				t.Logf("%s: %q: %v", name, j.Query, is)
			}
		}
		return found, all
	}
	for _, name := range []string{"crisis.tsv", "crisis-second.tsv", "crisis-third.tsv", "crisis-fourth.tsv"} {
		if found, all := rate(name); found < all || all < 100 {
			t.Errorf("%s: found %d of %d crises", name, found, all)
		}
	}
	for _, name := range []string{"crisis-not.tsv", "crisis-not-second.tsv", "crisis-not-third.tsv", "crisis-not-fourth.tsv"} {
		if found, all := rate(name); found*10 > all || all < 50 {
			t.Errorf("%s: took %d of %d other queries for a crisis", name, found, all)
		}
	}
	for _, name := range []string{"development.tsv", "negative.tsv"} {
		if found, all := rate(name); found*50 > all {
			t.Errorf("took %d of %d queries of %s for a crisis", found, all, name)
		}
	}
}

// TestCrisisOfKind: what helps most stands first for nearly everybody.
func TestCrisisOfKind(t *testing.T) {
	right, all := 0, 0
	for _, j := range judged(t, "crisis.tsv") {
		all++
		if got := search.CrisisOf(j.Query).Kind; string(got) == j.Kind {
			right++
		} else {
			t.Logf("%q: %s, not %s", j.Query, got, j.Kind)
		}
	}
	if right*10 < all*9 {
		t.Errorf("%d of %d are of the right kind", right, all)
	}
}

func judged(t *testing.T, name string) []search.Judged {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	out, err := search.ReadJudged(file)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func BenchmarkCrisisOf(b *testing.B) {
	for b.Loop() {
		search.CrisisOf("hej jag undrar var man kan ansöka om plats i förskola för barn som är två år")
	}
}
