package render

import (
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/web/pace"
)

// File is something to save, or to look at.
type File struct {
	Name      string // for people; any character may be in it
	MediaType string // as found by looking at the content
	Content   []byte
	IsSaved   bool // even if it could be shown
}

// Send answers with the file, to be saved. Pictures are shown instead: they
// cannot act. Whatever is in the file, the browser runs none of it as ours.
// (PDF cannot be shown: Chrome's viewer does not start in a sandbox.) Whoever
// stops reading is hung up on (package pace).
func Send(c echo.Context, f File) error {
	disposition := "attachment"
	if isShown(f.MediaType) && !f.IsSaved {
		disposition = "inline"
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set(echo.HeaderContentType, f.MediaType)
	c.Response().WriteHeader(http.StatusOK)
	return pace.Write(c.Response(), f.Content)
}

// isShown tells the picture formats that only ever are pictures: SVG is not one
// of them.
func isShown(mediaType string) bool {
	switch mediaType {
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif":
		return true
	}
	return false
}

// Accepts reports whether the request asks for the media type by its name.
func Accepts(c echo.Context, mediaType string) bool {
	for part := range strings.SplitSeq(c.Request().Header.Get(echo.HeaderAccept), ",") {
		if name, _, err := mime.ParseMediaType(part); err == nil && name == mediaType {
			return true
		}
	}
	return false
}
