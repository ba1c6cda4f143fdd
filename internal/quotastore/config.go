package quotastore

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/textfile"
)

// Config says where a quota store is, and how to get in.
type Config struct {
	Address      string // host and port
	TLS          bool
	Roots        *x509.CertPool // of its certificate; nil is the system's
	User         string         // "" is the default user
	Password     string
	PasswordFile string // read at each connection, instead of Password
	Database     int

	Replica  string // a name of this replica that no other has
	Replicas int    // how many there are, as long as the store has not said; 1 unless given
	Log      *slog.Logger
}

const defaultPort = "6379"

// maxDatabase is the highest number of a database that can be configured.
const maxDatabase = 1 << 20

// ParseURL reads the address of a quota store: redis://[user[:password]@]host[:port][/database], or rediss:// for TLS;
// valkey:// and valkeys:// mean the same.
func ParseURL(text string) (Config, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Config{}, errors.New("is no address, such as redis://valkey:6379") // err would show a password
	}
	c := Config{}
	switch u.Scheme {
	case "redis", "valkey":
	case "rediss", "valkeys":
		c.TLS = true
	default:
		return Config{}, fmt.Errorf("starts with redis://, rediss://, valkey:// or valkeys://, not %.16q", u.Scheme)
	}
	if u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		return Config{}, errors.New("is a host, a port and the number of a database, as redis://valkey:6379/0, and nothing else")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	c.Address = net.JoinHostPort(u.Hostname(), port)
	if path := strings.Trim(u.Path, "/"); path != "" {
		if c.Database, err = strconv.Atoi(path); err != nil || c.Database < 0 || c.Database > maxDatabase {
			return Config{}, fmt.Errorf("names the database %.16q, which is no number", path)
		}
	}
	c.User = u.User.Username()
	c.Password, _ = u.User.Password()
	return c, nil
}

func (c *Config) password() (string, error) {
	if c.PasswordFile == "" {
		return c.Password, nil
	}
	return textfile.ReadSecret(c.PasswordFile)
}

func (c *Config) tls() *tls.Config {
	host, _, _ := net.SplitHostPort(c.Address)
	return &tls.Config{ServerName: host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12}
}
