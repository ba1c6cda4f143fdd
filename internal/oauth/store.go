package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"keyless.dev/keyless/internal/directory"
)

// Tx is one transaction of the store, as sign-in sees it.
type Tx interface {
	directory.Reader
	Store
}

// DB runs transactions. Update writes only the rows that Store names, nothing of the directory.
type DB interface {
	View(ctx context.Context, do func(Tx) error) error
	Update(ctx context.Context, do func(Tx) error) error
	// UpdateReplicated is Update for what all replicas hear of before it returns, or soon after: RevokeGrant.
	UpdateReplicated(ctx context.Context, do func(Tx) error) error
}

// Store keeps what sign-in must remember. Secrets come in as hashes only (see Hash). Whatever may be used once is used
// in one statement, so that of two callers at the same time one gets it.
type Store interface {
	// PutGrant keeps a new sign-in.
	PutGrant(Grant) error
	Grant(id string) (Grant, bool, error)
	// RevokeGrant ends a sign-in: from now on no code, refresh token or access token of it can be used. It is for
	// DB.UpdateReplicated alone.
	RevokeGrant(id string, at time.Time) error

	PutCode(Code) error
	// UseCode marks the code used if it is unused and unexpired and its grant not revoked, and says how that went.
	// The code is returned whenever it exists.
	UseCode(hash string, now time.Time) (Code, Use, error)

	PutRefresh(Refresh) error
	// UseRefresh is UseCode for refresh tokens. That a token was used before is said of one that has expired or was
	// revoked, too.
	UseRefresh(hash string, now time.Time) (Refresh, Use, error)
	// LaterRefreshUsed reports whether a refresh token of the same sign-in has been used that was made when or after this one was
	// first used.
	LaterRefreshUsed(Refresh) (bool, error)
	// TakeBackLaterRefresh ends those tokens, none of which has been used: using one of them is reported as a use after a later
	// token's.
	TakeBackLaterRefresh(Refresh) error

	// UseAssertion notes an assertion, and returns what was noted of it the first time: itself, if this is it.
	UseAssertion(UsedAssertion) (UsedAssertion, error)

	// PutDevice keeps a new device code. It fails with fault.Conflict if its user code is taken.
	PutDevice(Device) error
	// Device finds a device code by its user code.
	Device(userCode string) (Device, bool, error)
	// DecideDevice approves (with a grant) or declines (without) a pending, unexpired device code; false if there is none.
	DecideDevice(userCode, grant string, now time.Time) (bool, error)
	// UseDevice marks an approved, unexpired device code used; false if it is not in that state.
	UseDevice(hash string, now time.Time) (Device, bool, error)
	// PollDevice notes that its client asks at now; false if it asked less than every ago.
	PollDevice(hash string, now time.Time, every time.Duration) (device Device, found, inTime bool, err error)

	AttemptStore
	PasskeyStore

	PutSession(Session) error
	Session(hash string) (Session, bool, error)
	EndSession(hash string) error
}

// Use is how the use of a thing that may be used once went.
type Use uint8

// The ways.
const (
	Unknown Use = iota // there is no such thing
	Used               // it was unused, and is used now
	Again              // it was used before: someone else may have it
	Expired
	Revoked
)

// Grant is one sign-in of a user at one client. All codes and refresh tokens that come of it belong to it, and end
// with it.
type Grant struct {
	ID       string   `json:"id"`
	Tenant   string   `json:"tenant"`
	User     string   `json:"user"`
	Client   string   `json:"client"`
	Proof    string   `json:"proof"`              // how the client proves itself: token.ClientPublic …
	Platform Platform `json:"platform,omitempty"` // of the redirect URI, for a sign-in with a code
	Scope    string   `json:"scope"`              // as asked at first
	Resource string   `json:"resource"`           // as asked at first, on v1 endpoints
	// Parent is the sign-in that an on-behalf-of grant came of, over however many services; "" for a sign-in.
	Parent    string    `json:"parent,omitempty"`
	Epoch     int64     `json:"epoch,omitempty"` // directory.User.SessionEpoch when the user proved who they are
	AuthTime  time.Time `json:"authTime"`        // when the user proved who they are
	Methods   []string  `json:"methods"`         // and how: amr
	CreatedAt time.Time `json:"createdAt"`       // when the client got it
	RevokedAt time.Time `json:"-"`
	// IP is the address where the person signed in. Conditional access asks for it, for a client may redeem elsewhere.
	IP string `json:"ip,omitempty"`
}

// root is the sign-in that g ends with: the one that an on-behalf-of grant came of, or g itself. Access tokens name it, so
// that those of all services end with the sign-in.
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

// State is where a device code stands.
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
	Tenant    string    `json:"tenant"` // "" where the user's own decides
	Client    string    `json:"client"`
	Scope     string    `json:"scope"`
	Resource  string    `json:"resource"`
	V1        bool      `json:"v1"`
}

// sessionClients bounds how many clients a session remembers. The oldest are forgotten first.
const sessionClients = 50

// Session is a browser that a user has signed in with.
type Session struct {
	Hash     string    `json:"-"`
	Tenant   string    `json:"tenant"`
	User     string    `json:"user"`
	Epoch    int64     `json:"epoch,omitempty"` // directory.User.SessionEpoch when the user signed in
	AuthTime time.Time `json:"authTime"`
	Methods  []string  `json:"methods"`
	// Clients are the appIds of the applications that the user has signed in to with the session.
	Clients   []string  `json:"clients,omitempty"`
	ExpiresAt time.Time `json:"-"`
}

// secret makes a random secret of 256 bits, in the letters that are safe in URLs.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hash is what the store keeps of a secret that is long and random.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
