package forms

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// What one expression may be and do. A form's author is trusted to be honest,
// not to be careful.
const (
	maxExpression = 2000    // characters
	maxCost       = 100_000 // CEL's units, about one an operation and a tenth a character
)

// language is CEL (cel.dev) as one form speaks it. Its variables are the form's
// answers, each with the type that its question gives it, so that a misspelt
// question or a comparison of a file with a text is a fault of the definition
// rather than a condition that is never true:
//
//	answers.lamps       text, choice and other types in one line: the text, "" without an answer
//	answers.area        number: an int, or a double when it has decimals; money: a double; 0 without an answer
//	answers.start       date: a timestamp, compared with date('2026-09-01'); the year 1 without an answer
//	answers.owner       yes_no, consent: true or false; false without an answer
//	answers.needs       choices: the list of values
//	answers.place.lat   place, contact, address: the text of the part, "" without one
//	answers.photo       file: the number of files
//	answers.child       group: how many; answers.child.name: the list of the answers to name
//	answered.area       every question: whether there is an answer
//
// There is no today: what a case shows must be the same for good.
type language struct {
	env       *cel.Env
	variables map[string]source
}

// source is where the value of a variable comes from.
type source struct {
	question Question
	part     string
	answered bool // whether there is an answer, instead of the answer
}

func (s source) value(a Answer) any {
	if s.answered {
		return !a.IsZero()
	}
	return kinds[s.question.Type].value(s.question, a, s.part)
}

// newLanguage returns the language over the answers to these questions.
func newLanguage(questions []Question) (*language, error) {
	l := &language{variables: map[string]source{}}
	options := []cel.EnvOption{
		cel.ParserExpressionSizeLimit(maxExpression), cel.CrossTypeNumericComparisons(true), dateFunction(),
	}
	for _, q := range questions {
		for _, v := range kinds[q.Type].variables(q) {
			name := "answers." + field(q.ID, v.part)
			l.variables[name] = source{question: q, part: v.part}
			options = append(options, cel.Variable(name, v.is))
		}
		if q.Asks() {
			name := "answered." + q.ID
			l.variables[name] = source{question: q, answered: true}
			options = append(options, cel.Variable(name, cel.BoolType))
		}
	}
	var err error
	l.env, err = cel.NewEnv(options...)
	return l, err
}

// condition is an expression that is true or false, and the questions it is about.
type condition struct {
	program cel.Program
	about   []string
}

// condition compiles the expression of an "if". The error says what is wrong
// with it.
func (l *language) condition(expr string) (condition, error) {
	program, ast, err := l.compile(expr, func(t *cel.Type) bool { return t.IsExactType(cel.BoolType) })
	if err != nil {
		return condition{}, err
	}
	c := condition{program: program}
	for _, ref := range ast.NativeRep().ReferenceMap() {
		if v, ok := l.variables[ref.Name]; ok {
			c.about = append(c.about, v.question.ID)
		}
	}
	slices.Sort(c.about)
	return c, nil
}

func (l *language) compile(expr string, fits func(*cel.Type) bool) (cel.Program, *cel.Ast, error) {
	return compile(l.env, expr, fits)
}

func compile(env *cel.Env, expr string, fits func(*cel.Type) bool) (cel.Program, *cel.Ast, error) {
	ast, issues := env.Compile(expr)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, nil, fmt.Errorf("%s (at character %d)", first.Message, first.Location.Column()+1)
	}
	if !fits(ast.OutputType()) {
		return nil, nil, fmt.Errorf("it gives a value of type %s", ast.OutputType())
	}
	if day := noDay(ast); day != "" {
		return nil, nil, fmt.Errorf("'%s' is no date; write one as 2026-09-01", day)
	}
	program, err := env.Program(ast, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize))
	return program, ast, err
}

// scope is what an expression sees: the answers, but for those to questions
// that are hidden, which are as if they had not been given.
type scope struct {
	variables map[string]source
	answers   Answers
	hidden    map[string]bool    // by question
	codes     map[string]ref.Val // code lists, by the names of their variables
}

// ResolveName implements cel.Activation.
func (s *scope) ResolveName(name string) (any, bool) {
	v, ok := s.variables[name]
	if !ok {
		list, ok := s.codes[name]
		return list, ok
	}
	if s.hidden[v.question.ID] {
		return v.value(Answer{}), true
	}
	return v.value(s.answers[v.question.ID]), true
}

// Parent implements cel.Activation.
func (s *scope) Parent() cel.Activation { return nil }

func (s *scope) hide(question string) {
	if s.hidden == nil {
		s.hidden = map[string]bool{}
	}
	s.hidden[question] = true
}

// holds reports whether a condition is true. One that fails when it runs (its
// cost may depend on the answers) counts as true: better to ask a question too
// many than to lose one.
func (s *scope) holds(condition cel.Program) bool {
	if condition == nil {
		return true
	}
	value, _, err := condition.Eval(s)
	return err != nil || value == types.True
}
