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

// MaxAssignments is how many role assignments a subscription may have, at it and below it (wire facts: C.6).
const MaxAssignments = 4000

// Change is by whom and when something is changed, and where it lies.
type Change struct {
	By string // object id
	At time.Time
	// Above are the management groups that the scope lies in; Snapshot.Above tells them.
	Above []resource.Scope
}

// Assign creates a role assignment, or changes the description and the condition of the one that has its tenant,
// scope and name, and reports whether it created one. To put what is there already changes nothing. Whether the
// principal exists is not asked.
//
// It fails, with Azure's codes and texts, for a role that is unknown or not assignable at the scope, for a condition
// that cannot be read, for a change of anything else, and for a name that is taken at another scope, which to Azure is
// such a change (RoleAssignmentUpdateNotPermitted), if another assignment gives
// the same (RoleAssignmentExists), and at the limit of a subscription (RoleAssignmentLimitExceeded).
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
	if err := checkNew(w, &a); err != nil {
		return nil, false, err
	}
	a.CreatedOn, a.UpdatedOn, a.CreatedBy, a.UpdatedBy = change.At, change.At, change.By, change.By
	return &a, true, w.PutAssignment(&a)
}

func reassign(w Writer, old, a *Assignment, change Change) (*Assignment, bool, error) {
	if foldPrincipal(old.Principal()) != foldPrincipal(a.Principal()) || !ascii.EqualFold(old.RoleID, a.RoleID) ||
		old.DelegatedManagedIdentityResourceID != a.DelegatedManagedIdentityResourceID {
		return nil, false, fixed()
	}
	if old.Description == a.Description && old.Condition == a.Condition && old.ConditionVersion == a.ConditionVersion {
		return old, false, nil
	}
	changed := *old
	changed.Description, changed.Condition, changed.ConditionVersion = a.Description, a.Condition, a.ConditionVersion
	changed.UpdatedOn, changed.UpdatedBy = change.At, change.By
	return &changed, false, w.PutAssignment(&changed)
}

// fixed is Azure's answer to a change of what an assignment is.
func fixed() error {
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
		// Azure does not see a custom role where it is not assignable.
		return fault.New(fault.Invalid, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", clip(a.RoleID))
	}
	if custom && isManagementGroup(a.Scope) && compileRole(definition).hasDataActions() {
		return fault.New(fault.Invalid, "RoleDefinitionCannotBeAssigned",
			"The role definition '%s' has data actions and cannot be assigned at the management group scope '%s'.", definition.Name, a.Scope)
	}
	return nil
}

// findRole finds a built-in role or a custom role of the tenant; nil if there is none.
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

// assignableAt reports whether scope is one of the role's assignable scopes or lies below one.
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

// checkNew refuses a name that an assignment at another scope has, a second assignment of the same, and one more than
// a subscription may have.
func checkNew(r Reader, a *Assignment) error {
	named, err := r.CountAssignments(AssignmentQuery{Tenant: a.Tenant, Name: a.Name, Limit: 1})
	if err != nil {
		return err
	}
	if named > 0 {
		return fixed()
	}
	same, err := r.Assignments(AssignmentQuery{Tenant: a.Tenant, Scope: &a.Scope, Principals: []string{a.PrincipalID}, RoleID: a.RoleID})
	if err != nil {
		return err
	}
	for _, other := range same {
		if foldPrincipal(other.Principal()) == foldPrincipal(a.Principal()) {
			return fault.New(fault.Conflict, "RoleAssignmentExists",
				"The role assignment already exists. The ID of the existing role assignment is %s.", guid.Compact(other.Name))
		}
	}
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

// Unassign deletes a role assignment and returns it, or nil if it was not there. It fails with
// CannotDeleteLastRbacAdminAssignment (412, as Azure) for the last assignment at a subscription, or above it, that
// lets anyone assign roles there.
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

// keepAdministrator protects a subscription from being left with nobody who can assign roles in it.
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

// administers reports whether a lets its principal assign any role: nothing that a condition narrows counts.
func administers(a *Assignment, custom []*RoleDefinition) bool {
	if a.Condition != "" {
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
	return asking.wouldDo(r)
}

func clip(text string) string {
	if len(text) > 256 {
		return strings.ToValidUTF8(text[:256], "") + "…"
	}
	return text
}
