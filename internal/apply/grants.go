package apply

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/world"
)

const assignmentsBelow = "/providers/Microsoft.Authorization/roleAssignments"

type definition struct {
	Name       string `json:"name"`
	Properties struct {
		RoleName string `json:"roleName"`
	} `json:"properties"`
}

type assignment struct {
	ID         string `json:"id"`
	Properties struct {
		Role      string `json:"roleDefinitionId"`
		Principal string `json:"principalId"`
		Scope     string `json:"scope"`
		Condition string `json:"condition"`
	} `json:"properties"`
}

// grants plans the role assignments.
func (m *maker) grants(ctx context.Context) error {
	known := map[string][]assignment{} // by scope
	var wanted []string
	for _, a := range m.tenant.RoleAssignments {
		key, err := m.grant(ctx, a, known)
		if err != nil {
			return err
		}
		wanted = append(wanted, key)
	}
	if !m.options.Prune || m.tenant.RoleAssignments == nil {
		return nil
	}
	return m.pruneGrants(ctx, known, wanted)
}

func grantKey(scope, role, principal string) string {
	return ascii.ToLower(scope + "|" + role + "|" + principal)
}

func (m *maker) grant(ctx context.Context, a world.RoleAssignment, known map[string][]assignment) (string, error) {
	who, err := m.principal(a.Principal)
	if err != nil {
		m.errs = append(m.errs, err)
	}
	at, err2 := m.scope(a.Scope)
	if err2 != nil {
		m.errs = append(m.errs, err2)
	}
	role, err3 := m.role(ctx, a.Role, at)
	if err3 != nil {
		return "", err3
	}
	if err != nil || err2 != nil || role == nil {
		return "", nil
	}
	there, err := m.assignments(ctx, at, known)
	if err != nil {
		return "", err
	}
	key := grantKey(at.id, role.Name, who.id)
	if who.id != "" && slices.ContainsFunc(there, func(t assignment) bool { return keyOf(t) == key && t.Properties.Condition == "" }) {
		return key, nil
	}
	m.plan.add(Add, "role assignment", fmt.Sprintf("%s for %s on %s", role.Properties.RoleName, who.name, a.Scope.Name), func(ctx context.Context) error {
		scope, err := resource.ParseScope(at.id)
		if err != nil {
			return err
		}
		name := guid.Derive("roleAssignment", scope.Key(), role.Name, who.id)
		properties := map[string]any{
			"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + role.Name, "principalId": who.id, "principalType": who.kind,
		}
		if who.home != "" {
			properties["principalTenantId"] = who.home
		}
		return m.api.ARM(ctx, http.MethodPut, at.id+assignmentsBelow+"/"+name, roles(), map[string]any{"properties": properties}, nil)
	})
	return key, nil
}

func keyOf(t assignment) string {
	return grantKey(t.Properties.Scope, t.Properties.Role[strings.LastIndexByte(t.Properties.Role, '/')+1:], t.Properties.Principal)
}

// assignments returns the assignments exactly at a scope.
func (m *maker) assignments(ctx context.Context, at *place, known map[string][]assignment) ([]assignment, error) {
	key := ascii.ToLower(at.id)
	if there, ok := known[key]; ok || !at.there {
		return there, nil
	}
	query := roles()
	query.Set("$filter", "atScope()")
	all, err := armList[assignment](ctx, m.api, at.id+assignmentsBelow, query)
	if isStatus(err, http.StatusNotFound) {
		return nil, fmt.Errorf("there is no %s", at.id)
	}
	known[key] = slices.DeleteFunc(all, func(t assignment) bool { return !ascii.EqualFold(t.Properties.Scope, at.id) })
	return known[key], err
}

func (m *maker) scope(ref world.Ref) (*place, error) {
	if strings.HasPrefix(ref.Name, "/") {
		id := strings.TrimSuffix(ref.Name, "/")
		for _, all := range m.places {
			for _, p := range all {
				if ascii.EqualFold(p.id, id) {
					return p, nil
				}
			}
		}
		return &place{id: id, there: true}, nil
	}
	return m.places.one(ref, "subscription, resource group or resource in the file", "write the group in front, as in rg-keyless/foundry")
}

// role returns a role by name or GUID. If there is none it returns nil and records an error.
func (m *maker) role(ctx context.Context, ref world.Ref, at *place) (*definition, error) {
	if at == nil {
		return nil, nil
	}
	scope := at.id
	if words := strings.SplitN(scope, "/", 4); !at.there && len(words) == 4 {
		scope = "/" + words[1] + "/" + words[2] // a scope that does not exist yet cannot be queried, but its subscription can
	}
	query := roles()
	query.Set("$filter", "roleName eq "+quoted(ref.Name))
	path := scope + "/providers/Microsoft.Authorization/roleDefinitions"
	if id, ok := guid.Parse(ref.Name); ok {
		var one definition
		err := m.api.ARM(ctx, http.MethodGet, path+"/"+id, roles(), nil, &one)
		if isStatus(err, http.StatusNotFound) {
			m.errs = append(m.errs, fmt.Errorf("line %d: there is no role with the id %s", ref.Line, id))
			return nil, nil
		}
		return &one, err
	}
	found, err := armList[definition](ctx, m.api, path, query)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		m.errs = append(m.errs, fmt.Errorf("line %d: there is no role called '%s'", ref.Line, ref.Name))
		return nil, nil
	}
	return &found[0], nil
}

// pruneGrants removes role assignments at scopes of the file that are not in the file, except the caller's own.
func (m *maker) pruneGrants(ctx context.Context, known map[string][]assignment, wanted []string) error {
	seen := map[*place]bool{}
	for _, name := range sortedNames(m.places) {
		for _, at := range m.places[name] {
			if seen[at] || !at.there {
				continue
			}
			seen[at] = true
			there, err := m.assignments(ctx, at, known)
			if err != nil {
				return err
			}
			for _, t := range there {
				if t.Properties.Principal != m.me && !slices.Contains(wanted, keyOf(t)) {
					m.removeGrant(ctx, t)
				}
			}
		}
	}
	return nil
}

func sortedNames(all names[*place]) []string {
	var keys []string
	for name := range all {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}

// removeGrant plans the removal of an assignment, described by its role and its principal.
func (m *maker) removeGrant(ctx context.Context, t assignment) {
	role := t.Properties.Role[strings.LastIndexByte(t.Properties.Role, '/')+1:]
	var one definition
	if m.api.ARM(ctx, http.MethodGet, t.Properties.Scope+"/providers/Microsoft.Authorization/roleDefinitions/"+role, roles(), nil, &one) == nil && one.Properties.RoleName != "" {
		role = one.Properties.RoleName
	}
	who := t.Properties.Principal
	for _, all := range m.people {
		for _, o := range all {
			if o.id == who {
				who = o.name
			}
		}
	}
	m.plan.add(Remove, "role assignment", role+" for "+who+" on "+t.Properties.Scope, func(ctx context.Context) error {
		return ignore(m.api.ARM(ctx, http.MethodDelete, t.ID, roles(), nil, nil), http.StatusNotFound)
	})
}
