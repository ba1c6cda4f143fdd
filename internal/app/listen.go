package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/forwarded"
	"keyless.dev/keyless/internal/respond"
)

// Limits of the listeners. The total duration of a response is not limited, because a model may stream for long.
// stalledTimeout ends connections of clients that do not read.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 5 * time.Minute
	idleTimeout   = 3 * time.Minute
	maxHeader     = 64 << 10
)

// sockets are the listeners. On a developer server, the twins listen at the other loopback address.
type sockets struct {
	tls, plain         net.Listener
	tlsTwin, plainTwin net.Listener // nil if there is none
}

// Names of sockets that a service manager may open for the server.
const (
	SocketTLS     = "tls"     // instead of Listen
	SocketMetrics = "metrics" // instead of MetricsListen
)

// listen opens the sockets, and derives the origins from them.
func (a *App) listen(context.Context) error {
	var err error
	if a.sockets.tls = a.config.Sockets[SocketTLS]; a.sockets.tls != nil {
		a.onClose(func() { _ = a.sockets.tls.Close() })
		if err := closeStalled(a.sockets.tls, stalledTimeout); err != nil {
			return fmt.Errorf("the socket of the service manager: %w", err)
		}
	} else if a.sockets.tls, a.sockets.tlsTwin, err = a.listenAt(a.config.Listen, "--listen"); err != nil {
		return err
	}
	var plain net.Addr
	if a.config.HTTPListen != "" {
		if a.sockets.plain, a.sockets.plainTwin, err = a.listenAt(a.config.HTTPListen, "--http"); err != nil {
			return err
		}
		plain = a.sockets.plain.Addr()
	}
	if a.origins = a.config.Origins; a.origins == (edge.Origins{}) {
		a.origins = DeveloperOrigins(a.sockets.tls.Addr(), plain, a.config.PublicName)
	}
	return nil
}

// listenAt listens at an address and, on a developer server, at the same port of the other loopback address.
func (a *App) listenAt(address, flag string) (l, twin net.Listener, err error) {
	if a.config.production() {
		l, err = open(address, flag)
	} else if l, twin, err = listenTwice(address); err != nil {
		err = cannotListen(address, flag, err)
	}
	if err != nil {
		return nil, nil, err
	}
	a.onClose(func() { _ = l.Close() })
	if twin != nil {
		a.onClose(func() { _ = twin.Close() })
	}
	return l, twin, nil
}

func open(address, flag string) (net.Listener, error) {
	if path, ok := strings.CutPrefix(address, datadir.UnixPrefix); ok {
		return openUnix(path, flag)
	}
	l, err := listenTCP(address)
	if err != nil {
		return nil, cannotListen(address, flag, err)
	}
	return l, nil
}

func cannotListen(address, flag string, err error) error {
	return fmt.Errorf("cannot listen at %s (%s): %w", address, flag, err)
}

// twinTries is the number of attempts to find a port that is free at both loopback addresses.
const twinTries = 20

// listenTwice listens at an address and at the same port of the other loopback address, because clients may resolve
// localhost to either. There is no twin if the machine does not have the other address, or if address is not a loopback
// address. If another program uses the port at the other address, listenTwice fails: some clients would reach that
// program.
func listenTwice(address string) (l, twin net.Listener, err error) {
	for range twinTries {
		if l, err = listenTCP(address); err != nil {
			return nil, nil, err
		}
		taken, ok := l.Addr().(*net.TCPAddr)
		if !ok || !taken.IP.IsLoopback() {
			return l, nil, nil
		}
		other := "::1"
		if taken.IP.To4() == nil {
			other = "127.0.0.1"
		}
		if twin, err = listenTCP(net.JoinHostPort(other, port(taken))); err == nil {
			return l, twin, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return l, nil, nil
		}
		_ = l.Close()
		if _, asked, _ := net.SplitHostPort(address); asked != "0" {
			return nil, nil, err
		}
	}
	return nil, nil, err
}

// running is a server that is serving.
type running struct{ *http.Server }

// countConnections counts open connections.
func (a *App) countConnections(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		a.connections.Add(1)
	case http.StateClosed, http.StateHijacked:
		a.connections.Add(-1)
	}
}

// serve starts the servers. The context of requests is derived from requests. If a listener fails, serve calls fail.
func (a *App) serve(requests context.Context, fail context.CancelCauseFunc) ([]running, error) {
	start := func(l net.Listener, h http.Handler) running {
		s := &http.Server{
			Handler: respond.Handler(a.tracked(h)), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
			ConnContext: func(ctx context.Context, c net.Conn) context.Context {
				return respond.ConnContext(forwarded.ConnContext(ctx, respond.Inner(c)), c)
			},
			ConnState:   a.countConnections,
			BaseContext: func(net.Listener) context.Context { return requests },
			ErrorLog:    slog.NewLogLogger(a.config.Log.Handler(), slog.LevelDebug),
		}
		go func() {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				fail(fmt.Errorf("serving at %s: %w", l.Addr(), err))
			}
		}()
		return running{s}
	}
	hosts, err := a.hosts()
	if err != nil {
		return nil, err
	}
	var all []running
	for _, l := range []net.Listener{a.sockets.tls, a.sockets.tlsTwin} {
		if l == nil {
			continue
		}
		front, handler := a.behindProxies(l, hosts.secure)
		all = append(all, start(respond.Listen(front, a.tls, headerTimeout), a.health(handler)))
	}
	for _, l := range []net.Listener{a.sockets.plain, a.sockets.plainTwin} {
		if l != nil {
			all = append(all, start(l, hosts.plain))
		}
	}
	return all, nil
}
