package posted

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/pace"
	"github.com/mittkoping/entre/web/throttle"
)

// Form is what was posted. All text in it is valid UTF-8 without NUL.
type Form struct {
	Values url.Values
	Files  []File
}

// Lack says why a file's content was not kept.
type Lack string

// The lacks.
const (
	LackNothing Lack = ""          // it was kept
	LackSpace   Lack = "too_large" // the files together are more, or more in number, than one request may have
	LackTurn    Lack = "busy"      // everybody's files together are more than is received at one time; it goes better later
)

// File is a file as it was posted. Nothing in it is trusted.
type File struct {
	Field   string // the name of the input
	Name    string
	Size    int64 // bytes, also of a file that was not kept
	Lack    Lack
	content [][]byte // in pieces, so that a file that grows is never copied
}

// Open returns the content. TooLarge or Unavailable when it was not kept.
func (f File) Open() (io.ReadCloser, error) {
	switch f.Lack {
	case LackSpace:
		return nil, errs.New(errs.TooLarge, "posted.Open")
	case LackTurn:
		return nil, errs.New(errs.Unavailable, "posted.Open")
	default:
		pieces := make([]io.Reader, len(f.content))
		for i, piece := range f.content {
			pieces[i] = bytes.NewReader(piece)
		}
		return io.NopCloser(io.MultiReader(pieces...)), nil
	}
}

type formKey struct{}

// Of returns what the request posted; nothing when it did not pass Read.
func Of(ctx context.Context) Form {
	f, _ := ctx.Value(formKey{}).(Form)
	return f
}

// With returns a context in which form was posted.
func With(ctx context.Context, form Form) context.Context {
	return context.WithValue(ctx, formKey{}, form)
}

// Limits is how much one request may post, and all together.
type Limits struct {
	Values int64          // bytes of names and values
	Files  int64          // bytes of files; 0: none are taken
	Texts  *budget.Budget // shared by all requests, for values; each byte counts ValueCost
	Memory *budget.Budget // shared by all requests, for files
}

// Read is the middleware that reads the posted form, for Of. TooLarge when the
// values alone, a part's header, or the request as a whole, go beyond what is
// read at all; Invalid when it is not a form or when it stalls (package pace);
// Unavailable when others' values leave no room. Of very many files, those after
// the first that is one too many are left out. Errors hold nothing of what was
// posted.
func Read(limits Limits) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			client := throttle.ClientKey(c.RealIP())
			m := reading{
				limits: limits, left: limits.Values, form: Form{Values: url.Values{}},
				texts: limits.Texts.Begin(client), files: limits.Memory.Begin(client),
			}
			defer m.texts.Free()
			defer m.files.Free()
			body, stop := pace.Reader(c.Response(), c.Request().Body)
			form, err := m.read(c.Request().Header.Get(echo.HeaderContentType), body)
			stop()
			if err != nil {
				return errs.Op("posted.Read", err)
			}
			c.SetRequest(c.Request().WithContext(With(c.Request().Context(), form)))
			return next(c)
		}
	}
}

// lineLength is more than anybody types to search for something.
const lineLength = 200

// Line makes one line of text of what a browser sent in an address: trimmed,
// without control characters, and of at most 200 characters.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, clean(s))
	if runes := []rune(s); len(runes) > lineLength {
		s = string(runes[:lineLength])
	}
	return strings.TrimSpace(s)
}

// clean makes text of what a browser sent: other bytes than UTF-8 become the
// replacement character, and NUL, which PostgreSQL cannot keep, goes.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
