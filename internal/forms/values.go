package forms

import (
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	celtraits "cel.dev/cel-go/common/types/traits"
)

// dateFunction is date('2026-09-01'): the day that a date is compared with.
func dateFunction() cel.EnvOption {
	return cel.Function("date", cel.Overload("date_string", []*cel.Type{cel.StringType}, cel.TimestampType,
		cel.UnaryBinding(func(v ref.Val) ref.Val {
			s, _ := v.(types.String)
			d, err := time.Parse(isoDay, string(s))
			if err != nil {
				return types.NewErr("no date") // without the value, which may be an answer
			}
			return types.Timestamp{Time: d}
		})))
}

// noDay returns what is written as a date in the expression and is none.
func noDay(expr *cel.Ast) string {
	found := ""
	ast.PreOrderVisit(expr.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != "date" || e.AsCall().Args()[0].Kind() != ast.LiteralKind {
			return
		}
		s, ok := e.AsCall().Args()[0].AsLiteral().(types.String)
		if _, err := time.Parse(isoDay, string(s)); ok && err != nil && found == "" {
			found = string(s)
		}
	}))
	return found
}

// scalars are the types whose values can be written as text.
var scalars = []*cel.Type{cel.StringType, cel.IntType, cel.UintType, cel.DoubleType, cel.BoolType, cel.TimestampType}

func isTextual(t *cel.Type) bool {
	if t.Kind() == types.ListKind {
		t = t.Parameters()[0]
	}
	return slices.ContainsFunc(scalars, t.IsExactType)
}

// asText writes a value of a textual type.
func asText(value ref.Val) (string, bool) {
	switch v := value.(type) {
	case types.Timestamp:
		if v.IsZero() {
			return "", true
		}
		return v.Format(isoDay), true
	case celtraits.Lister:
		var all []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			s, ok := asText(it.Next())
			if !ok {
				return "", false
			}
			all = append(all, s)
		}
		return strings.Join(all, ", "), true
	default:
		text, ok := value.ConvertToType(types.StringType).(types.String)
		return string(text), ok
	}
}
