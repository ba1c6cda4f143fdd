package provider

import (
	"encoding/json"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/resource"
)

// maxContent is the maximum size of a changed object in its audit record, in bytes.
const maxContent = 16 << 10

// ChangeDetail is the Detail of the audit record of a change.
type ChangeDetail struct {
	Operation string            `json:"operation"`
	Status    int               `json:"status"`
	Caller    edge.CallerRecord `json:"caller"`
	Content   json.RawMessage   `json:"content,omitempty"` // the object after the change, where it holds no secret
}

// RecordChange writes the audit record of a change, in the same transaction.
func (c *Call) RecordChange(reply edge.Reply) error {
	at := c.Scope
	if full, err := resource.ParseScope(c.URL.Path); err == nil {
		at = resource.Canonical(full)
	}
	action := canonicalAction(strings.TrimPrefix(Expand(c.Route.Action(), c.Vars), "/"))
	if c.Action != "" {
		action = c.Action
	}
	detail := ChangeDetail{Operation: c.Method + " " + c.Route.Template(), Status: reply.Status, Caller: edge.NewCallerRecord(c.Caller, "")}
	if reply.Body != nil && c.Method != http.MethodPost && shown(action) {
		if content := Encode(reply.Body); len(content) <= maxContent {
			detail.Content = content
		}
	}
	record := audit.Record{
		ID: c.ID, At: c.Change.At, Kind: audit.Change, Tenant: c.Tenant, Principal: c.Caller.Object, Name: c.Caller.Name, AppID: c.Caller.AppID,
		Address: edge.Address(c.RemoteAddr), Action: action, Scope: at.String(), Allowed: true, Reason: ReasonOf(c.Method, reply.Status), Detail: Encode(detail),
	}
	if c.Reason != "" {
		record.Reason = c.Reason
	}
	if !ascii.EqualFold(c.Caller.Tenant, c.Tenant) {
		record.Home = c.Caller.Tenant
	}
	return c.Tx.AppendAudit([]audit.Record{record})
}

// shown reports whether the audit log may hold what an action writes: only types that hold no secrets.
func shown(action string) bool {
	return strings.HasPrefix(action, "Microsoft.Authorization/") || strings.HasPrefix(action, "Microsoft.CognitiveServices/") || strings.HasPrefix(action, "Microsoft.Management/")
}

// ReasonOf returns how the audit log describes a write that was answered with status.
func ReasonOf(method string, status int) string {
	switch {
	case method == http.MethodDelete && status == http.StatusNoContent:
		return "deleted; it was not there"
	case method == http.MethodDelete:
		return "deleted"
	case status == http.StatusCreated:
		return "created"
	case method == http.MethodPost:
		return "done"
	}
	return "changed"
}
