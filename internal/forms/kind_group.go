package forms

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// The most that a group may be told to ask about.
const maxItems = 50

// What the buttons of a group post, as parts of its name: "barn.add",
// "barn.remove" with the number of the item to take away.
const (
	PartAdd    = "add"
	PartRemove = "remove"
)

// groupKind is the same questions for each of several: children, dogs, rooms.
// The inputs of number 2 are named "barn.2.namn". A page shows all items that
// there are; what it posts is all that there are then.
type groupKind struct{}

func (groupKind) traits() traits {
	return traits{
		keys:     []string{"item", "add", "questions"},
		rules:    []string{"min_count", "max_count"},
		defaults: Rules{MaxCount: 10},
		alone:    true, // no group in a group
	}
}

// InItem returns the questions of a group as they are asked of item number n,
// from 1: each named as its input is, "barn.2.namn".
func (q Question) InItem(n int) []Question {
	asked := make([]Question, len(q.Questions))
	for i, sub := range q.Questions {
		asked[i] = sub
		asked[i].ID = itemField(q.ID, n, sub.ID)
	}
	return asked
}

func itemField(group string, n int, question string) string {
	return field(field(group, strconv.Itoa(n)), question)
}

// ItemLabel is what the group calls item number n, from 1: "Barn 2".
func (q Question) ItemLabel(n int) i18n.Text {
	name := q.Item
	if name.IsZero() {
		name = q.Label
	}
	return message("forms.item", "Item", name, "N", n)
}

// Shown is how many items of a group the page has room for: those that there
// are, and what is asked for at least.
func (q Question) Shown(a Answer) int { return max(1, q.Rules.MinCount, len(a.Items)) }

// Repeated returns where on the page to go on when a button of one of the step's
// groups was pressed, as the name of an input or of the group; and false when none was.
func (s Step) Repeated(form url.Values, a Answers) (input string, pressed bool) {
	for _, q := range s.Questions {
		if q.Type != TypeGroup {
			continue
		}
		if form.Has(field(q.ID, PartAdd)) {
			return field(q.ID, q.beginsIn(q.Shown(a[q.ID]))), true
		}
		if form.Has(field(q.ID, PartRemove)) {
			return q.ID, true
		}
	}
	return "", false
}

// read drops items of which nothing was answered, but for one that was asked
// for just now. One more than may be is kept, so that it is told of.
func (groupKind) read(p posted, q Question, _ Answer) Answer {
	var a Answer
	limit := q.Limits().MaxCount
	removed := p.form.Get(field(q.ID, PartRemove))
	for n := 1; n <= limit+1; n++ {
		if item := readItem(p, q, n); len(item) > 0 && strconv.Itoa(n) != removed {
			a.Items = append(a.Items, item)
		}
	}
	if p.form.Has(field(q.ID, PartAdd)) && 0 < len(a.Items) && len(a.Items) < limit {
		a.Items = append(a.Items, Item{})
	}
	return a
}

func readItem(p posted, q Question, n int) Item {
	item := Item{}
	for i, sub := range q.InItem(n) {
		k := kinds[sub.Type]
		if a := k.read(posted{p.form, sub.ID}, sub, Answer{}); !a.IsZero() {
			item[q.Questions[i].ID] = a
		}
	}
	return item
}

// typed has an empty value under the group's own name, so that a page without
// items is told from a group that was not asked.
func (groupKind) typed(q Question, a Answer) map[string][]string {
	typed := map[string][]string{"": {""}}
	for i, item := range a.Items {
		for _, sub := range q.Questions {
			for part, values := range kinds[sub.Type].typed(sub, item[sub.ID]) {
				typed[field(field(strconv.Itoa(i+1), sub.ID), part)] = values
			}
		}
	}
	return typed
}

func (k groupKind) problems(q Question, a Answer, today time.Time) []Problem {
	var problems []Problem
	count := 0
	for i, item := range a.Items {
		if item.isZero() {
			continue
		}
		count++
		for _, p := range judge(q.InItem(i+1), q.answersOf(i+1, item), today) {
			_, p.Part, _ = strings.Cut(p.Field(), ".")
			p.Question, p.Item = q.ID, q.ItemLabel(i+1)
			problems = append(problems, p)
		}
	}
	r := q.Limits()
	switch {
	case count < r.MinCount:
		problems = append(problems, q.problem(k.begins(q), "forms.too_few_items", "Min", r.MinCount, "Count", count))
	case count > r.MaxCount:
		problems = append(problems, q.problem(k.begins(q), "forms.too_many_items", "Max", r.MaxCount, "Over", count-r.MaxCount))
	}
	return problems
}

// answersOf returns an item's answers by the names that InItem gives.
func (q Question) answersOf(n int, item Item) Answers {
	answers := make(Answers, len(item))
	for id, a := range item {
		answers[itemField(q.ID, n, id)] = a
	}
	return answers
}

func (groupKind) begins(q Question) string { return q.beginsIn(1) }

// beginsIn is the part of a group's answer that item number n begins with.
func (q Question) beginsIn(n int) string {
	first := q.Questions[0]
	return field(field(strconv.Itoa(n), first.ID), first.begins())
}

// prune leaves out the items of which nothing was answered.
func (groupKind) prune(a Answer) Answer {
	var items []Item
	for _, item := range a.Items {
		if !item.isZero() {
			items = append(items, item)
		}
	}
	a.Items = items
	return a
}

func (groupKind) lines(Question, i18n.Lang, Answer) []string { return nil }

// rows has a row for each question about each item: "Barn 2: Namn".
func (groupKind) rows(q Question, lang i18n.Lang, a Answer) []Row {
	var rows []Row
	for i, item := range a.Items {
		if item.isZero() {
			continue
		}
		for j, sub := range q.InItem(i + 1) {
			r := sub.row(lang, item[q.Questions[j].ID])
			r.Label = i18n.In(lang, "forms.item_row", "Item", q.ItemLabel(i+1).In(lang), "Label", r.Label)
			rows = append(rows, r)
		}
	}
	return rows
}

// variables are how many there are, and for each question about them the list
// of its answers: answers.barn, answers.barn.namn.
func (groupKind) variables(q Question) []variable {
	all := []variable{{is: cel.IntType}}
	named := map[string]bool{}
	for _, sub := range q.Questions {
		k, ok := kinds[sub.Type]
		if !ok || k.traits().alone || named[sub.ID] || !questionID.MatchString(sub.ID) {
			continue // a fault, which has been told
		}
		named[sub.ID] = true
		for _, v := range k.variables(sub) {
			all = append(all, variable{field(sub.ID, v.part), cel.ListType(v.is)})
		}
	}
	return all
}

func (groupKind) value(q Question, a Answer, part string) any {
	a = groupKind{}.prune(a)
	if part == "" {
		return len(a.Items)
	}
	id, subPart, _ := strings.Cut(part, ".")
	list := make([]any, 0, len(a.Items))
	for _, sub := range q.Questions {
		if sub.ID != id {
			continue
		}
		for _, item := range a.Items {
			list = append(list, kinds[sub.Type].value(sub, item[id], subPart))
		}
	}
	return list
}
