package rbac

import (
	"fmt"
	"time"

	"keyless.dev/keyless/internal/resource"
)

// Question asks whether a principal may perform an action on a plane at a scope.
type Question struct {
	Principal Principal
	// Groups are groups in a verified token of a trusted foreign tenant. The snapshot knows the groups of our own tenants.
	Groups []string
	Tenant string // of the resource at Scope
	Plane  Plane
	Action string // "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"
	Scope  resource.Scope
	At     time.Time
	// Attributes are the values that conditions may refer to, by names like "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]".
	Attributes map[string][]string
}

// Decision is the answer to a Question with its reason. The response, the audit record and keyless explain all use it.
type Decision struct {
	Allowed bool   `json:"allowed"`
	Because Reason `json:"because"`
}

// Reason is the reason for a decision.
type Reason struct {
	Verdict Verdict `json:"verdict"`
	// Grant is the assignment that allowed it, if any.
	Grant *Match `json:"grant,omitempty"`
	// Denied is the name of the deny assignment that denied it, if any.
	Denied string `json:"denied,omitempty"`
	// Activate is what the principal may activate to be allowed, if the verdict is NotActive.
	Activate *Activation `json:"activate,omitempty"`
}

// Activation is a role that a principal is eligible for.
type Activation struct {
	Role   string         `json:"role"`   // name
	RoleID string         `json:"roleId"` // GUID
	Scope  resource.Scope `json:"scope"`
}

// String says what may be activated, in a sentence for a refusal.
func (a *Activation) String() string {
	return fmt.Sprintf("The principal is eligible, not active, for the role '%s' at '%s': it may activate the role there with a request of the type SelfActivate (roleAssignmentScheduleRequests).", a.Role, a.Scope)
}

// Verdict classifies a decision.
type Verdict string

// The verdicts.
const (
	Granted         Verdict = "granted"
	NothingGrants   Verdict = "nothing grants it"
	DenyAssigned    Verdict = "a deny assignment refuses it"
	ConditionFailed Verdict = "the condition of every role that grants it is false"
	NotActive       Verdict = "eligible, not active" // the principal may activate a role that grants it
)

// Match is an assignment that granted a question, or a near miss and why it did not.
type Match struct {
	Assignment *Assignment `json:"assignment"`
	Role       string      `json:"role"`
	// Via lists the groups from the principal to the assignment's principal, nearest first; empty if it is assigned directly.
	Via    []string `json:"via,omitempty"`
	WhyNot string   `json:"whyNot,omitempty"`
	// Eligible reports that Assignment is an eligibility: the principal may activate it.
	Eligible bool `json:"eligible,omitempty"`
}
