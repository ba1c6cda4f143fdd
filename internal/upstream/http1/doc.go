// Package http1 is a client for HTTP/1.1 origin servers that works in its caller's goroutine: the caller writes the
// request, reads the response head, and reads the body. net/http's Transport hands each of these to goroutines of the
// connection, which costs more than the rest of a relayed call.
//
// It covers the plain case: a request whose body has a known length, directly to one server, over TCP or TLS. It
// reads responses strictly. A message that two implementations could read in two ways is an error, and its connection
// is closed: a line that does not end in CRLF, a folded or repeated framing field, any transfer coding but chunked, a
// length beside a transfer coding, bytes that no request asked for. Callers send everything else through net/http.
//
// Sources: RFC 9110 and RFC 9112.
package http1
