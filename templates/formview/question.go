package formview

import (
	"context"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// asHeading reports whether the one question is what the step's title asks:
// then it is asked once, and its label is the page's heading.
func (v Step) asHeading() bool {
	return len(v.Questions) == 1 && v.Questions[0].Label == v.Title && v.Questions[0].Kind != KindInformation
}

func (v Step) hasFiles() bool {
	return slices.ContainsFunc(v.Questions, func(q Question) bool { return q.Kind == KindFile })
}

// problems lists what is to mend, in the order of the page.
func (v Step) problems() []ui.Problem {
	var out []ui.Problem
	for _, q := range v.Questions {
		out = append(out, q.problems()...)
	}
	return out
}

func (v Step) shell(ctx context.Context) layout.Shell {
	s := v.In(layout.AreaNone, i18n.T(ctx, "form.title", "Page", v.Title, "Service", v.ServiceTitle))
	s.HasError = len(v.problems()) > 0
	return s
}

// parts are the parts of an answer that can be at fault, in the order of the
// page.
var parts = map[Kind][]string{
	KindPlace:   {"text", "lat", "lon"},
	KindContact: {"name", "email", "phone"},
	KindAddress: {"street", "postcode", "city"},
	KindDate:    {"day", "month", "year"},
}

func (q Question) problems() []ui.Problem {
	var out []ui.Problem
	if q.Error != "" {
		out = append(out, ui.Problem{URL: ui.FieldURL(q.firstInput()), Message: q.Error})
	}
	for _, name := range parts[q.Kind] {
		if p := q.Parts[name]; p.Error != "" {
			out = append(out, ui.Problem{URL: ui.FieldURL(q.partInput(name)), Message: p.Error})
		}
	}
	for _, item := range q.Items {
		for _, sub := range item.Questions {
			for _, p := range sub.problems() {
				out = append(out, ui.Problem{URL: p.URL, Message: item.Title + ": " + p.Message})
			}
		}
	}
	return out
}

// firstInput is the name of the input that a fault of the whole answer leads to.
func (q Question) firstInput() string {
	if names := parts[q.Kind]; len(names) > 0 {
		return q.partName(names[0])
	}
	if len(q.Items) > 0 && len(q.Items[0].Questions) > 0 {
		return q.Items[0].Questions[0].firstInput()
	}
	return q.ID
}

// partInput is the name of the input where a part is mended: a point is mended
// by writing the place in words.
func (q Question) partInput(part string) string {
	if q.Kind == KindPlace {
		return q.firstInput()
	}
	return q.partName(part)
}

func (q Question) partName(part string) string { return q.ID + "." + part }

func (q Question) hasPoint() bool {
	return q.Parts["lat"].Value != "" && q.Parts["lon"].Value != ""
}

// field is the whole question as one field.
func (q Question) field(heading bool) ui.Field {
	return ui.Field{
		Name: q.ID, Label: q.Label, Hint: q.Hint, Error: q.Error, Value: q.Value,
		Required: q.Required, Optional: !q.Required, Heading: heading,
	}
}

// lineField is a question that is answered on one line.
func (q Question) lineField(ctx context.Context, heading bool) ui.Field {
	f := q.field(heading)
	switch q.Kind {
	case KindNumber:
		f.Suffix, f.Mode, f.Narrow = q.Unit, "numeric", true
		if q.Decimals {
			f.Mode = "decimal"
		}
	case KindMoney:
		f.Suffix, f.Mode, f.Narrow = i18n.T(ctx, "form.money.unit"), "decimal", true
	case KindEmail:
		f.Type, f.Autocomplete = "email", q.own("email")
	case KindPhone:
		f.Type, f.Autocomplete, f.Narrow = "tel", q.own("tel"), true
	case KindPersonalNumber, KindOrganisationNumber:
		f.Mode, f.Narrow, f.Autocomplete = "numeric", true, "off"
	default:
		if q.IsName {
			f.Autocomplete = "name"
		}
	}
	return f
}

// own is a purpose for the browser to fill in, where the question is about whoever
// sits before it.
func (q Question) own(purpose string) string {
	if q.Own {
		return purpose
	}
	return ""
}

// groupField is a question whose parts share one fault.
func (q Question) groupField(heading bool) ui.Field {
	f := q.field(heading)
	for _, name := range parts[q.Kind] {
		if p := q.Parts[name]; p.Error != "" && f.Error == "" {
			f.Error = p.Error
		}
	}
	return f
}

func (q Question) dateParts(ctx context.Context) []ui.DatePart {
	out := make([]ui.DatePart, 0, 3)
	for _, name := range parts[KindDate] {
		p := q.Parts[name]
		out = append(out, ui.DatePart{
			Name: q.partName(name), Label: i18n.T(ctx, "form.date."+name), Value: p.Value,
			IsWrong: p.Error != "" || q.Error != "", Autocomplete: q.own("bday-" + name), Long: name == "year",
		})
	}
	return out
}

func (q Question) consentField(heading bool) ui.Field {
	f := q.field(heading)
	f.Value = ""
	return f
}

func (q Question) consentOptions() []ui.Option { return []ui.Option{{Value: "yes", Label: q.Text}} }

func (q Question) addressPart(ctx context.Context, name, purpose string) ui.Field {
	p := q.Parts[name]
	return ui.Field{
		Name: q.partName(name), Label: i18n.T(ctx, "form.address."+name), Error: p.Error, Value: p.Value, Required: q.Required,
		Autocomplete: q.own(purpose), Narrow: name == "postcode",
	}
}

// paragraphsOf splits a text where a line is empty.
func paragraphsOf(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (q Question) longField(heading bool) ui.Field {
	f := q.field(heading)
	f.Length = q.MaxLength
	return f
}

// placeField is where the place is written; faults in the point are told there.
func (q Question) placeField(heading bool) ui.Field {
	f := q.field(heading)
	f.Name, f.Value = q.firstInput(), q.Parts["text"].Value
	for _, name := range parts[KindPlace] {
		if f.Error == "" {
			f.Error = q.Parts[name].Error
		}
	}
	return f
}

// part is one part of a contact as a field. In a question where something must
// be answered, the parts that need not be are marked.
func (q Question) part(ctx context.Context, name, inputType, autocomplete string) ui.Field {
	p := q.Parts[name]
	return ui.Field{
		Name: q.partName(name), Label: i18n.T(ctx, "form.contact."+name), Error: p.Error, Value: p.Value,
		Optional: len(q.NeedOne) > 0 && !slices.Contains(q.NeedOne, name),
		Type:     inputType, Autocomplete: autocomplete, Narrow: name == "phone",
	}
}

func (q Question) upload(ctx context.Context, heading bool) ui.Upload {
	f := q.field(heading)
	if f.Hint != "" && q.FileHint != "" {
		f.Hint += " "
	}
	f.Hint += q.FileHint
	return ui.Upload{
		Field: f, Accept: q.Accept, Received: q.Files,
		Send:   ui.Button{Label: i18n.T(ctx, "form.upload"), Name: FieldDo, Value: DoUpload, Quiet: true, Icon: "upload"},
		Remove: ui.Button{Name: FieldRemove},
	}
}
