package cases

import (
	"context"
	"reflect"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
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

// PreviewRoute is Preview of a service as it is now, with its questions and
// answers called what the form calls them. NotFound: there is no such service, or
// it has no form; LoginNeeded, NotFound: the actor may not see routes.
func (s *Service) PreviewRoute(ctx context.Context, actor identity.Actor, serviceID string, lang i18n.Lang) ([]Previewed, error) {
	const op = "cases.PreviewRoute"
	if err := identity.CanTry(actor, identity.SeeRoutes, op); err != nil {
		return nil, err
	}
	entry, err := s.cfg.Services.FindService(ctx, serviceID)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	if entry.FormVersion == 0 || entry.Route == nil {
		return nil, errs.New(errs.NotFound, op)
	}
	form, err := s.form(ctx, serviceID, entry.FormVersion)
	if err != nil {
		return nil, err
	}
	out := Preview(form.Definition, *entry.Route)
	for i := range out {
		for j, e := range out[i].Examples {
			out[i].Examples[j].Question, out[i].Examples[j].Value = called(form.Definition, e, lang)
		}
	}
	return out, nil
}

// called is what the form calls what sets an example apart.
func called(form *forms.Definition, e forms.Example, lang i18n.Lang) (question, value string) {
	question, value = e.Question, e.Value
	for _, s := range form.Steps {
		for _, q := range s.Questions {
			if q.ID != e.Question || e.Question == "" {
				continue
			}
			question = q.Label.In(lang)
			for _, o := range q.Options {
				if o.Value == e.Value {
					value = o.Label.In(lang)
				}
			}
			if q.Type == forms.TypeYesNo {
				value = i18n.In(lang, "forms.answer.no")
			}
		}
	}
	return question, value
}
