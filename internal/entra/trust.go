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
	issuerkeys "keyless.dev/keyless/internal/issuer"
	"keyless.dev/keyless/internal/token"
)

// Hosts of Microsoft's worldwide cloud.
const (
	DefaultAuthority = "https://login.microsoftonline.com"
	DefaultGraph     = "https://graph.microsoft.com"
)

// Config configures trust in one tenant.
type Config struct {
	Tenant string // its id
	// Authority and Graph are the origins of its sign-in host and its Microsoft Graph. The default is the worldwide cloud.
	Authority, Graph string
	// Audiences are resources of the tenant whose tokens are accepted for this service's models: the appId or identifier URI
	// of an application registered for it. Tokens for Azure's own resources are always accepted.
	Audiences []string
	// GroupsWhenMissing reads groups from Graph also if the token carries no groups claim. Tokens for Azure's own resources
	// never carry one.
	GroupsWhenMissing bool
	// Credential authenticates this service to the tenant to read groups. If nil, groups cannot be read.
	Credential *Credential
	// Roots are the certification authorities of both hosts; nil means the system's.
	Roots *x509.CertPool
}

// Trust is the set of trusted tenants. It is safe for concurrent use.
type Trust struct {
	issuers map[string]*issuer // by iss
	tenants map[string]*tenant // by tid
	order   []string
	now     func() time.Time
	failed  func(tenant string, what Failure, err error)
}

// Failure says what could not be read from a trusted tenant.
type Failure string

// The values that OnFailure reports.
const (
	FailureKeys   Failure = "keys"
	FailureGroups Failure = "groups"
)

// OnFailure sets a function that is called whenever a token can be neither accepted nor rejected, because something could
// not be read from its tenant. Call OnFailure before the first token is verified.
func (t *Trust) OnFailure(tell func(tenant string, what Failure, err error)) { t.failed = tell }

type tenant struct {
	Config
	keys   *issuerkeys.Source
	client *http.Client
	groups *groups
	signIn *signIn // nil without a credential
}

// issuer is one issuer of a tenant, for v1 or v2 tokens. It implements token.Issuer.
type issuer struct {
	trust   *Trust
	tenant  *tenant
	version string
	iss     string
}

// New returns a Trust, or an error for an invalid configuration. It makes no connection.
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
		return errors.New("the tenant must be given by its id, a GUID")
	}
	if _, twice := t.tenants[id]; twice {
		return errors.New("it is configured twice")
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
	// An administrator may configure a host on a private network.
	keys := issuerkeys.New(issuerkeys.Config{Roots: c.Roots, Private: true, Now: t.now})
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

// origin normalizes an address to an origin, and rejects one without TLS.
func origin(address *string) error {
	u, err := url.Parse(strings.TrimSuffix(*address, "/"))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is not an https origin", *address)
	}
	u.Host = ascii.ToLower(u.Host)
	*address = u.String()
	return nil
}

// issuerOf returns the issuer of a tenant's tokens. Each of Microsoft's clouds has a separate host name for v1 issuers.
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

// Issuer finds an issuer by the exact iss claim.
func (t *Trust) Issuer(iss string) (token.Issuer, bool) {
	found, ok := t.issuers[iss]
	return found, ok
}

// Tenants returns the ids of the tenants in configured order.
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
		return nil, fault.New(fault.Unauthenticated, token.ReasonSignature, "the issuer %s publishes no key with that id", i.iss).Because(err)
	}
	if ctx.Err() == nil { // a caller that has gone says nothing about the issuer
		i.trust.failed(i.Tenant(), FailureKeys, err)
	}
	return nil, fault.New(fault.Unavailable, "ServiceUnavailable",
		"The signing keys of the trusted tenant %s cannot be read now, so its tokens can be neither accepted nor refused. Try again.", i.Tenant()).Because(err)
}

// StandsFor implements token.Issuer. A configured audience stands for both resources of Azure's models.
func (i *issuer) StandsFor(aud string) []string {
	for _, ours := range i.tenant.Audiences {
		if bare := strings.TrimSuffix(ours, "/"); aud == bare || aud == bare+"/" {
			return []string{"https://cognitiveservices.azure.com", "https://ai.azure.com"}
		}
	}
	return nil
}

// Groups returns the groups of the principal of a verified token from a trusted tenant: those in the token or, if the
// token does not have all of them, those that Graph returns. It fails with Unavailable if Graph cannot be read, because a
// guess could bypass a deny assignment or refuse an authorized caller.
func (t *Trust) Groups(ctx context.Context, c *token.Claims) ([]string, error) {
	from, ok := t.tenants[c.Tenant]
	if !ok {
		return nil, fault.New(fault.Unauthenticated, token.ReasonIssuer, "the tenant %s is not trusted", c.Tenant)
	}
	if !c.GroupOverage() && (len(c.Groups) > 0 || !from.GroupsWhenMissing) {
		return c.Groups, nil
	}
	if from.signIn == nil {
		t.failed(c.Tenant, FailureGroups, errors.New("no credential to read groups: set trust.credential"))
		return nil, unresolved(c, "this service has no credential for the tenant; set trust.credential")
	}
	found, err := from.groups.of(ctx, c.Object)
	if err == nil || fault.Is(err, fault.Unauthenticated) {
		return found, err
	}
	t.failed(c.Tenant, FailureGroups, err)
	failed := unresolved(c, "Microsoft Graph did not return them")
	failed.Cause, failed.RetryAfter = err, failureLife
	return nil, failed
}

func unresolved(c *token.Claims, why string) *fault.Error {
	return fault.New(fault.Unavailable, "GroupsUnavailable",
		"The groups of %s in tenant %s are not in the token and cannot be read now: %s. Access was neither granted nor denied.", c.Object, c.Tenant, why)
}
