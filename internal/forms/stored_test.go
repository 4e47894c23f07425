package forms_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
)

// storedV1 is a draft's answers as the first version of Entré stored them.
const storedV1 = `{"fault":{"text":"broken"},"place":{"parts":{"lat":"58.4","lon":"15.6","text":"Storgatan 1"}},` +
	`"photo":{"files":[{"id":"f1","name":"lampa.jpg","media_type":"image/jpeg","size":3,"sha256":"aa"}]}}`

func TestAnswersOfTheFirstVersion(t *testing.T) {
	var a forms.Answers
	if err := json.Unmarshal([]byte(storedV1), &a); err != nil {
		t.Fatal(err)
	}
	want := forms.Answers{
		"fault": text("broken"), "place": parts("text", "Storgatan 1", "lat", "58.4", "lon", "15.6"),
		"photo": {Files: []forms.File{{ID: "f1", Name: "lampa.jpg", MediaType: "image/jpeg", Size: 3, SHA256: "aa"}}},
	}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d := lights(t)
	if problems := d.Validate(a, noon); len(problems) != 1 || problems[0].Question != "cables" {
		t.Errorf("they are judged: %v", told(problems))
	}
}

// TestTheFirstVersionReadsOurs: a portal that has not been upgraded yet, beside
// one that has, must not fail on what that one stored.
func TestTheFirstVersionReadsOurs(t *testing.T) {
	raw, err := json.Marshal(forms.Answers{"fault": text("dark")})
	if err != nil {
		t.Fatal(err)
	}
	var then map[string]struct { // as the first version declared it
		Text  string            `json:"text,omitempty"`
		Parts map[string]string `json:"parts,omitempty"`
	}
	if err := json.Unmarshal(raw, &then); err != nil || then["fault"].Text != "dark" {
		t.Errorf("%s: %v", raw, err)
	}
}

func TestAnswersOfALaterVersion(t *testing.T) {
	for _, version := range []string{"3", "99", "x", ""} {
		var a forms.Answers
		err := json.Unmarshal([]byte(`{"$version":{"text":"`+version+`"},"fault":{"text":"hemligt"}}`), &a)
		if err == nil || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("version %q: %v", version, err)
		}
	}
}

func TestAnswersAreNotLogged(t *testing.T) {
	var log bytes.Buffer
	a := forms.Answers{"nummer": text("19790104-9283")}
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "answers", a, "answer", a["nummer"])
	if strings.Contains(log.String(), "1979") || !strings.Contains(log.String(), "1 answers") {
		t.Error(log.String())
	}
}
