package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/mittkoping/entre/internal/errs"
)

var (
	//go:embed shell.html
	shell string
	//go:embed style.css
	style string
)

// Parse returns the shell with a page in it. The page's text defines the
// templates "title" and "content"; both get the page's data. It panics on a
// faulty template, which is embedded and therefore ours.
func Parse(text string) *template.Template {
	t := template.New("shell").Funcs(template.FuncMap{
		"stylesheet": func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own embedded file
	})
	return template.Must(template.Must(t.Parse(shell)).Parse(text))
}

// Write renders a page from Parse and sends it with its status. Nothing is
// sent when rendering fails.
func Write(w http.ResponseWriter, status int, t *template.Template, data any) error {
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return errs.Wrap(errs.Internal, "page.Write", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'; "+
		"frame-ancestors 'none'; style-src 'sha256-"+styleHash()+"'")
	h.Set("X-Content-Type-Options", "nosniff")
	// Not "no-referrer": it would turn the Origin of our own forms into "null".
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(out.Bytes())
	return errs.Wrap(errs.Unavailable, "page.Write", err)
}

// styleHash lets the content security policy allow our style sheet and no
// other inline style.
func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}
