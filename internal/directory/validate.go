package directory

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Maximum lengths of values in characters. Source: Graph's resource reference.
const (
	maxDisplayName = 256
	maxNickname    = 64
	maxUPN         = 113
	maxDescription = 1024
	maxValue       = 1024 // URIs
	maxValues      = 256  // items of a list
)

// validate checks the values of an object, and that its keys are not in use. had are the identifier URIs that an application
// had before, which are not checked again.
func validate(r Reader, o Object, had []string) error {
	head := o.Head()
	if head.DisplayName == "" {
		return bad("A value is required for property 'displayName' of resource '%s'.", resourceName(o.Kind()))
	}
	if err := text("displayName", head.DisplayName, maxDisplayName); err != nil {
		return err
	}
	var err error
	switch o := o.(type) {
	case *User:
		err = validateUser(r, o)
	case *Group:
		err = validateGroup(o)
	case *Application:
		err = validateApplication(r, o, had)
	case *ServicePrincipal:
		err = validateServicePrincipal(o)
	}
	if err != nil {
		return err
	}
	return keysFree(r, o)
}

// resourceName returns the name of a kind in Graph's messages.
func resourceName(k Kind) string { return ascii.ToUpper(string(k[:1])) + string(k[1:]) }

// text rejects a value that is too long or contains control characters.
func text(property, value string, most int) error {
	if utf8.RuneCountInString(value) > most || !utf8.ValidString(value) || strings.ContainsFunc(value, func(c rune) bool { return c < 0x20 || c == 0x7f }) {
		return bad("Invalid value specified for property '%s' of resource.", property)
	}
	return nil
}

func validateUser(r Reader, u *User) error {
	local, domain, ok := strings.Cut(u.UserPrincipalName, "@")
	if !ok || local == "" || len(u.UserPrincipalName) > maxUPN || strings.ContainsFunc(u.UserPrincipalName, func(c rune) bool { return c <= 0x20 || c >= 0x7f }) || strings.ContainsAny(u.UserPrincipalName, `"(),:;<>[]/?\`) {
		return bad("Property userPrincipalName is invalid.")
	}
	tenant, err := TenantByID(r, u.Tenant)
	if err != nil {
		return err
	}
	if u.UserType != "" && u.UserType != TypeMember && u.UserType != TypeGuest {
		return bad("Invalid value specified for property 'userType' of resource 'User'.")
	}
	if !slices.Contains(tenant.Domains, ascii.ToLower(domain)) {
		return bad("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.")
	}
	for property, value := range map[string]string{"givenName": u.GivenName, "surname": u.Surname, "mailNickname": u.MailNickname} {
		if err := text(property, value, maxNickname); err != nil {
			return err
		}
	}
	return text("mail", u.Mail, maxDisplayName)
}

func validateGroup(g *Group) error {
	if !g.SecurityEnabled || g.MailEnabled {
		return bad("Only security groups can be managed here: 'securityEnabled' must be true and 'mailEnabled' false.")
	}
	if g.MailNickname == "" {
		return bad("A value is required for property 'mailNickname' of resource 'Group'.")
	}
	if strings.ContainsFunc(g.MailNickname, func(c rune) bool { return c <= 0x20 || c >= 0x7f }) || strings.ContainsAny(g.MailNickname, `@()\[]";:<>,`) {
		return bad("Invalid value specified for property 'mailNickname' of resource 'Group'.")
	}
	if err := text("mailNickname", g.MailNickname, maxNickname); err != nil {
		return err
	}
	return text("description", strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(g.Description), maxDescription)
}

func validateApplication(r Reader, a *Application, had []string) error {
	if _, ok := guid.Parse(a.AppID); !ok {
		return bad("Invalid value specified for property 'appId' of resource 'Application'.")
	}
	if isFirstPartyApp(a.AppID) {
		return bad("Invalid value specified for property 'appId' of resource 'Application'.")
	}
	switch a.SignInAudience {
	case "", "AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount":
	default:
		return bad("Invalid value specified for property 'signInAudience' of resource 'Application'.")
	}
	if err := validateIdentifierURIs(r, a, had); err != nil {
		return err
	}
	for property, list := range map[string][]string{"web": a.RedirectURIs.Web, "spa": a.RedirectURIs.SPA, "publicClient": a.RedirectURIs.PublicClient} {
		if len(list) > maxValues {
			return bad("Property '%s/redirectUris' holds more than %d values.", property, maxValues)
		}
		for _, uri := range list {
			if !redirectable(uri) {
				return bad("Reply url for the application '%s' is invalid: '%s'.", a.DisplayName, uri)
			}
		}
	}
	if err := validateRoles(a); err != nil {
		return err
	}
	if a.RequestedAccessTokenVersion < 0 || a.RequestedAccessTokenVersion > 2 {
		return bad("Invalid value specified for property 'requestedAccessTokenVersion' of resource 'Application'.")
	}
	return nil
}

// redirectable reports whether uri is an absolute URL to which a browser may be redirected: not a script, without a fragment,
// and with plain http only on a loopback address.
func redirectable(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" || len(uri) > maxValue || u.Fragment != "" || u.User != nil {
		return false
	}
	switch ascii.ToLower(u.Scheme) {
	case "https":
		return u.Host != ""
	case "http":
		host := u.Hostname()
		return host == "localhost" || host == "127.0.0.1" || host == "::1"
	case "javascript", "data", "vbscript", "file", "about", "blob":
		return false
	}
	return true // a custom scheme, as in urn:ietf:wg:oauth:2.0:oob and myapp://auth
}

func validateRoles(a *Application) error {
	ids, values := make(map[string]bool), make(map[string]bool)
	once := func(id, value string) bool {
		id, ok := guid.Parse(id)
		if !ok || ids[id] || value != "" && values[value] {
			return false
		}
		ids[id], values[value] = true, true
		return true
	}
	for _, role := range a.AppRoles {
		if !once(role.ID, role.Value) || len(role.AllowedMemberTypes) == 0 || role.DisplayName == "" {
			return bad("Invalid value specified for property 'appRoles' of resource 'Application'.")
		}
		for _, kind := range role.AllowedMemberTypes {
			if kind != "User" && kind != "Application" {
				return bad("Invalid value specified for property 'allowedMemberTypes' of resource 'AppRole'.")
			}
		}
	}
	clear(values) // a role and a scope may have the same value
	for _, scope := range a.Scopes {
		if !once(scope.ID, scope.Value) || scope.Value == "" {
			return bad("Invalid value specified for property 'oauth2PermissionScopes' of resource 'Application'.")
		}
	}
	return nil
}

func validateServicePrincipal(p *ServicePrincipal) error {
	if _, ok := guid.Parse(p.AppID); !ok {
		return bad("Invalid value specified for property 'appId' of resource 'ServicePrincipal'.")
	}
	if p.Type != TypeApplication && p.Type != TypeManagedIdentity {
		return bad("Invalid value specified for property 'servicePrincipalType' of resource 'ServicePrincipal'.")
	}
	return nil
}

// keysFree rejects a key of another object of the kind that is not deleted. Source of the texts: Graph's responses in public
// issue threads.
func keysFree(r Reader, o Object) error {
	for _, key := range o.Keys() {
		if key == "" {
			continue
		}
		found, err := r.Objects(Query{Tenant: o.Head().Tenant, Kind: o.Kind(), Key: key})
		if err != nil {
			return err
		}
		for _, other := range found {
			if ascii.EqualFold(other.Head().ID, o.Head().ID) {
				continue
			}
			if o.Kind() == KindServicePrincipal {
				return fault.New(fault.Conflict, "Request_MultipleObjectsWithSameKeyValue",
					"The service principal cannot be created, updated, or restored because the service principal name %s is already in use.", key)
			}
			e := bad("Another object with the same value for property %s already exists.", keyProperty(o.Kind(), key))
			e.Details = []fault.Detail{{Code: "ObjectConflict", Message: e.Message, Target: keyProperty(o.Kind(), key)}}
			return e
		}
	}
	return nil
}

func keyProperty(k Kind, key string) string {
	switch {
	case k == KindUser:
		return "userPrincipalName"
	case k == KindDirectoryRole:
		return "roleTemplateId"
	case strings.Contains(key, ":"):
		return "identifierUris"
	}
	return "appId"
}
