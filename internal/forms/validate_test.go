package forms_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

func TestValidateStep(t *testing.T) {
	const (
		choice  = `"type":"choice","required":true,"options":[{"value":"a","label":{"sv":"A","en":"A"}},{"value":"b","label":{"sv":"B","en":"B"}}]`
		place   = `"type":"place","required":true,"missing":{"sv":"Skriv var det är.","en":"Write where it is."}`
		need    = `"type":"contact","rules":{"need_one":["email","phone"]}`
		pattern = `"type":"text","rules":{"min_length":2,"pattern":"a|bcd","pattern_error":{"sv":"Skriv a eller bcd.","en":"Write a or bcd."}}`
		tooBad  = "forged"
	)
	tests := []struct {
		name     string
		question string // its JSON
		answer   forms.Answer
		want     []string // "field: message in Swedish"
	}{
		{"text, nothing", `"type":"text"`, forms.Answer{}, nil},
		{"text, nothing where it is required", `"type":"text","required":true`, forms.Answer{}, []string{"q: Svara på frågan ”Fråga”."}},
		{"text, as long as it may be", `"type":"text"`, text(strings.Repeat("å", 200)), nil},
		{"text, too long", `"type":"text"`, text(strings.Repeat("å", 212)), []string{"q: Texten är 12 tecken för lång. Korta den till högst 200 tecken."}},
		{"text, longer by its own rule", `"type":"text","rules":{"max_length":300}`, text(strings.Repeat("å", 212)), nil},
		{"text, a megabyte", `"type":"long_text"`, text(strings.Repeat("a", 1<<20)), []string{"q: Texten är 1043576 tecken för lång. Korta den till högst 5000 tecken."}},
		{"text, too short", pattern, text("å"), []string{"q: Texten har 1 tecken. Skriv minst 2 tecken."}},
		{"text, the pattern", pattern, text("bcd"), nil},
		{"text, only a part has the pattern", pattern, text("abcd"), []string{"q: Skriv a eller bcd."}},
		{"text, the pattern and a line more", pattern, text("bcd\n"), []string{"q: Skriv a eller bcd."}},
		{"choice, nothing", choice, forms.Answer{}, []string{"q: Svara på frågan ”Fråga”."}},
		{"choice, an option", choice, text("b"), nil},
		{"choice, forged", choice, text(tooBad), []string{"q: Välj ett av alternativen på frågan ”Fråga”."}},
		{"place, nothing", place, forms.Answer{}, []string{"q.text: Skriv var det är."}},
		{"place, in words", place, parts("text", "Storgatan 1"), nil},
		{"place, only a point", place, parts("lat", "58.4", "lon", "15.6"), []string{"q.text: Skriv var det är."}},
		{"place, only a point where nothing is required", `"type":"place"`, parts("lat", "-58.4", "lon", "-179.99999"), nil},
		{"place, too long", place, parts("text", strings.Repeat("a", 201)), []string{"q.text: Texten är 1 tecken för lång. Korta den till högst 200 tecken."}},
		{"place, half a point", place, parts("text", "x", "lat", "58.4"), []string{"q.lon: " + badLon}},
		{"place, north of the pole", place, parts("text", "x", "lat", "90.1", "lon", "180"), []string{"q.lat: " + badLat}},
		{"place, NaN and infinity", place, parts("text", "x", "lat", "NaN", "lon", "Inf"), []string{"q.lat: " + badLat, "q.lon: " + badLon}},
		{"place, a number without end", place, parts("text", "x", "lat", "1e400", "lon", "-1e400"), []string{"q.lat: " + badLat, "q.lon: " + badLon}},
		{"place, numbers only Go reads", place, parts("text", "x", "lat", "0x1p4", "lon", "+1_5"), []string{"q.lat: " + badLat, "q.lon: " + badLon}},
		{"contact, nobody", need, forms.Answer{}, nil},
		{"contact, nobody where it is required", `"required":true,` + need, forms.Answer{}, []string{"q.email: Svara på frågan ”Fråga”."}},
		{"contact, only a name", need, parts("name", "Eva"), []string{"q.email: Fyll i e-postadress eller telefonnummer."}},
		{"contact, only a name where that is enough", `"type":"contact"`, parts("name", "Eva"), nil},
		{"contact, an e-mail address", need, parts("email", "eva.öberg+x@mail.exempel.se"), nil},
		{"contact, no e-mail address", need, parts("email", "eva"), []string{"q.email: Skriv e-postadressen så här: namn@exempel.se."}},
		{"contact, a phone number", need, parts("phone", "+46 (0)70-123 45 67"), nil},
		{"contact, no phone number", need, parts("phone", "ring mig"), []string{"q.phone: Skriv telefonnumret med 7 till 15 siffror, till exempel 070-123 45 67."}},
		{"contact, a long name", `"type":"contact"`, parts("name", strings.Repeat("a", 201)), []string{"q.name: Texten är 1 tecken för lång. Korta den till högst 200 tecken."}},
		{"file, none where it is required", `"type":"file","required":true`, forms.Answer{}, []string{"q: Svara på frågan ”Fråga”."}},
		{"file, as many as allowed", `"type":"file"`, files(5), nil},
		{"file, too many", `"type":"file","rules":{"max_files":1}`, files(3), []string{"q: Det är för många filer. Ta bort 2, så att det blir högst 1."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := one(t, tt.question)
			a := forms.Answers{"q": tt.answer}
			problems := forms.ValidateStep(d.Steps[0], a, noon)
			if diff := cmp.Diff(tt.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for _, p := range problems {
				if p.Message.EN == "" || p.Message.EN == p.Message.SV {
					t.Errorf("in English %s says %q", p.Field(), p.Message.EN)
				}
			}
		})
	}
}

const (
	badLat = "Skriv latituden som ett tal mellan -90 och 90, till exempel 58.41086, eller lämna både latitud och longitud tomma."
	badLon = "Skriv longituden som ett tal mellan -180 och 180, till exempel 15.62157, eller lämna både latitud och longitud tomma."
)

func told(problems []forms.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Field()+": "+p.Message.In(i18n.SV))
	}
	return lines
}

func TestEmailsAndPhones(t *testing.T) {
	tests := []struct {
		part, value string
		ok          bool
	}{
		{"email", "a@b.se", true},
		{"email", "o'hara@exempel.se", true},
		{"email", "a@räksmörgås.se", true},
		{"email", "a@b", false},
		{"email", "a@b.", false},
		{"email", "a@.se", false},
		{"email", "a@b..se", false},
		{"email", "@b.se", false},
		{"email", "a@b@c.se", false},
		{"email", "a b@c.se", false},
		{"email", "Eva <a@b.se>", false},
		{"email", "a@b.se, c@d.se", false},
		{"email", strings.Repeat("a", 250) + "@b.se", false},
		{"phone", "0141-12 34 5", true},
		{"phone", "+46701234567", true},
		{"phone", "123456", false},
		{"phone", "1234567890123456", false},
		{"phone", "070-1234567 kväll", false},
		{"phone", "070+1234567", false},
		{"phone", "٠٧٠١٢٣٤٥٦٧", false},
	}
	d := one(t, `"type":"contact"`)
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			problems := forms.ValidateStep(d.Steps[0], forms.Answers{"q": parts(tt.part, tt.value)}, noon)
			if (len(problems) == 0) != tt.ok {
				t.Errorf("problems: %v, want it right: %t", told(problems), tt.ok)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name    string
		answers forms.Answers
		want    []string
	}{
		{"nothing", nil, []string{"fault: Välj vad som är fel.", "place.text: Skriv var det är."}},
		{"a hidden question that is wrong does not count", forms.Answers{
			"fault": text("dark"), "cables": text("perhaps"), "place": parts("text", "here"),
		}, nil},
		{"what an answer shows counts", forms.Answers{
			"fault": text("broken"), "cables": text("yes"), "place": parts("text", "here"), "me": parts("email", "x"),
		}, []string{"danger: Svara på frågan ”Berätta”.", "me.email: Skriv e-postadressen så här: namn@exempel.se."}},
	}
	d := lights(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, told(d.Validate(tt.answers, noon))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckFile(t *testing.T) {
	d := lights(t)
	s, _ := d.StepByID("var")
	photo, _ := s.Question("photo") // 2 files, 2 MB, JPG or PNG
	anyFile, _ := one(t, `"type":"file"`).Steps[0].Question("q")
	tests := []struct {
		name      string
		question  forms.Question
		mediaType string
		size      int64
		want      string
	}{
		{"right", photo, "image/png", 2 << 20, ""},
		{"empty", photo, "image/png", 0, "Filen ”x” är tom. Välj en annan fil."},
		{"one byte too large", photo, "image/png", 2<<20 + 1, "Filen ”x” är 2,1 MB. Välj en fil på högst 2 MB."},
		{"another type", photo, "application/pdf", 1, "Filen ”x” är av en typ som vi inte kan ta emot. Välj en fil av typen JPG eller PNG."},
		{"the type's own limits", anyFile, "application/pdf", 10 << 20, ""},
		{"above the type's own limit", anyFile, "application/pdf", 12 << 20, "Filen ”x” är 12 MB. Välj en fil på högst 10 MB."},
		{"a page that would run here", anyFile, "text/html", 1, "Filen ”x” är av en typ som vi inte kan ta emot. Välj en fil av typen JPG, PNG, WebP, HEIC eller PDF."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if p := tt.question.CheckFile("x", tt.mediaType, tt.size); p != nil {
				got = p.Message.SV
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFileHint(t *testing.T) {
	d := lights(t)
	s, _ := d.StepByID("var")
	photo, _ := s.Question("photo")
	want := i18n.Text{
		SV: "Antal filer: högst 2. Storlek: högst 2 MB per fil. Typ: JPG eller PNG.",
		EN: "Number of files: 2 at most. Size: 2 MB per file at most. Type: JPG or PNG.",
	}
	if diff := cmp.Diff(want, photo.FileHint()); diff != "" {
		t.Errorf("hint (-want +got):\n%s", diff)
	}
}

// BenchmarkVisibleAndValidate is what each page of a form costs here.
func BenchmarkVisibleAndValidate(b *testing.B) {
	d := lights(b)
	a := forms.Answers{
		"fault": text("broken"), "cables": text("yes"), "danger": text("Det sprakar om kabeln."), "post": text("AB1234"),
		"place": parts("text", "Storgatan 1", "lat", "58.41086", "lon", "15.62157"), "photo": files(1), "me": parts("phone", "070-123 45 67"),
	}
	b.ReportAllocs()
	for b.Loop() {
		if problems := d.Validate(a, noon); len(problems) > 0 {
			b.Fatal(told(problems))
		}
	}
}
