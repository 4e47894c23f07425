package admin

import (
	"context"
	"errors"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/vocabulary"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/templates/ui"
)

// fields are the fields of forms by what the domain calls them.
var fields = map[string]string{
	"words": adminview.FieldWords, "sayings": adminview.FieldWords, "service": adminview.FieldService, "language": adminview.FieldLanguage,
	"from": adminview.FieldFrom, "to": adminview.FieldTo, "weight": adminview.FieldWeight, "owner": adminview.FieldOwner,
	"reason": adminview.FieldReason, "first_day": adminview.FieldFirstDay, "last_day": adminview.FieldLastDay,
}

// told is what is wrong with what was typed, in words.
type told struct {
	problems []ui.Problem
	fields   map[string]string // by the name of the field: all that is wrong with it
}

// tell puts what is wrong in words; false when the error is of another kind.
func tell(ctx context.Context, err error) (told, bool) {
	invalid, ok := errors.AsType[*vocabulary.InvalidError](err)
	if !ok {
		return told{}, false
	}
	t := told{fields: map[string]string{}}
	for _, f := range invalid.Faults {
		field, message := fields[f.Field], message(ctx, f)
		t.problems = append(t.problems, ui.Problem{URL: ui.FieldURL(field), Message: message})
		if t.fields[field] != "" {
			message = t.fields[field] + " " + message
		}
		t.fields[field] = message
	}
	return t, true
}

// gone is told when what was to be changed has been changed by somebody else.
func gone(ctx context.Context, field string) told {
	message := i18n.T(ctx, "admin.gone")
	return told{problems: []ui.Problem{{URL: ui.FieldURL(field), Message: message}}, fields: map[string]string{field: message}}
}

func message(ctx context.Context, f vocabulary.Fault) string {
	key, other := string(f.Rule), f.Other
	switch {
	case f.Rule == catalogue.WordMissing && f.Field == "service":
		key = "missing_service"
	case f.Rule == catalogue.WordLong && f.Other != "":
		key = "long_text"
	case f.Rule == catalogue.WordTwice && f.Field == "sayings":
		key = "twice_bet"
	case f.Rule == catalogue.WordScript || f.Rule == catalogue.WordLetters || f.Rule == catalogue.WordNoLetter:
		other = i18n.T(ctx, "admin.script."+f.Other)
	}
	return i18n.T(ctx, "admin.fault."+key, "Word", f.Word, "Other", other)
}
