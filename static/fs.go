package static

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

//go:embed all:dist
var dist embed.FS

// bundle is what was built: the hashed names by the names in the sources, and
// the files by their hashed names.
type bundle struct {
	hashed map[string]string
	assets map[string]asset
}

// asset is one built file, ready to be sent.
type asset struct {
	contentType string
	plain, gzip []byte // gzip is nil for what does not get smaller
}

var embedded = sync.OnceValue(func() bundle {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return read(sub)
})

// read reads a build. Without a manifest there is nothing: the pages stand
// without style.
func read(files fs.FS) bundle {
	b := bundle{hashed: map[string]string{}, assets: map[string]asset{}}
	manifest, err := fs.ReadFile(files, "manifest.json")
	if err != nil || json.Unmarshal(manifest, &b.hashed) != nil {
		return b
	}
	for _, name := range b.hashed {
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			continue
		}
		a := asset{contentType: contentType(name), plain: plain}
		if zipped, err := fs.ReadFile(files, name+".gz"); err == nil {
			a.gzip = zipped
		}
		b.assets[name] = a
	}
	return b
}

// contentType does not ask the machine, whose tables differ.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}

// URL returns the address of the file that the sources call name: "app.css" is
// "/static/app-3F2A9C.css". A name that was not built keeps its own, which
// answers 404.
func URL(name string) string { return embedded().url(name) }

func (b bundle) url(name string) string {
	if hashed, ok := b.hashed[name]; ok {
		return Prefix + hashed
	}
	return Prefix + name
}

// Handler serves the built files under Prefix, to be kept for ever by browsers,
// compressed where that helps and the browser can. Anything else is 404.
func Handler() http.Handler { return embedded() }

func (b bundle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := b.assets[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	body := a.plain
	if a.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = a.gzip
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip reports whether the browser takes gzip.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(coding, "gzip") {
			return strings.TrimSpace(params) != "q=0"
		}
	}
	return false
}
