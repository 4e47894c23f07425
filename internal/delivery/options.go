package delivery

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Options are what a connector's configuration says, not yet understood.
type Options struct {
	values map[string]any
}

// NewOptions returns options with the values, as a configuration file would.
func NewOptions(values map[string]any) Options { return Options{values: values} }

// Decode fills in a pointer to a struct by its json tags. Zero values stand for
// what is not there. An option that the struct does not have is an error that
// names it and those that are known: a misspelt option must not be ignored.
func (o Options) Decode(into any) error {
	known := optionNames(reflect.TypeOf(into).Elem())
	for _, name := range slices.Sorted(maps.Keys(o.values)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("there is no option %q; known: %s", name, strings.Join(known, ", "))
		}
	}
	raw, err := json.Marshal(o.values)
	if err != nil {
		return errors.New("the options must be texts, numbers, true or false, lists and mappings")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields() // in mappings inside; the error names the field
	err = decoder.Decode(into)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("option %q cannot be a %s", optionPath(reflect.TypeOf(into).Elem(), wrong.Field), wrong.Value) // not the value: it may be a secret
	}
	if err != nil {
		return fmt.Errorf("the options are wrong: %w", err)
	}
	return nil
}

// optionPath is the path of a field as it is written in the configuration: without
// the struct that several types have in common.
func optionPath(t reflect.Type, path string) string {
	for field := range t.Fields() {
		if field.Anonymous {
			path = strings.TrimPrefix(path, field.Name+".")
		}
	}
	return path
}

func optionNames(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if field.Anonymous { // options that several types have in common
			names = append(names, optionNames(field.Type)...)
			continue
		}
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Secret returns a secret that is given as itself or as the name of the file
// that holds it, without space around it. Giving both is an error; giving
// neither returns "".
func Secret(value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	if value != "" {
		return "", errors.New("give the secret or the file that holds it, not both")
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("the file with the secret cannot be read: %w", err)
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" {
		return "", fmt.Errorf("the file with the secret is empty: %s", file)
	}
	return secret, nil
}

// Duration is a length of time in options, written as "30s" or "2m".
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is not a length of time such as 30s or 2m", text)
	}
	*d = Duration(v)
	return nil
}
