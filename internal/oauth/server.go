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

// Config is what a Server stands on.
type Config struct {
	DB        DB
	Signer    *token.Signer
	Resources *Resources
	// Directory is the present snapshot, for what is answered without the store: discovery and keys. Nil asks the store.
	Directory func() *directory.Snapshot
	// Login is the origin of the sign-in host.
	Login string
	// Portal are the addresses of the portal's page, which sign-ins to it come back to. None is a server without a portal.
	Portal []string
	// DefaultTenant is the id of the tenant that applications belong to where the path names none: on the
	// ADFS-shaped authority. Empty lets no application in there.
	DefaultTenant string
	// Groups lists the groups that a principal is in, also through others. Nil has tokens name none.
	Groups func(tenant, object string) []string
	// Graph is the origin of Microsoft Graph, where tokens send who wants to know more groups than they can name.
	Graph string
	// Lifetime is how long access tokens last; 0 is one hour.
	Lifetime time.Duration
	// Issuers has the keys of the issuers that federated credentials name. Nil believes none of them.
	Issuers Issuers
	// Verify checks an access token, for on-behalf-of: a token.Verifier's method. Nil switches that grant off.
	Verify func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error)
	// KeepConsent keeps what people agree to. Nil asks nobody, and gives applications what they ask for.
	KeepConsent func(context.Context, Consent) error
	// SetPassword keeps a user's new password hash in place of the one that was compared, and ends all sessions from before.
	SetPassword func(ctx context.Context, tenant, user, was, hash string) error
	// TakeInvitation uses up the invitation with a hash, once, ends all sessions of its user, and keeps a new password hash
	// unless that is "". It fails with fault.NotFound for one that was used or has expired. Nil has none.
	TakeInvitation func(ctx context.Context, tenant, user, invitation, hash string) (*directory.User, error)
	// Passwords hashes and verifies passwords. The process shares one, which bounds the memory that hashing takes. Nil
	// makes one of its own.
	Passwords *directory.Passwords
	// AllowPassword lets clients send a user's password (grant_type=password).
	AllowPassword bool
	Now           func() time.Time
	// Record is told of every success and failure of a sign-in. Nil tells nobody.
	Record func(context.Context, SignIn)
}

// How long things last.
const (
	codeLifetime    = 5 * time.Minute
	deviceLifetime  = 15 * time.Minute
	devicePoll      = 5 * time.Second
	refreshLifetime = 90 * 24 * time.Hour // from its last use on
	pageLifetime    = 24 * time.Hour      // of the refresh tokens of a page
	sessionLifetime = 24 * time.Hour
)

// Server turns proofs into tokens. It is safe for concurrent use.
type Server struct {
	Config
	devices    *networkLimit // of device codes
	challenges *networkLimit // of passkey challenges
	invited    *networkLimit // of links that work once
}

// New makes a Server.
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

// SignIn is what the sign-in log keeps of one attempt.
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
	// Policies are those of conditional access whose conditions held.
	Policies []directory.Applied
}

// Origin is where a request came from, for the log and for tokens.
type Origin struct {
	IP, UserAgent, Request, Correlation string
}

// Request is a call of the token endpoint.
type Request struct {
	Tenant string // the path's tenant segment
	V1     bool   // the endpoint without /v2.0, and not the ADFS-shaped one
	Form   url.Values
	// BasicID and BasicSecret are the client's id and secret from the Authorization header, if it sent one.
	BasicID, BasicSecret string
	// WebOrigin is the Origin header, by which a browser says what page a request comes from; "" from anything else.
	WebOrigin string
	Origin
}

// Response is what a client gets.
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

// Exchange is the token endpoint: it finds the client, has it prove itself, and trades what it brings for tokens. It
// fails with *fault.Error, whose Code is OAuth's and whose Number is the AADSTS number.
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

// exchange is one call of the token endpoint on its way.
type exchange struct {
	server *Server
	req    Request
	now    time.Time
	place  Place
	client *Client
	proof  string // how the client proved itself
	proved bool   // by a client assertion, which holds
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

// param is a form parameter that may come once.
func (x *exchange) param(name string) (string, error) {
	return one(x.req.Form, name)
}

func one(form url.Values, name string) (string, error) {
	if len(form[name]) > 1 {
		return "", aadsts(90014, invalidRequest, "The request body contains the parameter '%s' more than once.", name)
	}
	return form.Get(name), nil
}

// params are several of them.
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

// need is a form parameter that must come.
func (x *exchange) need(name string) (string, error) {
	value, err := x.param(name)
	if err == nil && value == "" {
		err = Missing(name)
	}
	return value, err
}

// identify finds tenant and client, and has the client prove itself.
func (x *exchange) identify(tx Tx) error {
	if err := x.find(tx); err != nil {
		return err
	}
	return x.authenticate()
}

// find finds tenant and client.
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
		// An application that the default tenant has is that one, also where another tenant has one of the same id.
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

// authenticate checks whatever proof the client sent. A client that sent none is a public one.
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

// mayBePublic refuses a client that has to prove itself and did not.
func (x *exchange) mayBePublic() error {
	if x.proof == token.ClientPublic && !x.client.AllowsPublic() {
		return noCredential()
	}
	return nil
}

// scopes is what the request asks for: the resource parameter of a v1 endpoint, or the scope parameter.
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

// anyway is a failure that what was written before stays for.
type anyway struct{ error }

// replayed is the failure of what may be used once and came again: the grant that it belongs to ends.
type replayed struct {
	grant string
	error
}

// update runs a transaction, whose writes are kept if do fails with anyway. If it fails with replayed, nothing of it is
// kept, and the grant is revoked.
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

// user reads a user who may sign in.
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
