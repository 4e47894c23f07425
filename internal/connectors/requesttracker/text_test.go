package requesttracker

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/casetext"
)

func opener(content string) func(context.Context) (io.ReadCloser, error) {
	return func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
}

func TestPlainText(t *testing.T) {
	for document, want := range map[string]string{
		"":                                "",
		"bara text":                       "bara text",
		"<p>ett</p><p>två</p>":            "ett\n\ntvå",
		"ett<br>två<br/>tre":              "ett\ntvå\ntre",
		"<b>fet</b>, <i>och</i>":          "fet, och",
		"a &lt;b&gt; &amp; c":             "a <b> & c",
		"<p>rad\n  bruten</p>":            "rad bruten",
		"ett<br />\n två <b>tre</b> fyra": "ett\ntvå tre fyra",
		"<style>p{}</style><script>x()</script>kvar": "kvar",
		"<ul><li>ett</li><li>två</li></ul>efter":     "- ett\n\n- två\n\nefter",
		"<div>ett</div><div>två</div>":               "ett\n\ntvå",
		"<script>aldrig slut":                        "",
	} {
		if got := strings.TrimSpace(casetext.Tidy(plainText(document))); got != want {
			t.Errorf("%q: got %q, want %q", document, got, want)
		}
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{"a/b.png": "a_b.png", "0": "_0", "00": "00", strings.Repeat("x", 250): strings.Repeat("x", 200)} {
		if got := fileName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestMediaType(t *testing.T) {
	const bytesOnly = "application/octet-stream"
	for value, want := range map[string]string{
		"image/jpeg": "image/jpeg", "application/pdf": "application/pdf", "TEXT/plain; charset=x": bytesOnly, "message/rfc822": bytesOnly,
		"multipart/mixed": bytesOnly, "x\r\nA: b": bytesOnly, "": bytesOnly,
	} {
		if got := mediaType(value); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}
