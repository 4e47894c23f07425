package cases

import (
	"reflect"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms"
)

// Previewed is where some examples of a form's answers go.
type Previewed struct {
	Examples []forms.Example // that go the same way with the same values
	Ways     []Way
	Err      error // a value cannot be computed: the delivery would wait for a person
}

// Preview returns where a route would send examples of the form's answers, in the
// order in which a reader meets the questions.
func Preview(form *forms.Definition, r catalogue.Route) []Previewed {
	values := form.Expressions(r.Codes)
	var out []Previewed
next:
	for _, e := range form.Examples() {
		ways, err := Ways(values, r, e.Answers)
		for i := range out {
			if reflect.DeepEqual(out[i].Ways, ways) && (out[i].Err == nil) == (err == nil) {
				out[i].Examples = append(out[i].Examples, e)
				continue next
			}
		}
		out = append(out, Previewed{Examples: []forms.Example{e}, Ways: ways, Err: err})
	}
	return out
}
