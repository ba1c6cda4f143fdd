package rbac

import (
	"time"

	"keyless.dev/keyless/internal/resource"
)

// MaxScheduleRequests is the number of requests that are kept of a tenant.
const MaxScheduleRequests = 4000

// maxJustification bounds the texts of a request, in bytes.
const maxJustification = 2000

// RequestKind is what a request is about.
type RequestKind string

// The kinds of requests.
const (
	ForEligibility RequestKind = "eligibility" // who may activate a role
	ForAssignment  RequestKind = "assignment"  // who has a role
)

// RequestType is ARM's requestType.
type RequestType string

// The types of requests. Those that begin with Self are made by the principal, the others by an administrator.
const (
	AdminAssign    RequestType = "AdminAssign"
	AdminUpdate    RequestType = "AdminUpdate"
	AdminExtend    RequestType = "AdminExtend"
	AdminRenew     RequestType = "AdminRenew"
	AdminRemove    RequestType = "AdminRemove"
	SelfActivate   RequestType = "SelfActivate"
	SelfDeactivate RequestType = "SelfDeactivate"
)

// RequestStatus is ARM's status of a request.
type RequestStatus string

// The statuses of requests.
const (
	Provisioned     RequestStatus = "Provisioned"     // done
	ScheduleCreated RequestStatus = "ScheduleCreated" // done, and in force later
	Revoked         RequestStatus = "Revoked"         // what it was about is removed
	PendingApproval RequestStatus = "PendingApproval"
	Denied          RequestStatus = "Denied" // by an approver
	Canceled        RequestStatus = "Canceled"
	TimedOut        RequestStatus = "TimedOut" // nobody decided about it in time
)

// Expiration is when a schedule ends, as a request says it.
type Expiration struct {
	Type     string    `json:"type,omitempty"` // NoExpiration, AfterDuration or AfterDateTime
	Duration string    `json:"duration,omitempty"`
	Ends     time.Time `json:"ends,omitzero"`
}

// Ticket is where a request is tracked elsewhere.
type Ticket struct {
	Number string `json:"number,omitempty"`
	System string `json:"system,omitempty"`
}

// ScheduleRequest is a request to change who may activate a role or who has it. Requests are kept as a history.
type ScheduleRequest struct {
	Name             string         `json:"name"` // GUID
	Tenant           string         `json:"tenant"`
	Kind             RequestKind    `json:"kind"`
	Type             RequestType    `json:"type"`
	Scope            resource.Scope `json:"scope"`
	RoleID           string         `json:"roleId"` // GUID
	PrincipalID      string         `json:"principalId"`
	PrincipalTenant  string         `json:"principalTenant,omitempty"` // empty if it is Tenant
	PrincipalType    PrincipalType  `json:"principalType"`
	Condition        string         `json:"condition,omitempty"`
	ConditionVersion string         `json:"conditionVersion,omitempty"`
	Justification    string         `json:"justification,omitempty"`
	Ticket           Ticket         `json:"ticket,omitzero"`
	Starts           time.Time      `json:"starts,omitzero"`
	Expiration       Expiration     `json:"expiration,omitzero"`
	// Linked is the name of the eligibility to activate; "" is any that fits.
	Linked string `json:"linked,omitempty"`
	// Target is the name of the assignment or eligibility that the request made or changed.
	Target string        `json:"target,omitempty"`
	Status RequestStatus `json:"status"`
	By     string        `json:"by"`             // object id
	Home   string        `json:"home,omitempty"` // the tenant of By, if it is not Tenant
	At     time.Time     `json:"at"`
	// Review is set for a request that needs, or needed, the approval of another.
	Review *Review `json:"review,omitempty"`
}

// Review is the approval of a request.
type Review struct {
	// EligibleAt is the scope of the eligibility, whose policy names the approvers.
	EligibleAt    resource.Scope `json:"eligibleAt"`
	Until         time.Time      `json:"until"` // it times out then
	By            string         `json:"by,omitempty"`
	At            time.Time      `json:"at,omitzero"`
	Justification string         `json:"justification,omitempty"`
}

// StatusAt returns the status at a time: nobody writes down that a request has timed out.
func (r *ScheduleRequest) StatusAt(now time.Time) RequestStatus {
	if r.Status == PendingApproval && r.Review != nil && !now.Before(r.Review.Until) {
		return TimedOut
	}
	return r.Status
}

// Principal returns the principal that the request is about.
func (r *ScheduleRequest) Principal() Principal {
	return (&Assignment{Tenant: r.Tenant, PrincipalID: r.PrincipalID, PrincipalTenant: r.PrincipalTenant}).Principal()
}

// Requestor returns who made the request.
func (r *ScheduleRequest) Requestor() Principal {
	if r.Home != "" {
		return Principal{Tenant: r.Home, Object: r.By}
	}
	return Principal{Tenant: r.Tenant, Object: r.By}
}

// Self reports whether the type is one that the principal makes itself.
func (t RequestType) Self() bool { return t == SelfActivate || t == SelfDeactivate }

// RequestQuery selects requests of one tenant and kind. Empty fields do not restrict it.
type RequestQuery struct {
	Tenant     string
	Kind       RequestKind
	Principals []string // object ids that requests are about
	By         string   // object id of who made it
	RoleID     string
	Pending    bool // only those whose Status is PendingApproval
	Limit      int  // 0 means all
}
