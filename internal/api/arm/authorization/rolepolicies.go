package authorization

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// policyBody is a role management policy. Every role has one at every scope, of which only those that were changed are stored.
type policyBody struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Type       string           `json:"type"`
	Properties policyProperties `json:"properties"`
}

type policyProperties struct {
	Scope                 string       `json:"scope"`
	DisplayName           *string      `json:"displayName"`
	Description           *string      `json:"description"`
	IsOrganizationDefault bool         `json:"isOrganizationDefault"`
	LastModifiedDateTime  *time.Time   `json:"lastModifiedDateTime"`
	LastModifiedBy        modifier     `json:"lastModifiedBy"`
	Rules                 []policyRule `json:"rules"`
	EffectiveRules        []policyRule `json:"effectiveRules"`
	PolicyProperties      struct {
		Scope expandedNamed `json:"scope"`
	} `json:"policyProperties"`
}

type modifier struct {
	ID          *string `json:"id"`
	DisplayName string  `json:"displayName"`
	Type        *string `json:"type"`
	Email       *string `json:"email"`
}

// policyAssignmentBody says which policy a role has at a scope.
type policyAssignmentBody struct {
	ID         string                     `json:"id"`
	Name       string                     `json:"name"`
	Type       string                     `json:"type"`
	Properties policyAssignmentProperties `json:"properties"`
}

type policyAssignmentProperties struct {
	Scope            string       `json:"scope"`
	RoleDefinitionID string       `json:"roleDefinitionId"`
	PolicyID         string       `json:"policyId"`
	EffectiveRules   []policyRule `json:"effectiveRules"`
	Expanded         struct {
		Scope  expandedNamed `json:"scope"`
		Role   expandedNamed `json:"roleDefinition"`
		Policy struct {
			ID                   string     `json:"id"`
			LastModifiedDateTime *time.Time `json:"lastModifiedDateTime"`
			LastModifiedBy       modifier   `json:"lastModifiedBy"`
		} `json:"policy"`
	} `json:"policyAssignmentProperties"`
}

// policyName returns the name of the policy of a role at a scope.
func policyName(tenant string, scope resource.Scope, roleID string) string {
	return guid.Derive("roleManagementPolicy", ascii.ToLower(tenant), scope.Key(), ascii.ToLower(roleID))
}

func showPolicyBody(c *provider.Call, p *rbac.RolePolicy) (policyBody, error) {
	name := policyName(p.Tenant, p.Scope, p.RoleID)
	out := policyBody{ID: ChildID(p.Scope, "roleManagementPolicies", name), Name: name, Type: "Microsoft.Authorization/RoleManagementPolicies"}
	rules, err := rulesOf(p)
	if err != nil {
		return out, err
	}
	out.Properties = policyProperties{
		Scope: p.Scope.String(), LastModifiedDateTime: timeOrNull(p.UpdatedOn), LastModifiedBy: modifier{ID: orNull(p.UpdatedBy)},
		Rules: rules, EffectiveRules: rules,
	}
	out.Properties.PolicyProperties.Scope, err = expandScope(c, p.Scope)
	return out, err
}

func showPolicyAssignmentBody(c *provider.Call, p *rbac.RolePolicy) (policyAssignmentBody, error) {
	policy, err := showPolicyBody(c, p)
	name := policy.Name + "_" + p.RoleID
	out := policyAssignmentBody{ID: ChildID(p.Scope, "roleManagementPolicyAssignments", name), Name: name, Type: "Microsoft.Authorization/RoleManagementPolicyAssignment"}
	role := expandedNamed{ID: DefinitionID(p.Scope, p.RoleID), Type: rbac.BuiltInRole}
	if known, found := c.RBAC().Role(c.Tenant, p.RoleID); found {
		role.DisplayName, role.Type = known.Name, known.Type
	}
	out.Properties = policyAssignmentProperties{Scope: p.Scope.String(), RoleDefinitionID: role.ID, PolicyID: policy.ID, EffectiveRules: policy.Properties.Rules}
	expanded := &out.Properties.Expanded
	expanded.Scope, expanded.Role = policy.Properties.PolicyProperties.Scope, role
	expanded.Policy.ID, expanded.Policy.LastModifiedDateTime, expanded.Policy.LastModifiedBy = policy.ID, policy.Properties.LastModifiedDateTime, policy.Properties.LastModifiedBy
	return out, err
}

// roleIDs returns the ids of all roles of the tenant.
func roleIDs(c *provider.Call) ([]string, error) {
	var ids []string
	for _, d := range rbac.Builtin() {
		ids = append(ids, d.ID)
	}
	custom, err := c.Tx.RoleDefinitions(c.Tenant)
	for _, d := range custom {
		ids = append(ids, d.ID)
	}
	return ids, err
}

// policyNamed returns the policy that the path names, by its own name or by that of its assignment.
func policyNamed(c *provider.Call) (*rbac.RolePolicy, error) {
	at, err := c.Find()
	if err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(ascii.ToLower(c.Vars["rolePolicy"]), "_")
	ids, err := roleIDs(c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(ids, func(id string) bool { return policyName(c.Tenant, at.ID, id) == name })
	if i < 0 {
		return nil, provider.NotFound("role management policy", c.Vars["rolePolicy"])
	}
	return rbac.RolePolicyAt(c.Tx, c.Tenant, at.ID, ids[i])
}

func showPolicy(c *provider.Call) (edge.Reply, error) {
	p, err := policyNamed(c)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showPolicyBody(c, p)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

func showPolicyAssignment(c *provider.Call) (edge.Reply, error) {
	p, err := policyNamed(c)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showPolicyAssignmentBody(c, p)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

// listedPolicies calls add for the policy of each role at the scope, or of the role that $filter=roleDefinitionId eq '…' names.
func listedPolicies(c *provider.Call, add func(*rbac.RolePolicy) error) error {
	at, err := c.Find()
	if err != nil {
		return err
	}
	text := c.URL.Query().Get("$filter")
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return err
	}
	ids, err := roleIDs(c)
	if err != nil {
		return err
	}
	for _, t := range terms {
		switch t.Name + " " + t.Operator {
		case "roledefinitionid eq":
			ids = slices.DeleteFunc(ids, func(id string) bool { return !ascii.EqualFold(id, lastName(t.Value)) })
		case "atscope call", "scopeid eq", "scopetype eq":
		default:
			return provider.InvalidFilter(text)
		}
	}
	for _, id := range ids {
		p, err := rbac.RolePolicyAt(c.Tx, c.Tenant, at.ID, id)
		if err == nil {
			err = add(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func listPolicies(c *provider.Call) (edge.Reply, error) {
	var all []policyBody
	err := listedPolicies(c, func(p *rbac.RolePolicy) error {
		out, err := showPolicyBody(c, p)
		all = append(all, out)
		return err
	})
	if err != nil {
		return edge.Reply{}, err
	}
	key := func(b policyBody) string { return b.Name }
	slices.SortFunc(all, func(a, b policyBody) int { return strings.Compare(key(a), key(b)) })
	return provider.Page(c, all, key)
}

func listPolicyAssignments(c *provider.Call) (edge.Reply, error) {
	var all []policyAssignmentBody
	err := listedPolicies(c, func(p *rbac.RolePolicy) error {
		out, err := showPolicyAssignmentBody(c, p)
		all = append(all, out)
		return err
	})
	if err != nil {
		return edge.Reply{}, err
	}
	key := func(b policyAssignmentBody) string { return b.Name }
	slices.SortFunc(all, func(a, b policyAssignmentBody) int { return strings.Compare(key(a), key(b)) })
	return provider.Page(c, all, key)
}

// patchPolicy changes the rules that the body holds. A rule is found by its id; what a rule leaves out stays.
func patchPolicy(c *provider.Call) (edge.Reply, error) {
	p, err := policyNamed(c)
	if err != nil {
		return edge.Reply{}, err
	}
	var in struct {
		Properties struct {
			Rules []json.RawMessage `json:"rules"`
		} `json:"properties"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	changed := *p
	for _, raw := range in.Properties.Rules {
		var rule policyRule
		if err := edge.DecodeJSON(raw, &rule); err != nil {
			return edge.Reply{}, err
		}
		if err := applyRule(&changed, rule, raw); err != nil {
			return edge.Reply{}, err
		}
	}
	stored, err := rbac.SetRolePolicy(c.Tx, &changed, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showPolicyBody(c, stored)
	if err != nil {
		return edge.Reply{}, err
	}
	c.Reason = "changed the policy of the role " + stored.RoleID
	return provider.OK(out)
}
