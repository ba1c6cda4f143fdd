package rbac

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// RolePolicy says what requests for a role at a scope must keep. It is not inherited by the scopes below.
type RolePolicy struct {
	Tenant string         `json:"tenant"`
	Scope  resource.Scope `json:"scope"`
	RoleID string         `json:"roleId"` // GUID
	// Eligible is for administrators who make principals eligible, Active for those who assign the role for a time, and
	// Activation for principals who activate it.
	Eligible   Limits   `json:"eligible"`
	Active     Limits   `json:"active"`
	Activation Limits   `json:"activation"`
	Approval   Approval `json:"approval"`
	// Shown are the rules that have no effect here: notifications and the authentication context. By rule id, as they were sent.
	Shown     map[string]json.RawMessage `json:"shown,omitempty"`
	UpdatedOn time.Time                  `json:"updatedOn,omitzero"`
	UpdatedBy string                     `json:"updatedBy,omitempty"` // object id
}

// Limits are the rules for one kind of request.
type Limits struct {
	Expires       bool          `json:"expires"` // an end is required, at most Longest after the start
	Longest       time.Duration `json:"longest"`
	Justification bool          `json:"justification,omitempty"`
	Ticket        bool          `json:"ticket,omitempty"`
	MFA           bool          `json:"mfa,omitempty"`
}

// Approval says whether, and by whom, an activation must be approved.
type Approval struct {
	Required bool `json:"required"`
	// Approvers are users, groups and service principals of the tenant. One of them decides.
	Approvers []Approver `json:"approvers,omitempty"`
	// Justification reports that approvers must give a reason.
	Justification bool `json:"justification,omitempty"`
	// Timeout is how long a request waits; 0 is one day.
	Timeout time.Duration `json:"timeout,omitempty"`
}

// Approver is a principal that approves, or a group whose members do.
type Approver struct {
	Object      string `json:"object"`
	Group       bool   `json:"group,omitempty"`
	Description string `json:"description,omitempty"`
}

// DefaultRolePolicy returns the policy of a role at a scope where none is stored: eligibilities last at most a year, active
// assignments six months, activations eight hours, and activations need a justification. Source: the documentation of
// Privileged Identity Management.
func DefaultRolePolicy(tenant string, scope resource.Scope, roleID string) *RolePolicy {
	const day = 24 * time.Hour
	return &RolePolicy{
		Tenant: tenant, Scope: scope, RoleID: roleID,
		Eligible:   Limits{Expires: true, Longest: 365 * day},
		Active:     Limits{Expires: true, Longest: 180 * day, Justification: true},
		Activation: Limits{Expires: true, Longest: 8 * time.Hour, Justification: true},
	}
}

// RolePolicyAt returns the policy of a role at a scope.
func RolePolicyAt(r Reader, tenant string, scope resource.Scope, roleID string) (*RolePolicy, error) {
	p, err := r.RolePolicy(tenant, scope, roleID)
	if err == nil && p == nil {
		p = DefaultRolePolicy(tenant, scope, roleID)
	}
	return p, err
}

// SetRolePolicy stores a policy. It fails if approval is required and nobody approves, and if a duration is not possible.
func SetRolePolicy(w Writer, in *RolePolicy, change Change) (*RolePolicy, error) {
	p := *in
	for _, l := range []Limits{p.Eligible, p.Active, p.Activation} {
		if l.Longest < time.Second {
			return nil, fault.New(fault.Invalid, "InvalidPolicy", "The maximum duration of an expiration rule must be at least one second.")
		}
	}
	switch {
	case p.Activation.Longest > 24*time.Hour:
		return nil, fault.New(fault.Invalid, "InvalidPolicy", "An activation may last at most 24 hours.")
	case p.Approval.Required && len(p.Approval.Approvers) == 0:
		return nil, fault.New(fault.Invalid, "InvalidPolicy", "Approval is required, and the rule 'Approval_EndUser_Assignment' names no primaryApprovers.")
	case len(p.Approval.Approvers) > maxApprovers:
		return nil, fault.New(fault.Invalid, "InvalidPolicy", "A policy may name at most %d approvers.", maxApprovers)
	}
	p.UpdatedOn, p.UpdatedBy = change.At, change.By
	return &p, w.PutRolePolicy(&p)
}

const maxApprovers = 100

// approves reports whether a principal may decide about requests.
func (a *Approval) approves(who Requester) bool {
	for _, approver := range a.Approvers {
		if approver.Group && who.in(approver.Object) || !approver.Group && ascii.EqualFold(approver.Object, who.Object) {
			return true
		}
	}
	return false
}

// timeout returns how long a request waits for a decision.
func (a *Approval) timeout() time.Duration {
	if a.Timeout <= 0 {
		return 24 * time.Hour
	}
	return a.Timeout
}

// check fails with Azure's error if a request does not keep the limits.
func (l Limits) check(in *ScheduleRequest, starts, ends time.Time, mfa bool) error {
	var failed, told []string
	fail := func(rule, format string, args ...any) {
		failed, told = append(failed, `"`+rule+`"`), append(told, fmt.Sprintf(format, args...))
	}
	if l.MFA && !mfa {
		fail("MfaRule", "Sign in with more than a password.")
	}
	if l.Justification && strings.TrimSpace(in.Justification) == "" {
		fail("JustificationRule", "Say why in properties.justification.")
	}
	if l.Ticket && (in.Ticket.Number == "" || in.Ticket.System == "") {
		fail("TicketingRule", "Name a ticket in properties.ticketInfo, with ticketNumber and ticketSystem.")
	}
	if l.Expires && (ends.IsZero() || ends.Sub(starts) > l.Longest) {
		fail("ExpirationRule", "It must end after %s at the latest.", FormatDuration(l.Longest))
	}
	if len(failed) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "RoleAssignmentRequestPolicyValidationFailed", "The following policy rules failed: [%s]. %s",
		strings.Join(failed, ","), strings.Join(told, " "))
}
