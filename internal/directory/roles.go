package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Template ids of the directory roles that the rules refer to. Source: Entra's built-in roles reference.
const (
	GlobalAdministrator           = "62e90394-69f5-4237-9190-012177145e10"
	PrivilegedRoleAdministrator   = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	PrivilegedAuthenticationAdmin = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
	UserAdministrator             = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	HelpdeskAdministrator         = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
	GroupsAdministrator           = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
	ApplicationAdministrator      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7"
	ApplicationDeveloper          = "cf1c38e5-3621-4004-a7cb-879624dced7c"
	DirectoryWriters              = "9360feb5-f418-4baa-8175-e2a00bac4301"
	DirectoryReaders              = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	GlobalReader                  = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
	SecurityReader                = "5d6b6bb7-de71-4623-b4af-96380a352509"
	ReportsReader                 = "4a5d8f65-41da-4de4-8968-e035b65339cf"
	ConditionalAccessAdmin        = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"
	SecurityAdministrator         = "194ae4cb-b126-40b2-bd5b-6091b380977d"
	GuestInviter                  = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
)

// Actions that the rules refer to.
const (
	space             = "microsoft.directory/"
	resetPassword     = space + "users/password/update"
	invalidateTokens  = space + "users/invalidateAllRefreshTokens"
	readDeleted       = space + "deletedItems/read"
	createApplication = space + "applications/create"
	createPrincipal   = space + "servicePrincipals/create"
	inviteGuest       = space + "users/inviteGuest"
)

// ReadSignIns is the action of reading the sign-in log, without "microsoft.directory/". It does not end in "read" because it is
// not one of the default permissions of members.
const ReadSignIns = "signInReports/allProperties/view"

// Actions of reading conditional access, which are named in the same way.
const (
	ViewPolicies  = "conditionalAccessPolicies/allProperties/view"
	ViewLocations = "namedLocations/allProperties/view"
)

// RoleTemplate is a directory role that can be activated, with the actions of its holders. An action that ends in "/*"
// includes all below it.
type RoleTemplate struct {
	ID          string
	Name        string
	Description string
	// Privileged roles protect their holders: only a Global Administrator may change them.
	Privileged bool
	Actions    []string
}

// RoleTemplates returns the directory roles that keyless implements, with Entra's ids and names.
func RoleTemplates() []RoleTemplate {
	return []RoleTemplate{
		{GlobalAdministrator, "Global Administrator", "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.", true, all("")},
		{PrivilegedRoleAdministrator, "Privileged Role Administrator", "Can manage role assignments in Microsoft Entra ID, and all aspects of Privileged Identity Management.", true, append(all("directoryRoles", "authorizationPolicy"), space+assignAppRoles)},
		{PrivilegedAuthenticationAdmin, "Privileged Authentication Administrator", "Can access to view, set and reset authentication method information for any user (admin or non-admin).", true, []string{resetPassword, invalidateTokens}},
		{UserAdministrator, "User Administrator", "Can manage all aspects of users and groups, including resetting passwords for limited admins.", true, append(all("users", "groups"), readDeleted)},
		{HelpdeskAdministrator, "Helpdesk Administrator", "Can reset passwords for non-administrators and Helpdesk Administrators.", true, []string{resetPassword, invalidateTokens}},
		{GroupsAdministrator, "Groups Administrator", "Members of this role can create/manage groups, create/manage groups settings like naming and expiration policies, and view groups activity and audit reports.", true, append(all("groups"), readDeleted)},
		{ApplicationAdministrator, "Application Administrator", "Can create and manage all aspects of app registrations and enterprise apps.", true, append(all("applications", "servicePrincipals", "oauth2PermissionGrants"), readDeleted)},
		{CloudApplicationAdministrator, "Cloud Application Administrator", "Can create and manage all aspects of app registrations and enterprise apps except App Proxy.", true, append(all("applications", "servicePrincipals", "oauth2PermissionGrants"), readDeleted)},
		{ApplicationDeveloper, "Application Developer", "Can create application registrations independent of the 'Users can register applications' setting.", false, []string{createApplication, createPrincipal}},
		{DirectoryWriters, "Directory Writers", "Can read and write basic directory information. For granting access to applications, not intended for users.", true, []string{
			space + "users/basic/update", space + "users/create", inviteGuest, space + "users/disable", space + "users/enable", invalidateTokens, space + "users/restore",
			space + "groups/create", space + "groups/delete", space + "groups/restore", space + "groups/basic/update", space + "groups/members/update", space + "groups/owners/update",
		}},
		{DirectoryReaders, "Directory Readers", "Can read basic directory information. Commonly used to grant directory read access to applications and guests.", false, nil},
		{GlobalReader, "Global Reader", "Can read everything that a Global Administrator can, but not update anything.", false, []string{readDeleted, space + ReadSignIns, space + ViewPolicies, space + ViewLocations}},
		{SecurityReader, "Security Reader", "Can read security information and reports in Microsoft Entra ID and Office 365.", false, []string{space + ReadSignIns, space + ViewPolicies, space + ViewLocations}},
		{ConditionalAccessAdmin, "Conditional Access Administrator", "Can manage Conditional Access capabilities.", true, all("conditionalAccessPolicies", "namedLocations")},
		{SecurityAdministrator, "Security Administrator", "Can read security information and reports, and manage configuration in Microsoft Entra ID and Office 365.", true, append(all("conditionalAccessPolicies", "namedLocations"), space+ReadSignIns)},
		{GuestInviter, "Guest Inviter", "Can invite guest users independent of the 'members can invite guests' setting.", false, []string{inviteGuest}},
		{ReportsReader, "Reports Reader", "Can read sign-in and audit reports.", false, []string{space + ReadSignIns}},
	}
}

// all returns every action on each of the kinds; the kind "" stands for every action.
func all(kinds ...string) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = strings.TrimSuffix(space+k, "/") + "/*"
	}
	return out
}

// Template returns a role template by id.
func Template(id string) (RoleTemplate, bool) {
	for _, t := range RoleTemplates() {
		if ascii.EqualFold(t.ID, id) {
			return t, true
		}
	}
	return RoleTemplate{}, false
}

// covers reports whether the role includes an action.
func (t RoleTemplate) covers(action string) bool {
	return slices.ContainsFunc(t.Actions, func(pattern string) bool {
		if front, ok := strings.CutSuffix(pattern, "*"); ok {
			return len(action) > len(front) && ascii.EqualFold(action[:len(front)], front)
		}
		return ascii.EqualFold(pattern, action)
	})
}

// ActivateRole creates the directory role of a template in a tenant with the given id, and returns it. If the role is active
// already, it returns that role.
func ActivateRole(w Writer, tenant, templateID, id string, at time.Time) (*DirectoryRole, error) {
	template, ok := Template(templateID)
	if !ok {
		return nil, notFound(templateID)
	}
	role, err := FindByKey[*DirectoryRole](w, tenant, template.ID)
	if !fault.Is(err, fault.NotFound) {
		return role, err
	}
	role = &DirectoryRole{Header: Header{Tenant: tenant, ID: id, DisplayName: template.Name, CreatedAt: at}, TemplateID: template.ID, Description: template.Description}
	return role, w.PutObject(role)
}

// RolesOf returns the directory roles of a principal.
func RolesOf(r Reader, tenant, id string) ([]RoleTemplate, error) {
	active, err := r.Objects(Query{Tenant: tenant, Kind: KindDirectoryRole})
	if err != nil {
		return nil, err
	}
	var out []RoleTemplate
	for _, o := range active {
		role, ok := o.(*DirectoryRole)
		if !ok {
			continue
		}
		held, err := r.Links(tenant, Member, role.ID, id)
		if err != nil {
			return nil, err
		}
		if template, known := Template(role.TemplateID); known && len(held) > 0 {
			out = append(out, template)
		}
	}
	return out, nil
}

// keepAnAdministrator rejects a change that takes o out of use if it is the last Global Administrator who can sign in.
func keepAnAdministrator(r Reader, o Object) error {
	head := o.Head()
	role, err := FindByKey[*DirectoryRole](r, head.Tenant, GlobalAdministrator)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	held, err := r.Links(head.Tenant, Member, role.ID, head.ID)
	if err != nil || len(held) == 0 {
		return err
	}
	return keepAHolder(r, role, head.ID)
}

// keepAHolder rejects a change that leaves the Global Administrator role without a holder who can sign in, apart from leaver.
func keepAHolder(r Reader, role *DirectoryRole, leaver string) error {
	if !ascii.EqualFold(role.TemplateID, GlobalAdministrator) {
		return nil
	}
	holders, err := Linked(r, role.Tenant, Member, role.ID)
	if err != nil {
		return err
	}
	for _, o := range holders {
		if standing(o) && !ascii.EqualFold(o.Head().ID, leaver) {
			return nil
		}
	}
	return bad("The last Global Administrator cannot be removed, disabled or deleted: give the role to somebody else first.")
}
