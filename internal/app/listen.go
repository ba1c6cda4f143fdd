package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
)

// Limits of the listeners. There is no limit on a whole answer: a model may talk for long. A client that does not
// read is cut by TCP's own timeouts.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 5 * time.Minute
	idleTimeout   = 3 * time.Minute
	maxHeader     = 64 << 10
	stopTimeout   = 5 * time.Second // what running requests get to finish
)

type sockets struct{ tls, plain net.Listener }

// The names of sockets that a service manager may open in the place of the server.
const (
	SocketTLS     = "tls"     // instead of Listen
	SocketMetrics = "metrics" // instead of MetricsListen
)

// listen takes the sockets, and with them learns the origins.
func (a *App) listen(context.Context) error {
	var err error
	if a.sockets.tls = a.config.Sockets[SocketTLS]; a.sockets.tls == nil {
		if a.sockets.tls, err = open(a.config.Listen, "--listen"); err != nil {
			return err
		}
	}
	a.onClose(func() { _ = a.sockets.tls.Close() })
	var plain net.Addr
	if a.config.HTTPListen != "" {
		if a.sockets.plain, err = open(a.config.HTTPListen, "--http"); err != nil {
			return err
		}
		a.onClose(func() { _ = a.sockets.plain.Close() })
		plain = a.sockets.plain.Addr()
	}
	if a.origins = a.config.Origins; a.origins == (edge.Origins{}) {
		a.origins = DeveloperOrigins(a.sockets.tls.Addr(), plain)
	}
	return nil
}

func open(address, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s (%s): %w", address, flag, err)
	}
	return l, nil
}

// running is a server that serves.
type running struct{ *http.Server }

// serve starts both listeners. If one of them breaks, fail is told.
func (a *App) serve(ctx context.Context, fail context.CancelCauseFunc) ([]running, error) {
	start := func(l net.Listener, h http.Handler) running {
		s := &http.Server{
			Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
			BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
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
	all := []running{start(tls.NewListener(a.sockets.tls, a.tls), hosts.secure)}
	if a.sockets.plain != nil {
		all = append(all, start(a.sockets.plain, hosts.plain))
	}
	return all, nil
}

// stop lets running requests finish, and ends those that take too long.
func (r running) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := r.Shutdown(ctx); err != nil {
		_ = r.Close()
	}
}
