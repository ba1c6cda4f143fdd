package authorization_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/guid"
)

// policyOf returns the id of the policy of a role at the resource group.
func (w pim) policyOf(role string) string {
	w.T.Helper()
	filter := url.QueryEscape("roleDefinitionId eq '" + armtest.Subscription + authorization + "roleDefinitions/" + role + "'")
	names := w.OK("ada", "GET", armtest.Group+authorization+"roleManagementPolicyAssignments?$filter="+filter, "").Names()
	if len(names) != 1 {
		w.T.Fatalf("the policy assignments of one role are %v", names)
	}
	policy, of, _ := strings.Cut(names[0], "_")
	if of != role {
		w.T.Fatalf("the policy assignment %s is not of %s", names[0], role)
	}
	return armtest.Group + authorization + "roleManagementPolicies/" + policy
}

func rules(all ...string) string { return `{"properties":{"rules":[` + strings.Join(all, ",") + `]}}` }

func approvalBy(who, kind string) string {
	return fmt.Sprintf(`{"id":"Approval_EndUser_Assignment","ruleType":"RoleManagementPolicyApprovalRule","setting":{"isApprovalRequired":true,"approvalStages":[{"approvalStageTimeOutInDays":1,"isApproverJustificationRequired":true,"primaryApprovers":[{"id":"%s","userType":"%s"}]}]}}`, who, kind)
}

func TestPoliciesSayWhatActivationsMustKeep(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	policy := w.policyOf(armtest.Contributor)
	before := w.OK("ada", "GET", policy, "")
	if n := strings.Count(before.Text, `"ruleType"`); n != 2*17 {
		t.Errorf("%d rules, want 17 and the same as effective rules: %s", n, before.Text)
	}
	w.Refused("bob", "PATCH", policy, rules(), 403, "AuthorizationFailed")
	got := w.OK("ada", "PATCH", policy, rules(
		`{"id":"Expiration_EndUser_Assignment","ruleType":"RoleManagementPolicyExpirationRule","isExpirationRequired":true,"maximumDuration":"PT30M"}`,
		`{"id":"Enablement_EndUser_Assignment","ruleType":"RoleManagementPolicyEnablementRule","enabledRules":["Ticketing"]}`,
		`{"id":"Notification_Admin_Admin_Eligibility","ruleType":"RoleManagementPolicyNotificationRule","notificationLevel":"Critical","notificationRecipients":["x@test.localhost"]}`))
	for _, want := range []string{`"maximumDuration":"PT30M"`, `"enabledRules":["Ticketing"]`, `"notificationRecipients":["x@test.localhost"]`, `"lastModifiedDateTime":"2026-11-23T09:00:00Z"`} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("no %s in %s", want, got.Text)
		}
	}
	if again := w.OK("ada", "GET", policy, ""); again.Text != got.Text {
		t.Errorf("read again: %s", again.Text)
	}
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because); !strings.Contains(got.Message(), `["TicketingRule","ExpirationRule"]`) {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	// The policy of the eligibility counts, wherever below it the role is activated.
	if got := w.activate("bob", armtest.Contributor, armtest.Account, "PT1H", because); !strings.Contains(got.Message(), `["TicketingRule","ExpirationRule"]`) {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT30M", `,"ticketInfo":{"ticketNumber":"1","ticketSystem":"x"}`); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	if other := w.OK("ada", "GET", w.policyOf(armtest.Reader), ""); !strings.Contains(other.Text, `"maximumDuration":"PT8H"`) {
		t.Errorf("the policy of another role is %s", other.Text)
	}
}

func TestPoliciesAreValidated(t *testing.T) {
	w := newPIM(t)
	policy := w.policyOf(armtest.Contributor)
	for _, row := range []struct{ because, rule, code string }{
		{"a rule that does not exist", `{"id":"Expiration_Nobody"}`, "InvalidPolicyRule"},
		{"a duration that is none", `{"id":"Expiration_EndUser_Assignment","maximumDuration":"8h"}`, "InvalidDuration"},
		{"more than a day", `{"id":"Expiration_EndUser_Assignment","maximumDuration":"P2D"}`, "InvalidPolicy"},
		{"no time at all", `{"id":"Expiration_EndUser_Assignment","maximumDuration":"PT0S"}`, "InvalidPolicy"},
		{"something to enable that does not exist", `{"id":"Enablement_EndUser_Assignment","enabledRules":["Luck"]}`, "InvalidPolicyRule"},
		{"an authentication context", `{"id":"AuthenticationContext_EndUser_Assignment","isEnabled":true,"claimValue":"c1"}`, "InvalidPolicyRule"},
		{"approval by nobody", `{"id":"Approval_EndUser_Assignment","setting":{"isApprovalRequired":true,"approvalStages":[]}}`, "InvalidPolicy"},
		{"approval by what is no id", approvalBy("bob", "User"), "InvalidPolicyRule"},
		{"approval by what approves nothing", approvalBy(guid.New(), "Robot"), "InvalidPolicyRule"},
		{"a second stage", `{"id":"Approval_EndUser_Assignment","setting":{"isApprovalRequired":true,"approvalStages":[{},{}]}}`, "InvalidPolicyRule"},
	} {
		if got := w.Call("ada", "PATCH", policy, rules(row.rule)); got.Status != 400 || got.Code() != row.code {
			t.Errorf("%s: %d %s", row.because, got.Status, got.Text)
		}
	}
	w.Refused("ada", "GET", armtest.Group+authorization+"roleManagementPolicies/"+guid.New(), "", 404, "ResourceNotFound")
}

func TestActivationWaitsForApproval(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	w.OK("ada", "PATCH", w.policyOf(armtest.Contributor), rules(approvalBy(w.ID("developers"), "Group")))
	asked := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because)
	if asked.Status != 201 || asked.At("properties", "status") != "PendingApproval" {
		t.Fatalf("%d %s", asked.Status, asked.Text)
	}
	name := fmt.Sprint(asked.At("name"))
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because); got.Code() != "PendingRoleAssignmentRequest" {
		t.Errorf("asked twice: %d %s", got.Status, got.Text)
	}
	if got := w.listed("cleo", armtest.Group, "roleAssignmentScheduleRequests", "asApprover()"); len(got) != 1 || got[0] != name {
		t.Errorf("cleo may approve %v", got)
	}
	for _, who := range []string{"bob", "ada"} {
		if got := w.listed(who, armtest.Group, "roleAssignmentScheduleRequests", "asApprover()"); len(got) != 0 {
			t.Errorf("%s may approve %v", who, got)
		}
	}
	approval := armtest.Group + authorization + "roleAssignmentApprovals/" + name
	stage := approval + "/stages/" + name
	if got := w.OK("cleo", "GET", approval, ""); !strings.Contains(got.Text, `"assignedToMe":true`) {
		t.Errorf("%s", got.Text)
	}
	decision := `{"properties":{"reviewResult":"%s","justification":"%s"}}`
	for _, who := range []string{"bob", "ada"} { // neither the requestor, nor an Owner who is no approver
		w.Refused(who, "PUT", stage, fmt.Sprintf(decision, "Approve", "ok"), 403, "InsufficientPermissions")
	}
	w.Refused("ci", "PUT", stage, fmt.Sprintf(decision, "Approve", "ok"), 403, "AuthorizationFailed")
	w.Refused("cleo", "PUT", stage, fmt.Sprintf(decision, "Approve", ""), 400, "JustificationRequired")
	w.Refused("cleo", "PUT", stage, fmt.Sprintf(decision, "Perhaps", "ok"), 400, "InvalidReviewResult")
	w.Refused("cleo", "PUT", approval+"/stages/"+guid.New(), fmt.Sprintf(decision, "Approve", "ok"), 404, "ResourceNotFound")
	if got := w.OK("cleo", "PATCH", stage, fmt.Sprintf(decision, "Approve", "ok")); !strings.Contains(got.Text, `"reviewResult":"Approve"`) {
		t.Errorf("%s", got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
	w.Refused("cleo", "PUT", stage, fmt.Sprintf(decision, "Deny", "changed my mind"), 400, "RequestCannotBeApproved")
	w.Advance(time.Hour)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
}

func TestAnActivationThatNobodyApprovesDoesNotHappen(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	w.OK("ada", "PATCH", w.policyOf(armtest.Contributor), rules(approvalBy(w.ID("cleo"), "User")))
	ask := func() (request, stage string) {
		asked := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because)
		if asked.Status != 201 {
			t.Fatalf("%d %s", asked.Status, asked.Text)
		}
		name := fmt.Sprint(asked.At("name"))
		return armtest.Group + authorization + "roleAssignmentScheduleRequests/" + name, armtest.Group + authorization + "roleAssignmentApprovals/" + name + "/stages/" + name
	}
	status := func(request, want string) {
		t.Helper()
		if got := w.OK("bob", "GET", request, ""); got.At("properties", "status") != want {
			t.Errorf("want %s: %s", want, got.Text)
		}
		w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	}
	yes, no := `{"properties":{"reviewResult":"Approve","justification":"ok"}}`, `{"properties":{"reviewResult":"Deny","justification":"no"}}`
	request, stage := ask()
	w.OK("cleo", "PUT", stage, no)
	status(request, "Denied")

	request, stage = ask()
	w.OK("bob", "POST", request+"/cancel", "")
	w.Refused("cleo", "PUT", stage, yes, 400, "RequestCannotBeApproved")
	status(request, "Canceled")

	request, stage = ask()
	w.Advance(24 * time.Hour)
	w.Refused("cleo", "PUT", stage, yes, 400, "RequestCannotBeApproved")
	status(request, "TimedOut")

	request, stage = ask() // one that has timed out does not stand in the way
	w.OK("ada", "PUT", armtest.Group+authorization+"roleEligibilityScheduleRequests/"+guid.New(), w.body("AdminRemove", "bob", armtest.Contributor, "", ""))
	w.Refused("cleo", "PUT", stage, yes, 400, "RoleAssignmentDoesNotExist")
	status(request, "PendingApproval")
}
