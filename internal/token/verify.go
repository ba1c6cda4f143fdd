package token

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// MaxSize is the maximum length of a token in bytes. Entra's tokens are much shorter.
const MaxSize = 16 << 10

// VerifierConfig configures a Verifier.
type VerifierConfig struct {
	Keys *Keys
	// Login is the origin of the sign-in host, the prefix of this server's issuers.
	Login string
	// Directory returns the current snapshot of principals. Each Verify calls it.
	Directory func() *directory.Snapshot
	// Trusted finds a foreign issuer by the exact iss claim. If nil, there are no trusted issuers.
	Trusted func(iss string) (Issuer, bool)
	// Groups returns all groups of a foreign principal. Each Verify of a foreign token calls it. If nil, the token's groups
	// are used.
	Groups func(ctx context.Context, c *Claims) ([]string, error)
	Now    func() time.Time
	// Reload reads Keys again. It is called for an unknown key id of this server, which another replica may have created just
	// now, at most a few times per second. It may be nil.
	Reload func(context.Context) error
	// CacheSize is the number of cached tokens; 0 means 8192.
	CacheSize int
}

// Verifier verifies access tokens. It is safe for concurrent use.
type Verifier struct {
	reloadedIn, reloaded atomic.Int64 // the second of the last reload, and the number of reloads in it
	config               VerifierConfig
	cache                *cache
	headers              headers
}

// NewVerifier returns a Verifier.
func NewVerifier(config VerifierConfig) *Verifier {
	if config.CacheSize == 0 {
		config.CacheSize = 8192
	}
	return &Verifier{config: config, cache: newCache(config.CacheSize)}
}

// Verify returns the claims of a valid access token. A token is valid if it is signed with RS256 by a published key of its
// issuer; issuer, tenant and version match; the current time is within its validity period; audience accepts its audience;
// and its principal exists, is enabled and has not had its sessions revoked since. The claims are shared and must not be
// modified.
//
// It fails with a *fault.Error of kind Unauthenticated and one of the Reason codes, or of kind Unavailable if a foreign
// issuer's keys, or groups that are not in the token, cannot be read.
func (v *Verifier) Verify(ctx context.Context, raw string, audience func(aud string) bool) (*Claims, error) {
	if raw == "" {
		return nil, Missing()
	}
	if len(raw) > MaxSize {
		return nil, refuse(ReasonMalformed, "the token is longer than %d bytes", MaxSize)
	}
	sum, keys, now := digest(raw), v.config.Keys.current.Load(), v.config.Now()
	claims := v.cache.get(&sum, keys, now.Unix())
	if claims == nil {
		var err error
		var until int64
		if claims, until, err = v.check(ctx, raw, keys, now); err != nil {
			return nil, err
		}
		v.cache.put(&sum, keys, claims, until, now.Unix())
	}
	if !audience(claims.Audience) && !slices.ContainsFunc(claims.StandsFor, audience) {
		return nil, refuse(ReasonAudience, "the token is meant for %q", claims.Audience)
	}
	if claims.External {
		return v.withGroups(ctx, claims)
	}
	if err := v.standing(claims); err != nil {
		return nil, err
	}
	return claims, nil
}

// withGroups returns the claims of a foreign token with all groups of its principal.
func (v *Verifier) withGroups(ctx context.Context, claims *Claims) (*Claims, error) {
	if v.config.Groups == nil {
		if claims.GroupOverage() {
			return nil, fault.New(fault.Unavailable, "GroupsUnavailable", "The token does not list all groups of its principal, and they cannot be read elsewhere.")
		}
		return claims, nil
	}
	groups, err := v.config.Groups(ctx, claims)
	if err != nil {
		return nil, err
	}
	whole := *claims
	whole.Groups = groups
	return &whole, nil
}

// digest hashes raw without copying it to the heap.
func digest(raw string) (sum [32]byte) {
	var buf [4 << 10]byte
	if len(raw) <= len(buf) {
		return sha256.Sum256(buf[:copy(buf[:], raw)])
	}
	return sha256.Sum256([]byte(raw))
}

// check makes the checks whose result can be cached. until is the time, in seconds since 1970, when the token expires, or
// the key if it is this server's and expires earlier.
func (v *Verifier) check(ctx context.Context, raw string, keys *keySet, now time.Time) (claims *Claims, until int64, err error) {
	claims, kid, err := v.verified(ctx, raw, keys, now)
	if err == nil {
		err = inTime(claims, now)
	}
	if err != nil {
		return nil, 0, err
	}
	until = claims.Expires
	if own, ok := keys.byID[kid]; ok && !claims.External && !own.EndsAt.IsZero() {
		until = min(until, own.EndsAt.Unix())
	}
	return claims, until, nil
}

// verified returns the claims of a token with a valid signature, and the id of its key.
func (v *Verifier) verified(ctx context.Context, raw string, keys *keySet, now time.Time) (*Claims, string, error) {
	if known, ok := v.headers.cut(raw); ok {
		claims, public, err := v.issuerKey(ctx, known.payload, known.kid, keys, now)
		if err != nil {
			return nil, "", err
		}
		if key, ok := public.(*rsa.PublicKey); ok {
			if !known.holds(key) {
				return nil, "", refuse(ReasonSignature, "the token's signature is invalid")
			}
			return claims, known.kid, nil
		}
	}
	// Only the compact form, only RS256, and never a key from the header.
	signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, "", refuse(ReasonMalformed, "not a JWT signed with RS256").Because(err)
	}
	if !isCanonical(raw) {
		return nil, "", refuse(ReasonMalformed, "a part of the token is not in canonical base64url")
	}
	kid := signed.Signatures[0].Header.KeyID
	claims, public, err := v.issuerKey(ctx, signed.UnsafePayloadWithoutVerification(), kid, keys, now)
	if err != nil {
		return nil, "", err
	}
	if _, err := signed.Verify(public); err != nil {
		return nil, "", refuse(ReasonSignature, "the token's signature is invalid").Because(err)
	}
	if header, _, ok := strings.Cut(raw, "."); ok {
		v.headers.learn(header, kid)
	}
	return claims, kid, nil
}

// issuerKey parses an untrusted payload, and finds the key to verify it with.
func (v *Verifier) issuerKey(ctx context.Context, payload []byte, kid string, keys *keySet, now time.Time) (*Claims, any, error) {
	claims := new(Claims)
	if err := json.Unmarshal(payload, claims); err != nil {
		return nil, nil, refuse(ReasonMalformed, "the token's payload is not a set of claims").Because(err)
	}
	public, err := v.key(ctx, claims, kid, keys, now)
	return claims, public, err
}

// key returns the key that must have signed a token of the claimed issuer. It checks that issuer, tenant and version match.
func (v *Verifier) key(ctx context.Context, c *Claims, kid string, keys *keySet, now time.Time) (any, error) {
	if tid, ok := guid.Parse(c.Tenant); !ok || tid != c.Tenant {
		return nil, refuse(ReasonTenant, "the tid claim is not a tenant id")
	}
	if !strings.HasPrefix(c.Issuer, v.config.Login+"/") {
		return v.foreignKey(ctx, c, kid)
	}
	if c.Version != V1 && c.Version != V2 || c.Issuer != IssuerOf(v.config.Login, c.Tenant, c.Version) {
		if c.Issuer == IssuerOf(v.config.Login, c.Tenant, V1) || c.Issuer == IssuerOf(v.config.Login, c.Tenant, V2) {
			return nil, refuse(ReasonIssuer, "the issuer does not match version %q", c.Version)
		}
		return nil, refuse(ReasonTenant, "the issuer is not that of tenant %s", c.Tenant)
	}
	public, ok := keys.public(kid, now)
	if !ok && v.mayReload(now) {
		if err := v.config.Reload(ctx); err == nil {
			public, ok = v.config.Keys.current.Load().public(kid, now)
		}
	}
	if !ok {
		return nil, refuse(ReasonSignature, "no published key has the id %q", kid)
	}
	return public, nil
}

// reloads is the maximum number of reloads per second for unknown key ids.
const reloads = 10

// mayReload counts a reload, and reports whether it is allowed now.
func (v *Verifier) mayReload(now time.Time) bool {
	if v.config.Reload == nil {
		return false
	}
	second := now.Unix()
	if v.reloadedIn.Swap(second) != second {
		v.reloaded.Store(0)
	}
	return v.reloaded.Add(1) <= reloads
}

func (v *Verifier) foreignKey(ctx context.Context, c *Claims, kid string) (any, error) {
	if v.config.Trusted == nil {
		return nil, refuse(ReasonIssuer, "the issuer %q is not trusted", c.Issuer)
	}
	issuer, ok := v.config.Trusted(c.Issuer)
	switch {
	case !ok:
		return nil, refuse(ReasonIssuer, "the issuer %q is not trusted", c.Issuer)
	case issuer.Tenant() != c.Tenant:
		return nil, refuse(ReasonTenant, "the issuer %q does not issue tokens for tenant %s", c.Issuer, c.Tenant)
	case issuer.Version() != c.Version:
		return nil, refuse(ReasonIssuer, "the issuer does not match version %q", c.Version)
	}
	c.External, c.StandsFor = true, issuer.StandsFor(c.Audience)
	return issuer.Key(ctx, kid)
}

func inTime(c *Claims, now time.Time) error {
	switch {
	case c.Object == "" || c.Audience == "" || c.IssuedAt == 0 || c.Expires == 0 || c.Client() == "":
		// An ID token has no client claim, and is not accepted as an access token.
		return refuse(ReasonMalformed, "the token lacks one of oid, aud, iat, exp and appid or azp")
	case now.Unix() >= c.Expires:
		return refuse(ReasonExpired, "the token has expired")
	case now.Add(clockSkew).Unix() < max(c.NotBefore, c.IssuedAt):
		return refuse(ReasonNotYetValid, "the token is not valid yet")
	}
	return nil
}

// standing checks what can change before a token expires: the principal and its sessions.
func (v *Verifier) standing(c *Claims) error {
	snapshot := v.config.Directory()
	state, ok := snapshot.State(c.Tenant, c.Object)
	kind := directory.KindUser
	if c.IsApp() {
		kind = directory.KindServicePrincipal
	}
	switch {
	case !ok || state.Kind != kind:
		return refuse(ReasonRevoked, "the principal %s does not exist", c.Object)
	case !state.Enabled:
		return refuse(ReasonRevoked, "the principal %s is disabled", c.Object)
	case c.SessionID != "" && snapshot.GrantRevoked(c.SessionID):
		return refuse(ReasonRevoked, "the sign-in of the token was revoked")
	case c.SessionEpoch != state.Epoch || time.Unix(c.IssuedAt, 0).Before(state.ValidFrom):
		return refuse(ReasonRevoked, "the sessions of %s were revoked after this token was issued", c.Object)
	}
	return nil
}
