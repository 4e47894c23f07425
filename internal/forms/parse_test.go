package forms_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
)

func TestParseKeepsEverything(t *testing.T) {
	raw := lightsJSON(t)
	written, err := json.Marshal(parse(t, raw))
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := errors.Join(json.Unmarshal([]byte(raw), &want), json.Unmarshal(written, &got)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a form that is read and written differs (-read +written):\n%s", diff)
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct {
		name     string
		old, new string // replaced in testdata/lights.json
		want     []string
	}{
		{"an unknown key", `"id": "post", "type"`, `"id": "post", "typ": "text", "type"`, []string{
			"steps.0.questions.2.typ: 'typ' means nothing here; write one of id, type, label, hint, missing, required, if, options, text, important, links, unit, own, prefill, item, add, questions, rules",
		}},
		{"a key in capitals", `"id": "vad"`, `"ID": "vad"`, []string{
			"steps.0.ID: 'ID' means nothing here; write one of id, title, intro, if, questions, exit",
		}},
		{"text for true or false", `"type": "choice", "required": true, "if"`, `"type": "choice", "required": "ja", "if"`, []string{
			"steps.0.questions.1.required: 'required' is a text; write true or false",
		}},
		{"one language for all", `{"sv": "Stolpens nummer", "en": "Number of the post"}`, `"Stolpens nummer"`, []string{
			"steps.0.questions.2.label: 'label' is a text; write a text in each language, under sv and en",
		}},
		{"a broken number", `"min_length": 10`, `"min_length": 1.5`, []string{
			"steps.1.questions.0.rules.min_length: 'min_length' is 1.5; write a whole number",
		}},
		{"a number without end", `"min_length": 10`, `"min_length": 1e400`, []string{
			"steps.1.questions.0.rules.min_length: 'min_length' is 1e400; write a whole number",
		}},
		{"nothing for something", `"intro": {"sv": "Rör inte kablarna.", "en": "Do not touch the cables."}`, `"intro": null`, []string{
			"steps.1.intro: 'intro' is empty; write a text in each language, under sv and en",
		}},
		{"a list where one is meant", `"accept": ["image/jpeg", "image/png"]`, `"accept": "image/png"`, []string{
			"steps.2.questions.1.rules.accept: 'accept' is a text; write a list",
		}},
		{"a wrong element", `["email", "phone"]`, `["email", 7]`, []string{
			"steps.3.questions.0.rules.need_one.1: number 2 of 'need_one' is 7; write a text",
		}},
		{"a step with a space", `"id": "vad"`, `"id": "vad är"`, []string{
			"steps.0.id: 'id' is 'vad är'; write a short name of a-z, 0-9 and -, such as place",
		}},
		{"a step that is a page", `"id": "vad"`, `"id": "granska"`, []string{
			"steps.0.id: 'id' is 'granska', which is a page of every form; write another",
		}},
		{"a step twice", `"id": "fara"`, `"id": "vad"`, []string{
			"steps.1.id: 'id' is 'vad', which is another step's; write another",
		}},
		{"a type forgotten", `"id": "post", "type": "text"`, `"id": "post"`, []string{
			"steps.0.questions.2.type: 'type' is missing; write one of address, choice, choices, consent, contact, date, email, file, group, information, long_text, money, number, organisation_number, personal_number, phone, place, text, yes_no",
		}},
		{"a pattern that opens our group", `[A-Z]{2}[0-9]{4}`, `a)|(b`, []string{
			"steps.0.questions.2.rules.pattern: 'pattern' cannot be used: error parsing regexp: unexpected ): `a)|(b`; write a regular expression as RE2 has them",
		}},
		{"a question with a dash", `"id": "post"`, `"id": "post-no"`, []string{
			"steps.0.questions.2.id: 'id' is 'post-no'; write a short name of a-z, 0-9 and _ that begins with a letter, such as lamp_number",
		}},
		{"a question that conditions cannot name", `"id": "post"`, `"id": "in"`, []string{
			"steps.0.questions.2.id: 'id' is 'in', which is a word of conditions; write another",
		}},
		{"a question twice, in different steps", `"id": "me"`, `"id": "place"`, []string{
			"steps.3.questions.0.id: 'id' is 'place', which is another question's; write another",
		}},
		{"an unknown type", `"id": "post", "type": "text"`, `"id": "post", "type": "txt"`, []string{
			"steps.0.questions.2.type: 'type' is 'txt'; write one of address, choice, choices, consent, contact, date, email, file, group, information, long_text, money, number, organisation_number, personal_number, phone, place, text, yes_no",
		}},
		{"no English", `{"sv": "Stolpens nummer", "en": "Number of the post"}`, `{"sv": "Stolpens nummer"}`, []string{
			"steps.0.questions.2.label.en: 'label' is not in English; write it under en",
		}},
		{"only English", `{"sv": "Vad är fel?", "en": "What is wrong?"},
      "questions"`, `{"sv": " ", "en": "What is wrong?"},
      "questions"`, []string{
			"steps.0.title.sv: 'title' is not in Swedish; write it under sv",
		}},
		{"no label", `"label": {"sv": "Foto", "en": "Photo"},`, ``, []string{
			"steps.2.questions.1.label: 'label' is missing; write it under sv and en",
		}},
		{"missing of what need not be there", `"type": "place", "required": true`, `"type": "place"`, []string{
			"steps.2.questions.0.missing: 'missing' is never said; write required: true, or take it away",
		}},
		{"one option", `,
            {"value": "no", "label": {"sv": "Nej", "en": "No"}}`, ``, []string{
			"steps.0.questions.1.options: there are too few 'options'; write at least two",
		}},
		{"an option twice", `"value": "no"`, `"value": "yes"`, []string{
			"steps.0.questions.1.options.1.value: 'value' is 'yes', which is another option's; write another",
		}},
		{"an option that no form can post", `"value": "no"`, `"value": "no "`, []string{
			"steps.0.questions.1.options.1.value: 'value' is 'no '; write a short word without space around it",
		}},
		{"options of a text", `"id": "shows", "type": "text"`, `"id": "shows", "type": "text", "options": [{"value": "a", "label": {"sv": "A", "en": "A"}}]`, []string{
			"steps.2.questions.2.options: 'options' means nothing to the type text; take it away",
		}},
		{"a rule of another type", `{"need_one": ["email", "phone"]}`, `{"max_length": 5, "max_files": 2}`, []string{
			"steps.3.questions.0.rules.max_length: 'max_length' means nothing to the type contact; write one of need_one",
			"steps.3.questions.0.rules.max_files: 'max_files' means nothing to the type contact; write one of need_one",
		}},
		{"a rule of a type without", `"id": "place", "type": "place"`, `"id": "place", "type": "place", "rules": {"max_length": 5}`, []string{
			"steps.2.questions.0.rules.max_length: 'max_length' means nothing to the type place; take it away: the type has no rules",
		}},
		{"longer than allowed", `"min_length": 10`, `"min_length": 41`, []string{
			"steps.1.questions.0.rules.min_length: 'min_length' is 41; write at most 40, the longest allowed",
		}},
		{"less than nothing", `"max_length": 40`, `"max_length": -1`, []string{
			"steps.1.questions.0.rules.max_length: 'max_length' is -1; write at least 1",
		}},
		{"a length that is required", `"min_length": 10`, `"min_length": 1`, []string{
			"steps.1.questions.0.rules.min_length: 'min_length' is 1; write at least 2, or required: true for any answer",
		}},
		{"a pattern that is none", `[A-Z]{2}[0-9]{4}`, `[A-Z`, []string{
			"steps.0.questions.2.rules.pattern: 'pattern' cannot be used: error parsing regexp: missing closing ]: `[A-Z`; write a regular expression as RE2 has them",
		}},
		{"a pattern without words", `,
            "pattern_error": {"sv": "Skriv två bokstäver och fyra siffror.", "en": "Write two letters and four digits."}`, ``, []string{
			"steps.0.questions.2.rules.pattern_error: 'pattern_error' is missing; write under sv and en how to write the answer",
		}},
		{"words without a pattern", `"pattern": "[A-Z]{2}[0-9]{4}",`, ``, []string{
			"steps.0.questions.2.rules.pattern_error: 'pattern_error' is never said; write a pattern, or take it away",
		}},
		{"a file we do not take", `"image/png"]`, `"image/svg+xml"]`, []string{
			"steps.2.questions.1.rules.accept.1: 'image/svg+xml' is no type of file that we take; write one of image/jpeg, image/png, image/webp, image/heic, application/pdf",
		}},
		{"megabytes for bytes", `"max_bytes": 2097152`, `"max_bytes": 2`, []string{
			"steps.2.questions.1.rules.max_bytes: 'max_bytes' is 2; write at least 1048576 (1 MB)",
		}},
		{"fewer files than none", `"max_files": 2`, `"max_files": -2`, []string{
			"steps.2.questions.1.rules.max_files: 'max_files' is -2; write at least 1",
		}},
		{"no such part", `["email", "phone"]`, `["email", "fax"]`, []string{
			"steps.3.questions.0.rules.need_one.1: 'fax' is no part of the answer; write one of name, email, phone",
		}},
		{"no questions", `"questions": [
        {
          "id": "me"`, `"questions": [], "x": [
        {
          "id": "me"`, []string{
			"steps.3.x: 'x' means nothing here; write one of id, title, intro, if, questions, exit",
			"steps.3.questions: there are no 'questions'; write at least one, or an 'exit'",
		}},
		{"a condition on a later question", `"answers.fault == 'broken'"`, `"answers.place.text != ''"`, []string{
			"steps.0.questions.1.if: 'if' asks about 'place', which is not answered before; write it about an earlier question",
		}},
		{"a condition on itself", `"answers.fault == 'broken'"`, `"answers.cables == 'yes'"`, []string{
			"steps.0.questions.1.if: 'if' asks about 'cables', which is not answered before; write it about an earlier question",
		}},
		{"a step's condition on its own question", `"answers.cables == 'yes'"`, `"answers.danger != ''"`, []string{
			"steps.1.if: 'if' asks about 'danger', which is not answered before; write it about an earlier question",
		}},
		{"a condition on no question", `"answers.cables == 'yes'"`, `"answers.cabels == 'yes'"`, []string{
			"steps.1.if: 'if' cannot be used: undeclared reference to 'answers.cabels' (did you mean 'answers.cables'?) (at character 8); write a condition such as answers.fault == 'a value'",
		}},
		{"a condition on no part", `"answers.photo > 0 && answers.danger == ''"`, `"answers.place.zip != ''"`, []string{
			"steps.2.questions.2.if: 'if' cannot be used: undeclared reference to 'answers.place.zip' (did you mean 'answers.place.lat' or 'answers.place.lon'?) (at character 14); write a condition such as answers.fault == 'a value'",
		}},
		{"a condition between types", `"answers.photo > 0 && answers.danger == ''"`, `"answers.photo == ''"`, []string{
			"steps.2.questions.2.if: 'if' cannot be used: found no matching overload for '_==_' applied to '(int, string)' (at character 15); write a condition such as answers.fault == 'a value'",
		}},
		{"a condition that is no condition", `"answers.cables == 'yes'"`, `"answers.cables"`, []string{
			"steps.1.if: 'if' cannot be used: it gives a value of type string; write a condition such as answers.fault == 'a value'",
		}},
		{"a broken condition", `"answers.cables == 'yes'"`, `"answers.cables = 'yes'"`, []string{
			"steps.1.if: 'if' cannot be used: Syntax error: token recognition error at: '= ' (at character 16); write a condition such as answers.fault == 'a value'",
		}},
		{"two faults in two places", `"id": "vad"`, `"id": "Vad", "colour": "red"`, []string{
			"steps.0.colour: 'colour' means nothing here; write one of id, title, intro, if, questions, exit",
			"steps.0.id: 'id' is 'Vad'; write a short name of a-z, 0-9 and -, such as place",
		}},
	}
	raw := lightsJSON(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Count(raw, tt.old) != 1 {
				t.Fatalf("%q stands %d times in the form", tt.old, strings.Count(raw, tt.old))
			}
			_, err := forms.Parse([]byte(strings.Replace(raw, tt.old, tt.new, 1)))
			if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseWithoutAForm(t *testing.T) {
	tests := []struct {
		name, raw string
		want      []string
	}{
		{"nothing", ``, []string{"the form is not JSON: EOF"}},
		{"half a form", `{"steps":[`, []string{"the form is not JSON: unexpected EOF"}},
		{"two forms", `{} {}`, []string{"there is something after the form; write one form only"}},
		{"a list", `[]`, []string{"the form is a list; write a group with the keys steps"}},
		{"no steps", `{}`, []string{"steps: there are no 'steps'; write at least one"}},
		{"steps that are text", `{"steps":"vad"}`, []string{"steps: 'steps' is a text; write a list"}},
		{"an empty step", `{"steps":[{}]}`, []string{
			"steps.0.id: 'id' is missing; write a short name of a-z, 0-9 and -, such as place",
			"steps.0.title: 'title' is missing; write it under sv and en",
			"steps.0.questions: there are no 'questions'; write at least one, or an 'exit'",
		}},
		{"deeper than JSON may be", strings.Repeat(`{"steps":[`, 20_000), []string{"the form is not JSON: invalid character '{' exceeded max depth"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := forms.Parse([]byte(tt.raw))
			if diff := cmp.Diff(tt.want, faults(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// faults returns the faults of an invalid definition as "path: message".
func faults(t *testing.T, err error) []string {
	t.Helper()
	invalid, ok := errors.AsType[*forms.InvalidDefinitionError](err)
	if !ok {
		t.Fatalf("got the error %v, want an invalid definition", err)
	}
	return strings.Split(invalid.Error(), "\n")
}

func TestTypes(t *testing.T) {
	got := forms.Types()
	if !slices.IsSorted(got) || len(got) != 19 || !slices.Contains(got, forms.TypeGroup) {
		t.Errorf("types: %v", got)
	}
}
