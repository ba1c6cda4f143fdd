package arm

import (
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listPermissions shows the caller's own permissions at a scope: those of each role that counts there.
func listPermissions(c *call) (edge.Reply, error) {
	scope, err := resource.ParseScope(expand(anyScope, c.Vars))
	if err != nil {
		return edge.Reply{}, err
	}
	tenant, err := c.tenantOf(c.tx, c.Request, scope)
	if err != nil {
		return edge.Reply{}, err
	}
	held, err := c.held(c.tx, tenant, c.Caller, nil)
	if err != nil {
		return edge.Reply{}, err
	}
	permissions := []rbac.Permission{}
	for _, a := range held {
		role, known := c.RBAC().Role(tenant, a.RoleID)
		if !known || !c.covers(a, scope) {
			continue
		}
		for _, p := range role.Permissions {
			permissions = append(permissions, fullPermission(p))
		}
	}
	return ok(list{Value: permissions})
}

// maxAsked bounds the actions of one checkAccess request.
const maxAsked = 200

// checkIn is the body of checkAccess. Source: the requests of Azure's Guard for Kubernetes, api-version 2018-09-01-preview.
type checkIn struct {
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

// checkOut is one answer. Because is our own: why.
type checkOut struct {
	ActionID       string          `json:"actionId"`
	IsDataAction   bool            `json:"isDataAction"`
	AccessDecision string          `json:"accessDecision"` // Allowed or NotAllowed
	RoleAssignment *assignmentBody `json:"roleAssignment"`
	DenyAssignment *string         `json:"denyAssignment"`
	TimeToLive     int             `json:"timeToLiveInMs"`
	Because        rbac.Reason     `json:"because"`
}

// checkAccess says for each action whether the subject may do it at the scope, and why.
func checkAccess(c *call) (edge.Reply, error) {
	var in checkIn
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	subject, ok1 := guid.Parse(in.Subject.Attributes.ObjectID)
	if !ok1 || len(in.Actions) == 0 || len(in.Actions) > maxAsked {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidCheckAccessRequest", "checkAccess takes the object id of a subject and 1 to %d actions.", maxAsked)
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
	answers := make([]checkOut, 0, len(in.Actions))
	for _, asked := range in.Actions {
		q := rbac.Question{
			Principal: rbac.Principal{Tenant: c.tenant, Object: subject}, Tenant: c.tenant, Plane: rbac.Control,
			Action: asked.ID, Scope: scope, At: c.Now(),
		}
		if asked.IsDataAction {
			q.Plane = rbac.Data
		}
		answers = append(answers, c.checked(asked.ID, asked.IsDataAction, rbac.Decide(q, c.RBAC())))
	}
	return ok(answers)
}

func (c *call) checked(action string, data bool, decision rbac.Decision) checkOut {
	out := checkOut{ActionID: action, IsDataAction: data, AccessDecision: "NotAllowed", Because: decision.Because, TimeToLive: 300_000}
	if decision.Allowed {
		out.AccessDecision = "Allowed"
	}
	if grant := decision.Because.Grant; grant != nil {
		shown := c.showAssignmentBody(grant.Assignment)
		out.RoleAssignment = &shown
	}
	out.DenyAssignment = orNull(decision.Because.Denied)
	return out
}

// denyBody is a deny assignment. Source: Microsoft.Authorization/denyAssignments api-version 2022-04-01.
type denyBody struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	Name       string         `json:"name"`
	Properties denyProperties `json:"properties"`
}

type denyProperties struct {
	Name                    string            `json:"denyAssignmentName"`
	Description             string            `json:"description"`
	Permissions             []rbac.Permission `json:"permissions"`
	Scope                   string            `json:"scope"`
	DoNotApplyToChildScopes bool              `json:"doNotApplyToChildScopes"`
	Principals              []denyPrincipal   `json:"principals"`
	ExcludePrincipals       []denyPrincipal   `json:"excludePrincipals"`
	IsSystemProtected       bool              `json:"isSystemProtected"`
	CreatedOn               *time.Time        `json:"createdOn"`
	UpdatedOn               *time.Time        `json:"updatedOn"`
	CreatedBy               *string           `json:"createdBy"`
	UpdatedBy               *string           `json:"updatedBy"`
}

type denyPrincipal struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (c *call) denyPrincipals(all []rbac.Principal) ([]denyPrincipal, error) {
	out := []denyPrincipal{}
	for _, p := range all {
		kind := rbac.PrincipalType("SystemDefined")
		if p.Object != rbac.EveryPrincipal {
			var err error
			if kind, err = principalType(c.tx, c.tenant, p.Object); err != nil {
				return nil, err
			}
			if kind == "" {
				kind = "Unknown"
			}
		}
		out = append(out, denyPrincipal{p.Object, string(kind)})
	}
	return out, nil
}

func (c *call) showDenyBody(d *rbac.DenyAssignment) (denyBody, error) {
	principals, err := c.denyPrincipals(d.Principals)
	if err != nil {
		return denyBody{}, err
	}
	excluded, err := c.denyPrincipals(d.ExcludePrincipals)
	permissions := []rbac.Permission{}
	for _, p := range d.Permissions {
		permissions = append(permissions, fullPermission(p))
	}
	return denyBody{
		ID: childID(d.Scope, "denyAssignments", d.Name), Type: "Microsoft.Authorization/denyAssignments", Name: d.Name,
		Properties: denyProperties{
			Name: d.DisplayName, Description: d.Description, Permissions: permissions, Scope: d.Scope.String(),
			DoNotApplyToChildScopes: d.DoNotApplyToChildScopes, Principals: principals, ExcludePrincipals: excluded, IsSystemProtected: d.IsSystemProtected,
			CreatedOn: timeOrNull(d.CreatedOn), UpdatedOn: timeOrNull(d.UpdatedOn), CreatedBy: orNull(d.CreatedBy), UpdatedBy: orNull(d.UpdatedBy),
		},
	}, err
}

// listDenyAssignments knows the filters atScope(), denyAssignmentName eq and principalId eq.
func listDenyAssignments(c *call) (edge.Reply, error) {
	text := c.URL.Query().Get("$filter")
	terms, err := readFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.DenyAssignments(c.tenant)
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []denyBody
	for _, d := range all {
		above := c.covers(&rbac.Assignment{Scope: d.Scope}, c.Scope)
		keep := above || c.Scope.Contains(d.Scope)
		for _, t := range terms {
			switch t.name + " " + t.operator {
			case "atscope call":
				keep = keep && above
			case "denyassignmentname eq":
				keep = keep && ascii.EqualFold(d.DisplayName, t.value)
			case "principalid eq":
				keep = keep && namesPrincipal(d, t.value)
			default:
				return edge.Reply{}, badFilter(text)
			}
		}
		if !keep {
			continue
		}
		one, err := c.showDenyBody(d)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return page(c, bodies, func(b denyBody) string { return b.Name })
}

func namesPrincipal(d *rbac.DenyAssignment, object string) bool {
	for _, p := range d.Principals {
		if ascii.EqualFold(p.Object, object) {
			return true
		}
	}
	return false
}

func showDenyAssignment(c *call) (edge.Reply, error) {
	d, err := c.findDenyAssignment()
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := c.showDenyBody(d)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(one)
}

func (c *call) findDenyAssignment() (*rbac.DenyAssignment, error) {
	all, err := c.tx.DenyAssignments(c.tenant)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if ascii.EqualFold(d.Name, c.Vars["deny"]) && d.Scope.Equal(c.Scope) {
			return d, nil
		}
	}
	return nil, notThere("deny assignment", c.Vars["deny"])
}

func notThere(what, name string) error {
	return fault.New(fault.NotFound, "ResourceNotFound", "The %s '%s' is not found.", what, clip(name))
}
