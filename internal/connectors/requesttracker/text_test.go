package requesttracker

import (
	"context"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/delivery"
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
		if got := strings.TrimSpace(tidy(plainText(document))); got != want {
			t.Errorf("%q: got %q, want %q", document, got, want)
		}
	}
}

func TestTidy(t *testing.T) {
	if got, want := tidy("\n\nHej  \r\n\r\n\r\n\r\nDå\x00\n\n"), "Hej\n\nDå"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSubject(t *testing.T) {
	for title, want := range map[string]string{
		"Felanmälan":    "Felanmälan MK-1",
		"Två\nrader  x": "Två rader x MK-1",
		"":              "MK-1",
	} {
		if got := subject(delivery.Envelope{Title: title, Reference: "MK-1"}); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
	long := subject(delivery.Envelope{Title: strings.Repeat("å", 300), Reference: "MK-1"})
	if utf8.RuneCountInString(long) != maxSubject || !strings.HasSuffix(long, "å MK-1") {
		t.Errorf("a long one becomes %q", long)
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"a/b\\c.png": "a_b_c.png", "": "namnlös", "...": "namnlös", "0": "_0", `"x".png`: "'x'.png", "rad\r\nX: y": "rad__X: y", "b\xff.png": "b\uFFFD.png",
		strings.Repeat("å", 200) + ".png": strings.Repeat("å", 98) + ".png",
		strings.Repeat("x", 250):          strings.Repeat("x", 200),
	} {
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
