package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/i18n"
)

const bankID = `login:
  bankid:
    title: {sv: BankID}
    issuer: https://login.example/
    client_id: entre
    client_secret_file: SECRETS/login
    client_auth: basic
    scopes: [profile, nin]
    params: {acr_values: "idp:sbid"}
    claims: {personal_number: nin, coordination_number: nin, name: name}
    required: {nin_issuing_country: SE}
    user_info: true
    level_claim: idp
    levels: {sbid: 3}
    no_auth_time: true
`

// withLogin is the example with these settings beside; an organisation_file of
// theirs takes the place of the example's.
func withLogin(login string) string {
	if strings.HasPrefix(login, "organisation_file") {
		return strings.Replace(example, "organisation_file: SECRETS/organisation.yaml\n", "", 1) + login
	}
	return example + login
}

// loadLogin loads the example with these providers.
func loadLogin(t *testing.T, login string) (Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"dsn": "x\n", "gata": "x\n", "login": "hush\n", "organisation.yaml": organisation, "entre.yaml": strings.ReplaceAll(withLogin(login), "SECRETS", dir),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Load(filepath.Join(dir, "entre.yaml"), nil)
}

func TestLogin(t *testing.T) {
	c, err := loadLogin(t, bankID)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Login["bankid"]
	got.ClientSecretFile = ""
	want := Provider{
		Title: i18n.Text{SV: "BankID"}, Issuer: "https://login.example/", ClientID: "entre", ClientSecret: "hush", ClientAuth: "basic",
		Scopes: []string{"profile", "nin"}, Params: map[string]string{"acr_values": "idp:sbid"},
		Claims:   Claims{PersonalNumber: "nin", CoordinationNumber: "nin", Name: "name"},
		Required: map[string]string{"nin_issuing_country": "SE"}, UserInfo: true, LevelClaim: "idp", Levels: map[string]int{"sbid": 3}, NoAuthTime: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLoginFaults(t *testing.T) {
	for name, c := range map[string]struct{ from, to, key string }{
		"a setting that is none": {"user_info", "userinfo", "login"},
		"a list":                 {"  bankid:\n", "  - bankid:\n", "login"},
		"the secret itself":      {"client_secret_file: SECRETS/login", "client_secret: hush", "login"},
		"no secret":              {"    client_secret_file: SECRETS/login\n", "", "login.bankid.client_secret_file"},
		"no such file":           {"SECRETS/login", "SECRETS/none", "login.bankid.client_secret_file"},
		"http":                   {"https://login", "http://login", "login.bankid.issuer"},
		"no issuer":              {"    issuer: https://login.example/\n", "", "login.bankid.issuer"},
		"no client":              {"    client_id: entre\n", "", "login.bankid.client_id"},
		"no title":               {"    title: {sv: BankID}\n", "", "login.bankid.title.sv"},
		"client_auth":            {"basic", "jwt", "login.bankid.client_auth"},
		"no number":              {"personal_number: nin, coordination_number: nin, ", "", "login.bankid.claims"},
		"too weak":               {"sbid: 3", "sbid: 2", "login.bankid.levels"},
		"a level of its own":     {"sbid: 3", "sbid: 3, 'http://id.swedenconnect.se/loa/1.0/uncertified-loa3': 3", "login.bankid.levels"},
		"no such level":          {"sbid: 3", "sbid: 9", "login.bankid.levels"},
		"a name of capitals":     {"bankid", "BankID", "login.BankID"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadLogin(t, strings.Replace(bankID, c.from, c.to, 1))
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

func TestStaffLogin(t *testing.T) {
	staff := strings.Replace(strings.Replace(bankID, "login:", "staff_login:", 1), "no_auth_time", "groups_claim: roles\n    no_auth_time", 1)
	c, err := loadLogin(t, staff)
	if err != nil {
		t.Fatal(err)
	}
	if p := c.StaffLogin["bankid"]; p.GroupsClaim != "roles" || p.ClientSecret != "hush" || len(c.Login) > 0 {
		t.Errorf("read %+v", p)
	}
	want := []Authority{{Code: "BN", Name: "Byggnadsnämnden", Functions: map[string]Function{
		"bygglov": {
			Title: i18n.Text{SV: "Bygglovshandläggare", EN: "Building permit officer"}, Powers: []string{"handle"}, Groups: []string{"bn-bygglov"},
		},
		"registrator": {
			Title: i18n.Text{SV: "Registrator", EN: "Registrar"}, Powers: []string{"register", "deliveries"}, Groups: []string{"bn-registrator", "registratur"},
		},
	}}}
	if diff := cmp.Diff(want, c.Organisation); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]struct{ login, from, to, key string }{
		"no groups":           {staff, "    groups_claim: roles\n", "", "staff_login.bankid.groups_claim"},
		"no secret":           {staff, "SECRETS/login", "SECRETS/none", "staff_login.bankid.client_secret_file"},
		"groups of citizens":  {staff, "staff_login", "login", "login.bankid.groups_claim"},
		"no organisation":     {"organisation_file: \n" + staff, "", "", "organisation_file"},
		"no such file":        {"organisation_file: SECRETS/none\n" + staff, "", "", "organisation_file"},
		"not an organisation": {"organisation_file: SECRETS/entre.yaml\n" + staff, "", "", "organisation_file"},
		"nothing in the file": {"organisation_file: /dev/null\n" + staff, "", "", "organisation_file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadLogin(t, strings.Replace(c.login, c.from, c.to, 1))
			faults, ok := errors.AsType[Faults](err)
			if !ok || len(faults) != 1 || faults[0].Key != c.key {
				t.Errorf("%v, want one fault of %s", err, c.key)
			}
		})
	}
}
