package page

import (
	"mime"
	"net/http"
	"slices"
	"time"
)

// ClockTime is a time as Sweden reads it. The demo must run where no time zone
// data is installed, and says UTC then.
func ClockTime(t time.Time) string {
	if sweden, err := time.LoadLocation("Europe/Stockholm"); err == nil {
		return t.In(sweden).Format("2006-01-02 15:04")
	}
	return t.UTC().Format("2006-01-02 15:04 MST")
}

// IsImage reports whether browsers show a file of the type as a picture.
func IsImage(mediaType string) bool {
	return slices.Contains([]string{"image/jpeg", "image/png", "image/webp", "image/gif"}, mediaType)
}

// SendFile sends a file: shown when it is a picture, else only to be saved, for
// what a stranger sent must never run as a page of ours.
func SendFile(w http.ResponseWriter, name, mediaType string, content []byte) {
	disposition := "inline"
	if !IsImage(mediaType) {
		disposition, mediaType = "attachment", "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(content) // a client that left is not our error
}
