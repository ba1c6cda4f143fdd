package oauth

import (
	"encoding/json"
	"time"
)

// Passkey is a WebAuthn credential of a user.
type Passkey struct {
	ID        string    `json:"id"` // the credential id, in base64url
	Tenant    string    `json:"tenant"`
	User      string    `json:"user"`
	Name      string    `json:"name"` // as its owner calls it
	CreatedAt time.Time `json:"createdAt"`
	UsedAt    time.Time `json:"usedAt,omitzero"`
	// SecondStep has its owner asked for a passkey after every password.
	SecondStep bool `json:"secondStep,omitempty"`
	// Credential is the public key and what the authenticator said of itself.
	Credential json.RawMessage `json:"credential"`
}

// Challenge is what a browser is to prove within a few minutes, kept for one use.
type Challenge struct {
	Hash      string
	ExpiresAt time.Time
	Body      json.RawMessage
}

// PasskeyStore keeps passkeys and challenges.
type PasskeyStore interface {
	// PutPasskey creates or replaces by ID. It fails with fault.Conflict if the passkey of that ID is somebody else's.
	PutPasskey(Passkey) error
	Passkeys(tenant, user string) ([]Passkey, error)
	DeletePasskey(tenant, user, id string) error
	PutChallenge(Challenge) error
	// UseChallenge takes a challenge that has not expired away; false if there is none.
	UseChallenge(hash string, now time.Time) (json.RawMessage, bool, error)
}
