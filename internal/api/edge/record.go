package edge

import (
	"context"
	"net"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// DecisionHeader carries the id of a recorded refusal, by which those who may know learn why.
const DecisionHeader = "X-Keyless-Decision"

// Decided is one decision of a host, for the audit log.
type Decided struct {
	ID        string // of the request, as in x-keyless-decision
	At        time.Time
	Caller    Caller
	Remote    string // the caller's address
	Operation string // as printed: "POST /models/chat/completions"
	Question  rbac.Question
	Decision  rbac.Decision
	Roles     *rbac.Snapshot // that the decision was made from; nil if roles did not decide
	Because   string         // why, where roles did not decide
	Outdated  bool           // the view was older than its bound, which the configuration allows
}

// Refusal is a refusal that came before any question of roles: no proof of identity, a key that does not fit, an
// address that may not call.
type Refusal struct {
	ID        string
	At        time.Time
	Caller    Caller // zero unless known
	Tenant    string // of the resource; "" if no resource was found
	Scope     resource.Scope
	Action    string // "" if it was not clear yet
	Remote    string
	Operation string
	Fault     *fault.Error
}

// Recorder writes down what a host decides. Its zero value keeps nothing.
type Recorder struct {
	// Decided returns when a refusal is on disk; if it fails, the request is not answered.
	Decided func(context.Context, Decided) error
	// Refused reports whether the refusal was written down: those of callers who prove nothing are bounded in number.
	Refused func(context.Context, Refusal) bool
}

// Record keeps a decision about r, once.
func (k Recorder) Record(r *Request, d Decided) error {
	if k.Decided == nil || r.Recorded {
		return nil
	}
	if err := k.Decided(r.Context(), d); err != nil {
		return err
	}
	r.Recorded = true
	return nil
}

// DecisionDetail is the Detail of a decision in the audit log: all that explains it.
type DecisionDetail struct {
	Operation string       `json:"operation,omitempty"`
	Plane     string       `json:"plane,omitempty"` // control or data; "" if roles did not decide
	Caller    CallerRecord `json:"caller"`
	// Explanation is whole for a refusal; of what was allowed it holds the grant alone.
	Explanation *rbac.Explanation `json:"explanation,omitempty"`
	// Refusal is why, where roles did not decide.
	Refusal string `json:"refusal,omitempty"`
	// Outdated is set if the replica's view of role assignments was older than its bound, which the configuration allows.
	Outdated bool `json:"outdated,omitempty"`
}

// CallerRecord is a caller as the log keeps it.
type CallerRecord struct {
	Tenant string             `json:"tenant,omitempty"`
	Object string             `json:"object,omitempty"`
	Type   rbac.PrincipalType `json:"type,omitempty"`
	Name   string             `json:"name,omitempty"`
	AppID  string             `json:"appId,omitempty"`
	Key    string             `json:"key,omitempty"`    // the account key that was sent
	Proof  string             `json:"proof,omitempty"`  // how the caller signed in, in plain words
	Token  *TokenFacts        `json:"token,omitempty"`  // nil for a caller with a key
	Groups []string           `json:"groups,omitempty"` // that the token names
}

// TokenFacts are what a token says of itself.
type TokenFacts struct {
	Version  string    `json:"version"`
	Audience string    `json:"audience"`
	Issuer   string    `json:"issuer"`
	ID       string    `json:"id,omitempty"`
	Issued   time.Time `json:"issued"`
	Expires  time.Time `json:"expires"`
}

// NewCallerRecord is what the log keeps of a caller. The name may be a better one than the token has.
func NewCallerRecord(c Caller, name string) CallerRecord {
	who := CallerRecord{Tenant: c.Tenant, Object: c.Object, Type: c.Type, Name: name, AppID: c.AppID, Key: c.Key, Groups: c.Groups}
	if who.Name == "" {
		who.Name = c.Name
	}
	if c.Object == "" {
		who.Type = ""
	}
	if claims := c.Claims; claims != nil {
		who.Proof = proofOf(c)
		who.Token = &TokenFacts{
			Version: claims.Version, Audience: claims.Audience, Issuer: claims.Issuer, ID: claims.TokenID,
			Issued: time.Unix(claims.IssuedAt, 0).UTC(), Expires: time.Unix(claims.Expires, 0).UTC(),
		}
	}
	return who
}

// RedactExplanation is an explanation without whom else it would tell of: who made an assignment, and whom else a deny assignment
// names, is not the caller's business.
func RedactExplanation(e rbac.Explanation) *rbac.Explanation {
	bare := func(n rbac.Match) rbac.Match {
		if n.Assignment != nil {
			a := *n.Assignment
			a.CreatedBy, a.UpdatedBy, a.Description = "", "", ""
			n.Assignment = &a
		}
		return n
	}
	if e.Because.Grant != nil {
		grant := bare(*e.Because.Grant)
		e.Because.Grant = &grant
	}
	near := make([]rbac.Match, len(e.Matches))
	for i, n := range e.Matches {
		near[i] = bare(n)
	}
	e.Matches = near
	if e.Deny != nil {
		deny := *e.Deny
		deny.Principals, deny.ExcludePrincipals = nil, nil
		e.Deny = &deny
	}
	return &e
}

// Address is a remote address without its port.
func Address(remote string) string {
	if host, _, err := net.SplitHostPort(remote); err == nil {
		return host
	}
	return remote
}

func proofOf(c Caller) string {
	claims := c.Claims
	strength := claims.AppIDAcr + claims.AzpAcr
	switch {
	case claims.ResourceID != "":
		return "managed identity"
	case claims.IsApp() && strength == "1":
		return "client secret"
	case claims.IsApp():
		return "certificate or federated token"
	case len(claims.Amr) > 0:
		words := map[string]string{"pwd": "password", "mfa": "more than one factor", "rsa": "certificate", "fido": "passkey"}
		if word, ok := words[claims.Amr[0]]; ok {
			return word
		}
		return claims.Amr[0]
	}
	return "user"
}
