package keyless

import (
	"keyless.dev/keyless/internal/api/arm/authorization"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// readAssignments is the action to read who has access at a scope, and so also why somebody does not.
const readAssignments = "Microsoft.Authorization/roleAssignments/read"

// explained is a result of checkAccess with its explanation.
type explained struct {
	authorization.CheckResult
	Explanation rbac.Explanation  `json:"explanation"`
	Scope       string            `json:"scope"`
	Principal   edge.CallerRecord `json:"principal"`
	Names       map[string]string `json:"names"`
}

// explainAccess answers the request of checkAccess with reasons. Callers who may read role assignments at the scope may ask
// about any principal, others about themselves.
func explainAccess(c *provider.Call) (edge.Reply, error) {
	if err := atScope(c); err != nil {
		return edge.Reply{}, err
	}
	var in authorization.CheckRequest
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	subject, valid := guid.Parse(in.Subject.Attributes.ObjectID)
	if !valid || len(in.Actions) == 0 || len(in.Actions) > authorization.MaxActions || in.Resource.ID != "" {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidCheckAccessRequest", "checkAccess takes the object id of a subject and 1 to %d actions.", authorization.MaxActions)
	}
	who := edge.CallerRecord{Tenant: c.Tenant, Object: subject}
	if subject == c.Caller.Object {
		who.Tenant, who.Groups = c.Caller.Tenant, c.Caller.Groups
	} else if !c.May(readAssignments, c.Scope) {
		return edge.Reply{}, provider.Refuse(c.Caller, readAssignments, "", c.Scope, false)
	}
	var err error
	if who.Type, err = authorization.PrincipalType(c.Tx, who.Tenant, subject); err != nil {
		return edge.Reply{}, err
	}
	if who.Name, err = nameOf(c, who.Tenant, subject); err != nil {
		return edge.Reply{}, err
	}
	if who.Name == "" && subject != c.Caller.Object {
		return edge.Reply{}, fault.New(fault.NotFound, "PrincipalNotFound", "Principal %s does not exist in the directory %s.", subject, c.Tenant)
	}
	out := make([]explained, 0, len(in.Actions))
	for _, asked := range in.Actions {
		plane := rbac.Control
		if asked.IsDataAction {
			plane = rbac.Data
		}
		told := edge.RedactExplanation(rbac.Explain(rbac.Question{
			Principal: rbac.Principal{Tenant: who.Tenant, Object: subject}, Groups: who.Groups, Tenant: c.Tenant, Plane: plane,
			Action: asked.ID, Scope: c.Scope, At: c.Now(),
		}, c.RBAC()))
		names, err := names(c, c.Tenant, told)
		if err != nil {
			return edge.Reply{}, err
		}
		out = append(out, explained{authorization.NewCheckResult(c, asked.ID, asked.IsDataAction, told.Decision), *told, c.Scope.String(), who, names})
	}
	return provider.OK(out)
}
