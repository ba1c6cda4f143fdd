package store

import (
	"encoding/json"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// Assignment implements rbac.Reader.
func (tx *Tx) Assignment(tenant string, scope resource.Scope, name string) (*rbac.Assignment, error) {
	found, err := bodies[rbac.Assignment](tx, "SELECT body FROM role_assignments WHERE tenant = $1 AND scope = $2 AND name = $3",
		ascii.ToLower(tenant), scope.Key(), ascii.ToLower(name))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "RoleAssignmentNotFound", "The role assignment '%s' is not found.", name)
	}
	return found[0], nil
}

// Assignments implements rbac.Reader. AssignmentQuery.After is an rbac.Assignment.Cursor.
func (tx *Tx) Assignments(q rbac.AssignmentQuery) ([]*rbac.Assignment, error) {
	w := selected(q)
	return bodies[rbac.Assignment](tx, "SELECT body FROM role_assignments"+w.String()+" ORDER BY scope, name"+w.limit(q.Limit), w.args...)
}

// CountAssignments implements rbac.Reader.
func (tx *Tx) CountAssignments(q rbac.AssignmentQuery) (int, error) {
	w := selected(q)
	n := 0
	_, err := tx.row("SELECT COUNT(*) FROM (SELECT 1 FROM role_assignments"+w.String()+w.limit(q.Limit)+") AS found", w.args, &n)
	return n, err
}

func selected(q rbac.AssignmentQuery) where {
	w := where{}
	w.and("tenant = ?", ascii.ToLower(q.Tenant))
	if q.Name != "" {
		w.and("name = ?", ascii.ToLower(q.Name))
	}
	if q.Scope != nil {
		w.and("scope = ?", q.Scope.Key())
	}
	if q.AtOrAbove != nil {
		var above []string
		for s := range q.AtOrAbove.Upward() {
			above = append(above, s.Key())
		}
		w.in("scope", above)
	}
	if q.Below != nil && !q.Below.IsRoot() {
		key := q.Below.Key()
		w.and("(scope = ? OR scope >= ? AND scope < ?)", key, key+"/", key+"0")
	}
	if len(q.Principals) > 0 {
		principals := make([]string, len(q.Principals))
		for i, p := range q.Principals {
			principals[i] = ascii.ToLower(p)
		}
		w.in("principal_id", principals)
	}
	if q.RoleID != "" {
		w.and("role_id = ?", ascii.ToLower(q.RoleID))
	}
	if !q.At.IsZero() {
		w.and("starts_at <= ? AND (ends_at = 0 OR ends_at > ?)", stamp(q.At), stamp(q.At))
	}
	if !q.Unended.IsZero() {
		w.and("(ends_at = 0 OR ends_at > ?)", stamp(q.Unended))
	}
	if q.After != "" {
		scope, name, _ := strings.Cut(q.After, " ")
		w.and("(scope, name) > (?, ?)", scope, name)
	}
	return w
}

// PutAssignment implements rbac.Writer.
func (tx *Tx) PutAssignment(a *rbac.Assignment) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	tenant, scope, name := ascii.ToLower(a.Tenant), a.Scope.Key(), ascii.ToLower(a.Name)
	if same, err := tx.same("SELECT body FROM role_assignments WHERE tenant = $1 AND scope = $2 AND name = $3", []any{tenant, scope, name}, body); same || err != nil {
		return err
	}
	principal, role := a.Principal(), ascii.ToLower(a.RoleID)
	holder, object := ascii.ToLower(principal.Tenant), ascii.ToLower(principal.Object)
	var other string
	taken, err := tx.row(`SELECT name FROM role_assignments
		WHERE tenant = $1 AND scope = $2 AND principal_tenant = $3 AND principal_id = $4 AND role_id = $5 AND name <> $6`,
		[]any{tenant, scope, holder, object, role, name}, &other)
	if err != nil {
		return err
	}
	if taken {
		return fault.New(fault.Conflict, "RoleAssignmentExists",
			"The role assignment already exists. The ID of the existing role assignment is %s.", guid.Compact(other))
	}
	starts, ends := periodOf(a)
	_, err = tx.exec(`INSERT INTO role_assignments (tenant, scope, name, role_id, principal_tenant, principal_id, starts_at, ends_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (tenant, scope, name) DO UPDATE SET role_id = excluded.role_id, principal_tenant = excluded.principal_tenant,
		principal_id = excluded.principal_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body`,
		tenant, scope, name, role, holder, object, starts, ends, body)
	if err != nil {
		return err
	}
	tx.record(Change{Kind: KindAssignment, Body: json.RawMessage(body)}, tenant, scope, name)
	return nil
}

// DeleteAssignment implements rbac.Writer.
func (tx *Tx) DeleteAssignment(tenant string, scope resource.Scope, name string) (bool, error) {
	body, found, err := tx.take("DELETE FROM role_assignments WHERE tenant = $1 AND scope = $2 AND name = $3 RETURNING body",
		ascii.ToLower(tenant), scope.Key(), ascii.ToLower(name))
	if found {
		tx.record(Change{Kind: KindAssignment, Deleted: true, Body: json.RawMessage(body)}, tenant, scope.Key(), name)
	}
	return found, err
}

// RoleDefinitions implements rbac.Reader. Ordered by id.
func (tx *Tx) RoleDefinitions(tenant string) ([]*rbac.RoleDefinition, error) {
	return bodies[rbac.RoleDefinition](tx, "SELECT body FROM role_definitions WHERE tenant = $1 ORDER BY id", ascii.ToLower(tenant))
}

// PutRoleDefinition implements rbac.Writer.
func (tx *Tx) PutRoleDefinition(d *rbac.RoleDefinition) error {
	return tx.putNamed("role_definitions", "id", KindRoleDefinition, d.Tenant, d.ID, d)
}

// DeleteRoleDefinition implements rbac.Writer.
func (tx *Tx) DeleteRoleDefinition(tenant, id string) (bool, error) {
	return tx.deleteNamed("role_definitions", "id", KindRoleDefinition, tenant, id)
}

// DenyAssignments implements rbac.Reader. Ordered by name.
func (tx *Tx) DenyAssignments(tenant string) ([]*rbac.DenyAssignment, error) {
	return bodies[rbac.DenyAssignment](tx, "SELECT body FROM deny_assignments WHERE tenant = $1 ORDER BY name", ascii.ToLower(tenant))
}

// PutDenyAssignment implements rbac.Writer.
func (tx *Tx) PutDenyAssignment(d *rbac.DenyAssignment) error {
	return tx.putNamed("deny_assignments", "name", KindDenyAssignment, d.Tenant, d.Name, d)
}

// DeleteDenyAssignment implements rbac.Writer.
func (tx *Tx) DeleteDenyAssignment(tenant, name string) (bool, error) {
	return tx.deleteNamed("deny_assignments", "name", KindDenyAssignment, tenant, name)
}

// putNamed writes to a table whose key is a tenant and a name. table and column are constants.
func (tx *Tx) putNamed(table, column, kind, tenant, name string, value any) error {
	body, err := encode(value)
	if err != nil {
		return err
	}
	key := []any{ascii.ToLower(tenant), ascii.ToLower(name)}
	if same, err := tx.same("SELECT body FROM "+table+" WHERE tenant = $1 AND "+column+" = $2", key, body); same || err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO "+table+" (tenant, "+column+", body) VALUES ($1, $2, $3) ON CONFLICT (tenant, "+column+") DO UPDATE SET body = excluded.body",
		append(key, body)...)
	if err != nil {
		return err
	}
	tx.record(Change{Kind: kind, Body: json.RawMessage(body)}, tenant, name)
	return nil
}

func (tx *Tx) deleteNamed(table, column, kind, tenant, name string) (bool, error) {
	body, found, err := tx.take("DELETE FROM "+table+" WHERE tenant = $1 AND "+column+" = $2 RETURNING body", ascii.ToLower(tenant), ascii.ToLower(name))
	if found {
		tx.record(Change{Kind: kind, Deleted: true, Body: json.RawMessage(body)}, tenant, name)
	}
	return found, err
}
