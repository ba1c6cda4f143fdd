package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"keyless.dev/keyless/internal/api/edge"
)

// How a production server stops unless its configuration says otherwise.
const (
	DefaultStopNotice = 5 * time.Second
	DefaultStopGrace  = 5 * time.Minute
)

const (
	developerGrace = 5 * time.Second // what requests of a developer server get to finish
	cutTimeout     = 2 * time.Second // what answers that are cut get to say so
)

// drain stops the listeners. For the notice the server is not ready and answers as before, so that balancers learn of it
// before a connection is refused. Requests that run then get the grace to finish. What is left is cut with
// edge.ErrStopping. A failed server, whose work has ended, gives no notice.
func (a *App) drain(work context.Context, servers []running, cut context.CancelCauseFunc) {
	a.draining.Store(true)
	if a.config.StopNotice > 0 {
		a.config.Log.Info("stopping: not ready, and still answering", "notice", a.config.StopNotice)
		select {
		case <-time.After(a.config.StopNotice):
		case <-work.Done():
		}
	}
	grace := a.config.StopGrace
	if grace == 0 {
		grace = developerGrace
	}
	if a.shutdown(servers, grace) {
		return
	}
	a.config.Log.Warn("answers that still run are cut", "grace", grace)
	cut(edge.ErrStopping)
	if a.shutdown(servers, cutTimeout) {
		return
	}
	for _, s := range servers {
		_ = s.Close()
	}
}

// shutdown closes the listeners and reports whether all requests have ended within limit.
func (a *App) shutdown(servers []running, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	ended := make(chan bool, 1)
	go func() {
		all := true
		var busy sync.WaitGroup
		done := make([]bool, len(servers))
		for i, s := range servers {
			busy.Go(func() { done[i] = s.Shutdown(ctx) == nil })
		}
		busy.Wait()
		for _, ok := range done {
			all = all && ok
		}
		if all {
			a.serving.Wait() // http.Server does not wait for connections that became WebSockets
		}
		ended <- all
	}()
	select {
	case all := <-ended:
		return all
	case <-ctx.Done():
		return false
	}
}

// tracked has a stop wait for the requests of next.
func (a *App) tracked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.serving.Add(1)
		defer a.serving.Done()
		next.ServeHTTP(w, r)
	})
}

// leaving has clients of a server that drains open their next connection elsewhere: it closes connections of HTTP/1.1
// after their answer, and ends those of HTTP/2 when their requests have ended.
func (a *App) leaving(w http.ResponseWriter) {
	if a.draining.Load() {
		w.Header().Set("Connection", "close")
	}
}
