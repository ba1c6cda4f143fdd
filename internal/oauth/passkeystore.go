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
	Name      string    `json:"name"` // chosen by its owner
	CreatedAt time.Time `json:"createdAt"`
	UsedAt    time.Time `json:"usedAt,omitzero"`
	// SecondStep requires the passkey after each password of its owner.
	SecondStep bool `json:"secondStep,omitempty"`
	// Credential is the public key and the authenticator's data.
	Credential json.RawMessage `json:"credential"`
}

// Challenge is a WebAuthn challenge, which can be used once within a few minutes.
type Challenge struct {
	Hash      string
	ExpiresAt time.Time
	Body      json.RawMessage
}

// PasskeyStore stores passkeys and challenges.
type PasskeyStore interface {
	// PutPasskey creates or replaces by ID. It fails with fault.Conflict if the passkey belongs to another user.
	PutPasskey(Passkey) error
	Passkeys(tenant, user string) ([]Passkey, error)
	DeletePasskey(tenant, user, id string) error
	PutChallenge(Challenge) error
	// UseChallenge removes and returns a challenge that has not expired; false if there is none.
	UseChallenge(hash string, now time.Time) (json.RawMessage, bool, error)
}
