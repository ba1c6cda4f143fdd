package arm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

func TestDeployingToASubscriptionMakesGroupsAndGoesIntoThem(t *testing.T) {
	w := newWorld(t)
	template := minimal(`{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "made", "location": "eastus"},
		{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inside", "resourceGroup": "made", "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'made')]"],
			"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": ` +
		strings.TrimSuffix(minimal(identity("app")), "}") + `, "outputs": {"principal": {"type": "string", "value": "[reference('app').principalId]"}, "where": {"type": "string", "value": "[resourceGroup().location]"}}}}}`)
	template = strings.TrimSuffix(template, "}") + `, "outputs": {"where": {"type": "string", "value": "[reference('inside').outputs.where.value]"}}}`
	body := strings.Replace(deployment(template, "{}", ""), `{"properties"`, `{"location": "eastus", "properties"`, 1)
	path := sub + "/providers/Microsoft.Resources/deployments/all"
	status, shown := w.ends(w.ok("ada", "PUT", path, body), path)
	if status.at("status") != "Succeeded" || shown.at("properties", "outputs", "where", "value") != "eastus" || shown.at("location") != "eastus" {
		t.Fatalf("%s %s", status.text, shown.text)
	}
	made := sub + "/resourceGroups/made"
	w.ok("ada", "GET", made+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app", "")
	if inside := w.ok("ada", "GET", made+"/providers/Microsoft.Resources/deployments/inside", ""); inside.at("properties", "provisioningState") != "Succeeded" {
		t.Errorf("%s", inside.text)
	}
	// Deleting the group deletes the record of what was deployed to it.
	w.ok("ada", "DELETE", made, "")
	w.ok("ada", "PUT", made, `{"location":"eastus"}`)
	if got := w.ok("ada", "GET", made+"/providers/Microsoft.Resources/deployments", "").names(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestDeployingAboveSubscriptions(t *testing.T) {
	w := newWorld(t)
	const mg = "/providers/Microsoft.Management/managementGroups"
	w.grant("ada", owner, mg+"/"+tenant)
	w.grant("ada", owner, "/")
	w.ok("ada", "PUT", mg+"/mg1", `{}`)
	role := `{"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid(deployment().name)]", "properties": {"principalId": "` + w.id("bob") + `", "roleDefinitionId": "[tenantResourceId('Microsoft.Authorization/roleDefinitions', '` + reader + `')]"}}`
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
		if status, shown := w.ends(w.ok("ada", "PUT", path, body(text)), path); status.at("status") != "Succeeded" {
			t.Errorf("%s: %s %s", path, status.text, shown.text)
		}
	}
	w.ok("ada", "GET", mg+"/mg2", "")
	for _, at := range []string{"/mg1", "/mg2"} {
		if got := w.ok("ada", "GET", assignmentsAt(mg+at)+"?$filter=principalId eq '"+w.id("bob")+"'", "").names(); len(got) == 0 {
			t.Errorf("bob has no role at %s", at)
		}
	}
	w.refused("bob", "PUT", "/providers/Microsoft.Resources/deployments/at-tenant", body(minimal("")), 403, "AuthorizationFailed")
}

func TestADeploymentThatIsCancelledEndsBeforeItsNextResource(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	path := deployments + "/main"
	done := make(chan answer)
	go func() {
		done <- w.call("ada", "PUT", path, deployment(minimal(strings.Replace(identity("[format('many-{0}', copyIndex())]"), "{", `{"copy": {"name": "all", "count": 500}, `, 1)), "{}", ""))
	}()
	for w.call("ada", "POST", path+"/cancel", "").status != 204 {
		select {
		case got := <-done:
			t.Fatalf("it ended before it was cancelled: %d %s", got.status, got.text)
		default:
		}
	}
	status, shown := w.ends(<-done, path)
	if status.at("status") != "Canceled" || shown.at("properties", "provisioningState") != "Canceled" {
		t.Errorf("%s %s", status.text, shown.text)
	}
	if n := len(w.ok("ada", "GET", group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities", "").names()); n == 500 {
		t.Error("all was written")
	}
}

func TestATemplateIsReadByWhoMayExportIt(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	w.ends(w.ok("ada", "PUT", deployments+"/main", deployment(minimal(identity("app")), "{}", "")), deployments+"/main")
	w.grant("bob", reader, group)
	w.ok("bob", "GET", deployments+"/main", "")
	w.refused("bob", "POST", deployments+"/main/exportTemplate", "", 403, "AuthorizationFailed")
	if got := w.call("bob", "GET", deployments+"/main/templates/default", ""); strings.Contains(got.text, "$schema") {
		t.Errorf("%s", got.text)
	}
}

func TestADeploymentAboveSubscriptionsIsItsTenants(t *testing.T) {
	w := newWorld(t)
	w.grant("ada", owner, "/")
	const path, other = "/providers/Microsoft.Resources/deployments/shared", "11111111-0000-4000-8000-000000000001"
	theirs := func(state string) {
		w.update(func(tx *store.Tx) error {
			return tx.PutResource(&resource.Resource{
				ID: resource.MustScope(path), Tenant: other, Name: "shared", Type: "Microsoft.Resources/deployments", Properties: json.RawMessage(state),
			})
		})
	}
	body := strings.Replace(deployment(minimal(""), "{}", ""), `{"properties"`, `{"location": "eastus", "properties"`, 1)
	for _, state := range []string{`{"state":"Running","deadline":"2027-01-01T00:00:00Z"}`, `{"state":"Succeeded"}`} {
		theirs(state)
		w.refused("ada", "GET", path, "", 404, "DeploymentNotFound")
		if got := w.call("ada", "DELETE", path, ""); got.status != 204 {
			t.Errorf("deleting it: %d %s", got.status, got.text)
		}
		w.refused("ada", "PUT", path, body, 409, "ResourceNameNotAvailable")
		w.update(func(tx *store.Tx) error {
			r, err := tx.Resource(resource.MustScope(path))
			if err == nil && r.Tenant != other {
				t.Error("the deployment of another tenant is gone")
			}
			return err
		})
	}
}
