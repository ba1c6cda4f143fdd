package keyless

import (
	"net/http"
	"slices"
	"time"

	"keyless.dev/keyless/internal/api/arm/authorization"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// maxAccess bounds the rows of one report.
const maxAccess = 10_000

// access is one membership path by which a principal has access at a scope.
type access struct {
	PrincipalID   string             `json:"principalId"`
	PrincipalType rbac.PrincipalType `json:"principalType"`
	PrincipalName string             `json:"principalName,omitempty"`
	Role          string             `json:"roleName"`
	RoleID        string             `json:"roleDefinitionId"`
	AssignmentID  string             `json:"roleAssignmentId"`
	Scope         string             `json:"scope"`
	Via           []string           `json:"via,omitempty"` // names of groups, from the assignment's down to the principal's
	Uses          bool               `json:"uses"`          // the role allows calls to models, at least on some routes
	Administers   bool               `json:"administers"`   // the role allows changing accounts or assigning roles
	Condition     string             `json:"condition,omitempty"`
	DeniedBy      []string           `json:"deniedBy,omitempty"` // deny assignments at or above the scope that name the principal
	CreatedOn     time.Time          `json:"createdOn"`
	LastUsed      *time.Time         `json:"lastUsed,omitempty"`
}

// report lists who has access to what.
type report struct {
	Value []access `json:"value"`
	// Keys says that the scope is an account with enabled keys: a caller with a key needs no role.
	Keys bool `json:"keys,omitempty"`
	// RecordedSince is the start of the log: earlier uses are not known.
	RecordedSince *time.Time `json:"recordedSince,omitempty"`
	More          bool       `json:"more,omitempty"` // the report is truncated
}

// listAccess lists who has access at a scope and through what. With unusedSince (RFC 3339) it lists role assignments
// instead, at the scope, above and below, that are older than that and have not been used since.
func listAccess(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	out := report{Value: []access{}}
	uses, err := c.Tx.AssignmentUses(c.Tenant, "")
	if err != nil {
		return edge.Reply{}, err
	}
	oldest, err := c.Tx.AuditRecords(audit.Query{Tenant: c.Tenant, Limit: 1})
	if err != nil {
		return edge.Reply{}, err
	}
	if len(oldest) > 0 {
		out.RecordedSince = &oldest[0].At
	}
	if text := c.URL.Query().Get("unusedSince"); text != "" {
		since, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return edge.Reply{}, fault.New(fault.Invalid, "InvalidQueryParameter", "The query parameter 'unusedSince' is not valid: '%s'.", provider.Clip(text))
		}
		err = unused(c, &out, uses, since)
		return edge.Reply{Status: http.StatusOK, Body: out}, err
	}
	if out.Keys, err = keysWork(c); err != nil {
		return edge.Reply{}, err
	}
	err = effective(c, &out, uses)
	return edge.Reply{Status: http.StatusOK, Body: out}, err
}

func keysWork(c *provider.Call) (bool, error) {
	if c.Scope.Type() != resource.TypeAccount {
		return false, nil
	}
	found, err := c.Find()
	if err != nil {
		return false, err
	}
	var p resource.AccountProperties
	err = provider.Decode(found.Properties, &p)
	return err == nil && !p.DisableLocalAuth, err
}

func unused(c *provider.Call, out *report, uses map[string]time.Time, since time.Time) error {
	all, err := rbac.List(c.Tx, rbac.Listing{Tenant: c.Tenant, Scope: c.Scope, Above: c.RBAC().Above(c.Scope), At: c.Now()})
	if err != nil {
		return err
	}
	for _, a := range all {
		one := accessOf(c, a, uses)
		if a.CreatedOn.After(since) || one.LastUsed != nil && one.LastUsed.After(since) {
			continue
		}
		if one.PrincipalName, err = nameOf(c, a.Principal().Tenant, a.PrincipalID); err != nil {
			return err
		}
		if len(out.Value) == maxAccess {
			out.More = true
			return nil
		}
		out.Value = append(out.Value, one)
	}
	return nil
}

// effective lists every principal that has an assignment at or above the scope, directly or through groups.
func effective(c *provider.Call, out *report, uses map[string]time.Time) error {
	all, err := rbac.List(c.Tx, rbac.Listing{Tenant: c.Tenant, Scope: c.Scope, Above: c.RBAC().Above(c.Scope), At: c.Now(), AtScope: true})
	if err != nil {
		return err
	}
	denials, err := denials(c)
	if err != nil {
		return err
	}
	for _, a := range all {
		if ascii.EqualFold(a.Principal().Tenant, c.Tenant) && !c.RBAC().InEffect(a, c.Now()) {
			continue // activated through a group that the principal has left
		}
		one := accessOf(c, a, uses)
		people, err := reached(c, a)
		if err != nil {
			return err
		}
		for _, p := range people {
			if len(out.Value) == maxAccess {
				out.More = true
				return nil
			}
			one.PrincipalID, one.PrincipalType, one.PrincipalName, one.Via = p.id, p.kind, p.name, p.via
			one.DeniedBy = deniedBy(c, denials, a.Principal().Tenant, p.id)
			out.Value = append(out.Value, one)
		}
	}
	return nil
}

func accessOf(c *provider.Call, a *rbac.Assignment, uses map[string]time.Time) access {
	id := authorization.ChildID(a.Scope, "roleAssignments", a.Name)
	one := access{
		PrincipalID: a.PrincipalID, PrincipalType: a.PrincipalType, Role: a.RoleID, RoleID: authorization.DefinitionID(a.Scope, a.RoleID),
		AssignmentID: id, Scope: a.Scope.String(), Condition: a.Condition, CreatedOn: a.CreatedOn,
	}
	if role, known := c.RBAC().Role(c.Tenant, a.RoleID); known {
		one.Role = role.Name
		const accounts = "Microsoft.CognitiveServices/accounts/"
		one.Uses = role.Allows(rbac.Data, accounts+"MaaS/chat/completions/action") || role.Allows(rbac.Data, accounts+"OpenAI/deployments/chat/completions/action")
		one.Administers = role.Allows(rbac.Control, accounts+"write") || role.Allows(rbac.Control, "Microsoft.Authorization/roleAssignments/write")
	}
	if at, ok := uses[ascii.ToLower(id)]; ok {
		one.LastUsed = &at
	}
	return one
}

// person is a principal that has an assignment.
type person struct {
	id, name string
	kind     rbac.PrincipalType
	via      []string
}

// reached returns the assignment's principal or, if it is a group, its members; an empty group is returned itself.
func reached(c *provider.Call, a *rbac.Assignment) ([]person, error) {
	tenant := a.Principal().Tenant
	name, err := nameOf(c, tenant, a.PrincipalID)
	if err != nil || a.PrincipalType != rbac.Group {
		return []person{{a.PrincipalID, name, a.PrincipalType, nil}}, err
	}
	groups := []person{{a.PrincipalID, name, rbac.Group, []string{name}}}
	seen := map[string]bool{a.PrincipalID: true}
	var people []person
	for ; len(groups) > 0 && len(people) <= maxAccess; groups = groups[1:] {
		members, err := directory.Linked(c.Tx, tenant, directory.Member, groups[0].id)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			head := m.Head()
			if seen[head.ID] {
				continue
			}
			seen[head.ID] = true
			one := person{id: head.ID, name: head.DisplayName, via: groups[0].via}
			switch m := m.(type) {
			case *directory.Group:
				one.via = append(slices.Clone(one.via), head.DisplayName)
				groups = append(groups, one)
				continue
			case *directory.User:
				one.kind, one.name = rbac.User, m.UserPrincipalName
			default:
				one.kind = rbac.ServicePrincipal
			}
			people = append(people, one)
		}
	}
	if len(people) == 0 {
		people = []person{{a.PrincipalID, name, rbac.Group, nil}}
	}
	return people, nil
}

// denials returns the deny assignments in force at the scope.
func denials(c *provider.Call) ([]*rbac.DenyAssignment, error) {
	all, err := c.Tx.DenyAssignments(c.Tenant)
	return slices.DeleteFunc(all, func(d *rbac.DenyAssignment) bool {
		return !c.Covers(&rbac.Assignment{Scope: d.Scope}, c.Scope) || d.DoNotApplyToChildScopes && !d.Scope.Equal(c.Scope)
	}), err
}

func deniedBy(c *provider.Call, denials []*rbac.DenyAssignment, tenant, object string) []string {
	var names []string
	if len(denials) == 0 {
		return nil
	}
	ids := append(c.RBAC().Groups(rbac.Principal{Tenant: tenant, Object: object}), ascii.ToLower(object))
	among := func(list []rbac.Principal) bool {
		return slices.ContainsFunc(list, func(p rbac.Principal) bool {
			return p.Object == rbac.EveryPrincipal || slices.Contains(ids, ascii.ToLower(p.Object))
		})
	}
	for _, d := range denials {
		if among(d.Principals) && !among(d.ExcludePrincipals) {
			names = append(names, d.DisplayName)
		}
	}
	return names
}
