package rbac_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

const cognitive = "Microsoft.CognitiveServices/accounts/"

func mayCall(who, action string) rbac.Question {
	return rbac.Question{Principal: rbac.Principal{Tenant: tenant, Object: who}, Tenant: tenant, Plane: rbac.Data, Action: cognitive + action, Scope: account(), At: noon()}
}

func TestExplainReportsWhyAccessIsDenied(t *testing.T) {
	custom := &rbac.RoleDefinition{ID: "custom", Tenant: tenant, Name: "Custom", Permissions: []rbac.Permission{{
		DataActions: []string{cognitive + "*"}, NotDataActions: []string{cognitive + "MaaS/chat/*"},
	}}}
	for _, row := range []struct {
		why, role, says string
		scope           resource.Scope
		change          func(*rbac.Assignment)
		none            bool
	}{
		{why: "a role for the control plane", role: "Owner", scope: sub(), says: "control plane only"},
		{why: "a role for OpenAI routes", role: "Cognitive Services OpenAI User", scope: account(), says: "it opens only OpenAI routes"},
		{why: "a role with other data actions", role: "Cognitive Services Data Reader", scope: account(), says: "its dataActions do not include " + cognitive + "MaaS/chat/completions/action"},
		{why: "a role that excludes the action", role: "custom", scope: account(), says: "its notDataActions take it away: " + strings.ToLower(cognitive+"MaaS/chat/*")},
		{why: "an assignment at a sibling", role: "Cognitive Services User", scope: at(account().String() + "2"), says: "its scope is a sibling"},
		{why: "an assignment below the scope", role: "Cognitive Services User", scope: at(account().String() + "/deployments/chat"), says: "its scope lies below"},
		{why: "an assignment at another subscription", role: "Cognitive Services User", scope: at("/subscriptions/s2"), says: "its scope is elsewhere"},
		{why: "an assignment at another resource group", role: "Cognitive Services User", scope: at("/subscriptions/s1/resourceGroups/other"), says: "its scope is elsewhere"},
		{why: "an unknown role", role: "gone", scope: account(), says: "its role definition is unknown"},
		{why: "a false condition", role: "Cognitive Services User", scope: account(), says: "the assignment's condition is false: ActionMatches{'*/OpenAI/*'}", change: func(a *rbac.Assignment) {
			a.Condition, a.ConditionVersion = "(ActionMatches{'*'} AND (ActionMatches{'*/OpenAI/*'}))", "2.0"
		}},
		{why: "an unknown condition", role: "Cognitive Services User", scope: account(), says: "cannot be told, which counts as false: @Request[x] StringEquals 'a'", change: func(a *rbac.Assignment) {
			a.Condition, a.ConditionVersion = "!(ActionMatches{'*/MaaS/*'}) OR (@Request[x] StringEquals 'a')", "2.0"
		}},
		{why: "neither the scope nor the role", role: "Owner", scope: at("/subscriptions/s2"), none: true},
		{why: "another tenant", role: "Cognitive Services User", scope: account(), none: true, change: func(a *rbac.Assignment) {
			a.Tenant, a.PrincipalTenant = "elsewhere", tenant
		}},
		{why: "an assignment of another principal", role: "Cognitive Services User", scope: account(), none: true, change: func(a *rbac.Assignment) { a.PrincipalID = "eve" }},
	} {
		t.Run(row.why, func(t *testing.T) {
			role := row.role
			if d, ok := rbac.BuiltinNamed(role); ok {
				role = d.ID
			}
			a := assignment(role, "bob", row.scope)
			if row.change != nil {
				row.change(a)
			}
			edit := rbac.NewSnapshot(rbac.Options{}).Edit()
			edit.PutRoleDefinition(custom)
			edit.PutAssignment(a)
			e := rbac.Explain(mayCall("bob", "MaaS/chat/completions/action"), edit.Done())
			if e.Allowed || (len(e.Matches) == 0) != row.none {
				t.Fatalf("got %+v", e)
			}
			if !row.none && !strings.Contains(e.Matches[0].WhyNot, row.says) {
				t.Errorf("got %q, want %q", e.Matches[0].WhyNot, row.says)
			}
		})
	}
}

func TestExplainReportsWhenAnAssignmentTakesEffect(t *testing.T) {
	edit := rbac.NewSnapshot(rbac.Options{Delay: 5 * time.Minute}).Edit()
	a := assignment(userRole, "bob", account())
	a.CreatedOn = noon()
	edit.PutAssignment(a)
	s := edit.Done()
	e := rbac.Explain(mayCall("bob", "MaaS/chat/completions/action"), s)
	if len(e.Matches) != 1 || e.Matches[0].WhyNot != "not in force until 2026-01-01T12:05:00Z" {
		t.Errorf("got %+v", e.Matches)
	}
	edit = s.Edit()
	edit.DeleteAssignment(tenant, account(), a.Name, noon().Add(10*time.Minute))
	q := mayCall("bob", "MaaS/chat/completions/action")
	q.At = noon().Add(time.Hour)
	e = rbac.Explain(q, edit.Done())
	if len(e.Matches) != 1 || e.Matches[0].WhyNot != "removed; it stopped counting at 2026-01-01T12:15:00Z" {
		t.Errorf("got %+v", e.Matches)
	}
}

func TestExplainReportsGroupsMatchesAndDenyAssignments(t *testing.T) {
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	edit.PutMember(tenant, "juniors", "cleo")
	edit.PutMember(tenant, "developers", "juniors")
	edit.PutAssignment(assignment(userRole, "developers", account()))
	edit.PutAssignment(assignment(ownerRole, "cleo", sub()))
	s := edit.Done()
	e := rbac.Explain(mayCall("cleo", "MaaS/chat/completions/action"), s)
	if !e.Allowed || len(e.Matches) != 2 || e.Matches[0].Role != "Cognitive Services User" || e.Matches[0].WhyNot != "" || fmt.Sprint(e.Matches[0].Via) != "[juniors developers]" {
		t.Errorf("what granted it comes first: %+v", e.Matches)
	}
	if len(e.Groups) != 2 || fmt.Sprint(e.Groups[1].Path) != "[juniors developers]" {
		t.Errorf("groups: %+v", e.Groups)
	}
	edit = s.Edit()
	edit.PutDenyAssignment(&rbac.DenyAssignment{
		Name: "stop", Tenant: tenant, Scope: group(), Principals: []rbac.Principal{{Object: rbac.EveryPrincipal}},
		Permissions: []rbac.Permission{{DataActions: []string{"*"}}},
	})
	e = rbac.Explain(mayCall("cleo", "MaaS/chat/completions/action"), edit.Done())
	if e.Allowed || e.Deny == nil || e.Deny.Name != "stop" || e.Because.Denied != "stop" || !strings.Contains(e.Matches[0].WhyNot, "'stop' wins") {
		t.Errorf("the denial is told: %+v", e)
	}
	if _, err := json.Marshal(e); err != nil {
		t.Error(err)
	}
}

func TestExplainIsBounded(t *testing.T) {
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	for i := range 150 {
		edit.PutAssignment(assignment(userRole, "bob", at(fmt.Sprintf("/subscriptions/x%d", i))))
	}
	edit.PutAssignment(assignment(ownerRole, "bob", sub()))
	e := rbac.Explain(mayCall("bob", "MaaS/chat/completions/action"), edit.Done())
	if len(e.Matches) != 20 || e.More != 131 || e.Matches[0].Role != "Owner" {
		t.Errorf("%d told, %d more, first %+v", len(e.Matches), e.More, e.Matches[0])
	}
}

func TestSmallestRole(t *testing.T) {
	s := rbac.NewSnapshot(rbac.Options{})
	data, control := rbac.Data, rbac.Control
	for _, row := range []struct {
		plane        rbac.Plane
		action, want string
	}{
		{data, cognitive + "MaaS/chat/completions/action", "Cognitive Services User"},
		{data, cognitive + "MaaS/embeddings/action", "Cognitive Services User"},
		{data, cognitive + "MaaS/info/read", "Cognitive Services User"},
		{data, cognitive + "AIServices/providers/action", "Cognitive Services User"},
		{data, cognitive + "AIServices/deployments/read", "Cognitive Services User"},
		{data, cognitive + "OpenAI/deployments/chat/completions/action", "Cognitive Services OpenAI User"},
		{data, cognitive + "OpenAI/deployments/embeddings/action", "Cognitive Services OpenAI User"},
		{data, cognitive + "OpenAI/responses/write", "Cognitive Services OpenAI User"},
		{data, cognitive + "OpenAI/models/read", "Cognitive Services OpenAI User"},
		{data, cognitive + "OpenAI/files/write", "Cognitive Services User"},
		{data, cognitive + "OpenAI/fine-tunes-deployments/write", "Cognitive Services OpenAI Contributor"},
		{data, cognitive + "AIServices/endpoints/interact/action", "Foundry Agent Consumer"},
		{data, cognitive + "AIServices/agents/endpoints/UserIdentityImpersonation/action", "Cognitive Services Data Contributor (Preview)"},
		{data, "Microsoft.Storage/blobs/read", ""},
		{control, cognitive + "read", "Reader"},
		{control, cognitive + "listKeys/action", "Cognitive Services User"},
		{control, cognitive + "deployments/write", "Cognitive Services OpenAI Contributor"},
		{control, cognitive + "write", "Cognitive Services Contributor"},
		{control, "Microsoft.CognitiveServices/locations/usages/read", "Cognitive Services Usages Reader"},
		{control, "Microsoft.Authorization/roleAssignments/write", "Role Based Access Control Administrator"},
		{control, "Microsoft.Authorization/roleDefinitions/write", "User Access Administrator"},
		{control, "Microsoft.Resources/subscriptions/resourceGroups/delete", "Contributor"},
		{control, "Microsoft.Authorization/elevateAccess/Action", "User Access Administrator"},
	} {
		q := rbac.Question{Tenant: tenant, Plane: row.plane, Action: row.action, Scope: account()}
		got := ""
		if d := rbac.SmallestRole(q, s); d != nil {
			got = d.Name
		}
		if got != row.want {
			t.Errorf("for %s: got %q, want %q", row.action, got, row.want)
		}
	}
}

func TestSmallestRolePrefersASmallerAssignableCustomRole(t *testing.T) {
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	put := func(name, inTenant string, scope resource.Scope, dataActions ...string) {
		edit.PutRoleDefinition(&rbac.RoleDefinition{
			ID: name, Tenant: inTenant, Name: name, AssignableScopes: []string{scope.String()}, Permissions: []rbac.Permission{{DataActions: dataActions}},
		})
	}
	put("all", tenant, group(), "*")
	put("models", tenant, group(), cognitive+"MaaS/*")
	put("chat, elsewhere", tenant, at("/subscriptions/s10"), cognitive+"MaaS/chat/*")
	put("chat, of another tenant", "elsewhere", group(), cognitive+"MaaS/chat/*")
	put("chat, at a management group", tenant, company(), cognitive+"MaaS/chat/completions/*")
	s := edit.Done()
	q := mayCall("bob", "MaaS/chat/completions/action")
	if d := rbac.SmallestRole(q, s); d.Name != "models" {
		t.Errorf("got %s", d.Name)
	}
	edit = s.Edit()
	edit.SetParent(sub(), company())
	s = edit.Done()
	if d := rbac.SmallestRole(q, s); d.Name != "chat, at a management group" {
		t.Errorf("got %s", d.Name)
	}
	q.Scope = company()
	if d := rbac.SmallestRole(q, s); d.Name != "Cognitive Services User" {
		t.Errorf("a custom role with data actions is not assigned at a management group: got %s", d.Name)
	}
}
