package forms_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
)

// TestParseFaultsOfTypes: what each type's own keys and rules are refused for.
func TestParseFaultsOfTypes(t *testing.T) {
	tests := []struct {
		name     string
		old, new string // replaced in formtest.Everything
		want     []string
	}{
		{"a unit of a text", `"id": "fastighet", "type": "text",`, `"id": "fastighet", "type": "text", "unit": {"sv": "st", "en": "pcs"},`, []string{
			"steps.3.questions.0.unit: 'unit' means nothing to the type text; take it away",
		}},
		{"information that is required", `"id": "viktigt", "type": "information",`, `"id": "viktigt", "type": "information", "required": true,`, []string{
			"steps.0.questions.0.required: 'required' means nothing to the type information, which asks nothing; take it away",
		}},
		{"a consent to nothing", `"text": {"sv": "Jag går med på att ni hämtar uppgifter från Lantmäteriet.", "en": "I agree that you fetch data from Lantmäteriet."},`, ``, []string{
			"steps.5.questions.7.text: 'text' is missing; write it under sv and en",
		}},
		{"a limit that is text", `"min": 0.5`, `"min": "0,5"`, []string{"steps.2.questions.1.rules.min: 'min' is a text; write a number"}},
		{"limits the wrong way round", `"min": 0.5, "max": 2000`, `"min": 2000, "max": 0.5`, []string{
			"steps.2.questions.1.rules.min: 'min' is 2000, more than 'max'; write at most 0.5",
		}},
		{"a limit without end", `"max": 2000`, `"max": 1e15`, []string{"steps.2.questions.1.rules.max: 'max' is too large; write at most 999999999999"}},
		{"too many decimals", `"decimals": 1`, `"decimals": 9`, []string{
			"steps.2.questions.1.rules.decimals: 'decimals' is 9; write 1 to 3, or nothing for whole numbers",
		}},
		{"a day that is none", `"earliest": "today"`, `"earliest": "tomorrow"`, []string{
			"steps.2.questions.4.rules.earliest: 'earliest' is 'tomorrow'; write a day such as 2026-09-01, today, today+14d or today-18y",
		}},
		{"a day in another unit", `"latest": "today+2y"`, `"latest": "today+2h"`, []string{
			"steps.2.questions.4.rules.latest: 'latest' is 'today+2h'; write a day such as 2026-09-01, today, today+14d or today-18y",
		}},
		{"days the wrong way round", `"latest": "today+2y"`, `"latest": "today-1d"`, []string{
			"steps.2.questions.4.rules.earliest: 'earliest' is after 'latest'; write an earlier day",
		}},
		{"ages the wrong way round", `"min_age": 18, "max_age": 120`, `"min_age": 18, "max_age": 17`, []string{
			"steps.5.questions.1.rules.min_age: 'min_age' is 18, more than 'max_age'; write at most 17",
		}},
		{"more to choose than there are", `"rules": {"max_count": 2}, "options"`, `"rules": {"min_count": 5}, "options"`, []string{
			"steps.2.questions.0.rules.min_count: 'min_count' is 5; write at most 4, which is as many as there can be",
		}},
		{"exclusive of one", `{"value": "annat", "label"`, `{"value": "annat", "exclusive": true, "label"`, []string{
			"steps.0.questions.2.options.2.exclusive: 'exclusive' means nothing to the type choice, which has one answer; take it away",
		}},
		{"more items than can be", `"rules": {"max_count": 3}`, `"rules": {"max_count": 51}`, []string{
			"steps.4.questions.0.rules.max_count: 'max_count' is 51; write 1 to 50",
		}},
		{"a file in a group", `{"id": "sagtill", "type": "yes_no"`, `{"id": "sagtill", "type": "file"`, []string{
			"steps.4.questions.0.questions.3.type: a question of the type file cannot stand in a group; ask it in a step of its own",
		}},
		{"a group in a group", `{"id": "sagtill", "type": "yes_no"`, `{"id": "sagtill", "type": "group"`, []string{
			"steps.4.questions.0.questions.3.type: a question of the type group cannot stand in a group; ask it in a step of its own",
		}},
		{"a condition in a group", `{"id": "sagtill", "type": "yes_no"`, `{"id": "sagtill", "if": "answers.ager", "type": "yes_no"`, []string{
			"steps.4.questions.0.questions.3.if: 'if' cannot stand in a group; ask the same of each, or ask before the group",
		}},
		{"twice in a group", `{"id": "sagtill", "type": "yes_no"`, `{"id": "namn", "type": "yes_no"`, []string{
			"steps.4.questions.0.questions.3.id: 'id' is 'namn', which is another question's; write another",
		}},
		{"an unknown type in a group", `{"id": "sagtill", "type": "yes_no"`, `{"id": "sagtill", "type": "ja_nej"`, []string{
			"steps.4.questions.0.questions.3.type: 'type' is 'ja_nej'; write one of address, choice, choices, consent, contact, date, email, file, group, information, long_text, money, number, organisation_number, personal_number, phone, place, text, yes_no",
		}},
		{"something unknown to fill in", `"prefill": "name", "required"`, `"prefill": "income", "required"`, []string{
			"steps.5.questions.0.prefill: 'prefill' is 'income'; write name, the name of whoever is logged in",
		}},
		{"a name that every page uses", `{"id": "telefon"`, `{"id": "csrf"`, []string{
			"steps.5.questions.5.id: 'id' is 'csrf', which is a field of every form; write another",
		}},
		{"an exit without a condition", `"if": "answered.ager && !answers.ager",`, ``, []string{
			"steps.1.if: 'if' is missing; write when the form ends here",
		}},
		{"an exit without words", `"text": {"sv": "Bara den som äger huset kan ansöka.\n\nBe ägaren att göra det.", "en": "Only the owner can apply.\n\nAsk the owner to do so."},`, ``, []string{
			"steps.1.exit.text: 'text' is missing; write it under sv and en",
		}},
		{"a link that runs", `"url": "https://www.boverket.se"`, `"url": "javascript:alert(1)"`, []string{
			"steps.1.exit.links.1.url: 'url' is 'javascript:alert(1)'; write a whole address that begins with https://, or tel: and a number",
		}},
		{"a link to two places", `"url": "https://www.boverket.se"`, `"url": "https://www.boverket.se", "service": "x"`, []string{
			"steps.1.exit.links.1: a link leads to one place; write 'url' or 'service'",
		}},
		{"a link of information that runs", `"url": "tel:112"`, `"url": "data:text/html,x"`, []string{
			"steps.0.questions.0.links.0.url: 'url' is 'data:text/html,x'; write a whole address that begins with https://, or tel: and a number",
		}},
		{"a condition of the wrong type", `answers.area > 30`, `answers.area == 'stor'`, []string{
			"steps.2.questions.5.if: 'if' cannot be used: found no matching overload for '_==_' applied to '(double, string)' (at character 14); write a condition such as answers.hus == 'a value'",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw := string(formtest.Everything)
			if strings.Count(raw, tt.old) == 0 {
				t.Fatalf("the form does not hold %s", tt.old)
			}
			_, err := forms.Parse([]byte(strings.Replace(raw, tt.old, tt.new, 1)))
			invalid, ok := errors.AsType[*forms.InvalidDefinitionError](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(tt.want, strings.Split(invalid.Error(), "\n")); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlyExits(t *testing.T) {
	_, err := forms.Parse([]byte(`{"steps":[{"id":"x","title":{"sv":"X","en":"X"},"if":"true","exit":{"text":{"sv":"Nej","en":"No"}}}]}`))
	if err == nil || !strings.Contains(err.Error(), "every one of the 'steps' is an 'exit'") {
		t.Errorf("%v", err)
	}
}

func TestParseKeepsEverythingOfEveryType(t *testing.T) {
	written, err := json.Marshal(everything(t))
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := errors.Join(json.Unmarshal(formtest.Everything, &want), json.Unmarshal(written, &got)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a form that is read and written differs (-read +written):\n%s", diff)
	}
}
