package rbac

import (
	"time"

	"keyless.dev/keyless/internal/resource"
)

// Question is: may this principal do this action on this plane at this scope, now?
type Question struct {
	Principal Principal
	// Groups are groups that a verified token of a trusted foreign tenant names; the snapshot knows those of our own.
	Groups []string
	Tenant string // of the resource at Scope
	Plane  Plane
	Action string // "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"
	Scope  resource.Scope
	At     time.Time
	// Attributes are what conditions may ask about, as "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]".
	Attributes map[string][]string
}

// Decision is the answer and its reason. The same value makes the reply, the audit line and keyless explain.
type Decision struct {
	Allowed bool   `json:"allowed"`
	Because Reason `json:"because"`
}

// Reason is why a decision came out as it did.
type Reason struct {
	Verdict Verdict `json:"verdict"`
	// Grant is the assignment that allowed it.
	Grant *Match `json:"grant,omitempty"`
	// Denied is the name of the deny assignment that refused it.
	Denied string `json:"denied,omitempty"`
}

// Verdict is the one word for a decision.
type Verdict string

// The verdicts.
const (
	Granted         Verdict = "granted"
	NothingGrants   Verdict = "nothing grants it"
	DenyAssigned    Verdict = "a deny assignment refuses it"
	ConditionFailed Verdict = "the condition of every role that grants it is false"
)

// Match is an assignment that counted, or came close and why it did not.
type Match struct {
	Assignment *Assignment `json:"assignment"`
	Role       string      `json:"role"`
	// Via is the path of groups from the principal to the assignment's principal, nearest first; empty if direct.
	Via    []string `json:"via,omitempty"`
	WhyNot string   `json:"whyNot,omitempty"`
}
