package oauth

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// Config configures a Server.
type Config struct {
	DB        DB
	Signer    *token.Signer
	Resources *Resources
	// Directory returns the current snapshot, for discovery and keys. If nil, these read the store.
	Directory func() *directory.Snapshot
	// Login is the origin of the sign-in host.
	Login string
	// Portal lists the redirect URIs of the portal's page. If empty, there is no portal.
	Portal []string
	// DefaultTenant is the id of the tenant of applications on the ADFS authority, whose path names no tenant. If empty,
	// applications cannot use that authority.
	DefaultTenant string
	// Groups returns the groups that a principal is a direct or transitive member of. If nil, tokens have no groups.
	Groups func(tenant, object string) []string
	// Graph is the origin of Microsoft Graph, which tokens link to when a principal has too many groups.
	Graph string
	// Lifetime is the lifetime of access tokens; 0 means one hour.
	Lifetime time.Duration
	// Issuers returns the keys of the issuers of federated credentials. If nil, federated credentials are rejected.
	Issuers Issuers
	// Verify verifies an access token for the on-behalf-of grant: a token.Verifier's method. If nil, the grant is disabled.
	Verify func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error)
	// KeepConsent stores a consent. If nil, no consent is required.
	KeepConsent func(context.Context, Consent) error
	// SetPassword replaces a user's password hash if it is still was, and ends all earlier sessions.
	SetPassword func(ctx context.Context, tenant, user, was, hash string) error
	// TakeInvitation uses up the invitation with a hash, ends all sessions of its user, and stores a new password hash unless
	// that is "". It fails with fault.NotFound if the invitation was used or has expired. If nil, there are no invitations.
	TakeInvitation func(ctx context.Context, tenant, user, invitation, hash string) (*directory.User, error)
	// Passwords hashes and verifies passwords. A process should share one, because it bounds the memory that hashing takes.
	// If nil, New creates one.
	Passwords *directory.Passwords
	// AllowPassword enables the resource owner password grant.
	AllowPassword bool
	Now           func() time.Time
	// Record receives every successful and failed sign-in. It may be nil.
	Record func(context.Context, SignIn)
}

// Lifetimes and intervals.
const (
	codeLifetime    = 5 * time.Minute
	deviceLifetime  = 15 * time.Minute
	devicePoll      = 5 * time.Second
	refreshLifetime = 90 * 24 * time.Hour // from issue; each use issues another
	pageLifetime    = 24 * time.Hour      // of a single-page application's refresh tokens, from the sign-in
	sessionLifetime = 24 * time.Hour
)

// Server authenticates clients and users and issues tokens. It is safe for concurrent use.
type Server struct {
	Config
	devices    *networkLimit // of device codes
	challenges *networkLimit // of passkey challenges
	invited    *networkLimit // of invitation attempts
}

// New returns a Server.
func New(config Config) *Server {
	if config.Lifetime == 0 {
		config.Lifetime = time.Hour
	}
	if config.Passwords == nil {
		config.Passwords = directory.NewPasswords(runtime.GOMAXPROCS(0))
	}
	return &Server{
		Config:     config,
		devices:    newNetworkLimit(deviceCodesPerNetwork, deviceLifetime),
		challenges: newNetworkLimit(passkeyChallengesPerNetwork, passkeyTime),
		invited:    newNetworkLimit(invitationsPerNetwork, invitationWindow),
	}
}

// SignIn is an entry of the sign-in log.
type SignIn struct {
	At          time.Time
	Grant       string // grant_type, or "browser"
	Tenant      string
	Principal   string // object id, once known
	Name        string // user principal name as given, or the application's name
	Client      string // appId as given
	Resource    string
	IP          string
	UserAgent   string
	Request     string
	Correlation string
	Number      int    // AADSTS number; 0 is success
	Reason      string // of a failure
	// Policies are the conditional access policies whose conditions matched.
	Policies []directory.Applied
}

// Origin identifies where a request came from, for the log and for tokens.
type Origin struct {
	IP, UserAgent, Request, Correlation string
}

// Request is a request to the token endpoint.
type Request struct {
	Tenant string // the path's tenant segment
	V1     bool   // an endpoint without /v2.0, other than the ADFS authority's
	Form   url.Values
	// BasicID and BasicSecret are the client's id and secret from the Authorization header, if it sent one.
	BasicID, BasicSecret string
	// WebOrigin is the Origin header, which browsers send with requests of pages; "" if there is none.
	WebOrigin string
	Origin
}

// Response is the response of the token endpoint.
type Response struct {
	AccessToken  string
	RefreshToken string // "" for none
	IDToken      string // "" for none
	Scope        string
	Resource     string
	Tenant       string // of a user
	User         string // object id; "" for an application
	ExpiresIn    time.Duration
	Claims       *token.Claims // of the access token
}

// Exchange implements the token endpoint: it authenticates the client and exchanges its grant for tokens. It fails with a
// *fault.Error whose Code is the OAuth error and whose Number is the AADSTS number.
func (s *Server) Exchange(ctx context.Context, req Request) (*Response, error) {
	x := &exchange{server: s, req: req, now: s.Now()}
	response, err := x.run(ctx)
	s.record(ctx, x.log, req.Origin, err)
	return response, err
}

func (s *Server) record(ctx context.Context, entry SignIn, origin Origin, err error) {
	if s.Record == nil {
		return
	}
	entry.At, entry.IP, entry.UserAgent, entry.Request, entry.Correlation = s.Now(), origin.IP, origin.UserAgent, origin.Request, origin.Correlation
	if f := fault.Of(err); f != nil {
		if f.Code == "authorization_pending" || f.Code == "slow_down" {
			return // nothing has happened yet
		}
		entry.Number, entry.Reason = f.Number, f.Message
	}
	s.Record(ctx, entry)
}

// exchange is one request to the token endpoint.
type exchange struct {
	server *Server
	req    Request
	now    time.Time
	place  Place
	client *Client
	proof  string // how the client authenticated: token.ClientPublic …
	proved bool   // by a verified client assertion
	log    SignIn
}

func (x *exchange) run(ctx context.Context) (*Response, error) {
	grant, err := x.param("grant_type")
	if err != nil {
		return nil, err
	}
	x.log.Grant = shown(grant)
	x.log.Client = shown(x.req.Form.Get("client_id"))
	if x.isForeignPage() && grant != "authorization_code" && grant != "refresh_token" {
		return nil, notForPages()
	}
	if err := x.prove(ctx); err != nil {
		return nil, err
	}
	switch grant {
	case "":
		return nil, Missing("grant_type")
	case "authorization_code":
		return x.code(ctx)
	case "refresh_token":
		return x.refresh(ctx)
	case "client_credentials":
		return x.clientCredentials(ctx)
	case "password":
		return x.password(ctx)
	case "urn:ietf:params:oauth:grant-type:device_code", "device_code":
		return x.device(ctx)
	case onBehalfOfGrant:
		if x.server.Verify != nil {
			return x.onBehalfOf(ctx)
		}
	}
	return nil, aadsts(70003, "unsupported_grant_type", "The app requested an unsupported grant type '%s'.", shown(grant))
}

// param returns a form parameter that may occur once.
func (x *exchange) param(name string) (string, error) {
	return one(x.req.Form, name)
}

func one(form url.Values, name string) (string, error) {
	if len(form[name]) > 1 {
		return "", aadsts(90014, invalidRequest, "The request body contains the parameter '%s' more than once.", name)
	}
	return form.Get(name), nil
}

// params returns several form parameters, each of which may occur once.
func (x *exchange) params(names ...string) (map[string]string, error) {
	values := make(map[string]string, len(names))
	for _, name := range names {
		value, err := x.param(name)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	return values, nil
}

// need returns a required form parameter.
func (x *exchange) need(name string) (string, error) {
	value, err := x.param(name)
	if err == nil && value == "" {
		err = Missing(name)
	}
	return value, err
}

// identify finds the tenant and the client, and authenticates the client.
func (x *exchange) identify(tx Tx) error {
	if err := x.find(tx); err != nil {
		return err
	}
	return x.authenticate()
}

// find finds the tenant and the client.
func (x *exchange) find(tx Tx) error {
	var err error
	if x.place, err = FindPlace(tx, x.req.Tenant); err != nil {
		return err
	}
	id := x.req.BasicID
	if id == "" {
		if id, err = x.need("client_id"); err != nil {
			return err
		}
	}
	x.log.Client = shown(id)
	if !x.place.Shared() {
		x.log.Tenant = x.place.Tenant.ID
	}
	if x.place.ADFS() && x.server.DefaultTenant != "" {
		// The default tenant's application takes precedence over one of another tenant with the same id.
		place, err := FindPlace(tx, x.server.DefaultTenant)
		if err != nil {
			return err
		}
		if x.client, err = x.server.findClient(tx, place, id); err == nil || fault.Of(err).Number != 700016 {
			return err
		}
	}
	x.client, err = x.server.findClient(tx, x.place, id)
	return err
}

// authenticate checks the client's credential. A client without one is a public client.
func (x *exchange) authenticate() error {
	secret, err := x.param("client_secret")
	if err != nil {
		return err
	}
	if x.req.BasicID != "" {
		if id, err := x.param("client_id"); err != nil {
			return err
		} else if secret != "" || id != "" && !sameApp(id, x.req.BasicID) {
			return twoProofs()
		}
		secret = x.req.BasicSecret
	}
	switch {
	case x.proved:
		x.proof = token.ClientAssertion
		return nil
	case secret != "":
		x.proof = token.ClientSecret
		return x.client.checkSecret(secret, x.now)
	}
	x.proof = token.ClientPublic
	return nil
}

// mayBePublic rejects a confidential client that did not authenticate.
func (x *exchange) mayBePublic() error {
	if x.proof == token.ClientPublic && !x.client.AllowsPublic() {
		return noCredential()
	}
	return nil
}

// scopes returns what the request asks for: the resource parameter of a v1 endpoint, or the scope parameter.
func (x *exchange) scopes() (Scopes, error) {
	p, err := x.params("resource", "scope")
	if err != nil {
		return Scopes{}, err
	}
	return readScopes(x.req.V1 || x.place.ADFS(), p["resource"], p["scope"])
}

func readScopes(v1 bool, resource, scope string) (Scopes, error) {
	switch {
	case resource != "" && v1:
		return ResourceScopes(resource, scope), nil
	case resource != "":
		return Scopes{}, aadsts(901002, invalidRequest, "The 'resource' request parameter is not supported.")
	}
	return ParseScopes(scope)
}

// anyway is an error that does not roll back the transaction.
type anyway struct{ error }

// replayed is the error for a single-use secret that was used twice. Its grant is revoked.
type replayed struct {
	grant string
	error
}

// update runs a transaction. It commits although do fails if the error is anyway. If the error is replayed, it rolls back
// and revokes the grant.
func (s *Server) update(ctx context.Context, do func(Tx) error) error {
	var kept error
	err := s.DB.Update(ctx, func(tx Tx) error {
		err := do(tx)
		var a anyway
		if errors.As(err, &a) {
			kept = a.error
			return nil
		}
		return err
	})
	var again replayed
	if errors.As(err, &again) {
		err = s.DB.UpdateReplicated(ctx, func(tx Tx) error { return tx.RevokeGrant(again.grant, s.Now()) })
		if err == nil {
			err = again.error
		}
	}
	if err != nil {
		return err
	}
	return kept
}

// user returns a user, if the user may sign in.
func user(r directory.Reader, tenant, id string) (*directory.User, error) {
	object, err := r.Object(tenant, id)
	if fault.Is(err, fault.NotFound) {
		return nil, grantRevoked()
	}
	if err != nil {
		return nil, err
	}
	u, ok := object.(*directory.User)
	switch {
	case !ok || !u.DeletedAt.IsZero():
		return nil, grantRevoked()
	case !u.AccountEnabled:
		return nil, accountDisabled()
	}
	return u, nil
}
