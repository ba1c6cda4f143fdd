package http1

import (
	"net/http"
	"net/url"
	"strconv"
)

// Pieces is a request body that consists of slices in memory. It is written without copying.
type Pieces interface {
	// Pieces returns the whole body. The slices stay valid until Close.
	Pieces() [][]byte
}

// supported reports whether this package can send r.
func supported(r *http.Request) bool {
	if r.Method == http.MethodConnect || r.Method == http.MethodTrace || len(r.TransferEncoding) > 0 || len(r.Trailer) > 0 || r.Close {
		return false
	}
	if r.ContentLength < 0 || r.Body != nil && r.Body != http.NoBody && r.ContentLength == 0 {
		return false // the length is unknown
	}
	for name := range r.Header {
		switch name {
		case "Connection", "Upgrade", "Expect", "Te", "Trailer", "Transfer-Encoding", "Keep-Alive", "Proxy-Connection", "Http2-Settings":
			return false
		}
	}
	return true
}

// appendHead appends the head of r to b. It fails if a name or value is malformed, because a line break in a value
// would start another field.
func appendHead(b []byte, r *http.Request) ([]byte, error) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if !isToken(method) || !isHost(host) {
		return nil, errField
	}
	b = append(b, method...)
	b = append(b, ' ')
	start := len(b)
	b = appendTarget(b, r.URL)
	for _, c := range b[start:] {
		if c <= ' ' || c >= 0x7f {
			return nil, errField
		}
	}
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, host...)
	b = append(b, "\r\n"...)
	for name, values := range r.Header {
		switch name {
		case "Host", "Content-Length":
			continue
		}
		if !isToken(name) {
			return nil, errField
		}
		for _, value := range values {
			if name == "User-Agent" && value == "" {
				continue // no header, as in net/http
			}
			if !isValue(value) {
				return nil, errField
			}
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, value...)
			b = append(b, "\r\n"...)
		}
	}
	if r.ContentLength > 0 || method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, r.ContentLength, 10)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...), nil
}

// appendTarget appends the origin form of u.
func appendTarget(b []byte, u *url.URL) []byte {
	path := u.EscapedPath()
	if path == "" || path[0] != '/' {
		b = append(b, '/')
	}
	b = append(b, path...)
	if u.ForceQuery || u.RawQuery != "" {
		b = append(b, '?')
		b = append(b, u.RawQuery...)
	}
	return b
}
