package ui_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/ui"
)

func TestFileSize(t *testing.T) {
	tests := []struct {
		name  string
		lang  i18n.Lang
		bytes int64
		want  string
	}{
		{"a small file is not nothing", i18n.SV, 3, "1 kB"},
		{"kilobytes are rounded", i18n.SV, 1536, "2 kB"},
		{"megabytes in Swedish", i18n.SV, 2_200_000, "2,1 MB"},
		{"megabytes in English", i18n.EN, 2_200_000, "2.1 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ui.FileSize(tt.lang, tt.bytes); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
