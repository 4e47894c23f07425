package catalogue

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema/*.schema.json
var schemaFiles embed.FS

const schemaEnding = ".schema.json"

// SchemaName and VocabularySchemaName are the names of the schemas of services
// and of words where export leaves them.
const (
	SchemaName           = "service" + schemaEnding
	VocabularySchemaName = WordsFolder + schemaEnding
)

// Schema returns the JSON Schema (draft 2020-12) of a service's file, for
// editors.
func Schema() []byte { return schemaFile(SchemaName) }

// SheetSchemas returns those of the files that are about no one service, by
// name.
func SheetSchemas() map[string][]byte {
	out := map[string][]byte{}
	for _, k := range sheetKinds() {
		out[k.name+schemaEnding] = schemaFile(k.name + schemaEnding)
	}
	return out
}

// schemas are all of them, by name, and their names in order.
func schemas() (contents map[string][]byte, names []string) {
	contents = SheetSchemas()
	contents[SchemaName], contents[VocabularySchemaName] = Schema(), VocabularySchema()
	return contents, slices.Sorted(maps.Keys(contents))
}

func schemaFile(name string) []byte {
	raw, err := schemaFiles.ReadFile("schema/" + name)
	if err != nil {
		panic(err) // it is part of the binary
	}
	return raw
}

// VocabularySchema returns that of a vocabulary's file.
func VocabularySchema() []byte { return schemaFile(VocabularySchemaName) }

// schema is the schema in two ways: as a judge of values, and as a document
// that has the descriptions and the order of keys.
type schema struct {
	judge *jsonschema.Schema
	doc   *node
}

// The schemas are made once: they are part of the binary, so a fault in one is
// a fault of the build and panics (a test loads them).
var (
	serviceSchema      = schemaOf("service")
	vocabularySchema   = schemaOf(WordsFolder)
	directorySchema    = schemaOf(directorySheet)
	startSchema        = schemaOf(startSheet)
	disturbancesSchema = schemaOf(disturbancesSheet)
	betsSchema         = schemaOf(betsSheet)
	judgedSchema       = schemaOf(judgedSheet)
)

func schemaOf(name string) func() *schema {
	return sync.OnceValue(func() *schema { return compile(name+schemaEnding, schemaFile(name+schemaEnding)) })
}

func compile(name string, file []byte) *schema {
	doc, spots := readDocument(file)
	if len(spots) > 0 {
		panic(fmt.Sprintf("catalogue: %s:%d: %s", name, spots[0].at.line, spots[0].message))
	}
	resource, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	if err != nil {
		panic(err)
	}
	id := doc.child("$id").text()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(id, resource); err != nil {
		panic(err)
	}
	return &schema{judge: compiler.MustCompile(id), doc: doc}
}

// check returns what the schema finds wrong in root, in plain words.
func (s *schema) check(root *node) []spot {
	err := s.judge.Validate(root.plain())
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return []spot{{at: root.at, message: err.Error()}}
	}
	var spots []spot
	s.collect(invalid, root, &spots)
	return spots
}

func (s *schema) collect(e *jsonschema.ValidationError, root *node, spots *[]spot) {
	for _, cause := range e.Causes {
		s.collect(cause, root, spots)
	}
	if len(e.Causes) > 0 {
		return
	}
	*spots = append(*spots, s.explain(e, root)...)
}

// explain puts one finding of the judge into plain words: what it is, what is
// wrong with it, and what to write instead, which is the schema's description.
func (s *schema) explain(e *jsonschema.ValidationError, root *node) []spot {
	path, at := e.InstanceLocation, root.find(e.InstanceLocation)
	place := s.at(e.SchemaURL)
	one := func(format string, args ...any) []spot {
		return []spot{{path, at, pathName(path) + " " + fmt.Sprintf(format, args...)}}
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		return s.explainMissing(k.Missing, path, at, place)
	case *kind.DependentRequired:
		return s.explainMissing(k.Missing, path, root.keyPosition(path, k.Prop), place)
	case *kind.AdditionalProperties:
		return explainUnknown(k.Properties, e.InstanceLocation, root, place)
	case *kind.Type:
		return one("is %s, but must be %s", typeName(k.Got), wanted(k))
	case *kind.Enum:
		return one("is %s, which is not one of %s%s", quote(k.Got), listOf(k.Want), didYouMean(k.Got, k.Want))
	case *kind.Pattern:
		return one("is %s, but must be %s", quote(k.Got), s.description(path, place))
	case *kind.Not:
		return one("cannot stand here: %s", place.child("description").text())
	case *kind.MinLength:
		return one("is empty: write something, or take the key away if it may be left out")
	case *kind.MaxLength:
		return one("is %d characters long: write at most %d", k.Got, k.Want)
	case *kind.MaxItems:
		return one("has %d items: write at most %d", k.Got, k.Want)
	case *kind.ExclusiveMinimum:
		return one("is too small: write more than %s", k.Want.RatString())
	case *kind.MinItems:
		return one("is an empty list: write at least %d, each on a line that begins with “- ”", k.Want)
	case *kind.Minimum:
		return one("is too small: write %s or more", k.Want.RatString())
	case *kind.Maximum:
		return one("is too large: write %s or less", k.Want.RatString())
	case *kind.UniqueItems:
		return one("says the same in place %d and %d: take one away", k.Duplicates[0]+1, k.Duplicates[1]+1)
	default:
		return one("is not right: %s", k.LocalizedString(message.NewPrinter(language.English)))
	}
}

// explainMissing says what to write for each missing key. When the rule that
// asks for it has a reason of its own (description beside required), it says
// that; otherwise it says what the key is.
func (s *schema) explainMissing(missing, path []string, at position, place *node) []spot {
	var spots []spot
	for _, key := range missing {
		reason := ""
		if place != s.doc {
			reason = s.ruleReason(place)
		}
		if reason == "" {
			reason = s.description(append(slices.Clone(path), key), nil)
		}
		spots = append(spots, spot{path, at, fmt.Sprintf("%s is missing: %s", pathName(append(slices.Clone(path), key)), reason)})
	}
	return spots
}

// ruleReason is the description of a rule that has no keys of its own.
func (s *schema) ruleReason(place *node) string {
	if place.child("properties") != nil {
		return ""
	}
	return place.child("description").text()
}

func explainUnknown(keys, path []string, root *node, place *node) []spot {
	var known []any
	if properties := place.child("properties"); properties != nil {
		for _, f := range properties.fields {
			known = append(known, f.name)
		}
	}
	slices.Sort(keys)
	var spots []spot
	for _, key := range keys {
		guess := didYouMean(key, known)
		if guess == "" {
			guess = "; the keys here are " + listOf(known)
		}
		name := pathName(append(slices.Clone(path), key))
		spots = append(spots, spot{path, root.keyPosition(path, key), name + " is not a key that is used here" + guess})
	}
	return spots
}

// at returns the part of the schema that an address of the judge points to.
func (s *schema) at(url string) *node {
	_, pointer, _ := strings.Cut(url, "#")
	place := s.doc
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if part == "" {
			continue
		}
		place = place.child(strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	return place
}

// resolve follows a reference to a definition.
func (s *schema) resolve(place *node) *node {
	for place.child("$ref") != nil {
		place = s.at(place.child("$ref").text())
	}
	return place
}

// under returns the part of the schema that speaks of a key or an index under
// place, and nil where it says nothing.
func (s *schema) under(place *node, name string) *node {
	place = s.resolve(place)
	if p := place.child("properties").child(name); p != nil {
		return p
	}
	if _, err := strconv.Atoi(name); err == nil && place.child("items") != nil {
		return place.child("items")
	}
	return place.child("additionalProperties")
}

// description returns what the schema says of the value at path, nearest
// first: at the key, else at the definition it refers to.
func (s *schema) description(path []string, fallback *node) string {
	place := s.doc
	for _, name := range path {
		if place = s.under(place, name); place == nil {
			return fallback.child("description").text()
		}
	}
	if d := place.child("description").text(); d != "" {
		return d
	}
	return s.resolve(place).child("description").text()
}
