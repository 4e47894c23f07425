package forms

import (
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

var (
	stepID     = regexp.MustCompile(`^[a-z0-9-]+$`)
	questionID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// celWords cannot follow a dot in CEL, so a question called one of them could
// not be asked about.
var celWords = []string{"false", "in", "null", "true"}

// checker finds what in a definition of the right shape means nothing, or not
// what its author thinks. It compiles on the way.
type checker struct {
	*faults
	steps    map[string]bool // ids seen
	asked    map[string]bool // ids of questions seen
	nameable []Question      // what a condition can name, once it has been asked
}

func (c *checker) form(d *Definition) {
	if len(d.Steps) == 0 {
		c.add([]string{"steps"}, "there are no 'steps'; write at least one")
	}
	for i := range d.Steps {
		c.step([]string{"steps"}, i, &d.Steps[i])
	}
}

func (c *checker) step(steps []string, i int, s *Step) {
	path := at(steps, i)
	c.stepID(at(path, "id"), s.ID)
	c.text(at(path, "title"), s.Title)
	c.optionalText(at(path, "intro"), s.Intro)
	if len(s.Questions) == 0 {
		c.add(at(path, "questions"), "there are no 'questions'; write at least one")
	}
	for j := range s.Questions {
		c.question(at(path, "questions", j), &s.Questions[j])
	}
}

func (c *checker) stepID(path []string, id string) {
	switch {
	case !stepID.MatchString(id):
		c.add(path, "'id' %s; write a short name of a-z, 0-9 and -, such as place", is(id))
	case slices.Contains(paths.ReservedSteps(), id):
		c.add(path, "'id' is '%s', which is a page of every form; write another", id)
	case c.steps[id]:
		c.add(path, "'id' is '%s', which is another step's; write another", id)
	}
	c.steps[id] = true
}

func (c *checker) question(path []string, q *Question) {
	named := c.questionID(at(path, "id"), q.ID)
	c.text(at(path, "label"), q.Label)
	c.optionalText(at(path, "hint"), q.Hint)
	c.optionalText(at(path, "missing"), q.Missing)
	if !q.Missing.IsZero() && !q.Required {
		c.add(at(path, "missing"), "'missing' is never said; write required: true, or take it away")
	}
	k, ok := kinds[q.Type]
	if !ok {
		c.add(at(path, "type"), "'type' %s; write one of %s", is(string(q.Type)), oneOf(Types()))
		return
	}
	if named {
		c.nameable = append(c.nameable, *q)
	}
	c.options(at(path, "options"), k.traits(), *q)
	c.rules(at(path, "rules"), k.traits(), q)
}

// questionID reports whether the id is one that a condition can name.
func (c *checker) questionID(path []string, id string) bool {
	switch {
	case !questionID.MatchString(id):
		c.add(path, "'id' %s; write a short name of a-z, 0-9 and _ that begins with a letter, such as lamp_number", is(id))
	case slices.Contains(celWords, id):
		c.add(path, "'id' is '%s', which is a word of conditions; write another", id)
	case c.asked[id]:
		c.add(path, "'id' is '%s', which is another question's; write another", id)
	default:
		c.asked[id] = true
		return true
	}
	return false
}

func (c *checker) options(path []string, t traits, q Question) {
	if !t.options {
		if len(q.Options) > 0 {
			c.add(path, "'options' mean nothing to the type %s; take them away", q.Type)
		}
		return
	}
	if len(q.Options) < 2 {
		c.add(path, "there are too few 'options'; write at least two")
	}
	seen := map[string]bool{}
	for i, o := range q.Options {
		value := at(path, i, "value")
		switch {
		case o.Value == "" || o.Value != cleanLine(o.Value):
			c.add(value, "'value' %s; write a short word without space around it", is(o.Value))
		case seen[o.Value]:
			c.add(value, "'value' is '%s', which is another option's; write another", o.Value)
		}
		seen[o.Value] = true
		c.text(at(path, i, "label"), o.Label)
		c.optionalText(at(path, i, "hint"), o.Hint)
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

// conditions compiles every "if", once it is known what may be asked about.
func (c *checker) conditions(d *Definition) {
	seen := map[string]bool{}
	for i := range d.Steps {
		s := &d.Steps[i]
		path := at([]string{"steps"}, i)
		s.shown = c.condition(d.language, at(path, "if"), s.If, seen)
		for j := range s.Questions {
			q := &s.Questions[j]
			q.shown = c.condition(d.language, at(path, "questions", j, "if"), q.If, seen)
			seen[q.ID] = true
		}
	}
}

// condition compiles one "if" that comes after the questions seen.
func (c *checker) condition(l *language, path []string, expr string, seen map[string]bool) cel.Program {
	if expr == "" {
		return nil
	}
	found, err := l.condition(expr)
	if err != nil {
		c.add(path, "'if' cannot be used: %v; write a condition such as answers.%s == 'a value'", err, c.example())
		return nil
	}
	for _, question := range found.about {
		if !seen[question] {
			c.add(path, "'if' asks about '%s', which is not answered before; write it about an earlier question", question)
		}
	}
	return found.program
}

// example names a text that a condition of this form can be about.
func (c *checker) example() string {
	for _, q := range c.nameable {
		if t := kinds[q.Type].traits(); t.variable == cel.StringType {
			return field(q.ID, t.inputs()[0])
		}
	}
	return "lamps"
}

// is says what stands where a word should.
func is(word string) string {
	if word == "" {
		return "is missing"
	}
	return "is '" + word + "'"
}

func oneOf[T ~string](words []T) string {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return strings.Join(names, ", ")
}
