package directory

import (
	"crypto/subtle"
	"encoding/json"
	"time"
)

// Kind is the type of a directory object, as Graph names it.
type Kind string

// The kinds, as Graph writes them after "#microsoft.graph.".
const (
	KindUser             Kind = "user"
	KindGroup            Kind = "group"
	KindApplication      Kind = "application"
	KindServicePrincipal Kind = "servicePrincipal"
	KindDirectoryRole    Kind = "directoryRole"
)

// Object is an object in a tenant: *User, *Group, *Application, *ServicePrincipal, *DirectoryRole or an object of conditional
// access. Readers return copies, which the caller owns.
type Object interface {
	Head() *Header
	Kind() Kind
	// Keys are values by which the object can be found besides its id: user principal name, appId, service principal names.
	// They are case-insensitive, and unique per tenant and kind.
	Keys() []string
}

// Header holds what every object has.
type Header struct {
	Tenant      string    `json:"tenant"`
	ID          string    `json:"id"`
	DisplayName string    `json:"displayName"`
	CreatedAt   time.Time `json:"createdAt"`
	DeletedAt   time.Time `json:"deletedAt,omitzero"` // time of soft deletion; zero if not deleted
	// AppRoleGrants are the app roles that are assigned to the principal.
	AppRoleGrants []AppRoleGrant `json:"appRoleGrants,omitempty"`
	// Extra holds Graph properties that keyless stores without interpreting them.
	Extra map[string]json.RawMessage `json:"extra,omitempty"`
}

// Head implements half of Object for structs that embed Header.
func (h *Header) Head() *Header { return h }

// Tenant is an Entra tenant.
type Tenant struct {
	ID            string    `json:"id"`
	DisplayName   string    `json:"displayName"`
	DefaultDomain string    `json:"defaultDomain"`
	Domains       []string  `json:"domains"` // all verified domains including the default, in lower case
	CountryCode   string    `json:"countryCode,omitempty"`
	CreatedAt     time.Time `json:"createdAt"`
	// AllowInvitesFrom says who may invite guests; "" means the default. See InvitesFrom.
	AllowInvitesFrom string `json:"allowInvitesFrom,omitempty"`
}

// User is a user.
type User struct {
	Header
	UserPrincipalName string `json:"userPrincipalName"`
	GivenName         string `json:"givenName,omitempty"`
	Surname           string `json:"surname,omitempty"`
	Mail              string `json:"mail,omitempty"`
	MailNickname      string `json:"mailNickname,omitempty"`
	AccountEnabled    bool   `json:"accountEnabled"`
	// PasswordHash is an argon2id hash in PHC form; "" if the user has no password.
	PasswordHash        string `json:"passwordHash,omitempty"`
	ForceChangePassword bool   `json:"forceChangePassword,omitempty"`
	// SessionsValidFrom invalidates all earlier tokens and sessions (revokeSignInSessions).
	SessionsValidFrom time.Time `json:"sessionsValidFrom,omitzero"`
	// SessionEpoch counts revocations of sessions. Unlike times, it does not depend on the clocks of several servers.
	SessionEpoch int64 `json:"sessionEpoch,omitempty"`
	// Invitation lets whoever has its secret set the password once. It may be nil.
	Invitation *Invitation `json:"invitation,omitempty"`
	// PolicyExemptUntil exempts the user from conditional access policies until then. keyless recover-admin sets it.
	PolicyExemptUntil time.Time `json:"policyExemptUntil,omitzero"`
	// UserType is TypeGuest, TypeMember, or "", which means TypeMember.
	UserType string `json:"userType,omitempty"`
	// Guest holds the properties of a guest; nil for other users.
	Guest *Guest `json:"guest,omitempty"`
}

// Invitation is a link that works once, with which a user chooses how to sign in.
type Invitation struct {
	Hash      string    `json:"hash"` // of the secret in the link
	ExpiresAt time.Time `json:"expiresAt"`
}

// Valid reports whether hash is that of the invitation's secret, and at is before its expiry.
func (i *Invitation) Valid(hash string, at time.Time) bool {
	return i != nil && i.Hash != "" && at.Before(i.ExpiresAt) && subtle.ConstantTimeCompare([]byte(i.Hash), []byte(hash)) == 1
}

// CutSessions revokes every token and session that the user has at that time.
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

// Application is an application registration in its home tenant.
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
	RequestedAccessTokenVersion int               `json:"requestedAccessTokenVersion,omitempty"` // 0 and 1 mean v1, 2 means v2
	GroupMembershipClaims       string            `json:"groupMembershipClaims,omitempty"`
	// IsFallbackPublicClient allows the device code and password grants without a credential.
	IsFallbackPublicClient bool `json:"isFallbackPublicClient,omitempty"`
}

// Redirects holds the registered redirect URIs by platform.
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

// ServicePrincipal is an application or a managed identity as a principal of one tenant.
type ServicePrincipal struct {
	Header
	AppID          string `json:"appId"`
	Type           string `json:"servicePrincipalType"` // Application or ManagedIdentity
	AccountEnabled bool   `json:"accountEnabled"`
	// Names are the servicePrincipalNames: the appId and identifier URIs.
	Names            []string `json:"servicePrincipalNames,omitempty"`
	AlternativeNames []string `json:"alternativeNames,omitempty"` // of a managed identity: isExplicit=…, its resource id
	// ResourceID is the Azure resource of a managed identity.
	ResourceID      string `json:"resourceId,omitempty"`
	AppOwnerTenant  string `json:"appOwnerOrganizationId,omitempty"`
	AppRoleRequired bool   `json:"appRoleAssignmentRequired,omitempty"`
	Credentials
	AppRoles          []AppRole         `json:"appRoles,omitempty"`
	Scopes            []PermissionScope `json:"oauth2PermissionScopes,omitempty"`
	SessionsValidFrom time.Time         `json:"sessionsValidFrom,omitzero"`
	// Grants are the delegated permissions that users and administrators have granted.
	Grants []PermissionGrant `json:"oauth2PermissionGrants,omitempty"`
}

// Values of ServicePrincipal.Type.
const (
	TypeApplication     = "Application"
	TypeManagedIdentity = "ManagedIdentity"
)

// Credentials are the credentials of an application or service principal.
type Credentials struct {
	Passwords []PasswordCredential  `json:"passwordCredentials,omitempty"`
	Keys      []KeyCredential       `json:"keyCredentials,omitempty"`
	Federated []FederatedCredential `json:"federatedIdentityCredentials,omitempty"`
}

// PasswordCredential is a client secret. Its hash is SHA-256, which is enough because secrets are long and random.
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

// DirectoryRole is an activated directory role. Its members are Links.
type DirectoryRole struct {
	Header
	TemplateID  string `json:"roleTemplateId"`
	Description string `json:"description,omitempty"`
}

// Kind implements Object.
func (*User) Kind() Kind             { return KindUser }
func (*Group) Kind() Kind            { return KindGroup }
func (*Application) Kind() Kind      { return KindApplication }
func (*ServicePrincipal) Kind() Kind { return KindServicePrincipal }
func (*DirectoryRole) Kind() Kind    { return KindDirectoryRole }

// Keys implements Object.
func (*Group) Keys() []string           { return nil }
func (a *Application) Keys() []string   { return append([]string{a.AppID}, a.IdentifierURIs...) }
func (r *DirectoryRole) Keys() []string { return []string{r.TemplateID} }

// Keys returns the user principal name and, for a guest, the invited address.
func (u *User) Keys() []string {
	if u.Guest != nil {
		return []string{u.UserPrincipalName, u.Guest.Address}
	}
	return []string{u.UserPrincipalName}
}

// Keys returns the appId and the servicePrincipalNames.
func (p *ServicePrincipal) Keys() []string { return append([]string{p.AppID}, p.Names...) }

// Relation is the type of a Link.
type Relation string

// The relations. The members of a directory role are its holders.
const (
	Member Relation = "member"
	Owner  Relation = "owner"
)

// Link is a relation between objects: To is a member or an owner of From.
type Link struct {
	Tenant   string   `json:"tenant"`
	From     string   `json:"from"`
	Relation Relation `json:"relation"`
	To       string   `json:"to"`
}

// Query selects objects of one tenant. Empty fields do not restrict it.
type Query struct {
	Tenant      string
	Kind        Kind
	Key         string // one of the object's Keys
	DisplayName string // exact, ignoring case
	Prefix      string // of the display name, ignoring case
	KeyPrefix   string // of one of the object's Keys
	Deleted     bool   // soft-deleted objects instead of others
	ByName      bool   // ordered by display name, ignoring case, and then by id; otherwise by id
	After       string // id of the last object of the previous page
	AfterName   string // its display name, with ByName
	Limit       int    // 0 means all
}

// Reader is the read access to a store that the rules need, within one transaction.
type Reader interface {
	Tenants() ([]*Tenant, error)
	// Object returns an object by id, including soft-deleted ones. It fails with fault.NotFound.
	Object(tenant, id string) (Object, error)
	Objects(q Query) ([]Object, error)
	// Links returns the links of a relation with From, To or both, of which at least one must be given, ordered by From and To.
	Links(tenant string, relation Relation, from, to string) ([]Link, error)
}

// Writer is the write access to a store that the rules need, within one transaction.
type Writer interface {
	Reader
	PutTenant(*Tenant) error
	// PutObject creates or replaces. It fails with fault.Conflict if another object of the kind that is not deleted has a key of it.
	PutObject(Object) error
	// DeleteObject permanently deletes an object and its links.
	DeleteObject(tenant, id string) error
	PutLink(Link) error
	// DeleteLink reports whether the link existed.
	DeleteLink(Link) (bool, error)
}
