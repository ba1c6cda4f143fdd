package authorization

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// requestIn is the body of a request. Source: the models of armauthorization 2.2.0, api-version 2020-10-01.
type requestIn struct {
	Properties struct {
		assignmentInProperties
		RequestType   rbac.RequestType `json:"requestType"`
		Justification string           `json:"justification"`
		TicketInfo    ticketInfo       `json:"ticketInfo"`
		ScheduleInfo  scheduleInfo     `json:"scheduleInfo"`
		Linked        string           `json:"linkedRoleEligibilityScheduleId"`
	} `json:"properties"`
}

type ticketInfo struct {
	Number *string `json:"ticketNumber"`
	System *string `json:"ticketSystem"`
}

type scheduleInfo struct {
	StartDateTime *time.Time `json:"startDateTime"`
	Expiration    struct {
		Type        string     `json:"type"`
		EndDateTime *time.Time `json:"endDateTime"`
		Duration    *string    `json:"duration"`
	} `json:"expiration"`
}

// requestBody is a request as Azure shows it.
type requestBody struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Type       string            `json:"type"`
	Properties requestProperties `json:"properties"`
}

type requestProperties struct {
	Scope             string             `json:"scope"`
	RoleDefinitionID  string             `json:"roleDefinitionId"`
	PrincipalID       string             `json:"principalId"`
	PrincipalType     rbac.PrincipalType `json:"principalType"`
	RequestType       rbac.RequestType   `json:"requestType"`
	Status            rbac.RequestStatus `json:"status"`
	ApprovalID        *string            `json:"approvalId"`
	ScheduleInfo      scheduleInfo       `json:"scheduleInfo"`
	Justification     *string            `json:"justification"`
	TicketInfo        ticketInfo         `json:"ticketInfo"`
	Condition         *string            `json:"condition"`
	ConditionVersion  *string            `json:"conditionVersion"`
	RequestorID       string             `json:"requestorId"`
	CreatedOn         time.Time          `json:"createdOn"`
	TargetEligibility *string            `json:"targetRoleEligibilityScheduleId,omitempty"`
	TargetAssignment  *string            `json:"targetRoleAssignmentScheduleId,omitempty"`
	Linked            *string            `json:"linkedRoleEligibilityScheduleId,omitempty"`
	Expanded          expanded           `json:"expandedProperties"`
}

func (s schedules) showRequest(c *provider.Call, r *rbac.ScheduleRequest) (requestBody, error) {
	names, err := expand(c, &rbac.Assignment{
		Tenant: r.Tenant, Scope: r.Scope, RoleID: r.RoleID, PrincipalID: r.PrincipalID, PrincipalTenant: r.PrincipalTenant, PrincipalType: r.PrincipalType,
	})
	if err != nil {
		return requestBody{}, err
	}
	out := requestBody{ID: s.id(requestsSuffix, r.Scope, r.Name), Name: r.Name, Type: "Microsoft.Authorization/" + s.name + requestsSuffix}
	p := &out.Properties
	*p = requestProperties{
		Scope: r.Scope.String(), RoleDefinitionID: DefinitionID(r.Scope, r.RoleID), PrincipalID: r.PrincipalID, PrincipalType: r.PrincipalType,
		RequestType: r.Type, Status: r.StatusAt(c.Now()), Justification: orNull(r.Justification), TicketInfo: ticketInfo{orNull(r.Ticket.Number), orNull(r.Ticket.System)},
		Condition: orNull(r.Condition), ConditionVersion: orNull(r.ConditionVersion), RequestorID: r.By, CreatedOn: r.At, Expanded: names,
	}
	p.ScheduleInfo.StartDateTime = timeOrNull(r.Starts)
	p.ScheduleInfo.Expiration.Type = r.Expiration.Type
	p.ScheduleInfo.Expiration.Duration = orNull(r.Expiration.Duration)
	p.ScheduleInfo.Expiration.EndDateTime = timeOrNull(r.Expiration.Ends)
	if r.Review != nil {
		p.ApprovalID = orNull(ChildID(r.Scope, "roleAssignmentApprovals", r.Name))
	}
	if s.kind == rbac.ForEligibility {
		p.TargetEligibility = s.idOrNull(schedulesSuffix, r.Scope, r.Target)
	} else {
		p.TargetAssignment, p.Linked = s.idOrNull(schedulesSuffix, r.Scope, r.Target), orNull(r.Linked)
	}
	return out, nil
}

// readRequest reads the body of a request.
func (s schedules) readRequest(c *provider.Call) (*rbac.ScheduleRequest, error) {
	var in requestIn
	if err := c.ReadBody(&in); err != nil {
		return nil, err
	}
	at, err := c.Find()
	if err != nil {
		return nil, err
	}
	p := in.Properties
	role, err := roleOf(p.RoleDefinitionID)
	if err != nil {
		return nil, err
	}
	r := &rbac.ScheduleRequest{
		Name: ascii.ToLower(c.Vars["request"]), Tenant: c.Tenant, Kind: s.kind, Type: p.RequestType, Scope: at.ID, RoleID: role,
		Condition: p.Condition, ConditionVersion: p.ConditionVersion, Justification: p.Justification,
		Ticket: rbac.Ticket{Number: textOf(p.TicketInfo.Number), System: textOf(p.TicketInfo.System)},
		Starts: timeOf(p.ScheduleInfo.StartDateTime), Linked: lastName(p.Linked),
		Expiration: rbac.Expiration{
			Type: p.ScheduleInfo.Expiration.Type, Duration: textOf(p.ScheduleInfo.Expiration.Duration), Ends: timeOf(p.ScheduleInfo.Expiration.EndDateTime),
		},
	}
	if r.Type.Self() && c.Caller.Claims.External {
		r.PrincipalID, r.PrincipalTenant, r.PrincipalType = ascii.ToLower(p.PrincipalID), c.Caller.Tenant, c.Caller.Type
		return r, nil
	}
	r.PrincipalID, r.PrincipalTenant, r.PrincipalType, err = principal(c, p.assignmentInProperties)
	return r, err
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func timeOf(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// ownRequest waives the action for a request that the caller makes about itself: the rules check the eligibility.
func ownRequest(_ *provider.Host, _ provider.Tx, r *edge.Request, _ string, body []byte) (bool, error) {
	var in requestIn
	if err := edge.DecodeJSON(body, &in); err != nil {
		return false, nil //nolint:nilerr // without the role, what else is wrong is not told
	}
	return in.Properties.RequestType.Self() && ascii.EqualFold(in.Properties.PrincipalID, r.Caller.Object), nil
}

// plan reads and checks a request. The row has checked that the caller may assign the role to the principal, or that the request
// is about the caller; who removes something must be allowed to delete assignments.
func (s schedules) plan(c *provider.Call) (*rbac.Planned, error) {
	in, err := s.readRequest(c)
	if err != nil {
		return nil, err
	}
	if in.Type == rbac.AdminRemove {
		const remove = "Microsoft.Authorization/roleAssignments/delete"
		q := c.Question(c.Caller, c.Tenant, remove, c.Scope, attributesOf("@Resource", in.RoleID, in.PrincipalID, in.PrincipalType))
		if !rbac.Decide(q, c.RBAC()).Allowed {
			return nil, provider.Refuse(c.Caller, remove, c.URL.Path, c.Scope, true)
		}
	}
	return rbac.Plan(c.Tx, in, requester(c.Host, c.Caller), c.RoleChange())
}

// put makes a request, and does at once what it asks for, unless it must be approved.
func (s schedules) put(c *provider.Call) (edge.Reply, error) {
	planned, err := s.plan(c)
	if err != nil {
		return edge.Reply{}, err
	}
	if err := planned.Do(c.Tx); err != nil {
		return edge.Reply{}, err
	}
	out, err := s.showRequest(c, planned.Request)
	if err != nil {
		return edge.Reply{}, err
	}
	c.Action = s.action(requestsSuffix, "write")
	c.Reason = fmt.Sprintf("%s of %s: %s", planned.Request.Type, out.Properties.Expanded.Role.DisplayName, planned.Request.Status)
	return provider.Reply(http.StatusCreated, out)
}

// validate checks a request without making it.
func (s schedules) validate(c *provider.Call) (edge.Reply, error) {
	planned, err := s.plan(c)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := s.showRequest(c, planned.Request)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

func (s schedules) find(tx provider.Tx, tenant string, r *edge.Request) (*rbac.ScheduleRequest, error) {
	return tx.ScheduleRequest(tenant, s.kind, r.Scope, r.Vars["request"])
}

func (s schedules) showOne(c *provider.Call) (edge.Reply, error) {
	r, err := s.find(c.Tx, c.Tenant, c.Request)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := s.showRequest(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

// involved waives the action for whom a request is about, who made it, and who may approve it.
func (s schedules) involved(d *provider.Host, tx provider.Tx, r *edge.Request, tenant string, _ []byte) (bool, error) {
	found, err := s.find(tx, tenant, r)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	who := requester(d, r.Caller)
	if concerns(who, found.Principal()) || madeBy(found, r.Caller) {
		return true, nil
	}
	return rbac.MayDecide(tx, found, who)
}

func madeBy(r *rbac.ScheduleRequest, who edge.Caller) bool {
	by := r.Requestor()
	return ascii.EqualFold(by.Object, who.Object) && ascii.EqualFold(by.Tenant, who.Tenant)
}

// requestAttributes returns what conditions of role assignments may ask about a stored request.
func (s schedules) requestAttributes(tx provider.Tx, tenant string, r *edge.Request, _ []byte) (map[string][]string, error) {
	found, err := s.find(tx, tenant, r)
	if fault.Is(err, fault.NotFound) {
		return map[string][]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return attributesOf("@Request", found.RoleID, found.PrincipalID, found.PrincipalType), nil
}

// cancel withdraws a request that has had no effect yet. Who made it may, and who may assign roles.
func (s schedules) cancel(c *provider.Call) (edge.Reply, error) {
	r, err := s.find(c.Tx, c.Tenant, c.Request)
	if err != nil {
		return edge.Reply{}, err
	}
	canceled, err := rbac.Cancel(c.Tx, r, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	c.Action, c.Reason = s.action(requestsSuffix, "cancel/action"), "canceled: "+string(canceled.Type)
	return provider.Reply(http.StatusOK, nil)
}

// cancelOwn waives the action for who made the request.
func (s schedules) cancelOwn(_ *provider.Host, tx provider.Tx, r *edge.Request, tenant string, _ []byte) (bool, error) {
	found, err := s.find(tx, tenant, r)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && madeBy(found, r.Caller), err
}

// listRequests knows the filters asTarget(), asRequestor(), asApprover(), atScope(), principalId eq, assignedTo(),
// roleDefinitionId eq, requestorId eq and status eq. Without atScope() it also lists requests at scopes below.
func (s schedules) listRequests(c *provider.Call) (edge.Reply, error) {
	text := c.URL.Query().Get("$filter")
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	q := rbac.RequestQuery{Tenant: c.Tenant, Kind: s.kind}
	who := requester(c.Host, c.Caller)
	below, target, requestor, approver, status := true, false, false, false, ""
	for _, t := range terms {
		switch t.Name + " " + t.Operator {
		case "astarget call":
			q.Principals, target = append([]string{who.Object}, who.Groups...), true
		case "asrequestor call":
			q.By, requestor = who.Object, true
		case "asapprover call":
			q.Pending, approver = true, true
		case "atscope call":
			below = false
		case "principalid eq":
			q.Principals = []string{t.Value}
		case "assignedto call":
			q.Principals = append(c.RBAC().Groups(rbac.Principal{Tenant: c.Tenant, Object: t.Value}), t.Value)
		case "requestorid eq":
			q.By = t.Value
		case "roledefinitionid eq":
			q.RoleID = lastName(t.Value)
		case "status eq":
			status = t.Value
		default:
			return edge.Reply{}, provider.InvalidFilter(text)
		}
	}
	all, err := c.Tx.ScheduleRequests(q)
	if err != nil {
		return edge.Reply{}, err
	}
	var shown []requestBody
	for _, r := range all {
		above := r.Scope.Contains(c.Scope) || slices.ContainsFunc(c.RBAC().Above(c.Scope), r.Scope.Equal)
		under := c.Scope.Contains(r.Scope) || slices.ContainsFunc(c.RBAC().Above(r.Scope), c.Scope.Equal)
		if target && !concerns(who, r.Principal()) || requestor && !madeBy(r, c.Caller) {
			continue // of another tenant with the same object id
		}
		if !above && !(below && under) || status != "" && !ascii.EqualFold(status, string(r.StatusAt(c.Now()))) {
			continue
		}
		if approver {
			may, err := rbac.MayDecide(c.Tx, r, who)
			if err != nil {
				return edge.Reply{}, err
			}
			if !may || r.StatusAt(c.Now()) != rbac.PendingApproval {
				continue
			}
		}
		out, err := s.showRequest(c, r)
		if err != nil {
			return edge.Reply{}, err
		}
		shown = append(shown, out)
	}
	key := func(b requestBody) string { return ascii.ToLower(b.ID) }
	slices.SortFunc(shown, func(a, b requestBody) int { return strings.Compare(key(a), key(b)) })
	return provider.Page(c, shown, key)
}
