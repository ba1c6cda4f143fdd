package rbac

import (
	"slices"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

// Limits of custom roles (wire facts: C.6).
const (
	MaxCustomRoles      = 5000 // per tenant
	maxRoleName         = 512
	maxRoleDescription  = 2048
	maxAssignableScopes = 2000
	maxPatterns         = 2048 // over all lists of a role; keyless's own limit, to bound the work of a decision
	maxPatternLength    = 512  // keyless's own limit, for the same reason
)

// Define creates or replaces a custom role of in's tenant, and reports whether it created one. It fails with Azure's codes;
// the message of InvalidRoleDefinition says what is wrong.
func Define(w Writer, in *RoleDefinition, change Change) (*RoleDefinition, bool, error) {
	d := *in
	d.Type, d.Aliases = CustomRole, nil
	if _, builtin := builtins().byID[fold(d.ID)]; builtin {
		return nil, false, fault.New(fault.Denied, "RoleDefinitionUpdateNotPermitted", "Built-in role '%s' cannot be changed.", d.ID)
	}
	if err := checkDefinition(&d); err != nil {
		return nil, false, err
	}
	all, err := w.RoleDefinitions(d.Tenant)
	if err != nil {
		return nil, false, err
	}
	old := slices.IndexFunc(all, func(other *RoleDefinition) bool { return ascii.EqualFold(other.ID, d.ID) })
	for i, other := range all {
		if i != old && other.Named(d.Name) {
			return nil, false, sameName(d.Name)
		}
	}
	d.UpdatedOn, d.UpdatedBy = change.At, change.By
	if old >= 0 {
		d.ID, d.CreatedOn, d.CreatedBy = all[old].ID, all[old].CreatedOn, all[old].CreatedBy
		return &d, false, w.PutRoleDefinition(&d)
	}
	if len(all) >= MaxCustomRoles {
		return nil, false, fault.New(fault.Invalid, "RoleDefinitionLimitExceeded", "Role definition limit exceeded. No more role definitions can be created.")
	}
	d.CreatedOn, d.CreatedBy = change.At, change.By
	return &d, true, w.PutRoleDefinition(&d)
}

// Undefine deletes a custom role and returns it, or nil if there was none. It fails with RoleDefinitionHasAssignments while
// the role is assigned.
func Undefine(w Writer, tenant, id string) (*RoleDefinition, error) {
	if _, builtin := builtins().byID[fold(id)]; builtin {
		return nil, fault.New(fault.Denied, "RoleDefinitionDeleteNotPermitted", "Built-in role '%s' cannot be deleted.", id)
	}
	d, err := findRole(w, tenant, id)
	if d == nil || err != nil {
		return nil, err
	}
	held, err := w.Assignments(AssignmentQuery{Tenant: tenant, RoleID: d.ID, Limit: 1})
	if err != nil {
		return nil, err
	}
	eligible, err := w.Eligibilities(AssignmentQuery{Tenant: tenant, RoleID: d.ID, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(held)+len(eligible) > 0 {
		return nil, fault.New(fault.Invalid, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role")
	}
	_, err = w.DeleteRoleDefinition(tenant, d.ID)
	return d, err
}

func sameName(name string) error {
	return fault.New(fault.Conflict, "RoleDefinitionWithSameNameExists",
		"A custom role with the same name already exists in this directory. Use a different name. The name is '%s'.", clip(name))
}

func invalidRole(format string, args ...any) error {
	return fault.New(fault.Invalid, "InvalidRoleDefinition", format, args...)
}

func checkDefinition(d *RoleDefinition) error {
	if _, ok := guid.Parse(d.ID); !ok {
		return fault.New(fault.Invalid, "InvalidRoleDefinitionId", "The role definition ID '%s' is not valid. The role definition ID must be a GUID.", clip(d.ID))
	}
	switch _, builtin := BuiltinNamed(d.Name); {
	case strings.TrimSpace(d.Name) == "":
		return invalidRole("The role definition has no name.")
	case builtin:
		return sameName(d.Name)
	case utf8.RuneCountInString(d.Name) > maxRoleName:
		return invalidRole("The name of the role definition is longer than %d characters.", maxRoleName)
	case utf8.RuneCountInString(d.Description) > maxRoleDescription:
		return invalidRole("The description of the role definition is longer than %d characters.", maxRoleDescription)
	case len(d.Permissions) == 0:
		return invalidRole("The role definition has no permissions.")
	}
	if err := checkAssignableScopes(d.AssignableScopes); err != nil {
		return err
	}
	return checkPermissions(d.Permissions)
}

func checkAssignableScopes(scopes []string) error {
	if len(scopes) == 0 || len(scopes) > maxAssignableScopes {
		return invalidRole("The role definition must have between 1 and %d assignable scopes, and has %d.", maxAssignableScopes, len(scopes))
	}
	groups := 0
	for _, text := range scopes {
		scope, err := resource.ParseScope(text)
		switch {
		case err != nil:
			return err
		case scope.IsRoot():
			return invalidRole("The assignable scope '/' is only for built-in roles.")
		case isManagementGroup(scope):
			groups++
		}
	}
	if groups > 1 {
		return invalidRole("The role definition has %d management groups among its assignable scopes, and may have one.", groups)
	}
	return nil
}

func checkPermissions(all []Permission) error {
	total := 0
	for i := range all {
		p := &all[i]
		for _, list := range []*[]string{&p.Actions, &p.NotActions, &p.DataActions, &p.NotDataActions} {
			if *list == nil {
				*list = []string{} // clients expect an array
			}
			total += len(*list)
			for _, text := range *list {
				if err := checkPattern(text); err != nil {
					return err
				}
			}
		}
		for _, text := range slices.Concat(p.Actions, p.NotActions) {
			if text != "*" && !ofKnownProvider(ascii.ToLower(text)) {
				return fault.New(fault.Invalid, "InvalidActionOrNotAction", "'%s' does not match any of the actions supported by the providers.", clip(text))
			}
		}
		for _, text := range slices.Concat(p.DataActions, p.NotDataActions) {
			if !knownDataAction(text) {
				return fault.New(fault.Invalid, "InvalidDataActionOrNotDataAction", "'%s' does not match any of the actions supported by the providers.", clip(text))
			}
		}
		if p.Condition != "" {
			if err := CheckCondition(p.Condition, p.ConditionVersion); err != nil {
				return err
			}
		}
	}
	if total > maxPatterns {
		return invalidRole("The role definition has %d actions, and may have %d.", total, maxPatterns)
	}
	return nil
}

// checkPattern allows letters, digits, the punctuation of Azure's action names, and one '*' (wire facts: C.2).
func checkPattern(text string) error {
	switch {
	case text == "" || len(text) > maxPatternLength || strings.ContainsFunc(text, unfitForAction):
		return fault.New(fault.Invalid, "InvalidActionOrNotAction", "'%s' does not match any of the actions supported by the providers.", clip(text))
	case strings.Count(text, "*") > 1:
		return invalidRole("The action '%s' has more than one wildcard.", text)
	case text != "*" && !strings.Contains(text, "/"):
		return fault.New(fault.Invalid, "InvalidActionOrNotAction", "'%s' does not match any of the actions supported by the providers.", text)
	}
	return nil
}

func unfitForAction(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("*/._-:$", r))
}
