package audit

import (
	"context"
	"encoding/json"
	"time"
)

// Kind is what a record is about.
type Kind string

// The kinds of record.
const (
	Decision Kind = "decision" // somebody asked for something, and RBAC (or a directory role, or a key) answered
	SignIn   Kind = "signIn"   // somebody tried to prove who they are
	Change   Kind = "change"   // the directory, a resource or an assignment was written
)

// Record is one line of the log. ID is what a refused caller is told, as x-keyless-decision.
type Record struct {
	Seq       int64     `json:"seq"` // place in the log, rising; set by the store
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Kind      Kind      `json:"kind"`
	Tenant    string    `json:"tenant"`
	Principal string    `json:"principal,omitempty"` // object id
	// Home is the principal's own tenant, where that is not Tenant.
	Home    string `json:"principalTenant,omitempty"`
	Name    string `json:"name,omitempty"`  // user principal name or display name, as known then
	AppID   string `json:"appId,omitempty"` // the client application
	Address string `json:"ipAddress,omitempty"`
	Action  string `json:"action,omitempty"`
	Scope   string `json:"scope,omitempty"`
	Allowed bool   `json:"allowed"` // for sign-ins and changes: it succeeded
	Reason  string `json:"reason"`  // one line in plain words
	// Grant is the id of the role assignment that allowed it. The store keeps when each was last used.
	Grant string `json:"grant,omitempty"`
	// Detail is the whole story: an rbac.Explanation, a sign-in's error and client, a change's content.
	Detail json.RawMessage `json:"detail,omitempty"`
}

// Query selects records. Empty fields do not restrict. Results rise by Seq, or fall with Newest.
type Query struct {
	Tenant    string
	Kind      Kind
	ID        string
	Principal string
	ScopeKey  string // this scope and what lies below it
	Since     time.Time
	Until     time.Time
	After     int64 // only records with a larger Seq (smaller, with Newest)
	Newest    bool
	Limit     int // 0 is 1000
}

// Store keeps the log.
type Store interface {
	// AppendAudit writes all records or none, and gives them their places.
	AppendAudit(ctx context.Context, records []Record) error
	AuditRecords(ctx context.Context, q Query) ([]Record, error)
	// AssignmentUses tells when role assignments at or below a scope were last used, by id in lower case.
	AssignmentUses(ctx context.Context, tenant, scopeKey string) (map[string]time.Time, error)
	// PruneAudit removes what is older than before, and calls of models that are older than calls, and reports how many
	// records that were.
	PruneAudit(ctx context.Context, before, calls time.Time) (int64, error)
}
