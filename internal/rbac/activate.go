package rbac

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// own fails unless the request is about its requester.
func (p *planner) own() error {
	if foldPrincipal(p.in.Principal()) != foldPrincipal(p.by.Principal) {
		return fault.New(fault.Denied, "InsufficientPermissions", "The requestor %s does not have permissions for this request: only the principal itself may make a request of the type %s.", p.by.Object, p.in.Type)
	}
	return nil
}

func (p *planner) activate() error {
	if err := p.own(); err != nil {
		return err
	}
	e, err := p.toActivate()
	if err != nil {
		return err
	}
	policy, err := RolePolicyAt(p.r, e.Tenant, e.Scope, e.RoleID)
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
	if err := p.alone(); err != nil {
		return err
	}
	if err := p.free(); err != nil {
		return err
	}
	s, err := p.scheduled(policy.Activation)
	if err != nil {
		return err
	}
	p.in.Linked = e.Name
	if policy.Approval.Required {
		p.in.Status = PendingApproval
		p.in.Review = &Review{EligibleAt: e.Scope, Until: p.change.At.Add(policy.Approval.timeout())}
		return nil
	}
	p.assign, err = p.activation(e, s)
	return err
}

// activation returns the assignment that activates e.
func (p *planner) activation(e *Eligibility, s *Schedule) (*Assignment, error) {
	if !e.Schedule.Ends.IsZero() && s.Ends.After(e.Schedule.Ends) {
		s.Ends = e.Schedule.Ends
	}
	s.Eligibility, s.EligibleAt = e.Name, e.Scope
	if e.PrincipalType == Group {
		s.Group = e.PrincipalID
	}
	a := p.in.asAssignment()
	switch {
	case e.Condition == "":
	case a.Condition != "" && a.Condition != e.Condition:
		return nil, fault.New(fault.Invalid, "InvalidCondition", "The eligibility has a condition, and the request another one. Leave it out of the request.")
	default:
		a.Condition, a.ConditionVersion = e.Condition, e.ConditionVersion
	}
	return p.made(a, s), nil
}

// toActivate returns the eligibility that the request activates: of the principal before those of its groups, and the nearest
// scope first.
func (p *planner) toActivate() (*Eligibility, error) {
	starts, _, err := p.in.period(p.change.At)
	if err != nil {
		return nil, err
	}
	queries := []AssignmentQuery{{AtOrAbove: &p.in.Scope}}
	for i := range p.change.Above {
		queries = append(queries, AssignmentQuery{Scope: &p.change.Above[i]})
	}
	var best *Eligibility
	for _, q := range queries {
		q.Tenant, q.RoleID, q.Principals, q.At = p.in.Tenant, p.in.RoleID, append([]string{p.by.Object}, p.by.Groups...), starts
		all, err := p.r.Eligibilities(q)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if p.fits(e) && (best == nil || p.nearer(e, best)) {
				best = e
			}
		}
	}
	if best == nil {
		return nil, fault.New(fault.Invalid, "RoleAssignmentDoesNotExist",
			"The Role assignment does not exist. The principal is not eligible for this role at this scope, nor is a group of theirs.")
	}
	return best, nil
}

// fits reports whether the requester may activate e.
func (p *planner) fits(e *Eligibility) bool {
	if p.in.Linked != "" && !ascii.EqualFold(p.in.Linked, e.Name) || !ascii.EqualFold(e.Principal().Tenant, p.by.Tenant) {
		return false
	}
	if e.PrincipalType == Group {
		return p.by.in(e.PrincipalID)
	}
	return ascii.EqualFold(e.PrincipalID, p.by.Object)
}

func (p *planner) nearer(a, b *Eligibility) bool {
	if mine := a.PrincipalType != Group; mine != (b.PrincipalType != Group) {
		return mine
	}
	return len(a.Scope.Key()) > len(b.Scope.Key())
}

// alone fails while another request for the same waits for approval.
func (p *planner) alone() error {
	waiting, err := p.r.ScheduleRequests(RequestQuery{Tenant: p.in.Tenant, Kind: ForAssignment, Principals: []string{p.in.PrincipalID}, RoleID: p.in.RoleID, Pending: true})
	if err != nil {
		return err
	}
	for _, other := range waiting {
		if other.Scope.Equal(p.in.Scope) && other.StatusAt(p.change.At) == PendingApproval {
			return fault.New(fault.Invalid, "PendingRoleAssignmentRequest", "There is already an existing pending Role assignment request.")
		}
	}
	return nil
}

func (p *planner) deactivate() error {
	if err := p.own(); err != nil {
		return err
	}
	held, err := p.heldAssignment()
	if err != nil {
		return err
	}
	if held == nil || !held.Activated() {
		return roleAssignmentDoesNotExist()
	}
	p.in.Target, p.in.Status, p.in.Linked = held.Name, Revoked, held.Schedule.Eligibility
	p.drop = append(p.drop, held)
	return nil
}
