package arm

import (
	"encoding/json"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/resource"
)

// maxContent bounds what the log keeps of a changed object, in bytes.
const maxContent = 16 << 10

// changed is the Detail of a change's record.
type changed struct {
	Operation string            `json:"operation"`
	Status    int               `json:"status"`
	Caller    edge.CallerRecord `json:"caller"`
	Content   json.RawMessage   `json:"content,omitempty"` // the object after the change, where it holds no secret
}

// recordChange writes what was done into the log, in the transaction that did it.
func (c *call) recordChange(reply edge.Reply) error {
	at := c.Scope
	if full, err := resource.ParseScope(c.URL.Path); err == nil {
		at = resource.Canonical(full)
	}
	action := canonicalAction(strings.TrimPrefix(expand(c.Route.Action(), c.Vars), "/"))
	if c.action != "" {
		action = c.action
	}
	detail := changed{Operation: c.Method + " " + c.Route.Template(), Status: reply.Status, Caller: edge.NewCallerRecord(c.Caller, "")}
	if reply.Body != nil && c.Method != http.MethodPost && shown(action) {
		if content := encode(reply.Body); len(content) <= maxContent {
			detail.Content = content
		}
	}
	record := audit.Record{
		ID: c.ID, At: c.change.At, Kind: audit.Change, Tenant: c.tenant, Principal: c.Caller.Object, Name: c.Caller.Name, AppID: c.Caller.AppID,
		Address: edge.Address(c.RemoteAddr), Action: action, Scope: at.String(), Allowed: true, Reason: reasonOf(c.Method, reply.Status), Detail: encode(detail),
	}
	if c.reason != "" {
		record.Reason = c.reason
	}
	if !ascii.EqualFold(c.Caller.Tenant, c.tenant) {
		record.Home = c.Caller.Tenant
	}
	return c.tx.AppendAudit([]audit.Record{record})
}

// shown reports whether the content of what an action writes may be in the log: it holds no secret.
func shown(action string) bool {
	return strings.HasPrefix(action, "Microsoft.Authorization/") || strings.HasPrefix(action, "Microsoft.CognitiveServices/") || strings.HasPrefix(action, "Microsoft.Management/")
}

func reasonOf(method string, status int) string {
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
