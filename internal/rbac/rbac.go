package rbac

import (
	"time"

	"keyless.dev/keyless/internal/resource"
)

// PrincipalType is ARM's principalType.
type PrincipalType string

// The principal types. A managed identity is a ServicePrincipal.
const (
	User             PrincipalType = "User"
	Group            PrincipalType = "Group"
	ServicePrincipal PrincipalType = "ServicePrincipal"
	ForeignGroup     PrincipalType = "ForeignGroup"
	Device           PrincipalType = "Device"
)

// Principal identifies a directory object by tenant and object id. The object id alone is not enough, because a trusted
// foreign tenant chooses its own object ids.
type Principal struct {
	Tenant string `json:"tenant"`
	Object string `json:"object"`
}

// The values of RoleDefinition.Type.
const (
	BuiltInRole = "BuiltInRole"
	CustomRole  = "CustomRole"
)

// RoleDefinition is a named set of permissions. ID is the trailing GUID of its resource id.
type RoleDefinition struct {
	ID               string       `json:"id"`
	Tenant           string       `json:"tenant,omitempty"` // of a custom role; built-in roles belong to every tenant
	Name             string       `json:"roleName"`
	Aliases          []string     `json:"aliases,omitempty"` // former names that are still accepted
	Type             string       `json:"type"`
	Description      string       `json:"description"`
	Permissions      []Permission `json:"permissions"`
	AssignableScopes []string     `json:"assignableScopes"`
	CreatedOn        time.Time    `json:"createdOn"`
	UpdatedOn        time.Time    `json:"updatedOn"`
	CreatedBy        string       `json:"createdBy,omitempty"`
	UpdatedBy        string       `json:"updatedBy,omitempty"`
}

// Permission grants Actions without NotActions on the control plane, and DataActions without NotDataActions on the data
// plane, if its condition holds.
type Permission struct {
	Actions          []string `json:"actions"`
	NotActions       []string `json:"notActions"`
	DataActions      []string `json:"dataActions"`
	NotDataActions   []string `json:"notDataActions"`
	Condition        string   `json:"condition,omitempty"`
	ConditionVersion string   `json:"conditionVersion,omitempty"`
}

// Assignment assigns a role to a principal at a scope. Name is the GUID in its resource id, Tenant the tenant of the scope.
// PrincipalTenant is empty if it is the same tenant.
type Assignment struct {
	Name                               string         `json:"name"`
	Tenant                             string         `json:"tenant"`
	Scope                              resource.Scope `json:"scope"`
	RoleID                             string         `json:"roleId"` // GUID
	PrincipalID                        string         `json:"principalId"`
	PrincipalTenant                    string         `json:"principalTenant,omitempty"`
	PrincipalType                      PrincipalType  `json:"principalType"`
	Description                        string         `json:"description,omitempty"`
	Condition                          string         `json:"condition,omitempty"`
	ConditionVersion                   string         `json:"conditionVersion,omitempty"`
	DelegatedManagedIdentityResourceID string         `json:"delegatedManagedIdentityResourceId,omitempty"`
	Schedule                           *Schedule      `json:"schedule,omitempty"` // nil if it is always in force
	CreatedOn                          time.Time      `json:"createdOn"`
	UpdatedOn                          time.Time      `json:"updatedOn"`
	CreatedBy                          string         `json:"createdBy,omitempty"`
	UpdatedBy                          string         `json:"updatedBy,omitempty"`
}

// Principal returns the principal that the role is assigned to.
func (a *Assignment) Principal() Principal {
	tenant := a.PrincipalTenant
	if tenant == "" {
		tenant = a.Tenant
	}
	return Principal{Tenant: tenant, Object: a.PrincipalID}
}

// DenyAssignment denies actions whatever role assignments grant.
type DenyAssignment struct {
	Name                    string         `json:"name"`
	Tenant                  string         `json:"tenant"`
	DisplayName             string         `json:"denyAssignmentName"`
	Description             string         `json:"description,omitempty"`
	Scope                   resource.Scope `json:"scope"`
	Permissions             []Permission   `json:"permissions"`
	Principals              []Principal    `json:"principals"` // EveryPrincipal as Object means all
	ExcludePrincipals       []Principal    `json:"excludePrincipals,omitempty"`
	DoNotApplyToChildScopes bool           `json:"doNotApplyToChildScopes,omitempty"`
	IsSystemProtected       bool           `json:"isSystemProtected,omitempty"`
	CreatedOn               time.Time      `json:"createdOn"`
	UpdatedOn               time.Time      `json:"updatedOn,omitzero"`
	CreatedBy               string         `json:"createdBy,omitempty"` // object id
	UpdatedBy               string         `json:"updatedBy,omitempty"`
}

// EveryPrincipal is the object id that stands for all principals in a deny assignment.
const EveryPrincipal = "00000000-0000-0000-0000-000000000000"

// Plane separates actions and data actions. A grant on one plane has no effect on the other.
type Plane uint8

// The planes.
const (
	Control Plane = iota // actions: administration of a resource through ARM
	Data                 // dataActions: use of a resource
)

// AssignmentQuery selects assignments of one tenant, ordered by scope key and name. Empty fields do not restrict it.
type AssignmentQuery struct {
	Tenant     string
	Name       string
	Scope      *resource.Scope // exactly at this scope
	AtOrAbove  *resource.Scope // at this scope or above it by id
	Below      *resource.Scope // at this scope or below it by id
	Principals []string        // object ids
	RoleID     string
	At         time.Time // in force at this time, as Schedule says
	Unended    time.Time // not ended at this time
	After      string    // a Cursor
	Limit      int       // 0 means all
}

// Reader is the read access to a store that the rules need, within one transaction.
type Reader interface {
	// Assignment returns an assignment by scope and name. It fails with fault.NotFound.
	Assignment(tenant string, scope resource.Scope, name string) (*Assignment, error)
	Assignments(q AssignmentQuery) ([]*Assignment, error)
	// CountAssignments returns the number of assignments that a query selects, at most its Limit if it has one.
	CountAssignments(q AssignmentQuery) (int, error)
	// RoleDefinitions returns the custom roles of a tenant.
	RoleDefinitions(tenant string) ([]*RoleDefinition, error)
	DenyAssignments(tenant string) ([]*DenyAssignment, error)
	// Eligibilities returns what a query selects among eligibilities.
	Eligibilities(q AssignmentQuery) ([]*Eligibility, error)
	// EndedAssignments and EndedEligibilities return at most limit of those, of all tenants, that ended at a time or before.
	EndedAssignments(at time.Time, limit int) ([]*Assignment, error)
	EndedEligibilities(at time.Time, limit int) ([]*Eligibility, error)
	// ScheduleRequest returns a request by kind, scope and name. It fails with fault.NotFound.
	ScheduleRequest(tenant string, kind RequestKind, scope resource.Scope, name string) (*ScheduleRequest, error)
	// ScheduleRequests returns requests, ordered by scope key and name.
	ScheduleRequests(q RequestQuery) ([]*ScheduleRequest, error)
	// RolePolicy returns the stored policy of a role at a scope, or nil if there is none.
	RolePolicy(tenant string, scope resource.Scope, roleID string) (*RolePolicy, error)
}

// Writer is the write access to a store that the rules need, within one transaction.
type Writer interface {
	Reader
	// PutAssignment creates or replaces by tenant, scope and name. It fails with fault.Conflict and the code
	// RoleAssignmentExists if an assignment with another name assigns the same role to the same principal at the same scope.
	PutAssignment(*Assignment) error
	// DeleteAssignment reports whether the assignment existed.
	DeleteAssignment(tenant string, scope resource.Scope, name string) (bool, error)
	PutRoleDefinition(*RoleDefinition) error
	DeleteRoleDefinition(tenant, id string) (bool, error)
	PutDenyAssignment(*DenyAssignment) error
	DeleteDenyAssignment(tenant, name string) (bool, error)
	// PutEligibility creates or replaces by tenant, scope and name.
	PutEligibility(*Eligibility) error
	// DeleteEligibility reports whether the eligibility existed.
	DeleteEligibility(tenant string, scope resource.Scope, name string) (bool, error)
	// PutScheduleRequest creates or replaces by tenant, kind, scope and name.
	PutScheduleRequest(*ScheduleRequest) error
	// TrimScheduleRequests deletes requests of a tenant until keep of them are left: finished ones first, the oldest first.
	TrimScheduleRequests(tenant string, keep int) error
	PutRolePolicy(*RolePolicy) error
	// DeleteSchedulesBelow deletes the requests and the policies at and below a scope.
	DeleteSchedulesBelow(tenant string, scope resource.Scope) error
}
