package rbac

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

// MaxAssignments is the maximum number of role assignments in a subscription, including those below it (wire facts: C.6).
const MaxAssignments = 4000

// Change describes who makes a change and when.
type Change struct {
	By string // object id
	At time.Time
	// Above are the management groups above the scope, from Snapshot.Above.
	Above []resource.Scope
}

// Assign creates a role assignment, or updates the description and the condition of an existing one with the same tenant,
// scope and name, and reports whether it created one. Assigning what exists already changes nothing. Assign does not check
// that the principal exists.
//
// It fails, with Azure's codes and messages, if the role is unknown or not assignable at the scope, if the condition is
// invalid, if anything else of an existing assignment would change or the name is in use at another scope
// (RoleAssignmentUpdateNotPermitted), if another assignment grants the same (RoleAssignmentExists), and at the limit of a
// subscription (RoleAssignmentLimitExceeded).
func Assign(w Writer, in *Assignment, change Change) (*Assignment, bool, error) {
	a := *in
	if err := checkAssignment(w, &a, change); err != nil {
		return nil, false, err
	}
	old, err := w.Assignment(a.Tenant, a.Scope, a.Name)
	switch {
	case err == nil:
		return reassign(w, old, &a, change)
	case !fault.Is(err, fault.NotFound):
		return nil, false, err
	}
	if err := checkNew(w, &a, change.At); err != nil {
		return nil, false, err
	}
	a.CreatedOn, a.UpdatedOn, a.CreatedBy, a.UpdatedBy = change.At, change.At, change.By, change.By
	return &a, true, w.PutAssignment(&a)
}

func reassign(w Writer, old, a *Assignment, change Change) (*Assignment, bool, error) {
	if foldPrincipal(old.Principal()) != foldPrincipal(a.Principal()) || !ascii.EqualFold(old.RoleID, a.RoleID) ||
		old.DelegatedManagedIdentityResourceID != a.DelegatedManagedIdentityResourceID {
		return nil, false, updateNotPermitted()
	}
	if old.Description == a.Description && old.Condition == a.Condition && old.ConditionVersion == a.ConditionVersion {
		return old, false, nil
	}
	changed := *old
	changed.Description, changed.Condition, changed.ConditionVersion = a.Description, a.Condition, a.ConditionVersion
	changed.UpdatedOn, changed.UpdatedBy = change.At, change.By
	return &changed, false, w.PutAssignment(&changed)
}

// updateNotPermitted is Azure's error for a change of an immutable property of an assignment.
func updateNotPermitted() error {
	return fault.New(fault.Invalid, "RoleAssignmentUpdateNotPermitted",
		"Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
}

func checkAssignment(r Reader, a *Assignment, change Change) error {
	if _, ok := guid.Parse(a.Name); !ok {
		return fault.New(fault.Invalid, "InvalidRoleAssignmentId",
			"The role assignment ID '%s' is not valid. The role assignment ID must be a GUID.", clip(a.Name))
	}
	switch {
	case a.Condition == "" && a.ConditionVersion != "":
		a.ConditionVersion = ""
	case a.Condition != "":
		if err := CheckCondition(a.Condition, a.ConditionVersion); err != nil {
			return err
		}
	}
	definition, err := findRole(r, a.Tenant, a.RoleID)
	if err != nil {
		return err
	}
	custom := definition != nil && definition.Type == CustomRole
	if definition == nil || (custom && !assignableAt(definition, a.Scope, change.Above)) {
		// On Azure, a custom role does not exist outside its assignable scopes.
		return fault.New(fault.Invalid, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", clip(a.RoleID))
	}
	if custom && isManagementGroup(a.Scope) && compileRole(definition).hasDataActions() {
		return fault.New(fault.Invalid, "RoleDefinitionCannotBeAssigned",
			"The role definition '%s' has data actions and cannot be assigned at the management group scope '%s'.", definition.Name, a.Scope)
	}
	return nil
}

// findRole returns a built-in role or a custom role of the tenant; nil if there is none.
func findRole(r Reader, tenant, id string) (*RoleDefinition, error) {
	if found, ok := builtins().byID[fold(id)]; ok {
		return found.RoleDefinition, nil
	}
	custom, err := r.RoleDefinitions(tenant)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(custom, func(d *RoleDefinition) bool { return ascii.EqualFold(d.ID, id) }); i >= 0 {
		return custom[i], nil
	}
	return nil, nil
}

// assignableAt reports whether scope is at or below one of the role's assignable scopes.
func assignableAt(d *RoleDefinition, scope resource.Scope, above []resource.Scope) bool {
	for _, text := range d.AssignableScopes {
		assignable, err := resource.ParseScope(text)
		if err != nil {
			continue
		}
		if assignable.Contains(scope) || slices.ContainsFunc(above, assignable.Equal) {
			return true
		}
	}
	return false
}

// checkNew rejects a name that is in use at another scope, a duplicate of another assignment, and an assignment above the
// limit of a subscription. It deletes a duplicate that has ended.
func checkNew(w Writer, a *Assignment, now time.Time) error {
	named, err := w.CountAssignments(AssignmentQuery{Tenant: a.Tenant, Name: a.Name, Limit: 1})
	if err != nil {
		return err
	}
	if named > 0 {
		return updateNotPermitted()
	}
	same, err := w.Assignments(AssignmentQuery{Tenant: a.Tenant, Scope: &a.Scope, Principals: []string{a.PrincipalID}, RoleID: a.RoleID})
	if err != nil {
		return err
	}
	for _, other := range same {
		switch {
		case foldPrincipal(other.Principal()) != foldPrincipal(a.Principal()):
		case other.Schedule.ended(now):
			if _, err := w.DeleteAssignment(other.Tenant, other.Scope, other.Name); err != nil {
				return err
			}
		default:
			return fault.New(fault.Conflict, "RoleAssignmentExists",
				"The role assignment already exists. The ID of the existing role assignment is %s.", guid.Compact(other.Name))
		}
	}
	return checkRoom(w, a)
}

// checkRoom rejects an assignment above the limit of a subscription.
func checkRoom(r Reader, a *Assignment) error {
	id := a.Scope.Subscription()
	if id == "" {
		return nil
	}
	subscription := resource.MustScope("/subscriptions/" + id)
	there, err := r.CountAssignments(AssignmentQuery{Tenant: a.Tenant, Below: &subscription, Limit: MaxAssignments})
	if err != nil {
		return err
	}
	if there >= MaxAssignments {
		return fault.New(fault.Invalid, "RoleAssignmentLimitExceeded", "No more role assignments can be created (limit: %d per subscription).", MaxAssignments)
	}
	return nil
}

// Unassign deletes a role assignment and returns it, or nil if there was none. It fails with
// CannotDeleteLastRbacAdminAssignment (412, as on Azure) for the last assignment, at a subscription or above it, that allows
// its principal to assign roles there.
func Unassign(w Writer, tenant string, scope resource.Scope, name string, change Change) (*Assignment, error) {
	a, err := w.Assignment(tenant, scope, name)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := keepAdministrator(w, a, change.Above); err != nil {
		return nil, err
	}
	_, err = w.DeleteAssignment(tenant, scope, name)
	return a, err
}

// keepAdministrator rejects the removal of the last assignment that can administer access in a subscription.
func keepAdministrator(r Reader, a *Assignment, above []resource.Scope) error {
	if a.Scope.Type() != resource.TypeSubscription {
		return nil
	}
	custom, err := r.RoleDefinitions(a.Tenant)
	if err != nil {
		return err
	}
	if !administers(a, custom) {
		return nil
	}
	queries := []AssignmentQuery{{Tenant: a.Tenant, AtOrAbove: &a.Scope}}
	for i := range above {
		queries = append(queries, AssignmentQuery{Tenant: a.Tenant, Scope: &above[i]})
	}
	for _, q := range queries {
		others, err := r.Assignments(q)
		if err != nil {
			return err
		}
		for _, other := range others {
			if (other.Name != a.Name || !other.Scope.Equal(a.Scope)) && administers(other, custom) {
				return nil
			}
		}
	}
	return fault.New(fault.Precondition, "CannotDeleteLastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment")
}

// administers reports whether a allows its principal to assign any role. An assignment with a condition or a schedule does not
// count.
func administers(a *Assignment, custom []*RoleDefinition) bool {
	if a.Condition != "" || a.Schedule != nil {
		return false
	}
	r, ok := builtins().byID[fold(a.RoleID)]
	if !ok {
		i := slices.IndexFunc(custom, func(d *RoleDefinition) bool { return ascii.EqualFold(d.ID, a.RoleID) })
		if i < 0 {
			return false
		}
		r = compileRole(custom[i])
	}
	asking := evaluation{Question: &Question{Plane: Control}, action: []byte("microsoft.authorization/roleassignments/write")}
	return asking.allowsUnconditionally(r)
}

func clip(text string) string {
	if len(text) > 256 {
		return strings.ToValidUTF8(text[:256], "") + "…"
	}
	return text
}
