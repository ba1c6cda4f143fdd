package authorization

import (
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// scheduleBody is a schedule, or an instance of one: what is in force now. Source: the models of armauthorization 2.2.0,
// api-version 2020-10-01. A schedule does not recur, so it has one instance, and both have the name of what is scheduled.
type scheduleBody struct {
	ID         string             `json:"id"`
	Name       string             `json:"name"`
	Type       string             `json:"type"`
	Properties scheduleProperties `json:"properties"`
}

type scheduleProperties struct {
	Scope            string             `json:"scope"`
	RoleDefinitionID string             `json:"roleDefinitionId"`
	PrincipalID      string             `json:"principalId"`
	PrincipalType    rbac.PrincipalType `json:"principalType"`
	Status           rbac.RequestStatus `json:"status"`
	StartDateTime    time.Time          `json:"startDateTime"`
	EndDateTime      *time.Time         `json:"endDateTime"`
	MemberType       string             `json:"memberType"`
	Condition        *string            `json:"condition"`
	ConditionVersion *string            `json:"conditionVersion"`
	CreatedOn        time.Time          `json:"createdOn"`
	UpdatedOn        *time.Time         `json:"updatedOn,omitempty"` // of schedules
	Expanded         expanded           `json:"expandedProperties"`

	// Of eligibilities.
	EligibilityRequestID  *string `json:"roleEligibilityScheduleRequestId,omitempty"`
	EligibilityScheduleID *string `json:"roleEligibilityScheduleId,omitempty"` // of instances
	// Of assignments.
	AssignmentType       string  `json:"assignmentType,omitempty"`
	AssignmentRequestID  *string `json:"roleAssignmentScheduleRequestId,omitempty"`
	AssignmentScheduleID *string `json:"roleAssignmentScheduleId,omitempty"` // of instances
	LinkedScheduleID     *string `json:"linkedRoleEligibilityScheduleId,omitempty"`
	LinkedInstanceID     *string `json:"linkedRoleEligibilityScheduleInstanceId,omitempty"` // of instances
	OriginID             *string `json:"originRoleAssignmentId,omitempty"`                  // of instances
}

// The collections of a kind of schedule.
const (
	schedulesSuffix = "Schedules"
	instancesSuffix = "ScheduleInstances"
	requestsSuffix  = "ScheduleRequests"
)

// showSchedule renders a schedule, or an instance if suffix says so.
func (s schedules) showSchedule(c *provider.Call, suffix string, a *rbac.Assignment) (scheduleBody, error) {
	names, err := expand(c, a)
	if err != nil {
		return scheduleBody{}, err
	}
	out := scheduleBody{ID: s.id(suffix, a.Scope, a.Name), Name: a.Name, Type: "Microsoft.Authorization/" + s.name + suffix}
	p := &out.Properties
	*p = scheduleProperties{
		Scope: a.Scope.String(), RoleDefinitionID: DefinitionID(a.Scope, a.RoleID), PrincipalID: a.PrincipalID, PrincipalType: a.PrincipalType,
		Status: rbac.Provisioned, StartDateTime: a.CreatedOn, MemberType: "Direct", Condition: orNull(a.Condition), ConditionVersion: orNull(a.ConditionVersion),
		CreatedOn: a.CreatedOn, Expanded: names,
	}
	switch {
	case a.PrincipalID != c.Caller.Object && a.PrincipalType == rbac.Group && asksForOwn(c):
		p.MemberType = "Group"
	case !a.Scope.Equal(c.Scope) && a.Scope.Contains(c.Scope):
		p.MemberType = "Inherited"
	}
	period := a.Schedule
	if period == nil {
		period = &rbac.Schedule{}
	}
	if !period.Starts.IsZero() {
		p.StartDateTime = period.Starts
	}
	if p.EndDateTime = timeOrNull(period.Ends); !a.InForce(c.Now()) {
		p.Status = rbac.ScheduleCreated
	}
	instance := suffix == instancesSuffix
	if !instance {
		p.UpdatedOn = timeOrNull(a.UpdatedOn)
	}
	if s.kind == rbac.ForEligibility {
		if p.EligibilityRequestID = s.idOrNull(requestsSuffix, a.Scope, period.Request); instance {
			p.EligibilityRequestID, p.EligibilityScheduleID = nil, s.idOrNull(schedulesSuffix, a.Scope, a.Name)
		}
		return out, nil
	}
	if p.AssignmentType = "Assigned"; a.Activated() {
		p.AssignmentType = "Activated"
		p.LinkedScheduleID = eligibilities.idOrNull(schedulesSuffix, period.EligibleAt, period.Eligibility)
	}
	if !instance {
		p.AssignmentRequestID = s.idOrNull(requestsSuffix, a.Scope, period.Request)
		return out, nil
	}
	p.AssignmentScheduleID = s.idOrNull(schedulesSuffix, a.Scope, a.Name)
	p.OriginID = orNull(ChildID(a.Scope, "roleAssignments", a.Name))
	p.LinkedInstanceID = eligibilities.idOrNull(instancesSuffix, period.EligibleAt, period.Eligibility)
	return out, nil
}

// asksForOwn reports whether the request lists what concerns the caller.
func asksForOwn(c *provider.Call) bool {
	own, err := ownOnly(c.Host, c.Tx, c.Request, c.Tenant, nil)
	return err == nil && own
}

// list answers with schedules, or with the instances that are in force. Besides the filters of role assignments it knows
// asTarget(): what concerns the caller, or a group of the caller.
func (s schedules) list(suffix string) func(*provider.Call) (edge.Reply, error) {
	return func(c *provider.Call) (edge.Reply, error) {
		query := c.URL.Query()
		terms, err := provider.ReadFilter(query.Get("$filter"))
		if err != nil {
			return edge.Reply{}, err
		}
		var rest []provider.Term
		var own []string
		for _, t := range terms {
			if t.Name+" "+t.Operator == "astarget call" {
				own = append(requester(c.Host, c.Caller).Groups, c.Caller.Object)
				continue
			}
			rest = append(rest, t)
		}
		l, err := listing(c, query, rest)
		if err != nil {
			return edge.Reply{}, err
		}
		if own != nil {
			l.AssignedTo, l.Of = own, c.Caller.Tenant
		}
		if suffix == instancesSuffix {
			l.At = c.Now()
		}
		l.Unended = c.Now()
		if s.kind == rbac.ForEligibility {
			return pageOf(c, l, rbac.ListEligibilities, func(e *rbac.Eligibility) (any, error) { return s.showSchedule(c, suffix, &e.Assignment) })
		}
		return pageOf(c, l, rbac.List, func(a *rbac.Assignment) (any, error) { return s.showSchedule(c, suffix, a) })
	}
}

// show answers with the schedule or the instance that the path names.
func (s schedules) show(suffix string) func(*provider.Call) (edge.Reply, error) {
	return func(c *provider.Call) (edge.Reply, error) {
		a, err := s.named(c.Tx, c.Tenant, c.Request)
		if err != nil {
			return edge.Reply{}, err
		}
		if a == nil || !c.Now().Before(endOf(a)) || suffix == instancesSuffix && !a.InForce(c.Now()) {
			return edge.Reply{}, provider.NotFound("role schedule", c.Vars["schedule"])
		}
		out, err := s.showSchedule(c, suffix, a)
		if err != nil {
			return edge.Reply{}, err
		}
		return provider.OK(out)
	}
}

// endOf returns when an assignment ends, or a time that never comes.
func endOf(a *rbac.Assignment) time.Time {
	if a.Schedule == nil || a.Schedule.Ends.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return a.Schedule.Ends
}

// named returns what the path names, or nil.
func (s schedules) named(tx provider.Tx, tenant string, r *edge.Request) (*rbac.Assignment, error) {
	name, valid := guid.Parse(r.Vars["schedule"])
	if !valid {
		return nil, nil
	}
	if s.kind == rbac.ForAssignment {
		a, err := tx.Assignment(tenant, r.Scope, name)
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		return a, err
	}
	all, err := tx.Eligibilities(rbac.AssignmentQuery{Tenant: tenant, Scope: &r.Scope, Name: name})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0].Assignment, nil
}

// ownNamed waives the action for a schedule of the caller or of a group of the caller.
func (s schedules) ownNamed(d *provider.Host, tx provider.Tx, r *edge.Request, tenant string, _ []byte) (bool, error) {
	a, err := s.named(tx, tenant, r)
	if a == nil || err != nil {
		return false, err
	}
	return concerns(requester(d, r.Caller), a.Principal()), nil
}

// concerns reports whether a principal is who, or a group of who.
func concerns(who rbac.Requester, p rbac.Principal) bool {
	if !ascii.EqualFold(p.Tenant, who.Tenant) {
		return false
	}
	if ascii.EqualFold(p.Object, who.Object) {
		return true
	}
	for _, group := range who.Groups {
		if ascii.EqualFold(p.Object, group) {
			return true
		}
	}
	return false
}
