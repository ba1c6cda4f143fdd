package rbac

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// MayDecide reports whether who may approve or deny a request: an approver of the policy who did not make the request.
func MayDecide(r Reader, request *ScheduleRequest, who Requester) (bool, error) {
	if request.Review == nil || !ascii.EqualFold(who.Tenant, request.Tenant) || foldPrincipal(who.Principal) == foldPrincipal(request.Requestor()) {
		return false, nil
	}
	policy, err := RolePolicyAt(r, request.Tenant, request.Review.EligibleAt, request.RoleID)
	if err != nil {
		return false, err
	}
	return policy.Approval.approves(who), nil
}

// Approved is what an approver says about a request.
type Approved struct {
	Approve       bool
	Justification string
}

// Approve decides about a request that waits for approval, and returns it. An approved activation begins at once, or at its
// start if that is later, and lasts as long as was asked for. It fails if who is no approver, if the request does not wait any
// more, and if the principal is not eligible any more.
//
// principal is who asked: the groups that it is in now.
func Approve(w Writer, request *ScheduleRequest, principal Requester, who Requester, what Approved, change Change) (*ScheduleRequest, error) {
	may, err := MayDecide(w, request, who)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, fault.New(fault.Denied, "InsufficientPermissions", "The requestor %s does not have permissions for this request: it is not an approver of it.", who.Object)
	}
	if status := request.StatusAt(change.At); status != PendingApproval {
		return nil, fault.New(fault.Invalid, "RequestCannotBeApproved", "The request does not wait for approval: its status is %s.", status)
	}
	policy, err := RolePolicyAt(w, request.Tenant, request.Review.EligibleAt, request.RoleID)
	if err != nil {
		return nil, err
	}
	if policy.Approval.Justification && strings.TrimSpace(what.Justification) == "" || len(what.Justification) > maxJustification {
		return nil, fault.New(fault.Invalid, "JustificationRequired", "Say why in properties.justification, in at most %d bytes.", maxJustification)
	}
	decided, review := *request, *request.Review
	review.By, review.At, review.Justification = change.By, change.At, what.Justification
	decided.Review = &review
	p := &planner{Planned: &Planned{Request: &decided}, r: w, in: &decided, by: principal, change: change}
	if decided.Status = Denied; what.Approve {
		if err := p.approved(policy); err != nil {
			return nil, err
		}
	}
	return &decided, p.Do(w)
}

// approved plans the activation that a request asked for.
func (p *planner) approved(policy *RolePolicy) error {
	e, err := p.toActivate()
	if err != nil {
		return err
	}
	held, err := p.heldAssignment()
	if held != nil {
		return roleAssignmentExists()
	}
	if err != nil {
		return err
	}
	starts, ends, err := p.in.period(p.change.At)
	if err != nil {
		return err
	}
	if policy.Activation.Expires && (ends.IsZero() || ends.Sub(starts) > policy.Activation.Longest) {
		ends = starts.Add(policy.Activation.Longest) // the policy has become stricter
	}
	p.assign, err = p.activation(e, &Schedule{Starts: starts, Ends: ends, Request: p.in.Name})
	if err != nil {
		return err
	}
	p.assign.CreatedBy, p.assign.UpdatedBy = p.in.By, p.in.By
	return nil
}

// Cancel withdraws a request that waits for approval, or whose schedule has not begun, and returns it.
func Cancel(w Writer, request *ScheduleRequest, change Change) (*ScheduleRequest, error) {
	canceled := *request
	switch status := request.StatusAt(change.At); status {
	case PendingApproval:
	case ScheduleCreated:
		if begun, err := cancelSchedule(w, request, change); begun || err != nil {
			if err == nil {
				err = cannotCancel("its schedule has begun")
			}
			return nil, err
		}
	default:
		return nil, cannotCancel("its status is " + string(status))
	}
	canceled.Status = Canceled
	return &canceled, w.PutScheduleRequest(&canceled)
}

func cannotCancel(why string) error {
	return fault.New(fault.Invalid, "RequestCannotBeCancelled", "The request cannot be canceled: %s.", why)
}

// cancelSchedule deletes what a request has made, unless it has begun.
func cancelSchedule(w Writer, request *ScheduleRequest, change Change) (begun bool, err error) {
	q := AssignmentQuery{Tenant: request.Tenant, Scope: &request.Scope, Name: request.Target}
	if request.Kind == ForEligibility {
		all, err := w.Eligibilities(q)
		for _, e := range all {
			if e.Schedule.begun(change.At) {
				return true, nil
			}
			if _, err := w.DeleteEligibility(e.Tenant, e.Scope, e.Name); err != nil {
				return false, err
			}
		}
		return false, err
	}
	all, err := w.Assignments(q)
	for _, a := range all {
		if a.Schedule.begun(change.At) {
			return true, nil
		}
		if _, err := w.DeleteAssignment(a.Tenant, a.Scope, a.Name); err != nil {
			return false, err
		}
	}
	return false, err
}
