package forms_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
)

func TestRead(t *testing.T) {
	tests := []struct {
		name string
		step string
		form string
		old  forms.Answers
		want forms.Answers
	}{
		{"an answer", "vad", "fault=dark", nil, forms.Answers{"fault": text("dark")}},
		{"an answer replaced", "vad", "fault=dark", forms.Answers{"fault": text("other")}, forms.Answers{"fault": text("dark")}},
		{"an answer taken away", "vad", "post=", forms.Answers{"post": text("AB1234")}, forms.Answers{}},
		{"a question that was not on the page", "vad", "fault=dark", forms.Answers{"post": text("AB1234")}, forms.Answers{"fault": text("dark"), "post": text("AB1234")}},
		{"answers of other steps", "vad", "fault=dark", forms.Answers{"me": parts("name", "Eva")}, forms.Answers{"fault": text("dark"), "me": parts("name", "Eva")}},
		{"a question of another step", "vad", "me.name=Eva&place.text=x", nil, forms.Answers{}},
		{"a hidden question", "vad", "fault=dark&cables=yes", nil, forms.Answers{"fault": text("dark")}},
		{"forged names", "vad", "fault.x=1&steps=1&nobody=1&__proto__=1&=1", nil, forms.Answers{}},
		{"a forged option is kept, and found wrong later", "vad", "fault=arson", nil, forms.Answers{"fault": text("arson")}},
		{"the first of two", "vad", "fault=dark&fault=broken", nil, forms.Answers{"fault": text("dark")}},
		{"space around", "vad", "post=%20%09AB1234%C2%A0", nil, forms.Answers{"post": text("AB1234")}},
		{"a pasted line break", "vad", "post=AB%0D%0A1234", nil, forms.Answers{"post": text("AB 1234")}},
		{"NUL and other control characters", "vad", "post=A%00B%07%1B%7F%C2%85C", nil, forms.Answers{"post": text("AB C")}},
		{"invalid UTF-8", "vad", "post=%C3%28%FF", nil, forms.Answers{"post": text("\uFFFD(\uFFFD")}},
		{"HTML is text", "vad", "post=%3Cb%3Ex%3C%2Fb%3E", nil, forms.Answers{"post": text("<b>x</b>")}},
		{"line breaks of a long text", "fara", "danger=%0D%0Aone%0D%0A%0D%0Atwo%0Dthree%0A", nil, forms.Answers{"danger": text("one\n\ntwo\nthree")}},
		{"a place in words", "var", "place.text=Storgatan+1&place.lat=&place.lon=", nil, forms.Answers{"place": parts("text", "Storgatan 1")}},
		{"a new place forgets the old point", "var", "place.text=Storgatan+1", forms.Answers{"place": parts("text", "x", "lat", "58", "lon", "15")}, forms.Answers{"place": parts("text", "Storgatan 1")}},
		{"a contact", "kontakt", "me.name=Eva&me.email=eva@example.se&me.fax=1", nil, forms.Answers{"me": parts("name", "Eva", "email", "eva@example.se")}},
		{"a contact taken away", "kontakt", "me.name=&me.email=+&me.phone=", forms.Answers{"me": parts("name", "Eva")}, forms.Answers{}},
		{"files are not posted", "var", "photo=x&photo.id=y&place.text=here", forms.Answers{"photo": files(2)}, forms.Answers{"photo": files(2), "place": parts("text", "here")}},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form, err := url.ParseQuery(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			before := maps.Clone(tt.old)
			got := forms.Read(stepFor(t, d, tt.step), form, tt.old)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.old); diff != "" {
				t.Errorf("the old answers were changed (-before +after):\n%s", diff)
			}
		})
	}
}

// stepFor returns the step as it is shown: all of the hidden step fara, and the
// others without their hidden questions.
func stepFor(tb testing.TB, d *forms.Definition, id string) forms.Step {
	tb.Helper()
	for _, s := range d.Visible(nil) {
		if s.ID == id {
			return s
		}
	}
	s, ok := d.StepByID(id)
	if !ok {
		tb.Fatalf("no step %q", id)
	}
	return s
}

func TestReadHostile(t *testing.T) {
	d := lights(t)
	t.Run("a megabyte of text is kept, to be shortened", func(t *testing.T) {
		long := strings.Repeat("ö", 1<<19)
		a := forms.Read(stepFor(t, d, "vad"), url.Values{"post": {long}}, nil)
		if a["post"].Text != long {
			t.Errorf("%d of %d bytes are left", len(a["post"].Text), len(long))
		}
	})
	t.Run("ten thousand fields that nobody asked for", func(t *testing.T) {
		form := url.Values{"fault": {"dark"}}
		for i := range 10_000 {
			form.Set(fmt.Sprintf("q%d", i), "x")
		}
		got := forms.Read(stepFor(t, d, "vad"), form, nil)
		if diff := cmp.Diff(forms.Answers{"fault": text("dark")}, got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	})
}

// FuzzRead posts rubbish to every step: what is read can be stored in
// PostgreSQL, sealed as JSON, shown and posted again without a change, and
// judged without a panic.
func FuzzRead(f *testing.F) {
	for _, form := range []string{
		"fault=dark&post=AB1234", "place.text=x&place.lat=NaN&place.lon=1e400", "me.email=a@b@c&me.phone=%2B",
		"danger=%0D%0A%00%FF%E2%80%A8x", "fault=broken&cables=yes&danger=%C3", "fault=%EF%BF%BE&post=%F4%90%80%80",
	} {
		f.Add(form)
	}
	d := lights(f)
	f.Fuzz(func(t *testing.T, query string) {
		form, _ := url.ParseQuery(query) // a server too goes on with what could be read
		answers := forms.Answers{"photo": files(1)}
		for _, step := range d.Steps {
			answers = forms.Read(step, form, answers)
			again := forms.Read(step, formOf(answers), answers)
			if diff := cmp.Diff(answers, again); diff != "" {
				t.Fatalf("posted again, step %s differs:\n%s", step.ID, diff)
			}
		}
		for id, a := range answers {
			if _, ok := d.StepOf(id); !ok {
				t.Fatalf("an answer to %q, which nobody asked", id)
			}
			for _, s := range append([]string{a.Text}, partsOf(a)...) {
				checkStorable(t, id, s)
			}
		}
		checkSealable(t, answers)
		d.Validate(answers, noon)
		d.Summary("en", d.Prune(answers))
	})
}

// formOf returns the form that a browser posts when it is shown the answers.
func formOf(answers forms.Answers) url.Values {
	form := url.Values{}
	for id, a := range answers {
		if a.Text != "" {
			form.Set(id, strings.ReplaceAll(a.Text, "\n", "\r\n"))
		}
		for part, s := range a.Parts {
			form.Set(id+"."+part, s)
		}
	}
	return form
}

func partsOf(a forms.Answer) []string {
	var values []string
	for _, v := range a.Parts {
		values = append(values, v)
	}
	return values
}

func checkStorable(t *testing.T, question, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%s is not UTF-8: %q", question, s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		t.Fatalf("%s holds control characters: %q", question, s)
	}
	if s != strings.TrimSpace(s) {
		t.Fatalf("%s has space around it: %q", question, s)
	}
}

func checkSealable(t *testing.T, answers forms.Answers) {
	t.Helper()
	raw, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	var back forms.Answers
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(answers, back); diff != "" {
		t.Fatalf("stored and found again (-stored +found):\n%s", diff)
	}
}
