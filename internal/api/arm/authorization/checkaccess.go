package authorization

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// MaxActions is the maximum number of actions of a checkAccess request.
const MaxActions = 200

// CheckRequest is the body of checkAccess. Source: the requests of Azure's Guard for Kubernetes, api-version 2018-09-01-preview.
type CheckRequest struct {
	Subject struct {
		Attributes struct {
			ObjectID string   `json:"ObjectId"`
			Groups   []string `json:"Groups"`
		} `json:"Attributes"`
	} `json:"Subject"`
	Actions []struct {
		ID           string `json:"Id"`
		IsDataAction bool   `json:"IsDataAction"`
	} `json:"Actions"`
	Resource struct {
		ID string `json:"Id"`
	} `json:"Resource"`
}

// CheckResult is the answer for one action. Azure does not have Because, the reason.
type CheckResult struct {
	ActionID       string          `json:"actionId"`
	IsDataAction   bool            `json:"isDataAction"`
	AccessDecision string          `json:"accessDecision"` // Allowed or NotAllowed
	RoleAssignment *assignmentBody `json:"roleAssignment"`
	DenyAssignment *string         `json:"denyAssignment"`
	TimeToLive     int             `json:"timeToLiveInMs"`
	Because        rbac.Reason     `json:"because"`
}

// checkAccess answers, for each action, whether the subject may do it at the scope, and why.
func checkAccess(c *provider.Call) (edge.Reply, error) {
	var in CheckRequest
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	subject, ok1 := guid.Parse(in.Subject.Attributes.ObjectID)
	if !ok1 || len(in.Actions) == 0 || len(in.Actions) > MaxActions {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidCheckAccessRequest", "checkAccess takes the object id of a subject and 1 to %d actions.", MaxActions)
	}
	scope := c.Scope
	if in.Resource.ID != "" {
		var err error
		if scope, err = resource.ParseScope(in.Resource.ID); err != nil {
			return edge.Reply{}, err
		}
		if !c.Scope.Contains(scope) {
			return edge.Reply{}, fault.New(fault.Invalid, "InvalidCheckAccessRequest", "The resource '%s' does not lie at or below the scope '%s'.", scope, c.Scope)
		}
	}
	answers := make([]CheckResult, 0, len(in.Actions))
	for _, asked := range in.Actions {
		q := rbac.Question{
			Principal: rbac.Principal{Tenant: c.Tenant, Object: subject}, Tenant: c.Tenant, Plane: rbac.Control,
			Action: asked.ID, Scope: scope, At: c.Now(),
		}
		if asked.IsDataAction {
			q.Plane = rbac.Data
		}
		answers = append(answers, NewCheckResult(c, asked.ID, asked.IsDataAction, rbac.Decide(q, c.RBAC())))
	}
	return provider.OK(answers)
}

// NewCheckResult returns the answer of checkAccess for one action.
func NewCheckResult(c *provider.Call, action string, data bool, decision rbac.Decision) CheckResult {
	out := CheckResult{ActionID: action, IsDataAction: data, AccessDecision: "NotAllowed", Because: decision.Because, TimeToLive: 300_000}
	if decision.Allowed {
		out.AccessDecision = "Allowed"
	}
	if grant := decision.Because.Grant; grant != nil {
		shown := showAssignmentBody(c, grant.Assignment)
		out.RoleAssignment = &shown
	}
	out.DenyAssignment = orNull(decision.Because.Denied)
	return out
}
