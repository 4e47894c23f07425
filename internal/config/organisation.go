package config

import (
	"errors"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"

	"github.com/mittkoping/entre/internal/i18n"
)

// Authority is one of the municipality's authorities, as a file says it.
type Authority struct {
	Code      string              `yaml:"code"` // begins diary numbers: BUN
	Name      string              `yaml:"name"` // as services name it
	Functions map[string]Function `yaml:"functions"`
}

// Function is an organisational role of an authority, which people hold for a
// while.
type Function struct {
	Title  i18n.Text `yaml:"title"`
	Powers []string  `yaml:"powers"`
	Groups []string  `yaml:"groups"` // the values of the staff provider's claim that give it
}

// ParseOrganisation reads what an organisation_file holds. Whether it is a
// possible organisation is for package identity to say.
func ParseOrganisation(raw []byte) ([]Authority, error) {
	var file struct {
		Authorities []Authority `yaml:"authorities"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		return nil, errors.New("write its authorities as docs/configuration.md shows:\n" + yaml.FormatError(err, false, false))
	}
	return file.Authorities, nil
}

func (c *Config) readOrganisation() Faults {
	if c.OrganisationFile == "" {
		return nil
	}
	raw, err := os.ReadFile(c.OrganisationFile)
	if err == nil {
		c.Organisation, err = ParseOrganisation(raw)
	}
	if err != nil {
		return Faults{{"organisation_file", err.Error()}}
	}
	if len(c.Organisation) == 0 {
		return Faults{{"organisation_file", fmt.Sprintf("%s names no authority", c.OrganisationFile)}}
	}
	return nil
}
