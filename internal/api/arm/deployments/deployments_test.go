package deployments_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

const deployments = armtest.Group + "/providers/Microsoft.Resources/deployments"

// accountTemplate is an account whose keys are as disableLocalAuth says, and a role on it, as Bicep compiles them.
func accountTemplate(disableLocalAuth string) string {
	return `{
  // as az sends it: with comments
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "accountName": {"type": "string", "defaultValue": "[format('ai-{0}', uniqueString(resourceGroup().id))]"},
    "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
    "allowKeys": {"type": "bool", "defaultValue": false},
    "principalId": {"type": "string"}
  },
  "variables": {"role": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a97b65f3-24c7-4388-baec-2e87135dc908')]"},
  "resources": [
    {
      "type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "[parameters('accountName')]", "location": "[parameters('location')]",
      "kind": "AIServices", "sku": {"name": "S0"}, "identity": {"type": "SystemAssigned"},
      "properties": {"customSubDomainName": "[toLower(parameters('accountName'))]", "disableLocalAuth": "` + disableLocalAuth + `"}
    },
    {
      "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
      "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('accountName'))]",
      "name": "[guid(resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName')), parameters('principalId'), variables('role'))]",
      "properties": {"roleDefinitionId": "[variables('role')]", "principalId": "[parameters('principalId')]", "principalType": "User"},
      "dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName'))]"]
    }
  ],
  "outputs": {"endpoint": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts', parameters('accountName')), '2024-10-01').endpoint]"}}
}`
}

// deployment is a body as az sends it: the key "template" without quotes.
func deployment(template, parameters, more string) string {
	return fmt.Sprintf(`{"properties": {"parameters": %s, "mode": "Incremental"%s, template:%s}}`, parameters, more, template)
}

// ends follows a deployment as az does: to the address in Azure-AsyncOperation, and then to the deployment itself.
func ends(w *armtest.World, got armtest.Answer, path string) (status armtest.Answer, shown armtest.Answer) {
	w.T.Helper()
	poll := got.Header.Get("Azure-Asyncoperation")
	if got.Status != 201 && got.Status != 200 || !strings.HasPrefix(poll, armtest.Origin+path+"/operationStatuses/") || got.Header.Get("Retry-After") != "0" || got.At("properties", "provisioningState") != "Accepted" {
		w.T.Fatalf("%d %v %s", got.Status, got.Header, got.Text)
	}
	return w.OK("ada", "GET", strings.TrimPrefix(poll, armtest.Origin), ""), w.OK("ada", "GET", path, "")
}

func TestAccountTemplateDeploys(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	body := deployment(accountTemplate("[not(parameters('allowKeys'))]"), fmt.Sprintf(`{"principalId": {"value": %q}, "accountName": {"value": "Foundry"}}`, w.ID("bob")), "")
	path := deployments + "/main"
	valid := w.OK("ada", "POST", path+"/validate", body)
	if valid.At("properties", "provisioningState") != "Succeeded" || !strings.Contains(valid.Text, `"validatedResources":[{"id":"`+armtest.Account[:len(armtest.Account)-7]) {
		t.Errorf("%s", valid.Text)
	}
	w.Refused("ada", "GET", path, "", 404, "DeploymentNotFound")
	w.Refused("ada", "GET", armtest.Account, "", 404, "ResourceNotFound")

	status, shown := ends(w, w.OK("ada", "PUT", path, body), path)
	if status.At("status") != "Succeeded" {
		t.Fatal(status.Text)
	}
	outputs, _ := json.Marshal(shown.JSON["properties"].(map[string]any)["outputs"])
	if want := `{"endpoint":{"type":"String","value":"https://foundry.models.test/"}}`; string(outputs) != want {
		t.Errorf("the outputs are %s", outputs)
	}
	if p := w.OK("ada", "GET", armtest.Account, "").JSON["properties"].(map[string]any); p["disableLocalAuth"] != true {
		t.Errorf("keys are on: %v", p)
	}
	if n := len(w.OK("ada", "GET", armtest.AssignmentsAt(armtest.Account)+"?$filter=atScope()", "").Names()); n != 2 {
		t.Errorf("%d assignments", n)
	}
	// Once more changes nothing.
	again := w.Call("ada", "PUT", path, body)
	if status, _ := ends(w, again, path); again.Status != 200 || status.At("status") != "Succeeded" {
		t.Errorf("%d %s", again.Status, status.Text)
	}
	if got := w.OK("ada", "GET", path+"/operations", ""); strings.Count(got.Text, `"provisioningState":"Succeeded"`) != 3 || !strings.Contains(got.Text, `"provisioningOperation":"EvaluateDeploymentOutput"`) {
		t.Errorf("%s", got.Text)
	}
	if got := w.OK("ada", "POST", path+"/exportTemplate", ""); !strings.Contains(got.Text, `"allowKeys"`) {
		t.Errorf("%s", got.Text)
	}
	if got := w.OK("ada", "GET", deployments, "").Names(); len(got) != 1 || got[0] != "main" {
		t.Errorf("%v", got)
	}
	w.Refused("ada", "POST", path+"/cancel", "", 409, "DeploymentCannotBeCancelled")
	w.OK("ada", "DELETE", path, "")
	w.Refused("ada", "GET", path, "", 404, "DeploymentNotFound")
	w.OK("ada", "GET", armtest.Account, "")
}

func TestDeploymentWarnsOfSwappedKeys(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	body := deployment(accountTemplate("[parameters('allowKeys')]"), fmt.Sprintf(`{"principalId": {"value": %q}}`, w.ID("bob")), "")
	for _, path := range []string{"/validate", "/whatIf"} {
		got := w.OK("ada", "POST", deployments+"/main"+path, body)
		if !strings.Contains(got.Text, `"code":"InvertedDisableLocalAuth"`) || !strings.Contains(got.Text, `"level":"Warning"`) {
			t.Errorf("%s: %s", path, got.Text)
		}
	}
	if _, shown := ends(w, w.OK("ada", "PUT", deployments+"/main", body), deployments+"/main"); !strings.Contains(shown.Text, "the opposite of what the name says") {
		t.Errorf("%s", shown.Text)
	}
}

// minimal is a template with resources and nothing else.
func minimal(resources string) string {
	return `{"$schema": "s", "contentVersion": "1.0.0.0", "resources": [` + resources + `]}`
}

func identity(name string) string {
	return `{"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": "` + name + `", "location": "eastus"}`
}

func TestTemplateHasThePermissionsOfItsDeployer(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	w.Grant("bob", armtest.Contributor, armtest.Group)
	parameters := fmt.Sprintf(`{"principalId": {"value": %q}, "accountName": {"value": "foundry"}}`, w.ID("bob"))
	body := deployment(accountTemplate("true"), parameters, "")
	for _, call := range []struct{ method, path string }{{"PUT", "/main"}, {"POST", "/main/validate"}, {"POST", "/main/whatIf"}} {
		got := w.Call("bob", call.method, deployments+call.path, strings.Replace(body, `"disableLocalAuth": "true"`, `"disableLocalAuth": true`, 1))
		if got.Status != 400 || got.Code() != "InvalidTemplateDeployment" || !strings.Contains(got.Message(), "Authorization failed for template resource") || !strings.Contains(got.Message(), "Microsoft.Authorization/roleAssignments/write") {
			t.Errorf("%s: %d %s", call.path, got.Status, got.Text)
		}
	}
	w.Refused("bob", "GET", armtest.Account, "", 404, "ResourceNotFound")
	w.Refused("bob", "GET", deployments+"/main", "", 404, "DeploymentNotFound")

	// He may not deploy where he has no role, nor reach there from where he has one.
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.Refused("bob", "PUT", armtest.Subscription+"/resourceGroups/rg2/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 403, "AuthorizationFailed")
	nested := minimal(`{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n", "resourceGroup": "rg2", "properties": {"mode": "Incremental", "template": ` + minimal(identity("app")) + `}}`)
	got := w.Call("bob", "PUT", deployments+"/x", deployment(nested, "{}", ""))
	if got.Status != 400 || !strings.Contains(got.Text, "resourceGroups/rg2") {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	// Nor may he read keys, or what he has no right to see, by way of an output.
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2/providers/Microsoft.CognitiveServices/accounts/secret", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus"}`)
	for _, expression := range []string{"reference('%s', '2024-10-01').endpoint", "listKeys('%s', '2024-10-01').key1"} {
		value := fmt.Sprintf(expression, armtest.Subscription+"/resourceGroups/rg2/providers/Microsoft.CognitiveServices/accounts/secret")
		text := strings.TrimSuffix(minimal(""), "}") + `, "outputs": {"o": {"type": "string", "value": "[` + value + `]"}}}`
		if got := w.Call("bob", "PUT", deployments+"/x", deployment(text, "{}", "")); got.Status != 403 {
			t.Errorf("%s: %d %s", expression, got.Status, got.Text)
		}
	}
}

func TestFailingTemplateWritesNothing(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	bad := `{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "a-b", "location": "eastus", "kind": "Nonsense", "sku": {"name": "S0"}, "dependsOn": ["one"]}`
	body := deployment(minimal(identity("one")+","+bad), "{}", "")
	for _, path := range []string{"", "/validate", "/whatIf"} {
		method := "POST"
		if path == "" {
			method = "PUT"
		}
		got := w.Call("ada", method, deployments+"/main"+path, body)
		if got.Status != 400 || got.Code() != "InvalidTemplateDeployment" || !strings.Contains(got.Text, `"code":"InvalidApiSetId"`) || !strings.Contains(got.Text, `"target":"`+armtest.Group+`/providers/Microsoft.CognitiveServices/accounts/a-b"`) {
			t.Errorf("%s: %d %s", path, got.Status, got.Text)
		}
	}
	w.Refused("ada", "GET", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one", "", 404, "ResourceNotFound")

	// Without the dry run it begins, and fails at the resource that cannot be made.
	got := w.OK("ada", "PUT", deployments+"/main", deployment(minimal(identity("one")+","+bad), "{}", `, "validationLevel": "Template"`))
	status, shown := ends(w, got, deployments+"/main")
	if status.At("status") != "Failed" || status.Code() != "DeploymentFailed" || !strings.Contains(status.Text, "InvalidApiSetId") || !strings.Contains(status.Text, "accounts/a-b") {
		t.Errorf("%s", status.Text)
	}
	if shown.At("properties", "provisioningState") != "Failed" {
		t.Errorf("%s", shown.Text)
	}
	w.OK("ada", "GET", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one", "")
	operations := w.OK("ada", "GET", deployments+"/main/operations", "").Text
	if !strings.Contains(operations, `"statusCode":"BadRequest"`) || !strings.Contains(operations, `"statusCode":"Created"`) {
		t.Errorf("%s", operations)
	}
}

func TestInvalidTemplatesAreRejected(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	for _, row := range []struct {
		name, body, code string
		status           int
	}{
		{"no JSON", `{"properties": `, "InvalidRequestContent", 400},
		{"no template", `{"properties": {"mode": "Incremental"}}`, "InvalidDeploymentTemplate", 400},
		{"a template elsewhere", `{"properties": {"templateLink": {"uri": "https://x"}}}`, "InvalidTemplateLink", 400},
		{"a mode that is none", `{"properties": {"mode": "Some", template:` + minimal("") + `}}`, "InvalidDeploymentMode", 400},
		{"a missing parameter", deployment(accountTemplate("true"), "{}", ""), "InvalidTemplate", 400},
		{"an unknown type", deployment(minimal(`{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "1", "name": "x", "location": "eastus"}`), "{}", ""), "InvalidTemplateDeployment", 400},
		{"a record of a deployment", deployment(minimal(`{"type": "Microsoft.Resources/deployments/operations", "apiVersion": "1", "name": "x/y"}`), "{}", ""), "InvalidTemplateDeployment", 400},
		{"a template within a text", `{"properties": {"template": "{\"$schema\": 1}"}}`, "InvalidTemplate", 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			w.Refused("ada", "PUT", deployments+"/bad", row.body, row.status, row.code)
		})
	}
	w.Refused("ada", "PUT", armtest.Subscription+"/resourceGroups/none/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 404, "ResourceGroupNotFound")
	w.Refused("ada", "PUT", armtest.Subscription+"/providers/Microsoft.Resources/deployments/x", deployment(minimal(""), "{}", ""), 400, "LocationRequired")
}

func TestWhatIfPredictsDeployment(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	w.OK("ada", "PUT", armtest.Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`)
	w.OK("ada", "PUT", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/there", `{"location":"eastus"}`)
	w.OK("ada", "PUT", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other", `{"location":"eastus"}`)
	changed := `{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": "foundry", "location": "eastus", "kind": "AIServices", "sku": {"name": "S0"}, "tags": {"a": "b"}, "properties": {"customSubDomainName": "foundry", "disableLocalAuth": true}}`
	template := minimal(identity("new") + "," + identity("there") + "," + changed)
	what := func(mode string) string {
		body := strings.Replace(deployment(template, "{}", ""), "Incremental", mode, 1)
		got := w.OK("ada", "POST", deployments+"/main/whatIf", body)
		var kinds []string
		for _, c := range got.JSON["properties"].(map[string]any)["changes"].([]any) {
			change := c.(map[string]any)
			id := change["resourceId"].(string)
			kind := id[strings.LastIndexByte(id, '/')+1:] + " " + change["changeType"].(string)
			delta, _ := change["delta"].([]any)
			for _, d := range delta {
				kind += fmt.Sprint(" ", d.(map[string]any)["path"], ":", d.(map[string]any)["propertyChangeType"])
			}
			kinds = append(kinds, kind)
		}
		return strings.Join(kinds, ", ")
	}
	want := "new Create, there NoChange, foundry Modify properties.disableLocalAuth:Create tags:Create, other "
	if got := what("Incremental"); got != want+"Ignore" {
		t.Errorf("got  %s\nwant %s", got, want+"Ignore")
	}
	if got := what("Complete"); got != want+"Delete" {
		t.Errorf("got  %s\nwant %s", got, want+"Delete")
	}
	w.Refused("ada", "GET", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new", "", 404, "ResourceNotFound")
	if p := w.OK("ada", "GET", armtest.Account, "").JSON["properties"].(map[string]any); p["disableLocalAuth"] != nil {
		t.Error("what-if changed something")
	}
	ends(w, w.OK("ada", "PUT", deployments+"/main", strings.Replace(deployment(template, "{}", ""), "Incremental", "Complete", 1)), deployments+"/main")
	w.Refused("ada", "GET", armtest.Group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other", "", 404, "ResourceNotFound")
	if got := what("Incremental"); got != "new NoChange, there NoChange, foundry NoChange" {
		t.Errorf("after it was deployed: %s", got)
	}
}

func TestInterruptedDeploymentIsReportedAsFailed(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	path := deployments + "/main"
	ends(w, w.OK("ada", "PUT", path, deployment(minimal(identity("app")), "{}", "")), path)
	// What a server leaves that is killed while it deploys.
	w.Update(func(tx *store.Tx) error {
		r, err := tx.Resource(resource.MustScope(path))
		if err != nil {
			return err
		}
		r.Properties = json.RawMessage(strings.Replace(string(r.Properties), `"state":"Succeeded"`, `"state":"Running"`, 1))
		return tx.PutResource(r)
	})
	if got := w.OK("ada", "GET", path, ""); got.At("properties", "provisioningState") != "Running" {
		t.Errorf("%s", got.Text)
	}
	w.Refused("ada", "PUT", path, deployment(minimal(""), "{}", ""), 409, "DeploymentActive")
	w.Refused("ada", "DELETE", path, "", 409, "DeploymentBeingDeleted")
	w.Advance(10 * 60 * 1e9)
	if got := w.OK("ada", "GET", path, ""); got.At("properties", "provisioningState") != "Failed" || !strings.Contains(got.Text, "DeploymentInterrupted") {
		t.Errorf("%s", got.Text)
	}
	ends(w, w.OK("ada", "PUT", path, deployment(minimal(identity("app")), "{}", "")), path)
}

func TestTemplateDeploysFoundryWithProjectModelsAndIdentity(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	template := `{"$schema": "s", "contentVersion": "1.0.0.0",
	"parameters": {"name": {"type": "string", "defaultValue": "foundry"}, "tags": {"type": "object", "defaultValue": {}}, "acls": {"type": "object", "nullable": true},
		"models": {"type": "array", "defaultValue": [{"name": "chat", "model": "gpt-4.1-mini", "capacity": 10}, {"name": "embed", "model": "text-embedding-3-small", "capacity": "20"}]}},
	"resources": [
		{"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": "worker", "location": "[resourceGroup().location]"},
		{"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2025-06-01", "name": "[parameters('name')]", "location": "East US", "kind": "AIServices", "sku": {"name": "S0"},
			"tags": "[union(parameters('tags'), createObject('made-by', deployment().name))]",
			"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"[format('{0}', resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker'))]": {}}},
			"properties": {"allowProjectManagement": true, "customSubDomainName": "[parameters('name')]", "networkAcls": "[parameters('acls')]", "disableLocalAuth": "[not(false())]"},
			"dependsOn": ["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker')]"]},
		{"type": "Microsoft.CognitiveServices/accounts/projects", "apiVersion": "2025-06-01", "name": "[format('{0}/{1}', parameters('name'), 'first')]", "location": "eastus", "identity": {"type": "SystemAssigned"}, "properties": {},
			"dependsOn": ["[resourceID('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"copy": {"name": "models", "count": "[length(parameters('models'))]", "mode": "serial", "batchSize": 1}, "type": "Microsoft.CognitiveServices/accounts/deployments", "apiVersion": "2025-06-01",
			"name": "[format('{0}/{1}', parameters('name'), parameters('models')[copyIndex()].name)]", "sku": {"name": "GlobalStandard", "capacity": "[int(parameters('models')[copyIndex()].capacity)]"},
			"properties": {"model": {"format": "OpenAI", "name": "[parameters('models')[copyIndex()].model]", "version": "[tryGet(parameters('models')[copyIndex()], 'version')]"}},
			"dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('name'))]", "name": "[guid(resourceGroup().id, 'worker')]",
			"properties": {"roleDefinitionId": "[resourceId('Microsoft.Authorization/roleDefinitions', '` + armtest.CognitiveUser + `')]", "principalType": "ServicePrincipal",
				"principalId": "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'worker'), '2023-01-31').principalId]"},
			"dependsOn": ["[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]},
		{"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "scope": "[format('Microsoft.CognitiveServices/accounts/{0}', parameters('name'))]", "name": "keep", "properties": {"level": "CanNotDelete"},
			"dependsOn": ["models", "[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]"]}
	],
	"outputs": {
		"principal": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts', parameters('name')), '2025-06-01', 'full').identity.principalId]"},
		"project": {"type": "string", "value": "[reference(resourceId('Microsoft.CognitiveServices/accounts/projects', parameters('name'), 'first'), '2025-06-01').endpoints['AI Foundry API']]"},
		"capacities": {"type": "array", "copy": {"count": "[length(parameters('models'))]", "input": "[reference(resourceId('Microsoft.CognitiveServices/accounts/deployments', parameters('name'), parameters('models')[copyIndex()].name), '2025-06-01', 'full').sku.capacity]"}}
	}}`
	path := deployments + "/all"
	status, shown := ends(w, w.OK("ada", "PUT", path, deployment(template, "{}", "")), path)
	if status.At("status") != "Succeeded" {
		t.Fatal(status.Text)
	}
	outputs := shown.JSON["properties"].(map[string]any)["outputs"].(map[string]any)
	if got := fmt.Sprint(outputs["capacities"]); got != "map[type:Array value:[10 20]]" {
		t.Errorf("the capacities are %s", got)
	}
	made := w.OK("ada", "GET", armtest.Account, "")
	if shown.At("properties", "outputs", "principal", "value") != made.At("identity", "principalId") || !strings.HasSuffix(shown.At("properties", "outputs", "project", "value"), "/api/projects/first") {
		t.Errorf("%v", outputs)
	}
	if !strings.Contains(made.Text, `"tags":{"made-by":"all"}`) || !strings.Contains(made.Text, "userAssignedIdentities/worker") {
		t.Errorf("%s", made.Text)
	}
	w.Refused("ada", "DELETE", armtest.Account, "", 409, "ScopeLocked")
	if again := w.OK("ada", "POST", path+"/whatIf", deployment(template, "{}", "")); strings.Count(again.Text, `"changeType":"NoChange"`) != 7 {
		t.Errorf("%s", again.Text)
	}
}

func TestDeploymentSecretsAreNotStored(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	template := `{"$schema": "s", "contentVersion": "1", "parameters": {"s": {"type": "secureString"}}, "resources": [], "outputs": {"s": {"type": "securestring", "value": "[parameters('s')]"}}}`
	ends(w, w.OK("ada", "PUT", deployments+"/main", deployment(template, `{"s": {"value": "geheim"}}`, "")), deployments+"/main")
	w.Update(func(tx *store.Tx) error {
		all, err := tx.Resources(resource.Query{Under: resource.MustScope(armtest.Group)})
		for _, r := range all {
			if strings.Contains(string(r.Properties), "geheim") {
				t.Errorf("%s holds the secret", r.ID)
			}
		}
		return err
	})
}

// TestDryRunsBeyondABoundAreThrottledInARMsFormat fills the queue of dry runs.
func TestDryRunsBeyondABoundAreThrottledInARMsFormat(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	release, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	hold := func(do func(*store.Tx) error) {
		all.Go(func() {
			if err := w.DB.DryRun(t.Context(), do); err != nil && !fault.Is(err, fault.Throttled) {
				t.Error(err)
			}
		})
	}
	hold(func(*store.Tx) error { close(begun); <-release; return nil })
	<-begun
	body := deployment(minimal(identity("one")), "{}", "")
	for deadline := time.Now().Add(time.Minute); ; {
		hold(func(*store.Tx) error { return nil })
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		err := w.DB.DryRun(ctx, func(*store.Tx) error { return nil })
		cancel()
		if fault.Is(err, fault.Throttled) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the queue is never full")
		}
	}
	for _, call := range []struct{ method, path string }{{"PUT", "/main"}, {"POST", "/main/validate"}, {"POST", "/main/whatIf"}} {
		got := w.Call("ada", call.method, deployments+call.path, body)
		after, err := strconv.Atoi(got.Header.Get("Retry-After"))
		if got.Status != 429 || got.Code() != "TooManyRequests" || err != nil || after < 1 {
			t.Errorf("%s %s: %d %s, Retry-After %q", call.method, call.path, got.Status, got.Text, got.Header.Get("Retry-After"))
		}
	}
	close(release)
	all.Wait()
	w.OK("ada", "POST", deployments+"/main/whatIf", body)
}
