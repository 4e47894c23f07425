package config

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// envPrefix begins the name of every environment variable that is a setting.
const envPrefix = "ENTRE_"

// setting is one leaf of Config.
type setting struct {
	key   string // municipality.hours.sv
	env   string // ENTRE_MUNICIPALITY_HOURS_SV; empty: in the file only
	doc   string
	field reflect.Value
}

// settings returns the leaves of c, in the order they are declared.
func settings(c *Config) []setting { return leaves(reflect.ValueOf(c).Elem(), "") }

func leaves(group reflect.Value, prefix string) []setting {
	var out []setting
	for i := range group.NumField() {
		tag := group.Type().Field(i).Tag
		if tag.Get("yaml") == "-" {
			continue
		}
		key, doc, field := prefix+tag.Get("yaml"), tag.Get("doc"), group.Field(i)
		switch text, isText := field.Addr().Interface().(*i18n.Text); {
		case isText:
			out = append(out,
				newSetting(key+".sv", doc+", in Swedish. Required.", reflect.ValueOf(&text.SV).Elem()),
				newSetting(key+".en", doc+", in English. Empty: as in Swedish.", reflect.ValueOf(&text.EN).Elem()))
		case field.Kind() == reflect.Struct:
			out = append(out, leaves(field, key+".")...)
		default:
			out = append(out, newSetting(key, doc, field))
		}
	}
	return out
}

func newSetting(key, doc string, field reflect.Value) setting {
	s := setting{key: key, doc: doc, field: field}
	if field.Kind() != reflect.Map {
		s.env = envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
	}
	return s
}

// set gives the setting a value from the file. It returns what to write
// instead when the value is of the wrong sort, and "" when it took it.
func (s setting) set(value any) string {
	switch field := s.field.Addr().Interface().(type) {
	case *string:
		text, ok := value.(string)
		if !ok {
			return `write a text, in quotes when it looks like a number: "` + fmt.Sprint(value) + `"`
		}
		*field = strings.TrimSpace(text)
	case *[]string:
		list, ok := value.([]any)
		if !ok {
			return "write a list: [10.0.0.1, 10.0.1.0/24]"
		}
		*field = nil
		for _, item := range list {
			*field = append(*field, strings.TrimSpace(fmt.Sprint(item)))
		}
	case *map[string]Connector:
		return setConnectors(field, value)
	case *map[string]School:
		return setSchool(field, value)
	case *map[string]Provider:
		return setLogin(field, value)
	default:
		return s.parse(fmt.Sprint(value))
	}
	return ""
}

// setFromEnv gives the setting a value from an environment variable.
func (s setting) setFromEnv(value string) string {
	if list, ok := s.field.Addr().Interface().(*[]string); ok {
		*list = nil
		for item := range strings.SplitSeq(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				*list = append(*list, item)
			}
		}
		return ""
	}
	if s.field.Kind() == reflect.String {
		return s.set(value)
	}
	return s.parse(value)
}

// parse reads a number or a duration.
func (s setting) parse(text string) string {
	switch field := s.field.Addr().Interface().(type) {
	case *time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Sprintf("%q is not a duration; write a number with its unit: 30s, 5m, 1h", text)
		}
		*field = d
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Sprintf("%q is not a whole number", text)
		}
		*field = n
	case *int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Sprintf("%q is not a whole number", text)
		}
		*field = n
	default:
		panic("config: no way to set " + s.key) // a new type in Config: teach it here
	}
	return ""
}

func setConnectors(field *map[string]Connector, value any) string {
	const shape = "write each connector as NAME: {type: TYPE, options: {…}, limits: {concurrency: 2, per_second: 5}}"
	entries, ok := value.(map[string]any)
	if !ok {
		return shape
	}
	out := map[string]Connector{}
	for name, entry := range entries {
		parts, ok := entry.(map[string]any)
		if !ok {
			return name + ": " + shape
		}
		var c Connector
		for key, part := range parts {
			switch key {
			case "type":
				c.Type, ok = part.(string)
			case "options":
				c.Options, ok = part.(map[string]any)
			case "limits":
				ok = c.Limits.set(part)
			default:
				ok = false
			}
			if !ok {
				return name + "." + key + ": " + shape
			}
		}
		out[name] = c
	}
	*field = out
	return ""
}

// set reads the limits of a connector, and reports whether it could.
func (l *AskingLimits) set(value any) bool {
	parts, ok := value.(map[string]any)
	for key, part := range parts {
		n, err := strconv.ParseFloat(fmt.Sprint(part), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return false
		}
		switch key {
		case "concurrency":
			l.Concurrency = int(n)
			ok = ok && float64(l.Concurrency) == n
		case "per_second":
			l.PerSecond = n
		default:
			return false
		}
	}
	return ok
}
