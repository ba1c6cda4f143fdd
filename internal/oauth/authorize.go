package oauth

import (
	"context"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/token"
)

// Mode is an OAuth response_mode.
type Mode string

// The supported response modes.
const (
	Query    Mode = "query"
	Fragment Mode = "fragment"
	FormPost Mode = "form_post"
)

// Authorization is a checked authorization request.
type Authorization struct {
	Place     Place
	Client    *Client
	Redirect  string
	Platform  Platform
	Mode      Mode
	State     string
	Nonce     string
	Challenge string
	Prompt    string // "", login, select_account, consent or none
	LoginHint string
	Scope     string
	Resource  string
	V1        bool
}

// Authorize validates an authorization request. If it returns both an Authorization and an error, the redirect URI is
// valid and the error goes to the client. If the Authorization is nil, nothing may be sent to the redirect URI.
func (s *Server) Authorize(ctx context.Context, tenant string, v1 bool, params url.Values) (*Authorization, error) {
	a := &Authorization{V1: v1, Mode: Query}
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		if a.Place, err = FindPlace(tx, tenant); err != nil {
			return err
		}
		id, err := one(params, "client_id")
		if err != nil {
			return err
		}
		if id == "" {
			return Missing("client_id")
		}
		a.Client, err = s.findClient(tx, a.Place, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := a.redirectTo(params); err != nil {
		return nil, err
	}
	return a, a.read(params)
}

func (a *Authorization) redirectTo(params url.Values) error {
	redirect, err := one(params, "redirect_uri")
	if err != nil {
		return err
	}
	var ok bool
	if a.Platform, ok = a.Client.match(redirect); !ok {
		return aadsts(50011, invalidRequest, "The redirect URI '%s' specified in the request does not match the redirect URIs configured for the application '%s'. "+
			"Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. "+
			"Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.", shown(redirect), a.Client.ID)
	}
	a.Redirect = redirect
	return nil
}

// read validates the parameters whose errors are reported to the client.
func (a *Authorization) read(params url.Values) error {
	get := func(name string) string { return params.Get(name) }
	a.State, a.Nonce, a.LoginHint, a.Scope, a.Resource = get("state"), get("nonce"), get("login_hint"), get("scope"), get("resource")
	for name := range params {
		if _, err := one(params, name); err != nil {
			return err
		}
		if len(params.Get(name)) > 8<<10 {
			return aadsts(90015, invalidRequest, "The requested query string is too long: '%s'.", shown(name))
		}
	}
	switch mode := Mode(get("response_mode")); mode {
	case Query, Fragment, FormPost:
		a.Mode = mode
	case "":
	default:
		return aadsts(70007, "unsupported_response_mode", "'%s' is not a supported value of 'response_mode'.", shown(string(mode)))
	}
	switch kind := get("response_type"); kind {
	case "code":
	case "":
		return Missing("response_type")
	default:
		return aadsts(70005, "unsupported_response_type", "The application asked for an unsupported response type '%s'.", shown(kind))
	}
	if get("request") != "" || get("request_uri") != "" {
		return aadsts(90014, "request_not_supported", "The parameters 'request' and 'request_uri' are not supported.")
	}
	switch a.Prompt = ascii.ToLower(get("prompt")); a.Prompt {
	case "", "login", "select_account", "consent", "none", "create", "admin_consent":
	default:
		return aadsts(90023, invalidRequest, "Unsupported 'prompt' value.")
	}
	ask, err := readScopes(a.V1 || a.Place.ADFS(), a.Resource, a.Scope)
	if err != nil {
		return err
	}
	if ask.Resource == "" && len(ask.raw) == 0 && !a.V1 {
		return Missing("scope")
	}
	return a.challenge(get("code_challenge"), get("code_challenge_method"))
}

// challenge reads the PKCE parameters. Public clients must use PKCE. The method "plain" is rejected because it exposes
// the verifier to anyone who sees the authorization request.
func (a *Authorization) challenge(challenge, method string) error {
	switch {
	case challenge == "" && method == "" && a.Platform == Web:
		return nil
	case challenge == "":
		return aadsts(9002325, invalidRequest, "Proof Key for Code Exchange is required for cross-origin authorization code redemption.")
	case method != "S256":
		return aadsts(501491, invalidRequest, "Invalid code challenge method: only 'S256' is supported.")
	case len(challenge) != 43 || strings.Trim(challenge, unreserved[:62]+"-_") != "":
		return aadsts(501491, invalidRequest, "Invalid size of Code_Challenge parameter.")
	}
	a.Challenge = challenge
	return nil
}

// Needs returns what must happen before the client gets its response: nothing, a choice or confirmation of the account,
// or a sign-in.
func (a *Authorization) Needs(account *Account) Need {
	switch {
	case account == nil || a.Prompt == "login" || a.Prompt == "create":
		return NeedsSignIn
	case a.Place.Tenant != nil && a.Place.Tenant.ID != account.Tenant.ID:
		return NeedsSignIn
	case a.LoginHint != "" && !account.User.IsNamed(a.LoginHint):
		return NeedsSignIn
	case a.Platform == Native:
		// A program that listens on a loopback port or has claimed a URI scheme can impersonate a native client, and any
		// page can send the browser here. So a person confirms each sign-in to a native client. RFC 8252, section 8.6.
		return NeedsChoice
	case a.Prompt == "" || a.Prompt == "none":
		// Consent is checked next.
		return NeedsNothing
	}
	return NeedsChoice
}

// Need is the interaction that an authorization request still requires.
type Need uint8

// The kinds of interaction.
const (
	NeedsNothing Need = iota
	NeedsChoice
	NeedsSignIn
)

// Interaction is the error for prompt=none when interaction is required.
func Interaction(need Need) error {
	if need == NeedsSignIn {
		return aadsts(50058, "login_required", "A silent sign-in request was sent but no user is signed in.")
	}
	return aadsts(16000, "interaction_required", "Either multiple user identities are available for the current request or selected account is not supported for the scenario.")
}

// Cancelled is the error for a request that the user cancelled.
func Cancelled() error {
	return aadsts(65004, "access_denied", "User declined to consent to access the app.")
}

// Grant issues an authorization code for account.
func (s *Server) Grant(ctx context.Context, a *Authorization, account *Account, origin Origin) (string, error) {
	raw := secret()
	err := s.update(ctx, func(tx Tx) error {
		if err := s.mayUse(tx, a.Place, a.Client, account); err != nil {
			return err
		}
		ask, err := readScopes(a.V1 || a.Place.ADFS(), a.Resource, a.Scope)
		if err != nil {
			return err
		}
		if ask.Resource != "" {
			if _, err := s.Resources.Find(tx, account.Tenant, ask.Resource); err != nil {
				return err
			}
		}
		g := newGrant(*account, a.Client, token.ClientPublic, a.Scope, a.Resource, s.Now())
		g.IP = origin.IP
		if err := tx.PutGrant(g); err != nil {
			return err
		}
		if err := s.remember(tx, account.Session, a.Client.ID); err != nil {
			return err
		}
		return tx.PutCode(Code{
			Hash: Hash(raw), Grant: g.ID, ExpiresAt: s.Now().Add(codeLifetime),
			Redirect: a.Redirect, Platform: a.Platform, Challenge: a.Challenge, Nonce: a.Nonce,
		})
	})
	if err != nil {
		s.record(ctx, SignIn{Grant: "authorize", Tenant: account.Tenant.ID, Principal: account.User.ID, Name: account.User.UserPrincipalName, Client: a.Client.ID}, origin, err)
	}
	return raw, err
}
