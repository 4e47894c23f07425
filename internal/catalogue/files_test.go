package catalogue_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// lamp is a whole small file; the tests spoil it.
const lamp = `id: lamp
kind: e-service
title:
  sv: Felanmäl en lampa
  en: Report a lamp
summary:
  sv: Säg till.
  en: Tell us.
category: trafik-och-gator
audience:
  - alla
  - foretag
authority: Tekniska nämnden
owner: Gatuenheten
login: none
contact:
  phone: 0300-12 34 56
  hours:
    sv: Vardagar
route:
  connector: gatukontoret
  params:
    fel: "=answers.fel"
form:
  steps:
    - id: fel
      title:
        sv: Vad är fel?
        en: What is wrong?
      questions:
        - id: fel
          type: text
          label:
            sv: Felet
            en: The fault
`

// lampForm is the end of lamp, with its route and its form.
var lampForm = lamp[strings.LastIndex(lamp, "\nroute:")+1:]

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name     string
		old, new string // what is replaced in lamp
		want     []string
	}{
		{
			"nothing", "", "", nil,
		},
		{
			"YAML: a colon in a text", "sv: Säg till.", "sv: Säg till: ring.",
			[]string{"lamp.yaml:7:7: a second “: ” on this line, or a next line indented too far: put a text with a colon in quotes, and line the keys up"},
		},
		{
			"YAML: a tab", "  sv: Säg till.", "\tsv: Säg till.",
			[]string{"lamp.yaml:7:1: a tab or another sign that cannot stand here: indent with spaces, and put a text that begins with a sign in quotes"},
		},
		{
			"YAML: a key twice", "kind: e-service", "kind: e-service\nid: lamp",
			[]string{"lamp.yaml:3:1: this key stands twice in the same place: keep one of them"},
		},
		{
			"YAML: an open quote", "owner: Gatuenheten", "owner: 'Gatuenheten",
			[]string{"lamp.yaml:14:8: a quotation mark opens here and never closes: close it"},
		},
		{
			"YAML: anchors and tags", "sv: Säg till.\n  en: Tell us.", "sv: &a Säg till.\n  en: *a",
			[]string{
				"lamp.yaml:7:7: anchors (&), aliases (*) and tags (!) are not used here: write the value itself, in quotes if it begins with one of these signs",
				"lamp.yaml:8:7: anchors (&), aliases (*) and tags (!) are not used here: write the value itself, in quotes if it begins with one of these signs",
			},
		},
		{
			"YAML: two documents", "kind: e-service", "---\nkind: e-service",
			[]string{"lamp.yaml:2:1: a second document begins here: write one service a file"},
		},
		{
			"YAML: empty", lamp, "# later\n",
			[]string{"lamp.yaml:1:1: the file is empty: begin with a line such as id: felanmal-gatubelysning"},
		},
		{
			"YAML: a text", lamp, "lamp\n",
			[]string{"lamp.yaml:1:1: a service is written as keys and values: begin with a line such as id: felanmal-gatubelysning"},
		},
		{
			"an unknown key that is near to one", "summary:", "summmry:",
			[]string{
				"lamp.yaml:1:1: summary is missing: one plain sentence about what the service is for",
				"lamp.yaml:6:1: summmry is not a key that is used here; did you mean summary?",
			},
		},
		{
			"an unknown key that is near to none", "  en: Tell us.", "  en: Tell us.\n  suomi: Kerro.",
			[]string{"lamp.yaml:9:3: summary.suomi is not a key that is used here; the keys here are sv, en"},
		},
		{
			"an unknown key deep in the form", "          label:", "          labell:",
			[]string{
				"lamp.yaml:31:11: form.steps[0].questions[0].label is missing: the question itself",
				"lamp.yaml:33:11: form.steps[0].questions[0].labell is not a key that is used here; did you mean label?",
			},
		},
		{
			"a missing key", "login: none\n", "",
			[]string{"lamp.yaml:1:1: login is missing: how one must be logged in; co-sign: several people sign with BankID"},
		},
		{
			"no English", "  en: Report a lamp\n", "",
			[]string{"lamp.yaml:3:1: title.en is missing: the text in English"},
		},
		{
			"a number for a text", "phone: 0300-12 34 56", "phone: 112",
			[]string{"lamp.yaml:17:10: contact.phone is a number, but must be a text (put it in quotes)"},
		},
		{
			"a text for a text in two languages", "  hours:\n    sv: Vardagar", "  hours: Vardagar",
			[]string{"lamp.yaml:18:10: contact.hours is a text, but must be keys and values (each key on a line of its own, indented, such as sv: …)"},
		},
		{
			"a text for a list", "audience:\n  - alla\n  - foretag", "audience: alla",
			[]string{"lamp.yaml:10:11: audience is a text, but must be a list (each on a line of its own that begins with “- ”)"},
		},
		{
			"nothing for a text", "authority: Tekniska nämnden", "authority:",
			[]string{"lamp.yaml:13:1: authority is empty, but must be a text (put it in quotes)"},
		},
		{
			"nothing in a text", "authority: Tekniska nämnden", `authority: ""`,
			[]string{"lamp.yaml:13:12: authority is empty: write something, or take the key away if it may be left out"},
		},
		{
			"a word that is not on the list", "login: none", "login: bankid",
			[]string{"lamp.yaml:15:8: login is “bankid”, which is not one of none, BankID, co-sign; did you mean BankID?"},
		},
		{
			"an unknown category", "category: trafik-och-gator", "category: Trafik och gator",
			[]string{"lamp.yaml:9:11: category is “Trafik och gator”, which is not one of barn-och-utbildning, bygga-bo-och-miljo, omsorg-och-stod, " +
				"trafik-och-gator, avfall-och-vatten, kultur-och-fritid, naringsliv-och-arbete, kommun-och-politik, hanvisningar; did you mean trafik-och-gator?"},
		},
		{
			"an unknown audience, and one twice", "  - foretag", "  - katter\n  - alla",
			[]string{
				"lamp.yaml:10:1: audience says the same in place 1 and 3: take one away",
				"lamp.yaml:12:5: audience[1] is “katter”, which is not one of alla, privatperson, foretag, forening, vardnadshavare, elev, student, ungdom, aldre, " +
					"funktionsnedsattning, psykisk-ohalsa, narstaende, god-man, fastighetsagare, granne, hyresgast, bostadsrattsforening, lantbrukare, fordonsagare, " +
					"anstalld, vardpersonal, fristaende-skola, parti",
			},
		},
		{
			"an id with signs that cannot be in one", "id: lamp", "id: Lampå",
			[]string{
				"lamp.yaml:1:5: id is “Lampå”, but must be the service's id for ever and the name of its file: a–z, 0–9 and single hyphens, such as felanmal-gatubelysning",
				"lamp.yaml:1:5: id is Lampå, but the file is named lamp.yaml: name it Lampå.yaml, or write id: lamp",
			},
		},
		{
			"an id that is not the file's name", "id: lamp", "id: lampa",
			[]string{"lamp.yaml:1:5: id is lampa, but the file is named lamp.yaml: name it lampa.yaml, or write id: lamp"},
		},
		{
			"a title that is too long", "sv: Felanmäl en lampa", "sv: " + strings.Repeat("å", 81),
			[]string{"lamp.yaml:4:7: title.sv is 81 characters long: write at most 80"},
		},
		{
			"a link that is not https", "route:", "link:\n  url: http://polisen.se/\n  label:\n    sv: Polisen\nroute:",
			[]string{"lamp.yaml:21:8: link.url is “http://polisen.se/”, but must be a whole address that begins with https://"},
		},
		{
			"a link that hides where it goes", "route:", "link:\n  url: https://polisen.se@example.com/\n  label:\n    sv: Polisen\nroute:",
			[]string{"lamp.yaml:21:8: link.url is “https://polisen.se@example.com/”, but must be a whole address that begins with https://"},
		},
		{
			"a form without a route", "route:\n  connector: gatukontoret\n  params:\n    fel: \"=answers.fel\"\n", "",
			[]string{"lamp.yaml:20:1: route is missing: which connector the cases go to, and with which values"},
		},
		{
			"an e-service without a form", lampForm, "",
			[]string{"lamp.yaml:1:1: form is missing: an e-service asks questions; without them the kind is information"},
		},
		{
			"a form where there should be none", "kind: e-service", "kind: information",
			[]string{"lamp.yaml:24:1: form cannot stand here: only an e-service has a form: write kind: e-service, or take the form away"},
		},
		{
			"a signpost to nowhere", "kind: e-service", "kind: signpost",
			[]string{
				"lamp.yaml:1:1: link is missing: a signpost points to who does it",
				"lamp.yaml:24:1: form cannot stand here: only an e-service has a form: write kind: e-service, or take the form away",
			},
		},
		{
			"an unknown connector", "connector: gatukontoret", "connector: gatan",
			[]string{"lamp.yaml:21:14: route.connector: there is no connector gatan; there is gatukontoret"},
		},
		{
			"a route parameter that is a number", `fel: "=answers.fel"`, "fel: 7",
			[]string{"lamp.yaml:23:10: route.params.fel is a number, but must be a text (put it in quotes)"},
		},
		{
			"a step whose name is a page of every form", "    - id: fel\n", "    - id: granska\n",
			[]string{"lamp.yaml:26:11: form.steps[0].id: 'id' is 'granska', which is a page of every form; write another"},
		},
		{
			"a type of question that there is not", "type: text", "type: txt",
			[]string{"lamp.yaml:32:17: form.steps[0].questions[0].type is “txt”, which is not one of text, long_text, number, money, date, yes_no, choice, choices, email, phone, contact, personal_number, organisation_number, address, place, file, group, consent, information; did you mean text?"},
		},
		{
			"a revision from before the first", "kind:", "revision: 0\nkind:",
			[]string{"lamp.yaml:2:11: revision is too small: write 1 or more"},
		},
		{
			"everything at once", lamp, "id: lamp\nkind: e-service\ntitle: {}\nsummmry: x\nlink: []\nform:\n  steps: []\nroute: {connector: x}\n" +
				"category: trafik-och-gator\naudience: [alla]\nauthority: x\nowner: x\nlogin: none\n",
			[]string{
				"lamp.yaml:1:1: summary is missing: one plain sentence about what the service is for",
				"lamp.yaml:3:1: title.sv is missing: the text in Swedish",
				"lamp.yaml:3:1: title.en is missing: the text in English",
				"lamp.yaml:4:1: summmry is not a key that is used here; did you mean summary?",
				"lamp.yaml:5:1: link is a list, but must be keys and values (each key on a line of its own, indented, such as sv: …)",
				"lamp.yaml:7:3: form.steps is an empty list: write at least 1, each on a line that begins with “- ”",
				"lamp.yaml:8:20: route.connector: there is no connector x; there is gatukontoret",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(lamp, tt.old) {
				t.Fatalf("the file has no %q to replace", tt.old)
			}
			text := strings.Replace(lamp, tt.old, tt.new, 1)
			files, err := filesOver(newMemory()).Read(fstest.MapFS{"lamp.yaml": {Data: []byte(text)}})
			if diff := cmp.Diff(tt.want, faultsOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if tt.want != nil && files != nil {
				t.Error("there were files beside the faults")
			}
		})
	}
}

func TestReadRefusesFolders(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"an empty one", nil, []string{".:1:1: there are no files that end in .yaml here: is this the right folder?"}},
		{
			"a file that would not be read",
			map[string]string{"lamp.yaml": lamp, "lykta.yml": lamp},
			[]string{"lykta.yml:1:1: is not read: name the file lykta.yaml"},
		},
		{
			"an id in two files",
			map[string]string{"lamp.yaml": lamp, "lykta.yaml": "# ny\n" + lamp},
			[]string{
				"lykta.yaml:2:5: id is lamp, but the file is named lykta.yaml: name it lamp.yaml, or write id: lykta",
				"lykta.yaml:2:5: id lamp is also the id of lamp.yaml: an id belongs to one file",
			},
		},
		{
			"faults in several files",
			map[string]string{"b.yaml": "a: [\n", "a.yaml": "x\n", "lamp.yaml": lamp},
			[]string{
				"a.yaml:1:1: a service is written as keys and values: begin with a line such as id: felanmal-gatubelysning",
				"b.yaml:1:4: a list opens with [ here and never closes: close it with ]",
			},
		},
		{
			"other things beside",
			map[string]string{"lamp.yaml": lamp, "README.md": "x", ".lamp.yaml": "x", "old/lamp.yaml": "x", "service.schema.json": "{}"},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := fstest.MapFS{}
			for name, text := range tt.files {
				dir[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := filesOver(newMemory()).Read(dir)
			if diff := cmp.Diff(tt.want, faultsOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// A route is checked against the form that it takes values from.
func TestReadChecksRouteAgainstForm(t *testing.T) {
	text := strings.Replace(lamp, `"=answers.fel"`, `"=answers.fle"`, 1)
	_, err := filesOver(newMemory()).Read(fstest.MapFS{"lamp.yaml": {Data: []byte(text)}})
	got := faultsOf(t, err)
	if len(got) != 1 || !strings.HasPrefix(got[0], "lamp.yaml:23:10: route.params.fel: ") {
		t.Errorf("got %q, want one fault at the parameter", got)
	}
}

// faultsOf returns the faults that an error is made of, which must be Invalid.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	faults, ok := errors.AsType[*catalogue.InvalidFilesError](err)
	if !ok || !errs.Is(err, errs.Invalid) {
		t.Fatalf("%v is not Invalid with the faults", err)
	}
	return strings.Split(faults.Error(), "\n")
}
