package directory

import (
	"crypto/subtle"
	"encoding/json"
	"time"
)

// Kind is the type of a directory object, in Graph's word for it.
type Kind string

// The kinds, as Graph writes them behind "#microsoft.graph.".
const (
	KindUser             Kind = "user"
	KindGroup            Kind = "group"
	KindApplication      Kind = "application"
	KindServicePrincipal Kind = "servicePrincipal"
	KindDirectoryRole    Kind = "directoryRole"
)

// Object is anything with an object id in a tenant: *User, *Group, *Application, *ServicePrincipal, *DirectoryRole.
// What a reader returns is the caller's own copy.
type Object interface {
	Head() *Header
	Kind() Kind
	// Keys are the exact values that the object can be found by, besides its id: user principal name, appId,
	// service principal names. Without regard to case; unique in a tenant for each kind.
	Keys() []string
}

// Header is what every object has.
type Header struct {
	Tenant      string    `json:"tenant"`
	ID          string    `json:"id"`
	DisplayName string    `json:"displayName"`
	CreatedAt   time.Time `json:"createdAt"`
	DeletedAt   time.Time `json:"deletedAt,omitzero"` // soft-deleted since; zero while it lives
	// AppRoleGrants are the app roles that a principal has.
	AppRoleGrants []AppRoleGrant `json:"appRoleGrants,omitempty"`
	// Extra holds Graph properties that keyless keeps but has no rule for.
	Extra map[string]json.RawMessage `json:"extra,omitempty"`
}

// Head returns h, so that a struct that embeds Header is half an Object.
func (h *Header) Head() *Header { return h }

// Tenant is a directory of its own.
type Tenant struct {
	ID            string    `json:"id"`
	DisplayName   string    `json:"displayName"`
	DefaultDomain string    `json:"defaultDomain"`
	Domains       []string  `json:"domains"` // all verified domains, the default among them, in lower case
	CountryCode   string    `json:"countryCode,omitempty"`
	CreatedAt     time.Time `json:"createdAt"`
	// AllowInvitesFrom is who may invite guests; "" is the default. See InvitesFrom.
	AllowInvitesFrom string `json:"allowInvitesFrom,omitempty"`
}

// User is a person.
type User struct {
	Header
	UserPrincipalName string `json:"userPrincipalName"`
	GivenName         string `json:"givenName,omitempty"`
	Surname           string `json:"surname,omitempty"`
	Mail              string `json:"mail,omitempty"`
	MailNickname      string `json:"mailNickname,omitempty"`
	AccountEnabled    bool   `json:"accountEnabled"`
	// PasswordHash is argon2id in PHC form; "" is no password.
	PasswordHash        string `json:"passwordHash,omitempty"`
	ForceChangePassword bool   `json:"forceChangePassword,omitempty"`
	// SessionsValidFrom cuts every token and session that is older (revokeSignInSessions).
	SessionsValidFrom time.Time `json:"sessionsValidFrom,omitzero"`
	// SessionEpoch counts the times that sessions were cut. Times of two servers cannot be compared so well.
	SessionEpoch int64 `json:"sessionEpoch,omitempty"`
	// Invitation lets whoever has its secret choose the password, once. Nil is none.
	Invitation *Invitation `json:"invitation,omitempty"`
	// PolicyExemptUntil leaves conditional access policies out for the user until a time: keyless recover-admin sets it.
	PolicyExemptUntil time.Time `json:"policyExemptUntil,omitzero"`
	// UserType is TypeGuest, or TypeMember, which "" is too.
	UserType string `json:"userType,omitempty"`
	// Guest is what one has who was invited; nil for others.
	Guest *Guest `json:"guest,omitempty"`
}

// Invitation is a link that works once, and by which a user chooses how they sign in.
type Invitation struct {
	Hash      string    `json:"hash"` // of the secret in the link
	ExpiresAt time.Time `json:"expiresAt"`
}

// Valid reports whether the secret with that hash is the invitation's, at a time.
func (i *Invitation) Valid(hash string, at time.Time) bool {
	return i != nil && i.Hash != "" && at.Before(i.ExpiresAt) && subtle.ConstantTimeCompare([]byte(i.Hash), []byte(hash)) == 1
}

// CutSessions cuts every token and session that the user has at that time.
func (u *User) CutSessions(at time.Time) {
	u.SessionsValidFrom = at
	u.SessionEpoch++
}

// Group is a security group. Its members and owners are Links.
type Group struct {
	Header
	Description     string `json:"description,omitempty"`
	MailNickname    string `json:"mailNickname,omitempty"`
	MailEnabled     bool   `json:"mailEnabled"`
	SecurityEnabled bool   `json:"securityEnabled"`
}

// Application is the definition of an app in its home tenant.
type Application struct {
	Header
	AppID          string    `json:"appId"`
	IdentifierURIs []string  `json:"identifierUris,omitempty"`
	SignInAudience string    `json:"signInAudience,omitempty"` // AzureADMyOrg, AzureADMultipleOrgs …
	RedirectURIs   Redirects `json:"redirectUris"`
	Credentials
	AppRoles                    []AppRole         `json:"appRoles,omitempty"`
	Scopes                      []PermissionScope `json:"oauth2PermissionScopes,omitempty"`
	RequiredResourceAccess      json.RawMessage   `json:"requiredResourceAccess,omitempty"`
	RequestedAccessTokenVersion int               `json:"requestedAccessTokenVersion,omitempty"` // 0 and 1 are v1, 2 is v2
	GroupMembershipClaims       string            `json:"groupMembershipClaims,omitempty"`
	// IsFallbackPublicClient lets the app use device code and password without a credential.
	IsFallbackPublicClient bool `json:"isFallbackPublicClient,omitempty"`
}

// Redirects are the registered redirect URIs by platform.
type Redirects struct {
	Web          []string `json:"web,omitempty"`
	SPA          []string `json:"spa,omitempty"`
	PublicClient []string `json:"publicClient,omitempty"`
}

// AppRole is a permission that an application offers to applications or users.
type AppRole struct {
	ID                 string   `json:"id"`
	Value              string   `json:"value,omitempty"`
	DisplayName        string   `json:"displayName"`
	Description        string   `json:"description,omitempty"`
	AllowedMemberTypes []string `json:"allowedMemberTypes"`
	IsEnabled          bool     `json:"isEnabled"`
}

// PermissionScope is a delegated permission that an application offers.
type PermissionScope struct {
	ID        string `json:"id"`
	Value     string `json:"value"`
	Type      string `json:"type,omitempty"` // User or Admin: who may consent
	IsEnabled bool   `json:"isEnabled"`

	AdminConsentDisplayName string `json:"adminConsentDisplayName,omitempty"`
	AdminConsentDescription string `json:"adminConsentDescription,omitempty"`
	UserConsentDisplayName  string `json:"userConsentDisplayName,omitempty"`
	UserConsentDescription  string `json:"userConsentDescription,omitempty"`
}

// ServicePrincipal is an application, or a managed identity, as a principal of one tenant.
type ServicePrincipal struct {
	Header
	AppID          string `json:"appId"`
	Type           string `json:"servicePrincipalType"` // Application or ManagedIdentity
	AccountEnabled bool   `json:"accountEnabled"`
	// Names are the servicePrincipalNames: the appId and identifier URIs.
	Names            []string `json:"servicePrincipalNames,omitempty"`
	AlternativeNames []string `json:"alternativeNames,omitempty"` // a managed identity's: isExplicit=…, its resource id
	// ResourceID is the Azure resource that a managed identity belongs to.
	ResourceID      string `json:"resourceId,omitempty"`
	AppOwnerTenant  string `json:"appOwnerOrganizationId,omitempty"`
	AppRoleRequired bool   `json:"appRoleAssignmentRequired,omitempty"`
	Credentials
	AppRoles          []AppRole         `json:"appRoles,omitempty"`
	Scopes            []PermissionScope `json:"oauth2PermissionScopes,omitempty"`
	SessionsValidFrom time.Time         `json:"sessionsValidFrom,omitzero"`
	// Grants are what people and administrators let it do for them.
	Grants []PermissionGrant `json:"oauth2PermissionGrants,omitempty"`
}

// Values of ServicePrincipal.Type.
const (
	TypeApplication     = "Application"
	TypeManagedIdentity = "ManagedIdentity"
)

// Credentials are how an application or service principal proves itself.
type Credentials struct {
	Passwords []PasswordCredential  `json:"passwordCredentials,omitempty"`
	Keys      []KeyCredential       `json:"keyCredentials,omitempty"`
	Federated []FederatedCredential `json:"federatedIdentityCredentials,omitempty"`
}

// PasswordCredential is a client secret. Only a hash is kept: secrets are long and random, so it is SHA-256.
type PasswordCredential struct {
	KeyID       string    `json:"keyId"`
	DisplayName string    `json:"displayName,omitempty"`
	Hint        string    `json:"hint"` // the first three characters
	Hash        []byte    `json:"hash"`
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
}

// KeyCredential is a certificate.
type KeyCredential struct {
	KeyID       string    `json:"keyId"`
	DisplayName string    `json:"displayName,omitempty"`
	Type        string    `json:"type"`  // AsymmetricX509Cert
	Usage       string    `json:"usage"` // Verify
	Certificate []byte    `json:"key"`   // DER
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
}

// FederatedCredential trusts one subject of one external issuer.
type FederatedCredential struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Issuer      string   `json:"issuer"`
	Subject     string   `json:"subject"`
	Audiences   []string `json:"audiences"`
	Description string   `json:"description,omitempty"`
}

// DirectoryRole is an activated administrator role; its members are Links.
type DirectoryRole struct {
	Header
	TemplateID  string `json:"roleTemplateId"`
	Description string `json:"description,omitempty"`
}

// Kind, for each type.
func (*User) Kind() Kind             { return KindUser }
func (*Group) Kind() Kind            { return KindGroup }
func (*Application) Kind() Kind      { return KindApplication }
func (*ServicePrincipal) Kind() Kind { return KindServicePrincipal }
func (*DirectoryRole) Kind() Kind    { return KindDirectoryRole }

// Keys, for each type.
func (*Group) Keys() []string           { return nil }
func (a *Application) Keys() []string   { return append([]string{a.AppID}, a.IdentifierURIs...) }
func (r *DirectoryRole) Keys() []string { return []string{r.TemplateID} }

// Keys of a user are the user principal name and, of a guest, the address that was invited.
func (u *User) Keys() []string {
	if u.Guest != nil {
		return []string{u.UserPrincipalName, u.Guest.Address}
	}
	return []string{u.UserPrincipalName}
}

// Keys of a service principal are its appId and its names.
func (p *ServicePrincipal) Keys() []string { return append([]string{p.AppID}, p.Names...) }

// Relation names what a Link says.
type Relation string

// The relations. A directory role's members are its holders.
const (
	Member Relation = "member"
	Owner  Relation = "owner"
)

// Link says that To stands in Relation to From: To is a member (or owner) of From.
type Link struct {
	Tenant   string   `json:"tenant"`
	From     string   `json:"from"`
	Relation Relation `json:"relation"`
	To       string   `json:"to"`
}

// Query selects objects of one tenant. Empty fields do not restrict; results are ordered by id.
type Query struct {
	Tenant      string
	Kind        Kind
	Key         string // one of the object's Keys
	DisplayName string // exact, without regard to case
	Prefix      string // of the display name, without regard to case
	KeyPrefix   string // of one of the object's Keys
	Deleted     bool   // soft-deleted objects instead of living ones
	ByName      bool   // in order of display name, without regard to case, and then of id; otherwise of id
	After       string // the id of the last one seen
	AfterName   string // its display name, with ByName
	Limit       int    // 0 is all
}

// Reader is what rules need to read of a store, inside one transaction.
type Reader interface {
	Tenants() ([]*Tenant, error)
	// Object finds a living or soft-deleted object by id. It fails with fault.NotFound.
	Object(tenant, id string) (Object, error)
	Objects(q Query) ([]Object, error)
	// Links lists links of one relation: by From, or by To, or both; one of them is not empty. Ordered by From, To.
	Links(tenant string, relation Relation, from, to string) ([]Link, error)
}

// Writer is what rules need to change of a store, inside one transaction.
type Writer interface {
	Reader
	PutTenant(*Tenant) error
	// PutObject creates or replaces. It fails with fault.Conflict if another living object of the kind has one of the keys.
	PutObject(Object) error
	// DeleteObject removes an object for good, with its links.
	DeleteObject(tenant, id string) error
	PutLink(Link) error
	// DeleteLink removes a link and reports whether it was there.
	DeleteLink(Link) (bool, error)
}
