package sample

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/static"
)

// policy is as strict as the portal's own, so that a page that would break
// there breaks here.
const policy = "default-src 'none'; style-src 'self'; script-src 'self' 'nonce-sample-nonce'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Handler serves the storybook: the list of stories at /, a story at /NAME and
// in English at /en/NAME, and the built assets.
func Handler() http.Handler {
	stories := map[string]templ.Component{"": list(Stories())}
	for _, s := range Stories() {
		stories[s.Name] = s.Component
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	// Browsers ask for it on behalf of a page that names no icon.
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		lang, path := paths.Split(r.URL.Path)
		story, ok := stories[strings.Trim(path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		var page bytes.Buffer
		if err := story.Render(i18n.WithLang(r.Context(), lang), &page); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if path != "/form/receipt-file" { // a file to keep, which carries its own style
			w.Header().Set("Content-Security-Policy", policy)
		}
		_, _ = page.WriteTo(w)
	})
	return mux
}
