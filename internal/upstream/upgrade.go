package upstream

import (
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
)

// On every http.RoundTripper of this package, a realtime session is a GET of /realtime?model=NAME with the headers of a
// WebSocket handshake. The response has status 101 and a Body that is an io.ReadWriteCloser of WebSocket frames, as with
// http.Transport.

// upgrades reports whether r requests another protocol.
func upgrades(r *http.Request) bool { return r.Header.Get("Upgrade") != "" }

// withModel returns u with another model in its query.
func withModel(u *url.URL, model string) *url.URL {
	query := u.Query()
	query.Set("model", model)
	out := *u
	out.RawQuery = query.Encode()
	return &out
}

// guardedSocket is the body of a response with status 101. It holds the call's slot until it is closed.
type guardedSocket struct {
	io.ReadWriteCloser
	guard  *Guard
	closed atomic.Bool
}

func (s *guardedSocket) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	err := s.ReadWriteCloser.Close()
	s.guard.leave()
	return err
}
