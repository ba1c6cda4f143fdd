package rbac

import (
	"slices"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Requester is who makes a request.
type Requester struct {
	Principal
	Groups []string // object ids of groups of the same tenant
	MFA    bool     // signed in with more than one factor
}

func (w Requester) in(group string) bool {
	return slices.ContainsFunc(w.Groups, func(g string) bool { return ascii.EqualFold(g, group) })
}

// Planned is a request that was checked, and what it will do.
type Planned struct {
	Request  *ScheduleRequest
	assign   *Assignment  // to put
	eligible *Eligibility // to put
	drop     []*Assignment
	forget   []*Eligibility
}

// Plan checks a request and returns what it will do. It does not check whether by may make a request of that type, other than
// those of the principal itself, nor that the principal exists.
//
// It fails with Azure's codes: RoleAssignmentRequestPolicyValidationFailed if the policy of the role does not allow it,
// RoleAssignmentExists, RoleAssignmentDoesNotExist, PendingRoleAssignmentRequest, and those of Assign.
func Plan(r Reader, in *ScheduleRequest, by Requester, change Change) (*Planned, error) {
	request := *in
	request.By, request.At = change.By, change.At
	if !ascii.EqualFold(by.Tenant, request.Tenant) {
		request.Home = by.Tenant
	}
	if err := checkRequest(r, &request, change); err != nil {
		return nil, err
	}
	p := &planner{Planned: &Planned{Request: &request}, r: r, in: &request, by: by, change: change}
	var err error
	switch request.Type {
	case AdminAssign:
		err = p.adminAssign()
	case AdminUpdate, AdminExtend, AdminRenew:
		err = p.adminUpdate()
	case AdminRemove:
		err = p.adminRemove()
	case SelfActivate:
		err = p.activate()
	case SelfDeactivate:
		err = p.deactivate()
	}
	if err != nil {
		return nil, err
	}
	return p.Planned, nil
}

// Do does what was planned, in the transaction in which it was planned, and keeps the request.
func (p *Planned) Do(w Writer) error {
	for _, a := range p.drop {
		if _, err := w.DeleteAssignment(a.Tenant, a.Scope, a.Name); err != nil {
			return err
		}
	}
	for _, e := range p.forget {
		if _, err := w.DeleteEligibility(e.Tenant, e.Scope, e.Name); err != nil {
			return err
		}
	}
	if p.assign != nil {
		if err := w.PutAssignment(p.assign); err != nil {
			return err
		}
	}
	if p.eligible != nil {
		if err := w.PutEligibility(p.eligible); err != nil {
			return err
		}
	}
	if err := w.TrimScheduleRequests(p.Request.Tenant, MaxScheduleRequests-1); err != nil {
		return err
	}
	return w.PutScheduleRequest(p.Request)
}

// checkRequest checks what does not depend on what is assigned.
func checkRequest(r Reader, in *ScheduleRequest, change Change) error {
	if _, ok := guid.Parse(in.Name); !ok {
		return fault.New(fault.Invalid, "InvalidRoleAssignmentRequestId", "The request ID '%s' is not valid. It must be a GUID.", clip(in.Name))
	}
	known := []RequestType{AdminAssign, AdminUpdate, AdminExtend, AdminRenew, AdminRemove}
	if in.Kind == ForAssignment {
		known = append(known, SelfActivate, SelfDeactivate)
	}
	if !slices.Contains(known, in.Type) {
		return fault.New(fault.Invalid, "InvalidRequestType", "The request type '%s' is not supported here. Use one of %v.", clip(string(in.Type)), known)
	}
	if len(in.Justification) > maxJustification || len(in.Ticket.Number) > maxJustification || len(in.Ticket.System) > maxJustification {
		return fault.New(fault.Invalid, "InvalidRequest", "The justification and the ticket of a request have at most %d bytes each.", maxJustification)
	}
	_, err := r.ScheduleRequest(in.Tenant, in.Kind, in.Scope, in.Name)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "RoleAssignmentRequestExists", "The request '%s' exists already. Make another with a new GUID.", in.Name)
	case !fault.Is(err, fault.NotFound):
		return err
	}
	a := in.asAssignment()
	if err := checkAssignment(r, a, change); err != nil {
		return err
	}
	in.ConditionVersion = a.ConditionVersion
	return nil
}

// asAssignment returns the assignment that the request asks for, without a schedule.
func (r *ScheduleRequest) asAssignment() *Assignment {
	return &Assignment{
		Name: r.Name, Tenant: r.Tenant, Scope: r.Scope, RoleID: r.RoleID, PrincipalID: r.PrincipalID, PrincipalTenant: r.PrincipalTenant,
		PrincipalType: r.PrincipalType, Condition: r.Condition, ConditionVersion: r.ConditionVersion,
	}
}

// period returns when the schedule of a request begins and ends; a zero end is none. A start in the past is now.
func (r *ScheduleRequest) period(now time.Time) (starts, ends time.Time, err error) {
	starts = r.Starts.UTC()
	if starts.Before(now) {
		starts = now
	}
	starts = starts.Truncate(time.Microsecond) // as the store keeps times
	invalid := func(why string) error {
		return fault.New(fault.Invalid, "InvalidScheduleInfo", "The schedule of the request is not valid: %s.", why)
	}
	switch e := r.Expiration; {
	case e.Type == "" || ascii.EqualFold(e.Type, "NoExpiration"):
		return starts, time.Time{}, nil
	case ascii.EqualFold(e.Type, "AfterDuration"):
		if e.Duration == "" { // Azure takes it as no expiration
			return starts, time.Time{}, nil
		}
		d, err := ParseDuration(e.Duration)
		if err == nil && d < time.Second {
			err = invalid("its duration is less than a second")
		}
		return starts, starts.Add(d), err
	case ascii.EqualFold(e.Type, "AfterDateTime"):
		if !e.Ends.After(starts) {
			return starts, ends, invalid("it does not end after its start")
		}
		return starts, e.Ends.UTC().Truncate(time.Microsecond), nil
	}
	return starts, ends, invalid("the type of its expiration is not NoExpiration, AfterDuration or AfterDateTime")
}

// planner plans one request.
type planner struct {
	*Planned
	r      Reader
	in     *ScheduleRequest
	by     Requester
	change Change
}

func roleAssignmentExists() error {
	return fault.New(fault.Invalid, "RoleAssignmentExists", "The Role assignment already exists.")
}

func roleAssignmentDoesNotExist() error {
	return fault.New(fault.Invalid, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")
}

// heldAssignment returns the assignment of the request's role to its principal at its scope, and nil if there is none. One that
// has ended is to be dropped.
func (p *planner) heldAssignment() (*Assignment, error) {
	all, err := p.r.Assignments(p.exactly())
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		switch {
		case foldPrincipal(a.Principal()) != foldPrincipal(p.in.Principal()):
		case a.Schedule.ended(p.change.At):
			p.drop = append(p.drop, a)
		default:
			return a, nil
		}
	}
	return nil, nil
}

// heldEligibility is heldAssignment for eligibilities.
func (p *planner) heldEligibility() (*Eligibility, error) {
	all, err := p.r.Eligibilities(p.exactly())
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		switch {
		case foldPrincipal(e.Principal()) != foldPrincipal(p.in.Principal()):
		case e.Schedule.ended(p.change.At):
			p.forget = append(p.forget, e)
		default:
			return e, nil
		}
	}
	return nil, nil
}

func (p *planner) exactly() AssignmentQuery {
	return AssignmentQuery{Tenant: p.in.Tenant, Scope: &p.in.Scope, Principals: []string{p.in.PrincipalID}, RoleID: p.in.RoleID}
}

// scheduled returns the schedule that the request asks for, within limits.
func (p *planner) scheduled(l Limits) (*Schedule, error) {
	starts, ends, err := p.in.period(p.change.At)
	if err != nil {
		return nil, err
	}
	if err := l.check(p.in, starts, ends, p.by.MFA); err != nil {
		return nil, err
	}
	return &Schedule{Starts: starts, Ends: ends, Request: p.in.Name}, nil
}

// made completes an assignment that the request makes, and the status of the request.
func (p *planner) made(a *Assignment, s *Schedule) *Assignment {
	a.Schedule = s
	a.CreatedOn, a.UpdatedOn, a.CreatedBy, a.UpdatedBy = p.change.At, p.change.At, p.change.By, p.change.By
	p.in.Target, p.in.Status = a.Name, Provisioned
	if !s.begun(p.change.At) {
		p.in.Status = ScheduleCreated
	}
	return a
}

// free fails if the name of a new assignment or eligibility is taken, or if the subscription has no room for it.
func (p *planner) free() error {
	q := AssignmentQuery{Tenant: p.in.Tenant, Name: p.in.Name, Limit: 1}
	if n, err := p.r.CountAssignments(q); err != nil || n > 0 {
		if err == nil {
			err = updateNotPermitted()
		}
		return err
	}
	if named, err := p.r.Eligibilities(q); err != nil || len(named) > 0 {
		if err == nil {
			err = updateNotPermitted()
		}
		return err
	}
	return checkRoom(p.r, p.in.asAssignment())
}

func (p *planner) adminAssign() error {
	policy, err := RolePolicyAt(p.r, p.in.Tenant, p.in.Scope, p.in.RoleID)
	if err != nil {
		return err
	}
	if p.in.Kind == ForEligibility {
		held, err := p.heldEligibility()
		if held != nil {
			return roleAssignmentExists()
		}
		if err != nil {
			return err
		}
		if err := p.free(); err != nil {
			return err
		}
		s, err := p.scheduled(policy.Eligible)
		if err != nil {
			return err
		}
		p.eligible = &Eligibility{*p.made(p.in.asAssignment(), s)}
		return nil
	}
	held, err := p.heldAssignment()
	if held != nil {
		return roleAssignmentExists()
	}
	if err != nil {
		return err
	}
	if err := p.free(); err != nil {
		return err
	}
	s, err := p.scheduled(policy.Active)
	if err != nil {
		return err
	}
	p.assign = p.made(p.in.asAssignment(), s)
	return nil
}

// adminUpdate gives an eligibility or an active assignment a new period, and makes one anew that has ended. Activations
// cannot be changed: they belong to their principal.
func (p *planner) adminUpdate() error {
	policy, err := RolePolicyAt(p.r, p.in.Tenant, p.in.Scope, p.in.RoleID)
	if err != nil {
		return err
	}
	if p.in.Kind == ForEligibility {
		held, err := p.heldEligibility()
		if err != nil {
			return err
		}
		if held == nil {
			if p.in.Type == AdminRenew {
				return p.adminAssign()
			}
			return roleAssignmentDoesNotExist()
		}
		next := *held
		if err := p.update(&next.Assignment, policy.Eligible); err != nil {
			return err
		}
		p.eligible = &next
		return p.shorten(held, next.Schedule.Ends)
	}
	held, err := p.heldAssignment()
	if err != nil {
		return err
	}
	if held == nil || held.Activated() {
		if held == nil && p.in.Type == AdminRenew {
			return p.adminAssign()
		}
		return roleAssignmentDoesNotExist()
	}
	next := *held
	if err := p.update(&next, policy.Active); err != nil {
		return err
	}
	if held.Schedule == nil && !next.Schedule.Ends.IsZero() {
		if err := keepAdministrator(p.r, held, p.change.Above); err != nil {
			return err
		}
	}
	p.assign = &next
	return nil
}

// update changes the schedule and the condition of what is held. What has begun does not begin again.
func (p *planner) update(held *Assignment, l Limits) error {
	s, err := p.scheduled(l)
	if err != nil {
		return err
	}
	if held.Schedule != nil && held.Schedule.begun(p.change.At) {
		s.Starts = held.Schedule.Starts
	}
	held.Schedule, held.UpdatedOn, held.UpdatedBy = s, p.change.At, p.change.By
	if p.in.Condition != "" {
		held.Condition, held.ConditionVersion = p.in.Condition, p.in.ConditionVersion
	}
	p.in.Target, p.in.Status = held.Name, Provisioned
	return nil
}

// shorten deletes the activations of an eligibility that would outlast it.
func (p *planner) shorten(e *Eligibility, ends time.Time) error {
	if ends.IsZero() {
		return nil
	}
	active, err := activations(p.r, e)
	for _, a := range active {
		if a.Schedule.Ends.After(ends) {
			p.drop = append(p.drop, a)
		}
	}
	return err
}

// activations returns the assignments by which an eligibility is active.
func activations(r Reader, e *Eligibility) ([]*Assignment, error) {
	q := AssignmentQuery{Tenant: e.Tenant, RoleID: e.RoleID}
	if e.PrincipalType != Group {
		q.Principals = []string{e.PrincipalID}
	}
	all, err := r.Assignments(q)
	return slices.DeleteFunc(all, func(a *Assignment) bool {
		return !a.Activated() || a.Schedule.Eligibility != e.Name || !a.Schedule.EligibleAt.Equal(e.Scope)
	}), err
}

// adminRemove removes an eligibility with its activations, or an assignment.
func (p *planner) adminRemove() error {
	p.in.Status = Revoked
	if p.in.Kind == ForEligibility {
		held, err := p.heldEligibility()
		if err != nil {
			return err
		}
		if held == nil {
			return roleAssignmentDoesNotExist()
		}
		p.in.Target, p.forget = held.Name, append(p.forget, held)
		active, err := activations(p.r, held)
		p.drop = append(p.drop, active...)
		return err
	}
	held, err := p.heldAssignment()
	if err != nil {
		return err
	}
	if held == nil {
		return roleAssignmentDoesNotExist()
	}
	if err := keepAdministrator(p.r, held, p.change.Above); err != nil {
		return err
	}
	p.in.Target, p.drop = held.Name, append(p.drop, held)
	return nil
}
