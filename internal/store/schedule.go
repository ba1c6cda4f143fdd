package store

import (
	"context"
	"encoding/json"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// periodOf returns the stamps of when an assignment is in force; 0 is no limit.
func periodOf(a *rbac.Assignment) (starts, ends int64) {
	if a.Schedule == nil {
		return 0, 0
	}
	return stamp(a.Schedule.Starts), stamp(a.Schedule.Ends)
}

// Eligibilities implements rbac.Reader.
func (tx *Tx) Eligibilities(q rbac.AssignmentQuery) ([]*rbac.Eligibility, error) {
	w := selected(q)
	return bodies[rbac.Eligibility](tx, "SELECT body FROM role_eligibilities"+w.String()+" ORDER BY scope, name"+w.limit(q.Limit), w.args...)
}

// PutEligibility implements rbac.Writer.
func (tx *Tx) PutEligibility(e *rbac.Eligibility) error {
	body, err := encode(e)
	if err != nil {
		return err
	}
	tenant, scope, name := ascii.ToLower(e.Tenant), e.Scope.Key(), ascii.ToLower(e.Name)
	if same, err := tx.same("SELECT body FROM role_eligibilities WHERE tenant = $1 AND scope = $2 AND name = $3", []any{tenant, scope, name}, body); same || err != nil {
		return err
	}
	starts, ends := periodOf(&e.Assignment)
	_, err = tx.exec(`INSERT INTO role_eligibilities (tenant, scope, name, role_id, principal_id, starts_at, ends_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (tenant, scope, name) DO UPDATE SET role_id = excluded.role_id, principal_id = excluded.principal_id,
		starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body`,
		tenant, scope, name, ascii.ToLower(e.RoleID), ascii.ToLower(e.PrincipalID), starts, ends, body)
	if err != nil {
		return err
	}
	tx.record(Change{Kind: KindEligibility, Body: json.RawMessage(body)}, tenant, scope, name)
	return nil
}

// DeleteEligibility implements rbac.Writer.
func (tx *Tx) DeleteEligibility(tenant string, scope resource.Scope, name string) (bool, error) {
	body, found, err := tx.take("DELETE FROM role_eligibilities WHERE tenant = $1 AND scope = $2 AND name = $3 RETURNING body",
		ascii.ToLower(tenant), scope.Key(), ascii.ToLower(name))
	if found {
		tx.record(Change{Kind: KindEligibility, Deleted: true, Body: json.RawMessage(body)}, tenant, scope.Key(), name)
	}
	return found, err
}

// EndedAssignments implements rbac.Writer.
func (tx *Tx) EndedAssignments(at time.Time, limit int) ([]*rbac.Assignment, error) {
	return bodies[rbac.Assignment](tx, "SELECT body FROM role_assignments WHERE ends_at > 0 AND ends_at <= $1 ORDER BY ends_at LIMIT $2", stamp(at), limit)
}

// EndedEligibilities implements rbac.Writer.
func (tx *Tx) EndedEligibilities(at time.Time, limit int) ([]*rbac.Eligibility, error) {
	return bodies[rbac.Eligibility](tx, "SELECT body FROM role_eligibilities WHERE ends_at > 0 AND ends_at <= $1 ORDER BY ends_at LIMIT $2", stamp(at), limit)
}

// ScheduleRequest implements rbac.Reader.
func (tx *Tx) ScheduleRequest(tenant string, kind rbac.RequestKind, scope resource.Scope, name string) (*rbac.ScheduleRequest, error) {
	found, err := bodies[rbac.ScheduleRequest](tx, "SELECT body FROM schedule_requests WHERE tenant = $1 AND kind = $2 AND scope = $3 AND name = $4",
		ascii.ToLower(tenant), string(kind), scope.Key(), ascii.ToLower(name))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "RoleAssignmentRequestNotFound", "The role assignment request '%s' is not found.", name)
	}
	return found[0], nil
}

// ScheduleRequests implements rbac.Reader.
func (tx *Tx) ScheduleRequests(q rbac.RequestQuery) ([]*rbac.ScheduleRequest, error) {
	w := where{}
	w.and("tenant = ?", ascii.ToLower(q.Tenant))
	w.and("kind = ?", string(q.Kind))
	if len(q.Principals) > 0 {
		principals := make([]string, len(q.Principals))
		for i, p := range q.Principals {
			principals[i] = ascii.ToLower(p)
		}
		w.in("principal_id", principals)
	}
	if q.By != "" {
		w.and("requestor = ?", ascii.ToLower(q.By))
	}
	if q.RoleID != "" {
		w.and("role_id = ?", ascii.ToLower(q.RoleID))
	}
	if q.Pending {
		w.and("pending")
	}
	return bodies[rbac.ScheduleRequest](tx, "SELECT body FROM schedule_requests"+w.String()+" ORDER BY scope, name"+w.limit(q.Limit), w.args...)
}

// PutScheduleRequest implements rbac.Writer. Requests are not in the snapshot, so no change is recorded.
func (tx *Tx) PutScheduleRequest(r *rbac.ScheduleRequest) error {
	body, err := encode(r)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO schedule_requests (tenant, kind, scope, name, role_id, principal_id, requestor, pending, at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (tenant, kind, scope, name) DO UPDATE SET pending = excluded.pending, body = excluded.body`,
		ascii.ToLower(r.Tenant), string(r.Kind), r.Scope.Key(), ascii.ToLower(r.Name), ascii.ToLower(r.RoleID), ascii.ToLower(r.PrincipalID),
		ascii.ToLower(r.By), r.Status == rbac.PendingApproval, stamp(r.At), body)
	return err
}

// TrimScheduleRequests implements rbac.Writer.
func (tx *Tx) TrimScheduleRequests(tenant string, keep int) error {
	var there int
	tenant = ascii.ToLower(tenant)
	if _, err := tx.row("SELECT COUNT(*) FROM schedule_requests WHERE tenant = $1", []any{tenant}, &there); err != nil || there <= keep {
		return err
	}
	_, err := tx.exec(`DELETE FROM schedule_requests WHERE tenant = $1 AND (kind, scope, name) IN
		(SELECT kind, scope, name FROM schedule_requests WHERE tenant = $1 ORDER BY pending, at LIMIT $2)`, tenant, there-keep)
	return err
}

// PruneScheduleRequests deletes requests that were made before a time.
func (db *DB) PruneScheduleRequests(ctx context.Context, before time.Time) error {
	_, err := db.removeOld(ctx, "schedule_requests", "at < $1", stamp(before))
	return err
}

// RolePolicy implements rbac.Reader.
func (tx *Tx) RolePolicy(tenant string, scope resource.Scope, roleID string) (*rbac.RolePolicy, error) {
	found, err := bodies[rbac.RolePolicy](tx, "SELECT body FROM role_policies WHERE tenant = $1 AND scope = $2 AND role_id = $3",
		ascii.ToLower(tenant), scope.Key(), ascii.ToLower(roleID))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// PutRolePolicy implements rbac.Writer.
func (tx *Tx) PutRolePolicy(p *rbac.RolePolicy) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	tenant, scope, role := ascii.ToLower(p.Tenant), p.Scope.Key(), ascii.ToLower(p.RoleID)
	if same, err := tx.same("SELECT body FROM role_policies WHERE tenant = $1 AND scope = $2 AND role_id = $3", []any{tenant, scope, role}, body); same || err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO role_policies (tenant, scope, role_id, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant, scope, role_id) DO UPDATE SET body = excluded.body`, tenant, scope, role, body); err != nil {
		return err
	}
	tx.record(Change{Kind: KindRolePolicy, Body: json.RawMessage(body)}, tenant, scope, role)
	return nil
}

// DeleteSchedulesBelow implements rbac.Writer.
func (tx *Tx) DeleteSchedulesBelow(tenant string, scope resource.Scope) error {
	w := where{}
	w.and("tenant = ?", ascii.ToLower(tenant))
	if !scope.IsRoot() {
		key := scope.Key()
		w.and("(scope = ? OR scope >= ? AND scope < ?)", key, key+"/", key+"0")
	}
	if _, err := tx.exec("DELETE FROM schedule_requests"+w.String(), w.args...); err != nil {
		return err
	}
	policies, err := bodies[rbac.RolePolicy](tx, "SELECT body FROM role_policies"+w.String(), w.args...)
	if err != nil {
		return err
	}
	for _, p := range policies {
		tenant, scope, role := ascii.ToLower(p.Tenant), p.Scope.Key(), ascii.ToLower(p.RoleID)
		body, found, err := tx.take("DELETE FROM role_policies WHERE tenant = $1 AND scope = $2 AND role_id = $3 RETURNING body", tenant, scope, role)
		if err != nil {
			return err
		}
		if found {
			tx.record(Change{Kind: KindRolePolicy, Deleted: true, Body: json.RawMessage(body)}, tenant, scope, role)
		}
	}
	return nil
}
