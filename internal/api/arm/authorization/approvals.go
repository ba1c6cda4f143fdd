package authorization

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// approvalBody is what approvers decide about. Source: armauthorization 3.0.0-beta, api-version 2021-01-01-preview. An approval
// has one stage. Both have the name of the request.
type approvalBody struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	Properties struct {
		Stages []stageBody `json:"stages"`
	} `json:"properties"`
}

type stageBody struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Type       string          `json:"type"`
	Properties stageProperties `json:"properties"`
}

type stageProperties struct {
	DisplayName   *string   `json:"displayName"`
	Status        string    `json:"status"` // InProgress, Completed or Expired
	AssignedToMe  bool      `json:"assignedToMe"`
	ReviewResult  string    `json:"reviewResult"` // NotReviewed, Approve or Deny
	Justification *string   `json:"justification"`
	ReviewedBy    *reviewer `json:"reviewedBy"`
}

type reviewer struct {
	PrincipalID   string `json:"principalId"`
	PrincipalName string `json:"principalName"`
	PrincipalType string `json:"principalType"`
}

// waiting returns the request of the approval that the path names.
func waiting(c *provider.Call) (*rbac.ScheduleRequest, error) {
	r, err := assignments.find(c.Tx, c.Tenant, c.Request)
	stage := c.Vars["stage"]
	if fault.Is(err, fault.NotFound) || err == nil && (r.Review == nil || stage != "" && !ascii.EqualFold(stage, r.Name)) {
		return nil, provider.NotFound("role assignment approval", c.Vars["request"])
	}
	return r, err
}

func stageOf(c *provider.Call, r *rbac.ScheduleRequest) (stageBody, error) {
	out := stageBody{ID: ChildID(r.Scope, "roleAssignmentApprovals", r.Name) + "/stages/" + r.Name, Name: r.Name, Type: "Microsoft.Authorization/roleAssignmentApprovals/stages"}
	p := &out.Properties
	p.Status, p.ReviewResult, p.Justification = "Completed", "NotReviewed", orNull(r.Review.Justification)
	switch r.StatusAt(c.Now()) {
	case rbac.PendingApproval:
		p.Status = "InProgress"
		may, err := rbac.MayDecide(c.Tx, r, requester(c.Host, c.Caller))
		if err != nil {
			return out, err
		}
		p.AssignedToMe = may
	case rbac.TimedOut:
		p.Status = "Expired"
	case rbac.Denied:
		p.ReviewResult = "Deny"
	case rbac.Provisioned, rbac.ScheduleCreated:
		p.ReviewResult = "Approve"
	}
	if r.Review.By == "" {
		return out, nil
	}
	p.ReviewedBy = &reviewer{PrincipalID: r.Review.By, PrincipalType: "user"}
	found, err := c.Tx.Object(r.Tenant, r.Review.By)
	if err == nil {
		p.ReviewedBy.PrincipalName = found.Head().DisplayName
	}
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return out, err
}

// waitingStage returns the request that the path names, with its stage.
func waitingStage(c *provider.Call) (*rbac.ScheduleRequest, stageBody, error) {
	r, err := waiting(c)
	if err != nil {
		return nil, stageBody{}, err
	}
	stage, err := stageOf(c, r)
	return r, stage, err
}

func showApproval(c *provider.Call) (edge.Reply, error) {
	r, stage, err := waitingStage(c)
	if err != nil {
		return edge.Reply{}, err
	}
	out := approvalBody{ID: ChildID(r.Scope, "roleAssignmentApprovals", r.Name), Name: r.Name, Type: "Microsoft.Authorization/roleAssignmentApprovals"}
	out.Properties.Stages = []stageBody{stage}
	return provider.OK(out)
}

func listStages(c *provider.Call) (edge.Reply, error) {
	_, stage, err := waitingStage(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: []stageBody{stage}})
}

func showStage(c *provider.Call) (edge.Reply, error) {
	_, stage, err := waitingStage(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(stage)
}

// decideStage approves or denies a request. The rules check that the caller is an approver: no role makes one.
func decideStage(c *provider.Call) (edge.Reply, error) {
	r, err := waiting(c)
	if err != nil {
		return edge.Reply{}, err
	}
	type decision struct {
		ReviewResult  string `json:"reviewResult"`
		Justification string `json:"justification"`
	}
	var in struct {
		decision
		Properties decision `json:"properties"` // both forms are in use
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	said := in.Properties
	if said.ReviewResult == "" {
		said = in.decision
	}
	approve := ascii.EqualFold(said.ReviewResult, "Approve")
	if !approve && !ascii.EqualFold(said.ReviewResult, "Deny") {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidReviewResult", "properties.reviewResult must be Approve or Deny.")
	}
	asked := rbac.Requester{Principal: r.Principal(), Groups: c.RBAC().Groups(r.Principal())}
	decided, err := rbac.Approve(c.Tx, r, asked, requester(c.Host, c.Caller), rbac.Approved{Approve: approve, Justification: said.Justification}, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	stage, err := stageOf(c, decided)
	if err != nil {
		return edge.Reply{}, err
	}
	c.Action, c.Reason = "Microsoft.Authorization/roleAssignmentApprovals/stages/write", "decided: "+string(decided.Status)
	return provider.OK(stage)
}
