package forms

import (
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// ownKeys are the keys of a question that some types only have a use for.
var ownKeys = []string{"options", "text", "important", "links", "unit", "own", "prefill", "item", "add", "questions"}

// PrefillName is the value of prefill for the name of whoever is logged in.
const PrefillName = "name"

// keys checks what a question says beyond what all may: that it means something
// to its type, and that nothing is lacking.
func (c *checker) keys(path []string, t traits, q *Question) {
	for _, key := range written(*q) {
		if slices.Contains(ownKeys, key) && !slices.Contains(t.keys, key) {
			c.add(at(path, key), "'%s' means nothing to the type %s; take it away", key, q.Type)
		}
	}
	if t.silent && q.Required {
		c.add(at(path, "required"), "'required' means nothing to the type %s, which asks nothing; take it away", q.Type)
	}
	for _, key := range t.keys {
		c.key(at(path, key), key, q)
	}
}

// key checks one key that means something to the question's type.
func (c *checker) key(path []string, key string, q *Question) {
	switch key {
	case "options":
		c.options(path, *q)
	case "text":
		c.text(path, q.Text)
	case "links":
		c.links(path, q.Links)
	case "unit":
		c.optionalText(path, q.Unit)
	case "item":
		c.optionalText(path, q.Item)
	case "add":
		c.optionalText(path, q.Add)
	case "prefill":
		if q.Prefill != "" && q.Prefill != PrefillName {
			c.add(path, "'prefill' is '%s'; write %s, the name of whoever is logged in", q.Prefill, PrefillName)
		}
	case "questions":
		c.groupQuestions(path, q)
	}
}

// groupQuestions checks what a group asks about each item.
func (c *checker) groupQuestions(path []string, q *Question) {
	if len(q.Questions) == 0 {
		c.add(path, "there are no 'questions'; write what to ask about each")
	}
	seen := map[string]bool{}
	for i := range q.Questions {
		sub := &q.Questions[i]
		own := at(path, i)
		if k, ok := kinds[sub.Type]; ok && k.traits().alone {
			c.add(at(own, "type"), "a question of the type %s cannot stand in a group; ask it in a step of its own", sub.Type)
			continue
		}
		if sub.If != "" {
			c.add(at(own, "if"), "'if' cannot stand in a group; ask the same of each, or ask before the group")
		}
		c.body(own, sub, c.questionID(at(own, "id"), sub.ID, seen))
	}
}

// text checks a text that must be there, in every language.
func (c *checker) text(path []string, t i18n.Text) {
	if t.IsZero() {
		c.add(path, "%s is missing; write it under sv and en", called(path))
		return
	}
	c.optionalText(path, t)
}

// optionalText checks a text that is there in every language when it is there
// in one.
func (c *checker) optionalText(path []string, t i18n.Text) {
	if t.IsZero() {
		return
	}
	if strings.TrimSpace(t.SV) == "" {
		c.add(at(path, "sv"), "%s is not in Swedish; write it under sv", called(path))
	}
	if strings.TrimSpace(t.EN) == "" {
		c.add(at(path, "en"), "%s is not in English; write it under en", called(path))
	}
}
