package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"keyless.dev/keyless/internal/directory"
)

// Tx is a transaction of the store, as sign-in uses it.
type Tx interface {
	directory.Reader
	Store
}

// DB runs transactions. Update writes only the rows of Store, never the directory.
type DB interface {
	View(ctx context.Context, do func(Tx) error) error
	Update(ctx context.Context, do func(Tx) error) error
	// UpdateReplicated is Update for changes that other replicas must learn of: RevokeGrant.
	UpdateReplicated(ctx context.Context, do func(Tx) error) error
}

// Store stores the state of sign-in. It gets secrets only as hashes (see Hash). A single-use secret is used in one
// statement, so that only one of several concurrent callers succeeds.
type Store interface {
	// PutGrant creates or replaces a sign-in.
	PutGrant(Grant) error
	Grant(id string) (Grant, bool, error)
	// RevokeGrant ends a sign-in: its codes, refresh tokens and access tokens are rejected from now on. Call it only in
	// DB.UpdateReplicated.
	RevokeGrant(id string, at time.Time) error

	PutCode(Code) error
	// UseCode marks the code used if it is unused and unexpired and its grant is not revoked, and reports the outcome.
	// It returns the code whenever the code exists.
	UseCode(hash string, now time.Time) (Code, Use, error)

	PutRefresh(Refresh) error
	// UseRefresh is UseCode for refresh tokens, except that Again takes precedence over Expired and Revoked.
	UseRefresh(hash string, now time.Time) (Refresh, Use, error)
	// LaterRefreshUsed reports whether a refresh token of the same sign-in has been used that was issued when this one was
	// first used, or later.
	LaterRefreshUsed(Refresh) (bool, error)
	// TakeBackLaterRefresh withdraws those tokens, none of which has been used. Using one afterwards is reported as if a later
	// token had been used.
	TakeBackLaterRefresh(Refresh) error

	// UseAssertion records an assertion, and returns what was recorded for its id first: the assertion itself, if it is new.
	UseAssertion(UsedAssertion) (UsedAssertion, error)

	// PutDevice stores a new device code. It fails with fault.Conflict if its user code is in use.
	PutDevice(Device) error
	// Device finds a device code by user code.
	Device(userCode string) (Device, bool, error)
	// DecideDevice approves a pending, unexpired device code, or declines it if grant is ""; false if there is none.
	DecideDevice(userCode, grant string, now time.Time) (bool, error)
	// UseDevice marks an approved, unexpired device code as redeemed; false if it is not in that state.
	UseDevice(hash string, now time.Time) (Device, bool, error)
	// PollDevice records that the client polls at now. inTime is false if its last poll was less than every ago.
	PollDevice(hash string, now time.Time, every time.Duration) (device Device, found, inTime bool, err error)

	AttemptStore
	PasskeyStore

	PutSession(Session) error
	Session(hash string) (Session, bool, error)
	EndSession(hash string) error
}

// Use is the outcome of using a single-use secret.
type Use uint8

// The outcomes.
const (
	Unknown Use = iota // does not exist
	Used               // was unused, and is used now
	Again              // was used before: somebody else may have it
	Expired
	Revoked
)

// Grant is one sign-in of a user at one client. Its codes and refresh tokens belong to it, and end with it.
type Grant struct {
	ID       string   `json:"id"`
	Tenant   string   `json:"tenant"`
	User     string   `json:"user"`
	Client   string   `json:"client"`
	Proof    string   `json:"proof"`              // how the client authenticates: token.ClientPublic …
	Platform Platform `json:"platform,omitempty"` // of the redirect URI, for a sign-in with a code
	Scope    string   `json:"scope"`              // as first requested
	Resource string   `json:"resource"`           // as first requested, on v1 endpoints
	// Parent is the original sign-in of an on-behalf-of grant, across any number of services; "" for a sign-in.
	Parent    string    `json:"parent,omitempty"`
	Epoch     int64     `json:"epoch,omitempty"` // directory.User.SessionEpoch when the user authenticated
	AuthTime  time.Time `json:"authTime"`        // when the user authenticated
	Methods   []string  `json:"methods"`         // how the user authenticated: amr
	CreatedAt time.Time `json:"createdAt"`       // when the client got it
	RevokedAt time.Time `json:"-"`
	// IP is the address where the user signed in, for conditional access: a client may redeem from another one.
	IP string `json:"ip,omitempty"`
}

// root returns the id of the sign-in that g ends with: the original sign-in of an on-behalf-of grant, or g itself. Access
// tokens carry it, so that those of all services end with the sign-in.
func (g Grant) root() string {
	if g.Parent != "" {
		return g.Parent
	}
	return g.ID
}

// Code is an authorization code.
type Code struct {
	Hash      string    `json:"-"`
	Grant     string    `json:"-"`
	ExpiresAt time.Time `json:"-"`
	Redirect  string    `json:"redirect"`
	Platform  Platform  `json:"platform"`
	Challenge string    `json:"challenge,omitempty"`
	Nonce     string    `json:"nonce,omitempty"`
}

// Refresh is a refresh token.
type Refresh struct {
	Hash      string
	Grant     string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// State is the state of a device code.
type State string

// The states.
const (
	Pending  State = "pending"
	Approved State = "approved"
	Declined State = "declined"
	Redeemed State = "redeemed"
)

// Device is a device code with its user code.
type Device struct {
	Hash      string    `json:"-"`
	UserCode  string    `json:"-"`
	State     State     `json:"-"`
	Grant     string    `json:"-"` // once approved
	ExpiresAt time.Time `json:"-"`
	Tenant    string    `json:"tenant"` // "" if the user's tenant decides
	Client    string    `json:"client"`
	Scope     string    `json:"scope"`
	Resource  string    `json:"resource"`
	V1        bool      `json:"v1"`
}

// sessionClients is the number of clients that a session remembers. The oldest is removed first.
const sessionClients = 50

// Session is a browser session of a signed-in user.
type Session struct {
	Hash     string    `json:"-"`
	Tenant   string    `json:"tenant"`
	User     string    `json:"user"`
	Epoch    int64     `json:"epoch,omitempty"` // directory.User.SessionEpoch when the user signed in
	AuthTime time.Time `json:"authTime"`
	Methods  []string  `json:"methods"`
	// Clients are the appIds of the applications that the user signed in to with the session.
	Clients   []string  `json:"clients,omitempty"`
	ExpiresAt time.Time `json:"-"`
}

// secret returns a random secret of 256 bits in base64url.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hash returns the form in which a long random secret is stored.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
