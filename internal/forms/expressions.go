package forms

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	celtraits "cel.dev/cel-go/common/types/traits"

	"github.com/mittkoping/entre/internal/errs"
)

// Codes are code lists: what a system calls what was answered, by the list's
// name and the answer. The answer OtherCode stands for all that are not listed.
type Codes map[string]map[string]string

// OtherCode is the entry of a code list for every other answer, and for none.
const OtherCode = "*"

// Expressions are what a route computes over a form's answers, in the language
// of the form's conditions and with code lists beside:
//
//	answers.lamps + ", " + answers.place.text
//	codes.arendetyp[answers.what]
//
// It is safe for concurrent use.
type Expressions struct {
	language *language
	env      *cel.Env
	err      error // why there can be none
	codes    map[string]ref.Val
	programs sync.Map // compiled → cel.Program; as many as the route has
}

type compiled struct {
	expr        string
	isCondition bool
}

// Expressions returns the expressions over the form's answers and code lists. A
// list with a name that cannot stand in an expression is told by each Check.
func (d *Definition) Expressions(codes Codes) *Expressions {
	x := &Expressions{language: d.language, env: d.language.env, codes: map[string]ref.Val{}}
	options := make([]cel.EnvOption, 0, len(codes))
	for _, name := range slices.Sorted(maps.Keys(codes)) {
		if slices.Contains(celWords, name) {
			x.err = fmt.Errorf("a code list cannot be called %q", name)
			return x
		}
		options = append(options, cel.Variable("codes."+name, cel.MapType(cel.StringType, cel.StringType)))
		x.codes["codes."+name] = codeList(codes[name])
	}
	if len(options) > 0 {
		x.env, x.err = d.language.env.Extend(options...)
	}
	return x
}

// Check returns what is wrong with an expression whose value is text, a number,
// a truth, a day, or a list of such, as the parameters of a route use them
// (without their leading "="). The message is for the person who wrote it.
func (x *Expressions) Check(expr string) error {
	_, err := x.program(expr, false)
	return err
}

// CheckCondition returns what is wrong with an expression that is true or false.
func (x *Expressions) CheckCondition(expr string) error {
	_, err := x.program(expr, true)
	return err
}

// Eval returns the value of an expression that Check found right, as text: a
// day as 2026-09-01 (none as nothing), a list with commas between.
// The answers are taken as they stand: Prune them first. An error is Internal
// and holds no answer.
func (x *Expressions) Eval(expr string, a Answers) (string, error) {
	value, err := x.eval(expr, false, a)
	if err != nil {
		return "", err
	}
	text, ok := asText(value)
	if !ok {
		return "", errs.New(errs.Internal, "forms.Eval "+expr)
	}
	return text, nil
}

// Holds reports whether a condition that CheckCondition found right is true of
// the answers, which are taken as they stand. An error is Internal and holds no
// answer.
func (x *Expressions) Holds(expr string, a Answers) (bool, error) {
	value, err := x.eval(expr, true, a)
	return err == nil && value == types.True, err
}

func (x *Expressions) eval(expr string, isCondition bool, a Answers) (ref.Val, error) {
	program, err := x.program(expr, isCondition)
	if err != nil {
		return nil, errs.Wrap(errs.Internal, "forms.Eval", err)
	}
	value, _, err := program.Eval(&scope{variables: x.language.variables, answers: a, codes: x.codes})
	if err != nil {
		return nil, errs.New(errs.Internal, "forms.Eval "+expr) // without its cause, which quotes answers
	}
	return value, nil
}

func (x *Expressions) program(expr string, isCondition bool) (cel.Program, error) {
	key, fits := compiled{expr, isCondition}, isTextual
	if isCondition {
		fits = isTruth
	}
	if x.err != nil {
		return nil, x.err
	}
	if p, ok := x.programs.Load(key); ok {
		return p.(cel.Program), nil
	}
	if strings.TrimSpace(expr) == "" {
		return nil, errors.New("it is empty")
	}
	p, _, err := compile(x.env, expr, fits)
	if err != nil {
		return nil, err
	}
	x.programs.Store(key, p)
	return p, nil
}

func isTruth(t *cel.Type) bool { return t.IsExactType(cel.BoolType) }

// codeList is a code list as expressions see it.
func codeList(list map[string]string) ref.Val {
	all := types.DefaultTypeAdapter.NativeToValue(list).(celtraits.Mapper)
	other, ok := list[OtherCode]
	if !ok {
		return all
	}
	return otherwise{all, types.String(other)}
}

// otherwise is a list that has a value for every key.
type otherwise struct {
	celtraits.Mapper
	other ref.Val
}

// Find implements celtraits.Mapper.
func (o otherwise) Find(key ref.Val) (ref.Val, bool) {
	if found, ok := o.Mapper.Find(key); ok {
		return found, true
	}
	return o.other, true
}

// Get implements celtraits.Indexer.
func (o otherwise) Get(key ref.Val) ref.Val {
	found, _ := o.Find(key)
	return found
}
