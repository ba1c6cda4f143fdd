package http1

import "errors"

// ErrHTTP2 means that the server chose HTTP/2 in the TLS handshake. Nothing of the request was sent.
var ErrHTTP2 = errors.New("http1: the server speaks HTTP/2")

// ErrUnsupported means that the request is not one of the plain case. Nothing of it was sent.
var ErrUnsupported = errors.New("http1: the request needs net/http")

// errField is a request that cannot be written: a field, method or target with a character that may not be there.
var errField = errors.New("http1: the request's method, target or a header field is not valid")

// malformedError is a response that breaks the rules of HTTP/1.1.
type malformedError string

func (e malformedError) Error() string { return "http1: malformed response: " + string(e) }

// errStale is a kept connection that the server closed before it sent any of a response.
var errStale = errors.New("http1: the server closed the connection before it answered")

// errClosedBody is a read of a body that was closed.
var errClosedBody = errors.New("http1: read of a closed response body")
