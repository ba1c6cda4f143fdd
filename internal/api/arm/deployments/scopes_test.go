package deployments_test

import (
	"encoding/json"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

func TestSubscriptionDeploymentCreatesAndTargetsResourceGroups(t *testing.T) {
	w := armtest.New(t)
	template := minimal(`{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "made", "location": "eastus"},
		{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inside", "resourceGroup": "made", "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'made')]"],
			"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": ` +
		strings.TrimSuffix(minimal(identity("app")), "}") + `, "outputs": {"principal": {"type": "string", "value": "[reference('app').principalId]"}, "where": {"type": "string", "value": "[resourceGroup().location]"}}}}}`)
	template = strings.TrimSuffix(template, "}") + `, "outputs": {"where": {"type": "string", "value": "[reference('inside').outputs.where.value]"}}}`
	body := strings.Replace(deployment(template, "{}", ""), `{"properties"`, `{"location": "eastus", "properties"`, 1)
	path := armtest.Subscription + "/providers/Microsoft.Resources/deployments/all"
	status, shown := ends(w, w.OK("ada", "PUT", path, body), path)
	if status.At("status") != "Succeeded" || shown.At("properties", "outputs", "where", "value") != "eastus" || shown.At("location") != "eastus" {
		t.Fatalf("%s %s", status.Text, shown.Text)
	}
	made := armtest.Subscription + "/resourceGroups/made"
	w.OK("ada", "GET", made+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app", "")
	if inside := w.OK("ada", "GET", made+"/providers/Microsoft.Resources/deployments/inside", ""); inside.At("properties", "provisioningState") != "Succeeded" {
		t.Errorf("%s", inside.Text)
	}
	// Deleting the group deletes the record of what was deployed to it.
	w.OK("ada", "DELETE", made, "")
	w.OK("ada", "PUT", made, `{"location":"eastus"}`)
	if got := w.OK("ada", "GET", made+"/providers/Microsoft.Resources/deployments", "").Names(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestDeployingAboveSubscriptions(t *testing.T) {
	w := armtest.New(t)
	const mg = "/providers/Microsoft.Management/managementGroups"
	w.Grant("ada", armtest.Owner, mg+"/"+armtest.Tenant)
	w.Grant("ada", armtest.Owner, "/")
	w.OK("ada", "PUT", mg+"/mg1", `{}`)
	role := `{"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid(deployment().name)]", "properties": {"principalId": "` + w.ID("bob") + `", "roleDefinitionId": "[tenantResourceId('Microsoft.Authorization/roleDefinitions', '` + armtest.Reader + `')]"}}`
	child := `{"type": "Microsoft.Management/managementGroups", "apiVersion": "2023-04-01", "name": "mg2", "scope": "/", "properties": {"details": {"parent": {"id": "[managementGroup().id]"}}}},
		{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "in-mg2", "location": "eastus", "scope": "[format('Microsoft.Management/managementGroups/{0}', 'mg2')]", "dependsOn": ["mg2"],
			"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": ` + minimal(role) + `}}`
	body := func(text string) string {
		return strings.Replace(deployment(text, "{}", ""), `{"properties"`, `{"location": "eastus", "properties"`, 1)
	}
	for path, text := range map[string]string{
		mg + "/mg1/providers/Microsoft.Resources/deployments/at-group": minimal(role + "," + child),
		"/providers/Microsoft.Resources/deployments/at-tenant":         minimal(strings.Replace(child, "[managementGroup().id]", mg+"/mg1", 1)),
	} {
		if status, shown := ends(w, w.OK("ada", "PUT", path, body(text)), path); status.At("status") != "Succeeded" {
			t.Errorf("%s: %s %s", path, status.Text, shown.Text)
		}
	}
	w.OK("ada", "GET", mg+"/mg2", "")
	for _, at := range []string{"/mg1", "/mg2"} {
		if got := w.OK("ada", "GET", armtest.AssignmentsAt(mg+at)+"?$filter=principalId eq '"+w.ID("bob")+"'", "").Names(); len(got) == 0 {
			t.Errorf("bob has no role at %s", at)
		}
	}
	w.Refused("bob", "PUT", "/providers/Microsoft.Resources/deployments/at-tenant", body(minimal("")), 403, "AuthorizationFailed")
}

func TestCancelledDeploymentStopsBeforeNextResource(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	path := deployments + "/main"
	done := make(chan armtest.Answer)
	go func() {
		done <- w.Call("ada", "PUT", path, deployment(minimal(strings.Replace(identity("[format('many-{0}', copyIndex())]"), "{", `{"copy": {"name": "all", "count": 500}, `, 1)), "{}", ""))
	}()
	for w.Call("ada", "POST", path+"/cancel", "").Status != 204 {
		select {
		case got := <-done:
			t.Fatalf("it ended before it was cancelled: %d %s", got.Status, got.Text)
		default:
		}
	}
	status, shown := ends(w, <-done, path)
	if status.At("status") != "Canceled" || shown.At("properties", "provisioningState") != "Canceled" {
		t.Errorf("%s %s", status.Text, shown.Text)
	}
	if n := len(w.OK("ada", "GET", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities", "").Names()); n == 500 {
		t.Error("all was written")
	}
}

func TestExportTemplateRequiresItsAction(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	ends(w, w.OK("ada", "PUT", deployments+"/main", deployment(minimal(identity("app")), "{}", "")), deployments+"/main")
	w.Grant("bob", armtest.Reader, armtest.Group)
	w.OK("bob", "GET", deployments+"/main", "")
	w.Refused("bob", "POST", deployments+"/main/exportTemplate", "", 403, "AuthorizationFailed")
	if got := w.Call("bob", "GET", deployments+"/main/templates/default", ""); strings.Contains(got.Text, "$schema") {
		t.Errorf("%s", got.Text)
	}
}

func TestDeploymentsAboveSubscriptionsAreIsolatedByTenant(t *testing.T) {
	w := armtest.New(t)
	w.Grant("ada", armtest.Owner, "/")
	const path, other = "/providers/Microsoft.Resources/deployments/shared", "11111111-0000-4000-8000-000000000001"
	theirs := func(state string) {
		w.Update(func(tx *store.Tx) error {
			return tx.PutResource(&resource.Resource{
				ID: resource.MustScope(path), Tenant: other, Name: "shared", Type: "Microsoft.Resources/deployments", Properties: json.RawMessage(state),
			})
		})
	}
	body := strings.Replace(deployment(minimal(""), "{}", ""), `{"properties"`, `{"location": "eastus", "properties"`, 1)
	for _, state := range []string{`{"state":"Running","deadline":"2027-01-01T00:00:00Z"}`, `{"state":"Succeeded"}`} {
		theirs(state)
		w.Refused("ada", "GET", path, "", 404, "DeploymentNotFound")
		if got := w.Call("ada", "DELETE", path, ""); got.Status != 204 {
			t.Errorf("deleting it: %d %s", got.Status, got.Text)
		}
		w.Refused("ada", "PUT", path, body, 409, "ResourceNameNotAvailable")
		w.Update(func(tx *store.Tx) error {
			r, err := tx.Resource(resource.MustScope(path))
			if err == nil && r.Tenant != other {
				t.Error("the deployment of another tenant is gone")
			}
			return err
		})
	}
}
