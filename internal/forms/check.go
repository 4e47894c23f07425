package forms

import (
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/paths"
)

var (
	stepID     = regexp.MustCompile(`^[a-z0-9-]+$`)
	questionID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// celWords cannot follow a dot in CEL, so a question called one of them could
// not be asked about.
var celWords = []string{"false", "in", "null", "true"}

// ReservedFields are the names of inputs that every page of a form has, which no
// question may have: the two tokens, and what a button does.
func ReservedFields() []string { return []string{"csrf", "token", "do", "remove", "andra"} }

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
	asks := false
	for i := range d.Steps {
		c.step([]string{"steps"}, i, &d.Steps[i])
		asks = asks || d.Steps[i].Exit == nil
	}
	if len(d.Steps) > 0 && !asks {
		c.add([]string{"steps"}, "every one of the 'steps' is an 'exit'; write one with questions")
	}
}

func (c *checker) step(steps []string, i int, s *Step) {
	path := at(steps, i)
	c.stepID(at(path, "id"), s.ID)
	c.text(at(path, "title"), s.Title)
	c.optionalText(at(path, "intro"), s.Intro)
	switch {
	case s.Exit != nil:
		c.exit(path, *s)
	case len(s.Questions) == 0:
		c.add(at(path, "questions"), "there are no 'questions'; write at least one, or an 'exit'")
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

// exit checks a step in which the form ends.
func (c *checker) exit(path []string, s Step) {
	if len(s.Questions) > 0 {
		c.add(at(path, "questions"), "the step has an 'exit' and 'questions'; write one of them")
	}
	if s.If == "" {
		c.add(at(path, "if"), "'if' is missing; write when the form ends here")
	}
	c.text(at(path, "exit", "text"), s.Exit.Text)
	c.links(at(path, "exit", "links"), s.Exit.Links)
}

func (c *checker) links(path []string, links []Link) {
	for i, l := range links {
		link := at(path, i)
		c.text(at(link, "label"), l.Label)
		switch {
		case (l.URL == "") == (l.Service == ""):
			c.add(link, "a link leads to one place; write 'url' or 'service'")
		case l.URL != "" && !linkURL.MatchString(l.URL):
			c.add(at(link, "url"), "'url' is '%s'; write a whole address that begins with https://, or tel: and a number", l.URL)
		case l.Service != "" && !stepID.MatchString(l.Service):
			c.add(at(link, "service"), "'service' is '%s'; write the id of a service", l.Service)
		}
	}
}

var linkURL = regexp.MustCompile(`^(https://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][^ ]*)?|tel:\+?[0-9]+)$`)

// question checks a question that stands in a step.
func (c *checker) question(path []string, q *Question) {
	if c.body(path, q, c.questionID(at(path, "id"), q.ID, c.asked)) {
		c.nameable = append(c.nameable, *q)
	}
}

// body checks a question but for its id, which is right when isNamed. It
// returns whether conditions can name it.
func (c *checker) body(path []string, q *Question, isNamed bool) bool {
	c.text(at(path, "label"), q.Label)
	c.optionalText(at(path, "hint"), q.Hint)
	c.optionalText(at(path, "missing"), q.Missing)
	if !q.Missing.IsZero() && !q.Required {
		c.add(at(path, "missing"), "'missing' is never said; write required: true, or take it away")
	}
	k, ok := kinds[q.Type]
	if !ok {
		c.add(at(path, "type"), "'type' %s; write one of %s", is(string(q.Type)), oneOf(Types()))
		return false
	}
	c.keys(path, k.traits(), q)
	c.rules(at(path, "rules"), k.traits(), q)
	return isNamed
}

// questionID reports whether the id is one that a condition can name, and not
// among those seen.
func (c *checker) questionID(path []string, id string, seen map[string]bool) bool {
	switch {
	case !questionID.MatchString(id):
		c.add(path, "'id' %s; write a short name of a-z, 0-9 and _ that begins with a letter, such as lamp_number", is(id))
	case slices.Contains(celWords, id):
		c.add(path, "'id' is '%s', which is a word of conditions; write another", id)
	case slices.Contains(ReservedFields(), id):
		c.add(path, "'id' is '%s', which is a field of every form; write another", id)
	case seen[id]:
		c.add(path, "'id' is '%s', which is another question's; write another", id)
	default:
		seen[id] = true
		return true
	}
	return false
}

func (c *checker) options(path []string, q Question) {
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
		if o.Exclusive && q.Type != TypeChoices {
			c.add(at(path, i, "exclusive"), "'exclusive' means nothing to the type %s, which has one answer; take it away", q.Type)
		}
		c.text(at(path, i, "label"), o.Label)
		c.optionalText(at(path, i, "hint"), o.Hint)
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
		for _, v := range kinds[q.Type].variables(q) {
			if v.is == cel.StringType {
				return field(q.ID, v.part)
			}
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
