// Package http1 is an HTTP/1.1 client that runs in its caller's goroutine: the caller writes the request, reads the
// response head, and reads the body. net/http's Transport passes each of these to goroutines of the connection, which
// costs more than the rest of a relayed call.
//
// It supports requests whose body has a known length, sent directly to one server over TCP or TLS. It parses responses
// strictly. A message that two implementations could interpret differently is an error, and its connection is closed: a
// line that does not end in CRLF, a folded or repeated framing field, a transfer coding other than chunked, a length
// together with a transfer coding, or bytes that no request asked for. Callers send all other requests with net/http.
//
// Sources: RFC 9110 and RFC 9112.
package http1
