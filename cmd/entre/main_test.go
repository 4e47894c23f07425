package main

import (
	"bytes"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/demo/outside"
)

// operator is somebody who installs Entré from the documentation: a folder, a
// configuration file, and the commands.
type operator struct {
	t      *testing.T
	dir    string
	config string
}

// servicesOfAnOperator are as many of the demo's as a test needs.
var servicesOfAnOperator = []string{
	"authorities.yaml", "felanmal-gatubelysning.yaml", "pass-och-id-kort-ordnar-du-hos-polisen.yaml", "stall-en-fraga-till-kommunen.yaml",
}

func newOperator(t *testing.T) operator {
	t.Helper()
	world, err := outside.New(outside.Config{
		CommentsSecret: "whsec_cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=", CommentsReturnSecret: "whsec_YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=",
		StreetAPIKey: "right", EnvironmentPassword: "right", ContactSecret: "right", ByggRPassword: "right", SchoolClientID: "right", SchoolClientSecret: "right", Clock: clock.System{},
	})
	if err != nil {
		t.Fatal(err)
	}
	backEnd := httptest.NewServer(world)
	t.Cleanup(backEnd.Close)
	o := operator{t: t, dir: t.TempDir()}
	o.config = filepath.Join(o.dir, "entre.yaml")
	o.write("entre.yaml", `
municipality: {name: Mittköping, reference_prefix: MK, phone: 0300-12 34 56, hours: {sv: vardagar 8–17}, visit: {sv: Stadshuset}}
database: {driver: sqlite, dsn: `+o.path("entre.db")+`}
files: {url: "file://`+o.path("files")+`"}
keys_file: `+o.path("keys.json")+`
organisation_file: `+o.path("organisation.yaml")+`
connectors:
  handlaggning: {type: caseroom}
  gatukontoret: {type: open311, options: {base_url: "`+backEnd.URL+outside.StreetAPIPath+`", api_key: right, updates: true, upload_files: true}}
school:
  skolan: {type: ss12000, title: {sv: Skolan}, base_url: "`+backEnd.URL+outside.SchoolAPIPath+`", token_url: "`+backEnd.URL+outside.SchoolTokenPath+`", client_id: right, client_secret_file: `+o.path("school")+`}
`)
	o.write("school", "right\n")
	o.write("organisation.yaml", string(content.Organisation()))
	if err := os.Mkdir(o.path("files"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(o.path("services"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range servicesOfAnOperator {
		raw, err := fs.ReadFile(content.Services(), name)
		if err != nil {
			t.Fatal(err)
		}
		o.write("services/"+name, string(raw))
	}
	return o
}

func (o operator) path(name string) string { return filepath.Join(o.dir, name) }

func (o operator) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// change replaces a text in a file, once.
func (o operator) change(name, from, to string) {
	o.t.Helper()
	raw, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	if !strings.Contains(string(raw), from) {
		o.t.Fatalf("%s does not hold %q", name, from)
	}
	o.write(name, strings.Replace(string(raw), from, to, 1))
}

// entre runs a command and returns its exit code and all that it said.
func (o operator) entre(args ...string) (int, string) {
	o.t.Helper()
	return o.entreReads("", args...)
}

// entreReads is entre with something on standard input.
func (o operator) entreReads(input string, args ...string) (int, string) {
	o.t.Helper()
	var said bytes.Buffer
	code := run(o.t.Context(), args, world{in: strings.NewReader(input), out: &said, err: &said, environ: []string{"ENTRE_CONFIG=" + o.config}})
	return code, said.String()
}

// does runs a command that must succeed and say the words.
func (o operator) does(words string, args ...string) {
	o.t.Helper()
	if code, said := o.entre(args...); code != exitWell || !strings.Contains(said, words) {
		o.t.Fatalf("entre %s: exit %d, said:\n%s\nwant %q", strings.Join(args, " "), code, said, words)
	}
}

// fails runs a command that must fail and say the words.
func (o operator) fails(words string, args ...string) {
	o.t.Helper()
	if code, said := o.entre(args...); code == exitWell || !strings.Contains(said, words) {
		o.t.Errorf("entre %s: exit %d, said:\n%s\nwant %q", strings.Join(args, " "), code, said, words)
	}
}

func (o operator) install() {
	o.t.Helper()
	o.does("made", "keys", "new", o.path("keys.json"))
	o.does("applied  00001", "migrate", "up")
	o.does("new: authorities, felanmal-gatubelysning, ", "catalogue", "import", o.path("services"))
}

// TestFromTheDocumentation installs, checks, changes and exports.
func TestFromTheDocumentation(t *testing.T) {
	o := newOperator(t)
	o.fails("keys.json", "check")
	o.install()
	o.does("ok    connector gatukontoret (open311)", "check")
	o.does("unchanged: ", "catalogue", "import", o.path("services"))
	o.does("11 files written", "catalogue", "export", o.path("exported"))
	o.change("exported/felanmal-gatubelysning.yaml", "Felanmäl gatubelysning", "Anmäl en trasig gatlykta")
	o.does("nothing has been written", "catalogue", "import", "--dry-run", o.path("exported"))
	o.does("changed: felanmal-gatubelysning", "catalogue", "import", o.path("exported"))
	o.change("exported/felanmal-gatubelysning.yaml", "Anmäl en trasig gatlykta", "Anmäl en släckt gatlykta")
	o.fails("revision", "catalogue", "import", o.path("exported")) // made from one that is passed
	o.does("overwritten: felanmal-gatubelysning", "catalogue", "import", "--overwrite", "felanmal-gatubelysning", o.path("exported"))
	o.does("0 refused", "deliveries", "refused")
	o.fails("not_found", "deliveries", "retry", "0198")
	o.does("gatukontoret: 0 there", "deliveries", "reconcile", "--from", "2026-01-01", "--to", "2026-01-31")
	o.does("0 not as they were, 0 of them repaired", "deliveries", "reconcile", "--repair")
	o.fails("not_found", "deliveries", "reconcile", "--connector", "gone")
	o.fails("2026-01-31", "deliveries", "reconcile", "--from", "yesterday")
	o.does("ok    school skolan", "check")
	o.does("has a new first key", "keys", "rotate", o.path("keys.json"))
	o.does("ok    keys", "check")
	o.does("pending  000", "migrate", "down")
	o.fails("migrate up", "check")
}

// TestPlantedFaults plants one fault at a time in a working installation:
// check names it and says what to mend.
func TestPlantedFaults(t *testing.T) {
	tests := []struct {
		name  string
		plant func(operator)
		words string
	}{
		{"a key that the back end does not know", func(o operator) { o.change("entre.yaml", "api_key: right", "api_key: wrong") }, "FAIL  connector gatukontoret"},
		{"a back end that is not there", func(o operator) { o.change("entre.yaml", "http://127.0.0.1:", "http://127.0.0.1:1") }, "gatukontoret"},
		{"a connector that a route needs is gone", func(o operator) { o.change("entre.yaml", "gatukontoret:", "parkenheten:") }, "FAIL  service felanmal-gatubelysning"},
		{"a back end that takes no files of a form that asks for them", func(o operator) { o.change("entre.yaml", ", upload_files: true", "") }, "upload_files"},
		{"a setting that does not exist", func(o operator) { o.change("entre.yaml", "keys_file:", "key_file:") }, "key_file"},
		{"an option that does not exist", func(o operator) { o.change("entre.yaml", "upload_files", "uploads") }, "uploads"},
		{"a key ring that others may read", func(o operator) {
			if err := os.Chmod(o.path("keys.json"), 0o644); err != nil {
				o.t.Fatal(err)
			}
		}, "FAIL  keys"},
		{"a service without what the gate asks for", func(o operator) {
			o.change("services/stall-en-fraga-till-kommunen.yaml", "fee: none\n", "")
			o.does("changed: stall-en-fraga", "catalogue", "import", o.path("services"))
		}, "FAIL  service stall-en-fraga-till-kommunen: fee is missing"},
		{"a secret that the school does not know", func(o operator) { o.change("school", "right", "wrong") }, "FAIL  school skolan: GET organisations: token: 401"},
		{"a function that works a service's cases is gone", func(o operator) {
			o.change("organisation.yaml", "      kontaktcenter:", "      vaxel:")
		}, "FAIL  service stall-en-fraga-till-kommunen: params.function: name a function of KS"},
		{"an address that is none", func(o operator) { o.change("entre.yaml", "municipality:", "addr: \"8080\"\nmunicipality:") }, "addr: \"8080\" is not an address; write HOST:PORT"},
		{"nothing required is said", func(o operator) { o.change("entre.yaml", "reference_prefix: MK, ", "") }, "municipality.reference_prefix"},
		{"a file that is not YAML", func(o operator) { o.change("entre.yaml", "municipality: {", "municipality: {{") }, "entre.yaml:\n[2:"},
		{"a database that does not answer", func(o operator) {
			o.change("entre.yaml", "driver: sqlite, dsn: "+o.path("entre.db"), "driver: postgres, dsn: \"postgres://nobody@127.0.0.1:1/entre\"")
		}, "FAIL  database"},
		{"a database that is not migrated", func(o operator) { o.change("entre.yaml", "entre.db", "new.db") }, "run entre migrate up"},
		{"a catalogue that is empty", func(o operator) {
			o.change("entre.yaml", "entre.db", "new.db")
			o.does("applied", "migrate", "up")
		}, "run entre catalogue import DIR"},
		{"a key ring that is gone", func(o operator) { o.change("entre.yaml", "keys.json", "lost.json") }, "FAIL  keys"},
		{"a secret's file that is gone", func(o operator) { o.change("entre.yaml", o.path("school")+"}", o.path("lost")+"}") }, "client_secret_file"},
		{"a kind of back end that there is not", func(o operator) { o.change("entre.yaml", "type: open311", "type: open113") }, "open113"},
		{"a provider of logins that does not answer", func(o operator) {
			o.change("entre.yaml", "school:", "login: {bankid: {title: {sv: BankID}, issuer: \"http://127.0.0.1:1/op\", client_id: entre, client_secret_file: "+
				o.path("school")+", claims: {personal_number: pnr}, levels: {loa3: 3}}}\nschool:")
		}, "FAIL  login bankid"},
		{"https without a word about the proxy", func(o operator) {
			o.change("entre.yaml", "municipality:", "base_url: https://entre.mittkoping.se\nmunicipality:")
		}, "trusted_proxies"},
		{"a folder that is not mounted", func(o operator) { o.change("entre.yaml", "/files", "/not-mounted") }, "FAIL  files"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOperator(t)
			o.install()
			tt.plant(o)
			o.fails(tt.words, "check")
		})
	}
}

// TestABadFileChangesNothing imports a folder with one file that cannot be
// used: its line is told and the catalogue stays.
func TestABadFileChangesNothing(t *testing.T) {
	o := newOperator(t)
	o.install()
	o.change("services/felanmal-gatubelysning.yaml", "service_code:", "service_cod:")
	o.fails("service_cod", "catalogue", "import", o.path("services"))
	o.change("services/felanmal-gatubelysning.yaml", "type: choice", "type: chioce")
	o.change("services/stall-en-fraga-till-kommunen.yaml", "Ställ en fråga", "Fråga")
	o.fails("felanmal-gatubelysning.yaml:", "catalogue", "import", o.path("services"))
	o.does("11 files written", "catalogue", "export", o.path("exported"))
	raw, err := os.ReadFile(o.path("exported/stall-en-fraga-till-kommunen.yaml"))
	if err != nil || !strings.Contains(string(raw), "Ställ en fråga") {
		t.Errorf("another file of the folder was imported (%v)", err)
	}
}

// TestCatalogueFilesWithoutAnInstallation checks and mends a folder before
// there is anything to import it into.
func TestCatalogueFilesWithoutAnInstallation(t *testing.T) {
	o := newOperator(t)
	o.does("3 services are well", "catalogue", "check", o.path("services"))
	o.change("services/stall-en-fraga-till-kommunen.yaml", "audience:\n  - alla\n", "audience: [alla]\n")
	o.change("services/felanmal-gatubelysning.yaml", "Felanmäl gatubelysning", "Gatubelysning")
	o.fails("felanmal-gatubelysning.yaml:5:7: title.sv begins with “gatubelysning”", "catalogue", "check", o.path("services"))
	o.does("written: stall-en-fraga-till-kommunen.yaml", "catalogue", "format", o.path("services"))
	o.does("", "catalogue", "format", o.path("services"))
	o.change("services/authorities.yaml", "code: KS", "code: ks")
	o.fails("authorities[0].code", "catalogue", "format", o.path("services"))
	o.fails("no such", "catalogue", "check", o.path("nowhere"))
}

// TestAnOldReviewIsToldAndNothingMore: what only time breaks does not fail.
func TestAnOldReviewIsToldAndNothingMore(t *testing.T) {
	o := newOperator(t)
	o.install()
	o.change("services/stall-en-fraga-till-kommunen.yaml", `review: "2026-11-25"`, `review: "2020-11-25"`)
	o.does("changed: stall-en-fraga", "catalogue", "import", o.path("services"))
	o.does("soon  service stall-en-fraga-till-kommunen: review 2020-11-25 is more than a year ago", "check")
}

func TestCommandsThatCannotBeRead(t *testing.T) {
	o := newOperator(t)
	for _, args := range [][]string{
		{},
		{"sreve"},
		{"migrate"},
		{"migrate", "sideways"},
		{"catalogue"},
		{"keys", "old"},
		{"serve", "--port", "1"},
		{"version", "now"},
		{"school"},
		{"school", "block"},
		{"school", "block", "--child", "alma"},
		{"school", "unblock"},
	} {
		if code, said := o.entre(args...); code != exitUsage || said == "" {
			t.Errorf("entre %s: exit %d, said %q", strings.Join(args, " "), code, said)
		}
	}
	o.does("entre serve", "help")
	o.does("$schema", "catalogue", "schema")
}
