package config

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/mittkoping/entre/internal/i18n"
)

// Provider is one provider of e-identification that speaks OpenID Connect. What
// each of its settings means is said in docs/login.md.
type Provider struct {
	Title            i18n.Text         `yaml:"title"`
	Issuer           string            `yaml:"issuer"`
	ClientID         string            `yaml:"client_id"`
	ClientSecretFile string            `yaml:"client_secret_file"`
	ClientSecret     string            `yaml:"-"`           // what the file holds
	ClientAuth       string            `yaml:"client_auth"` // "post" (empty too) or "basic"
	Scopes           []string          `yaml:"scopes"`
	Params           map[string]string `yaml:"params"`
	Claims           Claims            `yaml:"claims"`
	Required         map[string]string `yaml:"required"`
	UserInfo         bool              `yaml:"user_info"`
	LevelClaim       string            `yaml:"level_claim"`
	Levels           map[string]int    `yaml:"levels"`
	NoAuthTime       bool              `yaml:"no_auth_time"`
	GroupsClaim      string            `yaml:"groups_claim"` // of staff only: a list or a text
}

// Claims are the names that a provider gives to what we need.
type Claims struct {
	PersonalNumber     string `yaml:"personal_number"`
	CoordinationNumber string `yaml:"coordination_number"`
	Name               string `yaml:"name"`
	GivenName          string `yaml:"given_name"`
	FamilyName         string `yaml:"family_name"`
}

// setLogin reads the providers, strictly.
func setLogin(field *map[string]Provider, value any) string {
	const shape = "write each provider as NAME: and its settings under it, see docs/login.md"
	raw, err := yaml.Marshal(value)
	if err != nil {
		return shape
	}
	out := map[string]Provider{}
	if err := yaml.UnmarshalWithOptions(raw, &out, yaml.Strict()); err != nil {
		return shape + ":\n" + yaml.FormatError(err, false, false)
	}
	*field = out
	return ""
}

// readLoginSecrets fills in the secret of each provider under the key.
func readLoginSecrets(key string, providers map[string]Provider) Faults {
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(providers)) {
		p := providers[name]
		if p.ClientSecretFile == "" {
			continue
		}
		secret, err := readSecret(p.ClientSecretFile)
		if err != nil {
			faults = append(faults, Fault{key + "." + name + ".client_secret_file", err.Error()})
			continue
		}
		p.ClientSecret = secret
		providers[name] = p
	}
	return faults
}

func (c Config) loginFaults() Faults {
	faults := append(providerFaults("login", c.Login), providerFaults("staff_login", c.StaffLogin)...)
	for _, name := range slices.Sorted(maps.Keys(c.Login)) {
		if c.Login[name].GroupsClaim != "" {
			faults = append(faults, Fault{"login." + name + ".groups_claim", "citizens are in no groups; leave it out"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.StaffLogin)) {
		if c.StaffLogin[name].GroupsClaim == "" {
			faults = append(faults, Fault{"staff_login." + name + ".groups_claim", "it is missing; write which claim has the groups that give functions"})
		}
	}
	if len(c.StaffLogin) > 0 && len(c.Organisation) == 0 {
		faults = append(faults, Fault{"organisation_file", "it is missing; write the file with the functions that staff may hold"})
	}
	return faults
}

func providerFaults(key string, providers map[string]Provider) Faults {
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(providers)) {
		if !connectorShape.MatchString(name) {
			faults = append(faults, Fault{key + "." + name, "the name must be small letters a–z and digits, with single - or _ between them"})
		}
		for _, f := range providers[name].faults() {
			faults = append(faults, Fault{key + "." + name + "." + f.Key, f.Say})
		}
	}
	return faults
}

func (p Provider) faults() Faults {
	var faults Faults
	need := func(ok bool, key, say string) {
		if !ok {
			faults = append(faults, Fault{key, say})
		}
	}
	u, err := url.Parse(p.Issuer)
	isSafe := err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && isThisMachine(u.Hostname()))
	need(isSafe, "issuer", fmt.Sprintf("%q will not do; write the provider's https address as it writes it itself", p.Issuer))
	need(p.Title.SV != "", "title.sv", "it is missing; write what people know it as, such as BankID")
	need(p.ClientID != "", "client_id", "it is missing; write what the provider calls this portal")
	need(p.ClientSecret != "" || p.ClientSecretFile != "", "client_secret_file", "it is missing; write the file that holds the secret")
	need(slices.Contains([]string{"", "post", "basic"}, p.ClientAuth), "client_auth", fmt.Sprintf("%q is no way to show the secret; write post or basic", p.ClientAuth))
	need(p.Claims.PersonalNumber != "" || p.Claims.CoordinationNumber != "", "claims", "none has a number; write which claim has the personnummer")
	for _, value := range slices.Sorted(maps.Keys(p.Levels)) {
		need(!strings.Contains(value, "/uncertified-"), "levels", fmt.Sprintf("%q is what a provider says of itself, as the demo's does; nobody has looked at it", value))
	}
	isLevel := func(level int) bool { return level >= 1 && level <= 4 }
	need(slices.ContainsFunc(slices.Collect(maps.Values(p.Levels)), func(l int) bool { return l >= MinLevel && isLevel(l) }),
		"levels", fmt.Sprintf("none is at least %d; write the value of the level's claim and which level it is", MinLevel))
	return faults
}

// MinLevel is the level of assurance that a login must have.
const MinLevel = 3
