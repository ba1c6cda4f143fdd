package recorder

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/rbac"
)

// decided records a decision. Refusals and calls with an account key are in the store when it returns.
func (r *Recorder) decided(ctx context.Context, d edge.Decided) error {
	d.Outdated = r.config.Outdated()
	if !d.Decision.Allowed || d.Caller.Key != "" {
		return r.recorded(ctx, r.decisionRecord(d))
	}
	id := d.ID
	if !r.recordsCall(&d) {
		id = "" // only the use of the role assignment is stored
	}
	entry := func(known *shapes) (audit.Entry, error) {
		shape, err := known.shape(d, r.config.Name(d.Caller))
		return audit.Entry{ID: id, At: d.At, Like: shape}, err
	}
	if id != "" {
		r.exportEntry(entry)
	}
	err := r.Append(func() (audit.Entry, error) { return entry(r.shapes) })
	if err != nil && r.config.RefuseWhenFull {
		return err
	}
	return nil
}

func (r *Recorder) decisionRecord(d edge.Decided) audit.Record {
	q := d.Question
	detail := edge.DecisionDetail{
		Operation: d.Operation, Plane: "control", Caller: edge.NewCallerRecord(d.Caller, r.config.Name(d.Caller)), Refusal: d.Because, Outdated: d.Outdated,
	}
	if q.Plane == rbac.Data {
		detail.Plane = "data"
	}
	foreign := d.Caller.Tenant != "" && !ascii.EqualFold(d.Caller.Tenant, q.Tenant)
	e := rbac.Explanation{Decision: d.Decision}
	if d.Roles != nil && !d.Decision.Allowed {
		e = rbac.Explain(q, d.Roles)
		e.Decision = d.Decision
		if !ascii.EqualFold(d.Caller.Tenant, q.Tenant) {
			// Readers of this tenant's log may not see the groups of another tenant.
			e.Groups = slices.DeleteFunc(e.Groups, func(m rbac.Membership) bool { return !m.Token })
		}
	}
	detail.Explanation = edge.RedactExplanation(e)
	record := audit.Record{
		ID: d.ID, At: d.At.UTC(), Kind: audit.Decision, Tenant: q.Tenant, Principal: d.Caller.Object, Name: detail.Caller.Name, AppID: d.Caller.AppID,
		Address: edge.Address(d.Remote), Action: q.Action, Scope: q.Scope.String(), Allowed: d.Decision.Allowed, Reason: reason(&e), Detail: encoded(detail),
	}
	if d.Caller.Key != "" {
		record.Name = d.Caller.Key
	}
	if d.Outdated {
		record.Reason += ", by a view of role assignments past its bound"
	}
	if foreign {
		record.Home = d.Caller.Tenant
	}
	if grant := d.Decision.Because.Grant; grant != nil {
		record.Grant = grant.Assignment.ID()
	}
	return record
}

// reason returns the reason of a decision in one line.
func reason(e *rbac.Explanation) string {
	because := e.Because
	switch {
	case because.Grant != nil && len(because.Grant.Via) > 0:
		return fmt.Sprintf("%s, through a group", because.Grant.Role)
	case because.Grant != nil:
		return because.Grant.Role
	case e.Deny != nil:
		return fmt.Sprintf("the deny assignment '%s' refuses it", e.Deny.DisplayName)
	case !e.Allowed && len(e.Matches) > 0:
		return fmt.Sprintf("%s: %s", e.Matches[0].Role, e.Matches[0].WhyNot)
	}
	return string(because.Verdict)
}

// refused records a refusal that was not a decision of RBAC. It returns false if the record could not be stored.
func (r *Recorder) refused(ctx context.Context, f edge.Refusal) bool {
	detail := edge.DecisionDetail{Operation: f.Operation, Caller: edge.NewCallerRecord(f.Caller, r.config.Name(f.Caller)), Refusal: f.Fault.Message}
	if cause := f.Fault.Cause; cause != nil {
		detail.Refusal = cause.Error()
	}
	record := audit.Record{
		ID: f.ID, At: f.At.UTC(), Kind: audit.Decision, Tenant: f.Tenant, Principal: f.Caller.Object, Name: detail.Caller.Name, AppID: f.Caller.AppID,
		Address: edge.Address(f.Remote), Action: f.Action, Reason: detail.Refusal, Detail: encoded(detail),
	}
	if !f.Scope.IsRoot() {
		record.Scope = f.Scope.String()
	}
	if record.Tenant == "" {
		if record.Tenant = f.Caller.Tenant; record.Tenant == "" {
			record.Tenant = r.config.Tenant()
		}
	}
	if f.Caller.Tenant != "" && !ascii.EqualFold(f.Caller.Tenant, record.Tenant) {
		record.Home = f.Caller.Tenant
	}
	return r.recorded(ctx, record) == nil
}

// encoded returns the JSON of a value that can always be encoded.
func encoded(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
