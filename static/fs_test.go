package static

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

var files = fstest.MapFS{
	"manifest.json":   {Data: []byte(`{"app.css": "app-AAAA.css", "font.woff2": "font-BBBB.woff2", "lost.js": "lost-CCCC.js"}`)},
	"app-AAAA.css":    {Data: []byte("body{}")},
	"app-AAAA.css.gz": {Data: []byte("zipped")},
	"font-BBBB.woff2": {Data: []byte("letters")},
	"secret.txt":      {Data: []byte("not listed")},
}

func TestURL(t *testing.T) {
	built, unbuilt := read(files), read(fstest.MapFS{".gitkeep": {}})
	tests := []struct {
		name   string
		bundle bundle
		file   string
		want   string
	}{
		{"a built file has its hash", built, "app.css", "/static/app-AAAA.css"},
		{"an unknown file keeps its name", built, "other.css", "/static/other.css"},
		{"nothing is built", unbuilt, "app.css", "/static/app.css"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.bundle.url(tt.file); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHandler(t *testing.T) {
	tests := []struct {
		name, path, accept          string
		status                      int
		body, contentType, encoding string
	}{
		{"compressed", "/static/app-AAAA.css", "br, gzip", http.StatusOK, "zipped", "text/css; charset=utf-8", "gzip"},
		{"a browser that cannot", "/static/app-AAAA.css", "", http.StatusOK, "body{}", "text/css; charset=utf-8", ""},
		{"a browser that will not", "/static/app-AAAA.css", "gzip;q=0", http.StatusOK, "body{}", "text/css; charset=utf-8", ""},
		{"a font is compressed already", "/static/font-BBBB.woff2", "gzip", http.StatusOK, "letters", "font/woff2", ""},
		{"the name without its hash", "/static/app.css", "", http.StatusNotFound, "", "", ""},
		{"listed but not there", "/static/lost-CCCC.js", "", http.StatusNotFound, "", "", ""},
		{"there but not listed", "/static/secret.txt", "", http.StatusNotFound, "", "", ""},
		{"the folder", "/static/", "", http.StatusNotFound, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, tt.path, http.NoBody)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			read(files).ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d", w.Code, tt.status)
			}
			if tt.status != http.StatusOK {
				return
			}
			if got := w.Body.String(); got != tt.body {
				t.Errorf("body %q, want %q", got, tt.body)
			}
			want := map[string]string{
				"Content-Type": tt.contentType, "Content-Encoding": tt.encoding,
				"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			}
			for name, value := range want {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s is %q, want %q", name, got, value)
				}
			}
		})
	}
}
