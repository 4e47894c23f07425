package forms

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// mediaTypes are the files we take, and what people call them. Each can be
// known by its content, opened by a case handler, and kept for long.
var mediaTypes = []struct{ name, known string }{
	{"image/jpeg", "JPG"},
	{"image/png", "PNG"},
	{"image/webp", "WebP"},
	{"image/heic", "HEIC"},
	{"application/pdf", "PDF"},
}

// fileKind is one file or several. The files come by uploads of their own and
// are set in the answers by whoever received them; CheckFile and
// CheckFileCount say whether to.
type fileKind struct{}

func (fileKind) traits() traits {
	return traits{
		rules:    []string{"max_files", "max_bytes", "accept"},
		defaults: Rules{MaxFiles: 5, MaxBytes: 10 << 20, Accept: knownMediaTypes()},
		alone:    true, // a file is received for a question, not for one of several items
	}
}

func (fileKind) read(_ posted, _ Question, old Answer) Answer { return old }

func (fileKind) typed(Question, Answer) map[string][]string { return nil }

func (fileKind) problems(q Question, a Answer, _ time.Time) []Problem {
	if p := q.CheckFileCount(len(a.Files)); p != nil {
		return []Problem{*p}
	}
	return nil
}

func (fileKind) lines(Question, i18n.Lang, Answer) []string { return nil }

func (fileKind) variables(Question) []variable { return []variable{{is: cel.IntType}} }

func (fileKind) value(_ Question, a Answer, _ string) any { return len(a.Files) }

// CheckFile returns what is wrong with one received file, or nil. The media
// type is what the content is, not what the sender called it; size is in bytes.
func (q Question) CheckFile(name, mediaType string, size int64) *Problem {
	limits := q.Limits()
	var p Problem
	switch {
	case size <= 0:
		p = q.problem("", "forms.file_empty", "Name", name)
	case size > limits.MaxBytes:
		p = q.problem("", "forms.file_too_large", "Name", name,
			"Size", megabytes(size, math.Ceil), "Max", megabytes(limits.MaxBytes, math.Floor))
	case !slices.Contains(limits.Accept, mediaType):
		p = q.problem("", "forms.file_not_accepted", "Name", name, "Accept", acceptNames(limits))
	default:
		return nil
	}
	return &p
}

// CheckFileCount returns what is wrong with so many files in one answer, or nil.
func (q Question) CheckFileCount(count int) *Problem {
	limit := q.Limits().MaxFiles
	if count <= limit {
		return nil
	}
	p := q.problem("", "forms.too_many_files", "Max", limit, "Over", count-limit)
	return &p
}

// FileHint says which files a file question takes, to be read before choosing.
func (q Question) FileHint() i18n.Text {
	limits := q.Limits()
	return message("forms.file_hint", "MaxFiles", limits.MaxFiles,
		"Max", megabytes(limits.MaxBytes, math.Floor), "Accept", acceptNames(limits))
}

func knownMediaTypes() []string {
	names := make([]string, len(mediaTypes))
	for i, m := range mediaTypes {
		names[i] = m.name
	}
	return names
}

func acceptNames(limits Rules) i18n.Text {
	var names []i18n.Text
	for _, m := range mediaTypes {
		if slices.Contains(limits.Accept, m.name) {
			names = append(names, i18n.Text{SV: m.known})
		}
	}
	return either(names)
}

// megabytes writes a size in MB with at most one decimal. What is too large is
// rounded up and the limit down, so that a file is never as large as its limit
// and refused.
func megabytes(size int64, round func(float64) float64) i18n.Text {
	tenths := round(float64(size) / (1 << 20) * 10)
	s := strconv.FormatFloat(tenths/10, 'f', -1, 64) + " MB"
	return i18n.Text{SV: strings.Replace(s, ".", ",", 1), EN: s}
}
