// Package serveconfig reads the configuration file of a production server, and rejects settings that are missing, unknown or
// unsafe.
package serveconfig

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/entra"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/textfile"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/world"
)

// serveFile is the configuration file of a production server. Paths in it are relative to the file.
type serveFile struct {
	Origins struct {
		Login    string `yaml:"login"`
		ARM      string `yaml:"arm"`
		Graph    string `yaml:"graph"`
		Accounts string `yaml:"accounts"`
	} `yaml:"origins"`
	Listen        string   `yaml:"listen"`        // ":8443" unless given
	Proxies       []string `yaml:"proxies"`       // networks and addresses whose X-Forwarded-For is trusted
	ProxyProtocol string   `yaml:"proxyProtocol"` // v2: these proxies send it on every connection
	Insecure      string   `yaml:"insecure"`      // behind-proxy: the proxies terminate TLS
	Data          string   `yaml:"data"`          // folder for the lock and, with SQLite, the database
	TLS           struct {
		Cert string `yaml:"cert"`
		Key  string `yaml:"key"`
	} `yaml:"tls"`
	Store string `yaml:"store"`
	Keys  struct {
		EncryptionKeyFile string        `yaml:"encryptionKeyFile"`
		OtherKeyFiles     []string      `yaml:"otherEncryptionKeyFiles"` // keys that only open
		Rotate            time.Duration `yaml:"rotate"`                  // how long a signing key signs; 30 days unless given
	} `yaml:"keys"`
	Trust     []trustFile      `yaml:"trust"`
	Upstreams []app.Upstream   `yaml:"upstreams"`
	Pools     []app.PoolConfig `yaml:"pools"`
	Quotas    struct {
		Shared       string `yaml:"shared"`       // redis://host:port or rediss://: the server with which replicas share quotas
		PasswordFile string `yaml:"passwordFile"` // read at each connection
		CA           string `yaml:"ca"`           // of its certificate
		Replicas     int    `yaml:"replicas"`     // the number of replicas until the server has reported it; 1 unless given
	} `yaml:"quotas"`
	Tokens struct {
		Lifetime time.Duration `yaml:"lifetime"` // an hour unless given
		Password bool          `yaml:"passwordGrant"`
	} `yaml:"tokens"`
	Audit struct {
		Retention time.Duration `yaml:"retention"` // 90 days unless given
		// Calls selects the allowed calls that get a record: full, sampled 1/N, or counts. Accounts is the same by
		// account.
		Calls         string            `yaml:"calls"`
		CallRetention time.Duration     `yaml:"callRetention"` // of these records; 30 days unless given
		Accounts      map[string]string `yaml:"accounts"`
		WhenFull      string            `yaml:"whenFull"` // lose, or refuse
		Sync          time.Duration     `yaml:"sync"`     // interval at which records are synced to disk; 200 ms unless given
		File          string            `yaml:"file"`     // to which records are appended as JSON lines
		Output        bool              `yaml:"stdout"`   // whether they are written to standard output in the same form
	} `yaml:"audit"`
	Metrics struct {
		Listen string `yaml:"listen"` // such as 127.0.0.1:9464; none unless given
		Pprof  bool   `yaml:"pprof"`  // serves profiles there, to this machine
	} `yaml:"metrics"`
	Stop struct {
		Notice *time.Duration `yaml:"notice"` // 5s unless given
		Grace  *time.Duration `yaml:"grace"`  // 5m unless given
	} `yaml:"stop"`
	Staleness struct {
		Bound time.Duration `yaml:"bound"` // 2s unless given
		Then  string        `yaml:"then"`  // refuse, or allow
		For   time.Duration `yaml:"for"`   // with allow: the maximum age of the view
	} `yaml:"staleness"`
	Limits struct {
		Body  int64 `yaml:"bodyMiB"`  // limit of a request body for models; 50 unless given
		Audio int64 `yaml:"audioMiB"` // limit of an audio file; 25 unless given
	} `yaml:"limits"`
	CORS   map[string][]string `yaml:"cors"`   // origins of pages that may call an account, by its subdomain
	Portal string              `yaml:"portal"` // an origin for the portal, or off; that of sign-in unless given
	World  string              `yaml:"world"`  // the initial content of an empty store
}

type trustFile struct {
	Tenant    string   `yaml:"tenant"`
	Authority string   `yaml:"authority"`
	Graph     string   `yaml:"graph"`
	Audiences []string `yaml:"audiences"`
	Groups    struct {
		Overage string `yaml:"overage"` // graph, or none
		Missing string `yaml:"missing"` // graph, or none
	} `yaml:"groups"`
	Credential *struct {
		ClientID      string `yaml:"clientId"`
		SecretEnv     string `yaml:"secretEnv"`
		SecretFile    string `yaml:"secretFile"`
		AssertionFile string `yaml:"assertionFile"`
	} `yaml:"credential"`
	CA string `yaml:"ca"`
}

// maxConfig is the maximum size of the configuration file in bytes.
const maxConfig = 1 << 20

// Production reads the configuration file of a production server. It fails if a setting is missing, unknown or unsafe;
// the error lists each such setting and how to correct it. Apart from the files that it names, nothing is opened.
func Production(path string, dataDir string, log *slog.Logger) (app.Config, error) {
	text, err := textfile.Read(path, maxConfig)
	if err != nil {
		return app.Config{}, err
	}
	file := serveFile{}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return app.Config{}, fmt.Errorf("%s:\n%s", path, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	r := &serveReader{folder: filepath.Dir(path), path: path, file: &file}
	config := r.read(dataDir)
	config.Log, config.Now = log, time.Now
	if err := errors.Join(r.problems...); err != nil {
		return app.Config{}, fmt.Errorf("%s cannot be served:\n%w", path, err)
	}
	return config, nil
}

// serveReader converts a file to a Config and collects the errors.
type serveReader struct {
	folder   string
	path     string
	file     *serveFile
	problems []error
}

func (r *serveReader) refuse(setting, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("  %s: %s", setting, fmt.Sprintf(format, args...)))
}

// at resolves a path in the file.
func (r *serveReader) at(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.folder, path)
}

func (r *serveReader) read(dataDir string) app.Config {
	f := r.file
	config := app.Config{
		DataDir: orDefault(r.at(f.Data), dataDir), Listen: orDefault(f.Listen, ":8443"), Store: f.Store, Pools: f.Pools,
		Origins: edge.Origins{Login: f.Origins.Login, ARM: f.Origins.ARM, Graph: f.Origins.Graph, Accounts: f.Origins.Accounts},
		TLSCert: r.at(f.TLS.Cert), TLSKey: r.at(f.TLS.Key), KeyFile: r.at(f.Keys.EncryptionKeyFile),
		MetricsListen: f.Metrics.Listen, Pprof: f.Metrics.Pprof,
		KeyRotation: f.Keys.Rotate, TokenLifetime: f.Tokens.Lifetime, AuditRetention: f.Audit.Retention,
	}
	r.origins(&config.Origins)
	config.Portal = r.portal(config.Origins)
	r.listeners(&config)
	r.secretFile("keys.encryptionKeyFile", config.KeyFile)
	for _, file := range f.Keys.OtherKeyFiles {
		config.OtherKeyFiles = append(config.OtherKeyFiles, r.at(file))
		r.secretFile("keys.otherEncryptionKeyFiles", r.at(file))
	}
	r.store()
	r.lifetimes(&config)
	for i := range f.Trust {
		config.Trust = append(config.Trust, r.trust(i))
	}
	config.PageOrigins = r.pageOrigins()
	r.staleness(&config)
	r.stop(&config)
	r.limits(&config)
	r.callRecords(&config)
	config.AuditFile = r.at(f.Audit.File)
	if folder := filepath.Dir(config.AuditFile); config.AuditFile != "" {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			r.refuse("audit.file", "cannot be written: %s is not a folder", folder)
		}
	}
	if f.Audit.Output {
		config.AuditOutput = os.Stdout
	}
	switch f.Audit.WhenFull {
	case "", "lose":
	case "refuse":
		config.AuditRefuseWhenFull = true
	default:
		r.refuse("audit.whenFull", "is lose or refuse, not %q", f.Audit.WhenFull)
	}
	if config.AuditSync = f.Audit.Sync; config.AuditSync != 0 && (config.AuditSync < 10*time.Millisecond || config.AuditSync > 10*time.Second) {
		r.refuse("audit.sync", "is from 10ms to 10s, not %s", config.AuditSync)
	}
	config.Upstreams = r.upstreams()
	config.QuotaStore = r.quotaStore()
	config.World = r.world()
	return config
}

// defaultCallRetention is how long a production server keeps records of allowed calls. Their counts are kept as long as
// other records.
const defaultCallRetention = 30 * 24 * time.Hour

// callRecords reads which calls get a record, and how long the records are kept.
func (r *serveReader) callRecords(config *app.Config) {
	a := r.file.Audit
	var err error
	if config.CallRecords, err = recorder.ParseCalls(a.Calls); err != nil {
		r.refuse("audit.calls", "%v", err)
	}
	config.CallRecordsOf = map[string]recorder.Calls{}
	for account, text := range a.Accounts {
		calls, err := recorder.ParseCalls(text)
		if err != nil {
			r.refuse("audit.accounts."+account, "%v", err)
		}
		config.CallRecordsOf[ascii.ToLower(account)] = calls
	}
	switch {
	case a.CallRetention < 0:
		r.refuse("audit.callRetention", "is not a length of time: %s", a.CallRetention)
	case a.CallRetention > cmp.Or(a.Retention, recorder.DefaultRetention):
		r.refuse("audit.callRetention", "is longer than audit.retention, which is how long everything in the log is kept: %s", a.CallRetention)
	case a.CallRetention == 0:
		config.CallRetention = defaultCallRetention
	default:
		config.CallRetention = a.CallRetention
	}
}

// staleness reads the maximum age of a replica's view.
func (r *serveReader) staleness(config *app.Config) {
	s := r.file.Staleness
	switch {
	case s.Bound != 0 && (s.Bound < time.Second || s.Bound > time.Hour):
		r.refuse("staleness.bound", "is from 1s to 1h, not %s: a replica renews its view every %s", s.Bound, app.LeaseRenewal)
	case s.Then != "" && s.Then != "refuse" && s.Then != "allow":
		r.refuse("staleness.then", "is refuse or allow, not %q", s.Then)
	case s.Then == "allow" && s.For <= 0:
		r.refuse("staleness.for", "is missing: with then: allow it bounds how old a view may be, as 10m")
	case s.Then != "allow" && s.For != 0:
		r.refuse("staleness.for", "goes with then: allow")
	default:
		config.Staleness, config.StaleFor = s.Bound, s.For
	}
}

// stop reads the settings for stopping.
func (r *serveReader) stop(config *app.Config) {
	read := func(setting string, given *time.Duration, otherwise, least time.Duration) time.Duration {
		if given == nil {
			return otherwise
		}
		if *given < least || *given > time.Hour {
			r.refuse(setting, "is from %s to 1h, not %s", least, *given)
		}
		return *given
	}
	config.StopNotice = read("stop.notice", r.file.Stop.Notice, app.DefaultStopNotice, 0)
	config.StopGrace = read("stop.grace", r.file.Stop.Grace, app.DefaultStopGrace, time.Second)
}

// maxBodyMiB is the maximum of the configurable limits, because bodies are held in memory.
const maxBodyMiB = 1024

// limits reads the limits of request bodies.
func (r *serveReader) limits(config *app.Config) {
	inBytes := func(name string, mib int64) int64 {
		if mib < 0 || mib > maxBodyMiB {
			r.refuse(name, "is from 1 to %d, not %d: a body is held in memory", maxBodyMiB, mib)
		}
		return mib << 20
	}
	config.MaxBody = inBytes("limits.bodyMiB", r.file.Limits.Body)
	config.MaxAudio = inBytes("limits.audioMiB", r.file.Limits.Audio)
}

// pageOrigins reads the origins of pages, and checks that they are canonical.
func (r *serveReader) pageOrigins() map[string][]string {
	all := map[string][]string{}
	for account, origins := range r.file.CORS {
		for _, origin := range origins {
			canonical, ok := directory.PageOrigin(origin)
			if u, err := url.Parse(origin); !ok || err != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
				r.refuse("cors."+account, "%q is not the origin of a page, such as https://app.example.com", origin)
				continue
			}
			all[ascii.ToLower(account)] = append(all[ascii.ToLower(account)], canonical)
		}
	}
	return all
}

func orDefault(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

// lifetimes reads the settings in hours and days.
func (r *serveReader) lifetimes(config *app.Config) {
	if config.TokenLifetime == 0 {
		config.TokenLifetime = time.Hour
	}
	if config.KeyRotation == 0 {
		config.KeyRotation = token.DefaultKeyRotation
	}
	if config.TokenLifetime < 5*time.Minute || config.TokenLifetime > 24*time.Hour {
		r.refuse("tokens.lifetime", "is from 5m to 24h, not %s", config.TokenLifetime)
	}
	if config.KeyRotation < 24*time.Hour || config.KeyRotation > 366*24*time.Hour {
		r.refuse("keys.rotate", "is from 24h to 8784h (a year), not %s", config.KeyRotation)
	}
	if config.AuditRetention < 0 {
		r.refuse("audit.retention", "is not below zero")
	}
	if r.file.Tokens.Password {
		r.refuse("tokens.passwordGrant", "is unsafe: programs would get to see people's passwords. Sign in with a browser, a device code or a client credential")
	}
}

func (r *serveReader) trust(i int) entra.Config {
	t, at := r.file.Trust[i], fmt.Sprintf("trust[%d]", i)
	c := entra.Config{Tenant: t.Tenant, Authority: t.Authority, Graph: t.Graph, Audiences: t.Audiences}
	for name, value := range map[string]string{"overage": t.Groups.Overage, "missing": t.Groups.Missing} {
		if value != "" && value != "graph" && value != "none" {
			r.refuse(at+".groups."+name, "is graph or none, not %q", value)
		}
	}
	c.GroupsWhenMissing = t.Groups.Missing == "graph"
	if given := t.Credential; given != nil {
		c.Credential = &entra.Credential{ClientID: given.ClientID, SecretFile: r.at(given.SecretFile), AssertionFile: r.at(given.AssertionFile)}
		if given.SecretEnv != "" {
			if c.Credential.Secret = strings.TrimSpace(os.Getenv(given.SecretEnv)); c.Credential.Secret == "" {
				r.refuse(at+".credential.secretEnv", "the environment variable %s is not set", given.SecretEnv)
				c.Credential = nil
			}
		}
	}
	if t.Credential == nil && (t.Groups.Overage == "graph" || t.Groups.Missing == "graph") {
		own, err := platformIdentity(t.Tenant)
		if err != nil {
			r.refuse(at+".groups", "needs %s.credential, an application of that tenant that may read its groups: %v", at, err)
		}
		c.Credential = &entra.Credential{Token: own}
	}
	if t.Groups.Overage == "none" && t.Groups.Missing != "graph" {
		c.Credential = nil // an overage is then answered with 503
	}
	var err error
	if c.Roots, err = app.ReadRoots(r.at(t.CA)); err != nil {
		r.refuse(at+".ca", "%v", err)
	}
	if _, err := entra.New([]entra.Config{c}, time.Now); err != nil {
		r.refuse(at, "%v", err)
	}
	return c
}

// world reads the initial content of an empty store. It rejects users whose password would be generated or is publicly
// known.
func (r *serveReader) world() *world.World {
	if r.file.World == "" {
		return nil
	}
	text, err := os.ReadFile(r.at(r.file.World))
	if err != nil {
		r.refuse("world", "%v", err)
		return nil
	}
	w, err := world.Parse(text)
	if err != nil {
		r.refuse("world", "%v", err)
		return nil
	}
	if secret := secretOf(w); secret != "" && readableByAll(r.at(r.file.World)) {
		r.refuse("world", "%s is unsafe: everybody on this machine can read it, and it has %s. chmod 600 it", r.at(r.file.World), secret)
	}
	for _, t := range w.Tenants {
		if strings.HasSuffix(t.Domain, "localhost") {
			r.refuse("world", "the tenant %s is a developer's: give it a domain of your own", t.Domain)
		}
		for _, u := range t.Users {
			if u.Password == "" && u.Invitation == nil {
				r.refuse("world", "the user %s has no password, and one that is made up is for developers: give one, let keyless init make an invitation, or let people come in through trust", u.UserPrincipalName)
			}
		}
		for _, a := range t.Applications {
			if a.Secret == "" && !a.NoSecret {
				r.refuse("world", "the application %s has no secret, and one that is made up is for developers: write noSecret: true and add a credential later", a.DisplayName)
			}
		}
	}
	return w
}
