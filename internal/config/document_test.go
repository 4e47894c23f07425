package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

const documentPath = "../../docs/configuration.md"

const documentHead = `# Configuration

<!-- Made by "go test ./internal/config -update" from the struct in internal/config/config.go. Do not edit. -->

` + "`entre serve --config FILE`" + ` reads one YAML file. An environment variable wins over the file. All faults are told at once, each
with its key and what to write instead; a key or a variable ` + "`ENTRE_…`" + ` that does not exist is a fault. Durations are written with
their unit (` + "`30s`, `5m`" + `), paths are relative to the working directory, and secrets stand in files of their own, so that neither the
file nor the environment holds one.

`

// organisation is in the document, and a test loads it.
const organisation = `authorities:
  - code: BN                              # begins diary numbers: BN 2026-00123. Never change it.
    name: Byggnadsnämnden                 # as the catalogue's services name it
    functions:
      bygglov:                            # with the code it is the function's id, BN/bygglov. Never change it.
        title: {sv: Bygglovshandläggare, en: Building permit officer}
        powers: [handle]                  # of handle, register, deliveries, operate, edit
        groups: [bn-bygglov]              # the values of groups_claim that give it
      registrator:
        title: {sv: Registrator, en: Registrar}
        powers: [register, deliveries]
        groups: [bn-registrator, registratur]
`

// example is in the document, and a test loads it.
const example = `addr: 127.0.0.1:8080
base_url: https://entre.mittkoping.se
municipality:
  name: Mittköping
  reference_prefix: MK
  phone: "0300-12 34 56"
  hours: {sv: vardagar 8–17, en: weekdays 8–17}
  visit: {sv: Stora torget 1, en: Stora torget 1}
database:
  driver: postgres
  dsn_file: SECRETS/dsn
files:
  url: file:///var/lib/entre/files
keys_file: SECRETS/keys
organisation_file: SECRETS/organisation.yaml
trusted_proxies: [10.0.0.0/8]
connectors:
  gata:
    type: open311
    options:
      base_url: https://gata.mittkoping.se/open311/v2
      api_key_file: SECRETS/gata
      updates: true
      upload_files: true
`

func document() string {
	var b strings.Builder
	b.WriteString(documentHead)
	b.WriteString("| key | variable | default | what it is |\n|---|---|---|---|\n")
	c := Default()
	for _, s := range settings(&c) {
		env := "in the file only"
		if s.env != "" {
			env = "`" + s.env + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.key, env, defaultOf(s.field), s.doc)
	}
	b.WriteString("\nAn example:\n\n```yaml\n")
	b.WriteString(strings.NewReplacer("SECRETS/organisation", "/etc/entre/organisation", "SECRETS", "/run/secrets/entre").Replace(example))
	b.WriteString("```\n")
	b.WriteString("\nThe file that organisation_file names. What a function gives stands in [login.md](login.md).\n\n```yaml\n" + organisation + "```\n")
	return b.String()
}

func defaultOf(field reflect.Value) string {
	if field.IsZero() {
		return ""
	}
	return fmt.Sprintf("`%v`", field.Interface())
}

func TestDocument(t *testing.T) {
	want := document()
	if *update {
		if err := os.MkdirAll(filepath.Dir(documentPath), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(documentPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/configuration.md is stale; run go test ./internal/config -update\n%s", diff)
	}
}

func TestEverySettingIsDocumented(t *testing.T) {
	c := Default()
	for _, s := range settings(&c) {
		if s.doc == "" || strings.HasSuffix(s.key, ".") {
			t.Errorf("%q lacks a yaml name or a doc tag", s.key)
		}
	}
}

func TestTheExampleWorks(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"dsn": "postgres://entre:secret@db/entre\n", "gata": "secret\n", "organisation.yaml": organisation,
		"entre.yaml": strings.ReplaceAll(example, "SECRETS", dir),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Load(filepath.Join(dir, "entre.yaml"), nil); err != nil {
		t.Error(err)
	}
}
