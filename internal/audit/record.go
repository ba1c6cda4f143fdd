package audit

import (
	"context"
	"encoding/json"
	"time"
)

// Kind is the kind of a record.
type Kind string

// The kinds of record.
const (
	Decision Kind = "decision" // a request was decided by RBAC, a directory role or a key
	SignIn   Kind = "signIn"   // an attempt to authenticate
	Change   Kind = "change"   // the directory, a resource or an assignment was written
)

// Record is an entry of the log. ID is returned to a denied caller as x-keyless-decision.
type Record struct {
	Seq       int64     `json:"seq"` // position in the log, ascending; set by the store
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Kind      Kind      `json:"kind"`
	Tenant    string    `json:"tenant"`
	Principal string    `json:"principal,omitempty"` // object id
	// Home is the principal's tenant if it is not Tenant.
	Home    string `json:"principalTenant,omitempty"`
	Name    string `json:"name,omitempty"`  // user principal name or display name at that time
	AppID   string `json:"appId,omitempty"` // the client application
	Address string `json:"ipAddress,omitempty"`
	Action  string `json:"action,omitempty"`
	Scope   string `json:"scope,omitempty"`
	Allowed bool   `json:"allowed"` // for sign-ins and changes: whether it succeeded
	Reason  string `json:"reason"`  // one line in plain words
	// Grant is the id of the role assignment that allowed it. The store records when each was last used.
	Grant string `json:"grant,omitempty"`
	// Detail is an rbac.Explanation, a sign-in's error and client, or a change's content.
	Detail json.RawMessage `json:"detail,omitempty"`
}

// Query selects records. Empty fields do not restrict it. Results are ordered by Seq, descending with Newest.
type Query struct {
	Tenant    string
	Kind      Kind
	ID        string
	Principal string
	ScopeKey  string // this scope and its descendants
	Since     time.Time
	Until     time.Time
	After     int64 // only records with a larger Seq (smaller with Newest)
	Newest    bool
	Limit     int // 0 means 1000
}

// Store stores the log.
type Store interface {
	// AppendAudit writes all records or none, and assigns their Seq.
	AppendAudit(ctx context.Context, records []Record) error
	AuditRecords(ctx context.Context, q Query) ([]Record, error)
	// AssignmentUses returns when role assignments at or below a scope were last used, by id in lower case.
	AssignmentUses(ctx context.Context, tenant, scopeKey string) (map[string]time.Time, error)
	// PruneAudit deletes records older than before, and model calls older than calls, and returns the number of deleted
	// records.
	PruneAudit(ctx context.Context, before, calls time.Time) (int64, error)
}
