package forwarded

import (
	"context"
	"net"
	"net/http"
	"net/netip"
)

// Handler sets RemoteAddr of each request to who calls, and hands it to next. A proxy that sends a malformed
// X-Forwarded-For gets a 400: its caller is not known. If only is set, requests that no proxy hands on get a 403;
// ConnContext has to be the server's then.
func (p Proxies) Handler(next http.Handler, only bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if only && !p.direct(r) {
			http.Error(w, "this listener is for the proxies of the configuration", http.StatusForbidden)
			return
		}
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !p.Contains(peer.Addr()) {
			next.ServeHTTP(w, r)
			return
		}
		values := r.Header.Values("X-Forwarded-For")
		if len(values) == 0 { // the proxy's own request, as for its health
			next.ServeHTTP(w, r)
			return
		}
		caller, err := p.Caller(peer.Addr(), values)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		// A port of the caller is not known, and nobody goes by it.
		r.RemoteAddr = netip.AddrPortFrom(caller, 0).String()
		next.ServeHTTP(w, r)
	})
}

type directKey struct{}

// ConnContext is the http.Server's, for Handler to know who a connection comes from whatever a PROXY header says.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if behind, ok := c.(interface{ Raw() net.Conn }); ok {
		c = behind.Raw()
	}
	return context.WithValue(ctx, directKey{}, c.RemoteAddr())
}

func (p Proxies) direct(r *http.Request) bool {
	addr, ok := r.Context().Value(directKey{}).(*net.TCPAddr)
	return ok && p.Contains(addr.AddrPort().Addr())
}
