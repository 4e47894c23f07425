package filetype

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"
)

const maxNameLength = 120 // characters

// Of finds the media type by looking at the content; the name and what the
// browser says count for nothing. A PDF begins with its mark: readers find it
// further in as well, and so what is a program to one is a PDF to another.
func Of(content []byte) string {
	mediaType, _, _ := strings.Cut(mimetype.Detect(content).String(), ";")
	if mediaType == "application/pdf" && !bytes.HasPrefix(content, []byte("%PDF-")) {
		return "application/octet-stream"
	}
	return mediaType
}

// extensions are how files of a type may end. The first is given to one that
// ends otherwise: nobody opens by its name what it is not. The questions of a form
// say which of them they take; from back ends we take all. None acts in a browser,
// and an office document with macros is of another type.
var extensions = map[string][]string{
	"image/jpeg":      {".jpg", ".jpeg"},
	"image/png":       {".png"},
	"image/webp":      {".webp"},
	"image/heic":      {".heic", ".heif"},
	"application/pdf": {".pdf"},

	"image/gif":  {".gif"},
	"image/tiff": {".tif", ".tiff"},
	"text/plain": {".txt"},
	"text/csv":   {".csv"},
	"text/rtf":   {".rtf"},

	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
}

// IsKnown reports whether files of the type are such as people open.
func IsKnown(mediaType string) bool { return extensions[mediaType] != nil }

// WithExtension returns a name that says what the file is. One of a type that we
// do not know keeps its own.
func WithExtension(name, mediaType string) string {
	right, known := extensions[mediaType]
	if !known || slices.Contains(right, strings.ToLower(filepath.Ext(name))) {
		return name
	}
	return name + right[0]
}

// CleanName makes of a name that somebody gave a file something that people can read and
// nothing can take for a path.
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > maxNameLength {
		name = string(runes[len(runes)-maxNameLength:]) // the end has the extension
	}
	if name == "" {
		return "fil"
	}
	return name
}
