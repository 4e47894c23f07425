package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/i18n"
)

// enough is the least that a file can say.
const enough = `
municipality:
  name: Mittköping
  reference_prefix: MK
  phone: "0300-12 34 56"
  hours: {sv: vardagar 8–17}
  visit: {sv: Stora torget 1}
database: {dsn: var/entre.db}
files: {url: file:///var/lib/entre}
keys_file: /run/secrets/keys
`

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "entre.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	dsnFile := write(t, "postgres://entre:hemlig@db/entre\n")
	keyFile := write(t, "hemlig\n")
	base := config.Default()
	base.Municipality = config.Municipality{Name: "Mittköping", ReferencePrefix: "MK", Phone: "0300-12 34 56", Hours: i18n.Text{SV: "vardagar 8–17"}, Visit: i18n.Text{SV: "Stora torget 1"}}
	base.Database.DSN = "var/entre.db"
	base.Files.URL = "file:///var/lib/entre"
	base.KeysFile = "/run/secrets/keys"
	with := func(change func(*config.Config)) config.Config {
		c := base
		change(&c)
		return c
	}
	tests := []struct {
		name    string
		file    string
		environ []string
		want    config.Config
	}{
		{"the least one can say", enough, []string{"HOME=/root"}, base},
		{"an empty key keeps its default", enough + "base_url:\n", nil, base},
		{"the environment wins over the file", enough + "draft_days: 10\n", []string{"ENTRE_DRAFT_DAYS=7"}, with(func(c *config.Config) { c.DraftDays = 7 })},
		{"durations, numbers, lists and texts", enough + "delivery: {timeout: 5s}\nlimits: {upload_bytes: 1000}\ntrusted_proxies: [10.0.0.1, 10.1.0.0/16]\n", []string{"ENTRE_MUNICIPALITY_HOURS_EN=weekdays 8–17"}, with(func(c *config.Config) {
			c.Delivery.Timeout = 5 * time.Second
			c.Limits.UploadBytes = 1000
			c.TrustedProxies = []string{"10.0.0.1", "10.1.0.0/16"}
			c.Municipality.Hours.EN = "weekdays 8–17"
		})},
		{"a list from the environment", enough, []string{"ENTRE_TRUSTED_PROXIES=10.0.0.1, ::1"}, with(func(c *config.Config) { c.TrustedProxies = []string{"10.0.0.1", "::1"} })},
		{"a secret in its file", enough, []string{"ENTRE_DATABASE_DSN=", "ENTRE_DATABASE_DRIVER=postgres", "ENTRE_DATABASE_DSN_FILE=" + dsnFile}, with(func(c *config.Config) {
			c.Database = config.Database{Driver: "postgres", DSN: "postgres://entre:hemlig@db/entre", DSNFile: dsnFile}
		})},
		{"an address that ends in a slash", enough + "base_url: https://entre.example/\ntrusted_proxies: [none]\n", nil, with(func(c *config.Config) {
			c.BaseURL, c.TrustedProxies = "https://entre.example", []string{config.NoProxy}
		})},
		{"no proxy, from the environment", enough, []string{"ENTRE_BASE_URL=https://entre.example", "ENTRE_TRUSTED_PROXIES=none"}, with(func(c *config.Config) {
			c.BaseURL, c.TrustedProxies = "https://entre.example", []string{config.NoProxy}
		})},
		{"no limits of pace", enough + "limits: {drafts_per_minute: 0, submissions_per_minute: 0}\n", nil, with(func(c *config.Config) {
			c.Limits.DraftsPerMinute, c.Limits.SubmissionsPerMinute = 0, 0
		})},
		{"a connector", enough + "connectors: {gata: {type: open311, options: {url: https://gata.example, pages: 3}}}\n", nil, with(func(c *config.Config) {
			c.Connectors = map[string]config.Connector{"gata": {Type: "open311", Options: map[string]any{"url": "https://gata.example", "pages": uint64(3)}}}
		})},
		{"a connector's limits", enough + "connectors: {gata: {type: open311, limits: {concurrency: 2, per_second: 0.5}}}\n", nil, with(func(c *config.Config) {
			c.Connectors = map[string]config.Connector{"gata": {Type: "open311", Limits: config.AskingLimits{Concurrency: 2, PerSecond: 0.5}}}
		})},
		{"a connector's secret in its file", enough + "connectors: {gata: {type: open311, options: {api_key_file: '" + keyFile + "'}}}\n", nil, with(func(c *config.Config) {
			c.Connectors = map[string]config.Connector{"gata": {Type: "open311", Options: map[string]any{"api_key": "hemlig"}}}
		})},
		{"variables that are no settings", enough, []string{"ENTRE_CONFIG=entre.yaml", "ENTRE_PORT=tcp://10.0.0.1:80", "ENTRE_SERVICE_HOST=10.0.0.1", "ENTRE_TEST_POSTGRES=x"}, base},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Load(write(t, tt.file), tt.environ)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("configuration (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name    string
		file    string
		environ []string
		want    []string // keys with a fault
	}{
		{"nothing said", "", nil, []string{"municipality.name", "municipality.reference_prefix", "municipality.phone", "municipality.hours.sv", "municipality.visit.sv", "database.dsn", "files.url", "keys_file"}},
		{"unknown keys, all of them", enough + "colour: blue\nlimits: {uploads: 3}\n", []string{"ENTRE_ADRR=x"}, []string{"colour", "limits.uploads", "ENTRE_ADRR"}},
		{"wrong sorts", enough + "draft_days: many\ndelivery: {timeout: 30}\naddr: 8080\ntrusted_proxies: yes\n", nil, []string{"addr", "delivery.timeout", "draft_days", "trusted_proxies"}},
		{"a group that is a text", enough + "log: loud\n", nil, []string{"log"}},
		{"a wrong sort in the environment", enough, []string{"ENTRE_DRAFT_DAYS=many"}, []string{"ENTRE_DRAFT_DAYS"}},
		{"http to the world", enough + "base_url: http://entre.example\n", nil, []string{"base_url"}},
		{"an address with more to it", enough + "base_url: https://entre.example/portal\ntrusted_proxies: [none]\n", nil, []string{"base_url"}},
		{"a password in the open", enough, []string{"ENTRE_DATABASE_DSN=postgres://entre:hemlig@db/entre"}, []string{"database.dsn"}},
		{"a secret file that is not there", enough, []string{"ENTRE_DATABASE_DSN=", "ENTRE_DATABASE_DSN_FILE=/does/not/exist"}, []string{"database.dsn_file", "database.dsn"}},
		{"both ways to a database", enough, []string{"ENTRE_DATABASE_DSN_FILE=/does/not/exist"}, []string{"database.dsn"}},
		{"settling before the attempt is over", enough + "delivery: {timeout: 2m}\n", nil, []string{"delivery.settle"}},
		{"copies to where no case is worked", enough + "connectors: {gata: {type: open311}}\non_call: {copies: gata}\n", nil, []string{"on_call.copies"}},
		{"nobody to alarm", enough + "on_call: {webhook_url: 'https://jour.example', sms_url: 'https://sms.example', sms_format: xml}\n", nil, []string{"on_call.webhook_secret_file", "on_call.sms_format", "on_call.sms_to"}},
		{"no queue at all", enough + "delivery: {alarm_queue: 0}\n", nil, []string{"delivery.alarm_queue"}},
		{"no time of the day", enough + "delivery: {reconcile_at: \"25:00\"}\n", nil, []string{"delivery.reconcile_at"}},
		{"no days back", enough + "delivery: {reconcile_days: 0}\n", nil, []string{"delivery.reconcile_days"}},
		{"no day of history", enough + "delivery: {history_days: 0}\n", nil, []string{"delivery.history_days"}},
		{"no time at all", enough + "delivery: {sweep_every: 0s}\n", nil, []string{"delivery.sweep_every"}},
		{"an alarm at once", enough + "delivery: {alarm_after: 0s, alarm_urgent: -1m}\n", nil, []string{"delivery.alarm_after", "delivery.alarm_urgent"}},
		{"a limit that the memory cannot hold", enough + "limits: {memory_bytes: 10}\n", nil, []string{"limits.memory_bytes"}},
		{"a proxy without an address", enough + "trusted_proxies: [proxy]\n", nil, []string{"trusted_proxies"}},
		{"https, and not a word of proxies", enough + "base_url: https://entre.example\n", nil, []string{"trusted_proxies"}},
		{"no proxy and a proxy", enough + "trusted_proxies: [none, 10.0.0.1]\n", nil, []string{"trusted_proxies"}},
		{"files that a restart forgets", enough, []string{"ENTRE_FILES_URL=mem://"}, []string{"files.url"}},
		{"files on another machine", enough, []string{"ENTRE_FILES_URL=file://host/files"}, []string{"files.url"}},
		{"fewer than none", enough + "limits: {drafts_per_minute: -1, submissions_per_minute: -1}\n", nil, []string{"limits.drafts_per_minute", "limits.submissions_per_minute"}},
		{"metrics nowhere", enough + "metrics_addr: metrics\n", nil, []string{"metrics_addr"}},
		{"a connector without a type", enough + "connectors: {Gata: {options: {}}}\n", nil, []string{"connectors.Gata", "connectors.Gata.type"}},
		{"a connector's secret that is not there", enough + "connectors: {gata: {type: open311, options: {api_key_file: /does/not/exist}}}\n", nil, []string{"connectors.gata.options.api_key_file"}},
		{"a connector's limits that are none", enough + "connectors: {gata: {type: open311, limits: {concurrency: many}}, bygg: {type: open311, limits: {concurrency: 1.5}}}\n", nil, []string{"connectors"}},
		{"a connector's limits out of bounds", enough + "connectors: {gata: {type: open311, limits: {concurrency: 1000}}, bygg: {type: open311, limits: {per_second: -1}}}\n", nil, []string{"connectors.bygg.limits", "connectors.gata.limits"}},
		{"a connector with more to it", enough + "connectors: {gata: {type: open311, url: x}}\n", nil, []string{"connectors"}},
		{"words that are not among ours", enough + "log: {level: loud, format: xml}\n", []string{"ENTRE_DATABASE_DRIVER=oracle"}, []string{"database.driver", "log.level", "log.format"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Load(write(t, tt.file), tt.environ)
			faults, ok := errors.AsType[config.Faults](err)
			if !ok {
				t.Fatalf("error %v, want faults", err)
			}
			var got []string
			for _, f := range faults {
				got = append(got, f.Key)
				if f.Say == "" {
					t.Errorf("%s says nothing", f.Key)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("keys (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func TestFaultsHoldNoSecret(t *testing.T) {
	_, err := config.Load(write(t, enough), []string{"ENTRE_DATABASE_DSN=postgres://entre:hemlig@db/entre"})
	if err == nil {
		t.Fatal("a password in the open was accepted")
	}
	if strings.Contains(err.Error(), "hemlig") {
		t.Errorf("the fault tells the password: %v", err)
	}
}

func TestAFileThatIsNotYAML(t *testing.T) {
	for name, path := range map[string]string{"broken": write(t, "addr: [\n"), "missing": "/does/not/exist"} {
		t.Run(name, func(t *testing.T) {
			if _, err := config.Load(path, nil); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestDefaultIsValidButForWhatIsRequired(t *testing.T) {
	c := config.Default()
	c.Municipality = config.Municipality{Name: "X", ReferencePrefix: "XX", Phone: "1", Hours: i18n.Text{SV: "8–17"}, Visit: i18n.Text{SV: "torget"}}
	c.Database.DSN, c.Files.URL, c.KeysFile = "x.db", "file:///x", "keys"
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}
