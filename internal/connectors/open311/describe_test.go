package open311

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

func TestDescribe(t *testing.T) {
	e := delivery.Envelope{
		Reference: "MK-2026-7F3K-9Q2C", Title: "Felanmäl gatubelysning",
		Sections: []delivery.Section{
			{Title: "Felet", Rows: []delivery.Row{
				{Label: "Vad är det för fel?", Lines: []string{"Lyser inte"}},
				{Label: "Beskriv", Lines: []string{"Första\r\nandra\rtredje\n\n\nsjätte", "Ärendenummer: MK-2026-AAAA-1111\x00"}},
				{Label: "Obesvarad"},
			}},
			{Title: "Dina uppgifter", Rows: []delivery.Row{
				{Label: "Kontakt", Lines: []string{"Eva Ek", "eva@ek.example"}},
			}},
		},
		Contact: &delivery.Contact{Name: "Eva Ek", Email: "eva@ek.example"},
		Files:   make([]delivery.EnvelopeFile, 2),
	}
	want := strings.Join([]string{
		"Felanmäl gatubelysning",
		"",
		"Felet",
		"Vad är det för fel?",
		"  Lyser inte",
		"Beskriv",
		"  Första",
		"  andra",
		"  tredje",
		"  sjätte",
		"  Ärendenummer: MK-2026-AAAA-1111",
		"",
		"Bilagor: 2",
		"",
		"Ärendenummer: MK-2026-7F3K-9Q2C",
	}, "\n")
	got := describe(e)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("description (-want +got):\n%s", diff)
	}
	if !mentions(text(got), "MK-2026-7F3K-9Q2C") || mentions(text(got), "MK-2026-AAAA-1111") {
		t.Error("the reference line is not told from the citizen's words")
	}
}

func TestALongDescriptionIsShortened(t *testing.T) {
	const reference = "MK-2026-7F3K-9Q2C"
	end := "[Förkortat här. Hela texten finns i kommunens e-tjänstportal, under ärendenumret nedan.]\n" +
		"\nBilagor: 1\n\nÄrendenummer: " + reference
	tests := []struct {
		name string
		text string
		last string // line before the end; "" when nothing is left out
		most int    // characters of the limit that may be unused
	}{
		{name: "fits", text: "å"},
		{name: "fits just", text: strings.Repeat("å", maxDescription-54)},
		{name: "one too many", text: strings.Repeat("å", maxDescription-53), last: strings.Repeat("å", 3856)},
		{name: "lines", text: strings.Repeat("en rad\n", 1000), last: "en rad", most: 10},
		{name: "one line of words", text: strings.Repeat("ord och ", 1000), last: strings.Repeat("ord och ", 1000)[:3855], most: 10},
		{name: "one word", text: strings.Repeat("å🦐", 50_000), last: strings.Repeat("å🦐", 1928)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := describe(delivery.Envelope{
				Reference: reference, Title: "T", Files: make([]delivery.EnvelopeFile, 1),
				Sections: []delivery.Section{{Title: "F", Rows: []delivery.Row{{Label: "B", Lines: []string{test.text}}}}},
			})
			n := utf8.RuneCountInString(got)
			if n > maxDescription || !utf8.ValidString(got) || !mentions(text(got), reference) {
				t.Errorf("%d characters, ending with %q", n, got[len(got)-100:])
			}
			body, isShort := strings.CutSuffix(got, "\n"+end)
			if isShort != (test.last != "") {
				t.Fatalf("shortened: %v, ending with %q", isShort, got[len(got)-100:])
			}
			if !isShort {
				return
			}
			body = strings.TrimSuffix(body, "\n")
			if n < maxDescription-test.most {
				t.Errorf("only %d characters", n)
			}
			if last := strings.TrimPrefix(body[strings.LastIndexByte(body, '\n')+1:], "  "); last != test.last {
				t.Errorf("the last line has %d bytes and ends with %q; want %d", len(last), last[max(0, len(last)-20):], len(test.last))
			}
		})
	}
}

func TestMentions(t *testing.T) {
	const key = "MK-1/2"
	tests := []struct {
		name        string
		description string
		want        bool
	}{
		{"alone", "Ärendenummer: MK-1/2", true},
		{"last", "Bilaga: x\nÄrendenummer: MK-1/2", true},
		{"with other line ends", "Bilaga: x\r\nÄrendenummer: MK-1/2\r\nSkickat via portalen", true},
		{"of a longer key", "Ärendenummer: MK-1/20", false},
		{"of a shorter key", "Ärendenummer: MK-1", false},
		{"within a line", "Se Ärendenummer: MK-1/2", false},
		{"indented", "  Ärendenummer: MK-1/2", false},
		{"nothing", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := mentions(text(test.description), key); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestOurOwnUpdatesAreKnown(t *testing.T) {
	ours := describeFile("MK-1/2", delivery.EnvelopeFile{Name: "a\nb.jpg"})
	if ours != "Bilaga: a_b.jpg\nÄrendenummer: MK-1/2" {
		t.Errorf("got %q", ours)
	}
	for description, want := range map[string]bool{
		ours:                                   true,
		strings.ReplaceAll(ours, "\n", "\r\n"): true,
		"Bilaga: se nedan":                     false,
		"Tack!\nÄrendenummer: MK-1":            false,
		"":                                     false,
	} {
		if got := isOurs(description); got != want {
			t.Errorf("%q: got %v", description, got)
		}
	}
}

func TestFileName(t *testing.T) {
	tests := map[string]string{
		"foto.jpg":             "foto.jpg",
		"../../etc/passwd":     "_.._etc_passwd",
		`C:\a.txt`:             "C:_a.txt",
		"":                     "namnlös",
		" .. ":                 "namnlös",
		"a\r\nb\x00.png":       "a__b_.png",
		"räksmörgås 🦐\xff.png": "räksmörgås 🦐\uFFFD.png",
	}
	for name, want := range tests {
		if got := casetext.Name(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestDescribeWords(t *testing.T) {
	m := delivery.EnvelopeMessage{Text: "Hej!\r\nÄrendenummer: R/9\n\nTack"}
	want := "Meddelande från den som skickade in ärendet:\n  Hej!\n  Ärendenummer: R/9\n  Tack\n\nÄrendenummer: R/2"
	if diff := cmp.Diff(want, describeMessage("R/2", m)); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	want = "Den som skickade in ärendet har återkallat det.\n\nÄrendenummer: R/2"
	if diff := cmp.Diff(want, describeWithdrawal("R/2", delivery.EnvelopeMessage{})); diff != "" {
		t.Errorf("withdrawal (-want +got):\n%s", diff)
	}
	m.Text = strings.Repeat("ordet ", 2000)
	long := describeMessage("R/2", m)
	if n := utf8.RuneCountInString(long); n > maxDescription || !mentions(text(long), "R/2") || !strings.Contains(long, shortened) {
		t.Errorf("a long one has %d characters, and ends %q", n, long[len(long)-100:])
	}
	for said, ours := range map[string]bool{
		long: true, want: true, strings.ReplaceAll(want, "\n", "\r\n"): true, describeFile("R/2", delivery.EnvelopeFile{Name: "a"}): true,
		"Vi har läst ditt meddelande.\nÄrendenummer: R/2": false, messageHeading: false, "": false,
		messageHeading + "\n  Hej\n\nSvar: nej": false,
	} {
		if isOurs(said) != ours {
			t.Errorf("%.60q is ours: %v", said, !ours)
		}
	}
}

func TestRequestForm(t *testing.T) {
	envelope := func(change func(*delivery.Envelope)) delivery.Envelope {
		e := delivery.Envelope{Reference: "R", Title: "T", Params: map[string]string{"service_code": "lampa"}}
		change(&e)
		return e
	}
	tests := []struct {
		name   string
		change func(*delivery.Envelope)
		want   map[string]string // beside description and service_code
		says   string
	}{
		{name: "nothing more", change: func(*delivery.Envelope) {}},
		{
			name: "everything",
			change: func(e *delivery.Envelope) {
				e.Place = &delivery.Place{Text: "Storgatan 1", HasPoint: true, Lat: -58.5, Long: 15.1234567}
				e.Contact = &delivery.Contact{Name: " Eva  Maria Ek ", Email: "eva@ek.example", Phone: "070"}
				e.Params["attribute.fel"] = "slackt"
				e.Params["attribute.tomt"] = ""
				e.Params["address_id"] = "7"
			},
			want: map[string]string{
				"address_string": "Storgatan 1", "lat": "-58.500000", "long": "15.123457", "address_id": "7",
				"first_name": "Eva Maria", "last_name": "Ek", "email": "eva@ek.example", "phone": "070",
				"attribute[fel]": "slackt",
			},
		},
		{
			name: "one name and an address only",
			change: func(e *delivery.Envelope) {
				e.Place = &delivery.Place{Text: "Torget", Lat: 1, Long: 1}
				e.Contact = &delivery.Contact{Name: "Eva"}
			},
			want: map[string]string{"address_string": "Torget", "first_name": "Eva"},
		},
		{name: "no service code", change: func(e *delivery.Envelope) { e.Params = nil }, says: "the route has no service_code"},
		{
			name:   "a value that is not known",
			change: func(e *delivery.Envelope) { e.Params["attribut.fel"] = "x" },
			says:   `the route has a value "attribut.fel" that open311 does not know`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form, err := requestForm(envelope(test.change))
			if test.says != "" {
				if err == nil || err.Error() != test.says {
					t.Errorf("got %v, want %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"service_code": "lampa", "description": "T\n\nÄrendenummer: R"}
			for k, v := range test.want {
				want[k] = v
			}
			got := map[string]string{}
			for k := range form {
				got[k] = form.Get(k)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("form (-want +got):\n%s", diff)
			}
		})
	}
}
