package errs

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is, and so which answer it gives.
type Kind int

// The kinds. The zero value is Internal: an error that nobody has classified
// is our fault, never the citizen's.
const (
	Internal    Kind = iota // 500: a fault of ours
	NotFound                // 404: no such thing, or none that this actor may know of
	Invalid                 // 422: what was sent cannot be used; says how to mend it
	Forbidden               // 403: known, but not allowed
	Conflict                // 409: somebody else got there first; load again
	Unavailable             // 503: something we depend on does not answer now
	TooMany                 // 429: too many attempts; wait
	TooLarge                // 413: more bytes than we accept
	LoginNeeded             // 401: for somebody who is logged in; pages lead to the login
)

var kindNames = [...]string{"internal", "not_found", "invalid", "forbidden", "conflict", "unavailable", "too_many", "too_large", "login_needed"}

// String returns the kind's stable name, for logs and problem documents.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "internal"
	}
	return kindNames[k]
}

// Error is an error with a kind. Make one with New or Wrap.
type Error struct {
	Kind Kind
	Op   string // where, as "package.Operation" and an id: never personal data
	Text string // key of a text that may be shown (package i18n); may be empty
	Err  error  // the cause, for the log; may be nil
}

// Error returns operation, kind and cause: for logs, never for a page.
func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Op, e.Kind)
	}
	return fmt.Sprintf("%s: %s: %v", e.Op, e.Kind, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind that happened in op, without a cause.
func New(kind Kind, op string) *Error { return &Error{Kind: kind, Op: op} }

// Wrap returns err classified as kind with the operation that failed.
// It returns nil for a nil err.
func Wrap(kind Kind, op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Op: op, Err: err}
}

// Op adds the operation to err and keeps its kind and text. It returns nil for
// a nil err.
func Op(op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: KindOf(err), Op: op, Text: TextOf(err), Err: err}
}

// WithText returns a copy of e that says the text of key to whoever asked.
func (e *Error) WithText(key string) *Error {
	c := *e
	c.Text = key
	return &c
}

// KindOf returns the kind of the outermost classified error in err's chain,
// and Internal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// TextOf returns the key of the first text in err's chain that may be shown,
// or "".
func TextOf(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Text != "" {
			return e.Text
		}
		err = e.Err
	}
	return ""
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
