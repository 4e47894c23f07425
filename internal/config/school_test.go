package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/i18n"
)

const aSchool = `school:
  skola:
    type: ss12000
    title: {sv: Skolans system, en: The school's system}
    base_url: https://skola.example/v2.0
    token_url: https://token.example/
    client_id: entre
    client_secret_file: SECRETS/login
    client_auth: basic
    scopes: [ss12000]
    relations: [Vårdnadshavare, God man]
    tells: [absences, grades]
    grade_release: {HT2026: 2026-12-18}
    timeout: 3s
`

func TestSchool(t *testing.T) {
	c, err := loadLogin(t, aSchool)
	if err != nil {
		t.Fatal(err)
	}
	got := c.School["skola"]
	got.ClientSecretFile = ""
	want := School{
		Type: "ss12000", Title: i18n.Text{SV: "Skolans system", EN: "The school's system"}, BaseURL: "https://skola.example/v2.0",
		TokenURL: "https://token.example/", ClientID: "entre", ClientSecret: "hush", ClientAuth: "basic", Scopes: []string{"ss12000"},
		Relations: []string{"Vårdnadshavare", "God man"}, Tells: []string{"absences", "grades"},
		GradeRelease: map[string]string{"HT2026": "2026-12-18"}, Timeout: 3 * time.Second,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	c, err = loadLogin(t, `school: {skola: {type: ss12000, title: {sv: S}, base_url: "https://a.example", token_file: SECRETS/login}}`+"\n")
	if err != nil || c.School["skola"].Token != "hush" {
		t.Errorf("a token: %+v, %v", c.School, err)
	}
}

func TestSchoolFaults(t *testing.T) {
	for name, c := range map[string]struct{ from, to, key string }{
		"a setting that is none":  {"client_auth", "client_oath", "school"},
		"a list":                  {"  skola:\n", "  - skola:\n", "school"},
		"the secret itself":       {"client_secret_file: SECRETS/login", "client_secret: hush", "school"},
		"no such file":            {"SECRETS/login", "SECRETS/none", "school.skola.client_secret_file"},
		"no secret":               {"    client_secret_file: SECRETS/login\n", "", "school.skola.client_secret_file"},
		"another type":            {"ss12000\n", "oneroster\n", "school.skola.type"},
		"no title":                {"{sv: Skolans system, en: The school's system}", "{}", "school.skola.title.sv"},
		"http":                    {"https://skola", "http://skola", "school.skola.base_url"},
		"a secret in the address": {"https://skola", "https://a:b@skola", "school.skola.base_url"},
		"a token over http":       {"https://token", "http://token", "school.skola.token_url"},
		"no way in":               {"    token_url: https://token.example/\n", "", "school.skola.token_file"},
		"two ways in":             {"    client_id", "    token_file: SECRETS/login\n    client_id", "school.skola.token_file"},
		"no client":               {"    client_id: entre\n", "", "school.skola.client_id"},
		"client_auth":             {"basic", "jwt", "school.skola.client_auth"},
		"parents":                 {"God man", "Förälder", "school.skola.relations"},
		"an empty relation":       {"God man", `""`, "school.skola.relations"},
		"what nobody tells":       {"[absences", "[homework", "school.skola.tells"},
		"no term":                 {"HT2026", "hösten", "school.skola.grade_release"},
		"no day":                  {"2026-12-18", "2026-13-18", "school.skola.grade_release"},
		"too long":                {"3s", "1m", "school.skola.timeout"},
		"too short":               {"3s", "3ms", "school.skola.timeout"},
		"a name of capitals":      {"  skola:", "  Skola:", "school.Skola"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadLogin(t, strings.Replace(aSchool, c.from, c.to, 1))
			faults, ok := errors.AsType[Faults](err)
			if !ok || len(faults) != 1 || faults[0].Key != c.key {
				t.Errorf("%v, want one fault of %s", err, c.key)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("it tells the secret: %v", err)
			}
		})
	}
}
