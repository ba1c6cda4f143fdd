package setup

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/oauth"
)

// Options say what to write.
type Options struct {
	Dir           string
	Address       string // what clients call: https://ai.example.com, or https://*.ai.example.com with a name for each host
	Domain        string // of the tenant; "" is the host of Address
	Administrator string // the user name of the first administrator, with or without the domain
	Store         string // "" is SQLite in Dir
	Cert, Key     string // files of a certificate; "" makes one that signs itself
	Now           time.Time
}

// The files of Dir.
const (
	ConfigFile      = "keyless.yaml"
	KeyFile         = "kek"
	CertificateFile = "tls.crt"
	PrivateKeyFile  = "tls.key"
	AuthorityFile   = "ca.crt"
	WorldFile       = "world.yaml"
)

// Written is what was written, and how to go on.
type Written struct {
	Files         []string  `json:"files"`
	Config        string    `json:"config"`
	Authority     string    `json:"authority,omitempty"` // file that clients have to trust; "" with a certificate that was brought
	Login         string    `json:"login"`
	ARM           string    `json:"arm"`
	Administrator string    `json:"administrator"`
	Link          string    `json:"link"` // works once
	Expires       time.Time `json:"expires"`
}

// origins are the addresses of the hosts.
type origins struct {
	login, arm, graph, accounts string
	names                       []string // that the certificate is for
	port                        string
}

// Write writes everything, or nothing.
func Write(o Options) (*Written, error) {
	at, err := addresses(o.Address)
	if err != nil {
		return nil, err
	}
	if o.Domain == "" {
		o.Domain = at.names[0]
	}
	if o.Domain = ascii.ToLower(o.Domain); !validDomain(o.Domain) || strings.HasSuffix(o.Domain, "localhost") {
		return nil, fmt.Errorf("%q is no domain for a tenant: name one of your own with --domain, as ai.example.com", o.Domain)
	}
	name, domain, full := strings.Cut(o.Administrator, "@")
	if full && !ascii.EqualFold(domain, o.Domain) {
		return nil, fmt.Errorf("the administrator %s is not of the domain %s", o.Administrator, o.Domain)
	}
	if (o.Cert == "") != (o.Key == "") {
		return nil, errors.New("a certificate has two files: give --cert and --key")
	}
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, err
	}
	principal := name + "@" + o.Domain
	invitation, secret := oauth.NewInvitation(o.Now)
	out := &Written{
		Config: filepath.Join(o.Dir, ConfigFile), Login: at.login, ARM: at.arm, Administrator: principal,
		Link: oauth.InvitationLink(at.login, principal, secret), Expires: invitation.ExpiresAt,
	}
	files := []file{
		{WorldFile, worldText(o.Domain, name, invitation), 0o600},
		{KeyFile, encryptionKey(), 0o600},
	}
	cert, key := o.Cert, o.Key
	if cert == "" {
		made, err := selfSigned(at.names, o.Now)
		if err != nil {
			return nil, err
		}
		files = append(files, file{AuthorityFile, made.authority, 0o644}, file{CertificateFile, made.certificate, 0o644}, file{PrivateKeyFile, made.key, 0o600})
		cert, key, out.Authority = CertificateFile, PrivateKeyFile, filepath.Join(o.Dir, AuthorityFile)
	} else if cert, key, err = absolute(cert, key); err != nil {
		return nil, err
	}
	if o.Store == "" {
		o.Store = "sqlite://" + filepath.ToSlash(filepath.Join(o.Dir, "data", "keyless.db"))
	}
	files = append(files, file{ConfigFile, configText(at, cert, key, o.Store), 0o600})
	if err := writeAll(o.Dir, files); err != nil {
		return nil, err
	}
	for _, f := range files {
		out.Files = append(out.Files, filepath.Join(o.Dir, f.name))
	}
	return out, nil
}

// addresses reads the address that clients call.
func addresses(text string) (origins, error) {
	u, err := url.Parse(strings.TrimSuffix(text, "/"))
	wrong := fmt.Errorf("%q is no address for a server: it is https://ai.example.com for one name, or https://*.ai.example.com for a name for each host", text)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Path != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return origins{}, wrong
	}
	host, port := ascii.ToLower(u.Hostname()), u.Port()
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		return origins{}, wrong
	}
	suffix := ""
	if port != "" && port != "443" {
		suffix = ":" + port
	}
	o := origins{port: port}
	if port == "" {
		o.port = "443"
	}
	domain, wild := strings.CutPrefix(host, "*.")
	if !validDomain(domain) && domain != "localhost" && net.ParseIP(domain) == nil || strings.Contains(domain, "*") || wild && net.ParseIP(domain) != nil {
		return origins{}, wrong
	}
	if !wild {
		root := "https://" + hostPort(domain, suffix)
		o.login, o.arm, o.graph, o.accounts, o.names = root, root+"/arm", root+"/graph", root+"/accounts/*", []string{domain}
		return o, nil
	}
	of := func(name string) string { return "https://" + name + "." + domain + suffix }
	o.login, o.arm, o.graph, o.accounts = of("login"), of("arm"), of("graph"), of("*")
	o.names = []string{domain, "*." + domain, "*.services.ai." + domain, "*.openai." + domain, "*.cognitiveservices." + domain}
	return o, nil
}

func hostPort(host, suffix string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]" + suffix
	}
	return host + suffix
}

func encryptionKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return base64.StdEncoding.EncodeToString(key) + "\n"
}

func absolute(cert, key string) (string, string, error) {
	for _, path := range []*string{&cert, &key} {
		if _, err := os.Stat(*path); err != nil {
			return "", "", err
		}
		full, err := filepath.Abs(*path)
		if err != nil {
			return "", "", err
		}
		*path = full
	}
	return cert, key, nil
}

type file struct {
	name, text string
	mode       os.FileMode
}

// writeAll writes files that are not there yet; if one is, or one fails, none.
func writeAll(dir string, files []file) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.name)); err == nil {
			return fmt.Errorf("%s exists already, and is not overwritten: name another folder with --dir, or remove it", filepath.Join(dir, f.name))
		}
	}
	var written []string
	defer func() {
		if err != nil {
			for _, path := range written {
				_ = os.Remove(path)
			}
		}
	}()
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
		if err != nil {
			return err
		}
		written = append(written, path)
		_, err = out.WriteString(f.text)
		if err = errors.Join(err, out.Chmod(f.mode), out.Sync(), out.Close()); err != nil {
			return err
		}
	}
	return nil
}
