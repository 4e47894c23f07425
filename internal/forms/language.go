package forms

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/mittkoping/entre/internal/errs"
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
//	answers.lamps                 text, long_text, choice: the text, "" without an answer
//	answers.place.lat             place, contact: the text of the part, "" without one
//	answers.photo                 file: the number of files
type language struct {
	env       *cel.Env
	variables map[string]variable
	programs  sync.Map // of Eval: expression → cel.Program; as many as the routes to the form's back end have
}

// variable is where the value of a variable comes from.
type variable struct {
	question string
	part     string
	kind     kind
}

// newLanguage returns the language over the answers to these questions.
func newLanguage(questions []Question) (*language, error) {
	l := &language{variables: map[string]variable{}}
	options := []cel.EnvOption{cel.ParserExpressionSizeLimit(maxExpression)}
	for _, q := range questions {
		k := kinds[q.Type]
		for _, part := range k.traits().inputs() {
			name := "answers." + field(q.ID, part)
			l.variables[name] = variable{q.ID, part, k}
			options = append(options, cel.Variable(name, k.traits().variable))
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
	program, ast, err := l.compile(expr, types.BoolType)
	if err != nil {
		return condition{}, err
	}
	c := condition{program: program}
	for _, ref := range ast.NativeRep().ReferenceMap() {
		if v, ok := l.variables[ref.Name]; ok {
			c.about = append(c.about, v.question)
		}
	}
	slices.Sort(c.about)
	return c, nil
}

func (l *language) compile(expr string, results ...*cel.Type) (cel.Program, *cel.Ast, error) {
	ast, issues := l.env.Compile(expr)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, nil, fmt.Errorf("%s (at character %d)", first.Message, first.Location.Column()+1)
	}
	known := false
	for _, t := range results {
		known = known || ast.OutputType().IsExactType(t)
	}
	if !known {
		return nil, nil, fmt.Errorf("it gives a value of type %s", ast.OutputType())
	}
	program, err := l.env.Program(ast, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize))
	return program, ast, err
}

// CheckExpr returns what is wrong with an expression over the form's answers
// whose value is text, a number or a truth, as the parameters of a route use
// them (without their leading "="): answers.lamps + ", " + answers.place.text.
// The message is for the person who wrote it.
func (d *Definition) CheckExpr(expr string) error {
	_, err := d.language.expression(expr)
	return err
}

// Eval returns the value of an expression that CheckExpr found right, as text.
// The answers are taken as they stand: Prune them first. An error is Internal
// and holds no answer.
func (d *Definition) Eval(expr string, a Answers) (string, error) {
	program, err := d.language.expression(expr)
	if err != nil {
		return "", errs.Wrap(errs.Internal, "forms.Eval", err)
	}
	failed := errs.New(errs.Internal, "forms.Eval "+expr)
	value, _, err := program.Eval(&scope{variables: d.language.variables, answers: a})
	if err != nil {
		return "", failed // without its cause, which quotes answers
	}
	text, ok := value.ConvertToType(types.StringType).(types.String)
	if !ok {
		return "", failed
	}
	return string(text), nil
}

func (l *language) expression(expr string) (cel.Program, error) {
	if p, ok := l.programs.Load(expr); ok {
		return p.(cel.Program), nil
	}
	if strings.TrimSpace(expr) == "" {
		return nil, errors.New("it is empty")
	}
	p, _, err := l.compile(expr, types.StringType, types.IntType, types.UintType, types.DoubleType, types.BoolType)
	if err != nil {
		return nil, err
	}
	l.programs.Store(expr, p)
	return p, nil
}

// scope is what an expression sees: the answers, but for those to questions
// that are hidden, which are as if they had not been given.
type scope struct {
	variables map[string]variable
	answers   Answers
	hidden    map[string]bool // by question
}

// ResolveName implements cel.Activation.
func (s *scope) ResolveName(name string) (any, bool) {
	v, ok := s.variables[name]
	if !ok {
		return nil, false
	}
	if s.hidden[v.question] {
		return v.kind.value(Answer{}, v.part), true
	}
	return v.kind.value(s.answers[v.question], v.part), true
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
