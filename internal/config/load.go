package config

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Fault is one thing wrong in the configuration.
type Fault struct {
	Key string // of the file; for a faulty variable, its name
	Say string // what is wrong and what to write instead; never a secret
}

// Faults are all the things wrong, in the order of the settings.
type Faults []Fault

// Error tells all faults, each on its line.
func (f Faults) Error() string {
	var b strings.Builder
	b.WriteString("the configuration cannot be used:")
	for _, fault := range f {
		b.WriteString("\n  " + fault.Key + ": " + fault.Say)
	}
	return b.String()
}

// Load reads the YAML file at path (none when path is ""), then the variables
// ENTRE_* of environ ("NAME=value", as os.Environ gives them), which win, then
// the files that settings name, and checks the whole. The error is Faults, or
// tells why the file could not be read at all. Paths are relative to the
// working directory.
func Load(path string, environ []string) (Config, error) {
	c := Default()
	byKey := map[string]setting{}
	for _, s := range settings(&c) {
		byKey[s.key] = s
	}
	var faults Faults
	if path != "" {
		tree, err := readFile(path)
		if err != nil {
			return Config{}, err
		}
		faults = applyFile(byKey, "", tree)
	}
	faults = append(faults, applyEnv(byKey, environ)...)
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	faults = append(faults, c.readSecrets()...)
	faults = append(faults, c.faultsBeside(faults)...)
	if len(faults) > 0 {
		return Config{}, faults
	}
	return c, nil
}

func readFile(path string) (map[string]any, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the configuration file: %w", err)
	}
	tree := map[string]any{}
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("the configuration file %s:\n%s", path, yaml.FormatError(err, false, false))
	}
	return tree, nil
}

// applyFile sets what a tree of the file says. A key that is left empty keeps
// its default.
func applyFile(byKey map[string]setting, prefix string, tree map[string]any) Faults {
	var faults Faults
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		key, value := prefix+name, tree[name]
		s, isLeaf := byKey[key]
		branch, isTree := value.(map[string]any)
		switch {
		case isLeaf && value != nil:
			if say := s.set(value); say != "" {
				faults = append(faults, Fault{key, say})
			}
		case isLeaf:
		case !isGroup(byKey, key):
			faults = append(faults, Fault{key, "there is no such setting; see docs/configuration.md"})
		case isTree:
			faults = append(faults, applyFile(byKey, key+".", branch)...)
		case value != nil:
			faults = append(faults, Fault{key, "write its settings under it, each on its line"})
		}
	}
	return faults
}

func isGroup(byKey map[string]setting, key string) bool {
	for k := range byKey {
		if strings.HasPrefix(k, key+".") {
			return true
		}
	}
	return false
}

// foreign begin the variables that look like settings and are not: the one that
// names the file, those that Kubernetes sets for a service called entre, and
// those of our tests.
var foreign = []string{envPrefix + "CONFIG", envPrefix + "PORT", envPrefix + "SERVICE_", envPrefix + "TEST_"}

func applyEnv(byKey map[string]setting, environ []string) Faults {
	byEnv := map[string]setting{}
	for _, s := range byKey {
		if s.env != "" {
			byEnv[s.env] = s
		}
	}
	var faults Faults
	for _, pair := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(pair, "=")
		isForeign := slices.ContainsFunc(foreign, func(p string) bool { return strings.HasPrefix(name, p) })
		if !strings.HasPrefix(name, envPrefix) || isForeign {
			continue
		}
		s, ok := byEnv[name]
		if !ok {
			faults = append(faults, Fault{name, "there is no such setting; see docs/configuration.md"})
			continue
		}
		if say := s.setFromEnv(value); say != "" {
			faults = append(faults, Fault{name, say})
		}
	}
	return faults
}

// readSecrets fills in what stands in files of its own: database.dsn, the
// secrets of the logins, the organisation and, for any option of a connector,
// api_key from api_key_file.
func (c *Config) readSecrets() Faults {
	faults := slices.Concat(c.Database.readSecret(), readLoginSecrets("login", c.Login), readLoginSecrets("staff_login", c.StaffLogin), c.readSchoolSecrets(), c.readOrganisation())
	for _, name := range slices.Sorted(maps.Keys(c.Connectors)) {
		options := c.Connectors[name].Options
		for _, key := range slices.Sorted(maps.Keys(options)) {
			option, isFile := strings.CutSuffix(key, fileSuffix)
			if !isFile {
				continue
			}
			secret, err := readSecret(fmt.Sprint(options[key]))
			if err != nil {
				faults = append(faults, Fault{"connectors." + name + ".options." + key, err.Error()})
				continue
			}
			delete(options, key)
			options[option] = secret
		}
	}
	return faults
}

const fileSuffix = "_file"

func (d *Database) readSecret() Faults {
	if d.DSNFile == "" {
		return nil
	}
	if d.DSN != "" {
		return Faults{{"database.dsn", "set dsn or dsn_file, not both"}}
	}
	secret, err := readSecret(d.DSNFile)
	if err != nil {
		return Faults{{"database.dsn_file", err.Error()}}
	}
	d.DSN = secret
	return nil
}

func readSecret(path string) (string, error) {
	raw, err := os.ReadFile(path)
	return strings.TrimSpace(string(raw)), err
}
