package directory

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Ask asks whether a principal may perform an action on an object.
type Ask struct {
	Tenant string
	Caller string // object id
	Action string // "microsoft.directory/groups/members/update"
	Target string // object id; "" for an action without a single target
}

// Answer is the answer to an Ask, with a short reason for the log.
type Answer struct {
	Allowed bool
	Because string
}

// May decides what a principal may do in the directory. Members of the tenant have its default permissions to read; guests may
// read only what is about themselves. The tenant's policy also decides who may invite guests. Everything else requires a
// directory role with the action, or ownership of the object. Applications, including managed identities, have no default
// permissions: they need a permission of Microsoft Graph or a directory role even to read, and ownership is not enough.
// Only Global Administrators may change a holder of a privileged role, or an application that signs in as one: otherwise
// anyone who can set a password could become an administrator.
func May(r Reader, ask Ask) (Answer, error) {
	caller, err := Living(r, ask.Tenant, ask.Caller)
	if fault.Is(err, fault.NotFound) {
		return Answer{Because: "the caller is not in the tenant"}, nil
	}
	if err != nil {
		return Answer{}, err
	}
	if !standing(caller) {
		return Answer{Because: "the caller cannot sign in"}, nil
	}
	app, isApp := caller.(*ServicePrincipal)
	if ask.Action == inviteGuest {
		if answer, decided, err := invites(r, ask.Tenant, caller); decided || err != nil {
			return answer, err
		}
	}
	person, _ := caller.(*User)
	limited := isApp || person != nil && person.IsGuest() && !ofEveryGuest(ask)
	if everyone(ask.Action) && !limited {
		return Answer{true, "everyone in the tenant may read it"}, nil
	}
	roles, err := RolesOf(r, ask.Tenant, caller.Head().ID)
	if err != nil {
		return Answer{}, err
	}
	var permissions []GraphPermission
	if isApp {
		permissions = permissionsOf(app)
	}
	if everyone(ask.Action) && len(roles) > 0 {
		return Answer{true, roles[0].Name}, nil
	}
	if slices.ContainsFunc(roles, func(t RoleTemplate) bool { return t.ID == GlobalAdministrator }) {
		return Answer{true, "Global Administrator"}, nil
	}
	if ask.Target != "" && !everyone(ask.Action) {
		guarded, err := isGuarded(r, ask, roles, permissions)
		if err != nil || guarded {
			return Answer{Because: "the object holds a privileged role"}, err
		}
	}
	for _, role := range roles {
		if role.covers(ask.Action) {
			return Answer{true, role.Name}, nil
		}
	}
	for _, p := range permissions {
		if p.Covers(ask.Action) {
			return Answer{true, p.Value}, nil
		}
	}
	if isApp && len(roles) == 0 && !slices.ContainsFunc(permissions, func(p GraphPermission) bool { return p.Owned }) {
		return Answer{Because: "the application has no directory role and no permission of Microsoft Graph that grants it"}, nil
	}
	return byOwnership(r, ask, caller.Head().ID)
}

// ofEveryGuest reports whether guests may perform an action: reading about themselves and about the organization, as with
// Entra's most restrictive guest access setting.
func ofEveryGuest(ask Ask) bool {
	return everyone(ask.Action) && (ascii.EqualFold(ask.Target, ask.Caller) ||
		strings.HasPrefix(ask.Action, space+"organization/") || strings.HasPrefix(ask.Action, space+"authorizationPolicy/"))
}

// everyone reports whether an action is one of the default permissions of members.
func everyone(action string) bool {
	return strings.HasPrefix(action, space) && strings.HasSuffix(action, "/read") && !ascii.EqualFold(action, readDeleted)
}

// isGuarded reports whether the target is another principal with a privileged role or permission, or an application that signs
// in as one. A Privileged Authentication Administrator may reset the passwords of these. Microsoft Graph's service principal is
// guarded too, because assigning its app roles creates administrators.
func isGuarded(r Reader, ask Ask, mine []RoleTemplate, permissions []GraphPermission) (bool, error) {
	target, err := Living(r, ask.Tenant, ask.Target)
	if fault.Is(err, fault.NotFound) {
		return false, nil // the action itself requires the role
	}
	if err != nil {
		return false, err
	}
	holder := target.Head().ID
	if holder == graphID(ask.Tenant) {
		return ask.Action != space+assignAppRoles || !slices.ContainsFunc(mine, func(t RoleTemplate) bool { return t.ID == PrivilegedRoleAdministrator }) &&
			!slices.ContainsFunc(permissions, func(p GraphPermission) bool { return p.Covers(ask.Action) }), nil
	}
	if a, ok := target.(*Application); ok {
		p, err := FindByAppID[*ServicePrincipal](r, ask.Tenant, a.AppID)
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		target, holder = p, p.ID
	}
	if ascii.EqualFold(holder, ask.Caller) {
		return false, nil
	}
	if p, ok := target.(*ServicePrincipal); ok && ask.Action != space+assignAppRoles && slices.ContainsFunc(permissionsOf(p), GraphPermission.writes) {
		return true, nil
	}
	held, err := RolesOf(r, ask.Tenant, holder)
	if err != nil || !slices.ContainsFunc(held, func(t RoleTemplate) bool { return t.Privileged }) {
		return false, err
	}
	if ask.Action == resetPassword || ask.Action == invalidateTokens {
		return !slices.ContainsFunc(mine, func(t RoleTemplate) bool { return t.ID == PrivilegedAuthenticationAdmin }), nil
	}
	return true, nil
}

// byOwnership allows the actions that owners of an object may perform on it, which is everything except creating one.
func byOwnership(r Reader, ask Ask, caller string) (Answer, error) {
	if ask.Target == "" || !ownable(ask.Action) {
		return Answer{Because: "no directory role grants it"}, nil
	}
	target, err := Living(r, ask.Tenant, ask.Target)
	if fault.Is(err, fault.NotFound) {
		return Answer{Because: "no directory role grants it"}, nil
	}
	if err != nil {
		return Answer{}, err
	}
	owns, err := r.Links(ask.Tenant, Owner, target.Head().ID, caller)
	if err != nil || len(owns) == 0 {
		return Answer{Because: "no directory role grants it, and the caller is no owner"}, err
	}
	return Answer{true, "owner"}, nil
}

func ownable(action string) bool {
	rest, ok := strings.CutPrefix(action, space)
	kind, what, _ := strings.Cut(rest, "/")
	if !ok || kind != "groups" && kind != "applications" && kind != "servicePrincipals" {
		return false
	}
	return slices.Contains([]string{
		"basic/update", "members/update", "owners/update", "credentials/update", "delete", "enable", "disable", "appRoleAssignedTo/update",
	}, what)
}
