package delivery

import (
	"fmt"
	"time"
)

// RefusedError is a connector's error for a step that the back end will never take
// as it is: a person must decide. Reason is the back end's code or status
// line, without personal data.
type RefusedError struct {
	Reason string
	Err    error
}

// Error implements error.
func (e *RefusedError) Error() string { return fmt.Sprintf("refused: %s", e.Reason) }

// Unwrap returns the cause.
func (e *RefusedError) Unwrap() error { return e.Err }

// Unsupported is a connector's refusal of a step of a kind that its back end has
// no place for.
func Unsupported(k Kind) *RefusedError {
	return &RefusedError{Reason: string(k) + " not supported"}
}

// UnavailableError is a connector's error for a back end that surely did nothing
// with the step: refused connection, 429, 503 before any effect, or settings of
// ours that it does not accept. It is tried again for as long as it takes.
type UnavailableError struct {
	RetryAfter time.Duration // what the back end asked for; 0: it did not say
	Err        error
}

// Error implements error.
func (e *UnavailableError) Error() string { return fmt.Sprintf("unavailable: %v", e.Err) }

// Unwrap returns the cause.
func (e *UnavailableError) Unwrap() error { return e.Err }
