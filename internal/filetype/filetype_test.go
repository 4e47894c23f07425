package filetype_test

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/filetype"
)

func TestCleanName(t *testing.T) {
	tests := []struct{ name, posted, want string }{
		{"plain", "lampa.jpg", "lampa.jpg"},
		{"Swedish", "gatlykta på åsen.jpg", "gatlykta på åsen.jpg"},
		{"a path upwards", "../../etc/passwd", "passwd"},
		{"a path of another kind", `..\..\boot.ini`, "boot.ini"},
		{"markup", "<img src=x>.jpg", "img src=x.jpg"},
		{"control characters", "a\x00b\r\nc.jpg", "abc.jpg"},
		{"a text that runs backwards", "x\u202egpj.exe", "xgpj.exe"},
		{"invalid UTF-8", "a\xff.jpg", "a.jpg"},
		{"only dots", "...", "fil"},
		{"nothing", "", "fil"},
		{"the end is kept", strings.Repeat("a", 200) + ".jpg", strings.Repeat("a", 116) + ".jpg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := filetype.CleanName(tt.posted); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOf(t *testing.T) {
	tests := []struct {
		name, content, want string
	}{
		{"JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "image/jpeg"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"},
		{"PDF", "%PDF-1.7\n", "application/pdf"},
		{"a program that holds a PDF's mark", "MZ" + strings.Repeat("\x00", 60) + "%PDF-1.4", "application/octet-stream"},
		{"HEIC, as phones take pictures", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"},
		{"a page", "<!doctype html><script>alert(1)</script>", "text/html"},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "image/svg+xml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := filetype.Of([]byte(tt.content)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWithExtension(t *testing.T) {
	tests := []struct{ name, mediaType, want string }{
		{"lampa.jpg", "image/jpeg", "lampa.jpg"},
		{"LAMPA.JPEG", "image/jpeg", "LAMPA.JPEG"},
		{"faktura.exe", "application/pdf", "faktura.exe.pdf"},
		{"bild.hta", "image/png", "bild.hta.png"},
		{"utan", "image/heic", "utan.heic"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := filetype.WithExtension(tt.name, tt.mediaType); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
