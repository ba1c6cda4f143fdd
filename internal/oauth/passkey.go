package oauth

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Limits on passkeys.
const (
	passkeyTime = 5 * time.Minute // from challenge to response
	maxPasskeys = 20              // per user
	maxAnswer   = 16 << 10
)

// Ask is a WebAuthn challenge: the options for the browser's WebAuthn API, and the id to send back with the response.
type Ask struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

// asked is the stored state of a challenge.
type asked struct {
	Session webauthn.SessionData `json:"session"`
	Purpose string               `json:"purpose"` // register, signIn or second
	Tenant  string               `json:"tenant,omitempty"`
	User    string               `json:"user,omitempty"`
}

// The purposes of a challenge. A response is valid only for the purpose of its challenge.
const (
	forRegistration = "register"
	forSignIn       = "signIn"
	forSecondStep   = "second"
)

func (s *Server) webAuthn() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(s.Login)
	if err != nil {
		return nil, err
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "keyless", RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil { // the relying party id must be a domain name, not an IP address
		return nil, fault.New(fault.Invalid, invalidRequest, "There are no passkeys at %s.", s.Login).Because(err)
	}
	return w, nil
}

// holder implements webauthn.User.
type holder struct {
	user *directory.User
	keys []Passkey
}

// WebAuthnID returns the user's tenant and object id, 32 bytes without personal data.
func (h holder) WebAuthnID() []byte {
	raw, _ := hex.DecodeString(guid.Compact(h.user.Tenant) + guid.Compact(h.user.ID)) // ids are GUIDs
	return raw
}

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.user.UserPrincipalName }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string { return h.user.DisplayName }

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, key := range h.keys {
		var c webauthn.Credential
		if json.Unmarshal(key.Credential, &c) == nil {
			all = append(all, c)
		}
	}
	return all
}

func (s *Server) holder(ctx context.Context, tenant, id string) (h holder, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if h.user, err = user(tx, tenant, id); err != nil {
			return err
		}
		h.keys, err = tx.Passkeys(tenant, id)
		return err
	})
	return h, err
}

// Passkeys lists a user's passkeys.
func (s *Server) Passkeys(ctx context.Context, account *Account) ([]Passkey, error) {
	h, err := s.holder(ctx, account.Tenant.ID, account.User.ID)
	return h.keys, err
}

// RegisterPasskey starts the registration of a passkey for a signed-in user.
func (s *Server) RegisterPasskey(ctx context.Context, account *Account) (*Ask, error) {
	h, err := s.holder(ctx, account.Tenant.ID, account.User.ID)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= maxPasskeys {
		return nil, fault.New(fault.Invalid, invalidRequest, "An account has %d passkeys at most. Remove one first.", maxPasskeys)
	}
	w, err := s.webAuthn()
	if err != nil {
		return nil, err
	}
	options, session, err := w.BeginRegistration(h,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}),
	)
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, options, asked{Session: *session, Purpose: forRegistration, Tenant: account.Tenant.ID, User: account.User.ID})
}

// AddPasskey completes a registration, by the user who started it.
func (s *Server) AddPasskey(ctx context.Context, account *Account, id, name string, answer []byte) error {
	a, err := s.answered(ctx, id, forRegistration)
	if err != nil {
		return err
	}
	if a.Tenant != account.Tenant.ID || a.User != account.User.ID || len(answer) > maxAnswer {
		return badPasskey(nil)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return badPasskey(err)
	}
	h, err := s.holder(ctx, a.Tenant, a.User)
	if err != nil {
		return err
	}
	w, err := s.webAuthn()
	if err != nil {
		return err
	}
	credential, err := w.CreateCredential(h, a.Session, parsed)
	if err != nil {
		return badPasskey(err)
	}
	body, err := json.Marshal(credential)
	if err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" {
		name = "Passkey"
	}
	return s.update(ctx, func(tx Tx) error {
		return putNew(tx, Passkey{ID: base64.RawURLEncoding.EncodeToString(credential.ID), Tenant: a.Tenant, User: a.User, Name: shown(name), CreatedAt: s.Now(), Credential: body})
	})
}

// putNew stores an additional passkey. It is used as a second step if the user's others are. The authenticator chooses the
// credential id, so an id that is already registered, to anyone, is rejected. Source: WebAuthn 7.1, step 26.
func putNew(tx Tx, added Passkey) error {
	keys, err := tx.Passkeys(added.Tenant, added.User)
	if err != nil {
		return err
	}
	if len(keys) >= maxPasskeys {
		return badPasskey(nil)
	}
	for _, key := range keys {
		if key.ID == added.ID {
			return badPasskey(errTaken)
		}
		added.SecondStep = added.SecondStep || key.SecondStep
	}
	if err := tx.PutPasskey(added); fault.Is(err, fault.Conflict) {
		return badPasskey(errTaken)
	} else if err != nil {
		return err
	}
	return nil
}

// RemovePasskey deletes a passkey of a user.
func (s *Server) RemovePasskey(ctx context.Context, account *Account, id string) error {
	return s.update(ctx, func(tx Tx) error { return tx.DeletePasskey(account.Tenant.ID, account.User.ID, id) })
}

// SetSecondStep sets whether a user must present a passkey after each password.
func (s *Server) SetSecondStep(ctx context.Context, account *Account, on bool) error {
	return s.update(ctx, func(tx Tx) error {
		keys, err := tx.Passkeys(account.Tenant.ID, account.User.ID)
		for i := 0; i < len(keys) && err == nil; i++ {
			keys[i].SecondStep = on
			err = tx.PutPasskey(keys[i])
		}
		return err
	})
}

// AskPasskey starts a sign-in with a passkey that the user chooses. The caller is not authenticated: it fails with
// AADSTS90033 if the network of ip has started too many.
func (s *Server) AskPasskey(ctx context.Context, ip string) (*Ask, error) {
	if !s.challenges.allow(sender(ip), s.Now()) {
		return nil, tryAgain()
	}
	w, err := s.webAuthn()
	if err != nil {
		return nil, err
	}
	options, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, options, asked{Session: *session, Purpose: forSignIn})
}

// AskSecondStep asks a user who has given a password for a passkey.
func (s *Server) AskSecondStep(ctx context.Context, account *Account) (*Ask, error) {
	h, err := s.holder(ctx, account.Tenant.ID, account.User.ID)
	if err != nil {
		return nil, err
	}
	w, err := s.webAuthn()
	if err != nil {
		return nil, err
	}
	options, session, err := w.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, options, asked{Session: *session, Purpose: forSecondStep, Tenant: account.Tenant.ID, User: account.User.ID})
}

// SignInWithPasskey verifies the response to AskPasskey or AskSecondStep, and records the sign-in. It fails with AADSTS50126
// for an invalid response, as for a wrong password.
func (s *Server) SignInWithPasskey(ctx context.Context, place Place, client *Client, id string, answer []byte, origin Origin) (*Account, error) {
	account, err := s.checkPasskey(ctx, place, id, answer)
	name := ""
	if account != nil {
		name = account.User.UserPrincipalName
	}
	return s.recorded(ctx, place, client, name, account, origin, err)
}

func (s *Server) checkPasskey(ctx context.Context, place Place, id string, answer []byte) (*Account, error) {
	a, err := s.answered(ctx, id, forSignIn, forSecondStep)
	if err != nil || len(answer) > maxAnswer {
		return nil, badPasskey(err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, badPasskey(err)
	}
	w, err := s.webAuthn()
	if err != nil {
		return nil, err
	}
	var h holder
	var used *webauthn.Credential
	if a.Purpose == forSecondStep {
		if h, err = s.holder(ctx, a.Tenant, a.User); err == nil {
			used, err = w.ValidateLogin(h, a.Session, parsed)
		}
	} else {
		_, used, err = w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			text := hex.EncodeToString(handle)
			if len(text) != 64 {
				return nil, errNoHandle
			}
			dashed := func(t string) string { return t[:8] + "-" + t[8:12] + "-" + t[12:16] + "-" + t[16:20] + "-" + t[20:] }
			h, err = s.holder(ctx, dashed(text[:32]), dashed(text[32:]))
			return h, err
		}, a.Session, parsed)
	}
	if err != nil {
		return nil, badPasskey(err)
	}
	if used.Authenticator.CloneWarning {
		return nil, badPasskey(errCloned)
	}
	return s.entered(ctx, place, h, used, a.Purpose)
}

// entered stores the passkey's new counter and returns the authenticated account.
func (s *Server) entered(ctx context.Context, place Place, h holder, used *webauthn.Credential, purpose string) (*Account, error) {
	tenant, err := s.Place(ctx, h.user.Tenant)
	if err != nil {
		return nil, err
	}
	if place.Tenant != nil && place.Tenant.ID != h.user.Tenant {
		return nil, badPasskey(nil)
	}
	body, err := json.Marshal(used)
	if err != nil {
		return nil, err
	}
	id := base64.RawURLEncoding.EncodeToString(used.ID)
	err = s.update(ctx, func(tx Tx) error {
		keys, err := tx.Passkeys(h.user.Tenant, h.user.ID) // read again: the passkey may have been removed meanwhile
		for _, key := range keys {
			if key.ID == id {
				key.Credential, key.UsedAt = body, s.Now()
				return tx.PutPasskey(key)
			}
		}
		if err != nil {
			return err
		}
		return badPasskey(nil)
	})
	if err != nil {
		return nil, err
	}
	methods := []string{"fido", "mfa"}
	if purpose == forSecondStep {
		methods = []string{"pwd", "fido", "mfa"}
	}
	return &Account{Tenant: tenant.Tenant, User: h.user, AuthTime: s.Now(), Methods: methods}, nil
}

// ask stores a challenge, which can be used once.
func (s *Server) ask(ctx context.Context, options any, a asked) (*Ask, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	id := secret()
	return &Ask{id, options}, s.update(ctx, func(tx Tx) error {
		return tx.PutChallenge(Challenge{Hash: Hash(id), ExpiresAt: s.Now().Add(passkeyTime), Body: body})
	})
}

// answered removes the challenge that a response belongs to, and checks its purpose.
func (s *Server) answered(ctx context.Context, id string, purposes ...string) (a asked, err error) {
	err = s.update(ctx, func(tx Tx) error {
		body, found, err := tx.UseChallenge(Hash(id), s.Now())
		if err != nil {
			return err
		}
		if !found {
			return anyway{badPasskey(nil)}
		}
		return json.Unmarshal(body, &a)
	})
	if err != nil {
		return a, err
	}
	for _, purpose := range purposes {
		if a.Purpose == purpose {
			return a, nil
		}
	}
	return a, badPasskey(nil)
}

type passkeyError string

func (e passkeyError) Error() string { return string(e) }

const (
	errNoHandle passkeyError = "the passkey names no account"
	errTaken    passkeyError = "there is a passkey of this id"
	errCloned   passkeyError = "the authenticator's counter went back: it may have been copied"
)

// badPasskey does not say what was wrong, like badLogin.
func badPasskey(cause error) *fault.Error {
	f := aadsts(50126, invalidGrant, "Error validating credentials: the passkey does not hold, or it took too long.")
	if cause != nil {
		return f.Because(cause)
	}
	return f
}

// secondStep returns AADSTS50076 for an account that must present a passkey after its password.
func (s *Server) secondStep(ctx context.Context, account *Account) error {
	h, err := s.holder(ctx, account.Tenant.ID, account.User.ID)
	if err != nil {
		return err
	}
	for _, key := range h.keys {
		if key.SecondStep {
			return aadsts(50076, "interaction_required", "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.").With("suberror", "basic_action")
		}
	}
	return nil
}
