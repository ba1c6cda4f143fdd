package graph

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
)

// changed is the Detail of the record of a change.
type changed struct {
	Operation string            `json:"operation"`
	Path      string            `json:"path"`
	Caller    edge.CallerRecord `json:"caller"`
	// Names are the properties that were written; their values may be secrets.
	Names []string `json:"properties,omitempty"`
	// Other is the object that was added to or removed from a relation, or the address that was invited.
	Other string `json:"other,omitempty"`
}

// recordChange writes a change to the log, in the transaction of the change.
func (s *service) recordChange(tx Tx, r *edge.Request, in any) error {
	detail := changed{Operation: r.Method + " " + r.Route.Template(), Path: r.URL.Path, Caller: edge.NewCallerRecord(r.Caller, "")}
	switch in := in.(type) {
	case properties:
		detail.Names = slices.Sorted(maps.Keys(in))
	case userIn:
		if detail.Names = slices.Sorted(maps.Keys(in.properties)); in.password || in.only != nil {
			detail.Names = append(detail.Names, "passwordProfile")
		}
	case invitationIn:
		detail.Other = in.Address
	case reference:
		detail.Other = in.ID[strings.LastIndexByte(in.ID, '/')+1:]
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	reason := map[string]string{http.MethodDelete: "deleted", http.MethodPatch: "changed"}[r.Method]
	if reason == "" {
		reason = "done"
	}
	return tx.AppendAudit([]audit.Record{{
		ID: r.ID, At: s.Now().UTC(), Kind: audit.Change, Tenant: r.Caller.Tenant, Principal: r.Caller.Object, Name: r.Caller.Name, AppID: r.Caller.AppID,
		Address: edge.Address(r.RemoteAddr), Action: r.Route.Action(), Allowed: true, Reason: reason + ": " + r.URL.Path, Detail: text,
	}})
}
