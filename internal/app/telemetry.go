package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime/debug"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/ratelimit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/telemetry"
)

// openTelemetry starts to measure. The results go to /metrics and to the collector that the environment names, if any.
func (a *App) openTelemetry(ctx context.Context) error {
	warnings := ratelimit.New(time.Minute, 1, a.now)
	config := telemetry.Config{Failed: func(err error) {
		if warnings.Allow() {
			a.config.Log.Warn("telemetry is not taken", "error", err)
		}
	}}
	config.View = a.describeView
	config.PushSpans, config.PushMetrics = telemetry.Exported(os.Getenv)
	if build, ok := debug.ReadBuildInfo(); ok {
		config.Version = build.Main.Version
	}
	var err error
	if a.meters, err = telemetry.New(ctx, config); err != nil {
		return err
	}
	a.stored.Store(a.meters)
	a.onClose(func() {
		if err := a.meters.Close(); err != nil {
			a.config.Log.Warn("telemetry was not taken to the end", "error", err)
		}
	})
	return a.serveMetrics()
}

// profileTimeout is the timeout of the metrics listener. A profile takes as long as its request asks for.
const profileTimeout = 2 * time.Minute

// serveMetrics serves GET /metrics and, if configured, profiles at the configured address, if any.
func (a *App) serveMetrics() error {
	l := a.config.Sockets[SocketMetrics]
	if l == nil && a.config.MetricsListen == "" {
		return nil
	}
	if l == nil {
		var err error
		if l, err = open(a.config.MetricsListen, "metrics.listen"); err != nil {
			return err
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.meters.Metrics())
	write := headerTimeout
	if a.config.Pprof {
		write = profileTimeout
		mux.Handle("GET /debug/pprof/", profiles())
	}
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: write, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(a.config.Log.Handler(), slog.LevelDebug),
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.config.Log.Error("metrics are not served any more", "error", err)
		}
	}()
	a.onClose(func() { _ = server.Close(); <-done })
	return nil
}

// profiles serves the profiles of net/http/pprof to this machine only, because they reveal memory content and cost
// time. The host name is checked as in metrics.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !edge.IsLoopbackHost(r.RemoteAddr) || !edge.IsLoopbackHost(r.Host) {
			say(w, http.StatusForbidden, "profiles are for this machine only\n")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// measured returns a host's handler whose requests are measured.
func (a *App) measured(host *edge.Host) http.Handler {
	host.After = func(r *edge.Request, status int, took time.Duration) {
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		a.meters.Requested(r.Context(), telemetry.Request{
			Host: host.Name, Method: r.Method, Scheme: scheme, Route: r.Route.Template(), Status: status,
		}, took)
	}
	return host
}

// counted returns keep with counting of the host's decisions.
func (a *App) counted(host string, keep edge.Recorder) edge.Recorder {
	return edge.Recorder{
		Decided: func(ctx context.Context, d edge.Decided) error {
			one := telemetry.Decision{Host: host, Plane: "control", Allowed: d.Decision.Allowed, Verdict: string(d.Decision.Because.Verdict)}
			if d.Question.Plane == rbac.Data {
				one.Plane = "data"
			}
			if one.Verdict == "" {
				one.Verdict = "decided without roles"
			}
			a.meters.Decided(ctx, one)
			return keep.Decided(ctx, d)
		},
		Refused: func(ctx context.Context, r edge.Refusal) bool {
			verdict := "not let in"
			if fault.Is(r.Fault, fault.Unauthenticated) {
				verdict = "no proof of identity"
			}
			a.meters.Decided(ctx, telemetry.Decision{Host: host, Plane: "none", Verdict: verdict})
			return keep.Refused(ctx, r)
		},
	}
}

// used measures a model call and records its usage.
func (a *App) used(ctx context.Context, u inference.Use) {
	a.charge(u)
	a.measure(u)
	a.meters.Called(ctx, telemetry.Call{
		At: u.At, Took: u.Took, FirstByte: u.FirstByte, Operation: u.Operation, Account: u.Account.Name, Deployment: u.Deployment.Name,
		Model: u.Model, Server: u.Server, Caller: u.Caller.Object, ID: u.ID, Status: u.Status, Stream: u.Stream,
		Prompt: u.Tokens.Prompt, Completion: u.Tokens.Completion, Counted: u.Tokens.Known,
	})
}

// metrics serves GET /metrics to this machine, and passes other requests to next. It checks the host name to prevent
// DNS rebinding by pages in a browser on this machine.
func (a *App) metrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/metrics" || r.Method != http.MethodGet && r.Method != http.MethodHead:
			next.ServeHTTP(w, r)
		case !edge.IsLoopbackHost(r.RemoteAddr) || !edge.IsLoopbackHost(r.Host):
			say(w, http.StatusForbidden, "metrics are for this machine only\n")
		default:
			a.meters.Metrics().ServeHTTP(w, r)
		}
	})
}

// observeStore measures an operation of the store. Operations before telemetry is open are not measured.
func (a *App) observeStore(o store.Operation) {
	if to := a.stored.Load(); to != nil {
		to.Stored(context.Background(), telemetry.Stored{Operation: o.Name, Failure: o.Failure}, o.Took)
	}
}

// describeView returns the state of this replica for the metrics.
func (a *App) describeView() telemetry.View {
	v := telemetry.View{Revision: a.state.View().Revision, Renewals: a.state.lease.renewals.Load(), Failures: a.state.lease.failures.Load(), Reloads: a.state.Reloads()}
	for _, s := range a.spools() {
		v.SpoolBytes, v.SpoolWaiting, v.SpoolLost = v.SpoolBytes+s.Bytes(), v.SpoolWaiting+int64(s.Waiting()), v.SpoolLost+s.Lost()
		v.SpoolOldest = max(v.SpoolOldest, s.Oldest())
	}
	v.AuditFailed = a.recorder.Failed()
	v.Connections = a.connections.Load()
	if a.quotaStore != nil {
		s := a.quotaStore.Status()
		v.QuotaStore = &telemetry.QuotaStore{There: s.Away == 0, Replicas: s.Replicas, Failures: s.Failures}
	}
	if a.certificate != nil {
		v.CertificateEnds = a.certificate.Ends()
	}
	for _, f := range a.trustFailed {
		v.TrustFailures = append(v.TrustFailures, telemetry.TrustFailures{Tenant: f.tenant, What: string(f.what), Count: f.count.Load()})
	}
	if a.state.lease.bound > 0 {
		v.Age = a.state.lease.age()
	}
	return v
}
