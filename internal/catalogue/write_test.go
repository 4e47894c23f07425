package catalogue

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWriteAnyText writes texts made of what YAML gives a meaning to, in every
// place a text can stand, and reads them back.
func TestWriteAnyText(t *testing.T) {
	pieces := []string{
		"a", "å", "💡", "1", " ", "  ", "\n", "\t", "\r", ":", ": ", "- ", "-", "#", " #", "'", `"`, `\`, "&", "*", "!", "|", ">", "%", "@", "`",
		"[", "]", "{", "}", ",", "?", ".", "=", "~", "<", "\u00a0", "\u2028", "no", "null", "0x1", "...", "---", strings.Repeat("ord ", 20),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		text := b.String()
		w := yamlWriter{schema: serviceSchema()}
		w.mapping(map[string]any{
			"needs": []any{map[string]any{"sv": text, "en": "x"}, text},
			"route": map[string]any{"params": map[string]any{text: text}},
			"x":     text,
			"z":     "end",
		}, w.schema.doc, "", false)
		root, spots := readDocument([]byte(w.out.String()))
		if len(spots) > 0 {
			t.Fatalf("%q cannot be read back: %v\n%s", text, spots, w.out.String())
		}
		for _, path := range []string{"needs/0/sv", "needs/1", "route/params/" + text, "x"} {
			at := root
			for i, name := range strings.SplitN(path, "/", 3) {
				if at = at.child(name); at == nil {
					t.Fatalf("%q: nothing at part %d of %q\n%s", text, i, path, w.out.String())
				}
			}
			if at.text() != text {
				t.Fatalf("%q came back as %q at %q\n%s", text, at.text(), path, w.out.String())
			}
		}
		if root.child("z").text() != "end" {
			t.Fatalf("%q spoils what follows\n%s", text, w.out.String())
		}
	}
}
