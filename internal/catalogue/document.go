package catalogue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// position is where something stands in a file. Both count from 1, the column
// in characters.
type position struct{ line, column int }

// spot is one thing wrong at one place of a file.
type spot struct {
	path    []string // of the value it is about, as far as that exists
	at      position
	message string
}

// node is a value of a YAML document that knows where it stands and in which
// order its keys came. Exactly one of fields and items is set for a mapping
// and a list; value holds anything else.
type node struct {
	at     position
	fields []field
	items  []*node
	value  any // string, bool, int64, uint64, float64 or nil
}

// field is one key of a mapping and what it says.
type field struct {
	name  string
	at    position
	value *node
}

// readDocument reads the one YAML document in raw, which must be a mapping. It
// takes the plain part of YAML only: no anchors, aliases, merges or tags, so
// that a file says what it says where it says it. With faults there is no node.
func readDocument(raw []byte) (*node, []spot) {
	file, err := parser.ParseBytes(bytes.TrimPrefix(raw, []byte("\uFEFF")), 0)
	if err != nil {
		return nil, []spot{syntaxSpot(err)}
	}
	if len(file.Docs) > 1 {
		return nil, []spot{{at: positionOf(file.Docs[1].Start), message: "a second document begins here: write one service a file"}}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, []spot{{at: position{1, 1}, message: "the file is empty: begin with a line such as id: felanmal-gatubelysning"}}
	}
	r := documentReader{}
	root := r.read(file.Docs[0].Body, position{1, 1})
	if root.fields == nil && len(r.spots) == 0 {
		r.refuse(root.at, "a service is written as keys and values: begin with a line such as id: felanmal-gatubelysning")
	}
	if len(r.spots) > 0 {
		return nil, r.spots
	}
	if len(root.fields) > 0 {
		root.at = root.fields[0].at
	}
	return root, nil
}

type documentReader struct{ spots []spot }

func (r *documentReader) refuse(at position, message string) {
	r.spots = append(r.spots, spot{at: at, message: message})
}

// read turns a node of the parser into ours. container is the position that a
// mapping or a list takes: that of its key, which is where a person looks.
func (r *documentReader) read(n ast.Node, container position) *node {
	out := &node{at: container}
	switch n := n.(type) {
	case ast.MapNode:
		out.fields = r.readFields(n)
	case *ast.SequenceNode:
		out.items = []*node{}
		for _, item := range n.Values {
			out.items = append(out.items, r.read(item, itemPosition(item)))
		}
	case *ast.NullNode:
		return out
	default:
		out.at = positionOf(n.GetToken())
		out.value = r.readScalar(n, out.at)
	}
	return out
}

func (r *documentReader) readFields(n ast.MapNode) []field {
	fields := []field{}
	for pairs := n.MapRange(); pairs.Next(); {
		key := pairs.Key()
		at := positionOf(key.GetToken())
		switch key.(type) {
		case *ast.MergeKeyNode, *ast.MappingKeyNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
			r.refuse(at, "this is more YAML than is used here: write a plain key, such as title:")
			continue
		}
		fields = append(fields, field{name: key.GetToken().Value, at: at, value: r.read(pairs.Value(), at)})
	}
	return fields
}

func (r *documentReader) readScalar(n ast.Node, at position) any {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return n.Value
	case *ast.FloatNode:
		return n.Value
	case *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	}
	r.refuse(at, "anchors (&), aliases (*) and tags (!) are not used here: write the value itself, in quotes if it begins with one of these signs")
	return nil
}

func positionOf(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{1, 1}
	}
	return position{t.Position.Line, t.Position.Column}
}

// itemPosition is where an item of a list begins. The parser gives a mapping
// the position of its first colon; people look at its first key.
func itemPosition(n ast.Node) position {
	if m, ok := n.(ast.MapNode); ok {
		if pairs := m.MapRange(); pairs.Next() {
			return positionOf(pairs.Key().GetToken())
		}
	}
	return positionOf(n.GetToken())
}

// plainSyntax says in plain words what the parser says in its own.
var plainSyntax = []struct{ theirs, ours string }{
	{"mapping value is not allowed", "a second “: ” on this line, or a next line indented too far: put a text with a colon in quotes, and line the keys up"},
	{"cannot start any token", "a tab or another sign that cannot stand here: indent with spaces, and put a text that begins with a sign in quotes"},
	{"already defined", "this key stands twice in the same place: keep one of them"},
	{"could not find end character", "a quotation mark opens here and never closes: close it"},
	{"end token ']' not found", "a list opens with [ here and never closes: close it with ]"},
	{"end token '}' not found", "a { opens here and never closes: close it with }"},
}

func syntaxSpot(err error) spot {
	syntax, ok := errors.AsType[*yaml.SyntaxError](err)
	if !ok {
		return spot{at: position{1, 1}, message: "this is not YAML: " + err.Error()}
	}
	message := "this is not YAML: " + syntax.Message
	for _, p := range plainSyntax {
		if strings.Contains(syntax.Message, p.theirs) {
			message = p.ours
		}
	}
	return spot{at: positionOf(syntax.Token), message: message}
}

// child returns the node under a key of a mapping or at an index of a list,
// and nil where there is none.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if f.name == name {
			return f.value
		}
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.items) {
		return n.items[i]
	}
	return nil
}

// without returns a mapping without one of its keys.
func (n *node) without(name string) *node {
	out := &node{at: n.at, fields: []field{}}
	for _, f := range n.fields {
		if f.name != name {
			out.fields = append(out.fields, f)
		}
	}
	return out
}

// text returns the string that n is, or "".
func (n *node) text() string {
	if n == nil {
		return ""
	}
	s, _ := n.value.(string)
	return s
}

// find returns the position of the node at path, or of its nearest ancestor
// that exists.
func (n *node) find(path []string) position {
	at := n.at
	for _, name := range path {
		if n = n.child(name); n == nil {
			break
		}
		at = n.at
	}
	return at
}

// keyPosition returns the position of a key itself under the mapping at path.
func (n *node) keyPosition(path []string, key string) position {
	at := n
	for _, name := range path {
		at = at.child(name)
	}
	if at != nil {
		for _, f := range at.fields {
			if f.name == key {
				return f.at
			}
		}
	}
	return n.find(path)
}

// plain returns n as encoding/json would decode it.
func (n *node) plain() any {
	switch {
	case n.fields != nil:
		m := make(map[string]any, len(n.fields))
		for _, f := range n.fields {
			m[f.name] = f.value.plain()
		}
		return m
	case n.items != nil:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.plain()
		}
		return list
	default:
		return n.value
	}
}

// json returns n as JSON with sorted keys: two documents that say the same
// have the same bytes.
func (n *node) json() json.RawMessage {
	raw, err := json.Marshal(n.plain())
	if err != nil {
		panic(err) // plain values always can
	}
	return raw
}

// decode reads n into v as encoding/json would.
func (n *node) decode(v any) error {
	if err := json.Unmarshal(n.json(), v); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	return nil
}

// decodePlain reads JSON into maps, lists and scalars; numbers stay as they
// are written.
func decodePlain(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("decode JSON: %w", err)
	}
	return v, nil
}
