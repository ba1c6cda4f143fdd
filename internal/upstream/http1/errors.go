package http1

import "errors"

// ErrHTTP2 is returned if the server negotiated HTTP/2 in the TLS handshake. Nothing of the request was sent.
var ErrHTTP2 = errors.New("http1: the server speaks HTTP/2")

// ErrUnsupported is returned for requests that this package does not support. Nothing of the request was sent.
var ErrUnsupported = errors.New("http1: the request needs net/http")

// errField is returned if the method, target or a header field has a character that is not allowed there.
var errField = errors.New("http1: the request's method, target or a header field is not valid")

// malformedError describes a response that violates HTTP/1.1.
type malformedError string

func (e malformedError) Error() string { return "http1: malformed response: " + string(e) }

// errStale is returned if the server closed an idle connection before it sent any part of a response.
var errStale = errors.New("http1: the server closed the connection before it answered")

// errClosedBody is returned by reads of a closed body.
var errClosedBody = errors.New("http1: read of a closed response body")
