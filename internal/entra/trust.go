package entra

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	sender "keyless.dev/keyless/internal/issuer"
	"keyless.dev/keyless/internal/token"
)

// The hosts of Microsoft's worldwide cloud.
const (
	DefaultAuthority = "https://login.microsoftonline.com"
	DefaultGraph     = "https://graph.microsoft.com"
)

// Config is one tenant whose tokens are believed.
type Config struct {
	Tenant string // its id
	// Authority and Graph are the origins of its sign-in host and its Microsoft Graph; "" is the worldwide cloud's.
	Authority, Graph string
	// Audiences are resources of the tenant that stand for this service's models: the appId or identifier URI of an
	// application that was registered for it. Tokens for Azure's own resources need none.
	Audiences []string
	// GroupsWhenMissing has the groups of a user or application whose token names none read from Graph too. Tokens for
	// Azure's own resources never name any.
	GroupsWhenMissing bool
	// Credential is what this service signs in with at the tenant to read groups. Nil reads none.
	Credential *Credential
	// Roots are the authorities that the certificates of both hosts may be from; nil is the system's.
	Roots *x509.CertPool
}

// Trust is all tenants whose tokens are believed. It is safe for concurrent use.
type Trust struct {
	issuers map[string]*issuer // by iss
	tenants map[string]*tenant // by tid
	order   []string
	now     func() time.Time
	failed  func(tenant string, what Failure, err error)
}

// Failure is what could not be read of a trusted tenant.
type Failure string

// The failures that OnFailure is told of.
const (
	FailureKeys   Failure = "keys"
	FailureGroups Failure = "groups"
)

// OnFailure has tell be told each time that a token could be neither accepted nor refused because something of its tenant could
// not be read. Call it before the first token is verified.
func (t *Trust) OnFailure(tell func(tenant string, what Failure, err error)) { t.failed = tell }

type tenant struct {
	Config
	keys   *sender.Source
	client *http.Client
	groups *groups
	signIn *signIn // nil without a credential
}

// issuer is one iss of a tenant. It implements token.Issuer.
type issuer struct {
	trust   *Trust
	tenant  *tenant
	version string
	iss     string
}

// New makes a Trust. It does not connect. It fails for a configuration that could not be meant.
func New(configs []Config, now func() time.Time) (*Trust, error) {
	t := &Trust{issuers: map[string]*issuer{}, tenants: map[string]*tenant{}, now: now, failed: func(string, Failure, error) {}}
	for _, c := range configs {
		if err := t.add(c); err != nil {
			return nil, fmt.Errorf("trust of tenant %s: %w", c.Tenant, err)
		}
	}
	return t, nil
}

func (t *Trust) add(c Config) error {
	id, ok := guid.Parse(c.Tenant)
	if !ok {
		return errors.New("a tenant is named by its id, which is a GUID")
	}
	if _, twice := t.tenants[id]; twice {
		return errors.New("it is named twice")
	}
	c.Tenant = id
	if c.Authority == "" {
		c.Authority = DefaultAuthority
	}
	if c.Graph == "" {
		c.Graph = DefaultGraph
	}
	for _, address := range []*string{&c.Authority, &c.Graph} {
		if err := origin(address); err != nil {
			return err
		}
	}
	if c.GroupsWhenMissing && c.Credential == nil {
		return errors.New("groups cannot be read from Graph without a credential")
	}
	// Whoever wrote the configuration may name a host of the own network.
	keys := sender.New(sender.Config{Roots: c.Roots, Private: true, Now: t.now})
	one := &tenant{Config: c, client: client(c.Roots), keys: keys}
	one.groups = &groups{found: map[string]*membership{}, now: t.now, read: one.readGroups}
	if c.Credential != nil {
		if err := c.Credential.check(); err != nil {
			return err
		}
		one.signIn = &signIn{tenant: one, now: t.now}
	}
	t.tenants[id] = one
	t.order = append(t.order, id)
	for _, version := range []string{token.V1, token.V2} {
		iss := issuerOf(c.Authority, id, version)
		t.issuers[iss] = &issuer{t, one, version, iss}
	}
	return nil
}

// origin brings an address into the form of an origin, and refuses one over which anybody could answer.
func origin(address *string) error {
	u, err := url.Parse(strings.TrimSuffix(*address, "/"))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is no https origin", *address)
	}
	u.Host = ascii.ToLower(u.Host)
	*address = u.String()
	return nil
}

// issuerOf is the iss of a tenant's tokens. Microsoft's v1 tokens are of a host of their own in each cloud.
func issuerOf(authority, tenant, version string) string {
	if version == token.V1 {
		switch authority {
		case DefaultAuthority, "https://login.windows.net", "https://login.microsoftonline.us":
			return "https://sts.windows.net/" + tenant + "/"
		case "https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn":
			return "https://sts.chinacloudapi.cn/" + tenant + "/"
		}
	}
	return token.IssuerOf(authority, tenant, version)
}

// Issuer finds an issuer by the exact iss claim of a token.
func (t *Trust) Issuer(iss string) (token.Issuer, bool) {
	found, ok := t.issuers[iss]
	return found, ok
}

// Tenants lists the ids of the tenants, in the order of the configuration.
func (t *Trust) Tenants() []string { return slices.Clone(t.order) }

// Tenant implements token.Issuer.
func (i *issuer) Tenant() string { return i.tenant.Config.Tenant }

// Version implements token.Issuer.
func (i *issuer) Version() string { return i.version }

// Key implements token.Issuer.
func (i *issuer) Key(ctx context.Context, kid string) (crypto.PublicKey, error) {
	key, err := i.tenant.keys.Key(ctx, i.iss, kid)
	switch {
	case err == nil:
		return key, nil
	case fault.Is(err, fault.NotFound):
		return nil, fault.New(fault.Unauthenticated, token.ReasonSignature, "the issuer %s publishes no key of that id", i.iss).Because(err)
	}
	i.trust.failed(i.Tenant(), FailureKeys, err)
	return nil, fault.New(fault.Unavailable, "ServiceUnavailable",
		"The signing keys of the trusted tenant %s cannot be read now, so its tokens can be neither accepted nor refused. Try again.", i.Tenant()).Because(err)
}

// StandsFor implements token.Issuer: resources that were registered for this service stand for both of Azure's.
func (i *issuer) StandsFor(aud string) []string {
	for _, ours := range i.tenant.Audiences {
		if bare := strings.TrimSuffix(ours, "/"); aud == bare || aud == bare+"/" {
			return []string{"https://cognitiveservices.azure.com", "https://ai.azure.com"}
		}
	}
	return nil
}

// Groups are the groups that count for the principal of a verified token of a trusted tenant: those that the token
// names, or, where it says that it could not hold them all, those that Graph names. It fails with Unavailable if Graph
// cannot be asked: a guess would let in whom a deny assignment keeps out, or keep out who may come in.
func (t *Trust) Groups(ctx context.Context, c *token.Claims) ([]string, error) {
	from, ok := t.tenants[c.Tenant]
	if !ok {
		return nil, fault.New(fault.Unauthenticated, token.ReasonIssuer, "the tenant %s is not trusted", c.Tenant)
	}
	if !c.GroupOverage() && (len(c.Groups) > 0 || !from.GroupsWhenMissing) {
		return c.Groups, nil
	}
	if from.signIn == nil {
		t.failed(c.Tenant, FailureGroups, errors.New("there is no credential to read them with: give one in trust.credential"))
		return nil, unresolved(c, "this service has no credential at the tenant to read them with; give it one in trust.credential")
	}
	found, err := from.groups.of(ctx, c.Object)
	if err == nil || fault.Is(err, fault.Unauthenticated) {
		return found, err
	}
	t.failed(c.Tenant, FailureGroups, err)
	failed := unresolved(c, "Microsoft Graph did not name them")
	failed.Cause, failed.RetryAfter = err, failureLife
	return nil, failed
}

func unresolved(c *token.Claims, why string) *fault.Error {
	return fault.New(fault.Unavailable, "GroupsUnavailable",
		"The groups of %s in tenant %s are not in the token, and they cannot be found out now: %s. Access was neither granted nor denied.", c.Object, c.Tenant, why)
}
