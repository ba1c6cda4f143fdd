package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// GraphAppID is the appId of Microsoft Graph in every tenant.
const GraphAppID = "00000003-0000-0000-c000-000000000000"

// GraphPermission is a permission of Microsoft Graph. As an app role it lets an application act by itself. As a scope it
// limits what a client may do on behalf of a user.
type GraphPermission struct {
	Value   string // Group.ReadWrite.All
	AppRole string // id as an app role; "" if there is no application permission
	Scope   string // id as a scope; "" if there is no delegated permission
	Purpose string
	// Actions are the covered actions, without "microsoft.directory/"; "*" matches any run of characters. Except are exceptions.
	Actions, Except []string
	// Own are actions that are covered only if a user is their target.
	Own []string
	// Properties are the properties of an object that the permission shows; nil means all.
	Properties []string
	// Owned permissions let an application manage the objects that it owns.
	Owned bool
}

// GraphPermissions returns the permissions that keyless implements, with their ids in every tenant. Other permissions grant
// nothing. Source: Microsoft Graph permissions reference.
func GraphPermissions() []GraphPermission {
	return []GraphPermission{
		{Value: "User.Read", Scope: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", Purpose: "Sign in and read user profile", Own: []string{"users/*/read", "directoryObjects/*/read"}},
		{Value: "User.ReadBasic.All", Scope: "b340eb25-3456-403f-be2f-af7a0d370277", Purpose: "Read all users' basic profiles", Actions: []string{"users/standard/read", "directoryObjects/standard/read"}, Properties: []string{"displayName", "givenName", "mail", "surname", "userPrincipalName"}},
		{Value: "User.Read.All", AppRole: "df021288-bdef-4463-88db-98f22de89214", Scope: "a154be20-db9c-4678-8ab7-66f6cc099a59", Purpose: "Read all users' full profiles", Actions: []string{"users/*/read", "directoryObjects/*/read"}},
		{Value: "User.ReadWrite.All", AppRole: "741f803b-c850-494e-b5df-cde7c675a1ca", Scope: "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", Purpose: "Read and write all users' full profiles", Actions: []string{"users/*", "directoryObjects/*/read"}, Except: []string{"users/password/update"}},
		{Value: "User.Invite.All", AppRole: "09850681-111b-4a89-9bed-3f2cae46d706", Scope: "63dd7cd9-b489-4adf-a28c-ac38b9a0f962", Purpose: "Invite guest users to the organization", Actions: []string{"users/inviteGuest"}},
		{Value: "Group.Create", AppRole: "bf7b1a76-6e77-406b-b258-bf5c7720e98f", Purpose: "Create groups", Actions: []string{"groups/create"}},
		{Value: "Group.Read.All", AppRole: "5b567255-7703-4780-807c-7be8301ae99b", Scope: "5f8c59db-677d-491f-a6b8-5f174b11ec1d", Purpose: "Read all groups", Actions: []string{"groups/*/read", "directoryObjects/*/read"}},
		{Value: "Group.ReadWrite.All", AppRole: "62a82d76-70ea-41e2-9197-370581804d09", Scope: "4e46008b-f24c-477d-8fff-7bb4ec7aafe0", Purpose: "Read and write all groups", Actions: []string{"groups/*", "directoryObjects/*/read"}},
		{Value: "GroupMember.Read.All", AppRole: "98830695-27a2-44f7-8c18-0c3ebc9698f6", Scope: "bc024368-1153-4739-b217-4326f2e966d0", Purpose: "Read group memberships", Actions: []string{"groups/*/read", "*/memberOf/read"}},
		{Value: "GroupMember.ReadWrite.All", AppRole: "dbaae8cf-10b5-4b86-a4a1-f871c94c6695", Scope: "f81125ac-d3b7-4573-a3b2-7099cc39df9e", Purpose: "Read and write group memberships", Actions: []string{"groups/*/read", "*/memberOf/read", "groups/members/update"}},
		{Value: "Application.Read.All", AppRole: "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", Scope: "c79f8feb-a9db-4090-85f9-90d820caa0eb", Purpose: "Read all applications", Actions: []string{"applications/*/read", "servicePrincipals/*/read"}},
		{Value: "Application.ReadWrite.All", AppRole: "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", Scope: "bdfbf15f-ee85-4955-8675-146e8e5296b5", Purpose: "Read and write all applications", Actions: []string{"applications/*", "servicePrincipals/*"}, Except: []string{"servicePrincipals/appRoleAssignedTo/update"}},
		{Value: "Application.ReadWrite.OwnedBy", AppRole: "18a4783c-866b-4cc7-a460-3d5e5662c884", Purpose: "Manage apps that this app creates or owns", Actions: []string{"applications/create", "servicePrincipals/create", "applications/*/read", "servicePrincipals/*/read"}, Owned: true},
		{Value: "AppRoleAssignment.ReadWrite.All", AppRole: "06b708a9-e830-4db3-a914-8e69da51d44f", Scope: "84bccea3-f856-4a8a-967b-dbe0a3d53a64", Purpose: "Manage app permission grants and app role assignments", Actions: []string{"applications/*/read", "servicePrincipals/*/read", assignAppRoles}},
		{Value: "DelegatedPermissionGrant.ReadWrite.All", AppRole: "8e8e4742-1d95-4f68-9d56-6ee75648c72a", Scope: "41ce6ca6-6826-4807-84f1-1c82854f7ee5", Purpose: "Manage all delegated permission grants", Actions: []string{"servicePrincipals/*/read", "oauth2PermissionGrants/*"}},
		{Value: "RoleManagement.Read.Directory", AppRole: "483bed4a-2ad3-4361-a73b-c83ccdbdc53c", Scope: "741c54c3-0c1e-44a1-818b-3f97ab4e8c83", Purpose: "Read directory roles", Actions: []string{"directoryRoles/*/read"}},
		{Value: "RoleManagement.ReadWrite.Directory", AppRole: "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", Scope: "d01b97e9-cbc0-49fe-810a-750afd5527a3", Purpose: "Read and write directory roles", Actions: []string{"directoryRoles/*"}},
		{Value: "Directory.Read.All", AppRole: "7ab1d382-f21e-4acd-a863-ba3e13f7da61", Scope: "06da0dbc-49e2-44d2-8312-53f166ab848a", Purpose: "Read directory data", Actions: []string{"*/read"}},
		{Value: "Directory.ReadWrite.All", AppRole: "19dbc75e-c2e2-444c-a770-ec69d8559fc7", Scope: "c5366453-9fb0-48a5-a156-24f0c49a4b84", Purpose: "Read and write directory data", Actions: []string{"*/read", "users/*", "groups/*", "applications/*", "servicePrincipals/*"}, Except: []string{"users/delete", "groups/delete", "users/password/update", assignAppRoles}},
		{Value: "Directory.AccessAsUser.All", Scope: "0e263e50-5827-48a4-b97c-d940288653c7", Purpose: "Access the directory as you", Actions: []string{"*"}},
		{Value: "AuditLog.Read.All", AppRole: "b0afded3-3588-46d8-8b3d-9842eff778da", Scope: "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", Purpose: "Read all audit log data", Actions: []string{ReadSignIns}},
		{Value: "Policy.Read.All", AppRole: "246dd0d5-5bd0-4def-940b-0421030a5b68", Scope: "572fea84-0151-49b2-9301-11cb16974376", Purpose: "Read your organization's policies", Actions: []string{"authorizationPolicy/*/read", ViewPolicies, ViewLocations}},
		{Value: "Policy.Read.ConditionalAccess", AppRole: "37730810-e9ba-4e46-b07e-8ca78d182097", Scope: "633e0fce-8c58-4cfb-9495-12bbd5a24f7c", Purpose: "Read your organization's conditional access policies", Actions: []string{ViewPolicies, ViewLocations}},
		{Value: "Policy.ReadWrite.ConditionalAccess", AppRole: "01c0a623-fc9b-48e9-b794-0756f8e8f067", Scope: "ad902697-1014-4ef5-81ef-2b4301988e8c", Purpose: "Read and write your organization's conditional access policies", Actions: []string{"conditionalAccessPolicies/*", "namedLocations/*"}},
		{Value: "Policy.ReadWrite.Authorization", AppRole: "fb221be6-99f2-473f-bd32-01c6a0e9ca3b", Scope: "edd3c878-b384-41fd-95ad-e7407dd775be", Purpose: "Read and write your organization's authorization policy", Actions: []string{"authorizationPolicy/*"}},
		{Value: "Organization.Read.All", AppRole: "498476ce-e0fe-48b0-b801-37ba7e2685c6", Scope: "4908d5b9-3fb2-4b1e-9336-1888b7937185", Purpose: "Read organization information", Actions: []string{"organization/*/read"}},
		{Value: "Domain.Read.All", AppRole: "dbb9058a-0e50-45d7-ae91-66909b5d4664", Scope: "2f9ee017-59c1-4f1d-9472-bd5529a7b311", Purpose: "Read domains", Actions: []string{"domains/*/read"}},
	}
}

// assignAppRoles is excluded from broader permissions, because it can grant any other permission.
const assignAppRoles = "servicePrincipals/appRoleAssignedTo/update"

// Covers reports whether the permission covers an action.
func (p GraphPermission) Covers(action string) bool { return covered(action, p.Actions, p.Except) }

func covered(action string, actions, except []string) bool {
	rest, ok := strings.CutPrefix(action, space)
	covers := func(pattern string) bool {
		front, back, star := strings.Cut(pattern, "*")
		if !star {
			return ascii.EqualFold(pattern, rest)
		}
		return len(rest) >= len(front)+len(back) && ascii.EqualFold(rest[:len(front)], front) && ascii.EqualFold(rest[len(rest)-len(back):], back)
	}
	return ok && slices.ContainsFunc(actions, covers) && !slices.ContainsFunc(except, covers)
}

// writes reports whether the permission changes anything. An application with such an app role counts as an administrator.
func (p GraphPermission) writes() bool {
	return slices.ContainsFunc(p.Actions, func(pattern string) bool {
		return !strings.HasSuffix(pattern, "/read") && !strings.HasSuffix(pattern, "/view")
	})
}

// Delegated reports whether the scopes of a token cover an action. own reports that the caller is its target.
func Delegated(scopes []string, action string, own bool) bool {
	return len(delegated(scopes, action, own)) > 0
}

func delegated(scopes []string, action string, own bool) []GraphPermission {
	return slices.DeleteFunc(GraphPermissions(), func(p GraphPermission) bool {
		if p.Scope == "" || !slices.Contains(scopes, p.Value) {
			return true
		}
		return !p.Covers(action) && !(own && covered(action, p.Own, nil))
	})
}

// Reading says which properties of an object may be shown. The zero Reading shows only the id.
type Reading struct {
	All        bool
	Properties []string // used unless All is set; the id is always shown
}

// Shows reports whether a property may be shown.
func (r Reading) Shows(property string) bool {
	return r.All || property == "id" || slices.Contains(r.Properties, property)
}

// DelegatedReading returns what the scopes of a token show of an object. action is the action of reading objects of the kind;
// own reports that the object is the user.
func DelegatedReading(scopes []string, action string, own bool) Reading {
	var out Reading
	for _, p := range delegated(scopes, action, own) {
		if p.Properties == nil || !p.Covers(action) {
			return Reading{All: true}
		}
		out.Properties = append(out.Properties, p.Properties...)
	}
	return out
}

// graphID returns the id of Microsoft Graph's service principal in a tenant.
func graphID(tenant string) string { return guid.Derive("servicePrincipal", tenant, GraphAppID) }

// PublishGraph creates the service principal of Microsoft Graph in the tenant, or adds missing permissions to it. In Entra
// every tenant has one.
func PublishGraph(w Writer, tenant string, at time.Time) error {
	p := &ServicePrincipal{
		Header: Header{Tenant: tenant, ID: graphID(tenant), DisplayName: "Microsoft Graph", CreatedAt: at},
		AppID:  GraphAppID, Type: TypeApplication, AccountEnabled: true, Names: append([]string{GraphAppID}, GraphAPI().URIs...),
		AppOwnerTenant: MicrosoftTenant,
	}
	for _, permission := range GraphPermissions() {
		if permission.AppRole != "" {
			p.AppRoles = append(p.AppRoles, AppRole{
				ID: permission.AppRole, Value: permission.Value, DisplayName: permission.Purpose, Description: permission.Purpose,
				AllowedMemberTypes: []string{"Application"}, IsEnabled: true,
			})
		}
		if permission.Scope != "" {
			p.Scopes = append(p.Scopes, PermissionScope{
				ID: permission.Scope, Value: permission.Value, Type: "Admin", IsEnabled: true,
				AdminConsentDisplayName: permission.Purpose, AdminConsentDescription: permission.Purpose,
			})
		}
	}
	there, err := Find[*ServicePrincipal](w, tenant, p.ID)
	switch {
	case err == nil:
		there.AppRoles, there.Scopes = p.AppRoles, p.Scopes // a newer version may have more permissions
		return w.PutObject(there)
	case !fault.Is(err, fault.NotFound):
		return err
	}
	return w.PutObject(p)
}

// permissionsOf returns the application permissions for Microsoft Graph that a service principal has.
func permissionsOf(p *ServicePrincipal) []GraphPermission {
	return slices.DeleteFunc(GraphPermissions(), func(permission GraphPermission) bool {
		return permission.AppRole == "" || !slices.ContainsFunc(p.AppRoleGrants, func(g AppRoleGrant) bool {
			return ascii.EqualFold(g.ResourceID, graphID(p.Tenant)) && ascii.EqualFold(g.AppRoleID, permission.AppRole)
		})
	})
}
