package rbac

import (
	"slices"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Limits of deny assignments, which are keyless's own: they bound the work of a decision.
const (
	maxDenyAssignments = 2000 // per tenant
	maxDenyPrincipals  = 200
)

func invalidDeny(format string, args ...any) error {
	return fault.New(fault.Invalid, "InvalidDenyAssignment", format, args...)
}

// Deny creates or replaces a deny assignment, and reports whether it created one. It does not check that the principals
// exist. A system-protected deny assignment can neither be created nor changed.
func Deny(w Writer, in *DenyAssignment, change Change) (*DenyAssignment, bool, error) {
	d := *in
	if err := checkDenial(&d); err != nil {
		return nil, false, err
	}
	all, err := w.DenyAssignments(d.Tenant)
	if err != nil {
		return nil, false, err
	}
	d.CreatedOn, d.CreatedBy, d.UpdatedOn, d.UpdatedBy = change.At, change.By, change.At, change.By
	old := slices.IndexFunc(all, func(other *DenyAssignment) bool { return ascii.EqualFold(other.Name, d.Name) })
	switch {
	case old < 0 && len(all) >= maxDenyAssignments:
		return nil, false, fault.New(fault.Invalid, "DenyAssignmentLimitExceeded", "No more deny assignments can be created (limit: %d).", maxDenyAssignments)
	case old >= 0 && all[old].IsSystemProtected:
		return nil, false, protected(&d)
	case old >= 0 && !all[old].Scope.Equal(d.Scope):
		return nil, false, fault.New(fault.Invalid, "DenyAssignmentUpdateNotPermitted", "The scope of a deny assignment is not allowed to be updated.")
	case old >= 0:
		d.CreatedOn, d.CreatedBy = all[old].CreatedOn, all[old].CreatedBy
	}
	return &d, old < 0, w.PutDenyAssignment(&d)
}

func checkDenial(d *DenyAssignment) error {
	if _, ok := guid.Parse(d.Name); !ok {
		return fault.New(fault.Invalid, "InvalidDenyAssignmentId", "The deny assignment ID '%s' is not valid. The deny assignment ID must be a GUID.", clip(d.Name))
	}
	switch {
	case strings.TrimSpace(d.DisplayName) == "" || utf8.RuneCountInString(d.DisplayName) > maxRoleName:
		return invalidDeny("The deny assignment must have a name of 1 to %d characters.", maxRoleName)
	case utf8.RuneCountInString(d.Description) > maxRoleDescription:
		return invalidDeny("The description of the deny assignment is longer than %d characters.", maxRoleDescription)
	case len(d.Permissions) == 0:
		return invalidDeny("The deny assignment has no permissions.")
	case len(d.Principals) == 0 || len(d.Principals)+len(d.ExcludePrincipals) > maxDenyPrincipals:
		return invalidDeny("The deny assignment must have between 1 and %d principals.", maxDenyPrincipals)
	case d.IsSystemProtected:
		return invalidDeny("Only the system can create system-protected deny assignments.")
	}
	return checkPermissions(d.Permissions)
}

// Undeny deletes a deny assignment. It fails for a system-protected one.
func Undeny(w Writer, d *DenyAssignment) error {
	if d.IsSystemProtected {
		return protected(d)
	}
	_, err := w.DeleteDenyAssignment(d.Tenant, d.Name)
	return err
}

func protected(d *DenyAssignment) error {
	return fault.New(fault.Denied, "DenyAssignmentIsSystemProtected", "The deny assignment '%s' is protected by the system and cannot be changed or deleted.", d.Name)
}
