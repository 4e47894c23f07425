package config

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/mittkoping/entre/internal/i18n"
)

// School is one system of the schools, which guardians and pupils see something
// of. What each of its settings means is said in docs/school.md.
type School struct {
	Type             string            `yaml:"type"` // "ss12000"
	Title            i18n.Text         `yaml:"title"`
	BaseURL          string            `yaml:"base_url"`
	TokenFile        string            `yaml:"token_file"`
	Token            string            `yaml:"-"` // what the file holds
	TokenURL         string            `yaml:"token_url"`
	ClientID         string            `yaml:"client_id"`
	ClientSecretFile string            `yaml:"client_secret_file"`
	ClientSecret     string            `yaml:"-"`           // what the file holds
	ClientAuth       string            `yaml:"client_auth"` // "post" (empty too) or "basic"
	Scopes           []string          `yaml:"scopes"`
	Relations        []string          `yaml:"relations"`     // empty: Vårdnadshavare
	Tells            []string          `yaml:"tells"`         // empty: all of tellable
	GradeRelease     map[string]string `yaml:"grade_release"` // HT2026: 2026-12-18
	Timeout          time.Duration     `yaml:"timeout"`       // 0: DefaultSchoolTimeout
}

// DefaultSchoolTimeout is how long one question to a school's system may take.
const DefaultSchoolTimeout = 4 * time.Second

const (
	typeSS12000      = "ss12000"
	maxSchoolTimeout = 10 * time.Second // a person waits
	notEnough        = "Förälder"       // says nothing of custody
)

// tellable is what a system may be asked for beside the children themselves.
var tellable = []string{"attendance", "absences", "grades"}

// TermShape is how grade_release names a term: VT or HT and the year.
var TermShape = regexp.MustCompile(`^(VT|HT)(\d{4})$`)

// setSchool reads the systems, strictly.
func setSchool(field *map[string]School, value any) string {
	const shape = "write each system as NAME: and its settings under it, see docs/school.md"
	raw, err := yaml.Marshal(value)
	if err != nil {
		return shape
	}
	out := map[string]School{}
	if err := yaml.UnmarshalWithOptions(raw, &out, yaml.Strict()); err != nil {
		return shape + ":\n" + yaml.FormatError(err, false, false)
	}
	*field = out
	return ""
}

// readSchoolSecrets fills in each system's token or secret.
func (c *Config) readSchoolSecrets() Faults {
	var faults Faults
	read := func(key, file string, into *string) {
		if file == "" {
			return
		}
		secret, err := readSecret(file)
		if err != nil {
			faults = append(faults, Fault{key, err.Error()})
		}
		*into = secret
	}
	for _, name := range slices.Sorted(maps.Keys(c.School)) {
		s := c.School[name]
		read("school."+name+".token_file", s.TokenFile, &s.Token)
		read("school."+name+".client_secret_file", s.ClientSecretFile, &s.ClientSecret)
		c.School[name] = s
	}
	return faults
}

func (c Config) schoolFaults() Faults {
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(c.School)) {
		if !connectorShape.MatchString(name) {
			faults = append(faults, Fault{"school." + name, "the name must be small letters a–z and digits, with single - or _ between them"})
		}
		for _, f := range slices.Concat(c.School[name].faults(), c.School[name].tokenFaults()) {
			faults = append(faults, Fault{"school." + name + "." + f.Key, f.Say})
		}
	}
	return faults
}

func (s School) faults() Faults {
	var faults Faults
	need := func(ok bool, key, say string) {
		if !ok {
			faults = append(faults, Fault{key, say})
		}
	}
	need(s.Type == typeSS12000, "type", fmt.Sprintf("%q is no type of system; write %s", s.Type, typeSS12000))
	need(s.Title.SV != "", "title.sv", "it is missing; write what people know it as, as in \"… svarar inte\"")
	need(isSafeAddress(s.BaseURL), "base_url", fmt.Sprintf("%q will not do; write the API's https address with its version", s.BaseURL))
	need(!slices.Contains(s.Relations, ""), "relations", "one is empty; write relation types as the system does")
	need(!slices.Contains(s.Relations, notEnough), "relations", notEnough+" says nothing of custody, and may see nothing; leave it out")
	for _, kind := range s.Tells {
		need(slices.Contains(tellable, kind), "tells", fmt.Sprintf("%q is nothing that is asked for; write some of %v", kind, tellable))
	}
	for _, term := range slices.Sorted(maps.Keys(s.GradeRelease)) {
		_, err := time.Parse(time.DateOnly, s.GradeRelease[term])
		need(err == nil && TermShape.MatchString(term), "grade_release", fmt.Sprintf("%s: %s will not do; write HT2026: 2026-12-18", term, s.GradeRelease[term]))
	}
	need(s.Timeout == 0 || s.Timeout >= time.Second && s.Timeout <= maxSchoolTimeout, "timeout",
		fmt.Sprintf("%s will not do; write 1s to %s: a person waits", s.Timeout, maxSchoolTimeout))
	return faults
}

// tokenFaults wants one way to be let in, and all of it.
func (s School) tokenFaults() Faults {
	switch {
	case (s.TokenFile == "") == (s.TokenURL == ""):
		return Faults{{"token_file", "write the file that holds a token, or token_url where one is had, and not both"}}
	case s.TokenURL == "":
		return nil
	}
	var faults Faults
	if !isSafeAddress(s.TokenURL) {
		faults = append(faults, Fault{"token_url", fmt.Sprintf("%q will not do; write the https address where a token is had", s.TokenURL)})
	}
	if s.ClientID == "" {
		faults = append(faults, Fault{"client_id", "it is missing; write what the system calls this portal"})
	}
	if s.ClientSecretFile == "" && s.ClientSecret == "" {
		faults = append(faults, Fault{"client_secret_file", "it is missing; write the file that holds the secret"})
	}
	if !slices.Contains([]string{"", "post", "basic"}, s.ClientAuth) {
		faults = append(faults, Fault{"client_auth", fmt.Sprintf("%q is no way to show the secret; write post or basic", s.ClientAuth)})
	}
	return faults
}

// isSafeAddress reports whether nobody on the way can read what is asked there.
func isSafeAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && u.RawQuery == "" && (u.Scheme == "https" || u.Scheme == "http" && isThisMachine(u.Hostname()))
}
