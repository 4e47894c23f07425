package forms_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
)

func TestEval(t *testing.T) {
	a := forms.Answers{
		"fault": text("dark"),
		"place": parts("text", "Storgatan 1", "lat", "58.41", "lon", "15.62"),
		"photo": files(2),
	}
	tests := []struct{ name, expr, want string }{
		{"a text", `answers.fault`, "dark"},
		{"no answer", `answers.post`, ""},
		{"a part", `answers.place.lat`, "58.41"},
		{"no part", `answers.me.email`, ""},
		{"files are counted", `answers.photo`, "2"},
		{"a truth", `answers.fault == 'dark'`, "true"},
		{"text put together", `answers.place.text + " (" + answers.fault + ")"`, "Storgatan 1 (dark)"},
		{"one or the other", `answers.fault == 'broken' ? '002' : '001'`, "001"},
		{"a table", `{'dark': '001', 'broken': '002', 'other': '009'}[answers.fault]`, "001"},
		{"a fraction", `1.5`, "1.5"},
		{"å, ä and ö", `"släckt på " + answers.place.text`, "släckt på Storgatan 1"},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := d.Expressions(nil).Check(tt.expr); err != nil {
				t.Fatal(err)
			}
			for range 2 { // compiled, and from the cache
				if got, err := d.Expressions(nil).Eval(tt.expr, a); got != tt.want || err != nil {
					t.Errorf("got %q, %v; want %q", got, err, tt.want)
				}
			}
		})
	}
}

func TestCheckExpr(t *testing.T) {
	tests := []struct{ name, expr, want string }{
		{"nothing", " ", "it is empty"},
		{"no question", "answers.lamp", "undeclared reference to 'answers.lamp' (did you mean 'answers.post' or 'answers.fault'?) (at character 8)"},
		{"all answers", "answers", "undeclared reference to 'answers' (at character 1)"},
		{"a value that is no text", "{'a': 'b'}", "it gives a value of type map(string, string)"},
		{"another variable", "env.HOME", "undeclared reference to 'env' (at character 1)"},
		{"broken", "answers.fault +", "Syntax error: mismatched input '<EOF>'"},
		{"too long", strings.Repeat("'a'+", 1000) + "'a'", "size exceeds limit"},
		{"a broken pattern", "answers.fault.matches('[')", "missing closing ]"},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := d.Expressions(nil).Check(tt.expr)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if _, err := d.Expressions(nil).Eval(tt.expr, nil); !errs.Is(err, errs.Internal) {
				t.Errorf("Eval: %v, want an internal error", err)
			}
		})
	}
}

func TestEvalThatFailsTellsNoAnswer(t *testing.T) {
	d := lights(t)
	for _, expr := range []string{`int(answers.post)`, `{'a': 'b'}[answers.post]`} {
		got, err := d.Expressions(nil).Eval(expr, forms.Answers{"post": text("19800101-9876")})
		if got != "" || !errs.Is(err, errs.Internal) {
			t.Errorf("%s: got %q, %v; want an internal error", expr, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "1980") {
			t.Errorf("%s: the error holds the answer: %v", expr, err)
		}
	}
}

// TestCodes: a code list stands in an expression by its name, and has an entry
// for all others when it says so.
func TestCodes(t *testing.T) {
	d, err := forms.Parse([]byte(`{"steps":[{"id":"a","title":{"sv":"A","en":"A"},"questions":[
		{"id":"del","type":"choice","label":{"sv":"Del","en":"Part"},"options":[
			{"value":"norra","label":{"sv":"N","en":"N"}},{"value":"sodra","label":{"sv":"S","en":"S"}}]},
		{"id":"bara_norra","type":"yes_no","if":"answers.del == 'norra'","label":{"sv":"?","en":"?"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	x := d.Expressions(forms.Codes{"typ": {"norra": "NO"}, "alla": {"norra": "NO", "*": "?"}})
	for _, tt := range []struct{ expr, answer, want string }{
		{"codes.typ[answers.del]", "norra", "NO"},
		{"codes.typ[answers.del]", "sodra", "error"},
		{"codes.alla[answers.del]", "sodra", "?"},
		{"codes.alla[answers.del] + '-1'", "", "?-1"},
		{"answers.del in codes.typ ? codes.typ[answers.del] : 'X'", "sodra", "X"},
	} {
		if err := x.Check(tt.expr); err != nil {
			t.Errorf("%s: %v", tt.expr, err)
		}
		got, err := x.Eval(tt.expr, forms.Answers{"del": text(tt.answer)})
		if err != nil {
			got = "error"
		}
		if got != tt.want {
			t.Errorf("%s of %q: got %q (%v), want %q", tt.expr, tt.answer, got, err, tt.want)
		}
	}
	for _, wrong := range []string{"codes.tpy[answers.del]", "codes.typ", "codes.typ[1]"} {
		if err := x.Check(wrong); err == nil {
			t.Errorf("%s: no fault", wrong)
		}
	}
	if err := x.CheckCondition("codes.typ[answers.del]"); err == nil {
		t.Error("a text was taken for a condition")
	}
	var got []string
	for _, e := range d.Examples() {
		got = append(got, e.Question+"="+e.Value)
		if _, asked := e.Answers["bara_norra"]; asked != (e.Answers["del"].Text == "norra") {
			t.Errorf("%s=%s: an answer to what is not asked, or none", e.Question, e.Value)
		}
	}
	if want := []string{"=", "del=sodra", "bara_norra=no"}; !slices.Equal(got, want) {
		t.Errorf("examples %v, want %v", got, want)
	}
}
