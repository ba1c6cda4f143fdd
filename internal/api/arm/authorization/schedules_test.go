package authorization_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

const authorization = "/providers/Microsoft.Authorization/"

// pim is a world in which requests for roles are made.
type pim struct{ *armtest.World }

func newPIM(t *testing.T) pim {
	w := pim{armtest.New(t)}
	w.MakeAccount()
	return w
}

// body is the body of a request about a principal for a duration; "" is for ever. More members may follow.
func (w pim) body(kind, who, role, duration, more string) string {
	expiration := `{"type":"NoExpiration"}`
	if duration != "" {
		expiration = `{"type":"AfterDuration","duration":"` + duration + `"}`
	}
	return fmt.Sprintf(`{"properties":{"requestType":"%s","principalId":"%s","roleDefinitionId":"%s/providers/Microsoft.Authorization/roleDefinitions/%s","scheduleInfo":{"expiration":%s}%s}}`,
		kind, w.ID(who), armtest.Subscription, role, expiration, more)
}

const because = `,"justification":"to test"`

// eligible makes somebody eligible for a month, and returns the name of the eligibility.
func (w pim) eligible(who, role, scope string) string {
	w.T.Helper()
	name := guid.New()
	w.OK("ada", "PUT", scope+authorization+"roleEligibilityScheduleRequests/"+name, w.body("AdminAssign", who, role, "P30D", ""))
	return name
}

// activate makes a request to activate a role.
func (w pim) activate(who, role, scope, duration, more string) armtest.Answer {
	w.T.Helper()
	return w.Call(who, "PUT", scope+authorization+"roleAssignmentScheduleRequests/"+guid.New(), w.body("SelfActivate", who, role, duration, more))
}

// listed returns what a collection holds for somebody.
func (w pim) listed(who, scope, collection, filter string) []string {
	w.T.Helper()
	return w.OK(who, "GET", scope+authorization+collection+"?$filter="+url.QueryEscape(filter), "").Names()
}

func TestAnEligibleRoleGrantsNothingUntilItIsActivated(t *testing.T) {
	w := newPIM(t)
	name := w.eligible("bob", armtest.Contributor, armtest.Group)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.listed("bob", "", "roleEligibilityScheduleInstances", "asTarget()"); len(got) != 1 || got[0] != name {
		t.Errorf("bob is eligible for %v", got)
	}
	got := w.activate("bob", armtest.Contributor, armtest.Group, "PT8H", because)
	if got.Status != 201 || got.At("properties", "status") != "Provisioned" || got.At("properties", "linkedRoleEligibilityScheduleId") != name {
		t.Fatalf("%d %s", got.Status, got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
	active := w.OK("bob", "GET", armtest.Group+authorization+"roleAssignmentScheduleInstances?$filter=asTarget()", "")
	if !strings.Contains(active.Text, `"assignmentType":"Activated"`) || !strings.Contains(active.Text, "RoleEligibilitySchedules/"+name) {
		t.Errorf("active: %s", active.Text)
	}
	w.Advance(8*time.Hour - time.Second)
	w.OK("bob", "GET", armtest.Account, "")
	w.Advance(time.Second)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	for _, collection := range []string{"roleAssignments", "roleAssignmentSchedules", "roleAssignmentScheduleInstances"} {
		if got := w.listed("ada", armtest.Group, collection, "principalId eq '"+w.ID("bob")+"'"); len(got) != 0 {
			t.Errorf("%s shows %v, which has ended", collection, got)
		}
	}
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because); got.Status != 201 {
		t.Errorf("activated again after its end: %d %s", got.Status, got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
}

func TestActivationsKeepThePolicyOfTheRole(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	for _, row := range []struct{ because, who, role, scope, duration, more, code, says string }{
		{"nine hours are more than eight", "bob", armtest.Contributor, armtest.Group, "PT9H", because, "RoleAssignmentRequestPolicyValidationFailed", `["ExpirationRule"]`},
		{"no end is none", "bob", armtest.Contributor, armtest.Group, "", because, "RoleAssignmentRequestPolicyValidationFailed", `["ExpirationRule"]`},
		{"a reason is needed", "bob", armtest.Contributor, armtest.Group, "PT1H", "", "RoleAssignmentRequestPolicyValidationFailed", `["JustificationRule"]`},
		{"a reason is more than spaces", "bob", armtest.Contributor, armtest.Group, "PT1H", `,"justification":"  "`, "RoleAssignmentRequestPolicyValidationFailed", `["JustificationRule"]`},
		{"both at once", "bob", armtest.Contributor, armtest.Group, "P1D", "", "RoleAssignmentRequestPolicyValidationFailed", `["JustificationRule","ExpirationRule"]`},
		{"another role", "bob", armtest.Owner, armtest.Group, "PT1H", because, "RoleAssignmentDoesNotExist", "not eligible"},
		{"above the scope of the eligibility", "bob", armtest.Contributor, armtest.Subscription, "PT1H", because, "RoleAssignmentDoesNotExist", "not eligible"},
		{"somebody who is not eligible", "cleo", armtest.Contributor, armtest.Group, "PT1H", because, "RoleAssignmentDoesNotExist", "not eligible"},
		{"a duration that is none", "bob", armtest.Contributor, armtest.Group, "8 hours", because, "InvalidDuration", "PT8H"},
		{"a role that does not exist", "bob", guid.New(), armtest.Group, "PT1H", because, "RoleDefinitionDoesNotExist", ""},
		{"another eligibility", "bob", armtest.Contributor, armtest.Group, "PT1H", because + `,"linkedRoleEligibilityScheduleId":"` + guid.New() + `"`, "RoleAssignmentDoesNotExist", "not eligible"},
	} {
		got := w.activate(row.who, row.role, row.scope, row.duration, row.more)
		if got.Status != 400 || got.Code() != row.code || !strings.Contains(got.Message(), row.says) {
			t.Errorf("%s: %d %s", row.because, got.Status, got.Text)
		}
	}
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
}

func TestARoleMayBeActivatedForAPartOfItsScope(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Reader, armtest.Subscription)
	if got := w.activate("bob", armtest.Reader, armtest.Account, "PT1H", because); got.Status != 201 {
		t.Fatalf("%d %s", got.Status, got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
	w.Refused("bob", "GET", armtest.Group, "", 403, "AuthorizationFailed")
}

func TestNobodyActivatesForSomebodyElse(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	at := armtest.Group + authorization + "roleAssignmentScheduleRequests/" + guid.New()
	w.Refused("cleo", "PUT", at, w.body("SelfActivate", "bob", armtest.Contributor, "PT1H", because), 403, "AuthorizationFailed")
	w.Refused("ada", "PUT", at, w.body("SelfActivate", "bob", armtest.Contributor, "PT1H", because), 403, "InsufficientPermissions")
	w.Refused("bob", "PUT", at, w.body("AdminAssign", "bob", armtest.Contributor, "PT1H", because), 403, "AuthorizationFailed")
	eligibility := armtest.Group + authorization + "roleEligibilityScheduleRequests/" + guid.New()
	w.Refused("bob", "PUT", eligibility, w.body("AdminAssign", "bob", armtest.Owner, "PT1H", because), 403, "AuthorizationFailed")
	w.Refused("bob", "PUT", eligibility, w.body("SelfActivate", "bob", armtest.Owner, "PT1H", because), 400, "InvalidRequestType")
}

func TestAMemberOfAnEligibleGroupActivatesTheRoleAndLosesItOutsideOfTheGroup(t *testing.T) {
	w := newPIM(t)
	name := w.eligible("developers", armtest.Contributor, armtest.Group)
	w.Refused("cleo", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.OK("cleo", "GET", authorization+"roleEligibilitySchedules?$filter=asTarget()", ""); !strings.Contains(got.Text, name) || !strings.Contains(got.Text, `"memberType":"Group"`) {
		t.Errorf("cleo's: %s", got.Text)
	}
	if got := w.activate("cleo", armtest.Contributor, armtest.Group, "PT1H", because); got.Status != 201 {
		t.Fatalf("%d %s", got.Status, got.Text)
	}
	w.OK("cleo", "GET", armtest.Account, "")
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	hasAccess := func() bool {
		return strings.Contains(w.OK("ada", "GET", armtest.Account+"/providers/Microsoft.Keyless/access", "").Text, w.ID("cleo"))
	}
	if !hasAccess() {
		t.Error("cleo is not among who has access")
	}
	w.Update(func(tx *store.Tx) error {
		_, err := tx.DeleteLink(directory.Link{Tenant: armtest.Tenant, From: w.ID("developers"), Relation: directory.Member, To: w.ID("cleo")})
		return err
	})
	w.Refused("cleo", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if hasAccess() {
		t.Error("cleo is still among who has access")
	}
}

func TestRemovingAnEligibilityEndsItsActivation(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	w.eligible("developers", armtest.Contributor, armtest.Group)
	for _, who := range []string{"bob", "cleo"} {
		if got := w.activate(who, armtest.Contributor, armtest.Account, "PT1H", because); got.Status != 201 {
			t.Fatalf("%d %s", got.Status, got.Text)
		}
		w.OK(who, "GET", armtest.Account, "")
	}
	for who, member := range map[string]string{"bob": "bob", "developers": "cleo"} {
		remove := armtest.Group + authorization + "roleEligibilityScheduleRequests/"
		got := w.OK("ada", "PUT", remove+guid.New(), w.body("AdminRemove", who, armtest.Contributor, "", ""))
		if got.At("properties", "status") != "Revoked" {
			t.Errorf("%s", got.Text)
		}
		w.Refused(member, "GET", armtest.Account, "", 403, "AuthorizationFailed")
		w.Refused("ada", "PUT", remove+guid.New(), w.body("AdminRemove", who, armtest.Contributor, "", ""), 400, "RoleAssignmentDoesNotExist")
	}
}

func TestAnActivationDoesNotOutlastItsEligibility(t *testing.T) {
	w := newPIM(t)
	eligibility := armtest.Group + authorization + "roleEligibilityScheduleRequests/"
	w.OK("ada", "PUT", eligibility+guid.New(), w.body("AdminAssign", "bob", armtest.Contributor, "PT2H", ""))
	w.activate("bob", armtest.Contributor, armtest.Group, "PT8H", because)
	w.Advance(2*time.Hour - time.Second)
	w.OK("bob", "GET", armtest.Account, "")
	w.Advance(time.Second)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT1H", because); got.Code() != "RoleAssignmentDoesNotExist" {
		t.Errorf("activated after the end of the eligibility: %d %s", got.Status, got.Text)
	}
	w.OK("ada", "PUT", eligibility+guid.New(), w.body("AdminRenew", "bob", armtest.Contributor, "P1D", ""))
	w.activate("bob", armtest.Contributor, armtest.Group, "PT8H", because)
	w.OK("bob", "GET", armtest.Account, "")
	w.OK("ada", "PUT", eligibility+guid.New(), w.body("AdminUpdate", "bob", armtest.Contributor, "PT1H", ""))
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed") // it would have lasted longer
}

func TestDeactivation(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	off := func() armtest.Answer {
		return w.Call("bob", "PUT", armtest.Group+authorization+"roleAssignmentScheduleRequests/"+guid.New(), w.body("SelfDeactivate", "bob", armtest.Contributor, "", ""))
	}
	if got := off(); got.Code() != "RoleAssignmentDoesNotExist" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	w.activate("bob", armtest.Contributor, armtest.Group, "PT8H", because)
	if got := w.activate("bob", armtest.Contributor, armtest.Group, "PT8H", because); got.Status != 400 || got.Code() != "RoleAssignmentExists" {
		t.Errorf("activated twice: %d %s", got.Status, got.Text)
	}
	if got := off(); got.At("properties", "status") != "Revoked" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	w.Grant("bob", armtest.Reader, armtest.Group)
	got := w.Call("bob", "PUT", armtest.Group+authorization+"roleAssignmentScheduleRequests/"+guid.New(), w.body("SelfDeactivate", "bob", armtest.Reader, "", ""))
	if got.Code() != "RoleAssignmentDoesNotExist" {
		t.Errorf("an assignment that is no activation was given up: %d %s", got.Status, got.Text)
	}
}

func TestAdministratorsAssignARoleForATime(t *testing.T) {
	w := newPIM(t)
	requests := armtest.Group + authorization + "roleAssignmentScheduleRequests/"
	w.Refused("ada", "PUT", requests+guid.New(), w.body("AdminAssign", "bob", armtest.Reader, "", because), 400, "RoleAssignmentRequestPolicyValidationFailed")
	name := guid.New()
	later := fmt.Sprintf(`,"justification":"x","scheduleInfo":{"startDateTime":"%s","expiration":{"type":"AfterDateTime","endDateTime":"%s"}}`,
		armtest.Start.Add(time.Hour).Format(time.RFC3339), armtest.Start.Add(2*time.Hour).Format(time.RFC3339))
	got := w.OK("ada", "PUT", requests+name, w.body("AdminAssign", "bob", armtest.Reader, "", later))
	if got.At("properties", "status") != "ScheduleCreated" {
		t.Errorf("%s", got.Text)
	}
	w.Refused("ada", "PUT", requests+name, w.body("AdminAssign", "bob", armtest.Reader, "P1D", because), 409, "RoleAssignmentRequestExists")
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.listed("ada", armtest.Group, "roleAssignmentSchedules", "(principalId eq '"+w.ID("bob")+"')"); len(got) != 1 {
		t.Errorf("scheduled: %v", got)
	}
	if got := w.listed("ada", armtest.Group, "roleAssignmentScheduleInstances", "(principalId eq '"+w.ID("bob")+"')"); len(got) != 0 {
		t.Errorf("in force: %v", got)
	}
	w.Advance(time.Hour)
	w.OK("bob", "GET", armtest.Account, "")
	w.Advance(time.Hour)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Group); got.Status != 201 {
		t.Errorf("assigned for good after its end: %d %s", got.Status, got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
}

func TestARequestWithoutEffectYetIsCanceled(t *testing.T) {
	w := newPIM(t)
	requests := armtest.Group + authorization + "roleAssignmentScheduleRequests/"
	name := guid.New()
	later := fmt.Sprintf(`,"justification":"x","scheduleInfo":{"startDateTime":"%s","expiration":{"type":"AfterDuration","duration":"PT1H"}}`, armtest.Start.Add(time.Hour).Format(time.RFC3339))
	w.OK("ada", "PUT", requests+name, w.body("AdminAssign", "bob", armtest.Reader, "", later))
	w.Refused("bob", "POST", requests+name+"/cancel", "", 403, "AuthorizationFailed")
	w.OK("ada", "POST", requests+name+"/cancel", "")
	w.Refused("ada", "POST", requests+name+"/cancel", "", 400, "RequestCannotBeCancelled")
	w.Advance(time.Hour)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.OK("ada", "GET", requests+name, ""); got.At("properties", "status") != "Canceled" {
		t.Errorf("%s", got.Text)
	}
}

func TestValidationChangesNothing(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Group)
	at := armtest.Group + authorization + "roleAssignmentScheduleRequests/" + guid.New()
	w.OK("bob", "POST", at+"/validate", w.body("SelfActivate", "bob", armtest.Contributor, "PT1H", because))
	w.Refused("bob", "POST", at+"/validate", w.body("SelfActivate", "bob", armtest.Contributor, "PT9H", because), 400, "RoleAssignmentRequestPolicyValidationFailed")
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	w.Refused("bob", "GET", at, "", 403, "AuthorizationFailed") // it was never made
}

func TestPeopleReadWhatConcernsThemAndNoMore(t *testing.T) {
	w := newPIM(t)
	bobs := w.eligible("bob", armtest.Contributor, armtest.Group)
	cleos := w.eligible("cleo", armtest.Contributor, armtest.Group)
	all := armtest.Group + authorization + "roleEligibilitySchedules"
	w.Refused("bob", "GET", all, "", 403, "AuthorizationFailed")
	w.Refused("bob", "GET", all+"?$filter="+url.QueryEscape("principalId eq '"+w.ID("cleo")+"'"), "", 403, "AuthorizationFailed")
	w.Refused("bob", "GET", all+"/"+cleos, "", 403, "AuthorizationFailed")
	w.OK("bob", "GET", all+"/"+bobs, "")
	requests := armtest.Group + authorization + "roleEligibilityScheduleRequests"
	w.OK("bob", "GET", requests+"/"+bobs, "")
	w.Refused("bob", "GET", requests+"/"+cleos, "", 403, "AuthorizationFailed")
	if got := w.listed("bob", armtest.Group, "roleEligibilityScheduleRequests", "asTarget()"); len(got) != 1 || got[0] != bobs {
		t.Errorf("bob's requests: %v", got)
	}
	if got := w.listed("ada", armtest.Group, "roleEligibilityScheduleRequests", "asRequestor()"); len(got) != 2 {
		t.Errorf("ada's requests: %v", got)
	}
	if got := w.listed("ada", armtest.Subscription, "roleEligibilitySchedules", "atScope()"); len(got) != 0 {
		t.Errorf("at the subscription: %v", got)
	}
}

func TestAConditionOnAssigningRolesHoldsForEligibilitiesToo(t *testing.T) {
	w := newPIM(t)
	const delegate = "f58310d9-a9f6-439a-9e8d-f62e7b41a168" // Role Based Access Control Administrator
	condition := fmt.Sprintf(`((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {%s}))`, armtest.Reader)
	w.OK("ada", "PUT", armtest.Group+authorization+"roleAssignments/"+guid.New(), fmt.Sprintf(
		`{"properties":{"roleDefinitionId":"%s/providers/Microsoft.Authorization/roleDefinitions/%s","principalId":"%s","condition":"%s","conditionVersion":"2.0"}}`,
		armtest.Subscription, delegate, w.ID("bob"), condition))
	requests := armtest.Group + authorization + "roleEligibilityScheduleRequests/"
	w.Refused("bob", "PUT", requests+guid.New(), w.body("AdminAssign", "bob", armtest.Owner, "P30D", ""), 403, "AuthorizationFailed")
	w.OK("bob", "PUT", requests+guid.New(), w.body("AdminAssign", "cleo", armtest.Reader, "P30D", ""))
}

func TestARoleThatSomebodyIsEligibleForIsNotDeleted(t *testing.T) {
	w := newPIM(t)
	role := guid.New()
	at := armtest.Subscription + authorization + "roleDefinitions/" + role
	w.OK("ada", "PUT", at, fmt.Sprintf(`{"properties":{"roleName":"Mine","assignableScopes":["%s"],"permissions":[{"actions":["*/read"]}]}}`, armtest.Subscription))
	w.eligible("bob", role, armtest.Group)
	w.Refused("ada", "DELETE", at, "", 400, "RoleDefinitionHasAssignments")
}

func TestAnEligibilityGoesWithItsScope(t *testing.T) {
	w := newPIM(t)
	w.eligible("bob", armtest.Contributor, armtest.Account)
	w.OK("ada", "DELETE", armtest.Account, "")
	if got := w.listed("bob", "", "roleEligibilitySchedules", "asTarget()"); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if got := w.listed("ada", armtest.Group, "roleEligibilityScheduleRequests", ""); len(got) != 0 {
		t.Errorf("requests that are left: %v", got)
	}
}
