package graph

import (
	"encoding/json"
	"slices"

	"keyless.dev/keyless/internal/directory"
)

// applicationSchema is microsoft.graph.application. az reads passwordCredentials, keyCredentials, identifierUris and
// requiredResourceAccess without checking that they exist, so lists are never null.
func applicationSchema() *schema {
	type app = *directory.Application
	return &schema{
		kind: directory.KindApplication, collection: "applications", label: "Application",
		expandable: []string{"owners", "federatedIdentityCredentials"},
		properties: slices.Concat(headProperties(), []property{
			created(),
			shown("appId", func(a app) any { return a.AppID }),
			texts("identifierUris", func(a app) *[]string { return &a.IdentifierURIs }),
			both("signInAudience", func(a app) any {
				if a.SignInAudience == "" {
					return "AzureADMyOrg"
				}
				return a.SignInAudience
			}, func(a app, in string) error { a.SignInAudience = in; return nil }),
			both("isFallbackPublicClient", func(a app) any { return a.IsFallbackPublicClient }, func(a app, in *bool) error {
				a.IsFallbackPublicClient = in != nil && *in
				return nil
			}),
			text("groupMembershipClaims", func(a app) *string { return &a.GroupMembershipClaims }),
			both("appRoles", func(a app) any { return appRoles(a.AppRoles) }, func(a app, in []directory.AppRole) error { a.AppRoles = in; return nil }),
			both("requiredResourceAccess", func(a app) any { return decoded(a.RequiredResourceAccess) }, setRequiredAccess),
			{name: "web", get: web, set: setWeb},
			{name: "spa", get: redirects(func(a app) *[]string { return &a.RedirectURIs.SPA }), set: setRedirects(func(a app) *[]string { return &a.RedirectURIs.SPA })},
			{name: "publicClient", get: redirects(func(a app) *[]string { return &a.RedirectURIs.PublicClient }), set: setRedirects(func(a app) *[]string { return &a.RedirectURIs.PublicClient })},
			{name: "api", get: api, set: setAPI},
			both("passwordCredentials", func(a app) any { return passwords(a.Passwords) }, func(a app, in []passwordIn) error { return setPasswords(&a.Credentials, in) }),
			both("keyCredentials", func(a app) any { return keys(a.Credentials.Keys) }, func(a app, in []keyIn) error { return setKeys(&a.Credentials, in) }),
			always("applicationTemplateId", nil), always("certification", nil), always("disabledByMicrosoftStatus", nil), always("publisherDomain", nil), // see mirror
			always("verifiedPublisher", map[string]any{"addedDateTime": nil, "displayName": nil, "verifiedPublisherId": nil}),
		}, kept(nil, "defaultRedirectUri", "description", "notes", "samlMetadataUrl", "serviceManagementReference", "tokenEncryptionKeyId", "uniqueName"),
			kept([]any{}, "addIns", "tags"), kept(map[string]any(nil), "optionalClaims", "servicePrincipalLockConfiguration", "requestSignatureVerification"),
			kept(noInfo(), "info"), kept(openToAll(), "parentalControlSettings"), kept(false, "isDeviceOnlyAuthSupported"), moreApplication()),
	}
}

// servicePrincipalSchema is microsoft.graph.servicePrincipal.
func servicePrincipalSchema() *schema {
	type sp = *directory.ServicePrincipal
	return &schema{
		kind: directory.KindServicePrincipal, collection: "servicePrincipals", label: "ServicePrincipal",
		expandable: []string{"owners", "memberOf", "transitiveMemberOf", "ownedObjects", "appRoleAssignments", "appRoleAssignedTo"},
		properties: slices.Concat(headProperties(), []property{
			created(),
			shown("appId", func(p sp) any { return p.AppID }),
			shown("appDisplayName", func(p sp) any { return orNull(p.DisplayName) }),
			flag("accountEnabled", func(p sp) *bool { return &p.AccountEnabled }),
			shown("servicePrincipalType", func(p sp) any { return p.Type }),
			shown("servicePrincipalNames", func(p sp) any { return list(p.Names) }),
			shown("alternativeNames", func(p sp) any { return list(p.AlternativeNames) }),
			shown("appOwnerOrganizationId", func(p sp) any { return orNull(p.AppOwnerTenant) }),
			flag("appRoleAssignmentRequired", func(p sp) *bool { return &p.AppRoleRequired }),
			shown("appRoles", func(p sp) any { return appRoles(p.AppRoles) }),
			shown("oauth2PermissionScopes", func(p sp) any { return scopes(p.Scopes) }),
			both("passwordCredentials", func(p sp) any { return passwords(p.Passwords) }, func(p sp, in []passwordIn) error { return setPasswords(&p.Credentials, in) }),
			both("keyCredentials", func(p sp) any { return keys(p.Credentials.Keys) }, func(p sp, in []keyIn) error { return setKeys(&p.Credentials, in) }),
			always("signInAudience", nil), always("applicationTemplateId", nil), always("disabledByMicrosoftStatus", nil), // see mirror
			always("replyUrls", []any{}), always("resourceSpecificApplicationPermissions", []any{}),
			always("verifiedPublisher", map[string]any{"addedDateTime": nil, "displayName": nil, "verifiedPublisherId": nil}),
		}, kept(nil, "appDescription", "description", "homepage", "loginUrl", "logoutUrl", "notes", "preferredSingleSignOnMode", "tokenEncryptionKeyId"),
			kept([]any{}, "addIns", "notificationEmailAddresses", "tags"), kept(noInfo(), "info"), kept(map[string]any(nil), "samlSingleSignOnSettings"), moreServicePrincipal()),
	}
}

// decoded returns stored JSON as a list, never null.
func decoded(raw json.RawMessage) []any {
	out := []any{}
	if json.Unmarshal(raw, &out) != nil || out == nil {
		return []any{}
	}
	return out
}

func setRequiredAccess(a *directory.Application, in []struct {
	ResourceAppID  string `json:"resourceAppId"`
	ResourceAccess []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"resourceAccess"`
},
) error {
	for _, resource := range in {
		for _, access := range resource.ResourceAccess {
			if access.Type != "Scope" && access.Type != "Role" {
				return badRequest("Invalid value specified for property 'type' of resource 'ResourceAccess'.")
			}
		}
	}
	raw, err := json.Marshal(in)
	a.RequiredResourceAccess = raw
	return err
}

func appRoles(roles []directory.AppRole) []any {
	out := []any{}
	for _, r := range roles {
		out = append(out, map[string]any{
			"id": r.ID, "value": orNull(r.Value), "displayName": r.DisplayName, "description": orNull(r.Description),
			"allowedMemberTypes": list(r.AllowedMemberTypes), "isEnabled": r.IsEnabled, "origin": "Application",
		})
	}
	return out
}

func scopes(all []directory.PermissionScope) []any {
	out := []any{}
	for _, s := range all {
		out = append(out, map[string]any{
			"id": s.ID, "value": s.Value, "type": s.Type, "isEnabled": s.IsEnabled,
			"adminConsentDisplayName": orNull(s.AdminConsentDisplayName), "adminConsentDescription": orNull(s.AdminConsentDescription),
			"userConsentDisplayName": orNull(s.UserConsentDisplayName), "userConsentDescription": orNull(s.UserConsentDescription),
		})
	}
	return out
}

func redirects(at func(*directory.Application) *[]string) func(directory.Object) any {
	return func(o directory.Object) any {
		return map[string]any{"redirectUris": list(*at(o.(*directory.Application)))}
	}
}

func setRedirects(at func(*directory.Application) *[]string) func(directory.Object, json.RawMessage) error {
	return func(o directory.Object, raw json.RawMessage) error {
		var in struct {
			RedirectURIs *[]string `json:"redirectUris"`
		}
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
		if in.RedirectURIs != nil {
			*at(o.(*directory.Application)) = *in.RedirectURIs
		}
		return nil
	}
}

// web returns the web platform of an application: its redirect URIs, and members that are only stored.
func web(o directory.Object) any {
	out := map[string]any{"homePageUrl": nil, "logoutUrl": nil, "implicitGrantSettings": map[string]any{"enableAccessTokenIssuance": false, "enableIdTokenIssuance": false}}
	merge(out, extra(o, "web", nil))
	out["redirectUris"] = list(o.(*directory.Application).RedirectURIs.Web)
	settings := []any{}
	for _, uri := range o.(*directory.Application).RedirectURIs.Web {
		settings = append(settings, map[string]any{"uri": uri, "index": nil})
	}
	out["redirectUriSettings"] = settings
	return out
}

func setWeb(o directory.Object, raw json.RawMessage) error {
	a := o.(*directory.Application)
	if err := setRedirects(func(a *directory.Application) *[]string { return &a.RedirectURIs.Web })(o, raw); err != nil {
		return err
	}
	return keepRest(a, "web", raw, "homePageUrl", "logoutUrl", "implicitGrantSettings")
}

// api returns the scopes and settings of an application as a resource.
func api(o directory.Object) any {
	a := o.(*directory.Application)
	out := map[string]any{"acceptMappedClaims": nil, "knownClientApplications": []any{}, "preAuthorizedApplications": []any{}}
	merge(out, extra(o, "api", nil))
	out["oauth2PermissionScopes"] = scopes(a.Scopes)
	out["requestedAccessTokenVersion"] = nil
	if a.RequestedAccessTokenVersion != 0 {
		out["requestedAccessTokenVersion"] = a.RequestedAccessTokenVersion
	}
	return out
}

func setAPI(o directory.Object, raw json.RawMessage) error {
	var in struct {
		Scopes  *[]directory.PermissionScope `json:"oauth2PermissionScopes"`
		Version json.RawMessage              `json:"requestedAccessTokenVersion"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	a := o.(*directory.Application)
	if in.Scopes != nil {
		a.Scopes = *in.Scopes
	}
	if in.Version != nil {
		version := 0
		if err := json.Unmarshal(in.Version, &version); err != nil {
			return err
		}
		a.RequestedAccessTokenVersion = version
	}
	return keepRest(a, "api", raw, "acceptMappedClaims", "knownClientApplications", "preAuthorizedApplications")
}

// keepRest stores members of a complex property; members that the body does not contain are unchanged.
func keepRest(o directory.Object, name string, raw json.RawMessage, members ...string) error {
	var in map[string]any
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	rest := map[string]any{}
	merge(rest, extra(o, name, nil))
	for _, m := range members {
		if value, ok := in[m]; ok {
			rest[m] = value
		}
	}
	body, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	return setExtra(o, name, body, map[string]any(nil))
}

func merge(into map[string]any, from any) {
	values, _ := from.(map[string]any)
	for k, v := range values {
		into[k] = v
	}
}
