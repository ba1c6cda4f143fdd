package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"keyless.dev/keyless/internal/api/edge"
)

// How a production server stops, unless configured otherwise.
const (
	DefaultStopNotice = 5 * time.Second
	DefaultStopGrace  = 5 * time.Minute
)

const (
	developerGrace = 5 * time.Second // for running requests of a developer server
	cutTimeout     = 2 * time.Second // for aborted responses to send their last event
)

// drain stops the listeners. During the notice the server is not ready but continues to serve, so that balancers stop
// using it before connections are refused. Requests that are still running then get the grace period. The remaining
// ones are aborted with edge.ErrStopping. A server that has failed gives no notice.
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

// shutdown closes the listeners, and reports whether all requests ended within limit.
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
			a.serving.Wait() // http.Server does not wait for WebSocket connections
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

// tracked counts running requests of next, so that drain can wait for them.
func (a *App) tracked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.serving.Add(1)
		defer a.serving.Done()
		next.ServeHTTP(w, r)
	})
}

// leaving makes clients of a draining server reconnect elsewhere: it closes HTTP/1.1 connections after the response,
// and HTTP/2 connections once their requests have ended.
func (a *App) leaving(w http.ResponseWriter) {
	if a.draining.Load() {
		w.Header().Set("Connection", "close")
	}
}
