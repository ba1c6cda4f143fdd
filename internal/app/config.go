package app

import (
	"cmp"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/entra"
	"keyless.dev/keyless/internal/forwarded"
	"keyless.dev/keyless/internal/quotastore"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/storeadmin"
	"keyless.dev/keyless/internal/upstream"
	"keyless.dev/keyless/internal/world"
)

// Config configures a server. Its zero value is invalid: start with Developer.
type Config struct {
	// DataDir contains the database, the keys and the developer's certificate authority. It is created if necessary,
	// readable only by its owner.
	DataDir string
	// Listen and HTTPListen are the addresses of the TLS listener, and of the plain listener for managed identity and
	// cloud metadata. Port 0 means any free port; an empty HTTPListen means no plain listener.
	Listen     string
	HTTPListen string
	// Proxies are the addresses whose forwarded client addresses are trusted. With ProxyProtocol they must send PROXY
	// protocol version 2. With BehindProxy they terminate TLS, and Listen is a plain listener for them only; it may be
	// a Unix socket, unix:/path.
	Proxies                    forwarded.Proxies
	ProxyProtocol, BehindProxy bool
	// MetricsListen is the address of a listener that serves GET /metrics to everyone who can reach it; "" means none.
	// The plain listener always serves it to this machine.
	MetricsListen string
	// Sockets are listeners opened by a service manager, by the names SocketTLS and SocketMetrics. The server closes
	// them.
	Sockets map[string]net.Listener
	// Pprof serves profiles of the process at /debug/pprof/ of MetricsListen, only to this machine.
	Pprof bool
	// Origins are the public addresses. The zero value derives them from the addresses of the listeners.
	Origins edge.Origins
	// Names are additional names for the developer's certificate, which always includes localhost and the loopback
	// addresses.
	Names []string
	// PublicName replaces localhost in the URLs of a developer server, and is added to its certificate. It must be a
	// result of the function PublicName.
	PublicName string
	// TLSCert and TLSKey are the files of the server's certificate, which are read again when they change. KeyFile
	// contains the key-encryption key. In production the operator provides all three. "" means the developer's own
	// authority, and a key in DataDir.
	TLSCert, TLSKey string
	KeyFile         string
	// OtherKeyFiles contain key-encryption keys that KeyFile replaces. They are used only to open what they have
	// sealed.
	OtherKeyFiles []string
	// KeyRotation is how long a key signs tokens. 0 means token.DefaultKeyRotation.
	KeyRotation time.Duration
	// StopNotice is how long a stopping server continues to serve while it reports that it is not ready. StopGrace is
	// how long running requests may take after that. 0 means no notice, and 5 seconds.
	StopNotice, StopGrace time.Duration
	// PasswordGrant allows grant_type=password.
	PasswordGrant bool
	// Store is the database: sqlite:///path or postgres://… "" means keyless.db in DataDir.
	Store string
	// World is the initial content of an empty store. Nil means none.
	World *world.World
	// Upstreams are the model servers, and Pools groups of them under one name. If there are none, the built-in model
	// is used.
	Upstreams []Upstream
	Pools     []PoolConfig
	// QuotaStore is the server with which replicas share quotas. Nil means that each replica counts by itself.
	QuotaStore *quotastore.Config
	// DiscoverEvery is the interval at which upstreams are asked for their models. 0 means 30 seconds.
	DiscoverEvery time.Duration
	// Script has replies of the built-in model; nil means none.
	Script *upstream.Script
	// Record is a folder in which responses of upstreams are recorded. Replay is a folder with such recordings, which
	// replace the upstreams. ReplaySpeed is a factor; 0 means without delays.
	Record, Replay string
	ReplaySpeed    float64
	// Trust lists tenants whose users may call models with tokens of their own sign-in host.
	Trust []entra.Config
	// PrivateIssuers allows federated credentials whose issuer is on a private network.
	PrivateIssuers bool
	// RBACDelay is the delay until a changed role assignment takes effect. In Azure it is up to five minutes, here it
	// is 0; tests can set it.
	RBACDelay time.Duration
	// ARMAsync makes writes that are asynchronous in Azure return 201 or 202 and a URL to poll, for this long. 0 means
	// that they are synchronous. For tests.
	ARMAsync time.Duration
	// TokenLifetime is the lifetime of an access token. 0 means one hour.
	TokenLifetime time.Duration
	// AuditRefuseWhenFull refuses calls while the spool of audit records is full. Otherwise their records are lost, and
	// counted.
	AuditRefuseWhenFull bool
	// AuditSync is the interval at which spooled audit records are synced to disk, and thereby how much a crash can
	// lose. 0 means 200 ms.
	AuditSync time.Duration
	// Staleness is the maximum age of a replica's view, if several replicas share a store. 0 means DefaultStaleness.
	Staleness time.Duration
	// StaleFor allows a replica to serve with an older view than Staleness, up to this age. 0 means that it refuses
	// calls.
	StaleFor time.Duration
	// PageOrigins are the origins of pages that may call an account from a browser, by the account's subdomain. They
	// have the form of an Origin header: https://app.example.com.
	PageOrigins map[string][]string
	// MaxBody is the limit of a request body for models, and MaxAudio the limit of an audio file, in bytes. 0 means 50
	// and 25 MiB.
	MaxBody, MaxAudio int64
	// Portal is the origin of the portal, without a trailing slash. "" means the origin of sign-in, and PortalOff
	// disables the portal.
	Portal string
	// Picker lets users of a developer server sign in on the sign-in page by selecting a seeded user, without a
	// password.
	Picker bool
	// CallRecords selects the allowed model calls that get an audit record, and CallRecordsOf the same by account, by
	// name in lower case. CallRetention is how long these records are kept, if shorter than AuditRetention; 0 means
	// equally long.
	CallRecords   recorder.Calls
	CallRecordsOf map[string]recorder.Calls
	CallRetention time.Duration
	// AuditFile is a file to which audit records are appended as JSON lines, and AuditOutput a writer that gets the
	// same lines, such as standard output. "" and nil mean none.
	AuditFile   string
	AuditOutput io.Writer
	// AuditRetention is how long audit records are kept. 0 means recorder.DefaultRetention.
	AuditRetention time.Duration
	Log            *slog.Logger
	Now            func() time.Time
}

// Addresses of a developer server. Both are loopback addresses, so that other machines cannot reach it.
const (
	DeveloperListen     = "127.0.0.1:8443"
	DeveloperHTTPListen = "127.0.0.1:8440"
)

// Developer returns the configuration of a developer server that keeps its state in dataDir.
func Developer(dataDir string) Config {
	return Config{
		DataDir:        dataDir,
		Listen:         DeveloperListen,
		HTTPListen:     DeveloperHTTPListen,
		World:          world.Default(),
		PasswordGrant:  true,
		TokenLifetime:  time.Hour,
		PrivateIssuers: true,
		Picker:         true,
		ReplaySpeed:    1,
		Log:            slog.New(slog.DiscardHandler),
		Now:            time.Now,
	}
}

// production reports whether the operator provides certificate and keys, in which case nothing may be generated.
func (c Config) production() bool { return c.KeyFile != "" }

// certificateNames returns the additional names for the developer's certificate.
func (c Config) certificateNames() []string {
	if c.PublicName == "" {
		return c.Names
	}
	return append([]string{c.PublicName}, c.Names...)
}

// DeveloperOrigins returns the public addresses of a developer server that listens at tls and plain. All hosts share
// one origin, so that no privileged port is necessary. Its name is localhost unless name is given: localhost needs no
// DNS, and MSAL and browsers treat it specially. plain may be nil; its name is always localhost.
func DeveloperOrigins(tls, plain net.Addr, name string) edge.Origins {
	o := edge.Origins{SharedHost: name != ""}
	if name == "" {
		name = "localhost"
	}
	o.Login = "https://" + name + ":" + port(tls)
	o.ARM, o.Graph, o.Accounts = o.Login+"/arm", o.Login+"/graph", o.Login+"/accounts/*"
	if plain != nil {
		o.Metadata = "http://localhost:" + port(plain)
	}
	return o
}

func port(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok {
		return strconv.Itoa(tcp.Port)
	}
	_, port, _ := net.SplitHostPort(address.String())
	return port
}

// Target returns the server's store, for commands that administer it.
func (c Config) Target() storeadmin.Target {
	return storeadmin.Target{
		Address: c.storeAddress(), KeyFile: cmp.Or(c.KeyFile, filepath.Join(c.DataDir, keyFile)), OtherKeyFiles: c.OtherKeyFiles,
		DataDir: c.DataDir, Login: c.Origins.Login, Now: c.Now, Log: c.Log,
	}
}

func (c Config) storeAddress() string {
	if c.Store != "" {
		return c.Store
	}
	return "sqlite://" + filepath.ToSlash(filepath.Join(c.DataDir, databaseFile))
}
