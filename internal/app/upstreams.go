package app

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"
	"keyless.dev/keyless/internal/upstream"
)

// Upstream configures a model server.
type Upstream struct {
	// Name is referred to by a deployment's model.source. "" is for servers given only by address, which share the name
	// "upstream".
	Name string `yaml:"name"`
	Kind string `yaml:"kind"` // openai, or azure; "" is openai
	// URL is the API root of an OpenAI-compatible server, or the endpoint of an Azure resource.
	URL string `yaml:"url"`

	// KeyEnv and KeyFile are the environment variable or the file that contains the server's key. KeyHeader is a header
	// that carries only the key, such as x-api-key; "" means a bearer token.
	KeyEnv    string `yaml:"keyEnv"`
	KeyFile   string `yaml:"keyFile"`
	KeyHeader string `yaml:"keyHeader"`

	// Credential is this service's identity at Azure: managedIdentity, workloadIdentity or clientCertificate.
	Credential          string `yaml:"credential"`
	TenantID            string `yaml:"tenantId"`
	ClientID            string `yaml:"clientId"`
	CertificateFile     string `yaml:"certificateFile"`     // PEM or PKCS#12, with its private key
	CertificatePassword string `yaml:"certificatePassword"` // the environment variable that contains it
	TokenFile           string `yaml:"tokenFile"`           // of a workload; "" is AZURE_FEDERATED_TOKEN_FILE

	// CA is a file with the authorities of the server's certificate, and of the sign-in service in
	// AZURE_AUTHORITY_HOST. "" means the system's.
	CA string `yaml:"ca"`
	// Discover creates deployments of the models that the server lists. Nil means true for openai, and false for azure,
	// which lists every model that could be deployed.
	Discover *bool `yaml:"discover"`
	// Files allows every account that deploys a model of the server to use the server's files and batches.
	Files bool `yaml:"files"`

	// AllowMembers are members of a request body with which callers may choose what the server calls, such as
	// OpenRouter's provider. Others are rejected, because what they choose was not authorized.
	AllowMembers []string `yaml:"allowMembers"`

	Concurrency int           `yaml:"concurrency"` // concurrent calls; 0 means no limit
	FirstByte   time.Duration `yaml:"firstByte"`   // until a response begins; 0 means ten minutes
	Idle        time.Duration `yaml:"idle"`        // pause within a response; 0 means ten minutes

	Quiet bool `yaml:"-"` // the server may not exist, so do not warn if it is unavailable
}

// PoolConfig configures a group of upstreams with one name, which a deployment's model.source can refer to.
type PoolConfig struct {
	Name    string       `yaml:"name"`
	Members []PoolMember `yaml:"members"`
}

// PoolMember is one upstream of a pool.
type PoolMember struct {
	Upstream string            `yaml:"upstream"`
	Weight   int               `yaml:"weight"`   // share of the calls among members with the same priority; 0 means 1
	Priority int               `yaml:"priority"` // members with the lowest number are used first
	Models   map[string]string `yaml:"models"`   // its names of models, by their names in deployments
}

// sourceUpstream is the model.source of deployments on upstreams without a name.
const sourceUpstream = "upstream"

// pools are the pools by every name that a deployment can use, in lower case.
type pools map[string]*upstream.Pool

// server is one configured upstream.
type server struct {
	config   Upstream
	guard    *upstream.Guard
	models   *upstream.Server
	discover bool
	deployed []string // models that already have deployments
}

// openUpstreams creates all servers and pools. It makes no connections.
func openUpstreams(configs []Upstream, named []PoolConfig, now func() time.Time, log *slog.Logger) ([]*server, pools, error) {
	var servers []*server
	all, members := pools{}, map[string][]upstream.Member{}
	for i := range configs {
		s, err := openUpstream(configs[i], now, log)
		if err != nil {
			return nil, nil, fmt.Errorf("upstreams[%d]: %w", i, err)
		}
		name := ascii.ToLower(configs[i].Name)
		if name == "" {
			name = sourceUpstream
		} else if len(members[name]) > 0 {
			return nil, nil, fmt.Errorf("upstreams[%d]: the name %s is there twice", i, configs[i].Name)
		}
		members[name] = append(members[name], upstream.Member{Guard: s.guard})
		servers = append(servers, s)
	}
	for i, p := range named {
		name := ascii.ToLower(p.Name)
		if name == "" || len(members[name]) > 0 {
			return nil, nil, fmt.Errorf("pools[%d]: a pool needs a name of its own, not %q", i, p.Name)
		}
		for j, m := range p.Members {
			of := members[ascii.ToLower(m.Upstream)]
			if len(of) != 1 {
				return nil, nil, fmt.Errorf("pools[%d].members[%d]: there is no upstream called %q", i, j, m.Upstream)
			}
			if m.Weight < 0 || m.Priority < 0 || m.Priority > upstream.MaxPriority {
				return nil, nil, fmt.Errorf("pools[%d].members[%d]: a weight is at least 0, a priority from 0 to %d", i, j, upstream.MaxPriority)
			}
			members["pool "+name] = append(members["pool "+name], upstream.Member{Guard: of[0].Guard, Weight: m.Weight, Priority: m.Priority, Names: m.Models})
		}
		if _, twice := all[name]; twice {
			return nil, nil, fmt.Errorf("pools[%d]: the name %s is there twice", i, p.Name)
		}
		all[name] = nil
	}
	for name, of := range members {
		pool, err := upstream.NewPool(upstream.PoolConfig{Members: of, Now: now})
		if err != nil {
			return nil, nil, fmt.Errorf("pool %s: %w", name, err)
		}
		all[strings.TrimPrefix(name, "pool ")] = pool
	}
	for name, pool := range all {
		if pool == nil {
			return nil, nil, fmt.Errorf("pool %s has no members", name)
		}
	}
	return servers, all, nil
}

func openUpstream(c Upstream, now func() time.Time, log *slog.Logger) (*server, error) {
	if ok, _ := regexp.MatchString(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$|^$`, c.Name); !ok {
		return nil, fmt.Errorf("%q is no name: letters, digits, '-', '_' and '.' make one", c.Name)
	}
	if c.Concurrency < 0 || c.FirstByte < 0 || c.Idle < 0 {
		return nil, errors.New("concurrency, firstByte and idle are not below zero")
	}
	config := upstream.Config{URL: c.URL, KeyHeader: c.KeyHeader, FirstByte: c.FirstByte}
	var err error
	if config.Roots, err = ReadRoots(c.CA); err != nil {
		return nil, err
	}
	s := &server{config: c}
	switch kind := ascii.ToLower(c.Kind); {
	case (kind == "" || kind == "openai") && c.Credential != "":
		return nil, errors.New("a credential is for kind azure; an OpenAI-compatible server has a keyEnv or keyFile")
	case kind == "" || kind == "openai":
		if config.Key, err = readKey(c); err != nil {
			return nil, err
		}
		s.models, err = upstream.OpenAI(config)
		s.discover = true
	case kind == "azure" && c.KeyEnv+c.KeyFile != "":
		return nil, errors.New("kind azure has no key: give a credential, and this service's identity the role Cognitive Services User there")
	case kind == "azure":
		var credential azcore.TokenCredential
		if credential, err = azureCredential(c); err == nil {
			s.models, err = upstream.Azure(upstream.AzureConfig{Config: config, Credential: credential, Now: now})
		}
	default:
		return nil, fmt.Errorf("the kind is openai or azure, not %q", c.Kind)
	}
	if err != nil {
		return nil, err
	}
	if c.Discover != nil {
		s.discover = *c.Discover
	}
	name := c.Name
	if name == "" {
		name = c.URL
	}
	allowed := make([]string, len(c.AllowMembers))
	for i, member := range c.AllowMembers {
		allowed[i] = ascii.ToLower(member)
	}
	s.guard = upstream.NewGuard(upstream.GuardConfig{
		Name: name, Next: s.models, Concurrency: c.Concurrency, AllowMembers: allowed, Idle: c.Idle, Now: now, Log: log,
	})
	return s, nil
}

// ReadRoots reads the certification authorities in a file, or returns nil for "", which means the system's.
func ReadRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	roots, err := textfile.ReadRoots(file)
	if err != nil {
		return nil, fmt.Errorf("ca: %w", err)
	}
	return roots, nil
}

func readKey(c Upstream) (string, error) {
	switch {
	case c.KeyEnv != "" && c.KeyFile != "":
		return "", errors.New("keyEnv and keyFile are not given both")
	case c.KeyEnv != "":
		key := strings.TrimSpace(os.Getenv(c.KeyEnv))
		if key == "" {
			return "", fmt.Errorf("keyEnv: the environment variable %s is not set", c.KeyEnv)
		}
		return key, nil
	case c.KeyFile != "":
		key, err := textfile.ReadSecret(c.KeyFile)
		if err != nil {
			return "", fmt.Errorf("keyFile: %w", err)
		}
		return strings.TrimSpace(key), nil
	}
	return "", nil
}
