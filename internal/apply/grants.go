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
	wanted := make(map[string]bool, len(m.tenant.RoleAssignments))
	for _, a := range m.tenant.RoleAssignments {
		key, err := m.grant(ctx, a)
		if err != nil {
			return err
		}
		wanted[key] = true
	}
	if !m.options.Prune || m.tenant.RoleAssignments == nil {
		return nil
	}
	return m.pruneGrants(ctx, wanted)
}

func grantKey(scope, role, principal string) string {
	return ascii.ToLower(scope + "|" + role + "|" + principal)
}

// grant plans one role assignment, and returns its key.
func (m *maker) grant(ctx context.Context, a world.RoleAssignment) (string, error) {
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
	there, err := m.assignments(ctx, at)
	if err != nil {
		return "", err
	}
	key := grantKey(at.id, role.Name, who.id)
	if who.id != "" && there.keys[key] {
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

// assigned is what the server has at a scope.
type assigned struct {
	all  []assignment
	keys map[string]bool // of those without a condition
}

// assignments returns the assignments exactly at a scope.
func (m *maker) assignments(ctx context.Context, at *place) (*assigned, error) {
	key := ascii.ToLower(at.id)
	if there := m.assigned[key]; there != nil {
		return there, nil
	}
	if !at.there {
		return &assigned{}, nil
	}
	query := roles()
	query.Set("$filter", "atScope()")
	all, err := armList[assignment](ctx, m.api, at.id+assignmentsBelow, query)
	if isStatus(err, http.StatusNotFound) {
		return nil, fmt.Errorf("there is no %s", at.id)
	}
	if err != nil {
		return nil, err
	}
	there := &assigned{keys: make(map[string]bool, len(all))}
	for _, t := range all {
		if !ascii.EqualFold(t.Properties.Scope, at.id) {
			continue
		}
		there.all = append(there.all, t)
		if t.Properties.Condition == "" {
			there.keys[keyOf(t)] = true
		}
	}
	m.assigned[key] = there
	return there, nil
}

func (m *maker) scope(ref world.Ref) (*place, error) {
	if strings.HasPrefix(ref.Name, "/") {
		id := strings.TrimSuffix(ref.Name, "/")
		if p := m.placeByID[ascii.ToLower(id)]; p != nil {
			return p, nil
		}
		return &place{id: id, there: true}, nil
	}
	return m.places.one(ref, "subscription, resource group or resource in the file", "write the group in front, as in rg-keyless/foundry")
}

// role returns a role by name or GUID, and asks the server once for each. If there is none it returns nil and records an error.
func (m *maker) role(ctx context.Context, ref world.Ref, at *place) (*definition, error) {
	if at == nil {
		return nil, nil
	}
	scope := at.id
	if words := strings.SplitN(scope, "/", 4); !at.there && len(words) == 4 {
		scope = "/" + words[1] + "/" + words[2] // a scope that does not exist yet cannot be queried, but its subscription can
	}
	key := scope + "|" + ref.Name
	found, known := m.roles[key]
	if !known {
		var err error
		if found, err = m.readRole(ctx, scope, ref.Name); err != nil {
			return nil, err
		}
		m.roles[key] = found
	}
	if found == nil {
		called := "called '" + ref.Name + "'"
		if id, ok := guid.Parse(ref.Name); ok {
			called = "with the id " + id
		}
		m.errs = append(m.errs, fmt.Errorf("line %d: there is no role %s", ref.Line, called))
	}
	return found, nil
}

// readRole asks the server for a role by name or GUID. It returns nil if there is none.
func (m *maker) readRole(ctx context.Context, scope, name string) (*definition, error) {
	path := scope + "/providers/Microsoft.Authorization/roleDefinitions"
	if id, ok := guid.Parse(name); ok {
		var one definition
		err := m.api.ARM(ctx, http.MethodGet, path+"/"+id, roles(), nil, &one)
		if isStatus(err, http.StatusNotFound) {
			return nil, nil
		}
		return &one, err
	}
	query := roles()
	query.Set("$filter", "roleName eq "+quoted(name))
	found, err := armList[definition](ctx, m.api, path, query)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// pruneGrants removes role assignments at scopes of the file that are not in the file, except the caller's own.
func (m *maker) pruneGrants(ctx context.Context, wanted map[string]bool) error {
	seen := map[*place]bool{}
	for _, name := range sortedNames(m.places) {
		for _, at := range m.places[name] {
			if seen[at] || !at.there {
				continue
			}
			seen[at] = true
			there, err := m.assignments(ctx, at)
			if err != nil {
				return err
			}
			for _, t := range there.all {
				if t.Properties.Principal != m.me && !wanted[keyOf(t)] {
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
	key := t.Properties.Scope + "|" + role
	one, known := m.roles[key]
	if !known {
		one, _ = m.readRole(ctx, t.Properties.Scope, role) // without a name, the id describes it
		m.roles[key] = one
	}
	if one != nil && one.Properties.RoleName != "" {
		role = one.Properties.RoleName
	}
	who := t.Properties.Principal
	for _, o := range m.people[ascii.ToLower(who)] {
		if o.id == who {
			who = o.name
			break
		}
	}
	m.plan.add(Remove, "role assignment", role+" for "+who+" on "+t.Properties.Scope, func(ctx context.Context) error {
		return ignore(m.api.ARM(ctx, http.MethodDelete, t.ID, roles(), nil, nil), http.StatusNotFound)
	})
}
