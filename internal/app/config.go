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

// Config is everything that a server can be told. Its zero value is no server: start from Developer.
type Config struct {
	// DataDir holds the database, the keys and the developer's certificate authority. It is made if it is not there,
	// readable by its owner only.
	DataDir string
	// Listen and HTTPListen are the addresses of the TLS listener and of the plain one for managed identity and cloud
	// metadata. Port 0 is any free port; HTTPListen "" is no plain listener.
	Listen     string
	HTTPListen string
	// Proxies are who may say which caller they hand on. With ProxyProtocol they have to, by PROXY protocol version 2. With
	// BehindProxy they end TLS, and Listen is a plain listener for them alone; it may be a Unix socket, unix:/path.
	Proxies                    forwarded.Proxies
	ProxyProtocol, BehindProxy bool
	// MetricsListen is the address of a listener that serves GET /metrics to whoever reaches it; "" is none. The plain
	// listener serves it to this machine in any case.
	MetricsListen string
	// Sockets are open already, by the names SocketTLS and SocketMetrics. The server closes them.
	Sockets map[string]net.Listener
	// Pprof serves profiles of the process at /debug/pprof/ of MetricsListen, to this machine only.
	Pprof bool
	// Origins are the public addresses. The zero value derives them from the addresses that are listened at.
	Origins edge.Origins
	// Names are further names that the developer's certificate is for; localhost and the loopback addresses are.
	Names []string
	// PublicName is the host in the URLs of a developer server, in place of localhost. The certificate is for it too. It is
	// in the form that the function PublicName gives.
	PublicName string
	// TLSCert and TLSKey are the files of the server's certificate, which are read again when they change, and KeyFile the
	// one of the key-encryption key: all three are brought by whoever runs a server in production. "" is the developer's
	// own authority, and a key in DataDir.
	TLSCert, TLSKey string
	KeyFile         string
	// OtherKeyFiles are key-encryption keys that open what they have sealed, while KeyFile takes their place.
	OtherKeyFiles []string
	// KeyRotation is how long a key signs tokens before the next one does. 0 means token.DefaultKeyRotation.
	KeyRotation time.Duration
	// StopNotice is how long a server that is told to stop answers on without being ready, and StopGrace what requests get to
	// finish after that. 0 are no notice and 5 seconds.
	StopNotice, StopGrace time.Duration
	// PasswordGrant lets programs send people's passwords (grant_type=password).
	PasswordGrant bool
	// Store is the database: sqlite:///path or postgres://… "" is keyless.db in DataDir.
	Store string
	// World is what a server whose store is empty starts with. Nil is an empty store.
	World *world.World
	// Upstreams are the model servers, and Pools several of them under one name. Without one, the built-in model serves.
	Upstreams []Upstream
	Pools     []PoolConfig
	// QuotaStore is where replicas count quotas together; nil if each counts for itself.
	QuotaStore *quotastore.Config
	// DiscoverEvery is how often upstreams are asked for their models. 0 is every 30 seconds.
	DiscoverEvery time.Duration
	// Script is what the built-in model answers; nil leaves that to itself.
	Script *upstream.Script
	// Record is a folder that keeps what upstreams answer. Replay is one that answers in their place, ReplaySpeed times
	// as fast; 0 waits for nothing.
	Record, Replay string
	ReplaySpeed    float64
	// Trust are other tenants whose people come in with the tokens of their own sign-in host.
	Trust []entra.Config
	// PrivateIssuers lets federated credentials trust issuers inside this machine's network.
	PrivateIssuers bool
	// RBACDelay is how long a changed role assignment takes to be in force. Azure's is up to five minutes, ours is none;
	// a test can ask for one.
	RBACDelay time.Duration
	// ARMAsync is how long the control plane tells clients to wait for writes that take time on Azure, with 201 or 202 and
	// an address to ask. 0 answers when it is done. For tests.
	ARMAsync time.Duration
	// TokenLifetime is how long an access token is good for. 0 is one hour.
	TokenLifetime time.Duration
	// AuditRefuseWhenFull refuses calls while the spool of audit records is full, rather than lose and count their records.
	AuditRefuseWhenFull bool
	// AuditSync is how often the files of audit records are synced: what a crash can lose. 0 is 200 ms.
	AuditSync time.Duration
	// Staleness is how old the view of a replica may be when it answers, where several share a store; 0 is DefaultStaleness.
	Staleness time.Duration
	// StaleFor lets a replica answer by a view older than Staleness, up to this age. 0 refuses such calls.
	StaleFor time.Duration
	// PageOrigins are the origins of pages that may call an account from a browser, by the account's subdomain. An origin is
	// as in an Origin header: https://app.example.com.
	PageOrigins map[string][]string
	// MaxBody is the limit of a request body of models, and MaxAudio that of a file of audio, in bytes; 0 are 50 and 25 MiB.
	MaxBody, MaxAudio int64
	// Portal is the origin of the portal, without a trailing slash: "" is the one of sign-in, PortalOff serves none.
	Portal string
	// Picker lets the sign-in page of a developer server sign its made-up people in at a click.
	Picker bool
	// CallRecords says of which allowed calls of models the log keeps a record, CallRecordsOf the same of accounts, by their
	// names in lower case. CallRetention is how long these records are kept, if that is shorter than AuditRetention; 0 is as
	// long.
	CallRecords   recorder.Calls
	CallRecordsOf map[string]recorder.Calls
	CallRetention time.Duration
	// AuditFile is a file to which audit records are appended as JSON lines, and AuditOutput where they are written to in
	// the same form: standard output. "" and nil are none.
	AuditFile   string
	AuditOutput io.Writer
	// AuditRetention is how long the audit log keeps a record. 0 is the constant of the same name.
	AuditRetention time.Duration
	Log            *slog.Logger
	Now            func() time.Time
}

// The addresses of a developer server. Both are loopback: nothing of it can be reached from elsewhere.
const (
	DeveloperListen     = "127.0.0.1:8443"
	DeveloperHTTPListen = "127.0.0.1:8440"
)

// Developer is the configuration of the developer server that keeps its state in dataDir.
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

// production reports whether certificate and keys are brought, and nothing may be made up.
func (c Config) production() bool { return c.KeyFile != "" }

// certificateNames are the names that the developer's certificate is for beside localhost.
func (c Config) certificateNames() []string {
	if c.PublicName == "" {
		return c.Names
	}
	return append([]string{c.PublicName}, c.Names...)
}

// DeveloperOrigins are the public addresses of a developer server that listens at tls and plain: one origin, without
// privileges. The name is localhost unless another one is given: it needs no DNS, and MSAL and browsers treat it
// specially. plain may be nil; its name is localhost always.
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
