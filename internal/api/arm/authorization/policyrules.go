package authorization

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// policyRule is one rule of a policy. Which members it has depends on ruleType. Source: the models of armauthorization 2.2.0,
// api-version 2020-10-01.
type policyRule struct {
	ID       string     `json:"id"`
	RuleType string     `json:"ruleType"`
	Target   ruleTarget `json:"target"`

	IsExpirationRequired *bool     `json:"isExpirationRequired,omitempty"`
	MaximumDuration      *string   `json:"maximumDuration,omitempty"`
	EnabledRules         *[]string `json:"enabledRules,omitempty"`
	Setting              *approval `json:"setting,omitempty"`
	IsEnabled            *bool     `json:"isEnabled,omitempty"`
	ClaimValue           *string   `json:"claimValue,omitempty"`

	NotificationType           *string   `json:"notificationType,omitempty"`
	RecipientType              *string   `json:"recipientType,omitempty"`
	NotificationLevel          *string   `json:"notificationLevel,omitempty"`
	NotificationRecipients     *[]string `json:"notificationRecipients,omitempty"`
	IsDefaultRecipientsEnabled *bool     `json:"isDefaultRecipientsEnabled,omitempty"`
}

type ruleTarget struct {
	Caller     string   `json:"caller"`
	Operations []string `json:"operations"`
	Level      string   `json:"level"`
}

// approval is the setting of an approval rule. Stages behind the first are not supported.
type approval struct {
	IsApprovalRequired               bool            `json:"isApprovalRequired"`
	IsApprovalRequiredForExtension   bool            `json:"isApprovalRequiredForExtension"`
	IsRequestorJustificationRequired bool            `json:"isRequestorJustificationRequired"`
	ApprovalMode                     string          `json:"approvalMode"`
	ApprovalStages                   []approvalStage `json:"approvalStages"`
}

type approvalStage struct {
	TimeOutInDays           int       `json:"approvalStageTimeOutInDays"`
	IsJustificationRequired bool      `json:"isApproverJustificationRequired"`
	EscalationTimeInMinutes int       `json:"escalationTimeInMinutes"`
	PrimaryApprovers        []userSet `json:"primaryApprovers"`
	IsEscalationEnabled     bool      `json:"isEscalationEnabled"`
}

type userSet struct {
	ID          string `json:"id"`
	Description string `json:"description"`
	IsBackup    bool   `json:"isBackup"`
	UserType    string `json:"userType"` // User or Group
}

// ruleGroup is the rules for one kind of request.
type ruleGroup struct {
	suffix, caller, level string
	limits                func(*rbac.RolePolicy) *rbac.Limits
}

func ruleGroups() []ruleGroup {
	return []ruleGroup{
		{"Admin_Eligibility", "Admin", "Eligibility", func(p *rbac.RolePolicy) *rbac.Limits { return &p.Eligible }},
		{"Admin_Assignment", "Admin", "Assignment", func(p *rbac.RolePolicy) *rbac.Limits { return &p.Active }},
		{"EndUser_Assignment", "EndUser", "Assignment", func(p *rbac.RolePolicy) *rbac.Limits { return &p.Activation }},
	}
}

const (
	approvalRule = "Approval_EndUser_Assignment"
	contextRule  = "AuthenticationContext_EndUser_Assignment"
	typePrefix   = "RoleManagementPolicy"
)

// The enabled rules of an enablement rule.
const (
	enableMFA           = "MultiFactorAuthentication"
	enableJustification = "Justification"
	enableTicketing     = "Ticketing"
)

// rulesOf returns all rules of a policy, in Azure's order.
func rulesOf(p *rbac.RolePolicy) ([]policyRule, error) {
	var rules []policyRule
	for _, g := range ruleGroups() {
		target := ruleTarget{g.caller, []string{"All"}, g.level}
		l := g.limits(p)
		if g.caller == "EndUser" {
			rules = append(rules, approvalOf(p, target), policyRule{
				ID: contextRule, RuleType: typePrefix + "AuthenticationContextRule", Target: target, IsEnabled: new(bool), ClaimValue: new(string),
			})
		}
		enabled, longest := enabledOf(*l), rbac.FormatDuration(l.Longest)
		rules = append(rules,
			policyRule{ID: "Enablement_" + g.suffix, RuleType: typePrefix + "EnablementRule", Target: target, EnabledRules: &enabled},
			policyRule{ID: "Expiration_" + g.suffix, RuleType: typePrefix + "ExpirationRule", Target: target, IsExpirationRequired: &l.Expires, MaximumDuration: &longest})
		for _, recipient := range []string{"Admin", "Requestor", "Approver"} {
			rules = append(rules, notificationOf(recipient, g, target))
		}
	}
	for i := range rules {
		sent, stored := p.Shown[rules[i].ID]
		if !stored {
			continue
		}
		kind, target := rules[i].RuleType, rules[i].Target
		if err := json.Unmarshal(sent, &rules[i]); err != nil {
			return nil, err
		}
		rules[i].RuleType, rules[i].Target = kind, target
	}
	return rules, nil
}

func notificationOf(recipient string, g ruleGroup, target ruleTarget) policyRule {
	kind, level, yes := "Email", "All", true
	return policyRule{
		ID: "Notification_" + recipient + "_" + g.suffix, RuleType: typePrefix + "NotificationRule", Target: target,
		NotificationType: &kind, RecipientType: &recipient, NotificationLevel: &level, NotificationRecipients: &[]string{}, IsDefaultRecipientsEnabled: &yes,
	}
}

func enabledOf(l rbac.Limits) []string {
	enabled := []string{}
	if l.MFA {
		enabled = append(enabled, enableMFA)
	}
	if l.Justification {
		enabled = append(enabled, enableJustification)
	}
	if l.Ticket {
		enabled = append(enabled, enableTicketing)
	}
	return enabled
}

func approvalOf(p *rbac.RolePolicy, target ruleTarget) policyRule {
	stage := approvalStage{TimeOutInDays: max(1, int(p.Approval.Timeout/(24*time.Hour))), IsJustificationRequired: p.Approval.Justification, PrimaryApprovers: []userSet{}}
	for _, a := range p.Approval.Approvers {
		kind := "User"
		if a.Group {
			kind = "Group"
		}
		stage.PrimaryApprovers = append(stage.PrimaryApprovers, userSet{ID: a.Object, Description: a.Description, UserType: kind})
	}
	return policyRule{ID: approvalRule, RuleType: typePrefix + "ApprovalRule", Target: target, Setting: &approval{
		IsApprovalRequired: p.Approval.Required, IsRequestorJustificationRequired: p.Activation.Justification,
		ApprovalMode: "SingleStage", ApprovalStages: []approvalStage{stage},
	}}
}

func invalidRule(id, format string, args ...any) error {
	return fault.New(fault.Invalid, "InvalidPolicyRule", "The rule '%s' is not valid: %s.", provider.Clip(id), fmt.Sprintf(format, args...))
}

// applyRule changes a policy by a rule of a PATCH.
func applyRule(p *rbac.RolePolicy, in policyRule, raw json.RawMessage) error {
	for _, g := range ruleGroups() {
		l := g.limits(p)
		switch in.ID {
		case "Enablement_" + g.suffix:
			return enable(l, in)
		case "Expiration_" + g.suffix:
			return expire(l, in)
		case "Notification_Admin_" + g.suffix, "Notification_Requestor_" + g.suffix, "Notification_Approver_" + g.suffix:
			return keepShown(p, in.ID, raw)
		}
	}
	switch in.ID {
	case approvalRule:
		return approve(p, in)
	case contextRule:
		if in.IsEnabled != nil && *in.IsEnabled {
			return invalidRule(in.ID, "authentication contexts are not supported here; require MultiFactorAuthentication in 'Enablement_EndUser_Assignment' instead")
		}
		return nil
	}
	return invalidRule(in.ID, "there is no rule of this name")
}

// maxShown bounds a rule that has no effect, in bytes.
const maxShown = 8 << 10

func keepShown(p *rbac.RolePolicy, id string, raw json.RawMessage) error {
	if len(raw) > maxShown {
		return invalidRule(id, "it has more than %d bytes", maxShown)
	}
	shown := map[string]json.RawMessage{id: raw}
	for other, rule := range p.Shown {
		if other != id {
			shown[other] = rule
		}
	}
	p.Shown = shown
	return nil
}

func enable(l *rbac.Limits, in policyRule) error {
	if in.EnabledRules == nil {
		return nil
	}
	l.MFA, l.Justification, l.Ticket = false, false, false
	for _, rule := range *in.EnabledRules {
		switch rule {
		case enableMFA:
			l.MFA = true
		case enableJustification:
			l.Justification = true
		case enableTicketing:
			l.Ticket = true
		default:
			return invalidRule(in.ID, "enabledRules may hold %s, %s and %s", enableMFA, enableJustification, enableTicketing)
		}
	}
	return nil
}

func expire(l *rbac.Limits, in policyRule) error {
	if in.IsExpirationRequired != nil {
		l.Expires = *in.IsExpirationRequired
	}
	if in.MaximumDuration == nil {
		return nil
	}
	longest, err := rbac.ParseDuration(*in.MaximumDuration)
	if err != nil {
		return err
	}
	l.Longest = longest
	return nil
}

func approve(p *rbac.RolePolicy, in policyRule) error {
	if in.Setting == nil {
		return invalidRule(in.ID, "it has no setting")
	}
	p.Approval = rbac.Approval{Required: in.Setting.IsApprovalRequired}
	if len(in.Setting.ApprovalStages) > 1 {
		return invalidRule(in.ID, "one approval stage is supported")
	}
	for _, stage := range in.Setting.ApprovalStages {
		if stage.TimeOutInDays < 0 || stage.TimeOutInDays > 365 {
			return invalidRule(in.ID, "approvalStageTimeOutInDays is at most 365")
		}
		p.Approval.Justification, p.Approval.Timeout = stage.IsJustificationRequired, time.Duration(stage.TimeOutInDays)*24*time.Hour
		for _, who := range stage.PrimaryApprovers {
			object, valid := guid.Parse(who.ID)
			if !valid || !slices.ContainsFunc([]string{"User", "Group"}, func(kind string) bool { return ascii.EqualFold(kind, who.UserType) }) {
				return invalidRule(in.ID, "an approver has an object id, and the userType User or Group")
			}
			p.Approval.Approvers = append(p.Approval.Approvers, rbac.Approver{Object: object, Group: ascii.EqualFold(who.UserType, "Group"), Description: provider.Clip(who.Description)})
		}
	}
	return nil
}
