package forms_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

const children = `"type":"group","required":true,"item":{"sv":"Barn","en":"Child"},"rules":{"min_count":2,"max_count":3},"questions":[
	{"id":"namn","type":"text","required":true,"label":{"sv":"Namn","en":"Name"}},
	{"id":"fodd","type":"date","label":{"sv":"Född","en":"Born"},"rules":{"latest":"today"}},
	{"id":"kontakt","type":"contact","label":{"sv":"Kontakt","en":"Contact"},"rules":{"need_one":["phone"]}}]`

func child(name string) forms.Item { return forms.Item{"namn": text(name)} }

func items(all ...forms.Item) forms.Answer { return forms.Answer{Items: all} }

func TestReadGroup(t *testing.T) {
	tests := []struct {
		name, form string
		old, want  forms.Answer
	}{
		{"two", "q=&q.1.namn=Bo&q.2.namn=Eva", forms.Answer{}, items(child("Bo"), child("Eva"))},
		{"one is taken away from what is on the page", "q=&q.1.namn=Bo&q.2.namn=Eva&q.remove=1", items(child("Bo"), child("Eva")), items(child("Eva"))},
		{"one more", "q=&q.1.namn=Bo&q.add=1", forms.Answer{}, items(child("Bo"), forms.Item{})},
		{"one more before anything is answered", "q=&q.1.namn=&q.add=1", forms.Answer{}, forms.Answer{}},
		{"no more than there may be", "q=&q.1.namn=A&q.2.namn=B&q.3.namn=C&q.add=1", forms.Answer{}, items(child("A"), child("B"), child("C"))},
		{"an empty one is none", "q=&q.1.namn=&q.2.namn=Eva", items(child("Bo")), items(child("Eva"))},
		{"all are emptied", "q=&q.1.namn=", items(child("Bo")), forms.Answer{}},
		{"not on the page", "other=1", items(child("Bo")), items(child("Bo"))},
		{"numbers with a gap", "q=&q.1.namn=Bo&q.3.namn=Eva", forms.Answer{}, items(child("Bo"), child("Eva"))},
		{"forged numbers", "q=&q.0.namn=A&q.-1.namn=B&q.01.namn=C&q.99.namn=D&q.1.x=E", forms.Answer{}, forms.Answer{}},
		{"wrong and kept", "q=&q.1.fodd.day=31&q.1.fodd.month=2", forms.Answer{}, items(forms.Item{"fodd": parts("day", "31", "month", "2")})},
	}
	d := one(t, children)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form, err := url.ParseQuery(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			got := forms.Read(d.Steps[0], form, forms.Answers{"q": tt.old})["q"]
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTenThousandItems: one more than may be is kept, so that it can be told.
func TestTenThousandItems(t *testing.T) {
	d := one(t, children)
	form := url.Values{"q": {""}}
	for n := range 10_000 {
		form.Set(fmt.Sprintf("q.%d.namn", n+1), "Bo")
	}
	a := forms.Read(d.Steps[0], form, nil)
	if n := len(a["q"].Items); n != 4 {
		t.Errorf("%d items are kept", n)
	}
	want := []string{"q.1.namn: Det är för många. Ta bort 1, så att det blir högst 3."}
	if diff := cmp.Diff(want, told(forms.ValidateStep(d.Steps[0], a, noon))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestValidateGroup(t *testing.T) {
	d := one(t, children)
	tests := []struct {
		name   string
		answer forms.Answer
		want   []string
	}{
		{"none", forms.Answer{}, []string{"q.1.namn: Svara på frågan ”Fråga”."}},
		{"right", items(child("Bo"), child("Eva")), nil},
		{"too few, the empty one not counted", items(child("Bo"), forms.Item{}), []string{"q.1.namn: Fyll i minst 2. Du har fyllt i 1."}},
		{
			"the second is wrong",
			items(child("Bo"), forms.Item{"fodd": {Text: "2026-11-24"}, "kontakt": parts("name", "x")}),
			[]string{
				"q.2.namn: Svara på frågan ”Namn”.",
				"q.2.fodd.day: Datumet har inte varit än. Skriv dagens datum eller ett tidigare.",
				"q.2.kontakt.phone: Fyll i telefonnummer.",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := forms.ValidateStep(d.Steps[0], forms.Answers{"q": tt.answer}, noon)
			if diff := cmp.Diff(tt.want, told(problems)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, p := range problems {
				if p.Question != "q" || p.Part[0] == '2' && p.Item.SV != "Barn 2" {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}

func TestGroupIsReadOut(t *testing.T) {
	d := one(t, children)
	a := forms.Answers{"q": items(child("Bo"), forms.Item{}, forms.Item{"namn": text("Eva"), "fodd": {Text: "2019-05-01"}})}
	want := []forms.Row{
		{Question: "q.1.namn", Label: "Barn 1: Namn", Lines: []string{"Bo"}, Answered: true},
		{Question: "q.1.fodd", Label: "Barn 1: Född"},
		{Question: "q.1.kontakt", Label: "Barn 1: Kontakt"},
		{Question: "q.2.namn", Label: "Barn 2: Namn", Lines: []string{"Eva"}, Answered: true},
		{Question: "q.2.fodd", Label: "Barn 2: Född", Lines: []string{"1 maj 2019"}, Answered: true},
		{Question: "q.2.kontakt", Label: "Barn 2: Kontakt"},
	}
	if diff := cmp.Diff(want, d.Summary(i18n.SV, d.Prune(a))[0].Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := d.Summary(i18n.EN, nil)[0].Rows; len(got) != 1 || got[0].Answered || got[0].Label != "Question" {
		t.Errorf("without items: %+v", got)
	}
}

func TestRepeated(t *testing.T) {
	d := one(t, children)
	a := forms.Answers{"q": items(child("Bo"), child("Eva"), forms.Item{})}
	tests := []struct {
		form, input string
		pressed     bool
	}{
		{"q.add=1", "q.3.namn", true},
		{"q.remove=2", "q", true},
		{"do=next", "", false},
	}
	for _, tt := range tests {
		form, _ := url.ParseQuery(tt.form)
		if input, pressed := d.Steps[0].Repeated(form, a); input != tt.input || pressed != tt.pressed {
			t.Errorf("%s: %q, %t", tt.form, input, pressed)
		}
	}
}
