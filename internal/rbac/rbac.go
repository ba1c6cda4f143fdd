package rbac

import (
	"time"

	"keyless.dev/keyless/internal/resource"
)

// PrincipalType is what ARM calls the kind of a principal.
type PrincipalType string

// The principal types. A managed identity is a ServicePrincipal.
const (
	User             PrincipalType = "User"
	Group            PrincipalType = "Group"
	ServicePrincipal PrincipalType = "ServicePrincipal"
	ForeignGroup     PrincipalType = "ForeignGroup"
	Device           PrincipalType = "Device"
)

// Principal is a directory object by its tenant and its object id. Object ids alone are not enough: a trusted
// foreign tenant chooses its own.
type Principal struct {
	Tenant string `json:"tenant"`
	Object string `json:"object"`
}

// Values of RoleDefinition.Type.
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

// Permission grants (Actions − NotActions) on the control plane and (DataActions − NotDataActions) on the data
// plane, where its condition, if any, holds.
type Permission struct {
	Actions          []string `json:"actions"`
	NotActions       []string `json:"notActions"`
	DataActions      []string `json:"dataActions"`
	NotDataActions   []string `json:"notDataActions"`
	Condition        string   `json:"condition,omitempty"`
	ConditionVersion string   `json:"conditionVersion,omitempty"`
}

// Assignment gives a role to a principal at a scope. Name is the GUID in its resource id; Tenant is the tenant of
// the scope; PrincipalTenant is empty when it is the same.
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
	CreatedOn                          time.Time      `json:"createdOn"`
	UpdatedOn                          time.Time      `json:"updatedOn"`
	CreatedBy                          string         `json:"createdBy,omitempty"`
	UpdatedBy                          string         `json:"updatedBy,omitempty"`
}

// Principal is who the assignment is for.
func (a *Assignment) Principal() Principal {
	tenant := a.PrincipalTenant
	if tenant == "" {
		tenant = a.Tenant
	}
	return Principal{Tenant: tenant, Object: a.PrincipalID}
}

// DenyAssignment takes away, whatever roles grant.
type DenyAssignment struct {
	Name                    string         `json:"name"`
	Tenant                  string         `json:"tenant"`
	DisplayName             string         `json:"denyAssignmentName"`
	Description             string         `json:"description,omitempty"`
	Scope                   resource.Scope `json:"scope"`
	Permissions             []Permission   `json:"permissions"`
	Principals              []Principal    `json:"principals"` // Object EveryPrincipal is all
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

// Plane keeps actions and data actions apart: a grant on one is nothing on the other.
type Plane uint8

// The planes.
const (
	Control Plane = iota // actions: administering a resource through ARM
	Data                 // dataActions: using what is in it
)

// AssignmentQuery selects assignments of one tenant. Empty fields do not restrict; ordered by scope key and name.
type AssignmentQuery struct {
	Tenant     string
	Name       string
	Scope      *resource.Scope // assignments exactly at this node
	AtOrAbove  *resource.Scope // at this node or above it by id
	Below      *resource.Scope // at this node or below it by id
	Principals []string        // object ids
	RoleID     string
	After      string // as given back with the page before
	Limit      int    // 0 is all
}

// Reader is what rules need to read of a store, inside one transaction.
type Reader interface {
	// Assignment finds one by its name and scope. It fails with fault.NotFound.
	Assignment(tenant string, scope resource.Scope, name string) (*Assignment, error)
	Assignments(q AssignmentQuery) ([]*Assignment, error)
	// CountAssignments is how many a query selects, and at most its Limit, if it has one.
	CountAssignments(q AssignmentQuery) (int, error)
	// RoleDefinitions lists the custom roles of a tenant; built-in ones are in the program.
	RoleDefinitions(tenant string) ([]*RoleDefinition, error)
	DenyAssignments(tenant string) ([]*DenyAssignment, error)
}

// Writer is what rules need to change of a store, inside one transaction.
type Writer interface {
	Reader
	// PutAssignment creates or replaces by tenant, scope and name. It fails with fault.Conflict and code
	// RoleAssignmentExists if another name already gives the same role to the same principal at the same scope.
	PutAssignment(*Assignment) error
	// DeleteAssignment reports whether it was there.
	DeleteAssignment(tenant string, scope resource.Scope, name string) (bool, error)
	PutRoleDefinition(*RoleDefinition) error
	DeleteRoleDefinition(tenant, id string) (bool, error)
	PutDenyAssignment(*DenyAssignment) error
	DeleteDenyAssignment(tenant, name string) (bool, error)
}
