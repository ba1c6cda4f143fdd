package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the class of a failure. A host maps it to an HTTP status; it never reaches a client as text.
type Kind uint8

// The kinds, each with the status that most hosts give it.
const (
	Internal        Kind = iota // 500: our fault; the message is not for the caller
	Invalid                     // 400: the request is malformed or breaks a rule
	Unauthenticated             // 401: no proof of identity, or one that does not hold
	Denied                      // 403: known, but not allowed
	NotFound                    // 404
	NotAllowed                  // 405: the path exists, the method does not
	Conflict                    // 409
	Precondition                // 412: an ETag did not match
	TooLarge                    // 413: the body is over the stated limit
	Unsupported                 // 415: a content type that nobody reads
	Throttled                   // 429
	Upstream                    // 502: what stands behind us failed
	Unavailable                 // 503: cannot be answered now, and saying anything else would be a guess
	Timeout                     // 504
)

var statuses = [...]int{500, 400, 401, 403, 404, 405, 409, 412, 413, 415, 429, 502, 503, 504}

// Status is the HTTP status that belongs to k where a wire format does not say otherwise.
func (k Kind) Status() int {
	if int(k) < len(statuses) {
		return statuses[k]
	}
	return 500
}

// Error is a failure that a host can render. Code and Message are what the caller sees, in Azure's own words
// where clients match on them; Cause is only for the log.
type Error struct {
	Kind    Kind
	Code    string // Azure's code: "AuthorizationFailed", "invalid_client", "DeploymentNotFound" …
	Message string
	Target  string   // what of the request it is about, where the format has a place for it
	Details []Detail // more than one thing wrong at once

	// Number is the AADSTS number, for failures of the sign-in host.
	Number int
	// Fields are further members of the wire format: suberror and claims on the token endpoint, param on inference.
	Fields map[string]any

	RetryAfter time.Duration // with Throttled and Unavailable, where known
	Cause      error
}

// Detail is one of several things that are wrong.
type Detail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target,omitempty"`
}

// New makes an Error whose message is formatted as by fmt.Sprintf.
func New(kind Kind, code, format string, args ...any) *Error {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	return &Error{Kind: kind, Code: code, Message: message}
}

// Error gives the text for the log: code, message and hidden cause.
func (e *Error) Error() string {
	text := e.Code + ": " + e.Message
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the hidden cause.
func (e *Error) Unwrap() error { return e.Cause }

// Because returns a copy of e that hides cause behind it.
func (e *Error) Because(cause error) *Error {
	copied := *e
	copied.Cause = cause
	return &copied
}

// With returns a copy of e that carries one more member of the wire format.
func (e *Error) With(name string, value any) *Error {
	copied := *e
	copied.Fields = make(map[string]any, len(e.Fields)+1)
	for k, v := range e.Fields {
		copied.Fields[k] = v
	}
	copied.Fields[name] = value
	return &copied
}

// Of finds the *Error in err's chain. Anything else is Internal: its text stays in Cause, away from callers.
// Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Code: "InternalServerError", Message: "Encountered internal server error.", Cause: err}
}

// Is reports whether err is an *Error of kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
