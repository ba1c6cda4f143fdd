package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/certfile"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/devtls"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/entra"
	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/quotastore"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/shell"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/telemetry"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/workload"
	"keyless.dev/keyless/internal/world"
)

// Files of a data folder that only the server reads.
const (
	databaseFile = "keyless.db"
	keyFile      = "kek" // the key-encryption key
)

// App is a server. New opens and connects its parts and listens; Run serves.
type App struct {
	config      Config
	bundle      *devtls.Bundle // nil in production
	tls         *tls.Config    // nil if proxies terminate TLS
	sockets     sockets
	origins     edge.Origins
	box         *seal.Box
	db          *store.DB
	kept        *store.KeptWriter
	state       *State
	keys        *token.Keys
	workloads   *workload.Files // nil without a metadata endpoint
	verifier    *token.Verifier
	recorder    *recorder.Recorder
	models      *models
	meter       *quota.Meter
	quotaStore  *quotastore.Store // nil if this replica counts quotas by itself
	metric      *metric.Recorder
	trust       *entra.Trust
	trustFailed []*trustFailures
	certificate *certfile.Files // nil if no certificate is read from files
	connections atomic.Int64    // number of open connections, except those that became WebSockets
	clock       *clockWatch
	meters      *telemetry.Telemetry
	stored      atomic.Pointer[telemetry.Telemetry] // measures the store, once it exists
	tenant      *directory.Tenant                   // the tenant of common, organizations and adfs
	ready       chan struct{}
	signing     chan struct{} // closed once there is a signing key
	draining    atomic.Bool
	serving     sync.WaitGroup // running requests, including WebSocket sessions
	replica     string         // host name, for messages
	closers     []func()
}

// New opens everything that config names, and listens. It does not serve yet. It fails with datadir.ErrLocked if
// another server uses the data folder. On failure it closes everything it has opened.
func New(ctx context.Context, config Config) (*App, error) {
	a := &App{config: config, ready: make(chan struct{}), signing: make(chan struct{})}
	if a.replica, _ = os.Hostname(); a.replica == "" {
		a.replica = "unnamed"
	}
	// In order: each step may use what the earlier ones have opened.
	for _, step := range []func(context.Context) error{
		a.openFolder,     // the lock, the certificate and the key-encryption key
		a.listen,         // the sockets, which determine the public addresses
		a.openStore,      // the database, its snapshot and the audit log
		a.makeWorld,      // the initial content of an empty store, and the default tenant
		a.publishGraph,   // the service principals that every tenant has
		a.openTrust,      // trusted tenants, which must not be in the store
		a.openKeys,       // the signing keys, and the verifier of tokens
		a.openIdentities, // managed identities
		a.openMetrics,    // calls by minute
		a.openModels,     // upstreams and quotas
		a.openQuotaStore, // the server with which replicas share quotas
		a.openTelemetry,  // OpenTelemetry, which measures all of these
	} {
		if err := step(ctx); err != nil {
			a.close()
			return nil, err
		}
	}
	return a, nil
}

// Origins returns the public addresses of the server's hosts.
func (a *App) Origins() edge.Origins { return a.origins }

// Probe checks whether the server responds, as datadir.Probe does. A server that is draining is healthy, even though it
// no longer listens.
func (a *App) Probe(ctx context.Context) error {
	if a.draining.Load() {
		return nil
	}
	return datadir.Probe(ctx, a.description(), false)
}

// Listening returns the address of the listener: host and port, or unix: and a path.
func (a *App) Listening() string {
	address := a.sockets.tls.Addr()
	if address.Network() == "unix" {
		return datadir.UnixPrefix + address.String()
	}
	return address.String()
}

// Bundle returns the certificate authority of a developer server; nil in production.
func (a *App) Bundle() *devtls.Bundle { return a.bundle }

// Ready is closed when the server responds to requests.
func (a *App) Ready() <-chan struct{} { return a.ready }

func (a *App) onClose(do func()) { a.closers = append(a.closers, do) }

// close closes what was opened, in reverse order.
func (a *App) close() {
	for i := len(a.closers) - 1; i >= 0; i-- {
		a.closers[i]()
	}
	a.closers = nil
}

func (a *App) openFolder(context.Context) error {
	if err := os.MkdirAll(a.config.DataDir, 0o700); err != nil {
		return err
	}
	if !a.config.production() {
		if err := checkFolder(a.config.DataDir); err != nil {
			return err
		}
	}
	lock, err := datadir.Lock(a.config.DataDir)
	if err != nil {
		return err
	}
	a.onClose(lock.Unlock)
	return a.openSecrets()
}

// checkFolder refuses a data folder that everyone on the machine may write to: who can put a key-encryption key or a script
// into it has what the server's administrator has. In production the files that matter are named by the configuration, and
// may be elsewhere. Windows has no such bits.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0 {
		return fmt.Errorf("everyone may write to the data folder %s: give the server a folder of its own with --data, or type chmod o-w %s", dir, shell.Word(dir))
	}
	return nil
}

// openSecrets reads the certificate and the key-encryption key. On a developer server they are created at the first
// start.
func (a *App) openSecrets() error {
	if a.config.production() {
		if !a.config.BehindProxy {
			files, err := certfile.Open(a.config.TLSCert, a.config.TLSKey, a.config.Log, a.config.Now)
			if err != nil {
				return err
			}
			a.certificate, a.tls = files, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: files.Certificate}
		}
		var err error
		a.box, err = a.config.Target().Box()
		return err
	}
	var err error
	if a.bundle, err = devtls.Ensure(a.config.DataDir, a.config.certificateNames(), a.config.Now); err != nil {
		return err
	}
	a.tls = a.bundle.TLS()
	a.box, err = seal.FromFile(filepath.Join(a.config.DataDir, keyFile), true)
	return err
}

func (a *App) openStore(ctx context.Context) error {
	unlock, err := datadir.LockStore(a.config.storeAddress())
	if err != nil {
		return err
	}
	a.onClose(unlock)
	db, err := store.Open(ctx, a.config.storeAddress(), store.Options{Now: a.config.Now, Poll: LeaseRenewal, Observe: a.observeStore, Log: a.config.Log})
	if err != nil {
		return err
	}
	a.db, a.kept = db, store.NewKeptWriter(db, a.config.Log, a.config.Now)
	a.onClose(func() { _ = db.Close() })
	a.clock = newClockWatch(a.config.Now, a.config.Log)
	a.background(a.clock.run)
	if a.state, err = LoadState(ctx, db, rbac.Options{Delay: a.config.RBACDelay}, a.staleness(db.Shared()), a.config.Log); err != nil {
		return err
	}
	return a.openRecorder(ctx)
}

// makeWorld fills an empty store. For a developer server it stores the generated passwords and secrets in the data
// folder.
func (a *App) makeWorld(ctx context.Context) error {
	err := a.db.View(ctx, a.findTenant)
	if err != nil || a.tenant != nil || a.config.World == nil {
		return err
	}
	err = a.db.Update(ctx, func(tx *store.Tx) error {
		// Another replica that started at the same time may have filled the store.
		if err := a.findTenant(tx); err != nil || a.tenant != nil {
			return err
		}
		// The initial role assignments take effect immediately, even if later ones are delayed.
		before := a.config.Now().Add(-a.config.RBACDelay)
		made, err := world.Apply(tx, a.config.World, world.Deps{Now: before, Rand: rand.Reader, Box: a.box})
		if err != nil {
			return err
		}
		for _, t := range made.Tenants {
			for i := range t.ManagedIdentities {
				t.ManagedIdentities[i].Header = imds.Header(a.headerKey(), t.ManagedIdentities[i].ID)
			}
		}
		if a.config.production() {
			return nil // no password in it was generated
		}
		// This must precede the commit: otherwise a crash could leave passwords in the store that nobody knows.
		return datadir.WriteCredentials(a.config.DataDir, made)
	})
	if err != nil {
		return err
	}
	return a.db.View(ctx, a.findTenant)
}

// findTenant selects the default tenant: the first of the configured world, or else the oldest.
func (a *App) findTenant(tx *store.Tx) error {
	tenants, err := tx.Tenants()
	for _, t := range tenants {
		if a.tenant == nil || t.CreatedAt.Before(a.tenant.CreatedAt) {
			a.tenant = t
		}
		if a.config.World != nil && len(a.config.World.Tenants) > 0 && t.DefaultDomain == a.config.World.Tenants[0].Domain {
			a.tenant = t
			return err
		}
	}
	return err
}

func (a *App) headerKey() []byte { return a.box.Derive("identity headers") }

func (a *App) openKeys(ctx context.Context) error {
	if a.tenant == nil {
		return errors.New("the store is empty and has no tenant: name a file that says what it starts with (world: in the configuration, --world for a developer server)")
	}
	a.keys = token.NewKeys(a.box, a.config.Now)
	if err := a.reloadKeys(ctx); err != nil {
		return err
	}
	if a.config.production() {
		if err := a.ensureSigningKey(ctx); err != nil {
			return err
		}
	}
	a.verifier = token.NewVerifier(token.VerifierConfig{
		Keys: a.keys, Login: a.origins.Login, Now: a.config.Now,
		Directory: func() *directory.Snapshot { return a.state.View().Directory },
		Trusted:   a.trust.Issuer, Groups: a.trust.Groups, Reload: a.reloadKeys,
	})
	return nil
}

// Run serves until ctx ends, then drains connections and closes everything. While it runs, a file in the data folder
// tells other programs the server's addresses.
func (a *App) Run(ctx context.Context) error {
	defer a.close()
	// A draining server still follows changes of the store for its decisions, so work ends after the listeners.
	work, fail := context.WithCancelCause(context.WithoutCancel(ctx))
	defer fail(nil)
	requests, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	servers, err := a.serve(requests, fail)
	if err != nil {
		return err
	}
	kept := make(chan struct{})
	go func() { defer close(kept); a.upkeep(work) }()
	follow := make(chan struct{})
	go func() {
		defer close(follow)
		if err := a.state.Follow(work); err != nil && work.Err() == nil {
			fail(fmt.Errorf("changes of other replicas cannot be followed: %w", err))
		}
	}()
	started := make(chan struct{})
	go func() {
		defer close(started)
		// A server that is stopped at once must still create its key.
		if err := a.ensureSigningKey(context.WithoutCancel(work)); err != nil {
			fail(err)
		}
		debug.FreeOSMemory() // starting takes memory that serving does not need
	}()
	if err := datadir.WriteServer(a.config.DataDir, a.description()); err != nil {
		fail(err)
	} else {
		close(a.ready)
	}
	select {
	case <-ctx.Done():
	case <-work.Done():
	}
	a.drain(work, servers, cut)
	if err := datadir.RemoveServer(a.config.DataDir); err != nil {
		a.config.Log.Error("the server's file stays behind", "error", err)
	}
	fail(nil)
	<-started
	<-follow
	<-kept
	if cause := context.Cause(work); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

func (a *App) description() *datadir.Server {
	s := &datadir.Server{PID: os.Getpid(), Listen: a.Listening(), Origins: a.origins, Plain: a.tls == nil, Announced: a.announced()}
	if addresses := a.portalAddresses(); len(addresses) > 0 {
		s.Portal = addresses[0]
	}
	if a.bundle != nil {
		s.CA, s.Roots = a.bundle.CA, a.bundle.Roots
	}
	if a.sockets.plain != nil {
		s.HTTPListen = a.sockets.plain.Addr().String()
	}
	return s
}

// now returns the time of the configured clock.
func (a *App) now() time.Time { return a.config.Now() }
